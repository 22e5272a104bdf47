"""Judges equalities with letters: formulas by whether they hold, half-filled ones by the values of the motion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from subjects.kinematics import diagnose
from subjects.kinematics.attempt import Segment
from subjects.kinematics.finding import CONSTANTS, UNREADABLE, Desk, Finding
from subjects.kinematics.formula import Node, read, value_of
from subjects.kinematics.truth import holds
from subjects.kinematics.units import UNITS
from subjects.kinematics.values import assigned, measured, rounding_used, same


def relation(left: Segment, right: Segment, desk: Desk) -> Finding:
    if left.node.op == "sym" and not left.measured and not right.symbols:
        return assigned(left.node.name, right, desk)
    numbers = {*left.numbers, *right.numbers}
    plain = not left.measured and not right.measured
    if plain and numbers <= CONSTANTS and left.symbols | right.symbols:
        finding = _formula(left, right, desk)
        if finding.outcome == "right" or finding.misconception or not (numbers & _data_numbers(desk)):
            return finding
        with_numbers = _with_numbers(left, right, desk)
        return with_numbers if with_numbers.outcome == "right" else finding
    if plain:
        return _with_numbers(left, right, desk)
    return _with_units(left, right, desk)


def _data_numbers(desk: Desk) -> set[Fraction]:
    work = desk.truth.work
    return {abs(v) for v in work.values.values()} | {abs(g.value) for g in work.motion.givens}


def _formula(left: Segment, right: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    if left.node == right.node:
        return Finding("unknown")
    foreign = work.motion.kind == "uniform" and {"a", "v0"} & (left.symbols | right.symbols)
    if not foreign and holds(left.node, right.node, work.motion):
        stated = desk.step("convention", 0) if work.motion.scene.convention else 0
        return Finding("right", max(formula_reached(left, right, desk), stated))
    return Finding("wrong", misconception=diagnose.formula(left.node, right.node, work))


def formula_reached(left: Segment, right: Segment, desk: Desk) -> int:
    """How far a valid relation brings the student: the stage whose unknown it binds to what is known."""
    work = desk.truth.work
    known = {given.symbol for given in work.motion.givens}
    used = left.symbols | right.symbols
    zeros = {given.symbol for given in work.motion.givens if not given.value}
    if work.motion.kind == "fall":
        zeros.add("v0")
    best = desk.reached if desk.reached else 0
    stages = list(enumerate(work.stages))
    for index, (_, symbol) in stages:
        others = used - {symbol} - zeros
        if symbol in used and others <= known:
            alone = left.node == Node("sym", name=symbol) and symbol not in right.symbols
            rule = (
                "isolate" if alone and _has(desk, "isolate", index) and not _early(desk, index) else "formula"
            )
            return desk.step(rule, index)
        known.add(symbol)
    return best


def _has(desk: Desk, rule: str, stage: int) -> bool:
    return any(mark.rule == rule and mark.stage == stage for mark in desk.truth.work.marks)


def _early(desk: Desk, stage: int) -> bool:
    """In the method that substitutes first, an isolated formula still stands before the substitution."""
    formula, symbol = desk.truth.work.stages[stage]
    if formula.forms[symbol] == formula.text or not _has(desk, "substitute", stage):
        return False
    line = desk.truth.work.lines[desk.step("substitute", stage) - 1][1]
    return not line.startswith(f"{symbol} = ")


def _with_numbers(left: Segment, right: Segment, desk: Desk) -> Finding:
    """An equality with data already put in, without units: true when the motion's own values satisfy it."""
    work = desk.truth.work
    used = left.symbols | right.symbols
    env = dict(desk.truth.env)
    if not used <= set(env):
        return UNREADABLE
    loose = rounding_used(desk, left, right)
    if same(value_of(left.node, env), value_of(right.node, env), loose):
        return Finding("right", _substituted(left, right, desk))
    if loose and _balanced(left.node, right.node, env):
        return Finding("right", _substituted(left, right, desk))
    if env.get("a", Fraction(0)) < 0 and "a" in used:
        env["a"] = -env["a"]
        if same(value_of(left.node, env), value_of(right.node, env), loose):
            return Finding("right", _substituted(left, right, desk))
    why = diagnose.equation(left.node, right.node, work)
    return Finding("wrong", misconception=why)


