"""The lines of a student written so that the arithmetic of this subject reads them, and what their labels mean."""

from __future__ import annotations

import re

from subjects.stoichiometry.formula import plain


def readable(line: str) -> str:
    """A line with the units of this part written so that arithmetic reads them, and its label cut off."""
    text = plain(line)
    text = re.sub(r"^\s*\(?[a-e]\)\s*", "", text)
    text = re.sub(r"\b([nmVcCM])_?\{?[12fi0]\}?(?=\s*[=·*(])", r"\1", text)
    text = re.sub(r"(?<=\d)\s*M(?![A-Za-z0-9/(=·])", " mol/L", text)
    text = re.sub(r"(?<=\d)\s*molar\b(?!\s*mass)", " mol/L", text)
    text = re.sub(r"(?<=\d)\s*molal\b|(?<=\d)\s*m(?=\s*[.]?$)", " mol/kg", text)
    text = re.sub(
        r"(?i)\b(mol(?:es)?|g|gramos|mg|grams)\s+(?:por|per)\s+(litro|liter|litre)\b", r"\1/\2", text
    )
    text = re.sub(
        r"(?i)\b(g|kg|mol)\s*/\s*(cm\^?3|ml|dm\^?3|cc)\b",
        lambda f: f[1] + ("/mL" if f[2].lower() in ("cm3", "cm^3", "ml", "cc") else "/L"),
        text,
    )
    text = re.sub(r"(?i)\b(mol|g|mg)\s*[·*]?\s*(?:dm\^?-3|l\^?-1)", r"\1/L", text)
    text = re.sub(
        r"(?i)\s*\(?atm\s*[·*]?\s*l\s*/\s*\(?\s*(?:k\s*[·*]?\s*mol|mol\s*[·*]?\s*k)\s*\)?", "", text
    )
    return re.sub(
        r"%\s*(?:en\s+masa|en\s+volumen|en\s+peso|de\s+rendimiento|de\s+pureza|by\s+mass|yield"
        r"|purity|pure|de\s+riqueza)",
        "%",
        text,
    )


LABELS = re.compile(
    r"^\s*(?:la\s+|el\s+|the\s+)?(?:(?P<c>\[[^\]]*\]|[cC](?:\s*\([^)]*\)|[12fi])?|molaridad"
    r"|molarity|concentraci?on(?:\s+(?:final|molar))?|concentration)|(?P<gL>c\s*\(g/l\)|g/l)"
    r"|(?P<w>%[^=]*|w|porcentaje[^=]*|percent[^=]*)"
    r"|(?P<y>R|r|rendimiento|η|yield|%\s*yield)|(?P<P>pureza|riqueza|purity|P)|(?P<rho>d|ρ|rho"
    r"|densidad|density|D)|(?P<p>p|presion)|(?P<T>T|temperatura|temperature)|(?P<b>b|molalidad"
    r"|molality)"
    r"|(?P<x>[xXχ]\s*(?:\([^)]*\)|_?\w+)|fraccion molar[^=]*"
    r"|mole fraction[^=]*))\s*(?:\([^)=]*\))?\s*(?:es|is|de)?\s*[=:]",
    re.IGNORECASE,
)
PLACE_WORDS = re.compile(
    r"_?(?:mezcla|mix|mixture|total|sobrante|left|real|muestra|sample|a[nñ]adida|added|disolvente|solvent|disoluci[oó]n"
    r"|solution|aire|air|puro|pure|impurezas|impurities|inicial|initial|final|teor\w*"
    r"|theo\w*)(?=\s*[(=]|\b)"
)


NAMED_LABEL = re.compile(r"^\s*(?:[PRdcbxXtTpD%ρχ]|gL)\s*\((?P<of>[A-Z][^=]*?)\)\s*=\s*(?P<rest>.*)$")
