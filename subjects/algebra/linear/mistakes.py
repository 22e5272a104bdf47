"""What students do wrong on a line of linear work: each misconception as a transform of a right line.

The same transforms make exercises for training and explain a wrong line: one that a transform gives from
where the student stood is diagnosed as that misconception. Names are the keys of `misconception` in
`phrases.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.linear.line import ONE, UNIT, Line, Side, Term, X, forms, inside, is_group, root
from subjects.algebra.linear.steps import (
    collected,
    denominators,
    expanded,
    gathers_right,
    has,
    loose,
    moved,
    movers,
    subtracted,
)

Wrong = tuple[str, Line]


@lru_cache(maxsize=8192)
def wrong_lines(line: Line) -> tuple[Wrong, ...]:
    """Every wrong line that a known misconception gives from a right one, without doubles and without lines
    that
    happen to have the right solution."""
    solution = root(line)
    return tuple((name, wrong) for name, wrong in transformed(line) if root(wrong) != solution)


@lru_cache(maxsize=8192)
def transformed(line: Line) -> tuple[Wrong, ...]:
    """`wrong_lines` with those that have the right solution: a wrong line of an equation without solution
    mostly has none either."""
    seen: set[Line] = set()
    out = []
    for transform in _TRANSFORMS:
        for name, wrong in transform(line):
            if wrong not in seen:
                seen.add(wrong)
                out.append((name, wrong))
    return tuple(out)


RULES: dict[str, frozenset[str]] = {
    "expand": frozenset(
        {
            "distribute_first_only",
            "sign_before_parenthesis",
            "sign_in_product",
            "forgotten_factor",
            "joined_before_product",
        }
    ),
    "clear_denominators": frozenset(
        {"wrong_denominator_clearing", "dropped_denominator", "sign_before_fraction", "cross_multiplication"}
    ),
    "multiply": frozenset({"inverse_operation", "dropped_denominator"}),
    "multiply_both_sides": frozenset({"inverse_operation", "dropped_denominator"}),
    "collect": frozenset({"arithmetic", "sign_in_sum", "adding_unlike_terms"}),
    "compute": frozenset({"adding_unlike_terms"}),
    "move_term": frozenset(
        {"sign_on_moving_term", "adding_unlike_terms", "divide_one_term_only", "forgotten_term"}
    ),
    "same_both_sides": frozenset(
        {"one_side_only", "adding_unlike_terms", "divide_one_term_only", "sign_on_moving_term"}
    ),
    "divide": frozenset(
        {"inverse_operation", "sign_on_dividing", "coefficient_as_term", "inverted_fraction"}
    ),
    "divide_both_sides": frozenset(
        {"inverse_operation", "coefficient_as_term", "inverted_fraction", "one_side_only"}
    ),
    "change_sign": frozenset({"forgotten_minus"}),
    "swap": frozenset({"sign_on_swapping"}),
    "result": frozenset({"arithmetic", "inverted_fraction", "sign_in_division"}),
    "no_solution": frozenset({"zero_coefficient"}),
    "all_values": frozenset({"zero_coefficient"}),
}
"""Which misconceptions a student shows at which rule."""


def _with(line: Line, at: tuple[int, int], *terms: Term) -> Line:
    """The line with one term replaced; `at` is (side, position)."""
    sides = [line.left, line.right]
    side = sides[at[0]]
    sides[at[0]] = (*side[: at[1]], *terms, *side[at[1] + 1 :])
    return line.sides(*sides)


def _places(line: Line) -> Iterator[tuple[tuple[int, int], Term]]:
    for which, side in enumerate((line.left, line.right)):
        for at, term in enumerate(side):
            yield (which, at), term


def _flat(line: Line) -> bool:
    return not any(isinstance(term.body, tuple) for _, term in _places(line))


def _groups(line: Line) -> Iterator[Wrong]:
    """Parentheses multiplied out wrongly, one at a time, the others rightly."""
    for at, term in _places(line):
        if not is_group(term) or any(is_group(inner) for inner in inside(term)):
            continue
        inner = inside(term)
        first = Term(term.times * inner[0].times, inner[0].body, term.over * inner[0].over)
        bare = tuple(Term(t.times, t.body, term.over * t.over) for t in inner[1:])
        wrongs: list[tuple[str, Side]] = []
        if abs(term.times) != 1:
            wrongs.append(("distribute_first_only", (first, *bare)))
            sign = 1 if term.times > 0 else -1
            loose_inner = tuple(Term(t.times * sign, t.body, term.over * t.over) for t in inner)
            wrongs.append(("forgotten_factor", loose_inner))
        if term.times < 0:
            kept = tuple(Term(-term.times * t.times, t.body, term.over * t.over) for t in inner[1:])
            wrongs.append(("sign_before_parenthesis", (first, *kept)))
        elif any(t.times < 0 for t in inner[1:]):
            plus = tuple(Term(term.times * abs(t.times), t.body, term.over * t.over) for t in inner[1:])
            wrongs.append(("sign_in_product", (first, *plus)))
        for name, terms in wrongs:
            wrong = _with(line, at, *terms)
            yield name, line.sides(expanded(wrong.left), expanded(wrong.right))


def _joined(line: Line) -> Iterator[Wrong]:
    """`5 - 2(x + 3)` read as `3(x + 3)`: the number before a product joined to its factor."""
    for at, term in _places(line):
        side = (line.left, line.right)[at[0]]
        ahead = side[at[1] - 1] if at[1] else None
        if ahead is None or ahead.body != ONE or ahead.over != 1 or term.over != 1 or not is_group(term):
            continue
        joined = Term(ahead.times + term.times, term.body)
        new = (*side[: at[1] - 1], *((joined,) if joined.times else ()), *side[at[1] + 1 :])
        wrong = line.sides(new, line.right) if at[0] == 0 else line.sides(line.left, new)
        yield "joined_before_product", wrong
        yield "joined_before_product", line.sides(expanded(wrong.left), expanded(wrong.right))


def _crossed(line: Line) -> Iterator[Wrong]:
    """Two equal fractions: each side multiplied by its own denominator, or only first terms by the other's."""
    if len(line.left) != 1 or len(line.right) != 1:
        return
    one, two = line.left[0], line.right[0]
    if one.over == 1 or two.over == 1 or one.over == two.over:
        return
    pair = ((Term(one.times * one.over, one.body),), (Term(two.times * two.over, two.body),))
    yield "cross_multiplication", line.sides(*pair)
    yield "cross_multiplication", line.sides(*(expanded(side) for side in pair))
    firsts = []
    for term, factor in ((one, two.over), (two, one.over)):
        inner = inside(term) if is_group(term) else (Term(UNIT, term.body),)
        firsts.append(
            tuple(
                Term(term.times * t.times * (1 if i else factor), t.body, t.over) for i, t in enumerate(inner)
            )
        )
    yield "distribute_first_only", line.sides(*firsts)


