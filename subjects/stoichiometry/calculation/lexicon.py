"""The words of quantities and questions of this part, over folded text (lower case, no accents)."""

from __future__ import annotations

import re

from subjects.stoichiometry.figures import NUMBER
from subjects.stoichiometry.words import ALONE

_PER = r"\s*(?:/|por(?:\s+cada)?|per|for\s+each|en\s+cada|\bde\b)\s*"
_INV = r"\s*[·*]?\s*"
_LITRE = r"(?:litros?|lit(?:er|re)s?|dm\^?3|l)"
_ML = r"(?:mililitros?|millilit(?:er|re)s?|ml|cm\^?3|cc)"
_MOLW = r"(?:moles|mols|mole|mol)"
_G = r"(?:gramos?|grams?|grs?|g)"

UNITS: tuple[tuple[str, str, str], ...] = (
    ("R", "R",
        r"(?:(?:atm\s*[·*]?\s*(?:l|dm\^?3)|(?:l|dm\^?3)\s*[·*]?\s*atm|j)\s*(?:/\s*\(?\s*(?:k\s*[·*]?\s*mol|mol\s*[·*]?\s*k)\s*\)?"
        r"|[·*]?\s*(?:k\^?-1\s*[·*]?\s*mol\^?-1|mol\^?-1\s*[·*]?\s*k\^?-1)))"),
    ("M", "g/mol", rf"(?:{_G}{_PER}{_MOLW}|{_G}{_INV}mol\^?-1)"),
    ("Vm", "L/mol", rf"(?:{_LITRE}{_PER}{_MOLW}|{_LITRE}{_INV}mol\^?-1)"),
    ("c", "mmol/L", rf"(?:mmol{_PER}{_LITRE}|mmol{_INV}(?:l\^?-1|dm\^?-3))"),
    ("c", "mol/L",
        rf"(?:{_MOLW}{_PER}{_LITRE}|mol{_INV}(?:l\^?-1|dm\^?-3)|molar(?!\s*(?:mass|volume|gas"
        rf"|concentration))|§)"),
    ("b", "mol/kg", rf"(?:{_MOLW}{_PER}(?:kg|kilogramos?|kilograms?)|mol{_INV}kg\^?-1|molal)"),
    ("rho", "g/mL",
        rf"(?:{_G}{_PER}{_ML}|{_G}{_INV}(?:ml\^?-1|cm\^?-3)|(?:kg|kilogramos?"
        rf"|kilograms?){_PER}{_LITRE}|kg{_INV}(?:l\^?-1|dm\^?-3))"),
    ("rho", "kg/m^3", r"(?:kg\s*/\s*m\^?3|kg\s*[·*]?\s*m\^?-3)"),
    ("gL", "mg/L", rf"(?:(?:mg|miligramos?|milligrams?){_PER}{_LITRE}|mg{_INV}(?:l\^?-1|dm\^?-3))"),
    ("gL", "g/L", rf"(?:{_G}{_PER}{_LITRE}|{_G}{_INV}(?:l\^?-1|dm\^?-3))"),
    ("ppm", "ppm", r"(?:ppm|partes\s+por\s+millon|parts\s+per\s+million|mg\s*/\s*kg)"),
    ("%", "%", r"(?:%|por\s+ciento|percent|per\s+cent)"),
    ("p", "mmHg", r"(?:mm\s*(?:de\s+)?hg|torr|milimetros\s+de\s+mercurio)"),
    ("p", "atm", r"(?:atm(?:osferas?|ospheres?)?)"),
    ("p", "kPa", r"(?:kpa|kilopascal(?:es|s)?)"),
    ("p", "hPa", r"(?:hpa|mbar|milibares)"),
    ("p", "bar", r"(?:bar(?:es|s)?)"),
    ("p", "Pa", r"(?:pa|pascal(?:es|s)?)"),
    ("t", "°C", r"(?:[°º]\s*c|grados(?:\s+(?:centigrados|celsius))?|degrees(?:\s+celsius)?)"),
    ("T", "K", r"(?:k|kelvin)"),
    ("m", "kg", r"(?:kg|kgs|kilogramos?|kilograms?|kilos?)"),
    ("m", "mg", r"(?:mg|miligramos?|milligrams?)"),
    ("m", "µg", r"(?:µg|ug|microgramos?|micrograms?)"),
    ("m", "t", r"(?:t|toneladas?|tonnes?|tons?)"),
    ("m", "g", _G),
    ("n", "mmol", r"(?:mmol|milimol(?:es)?|millimol(?:es?)?)"),
    ("n", "kmol", r"(?:kmol|kilomol(?:es)?)"),
    ("n", "mol", _MOLW),
    ("N", "molecules", r"(?:moleculas?|molecules?)"),
    ("N", "atoms", r"(?:atomos?|atoms?)"),
    ("N", "ions", r"(?:iones|ions|entidades|entities)"),
    ("N", "particles", r"(?:particulas?|particles?|unidad(?:es)?\s+(?:de\s+)?formula|formula\s+units?)"),
    ("V", "mL", _ML),
    ("V", "cL", r"(?:cl|centilitros?)"),
    ("V", "m^3", r"(?:m\^?3|metros\s+cubicos|cubic\s+met(?:er|re)s?)"),
    ("V", "L", _LITRE),
)  # fmt: skip
"""Symbol, unit and its words; the longer ones first. `§` stands for a capital M after a number."""

