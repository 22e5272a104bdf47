"""Random realistic motion problems with nice numbers, worded from `wordings.toml`, and siblings of a problem.

Numbers are drawn so that the class's way gives short results. Nothing here reads text.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.kinematics.chain import Work
from subjects.kinematics.hints import name_of
from subjects.kinematics.motion import DIMENSIONS, GRAVITY, Given, Motion
from subjects.kinematics.notation import quantity, show
from subjects.kinematics.scenes.exercises import of_template, siblings, suited
from subjects.kinematics.solve import settled, work
from subjects.kinematics.statement import make_problem
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, UNITS, convert
from subjects.phrases import Phrases, fill, slot_names
from subjects.problem import Exercise, Lang, Level, Solution

Shape = tuple[str, tuple[str, ...], str]
"""Situation (`uniform`, `rest`, `brake`, `go`, `slow`, `fall`), quantities in the text, unknown."""

UNIFORM: tuple[Shape, ...] = (
    ("uniform", ("s", "t"), "v"),
    ("uniform", ("v", "t"), "s"),
    ("uniform", ("v", "s"), "t"),
)
EASY: tuple[Shape, ...] = (
    ("rest", ("a", "t"), "v"),
    ("rest", ("a", "t"), "s"),
    ("rest", ("v", "t"), "a"),
    ("rest", ("a", "v"), "t"),
    ("go", ("v0", "a", "t"), "v"),
    ("go", ("v0", "v", "t"), "a"),
    ("brake", ("v0", "t"), "a"),
    ("brake", ("v0", "a"), "t"),
    ("slow", ("v0", "v", "t"), "a"),
    ("fall", ("t",), "v"),
    ("fall", ("t",), "h"),
)
HARD: tuple[Shape, ...] = (
    ("rest", ("a", "s"), "v"),
    ("rest", ("a", "s"), "t"),
    ("rest", ("s", "t"), "a"),
    ("rest", ("v", "s"), "a"),
    ("rest", ("a", "v"), "s"),
    ("rest", ("v", "t"), "s"),
    ("go", ("v0", "a", "t"), "s"),
    ("go", ("v0", "v", "a"), "t"),
    ("go", ("v0", "v", "a"), "s"),
    ("brake", ("v0", "s"), "a"),
    ("brake", ("v0", "a"), "s"),
    ("brake", ("v0", "t"), "s"),
    ("brake", ("a", "t"), "v0"),
    ("fall", ("h",), "t"),
    ("fall", ("h",), "v"),
    ("fall", ("v",), "h"),
    ("fall", ("v",), "t"),
)
THROWN: tuple[Shape, ...] = (
    ("up", ("v0",), "h"),
    ("up", ("v0",), "t"),
    ("up", ("h",), "v0"),
    ("up", ("v0", "t"), "v"),
    ("down", ("v0", "t"), "v"),
    ("down", ("v0", "t"), "h"),
    ("down", ("v0", "h"), "v"),
)
_ACCELERATIONS = ("0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "1.2", "0.8")
_TRIES = 60
_SCENES = 0.35
"""How often a problem of several moments, directions or bodies is drawn, where the level has any."""


@lru_cache(maxsize=1)
def wordings() -> Phrases:
    """The bank of problem texts."""
    return Phrases.read(Path(__file__).with_name("wordings.toml"))


def shapes(level: Level) -> tuple[Shape, ...]:
    """Which situations a level practises."""
    if level in ("1eso", "2eso"):
        return UNIFORM
    if level == "3eso":
        return UNIFORM * 3 + EASY
    return UNIFORM * 2 + EASY + HARD + (THROWN if level in ("1bach", "2bach") else ())


def generate(rng: Random, lang: Lang, level: Level) -> Exercise:
    """One exercise of the level."""
    scenes = suited(level)
    while True:
        if scenes and rng.random() < _SCENES:
            if drawn := of_template(rng.choice(scenes), rng, lang):
                return drawn
            continue
        exercise = of_shape(rng.choice(shapes(level)), rng, lang)
        if exercise:
            return exercise


def of_shape(shape: Shape, rng: Random, lang: Lang) -> Exercise | None:
    """One exercise of a given shape, or None when no nice numbers turned up."""
    for _ in range(_TRIES):
        drawn = _draw(shape, rng)
        motion = settled(drawn) if drawn else None
        done = work(motion) if motion else None
        if motion and done and _nice(done):
            return _worded(shape[0], motion, done, rng, lang)
    return None


def _nice(done: Work) -> bool:
    """Every number met on the way is short enough to write, and realistic."""
    for symbol, value in done.values.items():
        if (value * 100).denominator != 1 or abs(value) >= 10**5:
            return False
        top = {SPEED: 300, ACCELERATION: 12}.get(DIMENSIONS[symbol])
        if top and abs(convert(value, done.units[symbol], _si(symbol))) > top:
            return False
    return (done.result * 1000).denominator == 1


def _si(symbol: str) -> str:
    return {SPEED: "m/s", ACCELERATION: "m/s^2", TIME: "s", LENGTH: "m"}[DIMENSIONS[symbol]]


def _draw(shape: Shape, rng: Random) -> Motion | None:
    situation, given, unknown = shape
    if situation == "uniform":
        return _uniform(given, unknown, rng)
    if situation == "fall":
        return _fall(given, unknown, rng)
    if situation in ("up", "down"):
        return _thrown(situation, given, unknown, rng)
    return _accelerated(situation, given, unknown, rng)


_PACES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("m/s", ("1.5", "2", "4", "5", "6", "8", "10", "12", "15", "20", "25", "30", "2.5", "340"), ("s", "s", "s", "min")),
    ("km/h", ("5", "15", "18", "36", "40", "50", "54", "60", "72", "80", "90", "100", "108", "144"), ("h", "h", "min", "s", "s")),
    ("m/min", ("50", "60", "80", "90", "120"), ("min", "min", "s")),
    ("cm/s", ("5", "8", "12", "20"), ("s",)),
)  # fmt: skip


def _uniform(given: tuple[str, ...], unknown: str, rng: Random) -> Motion | None:
    unit, values, times = rng.choices(_PACES, (5, 5, 1, 1))[0]
    speed, time_unit = Fraction(rng.choice(values)), rng.choice(times)
    time = _time(time_unit, rng)
    metres = convert(speed, unit, "m/s") * convert(time, time_unit, "s")
    length = (
        "km" if unit == "km/h" and (time_unit != "s" or metres >= 2000) else "cm" if unit == "cm/s" else "m"
    )
    if metres >= 1000 and unit == "m/s" and rng.random() < 0.5:
        length = "km"
    drawn = {"v": (speed, unit), "t": (time, time_unit), "s": (metres / UNITS[length][1], length)}
    if any((value * 100).denominator != 1 for value, _ in drawn.values()):
        return None
    givens = tuple(Given(symbol, *drawn[symbol]) for symbol in ("v", "t", "s") if symbol in given)
    asked = drawn[unknown][1] if rng.random() < 0.25 else ""
    if unknown == "s" and asked and rng.random() < 0.5:
        asked = "m"
    return Motion("uniform", _ordered(givens), unknown, asked)


def _time(unit: str, rng: Random) -> Fraction:
    if unit == "h":
        return Fraction(rng.choice(("0.5", "1.5", "2", "2.5", "3", "4", "5", "6", "0.25")))
    if unit == "min":
        return Fraction(rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 45)))
    return Fraction(
        rng.choice((4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 80, 90, 120, "2.5", "12.5"))
    )


def _ordered(givens: tuple[Given, ...]) -> tuple[Given, ...]:
    order = ("v0", "v", "a", "g", "t", "s", "h")
    return tuple(sorted(givens, key=lambda given: order.index(given.symbol)))


def _accelerated(situation: str, given: tuple[str, ...], unknown: str, rng: Random) -> Motion:
    a = Fraction(rng.choice(_ACCELERATIONS))
    t = Fraction(rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20)))
    v0 = Fraction(0) if situation == "rest" else Fraction(rng.choice((2, 4, 5, 6, 8, 10, 12, 15, 20)))
    if situation == "brake":
        v0, a = a * t, -a
    elif situation == "slow":
        v0, a = v0 + a * t, -a
    v = v0 + a * t
    values = {"v0": v0, "v": v, "a": a, "t": t, "s": v0 * t + a * t * t / 2}
    road = rng.random() < 0.5
    givens = []
    for symbol in ("v0", "v", "a", "t", "s"):
        if symbol in given:
            givens.append(_unitised(symbol, values[symbol], road, rng))
        elif (symbol, situation) in (("v0", "rest"), ("v", "brake")):
            givens.append(Given(symbol, Fraction(0), "m/s", "implied"))
    asked = ""
    if (
        unknown in ("v", "v0")
        and road
        and (values[unknown] * 36 / 10).denominator == 1
        and rng.random() < 0.4
    ):
        asked = "km/h"
    return Motion("accelerated", tuple(givens), unknown, asked)


def _unitised(symbol: str, value: Fraction, road: bool, rng: Random) -> Given:
    if DIMENSIONS[symbol] == SPEED and road and (value * 36 / 10).denominator == 1:
        return Given(symbol, value * 36 / 10, "km/h")
    if symbol == "t" and value == 12 and rng.random() < 0.3:
        return Given(symbol, Fraction(1, 5), "min")
    if symbol == "s" and value >= 400 and (value / 10).denominator == 1 and rng.random() < 0.3:
        return Given(symbol, value / 1000, "km")
    return Given(symbol, value, "m/s^2" if symbol == "a" else _si(symbol))


def _fall(given: tuple[str, ...], unknown: str, rng: Random) -> Motion:
    told = rng.random() < 0.7
    g = rng.choice((Fraction(10), Fraction(10), GRAVITY)) if told else GRAVITY
    t = Fraction(rng.choice((1, 2, 3, 4, 5, 6, 7, "0.5", "1.5", "2.5", "3.5")))
    values = {"t": t, "v": g * t, "h": g * t * t / 2}
    source: tuple[Given, ...] = (Given("g", g, "m/s^2", "text" if told else "class"),)
    return Motion("fall", _ordered((*(Given(s, values[s], _si(s)) for s in given), *source)), unknown)


def _thrown(situation: str, given: tuple[str, ...], unknown: str, rng: Random) -> Motion:
    told = rng.random() < 0.7
    g = rng.choice((Fraction(10), Fraction(10), GRAVITY)) if told else GRAVITY
    t = Fraction(rng.choice((1, 2, 3, 4, "0.5", "1.5", "2.5")))
    up = situation == "up"
    v0 = (
        g * t
        if up and given != ("v0", "t")
        else Fraction(rng.choice((2, 4, 5, 6, 8, 10))) + (g * t if up else 0)
    )
    pull = -g if up else g
    values = {"v0": v0, "t": t, "v": v0 + pull * t, "h": v0 * t + pull * t * t / 2}
    givens = [Given(symbol, values[symbol], _si(symbol)) for symbol in given]
    givens.append(Given("g", g, "m/s^2", "text" if told else "class"))
    if up and given != ("v0", "t"):
        givens.append(Given("v", Fraction(0), "m/s", "implied"))
    return Motion("up" if up else "down", _ordered(tuple(givens)), unknown)


def written(given: Given, rng: Random, lang: Lang) -> str:
    """A quantity as texts write it; a braking acceleration without its sign."""
    exact = quantity(abs(given.value), given.unit)
    if given.unit.endswith("^2") and rng.random() < 0.2:
        return exact.replace(".", "," if lang == "es" else ".")
    return show(exact, lang)


def _worded(situation: str, motion: Motion, done: Work, rng: Random, lang: Lang) -> Exercise:
    quantities = {g.symbol: written(g, rng, lang) for g in motion.givens if g.source == "text"}
    wanted = frozenset(quantities) - {"g"}
    bank = wordings()
    fitting = [
        p for p in bank.patterns(lang, situation, motion.unknown) if slot_names(p) - {"mover"} == wanted
    ]
    metres = ("metres", "metros")
    if motion.unit not in ("", "m") or (not motion.unit and done.unit != "m"):
        fitting = [p for p in fitting if not any(word in p for word in metres)] or fitting
    mover = rng.choice(bank.patterns(lang, "mover", _pace(situation, done)))
    text = fill(rng.choice(fitting), {**quantities, "mover": mover}, rng)
    if "g" in quantities:
        text += " " + fill(rng.choice(bank.patterns(lang, "extra", "gravity")), quantities, rng)
    if motion.unit:
        text += " " + fill(
            rng.choice(bank.patterns(lang, "extra", "unit")), {"unit": show(motion.unit, lang)}, rng
        )
    return Exercise(text, make_problem(motion, text, lang))


def _pace(situation: str, done: Work) -> str:
    if situation in ("fall", "up", "down"):
        return "fall"
    fastest = max(
        (convert(done.values[s], done.units[s], "m/s") for s in ("v", "v0") if s in done.values),
        default=Fraction(0),
    )
    if fastest > 45:
        return "huge"
    if situation != "uniform":
        return "fast"
    return "slow" if fastest <= 2 else "middle" if fastest <= 9 else "fast"


def shape_of(motion: Motion) -> Shape:
    """The shape under which a motion would have been drawn."""
    given = tuple(g.symbol for g in motion.givens if g.source == "text" and g.symbol != "g")
    situation: str = "go" if motion.kind == "accelerated" else motion.kind
    start, end = motion.given("v0"), motion.given("v")
    if motion.kind == "accelerated":
        if start and not start.value:
            situation = "rest"
        elif end and not end.value:
            situation = "brake"
        elif start and end and start.value * UNITS[start.unit][1] > end.value * UNITS[end.unit][1]:
            situation = "slow"
        given = tuple(s for s in given if (s, situation) not in (("v0", "rest"), ("v", "brake")))
    return situation, given, motion.unknown


def sibling(solution: Solution, seed: int, lang: Lang) -> Exercise | None:
    """The same structure with other data, sharing neither answer nor any number found on the way."""
    motion = solution.problem.data
    mine = work(motion, solution.method)
    if mine is None:
        return None
    rng = Random(seed)
    taken = _found(mine)
    if motion.uses:
        return _scene_sibling(solution, mine, rng, lang)
    asked = motion.wanted
    shape = shape_of(
        replace(motion, unknown=asked[0], asks=(), parts=(), unit=motion.unit if len(asked) == 1 else "")
    )
    rules = [mark.rule for mark in mine.marks if mark.rule != "convert_result"]
    near = None
    for _ in range(40):
        exercise = of_shape(shape, rng, lang)
        if exercise and len(asked) > 1:
            exercise = _also(exercise, motion, lang)
        if exercise is None:
            continue
        other = work(exercise.problem.data, solution.method)
        if other is None or taken & _shown(other) or _found(other) & _shown(mine):
            continue
        if [mark.rule for mark in other.marks if mark.rule != "convert_result"] == rules:
            return exercise
        near = near or exercise
    return near


def _scene_sibling(solution: Solution, mine: Work, rng: Random, lang: Lang) -> Exercise | None:
    """A sibling of a scene: its own text with other numbers, or a template of the same structure."""
    problem = solution.problem
    taken = _found(mine)
    for exercise in siblings(mine.motion, problem.text, problem.lang, rng, lang, frozenset(taken)):
        other = work(exercise.problem.data, solution.method)
        if other and not taken & _shown(other) and not _found(other) & _shown(mine):
            return exercise
    return None


def _also(exercise: Exercise, motion: Motion, lang: Lang) -> Exercise | None:
    """The same exercise with the further questions of a motion."""
    whole = replace(
        exercise.problem.data, unknown=motion.unknown, asks=motion.asks, parts=motion.wanted, unit=""
    )
    done = work(whole)
    if done is None or not _nice(done):
        return None
    names = [name_of(symbol, done, lang) for symbol in motion.wanted[1:]]
    text = exercise.text + "".join(
        f" Calcula también {n}." if lang == "es" else f" Find also {n}." for n in names
    )
    return Exercise(text, make_problem(whole, text, lang))


def _found(done: Work) -> set[Fraction]:
    """Absolute values that the work finds: results of stages, conversions and the answer."""
    found = {abs(done.values[symbol]) for _, symbol in done.stages} | {abs(done.result)}
    found |= {abs(done.values[m.given.symbol]) for m in done.marks if m.given}
    return found - {Fraction(0)}


def _shown(done: Work) -> set[Fraction]:
    """Absolute values that appear anywhere in the work."""
    return (
        {abs(v) for v in done.values.values()}
        | {abs(g.value) for g in done.motion.givens}
        | {abs(done.result)}
    )
