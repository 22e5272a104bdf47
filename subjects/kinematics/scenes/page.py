"""A problem text on its way to a scene: quantities as marks, clauses, what has been understood of it so far.

`{s0}` marks a speed, `{a0}` an acceleration, `{t0}` a time, `{l0}` a length, `{g0}` an angle; the number is the place in
`items`. What a pattern takes is blanked, so that whatever is left at the end has not been understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.kinematics import quantities
from subjects.kinematics.motion import Given
from subjects.kinematics.notation import plain
from subjects.kinematics.quantities import Found, with_gravity_unit
from subjects.kinematics.units import (
    ACCELERATION,
    ANGLE,
    LENGTH,
    SPEED,
    TIME,
    UNIT_PATTERN,
    UNITS,
    dimension,
    unit_of,
)
from subjects.problem import Lang

_MARKS = {SPEED: "s", ACCELERATION: "a", TIME: "t", LENGTH: "l", ANGLE: "g"}
_NEW_LINE = re.compile(r"\s*\n\s*(?=[-•*–]|\(?[a-hA-H1-9]\s?[).]|[A-ZÁÉÍÓÚÑ¿])")
_ANGLE = re.compile(
    r"(?<![\w.,])(?P<n>\d+(?:[.,]\d+)?)\s*(?:\^?\s*°(?!\s*c\b)|o(?![a-z0-9])|\^\s*o?(?=[\s.,;)?]|$)|"
    r"grados\b(?! celsius| centi)"
    r"|degrees\b(?! celsius)|deg\b)"
)
ORDER = re.compile(
    r"\b(?:calcul\w*|hall[ae]\w*|determin\w*|encuentra|encontrar|obten\w*|averigu\w*|dime|indica\w*|saca|"
    r"busca|cual(?:es)?|"
    r"que (?:velocidad|rapidez|altura|distancia|espacio|tiempo|aceleracion|alcance|longitud|recorrido|"
    r"desplazamiento|posicion|angulo|profundidad|valor)|"
    r"cuant[oa]s?|donde|find|calculate|determine|compute|obtain|what|how|where|when|which (?:speed|"
    r"velocity|height|distance)|work out|deduce|piden|"
    r"(?:a|con|de|desde|en|in|at|with|from|for) (?:que|what|which)|justifica|razona|explica|comprueba|"
    r"demuestra)\b"
)
_LABEL = re.compile(r"(?<![\w(.,])\(?([a-h])\s?\)\s*")
_CUT = re.compile(r"[.;?!]+(?=\s|$)|¿|:(?=\s)")
_AND = re.compile(
    r"(?:,\s*|\s+)(?:y|e|and|asi como|as well as)\s+(?:tambien\s+|also\s+|then\s+)?"
    r"(?=(?:la|el|los|las|que|cual|cuales|cuanto|cuanta|a que|con que|en que|de que|donde|cuando|su|sus|"
    r"its|the|how|what|where|when|at what|with what|in what|calculate|find|calcula|determina|halla|tiempo|"
    r"velocidad|distancia|altura|time|distance|speed|velocity|height|maximum|total|final)\b)"
    r"|,\s+(?=(?:la|el|los|las|que|cual|cuanto|con que|a que|su|its|the|how|what)\b)"
)


@dataclass(slots=True)
class Clause:
    """A stretch of the text. `label`: the letter under which it stands; `asks`: whether it may ask "
    "something."""

    start: int
    end: int
    label: str = ""
    asks: bool = False


