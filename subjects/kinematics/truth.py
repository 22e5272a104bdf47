"""What is true of one solved motion: the values that count as right, and which relations hold.

A value is right when it is the exact one, the exact one rounded as a class does, or what comes out when a number on
the way was rounded; with class data for g, also what another usual g gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from subjects.kinematics.chain import Work
from subjects.kinematics.formula import Node, Undefined, read, value_of
from subjects.kinematics.motion import FORMULAS, Kind, Motion
from subjects.kinematics.rounding import nearest, rounds_to
from subjects.kinematics.solve import extras, find_values, work

Rounding = Callable[[Fraction], Fraction]
_USUAL_G = (Fraction(981, 100), Fraction(10))


@dataclass(frozen=True, slots=True)
class Truth:
    """`env`: every quantity of the motion in working units; `others`: further values that count as right."""

    work: Work
    env: Mapping[str, Fraction]
    others: Mapping[str, tuple[Fraction, ...]]


def truth_of(done: Work) -> Truth:
    """The truth of a solved motion."""
    env, others = _true(done.motion)
    return Truth(done, env, others)


@lru_cache(maxsize=512)
def _true(motion: Motion) -> tuple[Mapping[str, Fraction], Mapping[str, tuple[Fraction, ...]]]:
    """It depends on the motion alone. Raises ValueError for one that `work` does not solve."""
    done = work(motion)
    if done is None:
        raise ValueError("not solved")
    env = completed(motion.kind, done.values)
    if motion.uses:
        env |= extras(motion, done.values)
    return env, {symbol: _others(motion, done, symbol) for _, symbol in done.stages}


def completed(kind: Kind, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Adds the quantities of the motion that were neither given nor asked, where they are determined."""
    env = dict(values)
    if kind not in FORMULAS:
        return env
    if kind == "fall":
        env.setdefault("v0", Fraction(0))
    for _ in range(3):
        for formula in FORMULAS[kind]:
            for symbol, form in formula.forms.items():
                if symbol in env:
                    continue
                try:
                    env[symbol] = value_of(read(form.split(" = ", 1)[1]), env)
                except (Undefined, ValueError):
                    continue
    return env


def _others(motion: Motion, done: Work, symbol: str) -> tuple[Fraction, ...]:
    """Values of a found quantity by way of rounded numbers or another usual g."""
    found: set[Fraction] = set()
    for rounding in (*(_to_places(places) for places in (1, 2, 3)), *(_to_figures(count) for count in (2, 3, 4))):
        found |= _rounded_way(done, symbol, rounding)
    found |= with_usual_g(motion, symbol)
    found.discard(done.values[symbol])
    return tuple(sorted(found))


def _rounded_way(done: Work, symbol: str, rounding: Rounding) -> set[Fraction]:
    """The value when conversions and earlier stages are rounded in one way; only what stays within 2%, or 1% of a result
    that needs no rounding itself."""
    values = {s: rounding(v) if _long(v) else v for s, v in done.values.items()}
    for formula, name in done.stages:
        try:
            values[name] = value_of(
                read(formula.forms[name].split(" = ", 1)[1]), {**values, name: Fraction(0)}
            )
        except (Undefined, ValueError):
            return set()
        if name == symbol:
            break
        if _long(values[name]):
            values[name] = rounding(values[name])
    right = done.values[symbol]
    share = 50 if _long(right) else 100
    return {values[symbol]} if abs(values[symbol] - right) * share <= abs(right) else set()


def with_usual_g(motion: Motion, symbol: str) -> set[Fraction]:
    """What other usual values of g give, where the text gives none."""
    if not any(given.source == "class" for given in motion.givens):
        return set()
    return set().union(*(_with_g(motion, symbol, g) for g in _USUAL_G))


def _with_g(motion: Motion, symbol: str, g: Fraction) -> set[Fraction]:
    givens = tuple(replace(given, value=g) if given.symbol == "g" else given for given in motion.givens)
    try:
        values, _ = find_values(replace(motion, givens=givens))
    except (Undefined, ValueError):
        return set()
    return {values[symbol]} if symbol in values else set()


def _to_places(places: int) -> Rounding:
    return lambda value: Fraction(round(value * 10**places), 10**places)


def _to_figures(count: int) -> Rounding:
    return lambda value: nearest(value, count)


def _long(value: Fraction) -> bool:
    return (value * 1000).denominator != 1