def _tenfold(line: Line) -> Iterator[Wrong]:
    """Decimals taken away by a power of ten that does not reach every term."""
    if not line.decimal or not _flat(line):
        return
    for factor in (10, 100, 1000):
        right = _times(line, Fraction(factor))
        for at, term in _places(line):
            yield "multiply_one_term_only", _with(right, at, term)


def _fractions(line: Line) -> Iterator[Wrong]:
    over = denominators(line)
    if not over or not all(bottom.denominator == 1 for bottom in over):
        return
    multiple = UNIT
    for bottom in over:
        multiple = multiple * bottom / _gcd(multiple, bottom)
    right = _times(line, multiple)
    plain = [at for at, term in _places(line) if term.over == 1 and term.times]
    alone = len(line.left) == len(line.right) == 1
    if not alone:
        for at in plain:
            term = (line.left, line.right)[at[0]][at[1]]
            yield "wrong_denominator_clearing", _with(right, at, term)
        if len(plain) > 1:
            sides = [
                tuple(t if t.over == 1 else c for t, c in zip(side, clear, strict=True))
                for side, clear in ((line.left, right.left), (line.right, right.right))
            ]
            yield "wrong_denominator_clearing", line.sides(*sides)
    bare = [tuple(Term(t.times, t.body) for t in side) for side in (line.left, line.right)]
    yield "dropped_denominator", line.sides(*bare)
    for at, term in _places(right):
        if is_group(term) and term.times < 0:
            yield "sign_before_fraction", _with(right, at, *_sign_lost(term))


def _times(line: Line, multiple: Fraction) -> Line:
    sides = [
        tuple(Term(t.times * (multiple / t.over), t.body) for t in side) for side in (line.left, line.right)
    ]
    return line.sides(*sides)


