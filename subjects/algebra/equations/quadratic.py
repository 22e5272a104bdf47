"""Equations of the second degree in standard form, by the class's method: formula, factors or completed square.

Incomplete ones are always solved the short way: the square is isolated, or the unknown taken out as a factor.
"""

from __future__ import annotations

from fractions import Fraction

from subjects.algebra.equations.reals import Root, negative, nth_root, rational, squares_in
from subjects.algebra.equations.roots import quadratic_roots
from subjects.algebra.equations.way import (
    AND_ALSO,
    FACTORING,
    NO_SOLUTION,
    NOUGHT,
    SQUARE,
    TWO,
    Way,
    either,
    equation,
    linear_factor,
    product_of,
    root_node,
    stated,
    sum_of,
    whole_number,
)
from subjects.algebra.polynomial import Poly, tree
from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Sym, exact, number

FORMULA_LINE = "{u} = (-b + sqrt(b**2 - 4*a*c))/(2*a) or {u} = (-b - sqrt(b**2 - 4*a*c))/(2*a)"


def solve_quadratic(way: Way, a: int, b: int, c: int) -> tuple[Root, ...]:
    """From the standard form with coprime coefficients to the roots."""
    roots = quadratic_roots(a, b, c)
    if not b:
        return isolate_power(way, a, c, 2)
    if not c:
        return _common_factor(way, a, b, roots)
    rational_roots = all(root.fraction is not None for root in roots)
    if way.method == FACTORING and roots and rational_roots:
        return by_factors(way, roots)
    if way.method == SQUARE:
        return _complete_square(way, Fraction(b, a), Fraction(c, a), roots)
    return _by_formula(way, a, b, c, roots)


def isolate_power(way: Way, a: int, c: int, index: int) -> tuple[Root, ...]:
    """`a*x**n + c = 0`: the power alone, then its roots."""
    x = Sym(way.unknown)
    amount = Fraction(-c, a)
    way.step("isolate_power", equation(Pow(x, whole_number(index)), number(amount, way.decimal)))
    return take_roots(way, x, rational(amount), index)


def take_roots(way: Way, base: Expr, power: Root, index: int) -> tuple[Root, ...]:
    """`base**n = power`: the one root, both roots, or none. `base` is the unknown."""
    root = nth_root(power, index)
    if root is None:
        way.step("no_real_root", NO_SOLUTION)
        return ()
    if root.fraction == 0 or index % 2:
        roots: tuple[Root, ...] = (root,)
    else:
        roots = (root, negative(root))
        if index == 2 and power.node is not None:
            radical = root_node(power.node)
            way.step("take_roots", either((equation(base, radical), equation(base, Neg(radical)))))
            way.step("root_value", stated(roots, way.unknown, way.decimal), root=(exact(radical),))
            return roots
    way.step("take_roots", stated(roots, way.unknown, way.decimal))
    return roots


def _common_factor(way: Way, a: int, b: int, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    x = Sym(way.unknown)
    inner = tree(Poly.univariate(way.unknown, [b, a]))
    way.step("common_factor", equation(Mul((x, inner)), NOUGHT))
    way.step("zero_product", either((equation(x, NOUGHT), equation(inner, NOUGHT))))
    ordered = tuple(sorted(roots, key=lambda root: root.fraction != 0))
    way.step("solve_each", stated(ordered, way.unknown, way.decimal))
    return ordered


def by_factors(way: Way, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    """A quadratic with rational roots as a product."""
    factors = [linear_factor(root.fraction, way.unknown) for root in roots if root.fraction is not None]
    product: Expr = Pow(factors[0], TWO) if len(factors) == 1 else product_of(factors)
    way.step("factor_quadratic", equation(product, NOUGHT))
    way.step("zero_product", either(equation(factor, NOUGHT) for factor in factors))
    way.step("solve_each", stated(roots, way.unknown, way.decimal))
    return roots


def _by_formula(way: Way, a: int, b: int, c: int, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    if way.unknown not in "abc":
        way.step("identify_coefficients", AND_ALSO.join((f"a = {a}", f"b = {b}", f"c = {c}")))
        way.step("quadratic_formula", FORMULA_LINE.format(u=way.unknown))
    A, B, C = whole_number(a), whole_number(b), whole_number(c)  # noqa: N806 - as in the formula
    inside = sum_of((Pow(B, TWO), Neg(Mul((Num(Fraction(4)), A, C)))))
    way.step("substitute_coefficients", _two(way, Neg(B), root_node(inside), Mul((TWO, A))))
    amount = b * b - 4 * a * c
    radical = root_node(whole_number(amount))
    line = _two(way, whole_number(-b), radical, whole_number(2 * a))
    way.step("discriminant", line, radicand=(exact(inside),))
    if amount < 0:
        way.step("no_real_root", NO_SOLUTION)
        return ()
    way.step(
        "root_value",
        _two(way, whole_number(-b), _simplified(amount), whole_number(2 * a)),
        root=(exact(radical),),
    )
    way.step("formula_results", stated(roots, way.unknown, way.decimal))
    return roots


def _simplified(amount: int) -> Expr:
    s, d = squares_in(amount)
    if d in (0, 1):
        return whole_number(s)
    radical: Expr = Func("sqrt", Num(Fraction(d)))
    return radical if s == 1 else Mul((whole_number(s), radical))


def _two(way: Way, first: Expr, part: Expr, bottom: Expr) -> str:
    x = Sym(way.unknown)
    tops = (Add((first, part)), Add((first, Neg(part))))
    return either(equation(x, Div(top, bottom)) for top in tops)


def _complete_square(way: Way, p: Fraction, q: Fraction, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    """`x**2 + p*x + q = 0`."""
    u = way.unknown
    way.step("divide_by_leading", equation(tree(Poly.univariate(u, [q, p, Fraction(1)])), NOUGHT))
    start = tree(Poly.univariate(u, [0, p, 1]))
    way.step("move_constant", equation(start, number(-q)))
    half = p * p / 4
    left = tree(Poly.univariate(u, [half, p, 1]))
    right = number(half) if not q else Add((number(-q), number(half)))
    way.step("add_half_square", equation(left, right))
    inner = tree(Poly.univariate(u, [p / 2, 1]))
    way.step("binomial_square", equation(Pow(inner, TWO), number(half - q)))
    return square_roots(way, inner, half - q, roots)


def square_roots(way: Way, inner: Expr, amount: Fraction, roots: tuple[Root, ...]) -> tuple[Root, ...]:
    """`(x + h)**2 = k`: both roots of the right side."""
    root = nth_root(rational(amount), 2)
    if root is None or root.node is None:
        way.step("no_real_root", NO_SOLUTION)
        return ()
    lines = (equation(inner, root.node), equation(inner, Neg(root.node)))
    way.step("take_roots", either(lines if amount else lines[:1]))
    way.step("solve_each", stated(roots, way.unknown, way.decimal))
    return roots
