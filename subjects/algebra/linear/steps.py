"""The rules of linear work: each turns a line into the next one as a class would write it.

Two methods: `transposition` moves terms to the other side, `balance` does the same to both sides. `trace` is
the whole way from the equation to its solution; every line in it has the same solution, which is verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from subjects.algebra.detail import JUNIOR, SENIOR, method_and_detail
from subjects.algebra.linear.line import (
    NOTHING,
    ONE,
    UNIT,
    ZERO,
    Line,
    Side,
    Term,
    X,
    all_terms,
    inside,
    is_group,
    is_product,
    merged,
    read_line,
    root,
    text,
)
from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION
from subjects.nodes import ends

TRANSPOSITION, BALANCE = "transposition", "balance"


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule applied: the line before, the line after (None where it is a conclusion) and its exact
    string."""

    rule: str
    before: Line
    line: Line | None
    after: str


@lru_cache(maxsize=8192)
def trace(equation: str, unknown: str, method: str) -> tuple[Stage, ...] | None:
    """All stages for an exact equation by a way (`subjects.algebra.detail`); None when it is not linear or needs
    unreasonably many."""
    way, method = method, method_and_detail(method)[0]
    line = read_line(equation, unknown)
    if line is None:
        return None
    if not (_single(line.left, X) and _single(line.right, ONE)) and not (
        _single(line.left, ONE) and _single(line.right, X)
    ):
        line = merged(line)
    stages: list[Stage] = []
    solution = root(line)
    if needs_arithmetic(equation, line):
        stages.append(Stage("compute", line, line, text(line)))
    while len(stages) < 24:
        stage = _small(line, way) or next_stage(line, method)
        if stage is None:
            done = _joined(stages) if method_and_detail(way)[1] == SENIOR else stages
            return tuple(done) if _solved(line, solution) else None
        stages.append(stage)
        if stage.line is None:
            return tuple(_joined(stages) if method_and_detail(way)[1] == SENIOR else stages)
        if root(stage.line) != solution:
            return None
        line = stage.line
    return None


def _small(line: Line, way: str) -> Stage | None:
    """The unknowns moved before the numbers are, for the youngest."""
    if method_and_detail(way) != (TRANSPOSITION, JUNIOR):
        return None
    if any(rule(line, TRANSPOSITION) for rule in (_result, _multiply, _clear, _expand, _collect, _conclude)):
        return None
    numbers, unknowns = movers(line)
    if not numbers or not unknowns:
        return None
    here, there = (line.right, line.left) if gathers_right(line) else (line.left, line.right)
    kept = (*_kind(here, X), *(term.negated() for term in unknowns), *_kind(here, ONE))
    rest = _kind(there, ONE) or NOTHING
    return _stage("move_term", line, line.sides(rest, kept) if gathers_right(line) else line.sides(kept, rest))


_ROUTINE = {("move_term", "collect"), ("divide", "result"), ("multiply", "result"), ("clear_denominators", "expand")}
"""Rules that Bachillerato writes as one line with the rule before."""


def _joined(stages: list[Stage]) -> list[Stage]:
    """The stages with routine ones joined to the one before; what was joined goes by its first rule."""
    out: list[Stage] = []
    for stage in stages:
        last = out[-1] if out else None
        if last is not None and (last.rule, stage.rule) in _ROUTINE and last.after == text(stage.before):
            out[-1] = Stage(last.rule, last.before, stage.line, stage.after)
        else:
            out.append(stage)
    return out


def _solved(line: Line, solution: Fraction | str) -> bool:
    return line.left == (Term(UNIT, X),) and is_plain(line.right) and solution == line.right[0].coefficient


def needs_arithmetic(equation: str, line: Line) -> bool:
    """Whether numbers are multiplied or divided as written (`2·3`, `10/4 + 8/4`), beyond plain fractions."""
    written = equation.count("*") + equation.count("/")
    return written > text(line).count("*") + text(line).count("/") and "**" not in equation


def next_stage(line: Line, method: str) -> Stage | None:
    """The next rule of the class's way, or None on the solved line."""
    for rule in (_result, _multiply, _clear, _expand, _collect, _conclude, _separate, _isolate):
        stage = rule(line, method)
        if stage is not None:
            return stage
    return None


def _stage(rule: str, before: Line, after: Line) -> Stage:
    return Stage(rule, before, after, text(after))


def is_plain(side: Side) -> bool:
    """One number in lowest terms."""
    if len(side) != 1 or side[0].body != ONE:
        return False
    term = side[0]
    return term.over == 1 or (
        term.times.denominator == term.over.denominator == 1
        and term.over > 0
        and term.coefficient.denominator == term.over
    )


