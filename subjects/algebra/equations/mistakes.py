"""What students do wrong on a line of work with one unknown: each misconception as a transform of a right line.

The same transforms make exercises for training and explain a wrong line: one that a transform gives from where the
student stood is diagnosed as that misconception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product

from subjects.algebra.equations.clearing import CLEARING, Wrong, equal, negated
from subjects.algebra.equations.reals import Root, nth_root, rational, union
from subjects.algebra.equations.roots import rational_roots, trimmed
from subjects.algebra.equations.sets import solutions
from subjects.algebra.equations.shapes import Relations
from subjects.algebra.equations.slips import slips
from subjects.algebra.equations.way import (
    NOUGHT,
    TWO,
    linear_factor,
    product_of,
    root_node,
    sum_of,
    terms_of,
)
from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Pow,
    Relation,
    Sym,
    number,
    symbols_of,
    value,
)


@lru_cache(maxsize=8192)
def roots_of(lines: Relations, unknown: str) -> tuple[Root, ...] | None:
    """The solutions of all alternatives together; None where one cannot be solved."""
    sets = [solutions(line, unknown) for line in lines]
    if any(each is None or each.all for each in sets):
        return None
    return union(*(each.roots for each in sets if each is not None))


@lru_cache(maxsize=4096)
def wrong_lines(lines: Relations, unknown: str) -> tuple[Wrong, ...]:
    """Every wrong line that a known misconception gives from a right one, without doubles."""
    found: dict[Wrong, None] = {}
    if len(lines) > 1:
        for name, wrong in _alternatives(lines, unknown):
            found.setdefault((name, wrong))
    for at, line in enumerate(lines):
        for transform in _TRANSFORMS:
            for name, wrong in transform(line, unknown):
                found.setdefault((name, (*lines[:at], *wrong, *lines[at + 1 :])))
        for which, side in enumerate(line.sides):
            for name, new in slips(side):
                sides = (new, line.sides[1]) if which == 0 else (line.sides[0], new)
                changed = Relation(("=",), sides)
                found.setdefault((name, (*lines[:at], changed, *lines[at + 1 :])))
    if len(lines) == 1:
        left, right = (slips(side) for side in lines[0].sides)
        for name, new in left:
            for other, twin in right:
                if name == other:
                    found.setdefault((name, (equal(new, twin),)))
    if len(lines) == 2:
        for name, wrong in _both(lines):
            found.setdefault((name, wrong))
    return tuple((name, wrong) for name, wrong in found if wrong != lines)


def _both(lines: Relations) -> Iterator[Wrong]:
    """The same slip in both lines of a `±`."""
    firsts, seconds = (dict.fromkeys(slips(line.sides[1])) for line in lines)
    for name, new in firsts:
        for other, twin in seconds:
            if name == other:
                yield name, (equal(lines[0].sides[0], new), equal(lines[1].sides[0], twin))


def _alternatives(lines: Relations, unknown: str) -> Iterator[Wrong]:
    """Only a part of the cases."""
    if len(lines) != 2:
        positive = tuple(
            line for line in lines if (amount := value(line.sides[1])) is not None and amount > 0
        )
        if positive and len(positive) < len(lines) and all(line.sides[0] == Sym(unknown) for line in lines):
            yield "losing_negative_root", positive
    else:
        one, two = (line.sides[1] for line in lines)
        if two in (Neg(one), negated(one)) and lines[0].sides[0] == lines[1].sides[0]:
            yield "losing_negative_root", lines[:1]
    x = Sym(unknown)
    if all(value(line.sides[1]) == 0 for line in lines) and x in [line.sides[0] for line in lines]:
        yield "dividing_by_unknown", tuple(line for line in lines if line.sides[0] != x)
    if all(value(line.sides[1]) == 0 for line in lines):
        flipped = tuple(_flipped(line) for line in lines)
        yield "sign_of_root", flipped
        for at in range(len(lines)):
            yield "sign_of_root", (*lines[:at], flipped[at], *lines[at + 1 :])
    if all(isinstance(line.sides[0], Pow) and value(line.sides[1]) is not None for line in lines):
        yield "back_substitution", tuple(equal(x, line.sides[1]) for line in lines)
        kept = [value(Func("sqrt", line.sides[1])) for line in lines]
        if any(kept):
            yield "losing_negative_root", tuple(equal(x, number(each)) for each in kept if each)


def _flipped(line: Relation) -> Relation:
    """`x - 2 = 0` with the other sign."""
    side = line.sides[0]
    if not isinstance(side, Add):
        return line
    return equal(Add((*side.terms[:-1], negated(side.terms[-1]))), line.sides[1])


def _moving(line: Relation, _unknown: str) -> Iterator[Wrong]:
    """A term that goes to the other side with the sign it had."""
    for which, side in enumerate(line.sides):
        terms = terms_of(side)
        if len(terms) + len(terms_of(line.sides[1 - which])) < 3 or isinstance(side, Func):
            continue
        for at, term in enumerate(terms):
            if term == NOUGHT:
                continue
            new = sum_of([*terms[:at], negated(term), *terms[at + 1 :]])
            yield (
                "sign_on_moving_term",
                (equal(*((new, line.sides[1]) if which == 0 else (line.sides[0], new))),),
            )


def _squares(line: Relation, unknown: str) -> Iterator[Wrong]:
    """`u**2 = c`: one root only, half of c, c itself."""
    for left, right in (line.sides, line.sides[::-1]):
        times, base, index = _power(left)
        amount = value(right)
        if base is None or amount is None or not times or unknown not in symbols_of(base):
            continue
        amount = amount / times
        if amount > 0 and index == 2:
            node = _rooted(amount)
            yield "losing_negative_root", (equal(base, node),)
            yield "losing_negative_root", (equal(base, root_node(number(amount))),)
            yield "root_as_half", (equal(base, number(amount / 2)),)
            yield "root_as_half", (equal(base, number(amount / 2)), equal(base, number(-amount / 2)))
            yield "root_forgotten", (equal(base, number(amount)),)
            yield "root_forgotten", (equal(base, number(amount)), equal(base, number(-amount)))
        elif amount < 0 and index % 2 == 0:
            node = _rooted(-amount)
            yield "negative_discriminant", (equal(base, node), equal(base, Neg(node)))
            yield "negative_discriminant", (equal(base, Neg(node)),)
            yield "negative_discriminant", (equal(base, node),)
        elif index > 2:
            yield "root_as_half", (equal(base, number(amount / index)),)
            even = _even_root(amount, index)
            if even is not None:
                yield "losing_negative_root", (equal(base, number(even)),)


def _rooted(amount: Fraction) -> Expr:
    root = value(Func("sqrt", number(amount)))
    return root_node(number(amount)) if root is None else number(root)


def _even_root(amount: Fraction, index: int) -> Fraction | None:
    root = nth_root(rational(amount), index) if index % 2 == 0 else None
    return None if root is None else root.fraction


def _power(node: Expr) -> tuple[Fraction, Expr | None, int]:
    if isinstance(node, Neg):
        times, base, index = _power(node.arg)
        return -times, base, index
    if isinstance(node, Pow) and (exponent := value(node.exponent)) is not None and exponent >= 2:
        return Fraction(1), node.base, int(exponent)
    if isinstance(node, Mul) and len(node.factors) == 2 and (lead := value(node.factors[0])) is not None:
        inner = _power(node.factors[1])
        return lead * inner[0], inner[1], inner[2]
    return Fraction(0), None, 0


def _coefficient(line: Relation, _unknown: str) -> Iterator[Wrong]:
    """`k*u = c`: the factor taken away, multiplied, divided the other way round or with its sign changed."""
    left, right = line.sides
    amount = value(right)
    if not isinstance(left, Mul | Neg) or amount is None:
        return
    inner, sign = (left.arg, -1) if isinstance(left, Neg) else (left, 1)
    times = value(inner.factors[0]) if isinstance(inner, Mul) and len(inner.factors) == 2 else Fraction(1)
    if times is None or (times == 1 and sign == 1):
        return
    k = sign * times
    body = inner.factors[1] if isinstance(inner, Mul) and len(inner.factors) == 2 else inner
    yield "coefficient_as_term", (equal(body, number(amount - k)),)
    yield "inverse_operation", (equal(body, number(amount * k)),)
    if amount:
        yield "inverted_fraction", (equal(body, number(k / amount)),)
    yield "sign_on_dividing", (equal(body, number(-amount / k)),)


def _pure(line: Relation, unknown: str) -> Iterator[Wrong]:
    """`a*x**n + c = 0`: the coefficient of the power removed the wrong way."""
    coefficients = _coefficients(line, unknown)
    if coefficients is None or len(coefficients) < 3 or any(coefficients[1:-1]) or abs(coefficients[-1]) == 1:
        return
    a, amount = coefficients[-1], -coefficients[0]
    power = Pow(Sym(unknown), number(len(coefficients) - 1))
    yield "coefficient_as_term", (equal(power, number(amount - a)),)
    yield "inverse_operation", (equal(power, number(amount * a)),)
    if amount:
        yield "inverted_fraction", (equal(power, number(a / amount)),)
    yield "sign_on_moving_term", (equal(power, number(-amount / a)),)


def _coefficients(line: Relation, unknown: str) -> tuple[Fraction, ...] | None:
    poly = None
    left, right = (poly_of(side) for side in line.sides)
    if left is not None and right is not None:
        poly = left - right
    if poly is None or poly.letters - {unknown}:
        return None
    return trimmed(poly.coefficients(unknown))


def _dividing(line: Relation, unknown: str) -> Iterator[Wrong]:
    """Both sides divided by the unknown."""
    coefficients = _coefficients(line, unknown)
    if coefficients is None or len(coefficients) < 3 or coefficients[0]:
        return
    left, right = (poly_of(side) for side in line.sides)
    if left is None or right is None:
        return
    halves = [trimmed(side.coefficients(unknown)) for side in (left, right)]
    if all(not each or not each[0] for each in halves):
        sides = [tree(Poly.univariate(unknown, each[1:])) for each in halves]
        yield "dividing_by_unknown", (equal(sides[0], sides[1]),)
    yield "dividing_by_unknown", (equal(tree(Poly.univariate(unknown, coefficients[1:])), NOUGHT),)


def _products(line: Relation, unknown: str) -> Iterator[Wrong]:
    """A product that is not zero taken apart; the sign of roots read from factors."""
    for left, right in (line.sides, line.sides[::-1]):
        factors = left.factors if isinstance(left, Mul) else (left,) if isinstance(left, Pow) else ()
        factors = tuple(f.base if isinstance(f, Pow) else f for f in factors if symbols_of(f))
        amount = value(right)
        if amount is None or not factors:
            continue
        if amount and len(factors) > 1:
            yield "zero_product_nonzero", tuple(equal(factor, right) for factor in factors)
            yield "zero_product_nonzero", tuple(equal(factor, NOUGHT) for factor in factors)
        if not amount and Sym(unknown) in factors:
            yield "dividing_by_unknown", tuple(equal(f, NOUGHT) for f in factors if f != Sym(unknown))
        first = left.factors[0] if isinstance(left, Mul) else None
        if not amount and first is not None and value(first) is not None and Sym(unknown) in factors:
            others = tuple(equal(f, NOUGHT) for f in factors if f != Sym(unknown))
            yield "coefficient_as_root", (equal(Sym(unknown), first), *others)
        if not amount:
            lines = tuple(equal(factor, NOUGHT) for factor in factors)
            flipped = tuple(_flipped(each) for each in lines)
            yield "sign_of_root", flipped
            for at in range(len(lines)):
                if len(lines) > 1:
                    yield "sign_of_root", (*lines[:at], flipped[at], *lines[at + 1 :])


def _standard(line: Relation, unknown: str) -> Iterator[Wrong]:
    """`a*x**2 + b*x + c = 0`: the formula, the coefficients and the factors."""
    coefficients = _coefficients(line, unknown)
    if coefficients is None or len(coefficients) != 3 or not any(value(side) == 0 for side in line.sides):
        return
    c, b, a = coefficients
    x = Sym(unknown)
    found, rest = rational_roots(coefficients)
    if found and len(rest) == 1 and c:
        factors = [linear_factor(root, unknown) for root in dict.fromkeys(found)]
        for signs in product((1, -1), repeat=len(factors)):
            if -1 in signs:
                new = [
                    f if s > 0 else _flipped(equal(f, NOUGHT)).sides[0]
                    for f, s in zip(factors, signs, strict=True)
                ]
                made: Expr = Pow(new[0], TWO) if len(found) > len(new) else product_of(new)
                yield "sign_in_factors", (equal(made, NOUGHT),)
    if not b or not c:
        return
    inside = b * b - 4 * a * c
    for name, minus_b, under, bottom in (
        ("coefficient_sign", b, inside, 2 * a),
        ("discriminant_sign", -b, b * b + 4 * a * c, 2 * a),
        ("square_of_negative", -b, -b * b - 4 * a * c, 2 * a),
        ("formula_denominator", -b, inside, Fraction(2)),
        ("formula_denominator", -b, inside, a),
        ("discriminant_factor", -b, b * b - a * c, 2 * a),
        ("discriminant_factor", -b, b * b - 4 * c, 2 * a),
        ("square_as_double", -b, 2 * b - 4 * a * c, 2 * a),
        ("square_as_double", -b, 2 * abs(b) - 4 * a * c, 2 * a),
        ("negative_discriminant", -b, -inside, 2 * a),
    ):
        if under >= 0 or name != "negative_discriminant":
            yield name, _formula(x, minus_b, under, bottom)
    root = root_node(number(inside))
    part = Div(root, number(2 * a))
    known = value(root)
    over = part if known is None else number(known / (2 * a))
    yield "formula_denominator", tuple(equal(x, Add((number(-b), each))) for each in (over, Neg(over)))
    if inside > 0:
        yield (
            "root_forgotten",
            tuple(
                equal(x, Div(Add((number(-b), each)), number(2 * a)))
                for each in (number(inside), number(-inside))
            ),
        )
        yield (
            "root_as_half",
            tuple(
                equal(x, Div(Add((number(-b), number(each))), number(2 * a)))
                for each in (inside / 2, -inside / 2)
            ),
        )
    for name, wrong in (("coefficient_sign", (c, -b, a)), ("coefficient_sign", (-c, b, a))):
        yield name, (equal(tree(Poly.univariate(unknown, wrong)), NOUGHT),)


def _formula(x: Expr, minus_b: Fraction, under: Fraction, bottom: Fraction) -> Relations:
    root = root_node(number(under))
    return tuple(equal(x, Div(Add((number(minus_b), part)), number(bottom))) for part in (root, Neg(root)))


def _completing(line: Relation, unknown: str) -> Iterator[Wrong]:
    """The square completed on one side only, or with the whole middle coefficient."""
    coefficients = _coefficients(line, unknown)
    if coefficients is None or len(coefficients) != 3 or not coefficients[1]:
        return
    p, q = coefficients[1] / coefficients[2], coefficients[0] / coefficients[2]
    inner = tree(Poly.univariate(unknown, [p / 2, 1]))
    yield "square_one_side", (equal(Pow(inner, TWO), number(-q)),)
    whole_inner = tree(Poly.univariate(unknown, [p, 1]))
    yield "square_one_side", (equal(Pow(whole_inner, TWO), number(p * p - q)),)
    right = terms_of(line.sides[1])
    if value(line.sides[1]) is not None and len(right) == 1:
        half = tree(Poly.univariate(unknown, [p * p / 4, p, 1]))
        yield "square_one_side", (equal(half, number(-q)),)


def _biquadratic(line: Relation, unknown: str) -> Iterator[Wrong]:
    """The values of the power taken for those of the unknown."""
    coefficients = _coefficients(line, unknown)
    if (
        coefficients is None
        or len(coefficients) != 5
        or coefficients[1]
        or coefficients[3]
        or not coefficients[0]
    ):
        return
    x = Sym(unknown)
    yield "back_substitution", (equal(tree(Poly.univariate(unknown, coefficients[::2])), NOUGHT),)
    powers, rest = rational_roots(coefficients[::2])
    if len(rest) == 1:
        yield "back_substitution", tuple(equal(x, number(each)) for each in powers)
        kept = [value(Func("sqrt", number(each))) for each in powers]
        if any(kept):
            yield "losing_negative_root", tuple(equal(x, number(each)) for each in kept if each)


def _exponents(line: Relation, unknown: str) -> Iterator[Wrong]:
    """`2**x = 32` worked as a product, or the exponent set equal to the number."""
    for left, right in (line.sides, line.sides[::-1]):
        amount = value(right)
        if not isinstance(left, Pow) or amount is None or unknown not in symbols_of(left.exponent):
            continue
        base = value(left.base)
        if base:
            yield "exponent_as_factor", (equal(Mul((left.base, left.exponent)), right),)
            yield "exponent_as_factor", (equal(left.exponent, number(amount / base)),)
            yield "exponent_as_factor", (equal(left.exponent, right),)


def _rows(line: Relation, unknown: str) -> Iterator[Wrong]:
    """Terms of different degree added: `x**2 + 2*x` as `3*x**2`."""
    coefficients = _coefficients(line, unknown)
    if coefficients is None or len(coefficients) != 3 or value(line.sides[1]) is None:
        return
    c, b, a = coefficients
    amount = value(line.sides[1]) or Fraction(0)
    if b and a + b:
        top = Mul((number(a + b), Pow(Sym(unknown), TWO)))
        rest = c + amount
        left = sum_of([top, number(rest)]) if rest else top
        yield "adding_unlike_terms", (equal(left, line.sides[1]),)


_TRANSFORMS: tuple[Callable[[Relation, str], Iterator[Wrong]], ...] = (
    _squares, _dividing, _products, _standard, *CLEARING, _biquadratic, _completing,
    _coefficient, _pure, _moving, _rows, _exponents,
)  # fmt: skip

RULES: dict[str, frozenset[str]] = {
    "clear_denominators": frozenset(
        {"wrong_denominator_clearing", "dropped_denominator", "sign_before_fraction"}
    ),
    "multiply_out": frozenset(
        {
            "square_of_sum",
            "distribute_first_only",
            "sign_before_parenthesis",
            "product_of_sums",
            "power_of_product",
        }
    ),
    "standard_form": frozenset({"sign_on_moving_term"}),
    "gather_linear": frozenset({"sign_on_moving_term"}),
    "isolate_power": frozenset({"sign_on_moving_term", "coefficient_as_term", "inverse_operation"}),
    "solve_linear": frozenset(
        {"coefficient_as_term", "inverse_operation", "inverted_fraction", "sign_on_dividing"}
    ),
    "take_roots": frozenset({"losing_negative_root", "root_as_half", "root_forgotten"}),
    "factor_quadratic": frozenset({"sign_in_factors"}),
    "common_factor": frozenset({"dividing_by_unknown"}),
    "zero_product": frozenset(
        {"zero_product_nonzero", "dividing_by_unknown", "sign_of_root", "coefficient_as_root"}
    ),
    "solve_each": frozenset({"sign_of_root"}),
    "discriminant": frozenset(),
    "substitute_power": frozenset({"back_substitution"}),
    "back_substitute": frozenset(),
    "common_denominator": frozenset(
        {"wrong_denominator_clearing", "dropped_denominator", "cancelling_terms"}
    ),
    "isolate_radical": frozenset({"sign_on_moving_term", "squaring_each_term"}),
    "square_both_sides": frozenset(
        {"root_forgotten", "squaring_each_term", "square_of_sum", "power_of_product"}
    ),
    "isolate_absolute": frozenset({"sign_on_moving_term", "absolute_one_case"}),
    "split_cases": frozenset({"absolute_one_case"}),
    "negative_absolute": frozenset({"negative_absolute"}),
    "no_real_root": frozenset({"negative_discriminant"}),
    "add_half_square": frozenset({"square_one_side"}),
    "formula_results": frozenset(),
    "root_value": frozenset({"root_as_half", "root_forgotten"}),
    "same_base": frozenset({"exponent_as_factor"}),
    "equal_exponents": frozenset({"exponent_as_factor"}),
    "discard_false_roots": frozenset({"extraneous_root"}),
    "discard_forbidden": frozenset({"extraneous_root"}),
}
"""Which misconceptions a student shows at which rule."""

FORMULA_SLIPS = frozenset(
    {
        "coefficient_sign", "discriminant_sign", "square_of_negative", "formula_denominator", "discriminant_factor",
        "negative_discriminant", "root_forgotten", "root_as_half", "square_as_double",
    }
)  # fmt: skip
"""Slips that show in the lines of the formula."""
