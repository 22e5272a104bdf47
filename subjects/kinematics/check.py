"""Judges what a student wrote against a solved motion: right, wrong and why, incomplete, or not readable.

A line is judged by what it says, not by how it looks: relations by whether they hold, numbers by value and unit,
rounded as a class does. Where a text has two readings the kinder one counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from subjects.kinematics import diagnose
from subjects.kinematics.attempt import Line, Segment, measure, read_lines
from subjects.kinematics.formula import Node, Undefined, Unreadable, read, symbols, value_of
from subjects.kinematics.motion import DIMENSIONS, Given
from subjects.kinematics.truth import Truth, holds, matches, rounds_to, truth_of
from subjects.kinematics.units import UNITS, convert, dimension
from subjects.problem import Lang, Missing, Outcome, Solution, Verdict

CONSTANTS = frozenset({Fraction(1), Fraction(2), Fraction(1, 2), Fraction(4), Fraction(0)})
_DECELERATION = re.compile(r"deceler|desaceler|frenad|braking", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one line turned out to be. `reached`: steps covered if it is right; `rank` orders readings, best first."""

    outcome: Outcome
    reached: int = 0
    final: bool = False
    misconception: str | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def rank(self) -> int:
        order = {"right": 0, "incomplete": 1, "wrong": 2, "unknown": 3, "unreadable": 4}
        return order[self.outcome] * 10 - self.final - (self.misconception is not None)


UNREADABLE = Finding("unreadable")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a line is judged with: the truth, how far the student is, the student's own words."""

    truth: Truth
    reached: int
    text: str
    lang: Lang
    pending: dict[str, int] = field(default_factory=dict)

    def step(self, rule: str, stage: int) -> int:
        """The count of steps covered when the step of that rule and stage is done."""
        marks = self.truth.work.marks
        for index, mark in enumerate(marks):
            if mark.rule == rule and mark.stage == stage:
                return index + 1
        return self.step("formula", stage)

    def converted(self, symbol: str) -> int:
        """The count of steps covered when that quantity is converted, or when the data are noted."""
        for index, mark in enumerate(self.truth.work.marks):
            if mark.given and mark.given.symbol == symbol:
                return index + 1
        return 1


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """The verdict on an attempt; see the contract of subjects."""
    motion = solution.problem.data
    truth = truth_of(motion, solution.method)
    try:
        lines = read_lines(attempt, motion.kind, lang)
    except Unreadable:
        return Verdict("unreadable", reached=reached)
    findings: list[tuple[str, Finding]] = []
    now = reached
    for text, readings in lines:
        desk = Desk(truth, now, text, lang)
        finding = min((judge(line, desk) for line in readings), key=lambda f: f.rank, default=UNREADABLE)
        findings.append((text, finding))
        if finding.outcome in ("right", "incomplete"):
            now = max(now, finding.reached)
        elif finding.outcome == "wrong":
            break
    return _verdict(findings, attempt, reached, now)


def _verdict(findings: list[tuple[str, Finding]], attempt: str, before: int, now: int) -> Verdict:
    judged = [finding for _, finding in findings if finding.outcome != "unreadable"]
    if not judged:
        return Verdict("unreadable", reached=before)
    last = findings[-1]
    if last[1].outcome == "wrong":
        lines = [line for line in attempt.replace(";", "\n").split("\n") if line.strip()]
        index = next(
            (i for i, line in enumerate(lines) if " ".join(line.split()) == last[0]), len(findings) - 1
        )
        why = last[1].misconception
        return Verdict("wrong", False, now, f"kinematics.{why}" if why else None, at_step=index, line=last[0])
    if any(finding.final for finding in judged):
        return Verdict("right", True, now)
    missing = next((f.missing for f in judged if f.outcome == "incomplete"), ())
    if missing:
        return Verdict("incomplete", False, now, missing=missing)
    if all(finding.outcome == "unknown" for finding in judged):
        return Verdict("unknown", reached=before)
    return Verdict("right", False, now)


def judge(line: Line, desk: Desk) -> Finding:
    """One reading of one line."""
    try:
        return _judge(line, desk)
    except (Undefined, Unreadable, ValueError, KeyError):
        return UNREADABLE


