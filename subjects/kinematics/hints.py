"""What a hint may name at each step: the display strings that fill the slots of `phrases.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.notation import quantity, show
from subjects.kinematics.solve import Work
from subjects.kinematics.units import dimension
from subjects.problem import Lang

_NAMES: Mapping[str, tuple[str, str]] = {
    "v0": ("la velocidad inicial", "the initial velocity"),
    "v": ("la velocidad final", "the final velocity"),
    "a": ("la aceleración", "the acceleration"),
    "g": ("la gravedad", "the gravity"),
    "t": ("el tiempo", "the time"),
    "s": ("la distancia", "the distance"),
    "h": ("la altura", "the height"),
}


def name_of(symbol: str, work: Work, lang: Lang) -> str:
    """The quantity of a symbol in words, with its article."""
    if symbol == "v" and work.motion.kind == "uniform":
        return "la velocidad" if lang == "es" else "the speed"
    return _NAMES[symbol][lang == "en"]


def slots(work: Work, step: int, lang: Lang, statement: str) -> dict[str, str]:
    """Slots of step `step`: `unknown`, `before` and at most three of the step's own."""
    mark = work.marks[step]
    before = statement if mark.rule == "data" else work.lines[step][0]
    out = {
        "problem": statement,
        "unknown": show(_aimed(work, mark.stage), lang),
        "before": show(before, lang),
    }
    formula, symbol = work.stages[mark.stage]
    own: dict[str, str] = {}
    if mark.rule == "data":
        own["asked"] = name_of(_aimed(work, 0), work, lang)
    elif mark.rule == "convert" and mark.given:
        given = mark.given
        own["quantity"] = quantity(given.value, given.unit)
        own["unit"] = work.units[given.symbol]
        own["asked"] = name_of(given.symbol, work, lang)
    elif mark.rule == "convert_result":
        found = work.units[work.motion.unknown]
        own["quantity"] = quantity(work.values[work.motion.unknown], found)
        own["unit"] = work.unit
    elif mark.rule == "formula":
        own["asked"] = name_of(symbol, work, lang)
        others = ("v0", "v", "a", "g", "t", "s", "h")
        own["given"] = ", ".join(s for s in others if s != symbol and s in _known(work, mark.stage))
    elif mark.rule == "isolate":
        own["symbol"] = symbol
        own["formula"] = formula.text if len(out["before"]) > 40 else work.lines[step][0]
    elif mark.rule == "substitute":
        own["symbol"] = symbol
        own["formula"] = work.lines[step][0]
    else:
        own["symbol"] = symbol
        own["asked"] = name_of(symbol, work, lang)
        own["expression"] = work.lines[step][0].split(" = ", 1)[1]
    out.update({key: show(text, lang) for key, text in own.items()})
    return out


def _aimed(work: Work, stage: int) -> str:
    """What is being looked for at a stage: the first question that is still open there."""
    found = {symbol for _, symbol in work.stages[:stage]}
    return next((symbol for symbol in work.motion.wanted if symbol not in found), work.motion.unknown)


def _known(work: Work, stage: int) -> set[str]:
    known = {given.symbol for given in work.motion.givens}
    return known | {symbol for _, symbol in work.stages[:stage]}


def same_kind(unit: str, symbol: str) -> bool:
    """Whether a unit can measure the quantity of a symbol."""
    return dimension(unit) == DIMENSIONS[symbol]