def _sign_lost(term: Term) -> Side:
    inner = inside(term)
    return tuple(Term((term.times if i == 0 else -term.times) * t.times, t.body) for i, t in enumerate(inner))


def _gcd(a: Fraction, b: Fraction) -> Fraction:
    while b:
        a, b = b, a % b
    return a


def _moving(line: Line) -> Iterator[Wrong]:
    """Terms moved to the other side with their sign kept, or lost on the way."""
    if not _flat(line) or not (has(line.left, X) or has(line.right, X)):
        return
    numbers, unknowns = movers(line)
    movable = [*numbers, *unknowns]
    rights = ([t.negated() for t in numbers], [t.negated() for t in unknowns])
    for at in range(len(movable)):
        kept_n = [n if i == at else n.negated() for i, n in enumerate(numbers)]
        kept_x = [u if i + len(numbers) == at else u.negated() for i, u in enumerate(unknowns)]
        yield "sign_on_moving_term", moved(line, kept_n, kept_x)
    if len(movable) > 1:
        yield "sign_on_moving_term", moved(line, list(numbers), list(unknowns))
    for at in range(len(movable)):
        lost_n = [n for i, n in enumerate(rights[0]) if i != at]
        lost_x = [u for i, u in enumerate(rights[1]) if i + len(numbers) != at]
        yield "forgotten_term", moved(line, lost_n, lost_x)
    for term in movable:
        both = subtracted(line, term)
        yield "one_side_only", line.sides(both.left, line.right)
        yield "one_side_only", line.sides(line.left, both.right)


def _unlike(line: Line) -> Iterator[Wrong]:
    """Unknowns and numbers of one side added up: `5x + 7` becomes `12x` (or 12)."""
    if not _flat(line):
        return
    for which, side in enumerate((line.left, line.right)):
        if has(side, X) and has(side, ONE):
            total = sum((t.coefficient * _factor(t) for t in side), Fraction(0))
            if total and total.denominator == 1:
                other = collected((line.right, line.left)[which], line.decimal)
                for body in (X, ONE):
                    mine: Side = (Term(total, body),)
                    yield (
                        "adding_unlike_terms",
                        line.sides(mine, other) if which == 0 else line.sides(other, mine),
                    )


def _factor(term: Term) -> Fraction:
    return term.body[0].times if isinstance(term.body, tuple) and len(term.body) == 1 else UNIT


def _one_term(line: Line) -> Iterator[Wrong]:
    """`5x + 10 = 20` divided by 5 only in one or two places."""
    if not _flat(line) or (has(line.left, X) and has(line.right, X)) or denominators(line):
        return
    flipped = gathers_right(line)
    here, there = (line.right, line.left) if flipped else (line.left, line.right)
    xs, ns = [t for t in here if t.body == X], [t for t in here if t.body == ONE and t.times]
    if len(xs) != 1 or len(ns) != 1 or len(there) != 1 or xs[0].times in (1, -1, 0):
        return
    c = xs[0].times
    one, divided = Term(UNIT, X), Term(there[0].times, ONE, c)
    for left, right in (
        ((one, ns[0]), (divided,)),
        ((one, Term(ns[0].times, ONE, c)), there),
        ((one, ns[0]), there),
    ):
        yield "divide_one_term_only", line.sides(left, right)


def _adding(line: Line) -> Iterator[Wrong]:
    """Sums of like terms with the sign of a subtraction lost, or computed wrongly."""
    if not _flat_or_product(line) or not (loose(line.left) or loose(line.right)):
        return
    right = line.sides(collected(line.left, line.decimal), collected(line.right, line.decimal))
    for which, side in enumerate((line.left, line.right)):
        for body in (X, ONE):
            terms = [t for t in side if t.body == body and t.times]
            if len(terms) > 1:
                size = sum((abs(t.coefficient) for t in terms), Fraction(0))
                yield from _replaced(right, which, body, size, "sign_in_sum")
                yield from _replaced(right, which, body, -size, "sign_in_sum")
                total = sum((t.coefficient for t in terms), Fraction(0))
                yield from _replaced(right, which, body, -total, "sign_in_sum")
    yield from _slips(line, right)


def _flat_or_product(line: Line) -> bool:
    return not any(is_group(term) for _, term in _places(line))