def _single(side: Side, body: str) -> bool:
    return len(side) == 1 and side[0].body == body


def _multiply(line: Line, method: str) -> Stage | None:
    """`2x/3 = 4`: the only denominator goes to the other side."""
    flipped = _single(line.left, ONE)
    left, right = (line.right, line.left) if flipped else (line.left, line.right)
    if not (_single(left, X) and _single(right, ONE)) or left[0].over == 1 or right[0].over != 1:
        return None
    over, top, amount = left[0].over, Term(left[0].times, X), right[0].times
    if method == BALANCE:
        return _stage(
            "multiply_both_sides", line, _facing(line, (top,), (Term(amount * over, ONE),), flipped)
        )
    product = Term(amount, (Term(over, ONE),))
    return _stage("multiply", line, _facing(line, (top,), (product,), flipped))


def _facing(line: Line, unknowns: Side, numbers: Side, flipped: bool) -> Line:
    """The unknown on the side where it stood, except alone: `x = …` is always written so."""
    alone = unknowns == (Term(UNIT, X),)
    return line.sides(numbers, unknowns) if flipped and not alone else line.sides(unknowns, numbers)


def _clear(line: Line, _method: str) -> Stage | None:
    """Multiply every term by the least common multiple of the denominators."""
    if not denominators(line) or any(is_group(term) and _fractional(term) for term in all_terms(line)):
        return None
    if _isolated(line) or _nested(line):
        return None
    multiple = Fraction(lcm(*(int(over) for over in denominators(line))))
    return _stage("clear_denominators", line, cleared(line, multiple))


def _isolated(line: Line) -> bool:
    return line.left == (Term(UNIT, X),) and len(line.right) == 1 and line.right[0].body != X


def denominators(line: Line) -> tuple[Fraction, ...]:
    """The denominators of the top terms, in order and without repetition."""
    return tuple(dict.fromkeys(term.over for term in all_terms(line) if term.over != 1))


def cleared(line: Line, multiple: Fraction) -> Line:
    """Every term times a multiple of all denominators."""

    def times(side: Side) -> Side:
        out: list[Term] = []
        for term in side:
            factor = term.times * (multiple / term.over)
            out += inside(term) if is_group(term) and factor == 1 else [Term(factor, term.body)]
        return tuple(out)

    return line.sides(times(line.left), times(line.right))


def _fractional(group: Term) -> bool:
    return any(term.over != 1 or (is_group(term) and _fractional(term)) for term in inside(group))


def _nested(line: Line) -> bool:
    return any(is_group(inner) for term in all_terms(line) if is_group(term) for inner in inside(term))


def _expand(line: Line, _method: str) -> Stage | None:
    """All innermost parentheses at once."""
    if not any(is_group(term) for term in all_terms(line)):
        return None
    return _stage("expand", line, line.sides(expanded(line.left), expanded(line.right)))


def expanded(side: Side) -> Side:
    """The side with its innermost parentheses multiplied out."""
    out: list[Term] = []
    for term in side:
        if not is_group(term):
            out.append(term)
        elif any(is_group(inner) for inner in inside(term)):
            out.append(Term(term.times, expanded(inside(term)), term.over))
        else:
            out += [Term(term.times * t.times, t.body, term.over * t.over) for t in inside(term)]
    return tuple(out)


def collected(side: Side, decimal: bool = False) -> Side:
    """Like terms added: the unknown first, zeros left out."""
    out = []
    for body in (X, ONE):
        total = sum((t.coefficient * _inner(t) for t in side if _body(t) == body), ZERO)
        if total:
            plain = decimal or total.denominator == 1
            out.append(Term(total, body) if plain else Term(Fraction(total.numerator), body, _bottom(total)))
    return tuple(out) or NOTHING


def _bottom(amount: Fraction) -> Fraction:
    return Fraction(amount.denominator)


def _body(term: Term) -> object:
    return ONE if is_product(term) else term.body


def _inner(term: Term) -> Fraction:
    return inside(term)[0].times if is_product(term) else UNIT


def loose(side: Side) -> bool:
    """Whether like terms wait to be collected."""
    bodies = [_body(term) for term in side]
    zero = len(side) > 1 and any(not term.times for term in side)
    return zero or len(bodies) != len(set(bodies)) or any(is_product(term) for term in side)


