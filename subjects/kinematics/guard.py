"""What a reply must not give away at a point of the solution, and which equations it may state there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from subjects.kinematics.attempt import Line, Segment, measure, read_lines
from subjects.kinematics.chain import Work
from subjects.kinematics.check import judge
from subjects.kinematics.finding import CONSTANTS, Desk, Finding
from subjects.kinematics.formula import Undefined, Unreadable, read, value_of
from subjects.kinematics.notation import decimal, quantity, show
from subjects.kinematics.relations import formula_reached, looks_plain
from subjects.kinematics.rounding import rounds_to, written
from subjects.kinematics.scenes.spelling import EXACT, meanings, roots_stated
from subjects.kinematics.solve import work_of
from subjects.kinematics.truth import holds, truth_of
from subjects.kinematics.units import UNITS, convert, dimension
from subjects.problem import LANGS, Secret, Solution

_ONE_EQUATION = 400
"""Characters of the longest equation that is judged: a chain with data and units stays well below."""


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answer and all results and lines after the first `reached` steps. Data and base formulas are no secrets; a
    number that stands in the problem is secret only as a line."""
    work = work_of(solution)
    if reached >= len(work.marks):
        return ()
    out = [_quantity("answer", work, work.motion.unknown, work.result, work.unit)]
    for index in range(max(reached, 0), len(work.marks)):
        out += _step(work, index)
    return tuple(out)


def _step(work: Work, index: int) -> Iterator[Secret]:
    mark = work.marks[index]
    if mark.rule == "convert" and mark.given:
        value, unit = work.converted(mark)
        line = f"{quantity(mark.given.value, mark.given.unit)} = {work.converted_text(mark)}"
        yield _quantity("result", work, mark.given.symbol, value, unit, line)
    elif mark.rule in ("isolate", "substitute", "operate", "roots"):
        yield Secret("step", None, "", _written(work.lines[index][1]))
    elif mark.rule in ("result", "discard"):
        symbol = work.stages[mark.stage][1]
        kind = "answer" if symbol in work.motion.asks else "result"
        yield _quantity(kind, work, symbol, work.values[symbol], work.units[symbol])


def _quantity(kind: str, work: Work, symbol: str, value: Fraction, unit: str, *lines: str) -> Secret:
    spelled = (written(value, work.figures), written(value, work.figures + 1), decimal(value))
    own = tuple(f"{symbol} = {number} {unit}" for number in dict.fromkeys(spelled))
    texts = tuple(text for line in (*own, *lines) for text in _written(line))
    told = any(abs(given.value) == abs(value) for given in work.motion.givens)
    return Secret("answer" if kind == "answer" else "result", None if told else value, unit, texts)


def _written(line: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(show(line, lang) for lang in LANGS), line)))


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """Whether a reply may state this equation; see the contract of subjects. None for a text too long to be one."""
    if len(equation) > _ONE_EQUATION:
        return None
    truth = truth_of(work_of(solution))
    try:
        lines = read_lines(equation, solution.problem.data.kind, meanings(truth, reached, EXACT))
    except Unreadable:
        return None
    desk = Desk(truth, 0, equation)
    stage = roots_stated(equation, truth) if truth.work.motion.uses else None
    if stage is not None:
        return desk.step("roots", stage) <= reached
    return _all([_one(readings, desk, reached) for _, readings in lines])


