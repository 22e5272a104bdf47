"""Personal data in examples: addresses, telephones, identity numbers, accounts, and names given as a student's.

A first name in a problem («Ana compra 3 cuadernos») is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutoring.sentence import Sentence

HIDDEN = "[…]"
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NAME = r"[A-ZÁÉÍÓÚÑ][\wáéíóúñü'-]+(?:\s+(?:de|del|la|los)\b)*"
_PATTERNS: tuple[tuple[str, Sentence], ...] = (
    (r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", Sentence("una dirección de correo", "an e-mail address")),
    (r"(?<![\w@/])@[a-z][\w.]{3,30}", Sentence("un usuario de una red social", "a user name")),
    (r"(?<![\w.,])(?:\+34[\s.-]?)?[6789]\d{2}[\s.-]?(?:\d{3}[\s.-]?\d{3}|\d{2}[\s.-]\d{2}[\s.-]\d{2})(?![\w]|[.,]\d|\s?(?:m|g|s|km|kg|L|mol)\b)",
     Sentence("un teléfono", "a telephone number")),
    (r"\+\d{1,3}[\s.-]?(?:\(?\d{2,4}\)?[\s.-]?){2,4}\d{2,4}", Sentence("un teléfono", "a telephone number")),
    (r"\bES\d{2}(?:\s?\d{4}){5}\b", Sentence("una cuenta bancaria", "a bank account")),
    (rf"(?i:\b(?:alumn[oa]|estudiante|autora?|nombre|student|pupil|name|author)(?:\s+y\s+apellidos)?\s*:\s*)({_NAME}(?:\s+{_NAME})+)",
     Sentence("el nombre de una persona", "a person's name")),
    (rf"(?i:\b(?:se llama|me llamo|my name is|called)\s+)({_NAME}(?:\s+{_NAME})+)",
     Sentence("el nombre de una persona", "a person's name")),
    (r"(?i:\b(?:vive en|lives (?:at|in))\s+(?:la\s+)?)((?:C/|[Cc]alle|[Aa]venida|[Aa]vda|[Pp]laza)[^,.;\n]{3,40},?\s*\d+|"
     r"\d+ [A-Z]\w+ (?:Street|Road|Avenue))",
     Sentence("un domicilio", "a home address")),
    (r"(?i:\b(?:nacid[oa] el|fecha de nacimiento:?|born on|date of birth:?)\s+)(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})",
     Sentence("una fecha de nacimiento", "a date of birth")),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), what) for pattern, what in _PATTERNS)
_IDENTITY = re.compile(r"\b([XYZ]?)(\d{7,8})[-\s]?([A-Z])\b")


@dataclass(frozen=True, slots=True)
class Private:
    """What kind of personal data a line holds, and the line without it."""

    what: Sentence
    hidden: str


def private(line: str) -> Private | None:
    """The personal data of a line, all of it hidden, or None."""
    what: Sentence | None = None
    hidden = line
    for pattern, name in _COMPILED:
        if found := pattern.search(hidden):
            what = what or name
            hidden = pattern.sub(lambda each: each[0].replace(each[each.lastindex or 0], HIDDEN), hidden)
            del found
    for found in _IDENTITY.finditer(hidden):
        if _is_identity(found):
            what = what or Sentence("un DNI o NIE", "an identity number")
            hidden = hidden.replace(found[0], HIDDEN)
    return Private(what, hidden) if what is not None else None


def without(text: str) -> str:
    """The text as it would be without its personal data."""
    lines = [found.hidden if (found := private(line)) is not None else line for line in text.split("\n")]
    return re.sub(r" ?\(\s*\[…\]\s*\)| ?\[…\]", "", "\n".join(lines))


def _is_identity(found: re.Match[str]) -> bool:
    """Whether the letter is the number's own: formulas and codes seldom hit it."""
    if not found[1] and len(found[2]) != 8:
        return False
    number = f"{'XYZ'.index(found[1])}{found[2]}" if found[1] else found[2]
    return _LETTERS[int(number) % 23] == found[3]
