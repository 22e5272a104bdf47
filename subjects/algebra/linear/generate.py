"""Random linear equations with nice numbers, and others of the same structure as a given one.

An equation is drawn as a shape with free numbers and a chosen solution; the last number is computed so that
the solution holds. `words` dresses it as a student's or a textbook's message.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from subjects.algebra.linear.line import (
    ONE,
    UNIT,
    Line,
    Side,
    Term,
    X,
    forms,
    inside,
    read_line,
    render,
    root,
)
from subjects.algebra.linear.steps import trace
from subjects.expression import Relation, exact
from subjects.problem import Level

LETTERS = "xxxxxxxxxxxxyyyzztanmpkbwrsu"


def equation(rng: Random, level: Level) -> tuple[Relation, str]:
    """An equation fit for the level and its unknown; always with at least one step to do."""
    shapes, weights = _LEVELS[level]
    while True:
        shape = rng.choices(shapes, weights)[0]
        unknown = rng.choice(LETTERS)
        line = shape(rng, unknown)
        if line is None:
            continue
        relation = render(line)
        if trace(exact(relation), unknown, "transposition"):
            return relation, unknown


def _n(amount: Fraction | int, over: int = 1) -> Term:
    return Term(Fraction(amount), ONE, Fraction(over))


def _x(amount: Fraction | int, over: int = 1) -> Term:
    return Term(Fraction(amount), X, Fraction(over))


def _group(times: int, over: int, *inner: Term) -> Term:
    return Term(Fraction(times), inner, Fraction(over))


def _small(rng: Random, low: int = 2, high: int = 9) -> int:
    return rng.randint(low, high)


def _signed(rng: Random, low: int = 1, high: int = 12) -> int:
    return rng.choice((1, 1, 1, -1, -1)) * rng.randint(low, high)


def _solution(rng: Random) -> int:
    return rng.choice((rng.randint(2, 9), rng.randint(2, 15), rng.randint(-9, -1), rng.randint(-12, 20)))


def _closed(rng: Random, unknown: str, left: Side, right: Side, solution: Fraction | int) -> Line | None:
    """`left = right + k` with the integer k that makes the solution true; None where there is none or it is
    large."""
    (a, b), (c, d) = forms(Line(left, right, unknown))
    k = (a - c) * Fraction(solution) + b - d
    if k.denominator != 1 or abs(k) > 200:
        return None
    new = tuple(t for t in right if t.times)
    if k or not new:
        new = (*new, _n(k))
    if new[0].times < 0 and len(new) > 1 and new[-1].times > 0 and rng.random() < 0.7:
        new = (new[-1], *new[:-1])
    line = Line(left, new, unknown)
    return Line(new, left, unknown) if rng.random() < 0.08 else line


def _one_step(rng: Random, u: str) -> Line | None:
    s = _solution(rng)
    kind = rng.randrange(4)
    if kind == 0:
        return _closed(rng, u, (_x(1), _n(_signed(rng, 1, 20))), (), s)
    if kind == 1:
        return _closed(rng, u, (_x(rng.choice((1, 1, 1, -1)) * _small(rng)),), (), s)
    if kind == 2:
        over = _small(rng, 2, 8)
        return _closed(rng, u, (_x(1, over),), (), s * over)
    return _closed(rng, u, (_n(_small(rng, 2, 20)), _x(-1)), (), s)


def _two_steps(rng: Random, u: str) -> Line | None:
    a = rng.choice((1, 1, 1, 1, -1)) * _small(rng, 2, 12)
    terms = (_x(a), _n(_signed(rng, 1, 20)))
    s: Fraction | int = _solution(rng)
    if rng.random() < 0.12:
        s = Fraction(_signed(rng, 1, 15), rng.choice([d for d in (2, 3, 4, 5, 6) if a % d == 0] or [1]))
    return _closed(rng, u, terms if rng.random() < 0.8 and a > 0 else terms[::-1], (), s)


def _both_sides(rng: Random, u: str) -> Line | None:
    a, c = _signed(rng, 1, 12), _signed(rng, 1, 9)
    if a == c:
        return None
    return _closed(rng, u, (_x(abs(a)), _n(_signed(rng, 1, 20))), (_x(c),), _solution(rng))


def _many_terms(rng: Random, u: str) -> Line | None:
    left = [_x(_small(rng)), _n(_signed(rng)), _x(_signed(rng, 1, 8))]
    right = [_x(_signed(rng, 1, 7))] if rng.random() < 0.6 else []
    if sum(t.times for t in left if t.body == X) - sum(t.times for t in right) == 0:
        return None
    return _closed(rng, u, tuple(left), tuple(right), _solution(rng))


def _inside(rng: Random) -> tuple[Term, Term]:
    pair = (_x(rng.choice((1, 1, 1, 2, 3))), _n(_signed(rng, 1, 9)))
    return pair if rng.random() < 0.8 or pair[1].times < 0 else (pair[1], _x(-1))


def _parenthesis(rng: Random, u: str) -> Line | None:
    group = _group(rng.choice((1, 1, 1, -1)) * _small(rng, 2, 7), 1, *_inside(rng))
    left: Side = (group,)
    if rng.random() < 0.6:
        extra = _n(_signed(rng)) if rng.random() < 0.6 else _x(_signed(rng, 2, 6))
        left = (group, extra) if rng.random() < 0.6 or extra.times < 0 else (extra, group)
    right: Side = (_x(_signed(rng, 1, 8)),) if rng.random() < 0.4 else ()
    return _closed(rng, u, left, right, _solution(rng))


def _minus_parenthesis(rng: Random, u: str) -> Line | None:
    first = _n(_small(rng, 2, 15)) if rng.random() < 0.5 else _x(_small(rng, 2, 9))
    group = _group(rng.choice((-1, -1, -2, -3, -4)), 1, *_inside(rng))
    right: Side = (_x(_signed(rng, 1, 8)),) if rng.random() < 0.4 else ()
    return _closed(rng, u, (first, group), right, _solution(rng))


def _two_parentheses(rng: Random, u: str) -> Line | None:
    one = _group(_small(rng, 2, 6), 1, *_inside(rng))
    two = _group(rng.choice((1, -1)) * _small(rng, 2, 6), 1, *_inside(rng))
    if rng.random() < 0.5:
        return _closed(rng, u, (one, two), (), _solution(rng))
    right = Term(abs(two.times), two.body)
    extra = (_n(_signed(rng)),) if rng.random() < 0.5 else ()
    return _closed(rng, u, (one, *extra), (right,), _solution(rng))


def _fraction(rng: Random, u: str) -> Line | None:
    over = _small(rng, 2, 7)
    top = rng.choice([n for n in (1, 1, 1, 2, 3, 4, 5) if n == 1 or (n % over and over % n)])
    s = _solution(rng) * over
    if rng.random() < 0.35:
        return _closed(rng, u, (_x(top, over),), (), s)
    return _closed(rng, u, (_x(top, over), _n(_signed(rng, 1, 12))), (), s)


def _fraction_top(rng: Random, u: str) -> Line | None:
    over = _small(rng, 2, 6)
    inner = (_x(rng.choice((1, 1, 2, 3))), _n(_signed(rng, 1, 9)))
    extra: Side = (_n(_signed(rng, 1, 9)),) if rng.random() < 0.4 else ()
    return _closed(rng, u, (_group(1, over, *inner), *extra), (), _solution(rng))


def _fractions(rng: Random, u: str) -> Line | None:
    one, two = rng.sample((2, 3, 4, 5, 6), 2)
    sign = rng.choice((1, 1, -1))
    kind = rng.randrange(3)
    if kind == 0:
        return _closed(rng, u, (_x(1, one), _x(sign, two)), (), _solution(rng) * one * two // 2)
    if kind == 1:
        return _closed(
            rng, u, (_x(1, one), _n(_signed(rng, 1, 9))), (_x(sign, two),), _solution(rng) * one * two
        )
    groups = (_group(1, one, *_plain_inside(rng)), _group(sign, two, *_plain_inside(rng)))
    return _closed(rng, u, groups, (), _solution(rng))


def _plain_inside(rng: Random) -> tuple[Term, Term]:
    return _x(rng.choice((1, 1, 1, 2))), _n(_signed(rng, 1, 7))


def _number_fractions(rng: Random, u: str) -> Line | None:
    over = rng.choice((2, 3, 4, 5, 6))
    top = rng.choice([n for n in range(1, 2 * over) if n % over])
    if Fraction(top, over).denominator != over:
        return None
    a = rng.choice((1, 1, 2, 3, 4))
    left = (_x(a), _n(rng.choice((1, -1)) * top, over))
    (k, b), _ = forms(Line(left, (_n(0),), u))
    right = k * Fraction(_signed(rng, 1, 12), over) + b
    if right.denominator == 1:
        return Line(left, (_n(right),), u)
    return Line(left, (Term(Fraction(right.numerator), ONE, Fraction(right.denominator)),), u)


def _decimals(rng: Random, u: str) -> Line | None:
    a, s = Fraction(rng.choice((2, 3, 4, 5, 6, 8, 12, 15, 25)), 10), _solution(rng)
    b = Fraction(_signed(rng, 1, 60), 10)
    if a.denominator == 1 and b.denominator == 1:
        return None
    left: Side = (_x(a), _n(b))
    c = Fraction(rng.choice((1, 2, 3, 5, 7)), 10)
    right: Side = (_x(c),) if rng.random() < 0.3 and c != a else ()
    (p, q), (r, t) = forms(Line(left, right or (_n(0),), u, True))
    k = (p - r) * s + q - t
    return Line(left, (*right, _n(k)) if k or not right else right, u, True)


def _no_value(rng: Random, u: str) -> Line | None:
    """No solution, or all values."""
    times, inner = _small(rng, 2, 6), (_x(1), _n(_signed(rng, 1, 9)))
    left: Side = (_group(times, 1, *inner),)
    (a, b), _ = forms(Line(left, (_n(0),), u))
    right = b if rng.random() < 0.4 else b + _signed(rng, 1, 9)
    if rng.random() < 0.4:
        left = (_x(a), _n(b)) if b else (_x(a),)
        return Line((_x(a - 1), _n(b), _x(1)), (_x(a), _n(right)), u) if right and b else None
    return Line(left, (_x(a), _n(right)) if right else (_x(a),), u)


def _nested(rng: Random, u: str) -> Line | None:
    inner = _group(rng.choice((1, -1)) * _small(rng, 2, 4), 1, _x(1), _n(_signed(rng, 1, 6)))
    outer = _group(_small(rng, 2, 4), 1, _n(_small(rng)), inner)
    return _closed(rng, u, (outer,), (_x(_signed(rng, 1, 5)),) if rng.random() < 0.4 else (), _solution(rng))


Shape = Callable[[Random, str], "Line | None"]
_ALL: tuple[Shape, ...] = (
    _one_step, _two_steps, _both_sides, _many_terms, _parenthesis, _minus_parenthesis, _two_parentheses,
    _fraction,
    _fraction_top, _fractions, _number_fractions, _decimals, _no_value, _nested,
)  # fmt: skip
_LEVELS: dict[Level, tuple[tuple[Shape, ...], tuple[int, ...]]] = {
    "1eso": (_ALL, (6, 9, 6, 2, 4, 1, 1, 3, 1, 0, 0, 1, 0, 0)),
    "2eso": (_ALL, (3, 8, 8, 4, 6, 3, 3, 4, 3, 2, 1, 2, 1, 0)),
    "3eso": (_ALL, (2, 7, 7, 4, 6, 4, 4, 4, 4, 4, 2, 2, 2, 1)),
    "4eso": (_ALL, (1, 4, 6, 4, 6, 4, 5, 4, 5, 6, 3, 2, 2, 2)),
    "1bach": (_ALL, (1, 2, 4, 4, 5, 4, 5, 3, 5, 7, 4, 2, 3, 3)),
    "2bach": (_ALL, (1, 2, 4, 4, 5, 4, 5, 3, 5, 7, 4, 2, 3, 3)),
}


def values(equation_text: str, unknown: str, method: str) -> frozenset[Fraction]:
    """Every number written in the lines of the way: what a sibling must not show."""
    line = read_line(equation_text, unknown)
    stages = trace(equation_text, unknown, method) or ()
    found: set[Fraction] = set()
    for each in (line, *(stage.line for stage in stages)):
        if each is not None:
            found |= _numbers(each.left) | _numbers(each.right)
    return frozenset(found)


def _numbers(side: Side) -> set[Fraction]:
    """The numbers that are seen: a factor 1 before a letter or parenthesis is not."""
    found: set[Fraction] = set()
    for term in side:
        if term.body == ONE or abs(term.times) != 1:
            found.add(abs(term.times))
        if term.over != 1:
            found |= {abs(term.over), abs(term.coefficient)}
        found |= _numbers(inside(term))
    return found


def like(equation_text: str, unknown: str, method: str, rng: Random) -> Relation | None:
    """An equation of the same structure with other data: the same rules in the same order, and lines that
    hold
    neither the solution nor a result of the given one. None when no such equation is found quickly."""
    line = read_line(equation_text, unknown)
    stages = trace(equation_text, unknown, method)
    if line is None or not stages:
        return None
    given = _numbers(line.left) | _numbers(line.right)
    answer = root(line)
    secret = values(equation_text, unknown, method) - given
    secret -= {UNIT, Fraction(0)}
    if isinstance(answer, Fraction):
        secret |= {abs(answer)}
    rules = [stage.rule for stage in stages]
    for _ in range(300):
        other = _mutated(line, rng)
        if other is None:
            continue
        if not _acceptable(other, line, answer):
            continue
        new = exact(render(other))
        found = trace(new, unknown, method)
        if found and [stage.rule for stage in found] == rules and not values(new, unknown, method) & secret:
            return render(other)
    return None


def _acceptable(other: Line, line: Line, answer: Fraction | str) -> bool:
    new = root(other)
    if isinstance(new, str) or isinstance(answer, str):
        return new == answer and forms(other) != forms(line)
    return new != answer and (new.denominator == 1) == (answer.denominator == 1) and abs(new) <= 60


def _mutated(line: Line, rng: Random) -> Line | None:
    """New numbers everywhere, then one number outside the parentheses fitted to a chosen solution."""
    left, right = _shuffled(line.left, rng, line.decimal), _shuffled(line.right, rng, line.decimal)
    new = line.sides(left, right)
    old = root(line)
    free = [
        (which, at) for which, side in enumerate((left, right)) for at, t in enumerate(side) if t.body == ONE
    ]
    if not free:
        return new
    which, at = rng.choice(free)
    side = (left, right)[which]
    (a, b), (c, d) = forms(new)
    if isinstance(old, str):
        if old == "none":
            return new
        fitted = b - d
    else:
        step = Fraction(_signed(rng, 1, 14), old.denominator)
        fitted = (a - c) * step + b - d
    amount = side[at].coefficient + (fitted if which else -fitted)
    return _fit(new, which, at, amount)


def _fit(new: Line, which: int, at: int, amount: Fraction) -> Line | None:
    side = (new.left, new.right)[which]
    old = side[at]
    times = amount * old.over
    if (
        not times
        or (times.denominator != 1 and not new.decimal)
        or abs(times) > 150
        or (times < 0) != (old.times < 0)
    ):
        return None
    fitted = (*side[:at], Term(times, ONE, old.over), *side[at + 1 :])
    return new.sides(new.left, fitted) if which else new.sides(fitted, new.right)


_OVERS = (2, 3, 4, 5, 6, 7, 8)


def _shuffled(side: Side, rng: Random, decimal: bool) -> Side:
    return tuple(_other(term, rng, decimal) for term in side)


def _other(term: Term, rng: Random, decimal: bool) -> Term:
    body = _shuffled(term.body, rng, decimal) if isinstance(term.body, tuple) else term.body
    over = term.over if term.over == 1 else Fraction(rng.choice(_OVERS))
    size = abs(term.times)
    if size in (0, 1) and term.body != ONE:
        return Term(term.times, body, over)
    if decimal and size.denominator != 1:
        new = Fraction(rng.randint(2, max(30, int(size * 20))), 10)
    else:
        new = Fraction(rng.randint(2, max(12, int(size) + 4)))
    return Term(new if term.times >= 0 else -new, body, over)