def _balanced(left: Node, right: Node, env: Mapping[str, Fraction]) -> bool:
    """Whether the terms of two sides, one of them zero, cancel but for the rounding of one of them."""
    one, two = value_of(left, env), value_of(right, env)
    if one and two:
        return False
    size = max(_terms_size(left, env), _terms_size(right, env))
    return abs(one - two) <= size / 300


def _terms_size(node: Node, env: Mapping[str, Fraction]) -> Fraction:
    if node.op in ("+", "-"):
        return _terms_size(node.args[0], env) + _terms_size(node.args[1], env)
    return abs(value_of(node, env))


def _substituted(left: Segment, right: Segment, desk: Desk) -> int:
    work = desk.truth.work
    used = left.symbols | right.symbols
    for index, (_, symbol) in enumerate(work.stages):
        if used == {symbol}:
            if _early(desk, index) or work.stages[index][0].other:
                return desk.step("substitute", index)
            return desk.step("formula", index)
    return max(desk.reached, 0)


def _with_units(left: Segment, right: Segment, desk: Desk) -> Finding:
    env = _si(desk)
    if not (left.symbols | right.symbols) <= set(env):
        return UNREADABLE
    one, dim = measured(left, env)
    two, other = measured(right, env)
    if dim == other and same(one, two, rounding_used(desk, left, right)):
        return Finding("right", _substituted(left, right, desk))
    return Finding("wrong", misconception=None) if dim == other else UNREADABLE


def _si(desk: Desk) -> dict[str, Fraction]:
    units = desk.truth.work.units
    return {s: v * UNITS[units[s]][1] for s, v in desk.truth.env.items()}


def only_formula(segments: tuple[Segment, ...], desk: Desk) -> Finding:
    """The reading with letters as quantities: a formula, a true equation in the unknown (`0 = 900 - 12s`) or nothing."""
    if any(s.measured for s in segments):
        return UNREADABLE
    if any(not set(s.numbers) <= CONSTANTS for s in segments):
        return _true_equation(segments, desk)
    if len(segments) == 1:
        return symbols_alone(segments[0], desk) if segments[0].symbols else UNREADABLE
    if len(segments) != 2 or not (segments[1].symbols and segments[0].symbols):
        return UNREADABLE
    if len(segments[0].symbols | segments[1].symbols) < 2:
        return UNREADABLE
    return _formula(segments[0], segments[1], desk)


def _true_equation(segments: tuple[Segment, ...], desk: Desk) -> Finding:
    """Only what is true counts: the same letters may be units."""
    lettered = [segment for segment in segments if segment.symbols]
    if len(segments) != 2 or len(lettered) != 1 or lettered[0].symbols != {desk.truth.work.motion.unknown}:
        return UNREADABLE
    finding = _with_numbers(segments[0], segments[1], desk)
    return finding if finding.outcome == "right" else UNREADABLE


def symbols_alone(segment: Segment, desk: Desk) -> Finding:
    """The right side of the formula alone (`v0 + a*t`), or letters that say nothing."""
    work = desk.truth.work
    if len(segment.symbols) < 2 or segment.measured:
        return UNREADABLE
    for index, (formula, symbol) in enumerate(work.stages):
        right = read(formula.forms[symbol].split(" = ", 1)[1])
        if symbol not in segment.symbols and holds(right, segment.node, work.motion):
            rule = "isolate" if _has(desk, "isolate", index) and not _early(desk, index) else "formula"
            return Finding("right", desk.step(rule, index))
    return UNREADABLE


def looks_plain(segments: Sequence[Segment]) -> bool:
    """Letters on some side and no unit anywhere."""
    return any(segment.symbols for segment in segments) and not any(segment.measured for segment in segments)
