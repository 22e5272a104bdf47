"""Ways of writing that only equations with powers, roots and absolute values bring: read as they are meant.

Text is changed, never evaluated. What stays ambiguous (`raíz de x + 1`, a cube root, `x2` alone) is named so that the
callers refuse it.
"""

from __future__ import annotations

import re

_LOST = re.compile(r"(?<![^\W_])(\d*)([a-z])([234])(?![\d.,]*\d|[a-z])", re.IGNORECASE)
_BARS = re.compile(r"\|[ \t]*([^|\n=]{1,80}?)[ \t]*\|")
_ROOT_OF = re.compile(
    r"(?:la |the )?(?:ra[ií]z(?: cuadrada)?|square root)(?: de| of)?\s*(?=[(\[])"
    r"|(?:la |the )?(?:ra[ií]z cuadrada de|ra[ií]z de|square root of)\s+(?=(?:\d+|[a-z])\s*=)",
    re.IGNORECASE,
)
_ABSOLUTE_OF = re.compile(r"(?:el |the )?(?:valor absoluto de|absolute value of)\s*(?=[(\[])", re.IGNORECASE)
_UNSURE = re.compile(
    r"\\sqrt\s*\[|[∛∜]|ra[ií]z (?:c[uú]bica|cuarta|quinta|n)|(?:cube|cubic|fourth|nth) root|\b(?:square root|ra[ií]z)"
    r" (?:cuadrada )?(?:of|de)\b|valor absoluto de|absolute value of",
    re.IGNORECASE,
)
_POWERS = (
    (re.compile(r"<sup>\s*(\d{1,2})\s*</sup>", re.IGNORECASE), r"^\1"),
    (re.compile(r"(?<=[a-z)])\s+(?:elevad[oa] )?a la (?:potencia )?(?:cuarta|cuatro|4)\b", re.IGNORECASE), "^4"),
    (re.compile(r"(?<=[a-z)])\s+(?:elevad[oa] )?a la (?:potencia )?(?:quinta|cinco|5)\b", re.IGNORECASE), "^5"),
    (re.compile(r"(?<=[a-z)])\s+(?:elevad[oa] )?a la (?:potencia )?(?:sexta|seis|6)\b", re.IGNORECASE), "^6"),
    (re.compile(r"(?<=[a-z)])\s+(?:elevad[oa] )?a la (?:tercera|tres|3)\b", re.IGNORECASE), "^3"),
    (re.compile(r"(?<=[a-z)])\s+(?:elevad[oa] )?a la (?:segunda|dos|2)\b", re.IGNORECASE), "^2"),
    (re.compile(r"(?<=[a-z)])\s+elevad[oa]s? (?:a|al) (?:la )?(?:dos|2|cuadrado)\b", re.IGNORECASE), "^2"),
    (re.compile(r"(?<=[a-z)])\s+elevad[oa]s? (?:a|al) (?:la )?(?:tres|3|cubo)\b", re.IGNORECASE), "^3"),
    (re.compile(r"(?<=[a-z)])\s+elevad[oa]s? a (?:la )?(?:cuatro|4|cuarta)\b", re.IGNORECASE), "^4"),
    (re.compile(r"(?<=[\s\d][a-z])\s+cuadrad[oa]\b(?! de)", re.IGNORECASE), "^2"),
    (re.compile(r"(?<=[a-z)])\s+(?:raised )?to the (?:fourth(?: power)?|power (?:of )?(?:four|4))\b", re.IGNORECASE), "^4"),
    (re.compile(r"(?<=[a-z)])\s+(?:raised )?to the (?:third(?: power)?|power (?:of )?(?:three|3))\b", re.IGNORECASE), "^3"),
    (re.compile(r"(?<=[a-z)])\s+(?:raised )?to the (?:second(?: power)?|power (?:of )?(?:two|2))\b", re.IGNORECASE), "^2"),
)  # fmt: skip
_DEGREE = re.compile(
    r"\b(grado|degree)\s+(?:(?:mayor|superior|greater|higher)\s+(?:que|a|than)\s+)?"
    r"(?:uno|dos|tres|cuatro|cinco|seis|one|two|three|four|five|six|\d)(?![\w²³^])",
    re.IGNORECASE,
)
"""The number of "ecuación de grado dos x² = 4" is no factor."""
_SIGNS = str.maketrans({"∣": "|", "ǀ": "|", "│": "|", "’": "'", "＝": "=", "₋": "-"})


def plainly(text: str) -> str:
    """Words for powers and roots as signs, bars without inner spaces, `\\sqrt[2]` as the square root it is."""
    text = _DEGREE.sub(r"\1:", text.translate(_SIGNS))
    if "|" in text:
        text = text.replace("\\left|", "|").replace("\\right|", "|")
        text = _BARS.sub(r"|\1|", text)
    if "sqrt" in text:
        text = re.sub(r"\\sqrt\s*\[\s*2\s*\]", r"\\sqrt", text)
        text = re.sub(r"(?<=[\w)}])\s*\\cdot\s*(?=\\sqrt)", r"\\cdot ", text)
    text = _ROOT_OF.sub("sqrt", text)
    text = re.sub(r"\bra[ií]z\(", "sqrt(", text, flags=re.IGNORECASE)
    text = _ABSOLUTE_OF.sub("abs", text)
    for pattern, sign in _POWERS:
        text = pattern.sub(sign, text)
    return _powers_found(text)


def is_unsure(text: str) -> bool:
    """Whether a root or an absolute value is named whose reach or index is not sure."""
    return _UNSURE.search(text) is not None


def _powers_found(text: str) -> str:
    """`x2 - 5x + 6 = 0` as `x^2 - 5x + 6 = 0`: a power was lost when the same letter stands bare in the equation too,
    no index of one is used, and the equation is set to zero or the letter leads its term."""
    if not _LOST.search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    found = _LOST.findall(line)
    letters = {letter.lower() for _, letter, _ in found}
    if len(letters) != 1 or line.count("=") != 1:
        return line
    letter = letters.pop()
    if re.search(rf"(?i)(?<![a-z]){letter}_?[01](?!\d)|(?<![a-z]){letter}_", line):
        return line
    bare = re.search(rf"(?i)(?<![a-zñáéíóú]){letter}(?![a-z0-9ñáéíóú])", line)
    nought = re.search(r"=\s*0\s*(?:$|[^\d.,\s]|[.,](?!\d))", line)
    bare_lead = all(not digits for digits, _, _ in found)
    squared = any(power == "2" for _, _, power in found)
    if bare and squared and (nought or bare_lead):
        return _LOST.sub(r"\1\2^\3", line)
    return line