COUNTS = {
    "medio": "0.5", "media": "0.5", "half": "0.5", "un": "1", "una": "1", "one": "1", "dos": "2", "two": "2", "tres": "3",
    "three": "3", "cuatro": "4", "four": "4", "cinco": "5", "five": "5", "seis": "6", "six": "6", "diez": "10", "ten": "10",
}  # fmt: skip
MEASURE = re.compile(
    rf"(?<![a-z0-9.,^])(?:(?P<number>-?\s?{NUMBER})\s*|{ALONE}(?P<word>{'|'.join(COUNTS)})\s+(?:an?\s+)?)(?:"
    + "|".join(f"(?P<u{index}>{pattern})" for index, (_, _, pattern) in enumerate(UNITS))
    + r")(?![a-z0-9^§])(?!\s*/\s*[a-z])"
)

NORMAL = re.compile(
    r"\b(?:c\s?\.\s?n\s?\.?|cn|cnpt|s\.?t\.?p\.?|n\.?t\.?p\.?|condiciones\s+normales"
    r"|standard\s+temperature\s+and\s+pressure"
    r"|normal\s+conditions)(?![a-z])"
)
STANDARD = re.compile(
    r"\b(?:condiciones\s+estandar|standard\s+conditions|rtp|r\.t\.p\.|room\s+(?:temperature|conditions))"
)
SAME = re.compile(r"\bmismas\s+condiciones|same\s+(?:conditions|temperature)")
SOLUTION = re.compile(
    r"\b(?:disolucion(?:es)?|solucion(?:es)?|solutions?|acuos[oa]s?|aqueous|(?:di)?suelt[oa]s?"
    r"|dissolved|comercial|commercial|concentrad[oa]|concentrated|dilute|diluid[oa])\b"
)
SAMPLE = re.compile(
    r"\b(?:muestra|mineral|impur[oa]s?|sample|impure|ore|caliza|limestone|pirita|piedra|roca"
    r"|rock|blenda|galena|tecnic[oa]|technical)\b"
)
YIELD = re.compile(r"\b(?:rendimientos?|yields?|eficacia|efficiency)\b")
PURITY = re.compile(r"\b(?:pureza|riqueza|pur[oa]s?|purity|pure|impurezas?|impurities)\b")
IMPURITY = re.compile(r"\b(?:impurezas?|impurities)\b")
EXCESS = re.compile(
    r"\b(?:(?:en|in|con|with|un|an)\s+(?:suficiente\s+)?exces[os]+|exceso\s+de"
    r"|excess(?:\s+of)?|suficiente|sufficient|enough|(?:plenty|abundance)\s+of"
    r"|cantidad\s+(?:suficiente|necesaria)\s+de)\b"
)
COMBUSTION = re.compile(r"\b(?:combustion\w*|quem\w+|arden?|arder|ardio|burn\w*|burnt|combust\w*)\b")
DECOMPOSE = re.compile(
    r"\b(?:descomp\w+|decompos\w+|calent\w+|heat\w*|calcin\w+|electrolisis|electroly\w+|termolisis|thermal)\b"
)
NEUTRAL = re.compile(r"\b(?:neutrali[sz]\w+|valor\w+|titrat\w+|titration)\b")
DILUTE = re.compile(
    r"\b(?:dilu(?:y\w*|id\w*|ir\w*|te\w*|ting|tion|cion)|(?:anad|agreg)\w+[^.?]{0,40}?\bagua"
    r"|agua[^.?]{0,30}?(?:anad|agreg)\w+|water\s+(?:is|are|must\s+be|has\s+been|was)?\s*added"
    r"|add(?:ed|ing)?\b[^.?]{0,30}?\bwater|hasta\s+(?:completar|enrasar|obtener\s+un\s+volumen"
    r"|un\s+volumen|alcanzar)|made\s+up\s+to|enras\w+)\b"
)

ALLOY = re.compile(
    r"\b(?:aleacion(?:es)?|alloys?|moneda|coin|medalla|medal|laton|brass|bronce|bronze|acero|steel|lingote|ingot|joya|jewel|anillo|ring"
    r"|mineral|ore|muestra|sample|roca|rock|pulsera|bracelet|soldadura|solder|pieza|piece)\b"
)
"""What is only partly one substance, and no solution."""

