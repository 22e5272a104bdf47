"""Chooses the reader of a text by what it tells of: a throw, two bodies, several legs, or one motion with several moments."""

from __future__ import annotations

import re
from collections.abc import Callable

from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Motion
from subjects.kinematics.scenes import (
    conversion,
    crossing,
    equation,
    legs,
    line,
    meeting,
    passing,
    projectile,
    seconds,
    sound,
    vector,
    vertical,
)
from subjects.kinematics.scenes.asking import listed
from subjects.kinematics.scenes.page import Page
from subjects.problem import Lang, Unsolved

Reader = Callable[[Page], Motion | Unsolved]


_SPECIAL: tuple[Reader, ...] = (
    conversion.read, vector.read, equation.read, passing.read, sound.read, crossing.read, seconds.read,
)  # fmt: skip
"""Readers of what is told in words of its own: each takes its texts and no others."""


def read(text: str, lang: Lang) -> Motion | Unsolved:
    """The motion of several moments, directions or bodies that a text tells of. Raises `quantities.Ambiguous`."""
    page = Page(text, lang)
    for special in _SPECIAL:
        motion = special(Page(text, lang))
        if not isinstance(motion, Unsolved) or motion.why != "no_problem":
            return motion
    if not page.items or not any(clause.asks for clause in page.clauses):
        return Unsolved("no_problem")
    if found := page.left(listed("other", "all")):
        return Unsolved("not_supported", found[0].strip())
    if page.seen(listed("scene", "circular")):
        return Unsolved("not_supported", "circular motion")
    reader = _reader(page)
    counted = {match[0] for match in cue("counted").finditer(page.whole)}
    if counted - {"dos", "two"} or (counted and reader is not meeting.read):
        return Unsolved("not_supported", min(counted))
    if apart := _no_datum(page, alone=reader in (line.read, legs.read)):
        return Unsolved("not_supported", apart)
    return reader(page)


_MORE = re.compile(r"(?:mas|menos|more|less|faster|slower|por encima de|por debajo de)\b(?! tarde)")


def _no_datum(page: Page, *, alone: bool) -> str:
    """A quantity that is a clock's reading, a difference, or the size of a body; "" where there is none."""
    for match in re.finditer(r"\{([satlg])(\d+)\}", page.whole):
        head, tail = page.whole[max(0, match.start() - 60) : match.start()], page.whole[match.end() :].lstrip()
        if match[1] == "t" and re.search(rf"{cue('clock').pattern}\s*$", head):
            return "a clock"
        if match[1] != "g" and (cue("compared") if alone else _MORE).match(tail):
            return "a difference"
        owned = re.search(rf"{cue('body').pattern}\s*$", head) and cue("sized").match(tail)
        if alone and match[1] == "l" and (owned or cue("sized_body").match(tail)):
            return "the size of a body"
    return ""


def _reader(page: Page) -> Reader:
    vertical_words = page.seen(listed("scene", "upward")) or page.seen(listed("scene", "downward"))
    falls = vertical_words or cue("fall").search(page.whole) or page.seen(listed("scene", "drops"))
    if page.seen(listed("scene", "meeting")) and not falls and not page.seen(listed("scene", "oblique")):
        return meeting.read
    thrown = page.seen(listed("scene", "thrown")) and (
        not page.seen(listed("scene", "planes")) or page.seen(listed("scene", "drops"))
    )
    flown = page.seen(listed("scene", "planes")) and page.seen(listed("scene", "drops"))
    angled = page.seen(r"\{g\d+\}")
    across = not angled and page.seen("velocidad horizontal|horizontal velocity")
    if across or (thrown and (flown or page.seen(listed("scene", "horizontal")))):
        return projectile.horizontal
    if thrown and page.seen(listed("scene", "oblique")):
        return projectile.oblique
    if thrown or falls or vertical.lets_go(page):
        return vertical.read
    if page.seen(listed("scene", "legs")) or page.seen(listed("scene", "reaction")):
        return legs.read
    return line.read