class Page:
    """One text. Raises `quantities.Ambiguous` for a number that cannot be read surely."""

    def __init__(self, raw: str, lang: Lang) -> None:
        body = quantities.worded(" ".join(plain(_NEW_LINE.sub(" ; ", raw)).split()))
        body = with_gravity_unit(body.replace("\\", " "))
        found = _with_angles(body, quantities.find(body, lang), lang)
        self.items: list[Found] = []
        out, at = [], 0
        for item in found:
            out.append(body[at : item.start])
            out.append(f"{{{_MARKS[dimension(item.unit)]}{len(self.items)}}}")
            self.items.append(item)
            at = item.end - (body[item.end - 1] == ".")
        out.append(body[at:])
        self.text = "".join(out)
        self.whole = self.text
        self.clauses = _clauses(self.text)

    def seen(self, pattern: str) -> bool:
        """Whether the text, as written, has the pattern."""
        return bool(compiled(pattern).search(self.whole))

    def left(self, pattern: str) -> re.Match[str] | None:
        """The pattern in what has not been taken yet."""
        return compiled(pattern).search(self.text)

    def take(self, pattern: str, clause: Clause | None = None) -> re.Match[str] | None:
        """The first place of the pattern in what is left (of a clause), blanked from now on."""
        start, end = (clause.start, clause.end) if clause else (0, len(self.text))
        match = compiled(pattern).search(self.text, start, end)
        if match:
            self.blank(*match.span())
        return match

    def blank(self, start: int, end: int) -> None:
        """Marks a stretch as understood."""
        self.text = self.text[:start] + "~" * (end - start) + self.text[end:]

    def item(self, match: re.Match[str], group: int | str = 1) -> Found:
        """The quantity of a mark that a pattern caught by its number."""
        return self.items[int(match[group])]

    def given(self, symbol: str, found: Found, sign: int = 1) -> Given:
        """A quantity as a known of the motion."""
        return Given(symbol, found.value * sign, found.unit)

    @property
    def unread(self) -> bool:
        """Whether a quantity or a number has not been taken. The indices of symbols are no numbers."""
        rest = re.sub(r"k?m\s*/?\s*[sh]\s*\^?\s*\(?-?2\b|(?<![a-z{])[vxysth]_?[0-9]\b|\bformula 1\b", " ", self.text)
        return bool(re.search(r"\d", rest))


def _with_angles(body: str, found: list[Found], lang: Lang) -> list[Found]:
    extra = [
        Found(quantities.number(match["n"], lang), "°", match.start(), match.end())
        for match in _ANGLE.finditer(body)
        if not any(f.start < match.end() and match.start() < f.end for f in found)
    ]
    return sorted([*found, *extra], key=lambda f: f.start)


def _clauses(text: str) -> list[Clause]:
    marks = [(*match.span(), next((sign for sign in "?:" if sign in match[0]), "")) for match in _CUT.finditer(text)]
    cuts = sorted([*marks, *((*match.span(), match[1]) for match in _LABEL.finditer(text))])
    out: list[Clause] = []
    at, label = 0, ""
    for start, end, mark in [*cuts, (len(text), len(text), "")]:
        if start < at:
            continue
        piece = text[at:start]
        if piece.strip():
            asks = bool(label) or mark == "?" or bool(ORDER.search(piece))
            out.append(Clause(at, start, label, asks))
        at = end
        if mark.isalpha():
            label = mark
    return out


def parts_of(page: Page, clause: Clause) -> list[Clause]:
    """A clause cut where a further question is joined to it."""
    out, at = [], clause.start
    for match in _AND.finditer(page.whole, clause.start, clause.end):
        if page.whole[at : match.start()].strip():
            out.append(Clause(at, match.start(), clause.label, clause.asks))
        at = match.end()
    out.append(Clause(at, clause.end, clause.label, clause.asks))
    return out


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """`S`, `A`, `T`, `L` and `G` between angle brackets stand for the mark of a quantity: `a los <T>`."""
    for kind in "SATLG":
        pattern = pattern.replace(f"<{kind}>", rf"\{{{kind.lower()}(\d+)\}}")
    return re.compile(pattern)


_UNIT_ASKED = re.compile(rf"\b(?:en|in)\s+(?:unidades de\s+)?(?:{UNIT_PATTERN})")


def unit_asked(page: Page, clause: Clause, dim: tuple[int, int]) -> str:
    """A unit in which a clause wants its answer (`expresa el resultado en km/h`), or ""."""
    for match in _UNIT_ASKED.finditer(page.whole, clause.start, clause.end):
        unit = unit_of(match)
        if unit in UNITS and dimension(unit) == dim:
            return unit
    return ""


def zero(symbol: str) -> Given:
    """A speed that is zero by what the text says."""
    return Given(symbol, Fraction(0), "m/s", "implied")