REFUSED = re.compile(
    r"\b(?:ph|poh|kj|kcal|entalpia|enthalpy|calor|heat\s+of|voltios|volts|amperios|amperes"
    r"|equilibrio|equilibrium|ka|kb|kc|kp"
    r"|mezcla|mezclas|mixture|iones|ions|cationes|aniones|cations|anions|normalidad|normality"
    r"|osmotic\w*|osmotica|presion\s+parcial|partial\s+pressure"
    r"|incomplet[ao]|y\s+medi[oa]|and\s+a\s+half|pierden?|exces[os]+\s+(?:de|of)\s+\d[\d.,]*"
    r"|incomplete|protones|protons|neutrones|neutrons|electrones|electrons|vapor\s+pressure"
    r"|ebullicion|boiling|congelacion|freezing"
    r"|humed\w+|humid\w*|isotop\w*|doble|triple|mismo\s+numero|same\s+number|mitad|tercio|twice|gold\s+coin|euros?|dollars?"
    r"|edad|age)\b|€|\bmol(?:es)?\s+(?:de|of)\s+(?:atomos?|atoms?)\b(?!\s+(?:de|of)\b)"
)
"""Words of problems that are not read: better no answer than a wrong one."""

INTERROGATIVE = re.compile(
    r"\b(?:cuant[oa]s?|que|cual(?:es)?|how\s+(?:many|much)|what|which|calcul\w*|hall[ae]\w*"
    r"|determin\w*|encuentr\w*|averigu\w*|obten(?:ga|er|gan)?"
    r"|find|work\s+out|compute|indica\w*|deduc\w*|expres\w*|dime|di|give|state|identif\w*"
    r"|establec\w*|escrib\w*|write|deduzca|name|pide|hay\s+que\s+(?:calcular|hallar)"
    r"|necesito\s+(?:saber|calcular)|razona\w*|convert\w*|conviert\w*|pasa|sacar?)\b"
)

FILLER = frozenset(
    [
        "tank",
        "bucket",
        "bottle",
        "deposito",
        "botella",
        "garrafa",
        "de",
        "del",
        "d",
        "of",
        "la",
        "el",
        "los",
        "las",
        "the",
        "un",
        "una",
        "a",
        "an",
        "al",
        "lo",
        "gas",
        "gaseous",
        "gaseoso",
        "gases",
        "puro",
        "pura",
        "pure",
        "solido",
        "solida",
        "solid",
        "liquido",
        "liquid",
        "disolucion",
        "disoluciones",
        "solucion",
        "solution",
        "solutions",
        "acuosa",
        "acuoso",
        "aqueous",
        "muestra",
        "sample",
        "impuro",
        "impura",
        "impure",
        "mineral",
        "concentrado",
        "concentrada",
        "concentrated",
        "comercial",
        "commercial",
        "en",
        "in",
        "estado",
        "metalico",
        "metal",
        "metallic",
        "polvo",
        "powder",
        "virutas",
        "granallas",
        "limaduras",
        "cierta",
        "otra",
        "another",
        "con",
        "que",
        "contiene",
        "containing",
        "contains",
        "such",
        "this",
        "that",
        "esta",
        "este",
        "dicho",
        "dicha",
        "esa",
        "ese",
        "y",
        "at",
        "riqueza",
        "pureza",
        "acido",
        "some",
        "liquida",
        "liquidos",
        "cinta",
        "ribbon",
        "strip",
        "trozo",
        "piece",
        "piedra",
        "stone",
        "rock",
        "diluido",
        "diluida",
        "dilute",
        "molecular",
        "hielo",
        "caliza",
        "roca",
        "lamina",
    ]
)
AFTER = frozenset(
    [
        "de",
        "del",
        "al",
        "a",
        "en",
        "con",
        "concentracion",
        "concentration",
        "molar",
        "of",
        "with",
        "y",
        "and",
        "densidad",
        "density",
        "cuya",
        "cuyo",
        "whose",
        "es",
        "is",
        "una",
        "un",
        "the",
        "riqueza",
        "pureza",
        "purity",
        "contiene",
        "contains",
        "acuoso",
        "acuosa",
        "aqueous",
        "disolucion",
        "solution",
        "solucion",
        "comercial",
        "concentrado",
        "concentrada",
        "commercial",
        "concentrated",
        "masa",
        "peso",
        "su",
        "sus",
        "its",
        "tiene",
        "has",
        "having",
        "that",
        "que",
        "are",
        "son",
        "mass",
        "by",
        "weight",
        "grado",
        "sample",
        "muestra",
        "una",
        "la",
        "el",
        "esta",
        "ha",
        "sido",
        "which",
        "was",
        "it",
        "if",
        "si",
        "como",
        "as",
        "e",
        "igual",
    ]
)