def _slips(line: Line, right: Line) -> Iterator[Wrong]:
    for which, side in enumerate((line.left, line.right)):
        for body in (X, ONE):
            count = sum(1 for t in side if t.body == body or (body == ONE and isinstance(t.body, tuple)))
            worked = count > 1 or any(isinstance(t.body, tuple) for t in side if body == ONE)
            if worked:
                a, b = _form_of(right, which)
                total = a if body == X else b
                for slip in (1, -1, 2, -2, 10, -10):
                    yield from _replaced(right, which, body, total + slip, "arithmetic")


def _form_of(line: Line, which: int) -> tuple[Fraction, Fraction]:
    return forms(line)[which]


def _replaced(line: Line, which: int, body: str, amount: Fraction, name: str) -> Iterator[Wrong]:
    side = (line.left, line.right)[which]
    new = tuple(t for t in side if t.body != body and t.times)
    term = (Term(amount, body),) if amount else ()
    new = (*term, *new) if body == X else (*new, *term)
    if body == X and not amount:
        return
    yield name, line.sides(new, line.right) if which == 0 else line.sides(line.left, new)


def _isolating(line: Line) -> Iterator[Wrong]:
    """`5x = 15` and `x/3 = 4` finished wrongly."""
    flipped = gathers_right(line)
    here, there = (line.right, line.left) if flipped else (line.left, line.right)
    if len(here) != 1 or len(there) != 1 or here[0].body != X or there[0].body != ONE or there[0].over != 1:
        return
    c, over, n, one = here[0].times, here[0].over, there[0].times, (Term(UNIT, X),)
    if over != 1:
        yield "inverse_operation", line.sides((Term(c, X),), (Term(n, ONE, over),))
        return
    if c == -1:
        yield "forgotten_minus", line.sides(one, there)
    if c in (1, -1, 0):
        return
    yield "inverse_operation", line.sides(one, (Term(n, (Term(c, ONE),)),))
    yield "sign_on_dividing", line.sides(one, (Term(n, ONE, -c),))
    yield "coefficient_as_term", line.sides(one, (Term(n, ONE), Term(-c, ONE)))
    yield "coefficient_as_term", line.sides(one, (Term(n, ONE), Term(c, ONE)))
    if n:
        yield "inverted_fraction", line.sides(one, (Term(c, ONE, n),))
    yield "one_side_only", line.sides(one, there)


def _finishing(line: Line) -> Iterator[Wrong]:
    """`x = 15/5` computed wrongly."""
    if (
        line.left != (Term(UNIT, X),)
        or len(line.right) != 1
        or line.right[0].body != ONE
        or line.right[0].over == 1
    ):
        return
    top, over = line.right[0].times, line.right[0].over
    amount = line.right[0].coefficient
    yield "sign_in_division", line.sides(line.left, (_number(-amount),))
    if top:
        yield "inverted_fraction", line.sides(line.left, (_number(over / top),))
    if amount.denominator == 1:
        for slip in (1, -1, 2, -2):
            yield "arithmetic", line.sides(line.left, (Term(amount + slip, ONE),))


def _number(amount: Fraction) -> Term:
    return Term(Fraction(amount.numerator), ONE, Fraction(amount.denominator))


def _zero(line: Line) -> Iterator[Wrong]:
    """`0 = 5` or `0 = 0` read as a value of the unknown."""
    if has(line.left, X) or has(line.right, X) or not _flat(line):
        return
    one = (Term(UNIT, X),)
    yield "zero_coefficient", line.sides(one, (Term(Fraction(0), ONE),))
    b = forms(line)[1][1] - forms(line)[0][1]
    if b:
        yield "zero_coefficient", line.sides(one, (Term(b, ONE),))


def _swapping(line: Line) -> Iterator[Wrong]:
    """`3 = x` turned into `x = -3`."""
    if line.right == (Term(UNIT, X),) and len(line.left) == 1 and line.left[0].body == ONE:
        yield "sign_on_swapping", line.sides(line.right, (line.left[0].negated(),))


_TRANSFORMS: tuple[Callable[[Line], Iterator[Wrong]], ...] = (
    _groups, _fractions, _crossed, _moving, _one_term, _unlike, _isolating, _finishing, _zero, _swapping, _adding,
    _joined, _tenfold,
)  # fmt: skip