def _untidy(side: Side) -> bool:
    """Like terms to collect, or an unknown times 0."""
    return loose(side) or any(term.body == X and not term.times for term in side)


def _collect(line: Line, _method: str) -> Stage | None:
    if not (_untidy(line.left) or _untidy(line.right)):
        return None
    left, right = (
        collected(side, line.decimal) if _untidy(side) else side for side in (line.left, line.right)
    )
    flipped = right == (Term(UNIT, X),) and is_plain(left)
    return _stage("collect", line, line.sides(right, left) if flipped else line.sides(left, right))


def has(side: Side, body: str) -> bool:
    """Whether a term of that kind that is not 0 stands on the side."""
    return any(term.body == body and term.times for term in side)


def _conclude(line: Line, _method: str) -> Stage | None:
    if has(line.left, X) or has(line.right, X):
        return None
    truth = root(line) == "all"
    return Stage("all_values" if truth else "no_solution", line, None, ALL_VALUES if truth else NO_SOLUTION)


def gathers_right(line: Line) -> bool:
    """The unknown is gathered where it stands; on the left when it stands on both sides."""
    return has(line.right, X) and not has(line.left, X)


def _kind(side: Side, body: str) -> Side:
    return tuple(term for term in side if term.body == body and term.times)


def movers(line: Line) -> tuple[Side, Side]:
    """The terms to move: those of the side of the unknown, those of the other side."""
    right = gathers_right(line)
    here, there = (line.right, line.left) if right else (line.left, line.right)
    return _kind(here, ONE), _kind(there, X)


def _separate(line: Line, method: str) -> Stage | None:
    numbers, unknowns = movers(line)
    if not numbers and not unknowns:
        return None
    if method == BALANCE:
        return _stage("same_both_sides", line, subtracted(line, unknowns[0] if unknowns else numbers[0]))
    return _stage(
        "move_term", line, moved(line, [t.negated() for t in numbers], [t.negated() for t in unknowns])
    )


def moved(line: Line, numbers: list[Term], unknowns: list[Term]) -> Line:
    """Unknowns on their side, numbers on the other, the movers as given at the end of each side."""
    right = gathers_right(line)
    here, there = (line.right, line.left) if right else (line.left, line.right)
    x_side = _kind(here, X) + tuple(unknowns)
    n_side = _kind(there, ONE) + tuple(numbers)
    return line.sides(n_side, x_side) if right else line.sides(x_side, n_side)


def subtracted(line: Line, term: Term) -> Line:
    """The term taken away from both sides, written behind the like term of each."""

    def away(side: Side) -> Side:
        at = max((i for i, t in enumerate(side) if t.body == term.body and t.times), default=len(side) - 1)
        kept = () if side == NOTHING else side
        return (*kept[: at + 1], term.negated(), *kept[at + 1 :])

    return line.sides(away(line.left), away(line.right))


def _isolate(line: Line, method: str) -> Stage | None:
    flipped = gathers_right(line)
    x, n = (line.right[0], line.left[0]) if flipped else (line.left[0], line.right[0])
    if x.times == x.over == 1:
        return _stage("swap", line, line.sides((x,), (n,))) if flipped else None
    one = (Term(UNIT, X),)
    if x.coefficient == -1:
        return _stage("change_sign", line, line.sides(one, (n.negated(),)))
    if n.over != 1 or x.over != 1:
        return None
    quotient = (Term(n.times, ONE, x.times),)
    if method == BALANCE:
        both = ((Term(x.times, X, x.times),), quotient)
        return _stage(
            "divide_both_sides", line, line.sides(both[1], both[0]) if flipped else line.sides(*both)
        )
    return _stage("divide", line, line.sides(one, quotient))


def _result(line: Line, _method: str) -> Stage | None:
    """`x = 15/5` or `5x/5 = 15/5` computed."""
    sides = (line.left, line.right) if _single(line.left, X) else (line.right, line.left)
    if not (_single(sides[0], X) and _single(sides[1], ONE)) or sides[0][0].coefficient != 1:
        return None
    if is_plain(sides[1]) and sides[0][0].over == 1:
        return None
    return _stage("result", line, line.sides((Term(UNIT, X),), (simplified(sides[1][0], line.decimal),)))


def simplified(term: Term, decimal: bool) -> Term:
    """A quotient computed: an integer, an ending decimal where the line writes decimals, or a fraction."""
    amount = term.coefficient
    if amount.denominator == 1 or (decimal and ends(amount)):
        return Term(amount, ONE)
    return Term(Fraction(amount.numerator), ONE, Fraction(amount.denominator))
