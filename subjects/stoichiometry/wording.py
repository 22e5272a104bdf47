"""What a student wrote, with one statement a line and the count words of amounts as digits.

Only what reads the same to everybody is rewritten; nothing is judged here.
"""

from __future__ import annotations

import re

_LABEL = r"(?:[nmVNM]|c)\s*_?(?:\([^()=]{1,20}(?:\([^()]*\)\d?)?[^()=]{0,20}\))?\s*="
_NEXT = re.compile(
    rf"\s*(?:,|→|⇒|⟹|⟶|=>|-+>|\s(?:y|and|so|then|luego|entonces|por\s+tanto)\s)\s*"
    rf"(?:(?:y|and|so|then|luego|entonces|por\s+tanto)\s+)?(?={_LABEL})"
)
"""Where another labelled quantity starts: "n = 1 mol, m = 58,5 g", "n = 2 mol → m = 36 g"."""
_AMOUNT = re.compile(r",\s+(?=\d+(?:[.,]\d+)?\s*(?:moles|mol|g|gramos|grams|kg|mL|L)\s+(?:de|of)\s)")
"""Where another amount of a substance starts: "n = 2 mol de MgCl2, 4 mol de Cl"."""
_UNIT = (
    r"(?:moles|mols|mol|gramos|grams|litros|lit(?:re|er)s|kilos|kilogramos|kilograms"
    r"|mol[eé]culas|molecules|[aá]tomos|atoms)"
)
_DIGITS = {
    "dos": "2", "two": "2", "tres": "3", "three": "3", "cuatro": "4", "four": "4", "cinco": "5", "five": "5",
    "seis": "6", "six": "6",
    "siete": "7", "seven": "7", "ocho": "8", "eight": "8", "nueve": "9", "nine": "9", "diez": "10", "ten": "10", "veinte": "20",
    "twenty": "20",
}  # fmt: skip
_COUNTED = re.compile(rf"\b({'|'.join(_DIGITS)})(?=\s+{_UNIT}\b)", re.IGNORECASE)
_ONE = re.compile(
    r"^(\W*(?:(?:creo\s+que\s+)?(?:es|son|da|hay)|it'?s|there\s+is)?\s*)(?:una?|one)(?=\s+(?:mol|mole|gramo|gram|litro|lit(?:re|er))\W*$)",
    re.IGNORECASE | re.MULTILINE,
)


def statements(attempt: str) -> str:
    """The attempt with labelled quantities on lines of their own and count words before a unit as digits."""
    text = "\n".join(_separate(line) for line in attempt.split("\n"))
    text = _COUNTED.sub(lambda found: _DIGITS[found[1].lower()], text)
    return _ONE.sub(r"\g<1>1", text)


def _separate(line: str) -> str:
    """A line that starts with a labelled quantity, cut before the others."""
    return _AMOUNT.sub("; ", _NEXT.sub("; ", line)) if re.match(rf"\W*{_LABEL}", line) else line