def _all(answers: Sequence[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if not answers or None in answers else True


def _one(readings: Sequence[Line], desk: Desk, reached: int) -> bool | None:
    """The unit reading decides; the one with letters as quantities only where the first says nothing true. Where a letter
    has several meanings, one under which the line is true and reached is enough: a false one says nothing."""
    verdicts = [(line.symbolic, _line(line, desk, reached)) for line in readings]
    if desk.truth.work.motion.uses:
        if any(verdict for _, verdict in verdicts):
            return True
        return False if any(verdict is False for _, verdict in verdicts) else None
    plain = [verdict for symbolic, verdict in verdicts if not symbolic and verdict is not None]
    letters = [verdict for symbolic, verdict in verdicts if symbolic and verdict is not None]
    if plain and not (all(v is False for v in plain) and True in letters):
        return all(plain)
    return all(letters) if letters else None


def _line(line: Line, desk: Desk, reached: int) -> bool | None:
    segments = line.segments
    if not any(segment.symbols for segment in segments):
        return _numeric(segments, desk, reached)
    if looks_plain(segments) and len(segments) == 2:
        return _formula(segments, desk, reached)
    if any(_reveals(segment, desk.truth.work, reached) for segment in segments):
        return False
    finding = judge(line, desk)
    if finding.outcome in ("right", "incomplete"):
        return _covered(finding, desk, reached)
    return False if finding.outcome == "wrong" else None


def _covered(finding: Finding, desk: Desk, reached: int) -> bool:
    """Whether the steps that a right line covers are reached; the last of several answers covers all of them."""
    work = desk.truth.work
    if work.motion.asks and not finding.reached:
        return reached >= len(work.marks)
    return 0 < finding.reached <= max(reached, 1)


def _formula(segments: Sequence[Segment], desk: Desk, reached: int) -> bool | None:
    left, right = segments
    work = desk.truth.work
    numbers = {*left.numbers, *right.numbers}
    if not numbers <= CONSTANTS:
        return _numbers_in(left, right, desk, reached)
    if not holds(left.node, right.node, work.motion):
        finding: Finding = judge(Line((left, right), ""), desk)
        return finding.outcome in ("right", "incomplete") and 0 < finding.reached <= max(reached, 1)
    needed = formula_reached(left, right, desk)
    return needed <= reached or needed == 0 or work.marks[needed - 1].rule == "formula"


def _numbers_in(left: Segment, right: Segment, desk: Desk, reached: int) -> bool | None:
    """A line with data put in: allowed when the steps it covers are reached."""
    if any(_reveals(segment, desk.truth.work, reached) for segment in (left, right)):
        return False
    finding = judge(Line((left, right), ""), desk)
    if finding.outcome in ("right", "incomplete"):
        return _covered(finding, desk, reached)
    return False if finding.outcome == "wrong" else None


def _numeric(segments: Sequence[Segment], desk: Desk, reached: int) -> bool | None:
    work = desk.truth.work
    try:
        values = [_si(segment) for segment in segments]
    except (Undefined, Unreadable, ValueError):
        return None
    for (one, dim), (two, other), right in zip(values, values[1:], segments[1:], strict=False):
        scale = UNITS[right.unit][1] if right.unit else Fraction(1)
        if dim != other or not rounds_to(one / scale, two / scale, right.decimals):
            return False
    if any(_reveals(segment, work, reached) for segment in segments):
        return False
    return True if len(segments) > 1 or _told(segments[0], work, reached) else None


def _si(segment: Segment) -> tuple[Fraction, tuple[int, int]]:
    value, dim = measure(segment.node, {})
    if segment.unit:
        value, dim = value * UNITS[segment.unit][1], dimension(segment.unit)
    return value, dim


def _told(segment: Segment, work: Work, reached: int) -> bool:
    """A quantity alone that the problem gives or that is found already."""
    if not segment.bare:
        return False
    value = value_of(segment.node, {})
    given = any(given.value == value and segment.unit in ("", given.unit) for given in work.motion.givens)
    return given or any(value == found for found, _ in _found(work, 0, reached))


def _found(work: Work, start: int, end: int) -> list[tuple[Fraction, str]]:
    """Numbers that steps `start` to `end` find."""
    out = []
    for mark in work.marks[start:end]:
        if mark.rule == "convert" and mark.given:
            out.append(work.converted(mark))
        elif mark.rule in ("result", "discard"):
            symbol = work.stages[mark.stage][1]
            out.append((work.values[symbol], work.units[symbol]))
        elif mark.rule == "convert_result":
            out.append((work.result, work.unit))
    return out


def _data(work: Work) -> set[Fraction]:
    """The numbers of the problem, as given and in working units, and those that belong to formulas."""
    return {abs(g.value) for g in work.motion.givens} | {
        abs(work.values[g.symbol]) for g in work.motion.givens
    }


def _uses_unreached(segment: Segment, work: Work, reached: int) -> bool:
    """A calculation with a result that is not reached, as in `90*2.5`: one factor gives it away."""
    told = {abs(g.value) for g in work.motion.givens} | {
        value for value, _ in _found(work, 0, max(reached, 0))
    }
    hidden = {abs(value) for value, _ in _found(work, max(reached, 0), len(work.marks))} - told - CONSTANTS
    return any(number in hidden for number in segment.numbers)


def _is_substituted(segment: Segment, value: Fraction, unit: str, work: Work, reached: int) -> bool:
    """The data put into the formula, once that is reached: the student's own line, which still has to be worked out."""
    if segment.bare:
        return False
    lines = [work.lines[at][1] for at, mark in enumerate(work.marks[: max(reached, 0)]) if mark.rule == "operate"]
    worked = any(read(line.split(" = ", 1)[1]) == segment.node for line in lines)
    if not worked and not set(segment.numbers) <= _data(work) | CONSTANTS:
        return False
    for index, mark in enumerate(work.marks[: max(reached, 0)]):
        symbol = work.stages[mark.stage][1]
        if mark.rule in ("substitute", "operate") and (work.values[symbol], work.units[symbol]) == (value, unit):
            return "isolate" not in {
                later.rule for later in work.marks[index + 1 :] if later.stage == mark.stage
            }
    return False


def _reveals(segment: Segment, work: Work, reached: int) -> bool:
    """Whether a side without symbols comes to a result that is not reached; data as given are no revelation."""
    if segment.symbols:
        return False
    try:
        number = value_of(segment.node, {}) if not segment.units else measure(segment.node, {})[0]
    except (Undefined, Unreadable, ValueError):
        return False
    if not segment.bare and _uses_unreached(segment, work, reached):
        return True
    if segment.bare and any(
        abs(g.value) == abs(number) and segment.unit in ("", g.unit) for g in work.motion.givens
    ):
        return False
    done = _found(work, 0, max(reached, 0))
    if segment.bare and (number, segment.unit) in done:
        return False
    for value, unit in _found(work, max(reached, 0), len(work.marks)):
        if (value, unit) in done or _is_substituted(segment, value, unit, work, reached):
            continue
        here = number
        if segment.unit and dimension(segment.unit) == dimension(unit):
            here = convert(number, segment.unit, unit)
        elif segment.units:
            here = number / UNITS[unit][1]
        if rounds_to(abs(value), abs(here), segment.decimals, fewest=2) or abs(value) == abs(number):
            return True
    return False