def matches(truth: Truth, symbol: str, written: Fraction, decimals: int) -> bool:
    """Whether a written number (working units) counts as the value of a symbol."""
    exact = truth.env.get(symbol)
    if exact is None:
        return False
    if rounds_to(exact, written, decimals, fewest=2):
        return True
    return any(rounds_to(value, written, decimals) for value in truth.others.get(symbol, ()))


_TRIALS = ((3, 2, 4), (7, 5, 3), (4, 3, 6))


def trial_motions(kind: Kind, zero: frozenset[str], braking: bool) -> tuple[dict[str, Fraction], ...]:
    """Three other motions of the same kind with the given zeros: on them a valid formula holds."""
    out = []
    for v0, a, t in _TRIALS:
        if kind == "uniform":
            values = {"v": Fraction(v0), "t": Fraction(t), "s": Fraction(v0 * t)}
        elif kind == "fall":
            g = Fraction(a)
            values = {"v0": Fraction(0), "g": g, "t": Fraction(t), "v": g * t, "h": g * t * t / 2}
        elif kind in ("up", "down"):
            values = _thrown(Fraction(v0 * 9), Fraction(a), Fraction(t), kind, "v" in zero)
        else:
            values = _accelerated(
                Fraction(0 if "v0" in zero else v0), Fraction(a), Fraction(t), "v" in zero, braking
            )
        out.append(values)
    return tuple(out)


def _thrown(v0: Fraction, g: Fraction, t: Fraction, kind: Kind, stops: bool) -> dict[str, Fraction]:
    pull = -g if kind == "up" else g
    if stops:
        v0 = g * t
    return {"v0": v0, "g": g, "t": t, "v": v0 + pull * t, "h": v0 * t + pull * t * t / 2}


def _accelerated(v0: Fraction, a: Fraction, t: Fraction, stops: bool, braking: bool) -> dict[str, Fraction]:
    if stops:
        v0, a = a * t, -a
    elif braking:
        v0, a = v0 + 2 * a * t, -a
    return {"v0": v0, "a": a, "t": t, "v": v0 + a * t, "s": v0 * t + a * t * t / 2}


def holds(left: Node, right: Node, motion: Motion) -> bool:
    """Whether an equality between symbols holds for every motion of this kind with its zeros. A braking acceleration may
    go in as a positive number, but may not come out as one; g may be counted as negative on the way up."""
    if motion.uses:
        return _all_equal(left, right, scene_trials(motion))
    zeros = frozenset(given.symbol for given in motion.givens if not given.value)
    braking = any(given.symbol == "a" and given.value < 0 for given in motion.givens)
    return _holds(left, right, motion.kind, zeros, braking)


@lru_cache(maxsize=512)
def scene_trials(motion: Motion) -> tuple[dict[str, Fraction], ...]:
    """The scene with other data: on it a relation between its symbols holds by itself, not by these numbers."""
    out = []
    for trial in range(1, 13):
        givens = tuple(
            replace(given, value=given.value * Fraction(40 + (trial * 7 + at * 5) % 9, 40))
            for at, given in enumerate(motion.givens)
        )
        other = replace(motion, givens=givens)
        try:
            values, _ = find_values(other)
            out.append({**values, **extras(other, values)})
        except (Undefined, ValueError):
            continue
    return tuple(out[:4])


@lru_cache(maxsize=4096)
def valid(text: str, kind: Kind, zeros: frozenset[str], braking: bool) -> bool:
    """The same for the exact text of a formula."""
    left, right = text.split(" = ", 1)
    return _holds(read(left), read(right), kind, zeros, braking)


def _holds(left: Node, right: Node, kind: Kind, zeros: frozenset[str], braking: bool) -> bool:
    trials = trial_motions(kind, zeros, braking or "v" in zeros)
    if _all_equal(left, right, trials):
        return True
    if Node("sym", name="a") in (left, right):
        return False
    return _all_equal(left, right, tuple(_magnitude(trial) for trial in trials))


def _magnitude(values: dict[str, Fraction]) -> dict[str, Fraction]:
    """The other sign convention: braking told by its size, or g counted as negative on the way up."""
    if "g" in values and values["v"] < values["v0"]:
        return {**values, "g": -values["g"]}
    return {**values, "a": -values["a"]} if values.get("a", Fraction(0)) < 0 else values


def _all_equal(left: Node, right: Node, trials: tuple[dict[str, Fraction], ...]) -> bool:
    if not trials:
        return False
    for values in trials:
        try:
            one, two = value_of(left, values), value_of(right, values)
        except (Undefined, ValueError):
            return False
        if abs(one - two) > Fraction(1, 10**12) * max(Fraction(1), abs(one)):
            return False
    return True