def _judge(line: Line, desk: Desk) -> Finding:
    segments = line.segments
    if line.symbolic:
        return _only_formula(segments, desk)
    if len(segments) == 1:
        return _alone(segments[0], desk)
    if _conversion_by_number(segments, desk):
        return _conversion_found(segments[-1], desk)
    findings = [_pair(one, two, desk, segments[0]) for one, two in zip(segments, segments[1:], strict=False)]
    wrong = next((finding for finding in findings if finding.outcome == "wrong"), None)
    if wrong:
        return wrong
    best = max(findings, key=lambda finding: (finding.final, finding.outcome == "right", finding.reached))
    incomplete = findings[-1] if findings[-1].outcome == "incomplete" else None
    return incomplete or best


def _only_formula(segments: tuple[Segment, ...], desk: Desk) -> Finding:
    """The reading with letters as quantities: a formula or nothing."""
    if any(s.measured or not set(s.numbers) <= CONSTANTS for s in segments):
        return UNREADABLE
    if len(segments) == 1:
        return _symbols_alone(segments[0], desk) if segments[0].symbols else UNREADABLE
    if len(segments) != 2 or not (segments[1].symbols and segments[0].symbols):
        return UNREADABLE
    if len(segments[0].symbols | segments[1].symbols) < 2:
        return UNREADABLE
    return _formula(segments[0], segments[1], desk)


def _pair(left: Segment, right: Segment, desk: Desk, first: Segment) -> Finding:
    if not left.symbols and right.symbols and left.bare and right.node.op == "sym":
        left, right = right, left
    if left.symbols or right.symbols:
        return _relation(left, right, desk)
    return _numbers(left, right, desk, first)


# -------------------------------------------------------------- relations with symbols


def _relation(left: Segment, right: Segment, desk: Desk) -> Finding:
    if left.node.op == "sym" and not left.measured and not right.symbols:
        return _assigned(left.node.name, right, desk)
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
    if work.motion.kind != "uniform" or not ({"a", "v0"} & (left.symbols | right.symbols)):
        if holds(left.node, right.node, work.motion):
            return Finding("right", formula_reached(left, right, desk))
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
    return desk.step("substitute", stage) < desk.step("isolate", stage)


def _with_numbers(left: Segment, right: Segment, desk: Desk) -> Finding:
    """An equality with data already put in, without units: true when the motion's own values satisfy it."""
    work = desk.truth.work
    used = left.symbols | right.symbols
    env = dict(desk.truth.env)
    if not used <= set(env):
        return UNREADABLE
    loose = _loose(desk, left, right)
    if _same(value_of(left.node, env), value_of(right.node, env), loose):
        return Finding("right", _substituted(left, right, desk))
    if env.get("a", Fraction(0)) < 0 and "a" in used:
        env["a"] = -env["a"]
        if _same(value_of(left.node, env), value_of(right.node, env), loose):
            return Finding("right", _substituted(left, right, desk))
    why = diagnose.equation(left.node, right.node, work, desk.truth.env)
    return Finding("wrong", misconception=why)


def _substituted(left: Segment, right: Segment, desk: Desk) -> int:
    work = desk.truth.work
    used = left.symbols | right.symbols
    for index, (_, symbol) in enumerate(work.stages):
        if used == {symbol}:
            if _early(desk, index):
                return desk.step("substitute", index)
            return desk.step("formula", index)
    return max(desk.reached, 0)


def _with_units(left: Segment, right: Segment, desk: Desk) -> Finding:
    env = _si(desk)
    if not (left.symbols | right.symbols) <= set(env):
        return UNREADABLE
    one, dim = _measured(left, env)
    two, other = _measured(right, env)
    if dim == other and _same(one, two, _loose(desk, left, right)):
        return Finding("right", _substituted(left, right, desk))
    return Finding("wrong", misconception=None) if dim == other else UNREADABLE


def _si(desk: Desk) -> dict[str, Fraction]:
    units = desk.truth.work.units
    return {s: v * UNITS[units[s]][1] for s, v in desk.truth.env.items()}


def _measured(segment: Segment, env: dict[str, Fraction]) -> tuple[Fraction, tuple[int, int]]:
    value, dim = measure(segment.node, env)
    if segment.unit:
        value, dim = value * UNITS[segment.unit][1], dimension(segment.unit)
    return value, dim


def _same(one: Fraction, two: Fraction, loose: bool) -> bool:
    limit = Fraction(1, 300) if loose else Fraction(1, 10**9)
    return abs(one - two) <= limit * max(abs(one), abs(two)) or (not one and abs(two) < Fraction(1, 10**9))


