"""What a hint may name at each step: the display strings that fill the slots of `phrases.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from subjects.kinematics.chain import Work
from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.notation import quantity, show
from subjects.kinematics.scenes.plan import names
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
    if work.motion.uses:
        return scene_name(symbol, work.motion.kind, lang)
    return _NAMES[symbol][lang == "en"]


def scene_name(symbol: str, kind: str, lang: Lang) -> str:
    """A quantity of a scene in words: of a moment, a body, a leg or an axis."""
    if (kind, symbol) in _KIND_NAMES:
        return _KIND_NAMES[kind, symbol][lang == "en"]
    if symbol in _SCENE_NAMES:
        return _SCENE_NAMES[symbol][lang == "en"]
    base = symbol.rstrip("123456789AB")
    name = {**_NAMES, **_BASES}.get(base, _NAMES["s"])[lang == "en"]
    mark = symbol[len(base) :]
    if not mark:
        return name
    if kind == "legs":
        return f"{name} de ese tramo" if lang == "es" else f"{name} of that leg"
    if mark in "AB":
        which = ("del primer móvil", "of the first body") if mark == "A" else ("del segundo móvil", "of the second body")
        return f"{name} {which[lang == 'en']}"
    return f"{name} en ese momento" if lang == "es" else f"{name} at that moment"


_BASES: Mapping[str, tuple[str, str]] = {
    "v": ("la velocidad", "the velocity"),
    "x": ("la posición horizontal", "the horizontal position"),
    "y": ("la altura", "the height"),
    "vx": ("la velocidad horizontal", "the horizontal velocity"),
    "vy": ("la velocidad vertical", "the vertical velocity"),
    "beta": ("el ángulo de la velocidad", "the angle of the velocity"),
}
_KIND_NAMES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("passing", "s1"): ("la longitud del vehículo", "the length of the vehicle"),
    ("passing", "s2"): ("la longitud del puente o túnel", "the length of the bridge or tunnel"),
    ("passing", "s"): ("la distancia que recorre al cruzar", "the distance covered while crossing"),
    ("sound", "d"): ("la distancia al obstáculo", "the distance to the obstacle"),
    ("sound", "v"): ("la velocidad del sonido", "the speed of sound"),
    ("crossing", "d"): ("la anchura del río", "the width of the river"),
    ("crossing", "x"): ("la distancia río abajo", "the distance downstream"),
    ("crossing", "vx"): ("la velocidad de la corriente", "the speed of the current"),
    ("crossing", "vy"): ("la velocidad propia", "its own speed"),
    ("crossing", "v"): ("la velocidad resultante", "the resultant speed"),
    ("crossing", "v1"): ("la velocidad propia", "its own speed"),
    ("crossing", "v2"): ("la velocidad de la corriente", "the speed of the current"),
    ("drop", "d"): ("la distancia en ese segundo", "the distance in that second"),
    ("line", "d"): ("la distancia en ese segundo", "the distance in that second"),
    ("equation", "x"): ("la posición", "the position"),
    ("equation", "x0"): ("la posición inicial", "the initial position"),
    ("equation", "v"): ("la velocidad", "the velocity"),
    ("vector", "x"): ("la componente horizontal", "the horizontal component"),
    ("vector", "y"): ("la componente vertical", "the vertical component"),
}
_SCENE_NAMES: Mapping[str, tuple[str, str]] = {
    "v0": ("la velocidad inicial", "the initial velocity"),
    "v0x": ("la componente horizontal de la velocidad", "the horizontal component of the velocity"),
    "v0y": ("la componente vertical de la velocidad", "the vertical component of the velocity"),
    "alpha": ("el ángulo", "the angle"),
    "beta": ("el ángulo de llegada", "the angle of arrival"),
    "h0": ("la altura inicial", "the starting height"),
    "tm": ("el tiempo de subida", "the time to go up"),
    "ym": ("la altura máxima", "the maximum height"),
    "tf": ("el tiempo total", "the total time"),
    "xf": ("el alcance", "the range"),
    "vf": ("la velocidad de llegada", "the velocity of arrival"),
    "vyf": ("la velocidad vertical de llegada", "the vertical velocity of arrival"),
    "d": ("la distancia que los separa", "the distance between them"),
    "td": ("el retraso", "the delay"),
    "vm": ("la velocidad media", "the average speed"),
    "tr": ("el tiempo de reacción", "the reaction time"),
    "tb": ("el tiempo de frenado", "the braking time"),
    "sr": ("la distancia de reacción", "the reaction distance"),
    "sb": ("la distancia de frenado", "the braking distance"),
}


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
        before_it = work.marks[step - 1]
        halfway = before_it.given == given and before_it.rule == "convert"
        own["quantity"] = work.converted_text(before_it) if halfway else quantity(given.value, given.unit)
        own["unit"] = mark.unit
        own["asked"] = name_of(given.symbol, work, lang)
    elif mark.rule == "convert_result":
        own["quantity"] = work.shown(work.motion.unknown)
        own["unit"] = work.unit
    elif mark.rule == "formula":
        own["asked"] = name_of(symbol, work, lang)
        others: tuple[str, ...] = ("v0", "v", "a", "g", "t", "s", "h")
        if work.motion.uses:
            others = tuple(sorted(names(work.stages[mark.stage][0].text)))
        own["given"] = ", ".join(s for s in others if s != symbol and s in _known(work, mark.stage))
    elif mark.rule == "isolate":
        own["symbol"] = symbol
        own["formula"] = formula.text if len(out["before"]) > 40 else work.lines[step][0]
    elif mark.rule == "substitute":
        own["symbol"] = symbol
        own["formula"] = work.lines[step][0]
    elif mark.rule == "convention":
        own["asked"] = name_of(symbol, work, lang)
    elif mark.rule == "roots":
        own["symbol"] = symbol
        own["formula"] = work.lines[step][0]
    elif mark.rule == "discard":
        own["symbol"] = symbol
        own["asked"] = name_of(symbol, work, lang)
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
