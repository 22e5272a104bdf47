"""Polynomial equations: cleared, multiplied out, brought to standard form, and solved by their degree and shape."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from subjects.algebra.equations.quadratic import isolate_power, solve_quadratic, square_roots, take_roots
from subjects.algebra.equations.reals import Root, rational, union
from subjects.algebra.equations.roots import (
    Coefficients,
    rational_roots,
    real_roots,
    spacing,
    trimmed,
    whole,
)
from subjects.algebra.equations.way import (
    ALL_VALUES,
    NO_SOLUTION,
    NOUGHT,
    TWO,
    TooHard,
    Way,
    either,
    equation,
    linear_factor,
    polynomial_side,
    product_of,
    stated,
    sum_of,
    terms_of,
    whole_number,
)
from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.expression import (
    Add,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    exact,
    number,
    symbols_of,
    value,
)


def solve_polynomial(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """From an equation of polynomials to its roots; None where every value is one."""
    roots = _as_written(way, relation)
    if roots is not None:
        return roots
    relation = _cleared(way, relation)
    left, right = (polynomial_side(side) for side in relation.sides)
    if any(_unexpanded(side) for side in relation.sides):
        product = next(part for side in relation.sides if (part := _product_in(side)) is not None)
        way.step("multiply_out", equation(tree(left), tree(right)), product=(exact(product),))
    return solve_standard(way, _standard(way, left, right))


def _as_written(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """A product that is zero and a square that is a number need no multiplying out."""
    left, right = relation.sides
    if value(left) is not None:
        left, right = right, left
    amount = value(right)
    if amount is None:
        return None
    if left == Sym(way.unknown):
        return (rational(amount),)
    if amount == 0:
        return _zero_product(way, left)
    if (
        isinstance(left, Pow)
        and left.base == Sym(way.unknown)
        and (index := value(left.exponent)) is not None
    ):
        return take_roots(way, left.base, rational(amount), int(index)) if index >= 2 else None
    times, base = _square(left)
    if base is None or not times:
        return None
    poly = poly_of(base)
    if poly is None or poly.degree != 1:
        return None
    if isinstance(base, Sym):
        way.step("isolate_power", equation(Pow(base, TWO), number(amount / times, way.decimal)))
        return take_roots(way, base, rational(amount / times), 2)
    if times != 1:
        way.step("isolate_power", equation(Pow(base, TWO), number(amount / times)))
    roots = real_roots((poly * poly - Poly.constant(amount / times)).coefficients(way.unknown))
    return square_roots(way, base, amount / times, roots)


def _square(node: Expr) -> tuple[Fraction, Expr | None]:
    if isinstance(node, Pow) and node.exponent == TWO:
        return Fraction(1), node.base
    if isinstance(node, Mul) and len(node.factors) == 2:
        times, inner = value(node.factors[0]), node.factors[1]
        if times is not None and isinstance(inner, Pow) and inner.exponent == TWO:
            return times, inner.base
    return Fraction(0), None


def _zero_product(way: Way, side: Expr) -> tuple[Root, ...] | None:
    factors = [
        factor.base if isinstance(factor, Pow) else factor
        for factor in (side.factors if isinstance(side, Mul) else (side,))
        if symbols_of(factor)
    ]
    several = len(factors) > 1 or (isinstance(side, Pow | Mul) and isinstance(factors[0], Add))
    if not several or any(poly_of(factor) is None for factor in factors):
        return None
    if isinstance(side, Mul) and len(factors) == 1 and not any(isinstance(f, Pow) for f in side.factors):
        return None
    return solve_factors(way, factors)


def solve_factors(way: Way, factors: list[Expr]) -> tuple[Root, ...]:
    """Each factor is zero, and each of these equations is solved."""
    way.step("zero_product", either(equation(factor, NOUGHT) for factor in factors))
    found: tuple[Root, ...] = ()
    for factor in factors:
        found = union(found, real_roots(polynomial_side(factor).coefficients(way.unknown)))
    way.step("solve_each" if found else "no_real_root", stated(found, way.unknown, way.decimal))
    return found


def _standard(way: Way, left: Poly, right: Poly) -> Coefficients:
    """Everything on one side, ordered, with coprime integers where that is simpler."""
    poly = left - right
    coefficients = trimmed(poly.coefficients(way.unknown))
    if not coefficients or len(coefficients) == 1:
        return coefficients
    if coefficients[-1] < 0 and right.terms:
        coefficients = tuple(-each for each in coefficients)
    if len(coefficients) == 2:
        unknown = _tree(way, (Fraction(0), coefficients[1]))
        way.step("gather_linear", equation(unknown, number(-coefficients[0], way.decimal)))
        return coefficients
    way.step("standard_form", equation(_tree(way, coefficients), NOUGHT))
    simple = tuple(Fraction(each) for each in whole(coefficients))
    if simple[-1] < 0:
        simple = tuple(-each for each in simple)
    way.step("simplify_equation", equation(_tree(way, simple), NOUGHT))
    return simple


def _tree(way: Way, coefficients: Coefficients) -> Expr:
    return tree(Poly.univariate(way.unknown, coefficients), way.decimal)


def solve_standard(way: Way, coefficients: Coefficients) -> tuple[Root, ...] | None:
    """`p(x) = 0` with the constant first; None where p is zero."""
    degree = len(coefficients) - 1
    if degree < 1:
        way.step("no_solution" if coefficients else "all_values", NO_SOLUTION if coefficients else ALL_VALUES)
        return () if coefficients else None
    if degree == 1:
        root = rational(-coefficients[0] / coefficients[1])
        way.step("solve_linear", stated((root,), way.unknown, way.decimal))
        return (root,)
    a, *rest = whole(coefficients)[::-1]
    if degree == 2:
        return solve_quadratic(way, a, rest[0], rest[1])
    if not any(rest):
        way.step("take_roots", stated((rational(0),), way.unknown))
        return (rational(0),)
    if not any(rest[:-1]):
        return isolate_power(way, a, rest[-1], degree)
    if coefficients[0] and spacing(coefficients) * 2 == degree:
        return _with_power(way, coefficients, degree // 2)
    return _by_roots(way, coefficients)


def _with_power(way: Way, coefficients: Coefficients, index: int) -> tuple[Root, ...]:
    """Biquadratic and its kin: solved for a power of the unknown."""
    x, letter = way.unknown, "t" if way.unknown != "t" else "z"
    in_power = tuple(coefficients[::index])
    way.unknown = letter
    line = equation(tree(Poly.univariate(letter, in_power)), NOUGHT)
    way.step("substitute_power", line, power=(f"{x}**{index}",))
    c, b, a = whole(in_power)
    powers = solve_quadratic(way, a, b, c)
    way.unknown = x
    if not powers:
        return ()
    power = Pow(Sym(x), whole_number(index))
    lines = [equation(power, root.node) for root in powers if root.node is not None]
    way.step("back_substitute", either(lines))
    roots = real_roots(coefficients)
    way.step("take_roots" if roots else "no_real_root", stated(roots, x, way.decimal))
    return roots


def _by_roots(way: Way, coefficients: Coefficients) -> tuple[Root, ...]:
    """Taken apart by common factor and rational roots."""
    x = Sym(way.unknown)
    found, _ = rational_roots(coefficients)
    nought = found.count(Fraction(0))
    if nought:
        power: Expr = x if nought == 1 else Pow(x, whole_number(nought))
        inner = _tree(way, coefficients[nought:])
        way.step("common_factor", equation(Mul((power, inner)), NOUGHT))
    factors = factors_of(coefficients, way.unknown)
    if len(found) > nought and (len(factors) > 1 or len(found) > 1):
        way.step("factor_polynomial", equation(product_of([power for _, power in factors]), NOUGHT))
    elif not nought:
        raise TooHard
    return solve_factors(way, [base for base, _ in factors])


def factors_of(coefficients: Coefficients, unknown: str) -> list[tuple[Expr, Expr]]:
    """The factors over the fractions as (base, power of it), numbers left out; each linear one has whole numbers."""
    found, rest = rational_roots(coefficients)
    out: list[tuple[Expr, Expr]] = []
    for root in sorted(set(found), key=lambda each: (each != 0, abs(each), -each)):
        base, times = linear_factor(root, unknown), found.count(root)
        out.append((base, base if times == 1 else Pow(base, whole_number(times))))
    if len(rest) > 1:
        base = tree(Poly.univariate(unknown, whole(rest)))
        out.append((base, base))
    lead = coefficients[-1]
    for root in found:
        lead /= root.denominator
    lead /= whole(rest)[-1] if len(rest) > 1 else 1
    if lead != 1:
        out[0] = (out[0][0], product_of([number(lead), out[0][1]]))
    return out


def _cleared(way: Way, relation: Relation) -> Relation:
    """Every top term times the least common multiple of the numeric denominators."""
    parts = [[_fraction(term) for term in terms_of(side)] for side in relation.sides]
    overs = [over for side in parts for _, _, over in side if over > 1]
    standard = value(relation.sides[1]) == 0 and not any(_unexpanded(side) for side in relation.sides)
    if not overs or (standard and way.decimal):
        return relation
    multiple = lcm(*overs)
    sides = []
    for side in parts:
        terms: list[Expr] = []
        for sign, top, over in side:
            term = _scaled(top, multiple // over)
            terms.append(Neg(term) if sign < 0 else term)
        sides.append(sum_of(terms))
    overs_shown = tuple(str(each) for each in dict.fromkeys(overs))
    way.step("clear_denominators", equation(sides[0], sides[1]), denominators=overs_shown)
    return Relation(("=",), (sides[0], sides[1]))


def _scaled(top: Expr, times: int) -> Expr:
    known = value(top)
    if known is not None:
        return number(known * times)
    if times == 1:
        return top
    if isinstance(top, Mul) and (lead := value(top.factors[0])) is not None:
        return product_of([number(lead * times), *top.factors[1:]])
    return Mul((Num(Fraction(times)), top))


def _fraction(term: Expr) -> tuple[int, Expr, int]:
    """Sign, numerator and whole denominator of a term."""
    if isinstance(term, Neg):
        sign, top, over = _fraction(term.arg)
        return -sign, top, over
    if isinstance(term, Div):
        bottom = value(term.bottom)
        if bottom is not None and bottom.denominator == 1 and bottom > 0:
            sign, top, over = _fraction(term.top)
            return sign, top, over * int(bottom)
    if isinstance(term, Mul):
        sign, over = 1, 1
        tops: list[Expr] = []
        for factor in term.factors:
            own, top, below = _fraction(factor)
            sign, over = sign * own, over * below
            tops.append(top)
        return sign, product_of(tops), over
    return 1, term, 1


def _unexpanded(side: Expr) -> bool:
    return _product_in(side) is not None


def _product_in(node: Expr) -> Expr | None:
    """A product or power with a sum in it, still to be multiplied out."""
    for term in terms_of(node):
        inner = term.arg if isinstance(term, Neg) else term
        if isinstance(inner, Add | Neg):
            return term
        if isinstance(inner, Div):
            inner = inner.top
        factors = inner.factors if isinstance(inner, Mul) else (inner,)
        if any(isinstance(factor, Pow) and not isinstance(factor.base, Sym | Num) for factor in factors):
            return term
        if len(factors) > 1 and (
            any(isinstance(f, Add | Neg | Div) and symbols_of(f) for f in factors)
            or sum(bool(symbols_of(factor)) for factor in factors) > 1
        ):
            return term
        if isinstance(inner, Add) and inner is not term:
            return term
    return None