def _loose(desk: Desk, *segments: Segment) -> bool:
    """Rounded numbers were used: decimals in the line, and a value on the way that has no short decimal form."""
    written = any(number.denominator != 1 for segment in segments for number in segment.numbers)
    return written and any((value * 1000).denominator != 1 for value in desk.truth.env.values())


# -------------------------------------------------------------- one symbol and its value


def _assigned(symbol: str, right: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    if symbol not in DIMENSIONS or symbol not in desk.truth.env:
        return UNREADABLE if symbol not in desk.truth.env else Finding("unknown")
    given = work.motion.given(symbol)
    if given and right.bare:
        return _given(given, right, desk)
    stage = next((i for i, (_, s) in enumerate(work.stages) if s == symbol), None)
    if right.bare:
        return _value(symbol, stage, right, desk)
    return _calculation(symbol, stage, right, desk)


def _given(given: Given, right: Segment, desk: Desk) -> Finding:
    """A known quantity noted or converted."""
    work = desk.truth.work
    value = value_of(right.node, {})
    working = work.units[given.symbol]
    if right.unit:
        if dimension(right.unit) != DIMENSIONS[given.symbol]:
            same = value in (given.value, work.values[given.symbol])
            return Finding("wrong", misconception="unit_wrong" if same else None)
        if right.unit == given.unit and value == given.value:
            return Finding("right", 1)
        if matches(desk.truth, given.symbol, convert(value, right.unit, working), right.decimals):
            return Finding("right", desk.converted(given.symbol) if right.unit == working else 1)
        if _rounded_conversion(given, value, right):
            return Finding("right", 1)
    else:
        if value == given.value or (given.symbol == "a" and value == -given.value):
            return Finding("right", 1)
        if matches(desk.truth, given.symbol, value, right.decimals):
            return Finding("right", desk.converted(given.symbol))
    if given.symbol == "a" and right.unit == given.unit and value == -given.value > 0:
        why = None if _DECELERATION.search(desk.text) else "sign_of_braking"
        return Finding("wrong", misconception=why) if why else Finding("right", 1)
    if given.source == "class" and value in (Fraction(10), Fraction(981, 100)):
        return Finding("right", 1)
    return Finding("wrong", misconception=diagnose.datum(given, value, right.unit, work))


def _rounded_conversion(given: Given, value: Fraction, right: Segment) -> bool:
    return rounds_to(convert(given.value, given.unit, right.unit), value, right.decimals)


def _value(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    """A number claimed for a quantity that was to be found."""
    work = desk.truth.work
    value = value_of(right.node, {})
    if right.unit and dimension(right.unit) != DIMENSIONS[symbol]:
        why = diagnose.unit_or_value(symbol, stage, value, work, desk.truth)
        return Finding("wrong", misconception=why)
    unit = right.unit or work.units[symbol]
    here = convert(value, unit, work.units[symbol])
    if matches(desk.truth, symbol, here, right.decimals) or _in_unit(symbol, value, unit, right, desk):
        return _right_value(symbol, stage, right, desk)
    if not right.unit and symbol == work.motion.unknown and rounds_to(work.result, value, right.decimals):
        return Finding("incomplete", _before_end(desk), missing=("unit",))
    if (
        symbol == "a"
        and _DECELERATION.search(desk.text)
        and matches(desk.truth, symbol, -here, right.decimals)
    ):
        return _right_value(symbol, stage, right, desk)
    return Finding("wrong", misconception=diagnose.value(stage, here, value, right.unit, work, desk.reached))


def _in_unit(symbol: str, value: Fraction, unit: str, right: Segment, desk: Desk) -> bool:
    """Rounding happens in the unit that is written."""
    work = desk.truth.work
    exact = (desk.truth.env[symbol], *desk.truth.others.get(symbol, ()))
    return any(rounds_to(convert(e, work.units[symbol], unit), value, right.decimals) for e in exact)


def _right_value(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    if stage is None:
        return Finding("right", desk.reached)
    if symbol != work.motion.unknown:
        return Finding("right", desk.step("result", stage))
    if not right.unit:
        return Finding("incomplete", _before_end(desk), missing=("unit",))
    if work.motion.unit and right.unit != work.motion.unit:
        return Finding("right", desk.step("result", stage))
    return Finding("right", len(work.marks), final=True)


def _before_end(desk: Desk) -> int:
    return len(desk.truth.work.marks) - 1


def _calculation(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    """An unfinished calculation claimed for a quantity."""
    work = desk.truth.work
    target = desk.truth.env[symbol]
    loose = _loose(desk, right)
    if right.measured:
        value, dim = _measured(right, {})
        if dim != DIMENSIONS[symbol]:
            return _calculation(symbol, stage, replace(right, unit=""), desk) if right.unit else UNREADABLE
        here = value / UNITS[work.units[symbol]][1]
    else:
        here = value_of(right.node, {})
    values = (target, *desk.truth.others.get(symbol, ()))
    if any(_same(here, value, loose) for value in values):
        if work.motion.given(symbol):
            return Finding("right", desk.converted(symbol))
        return Finding("right", desk.reached if stage is None else _calculated(stage, desk))
    if work.motion.given(symbol):
        return Finding("wrong", misconception=diagnose.datum_value(work.motion.given(symbol), here, work))
    return Finding("wrong", misconception=diagnose.calculation(stage, right.node, here, work))


def _calculated(stage: int, desk: Desk) -> int:
    return max(desk.step("substitute", stage), desk.step("isolate", stage))


# -------------------------------------------------------------- numbers only


def _numbers(left: Segment, right: Segment, desk: Desk, first: Segment) -> Finding:
    """An equality between numbers, with or without units."""
    if left.measured and right.measured:
        return _measured_pair(left, right, desk)
    one, two = value_of_any(left), value_of_any(right)
    if one is None or two is None:
        return UNREADABLE
    if not (
        rounds_to(one, two, right.decimals) if right.bare else _same(one, two, _loose(desk, left, right))
    ):
        if left.bare and right.bare and not left.measured and not right.measured:
            return Finding("wrong")
        return Finding("wrong", misconception=_slip(left, two, right, desk))
    if first.symbols:
        return Finding("right", 0) if not right.bare else _named(first, right, desk)
    return _alone(right, desk)


def value_of_any(segment: Segment) -> Fraction | None:
    """The number of a segment whose unit, if any, stands at its end."""
    if segment.units:
        value, _ = measure(segment.node, {})
        return value
    return value_of(segment.node, {})


def _slip(left: Segment, claimed: Fraction, right: Segment, desk: Desk) -> str | None:
    """Two sides of a calculation that differ: a slip, unless it is a conversion gone wrong."""
    del left
    for given in desk.truth.work.motion.givens:
        if right.unit and dimension(right.unit) == DIMENSIONS[given.symbol] and not right.units:
            why = diagnose.datum_value(
                given, convert(claimed, right.unit, desk.truth.work.units[given.symbol]), desk.truth.work
            )
            if why:
                return why
    return "arithmetic"


def _named(first: Segment, right: Segment, desk: Desk) -> Finding:
    if first.node.op != "sym":
        return Finding("right", desk.reached)
    return _assigned(first.node.name, right, desk)


def _measured_pair(left: Segment, right: Segment, desk: Desk) -> Finding:
    one, dim = _measured(left, {})
    two, other = _measured(right, {})
    if dim != other:
        return Finding("wrong", misconception="unit_wrong") if right.bare else UNREADABLE
    scale = UNITS[right.unit][1] if right.unit else Fraction(1)
    if rounds_to(one / scale, two / scale, right.decimals) or _same(one, two, loose=False):
        return _conversion_found(right, desk, left)
    work = desk.truth.work
    for given in work.motion.givens:
        if left.bare and left.unit == given.unit and value_of(left.node, {}) == given.value:
            value = value_of_any(right)
            if value is not None:
                return Finding("wrong", misconception=diagnose.datum(given, value, right.unit, work))
    return Finding(
        "wrong",
        misconception=diagnose.conversion(left.unit, right.unit, value_of_any(left), value_of_any(right)),
    )


def _conversion_by_number(segments: tuple[Segment, ...], desk: Desk) -> bool:
    """`72 km/h : 3.6 = 20 m/s` and `72/3.6 = 20 m/s`: the class's short way to convert."""
    left, right = segments[0], segments[-1]
    if len(segments) != 2 or left.symbols or left.bare or not right.bare or right.units:
        return False
    value = _without_units(left.node)
    if value is None or not rounds_to(value, value_of(right.node, {}), right.decimals):
        return False
    work = desk.truth.work
    for given in work.motion.givens:
        if given.value in left.numbers and right.unit and dimension(right.unit) == DIMENSIONS[given.symbol]:
            return rounds_to(
                convert(given.value, given.unit, right.unit), value_of(right.node, {}), right.decimals
            )
    return False


def _without_units(node: Node) -> Fraction | None:
    try:
        return value_of(_bare_node(node), {})
    except (Undefined, ValueError):
        return None


def _bare_node(node: Node) -> Node:
    if node.op == "unit":
        return Node("num", value=Fraction(1))
    return replace(node, args=tuple(_bare_node(arg) for arg in node.args)) if node.args else node


def _conversion_found(right: Segment, desk: Desk, left: Segment | None = None) -> Finding:
    """A true conversion or calculation with units: which step it covers."""
    work = desk.truth.work
    if right.bare and right.unit:
        value = value_of(right.node, {})
        for given in work.motion.givens:
            target = work.units[given.symbol]
            if (
                given.unit != target
                and right.unit == target
                and matches(desk.truth, given.symbol, value, right.decimals)
            ):
                return Finding("right", desk.converted(given.symbol))
        unknown = work.motion.unknown
        if dimension(right.unit) == DIMENSIONS[unknown]:
            finding = _value(unknown, len(work.stages) - 1, right, desk)
            if finding.outcome == "right":
                return finding
        for index, (_, symbol) in enumerate(work.stages):
            if (
                dimension(right.unit) == DIMENSIONS[symbol]
                and _value(symbol, index, right, desk).outcome == "right"
            ):
                return Finding("right", desk.step("result", index))
    del left
    return Finding("right", desk.reached)


# -------------------------------------------------------------- an expression alone


def _alone(segment: Segment, desk: Desk) -> Finding:
    if segment.symbols:
        return _symbols_alone(segment, desk)
    if not segment.bare:
        return _calculation_alone(segment, desk)
    work = desk.truth.work
    value = value_of(segment.node, {})
    if segment.unit:
        return _quantity_alone(value, segment, desk)
    stage = _stage_now(desk)
    order = [stage, *[i for i in range(len(work.stages)) if i != stage]]
    for index in order:
        finding = _value(work.stages[index][1], index, segment, desk)
        if finding.outcome in ("right", "incomplete"):
            return finding
    for mark in work.marks:
        if mark.given and desk.converted(mark.given.symbol) > desk.reached:
            if matches(desk.truth, mark.given.symbol, value, segment.decimals):
                return Finding("right", desk.converted(mark.given.symbol))
    return _value(work.stages[stage][1], stage, segment, desk)


def _stage_now(desk: Desk) -> int:
    """The stage the student works at."""
    marks = desk.truth.work.marks
    return marks[min(desk.reached, len(marks) - 1)].stage


def _quantity_alone(value: Fraction, segment: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    dim = dimension(segment.unit)
    last = len(work.stages) - 1
    for index in range(last, -1, -1):
        symbol = work.stages[index][1]
        if DIMENSIONS[symbol] == dim:
            finding = _value(symbol, index, segment, desk)
            if finding.outcome == "right":
                return finding
    for given in work.motion.givens:
        if DIMENSIONS[given.symbol] == dim and given.symbol != work.motion.unknown:
            finding = _given(given, segment, desk)
            if finding.outcome == "right" and DIMENSIONS[work.motion.unknown] != dim:
                return finding
            if finding.outcome == "right" and finding.reached > max(1, desk.reached):
                return finding
    stage = _stage_now(desk)
    symbol = work.stages[stage][1]
    if DIMENSIONS[symbol] != dim and DIMENSIONS[work.motion.unknown] == dim:
        stage, symbol = last, work.motion.unknown
    return _value(symbol, stage, segment, desk)


def _calculation_alone(segment: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    stage = _stage_now(desk)
    order = [stage, *[i for i in range(len(work.stages)) if i != stage]]
    for index in order:
        finding = _calculation(work.stages[index][1], index, segment, desk)
        if finding.outcome == "right":
            return finding
    for mark in work.marks:
        if mark.given:
            finding = _calculation(mark.given.symbol, None, segment, desk)
            if finding.outcome == "right":
                return finding
    return _calculation(work.stages[stage][1], stage, segment, desk)


def _symbols_alone(segment: Segment, desk: Desk) -> Finding:
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
