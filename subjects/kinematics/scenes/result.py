"""The end of every reading: the way is planned, and nothing that the text says may be left over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from subjects.kinematics.motion import DIMENSIONS, Given, Kind, Motion, Scene, Use, stages
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Page, unit_asked
from subjects.kinematics.scenes.plan import Relation, names, plan, used
from subjects.problem import Unsolved

_LEFT = tuple(
    listed("noun", name)
    for name in (
        "time",
        "speed",
        "acceleration",
        "height",
        "distance",
        "range",
        "position",
        "mean_speed",
        "angle",
    )
)


def finished(
    page: Page,
    kind: Kind,
    givens: Sequence[Given],
    relations: Sequence[Relation],
    wanted: Sequence[str],
    questions: Sequence[Ask],
    scene: Scene | None = None,
) -> Motion | Unsolved:
    """The motion with its way, or why there is none: something not read, not needed, not enough."""
    if page.unread:
        return Unsolved("not_understood", "a number without a role")
    if not _all_asked(page):
        return Unsolved("not_understood", "what is asked")
    known = [given.symbol for given in givens]
    if len(set(known)) < len(known) or not wanted:
        return Unsolved("not_understood", "two quantities of one kind")
    order = list(dict.fromkeys(wanted))
    told = [symbol for symbol in order if symbol in known]
    if told or len(order) < len(wanted):
        return Unsolved("not_understood", "what is asked")
    uses = plan(relations, known, order)
    if not uses:
        return Unsolved("missing_data")
    limits = " ".join(side for pair in scene.bounds for side in pair) if scene else ""
    needed = used(uses) | names(limits)
    if any(given.symbol not in needed and given.source == "text" for given in givens):
        return Unsolved("not_understood", "a quantity that is not needed")
    return _motion(page, kind, givens, relations, order, questions, scene or Scene(), uses)


def _motion(
    page: Page, kind: Kind, givens: Sequence[Given], relations: Sequence[Relation], order: list[str],
    questions: Sequence[Ask], scene: Scene, uses: tuple[Use, ...],
) -> Motion | Unsolved:  # fmt: skip
    needed = used(uses)
    data = tuple(given for given in givens if given.source == "text" or given.symbol in needed)
    found = {given.symbol for given in data} | {use.symbol for use in uses}
    held = tuple(relation.text for relation in relations if names(relation.text) <= found)
    last = uses[-1].symbol
    units = {
        unit_asked(page, ask.clause, DIMENSIONS[symbol])
        for symbol, ask in zip(order, questions, strict=False)
    }
    unit = unit_asked(page, questions[-1].clause, DIMENSIONS[last]) if questions else ""
    if len(order) > 1 and units - {""}:
        return Unsolved("not_supported", "a unit asked for")
    labels = _labels(order, questions) if len(order) > 1 else ()
    further = _extras(relations, found, scene.extras)
    full = Scene(
        scene.convention,
        (*held, *scene.relations),
        scene.bounds,
        further,
        labels,
        scene.either_sign,
        scene.shown,
        scene.told,
    )
    asks = tuple(symbol for symbol in order if symbol != last)
    if last not in order:
        return Unsolved("not_understood", "what is asked")
    motion = Motion(
        kind, data, last, unit if len(order) == 1 else "", asks, tuple(order) if asks else (), uses, full
    )
    return motion if stages(motion) else Unsolved("missing_data")


def _extras(
    relations: Sequence[Relation], found: set[str], told: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """The scene's own further symbols and those that the relations determine beside what is asked."""
    out = {symbol: form for symbol, form in told if names(form) <= found}
    have = found | out.keys()
    for symbol in dict.fromkeys(symbol for relation in relations for symbol in relation.forms):
        way = None if symbol in have else plan(relations, have, (symbol,))
        for use in way or ():
            if use.symbol not in have:
                out[use.symbol] = use.form.split(" = ", 1)[1]
                have.add(use.symbol)
    return tuple(out.items())


def _labels(order: list[str], questions: Sequence[Ask]) -> tuple[str, ...]:
    """`a`, `b` where the text letters its questions and each letter asks one thing, else letter and symbol, or symbol."""
    letters = [ask.label for ask in questions]
    out = []
    for symbol, letter in zip(order, letters, strict=False):
        alone = letters.count(letter) == 1
        out.append(letter if letter and alone else f"{letter}.{symbol}" if letter else symbol)
    return tuple(out) if len(set(out)) == len(order) else tuple(order)


def _all_asked(page: Page) -> bool:
    """Whether no clause that asks still holds a noun of motion."""
    for clause in page.clauses:
        if not clause.asks:
            continue
        rest = page.text[clause.start : clause.end]
        for pattern in _LEFT:
            if re.search(pattern, rest):
                return False
    return True
