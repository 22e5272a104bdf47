"""Reading the quantities of a text: every measure with the substance it belongs to, and the role that it plays.

Nothing is guessed: a measure whose substance or role is not clear is left without a key, and the reader refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.units import SIZES
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.mentions import Mention


@dataclass
class Measure:
    """A written quantity. `value` in base units; `mention` the substance, `tail` the words after it that belong to
    it ("en masa")."""

    start: int
    end: int
    symbol: str
    unit: str
    value: Fraction
    mention: Mention | None = None
    solution: bool = False
    sample: bool = False
    role: str = ""


def measures(text: str, folded: str) -> list[Measure] | None:
    """Every quantity with a unit, in order; None when a number cannot be read."""
    capital = re.sub(r"(?<=\d)(\s*)M(?![A-Za-z0-9(/·])", r"\1§", text)
    if len(capital) != len(folded):
        return None
    marked = "".join("§" if c == "§" else f for c, f in zip(capital, folded, strict=True))
    found = []
    for match in lex.MEASURE.finditer(marked):
        index = next(i for i in range(len(lex.UNITS)) if match[f"u{i}"])
        symbol, unit, _ = lex.UNITS[index]
        if (match["word"] and unit in ("K", "t", "%")) or (
            unit == "t"
            and len(match[f"u{index}"]) == 1
            and not re.match(r"\s+(?:de|of)\b", marked[match.end() :])
        ):
            continue
        written = match["number"] or lex.COUNTS[match["word"]]
        value = read_number(written.replace("- ", "-").lstrip("-"))
        if value is None:
            return None
        if written.startswith("-"):
            value = -value
            if symbol != "t":
                return None
        if re.match(r"\s*/\s*mol\b", marked[match.end() :]):
            return None
        size = SIZES[unit][1] if unit in SIZES else Fraction(1)
        found.append(Measure(match.start(), match.end(), symbol, unit, value * size))
    return found


@dataclass
class Scene:
    """A text with its measures blanked out in `rest`, and its substances."""

    text: str
    folded: str
    measures: list[Measure]
    mentions: list[Mention]
    rest: str = field(default="")

    def __post_init__(self) -> None:
        self.rest = self.folded
        for one in self.measures:
            self.rest = self.rest[: one.start] + "\x00" * (one.end - one.start) + self.rest[one.end :]

    def words(self, start: int, end: int) -> list[str]:
        """The words between two places, measures left out."""
        return re.findall(r"[^\W\d_]+|[.;:?!()]", self.rest[start:end].replace("\x00", " "))


_STOPS = frozenset(".;?!")
EXTENSIVE = frozenset(("m", "n", "N", "V"))
INTENSIVE = frozenset(("c", "gL", "rho", "%", "ppm", "b"))


def attach(scene: Scene) -> None:
    """Gives each measure its substance, by the words between them."""
    for one in scene.measures:
        if one.symbol in EXTENSIVE:
            _extensive(scene, one)
    for one in scene.measures:
        if one.symbol in INTENSIVE:
            _intensive(scene, one)


_TAIL = frozenset(
    ["en", "masa", "peso", "volumen", "by", "mass", "weight", "volume", "w", "v", "m", "p", "(", ")"]
)


_THING = re.compile(r"\s*(?:de|of)\s+(?:(?:una?|an?|the|la|el)\s+)?[a-zñ]+\s*\(?")
"""What has its formula in brackets: "de una gasolina (C8H18)"."""


def _extensive(scene: Scene, one: Measure) -> None:
    following = next((m for m in scene.mentions if m.start >= one.end), None)
    if following and following.start - one.end < 90:
        gap = scene.words(one.end, following.start)
        between = [m for m in scene.measures if one.end <= m.start < following.start]
        more = _TAIL if any(m.symbol == "%" for m in between) else frozenset()
        if (
            all(word in lex.FILLER or word in more for word in gap)
            and all(m.symbol in INTENSIVE for m in between)
            and (gap or between)
        ):
            one.mention = following
            one.solution = bool(lex.SOLUTION.search(scene.rest[one.end : following.start]))
            one.sample = bool(lex.SAMPLE.search(scene.rest[one.end : following.start]))
            return
        opened = scene.text[following.start] == "(" or scene.text[:following.start].rstrip().endswith("(")
        named = opened and _THING.fullmatch(scene.rest[one.end : following.start])
        if (not gap and not between) or named:
            one.mention = following
            return
    before = next((m for m in reversed(scene.mentions) if m.end <= one.start), None)
    if before and re.fullmatch(
        r"\s*\)?\s*(?:[=:]|\(|es\s+(?:de\s+)?|is\s+|pesa\s+|,\s*"
        r"|,?\s*(?:de|con|with|of|que\s+tiene|having|has|cuya)?\s*(?:una\s+|a\s+|su\s+)?(?:masa"
        r"|mass|peso|weight)\s+(?:de\s+|of\s+|es\s+(?:de\s+)?|is\s+)?)\s*",
        scene.rest[before.end : one.start],
    ):
        one.mention = before


def _intensive(scene: Scene, one: Measure) -> None:
    before = next((m for m in reversed(scene.mentions) if m.end <= one.start), None)
    following = next((m for m in scene.mentions if m.start >= one.end), None)
    if (
        following
        and one.symbol == "%"
        and lex.PURITY.match(scene.rest[one.end :].lstrip().removeprefix("de ").removeprefix("of "))
    ):
        inner = scene.rest[one.end : following.start]
        if (
            not re.search(r"\b(?:en|in|of|de)\s+(?:el\s+)?$", inner)
            or "," in inner
            or re.search(r"\bcon\b|\bwith\b", inner)
        ):
            following = None
    if following and following.start - one.end < 60:
        gap = scene.words(one.end, following.start)
        between = [m for m in scene.measures if one.end <= m.start < following.start]
        tail = (
            "en",
            "masa",
            "peso",
            "volumen",
            "by",
            "mass",
            "weight",
            "volume",
            "w",
            "v",
            "m",
            "(",
            ")",
            "p",
        )
        if all(word in lex.FILLER or word in tail for word in gap) and all(
            m.symbol in INTENSIVE for m in between
        ):
            direct = not between or len(gap) < 8
            if direct and not (before and _close_after(scene, before, one) and _own(scene, before, one)):
                one.mention = following
                one.solution = bool(lex.SOLUTION.search(scene.rest[one.end : following.start]))
                return
    apart = before and before.species.formula == "H2O" and any(
        before.end <= m.start < one.start and m.symbol in EXTENSIVE for m in scene.measures
    )
    if before and not apart and _close_after(scene, before, one):
        one.mention = before
        one.solution = bool(lex.SOLUTION.search(scene.rest[before.end : one.start]))


def _own(scene: Scene, before: Mention, one: Measure) -> bool:
    """Whether the words before a measure tie it to the substance before it ("HCl 0,5 M con 20 mL de NaOH")."""
    return not any(w in ("con", "with", "y", "and", ",") for w in scene.words(before.end, one.start))


def _close_after(scene: Scene, before: Mention, one: Measure) -> bool:
    gap = scene.words(before.end, one.start)
    if len(gap) > 14 or any(word in _STOPS for word in gap):
        return False
    tail = (
        "en",
        "masa",
        "peso",
        "volumen",
        "by",
        "mass",
        "weight",
        "volume",
        "w",
        "v",
        "m",
        "(",
        ")",
        ":",
        "p",
        "aq",
        "ac",
    )
    return all(word in lex.AFTER or word in tail for word in gap)


def unknown_numbers(scene: Scene) -> bool:
    """Whether a number of the text is in no measure and in no formula: then something was not understood."""
    rest = scene.rest
    for mention in scene.mentions:
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    rest = re.sub(r"^\s*\d{1,3}\s*[.)\-]+\s", " ", rest)
    rest = re.sub(r"\b(?:ejercicio|problema|problem|exercise|question)\s+\d+", " ", rest)
    rest = re.sub(r"\b[a-e]\s?\)", " ", rest)
    return bool(re.search(r"(?<![a-z])\d", rest))


def species_of(mentions: list[Mention]) -> tuple[Species, ...]:
    """The different substances, in order."""
    return tuple(dict.fromkeys(m.species for m in mentions))
