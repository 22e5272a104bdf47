"""The real solutions of any equation in one unknown with powers, quotients, square roots and absolute values.

Roots and absolute values are taken out one after another by squaring (`A + B*r = 0` gives `A**2 = B**2*r**2`), and each
root of the polynomial that is left is tried in the equation as it was written. This way is not the class's: it verifies
the class's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.equations.reals import Root, amount_of, near, union
from subjects.algebra.equations.roots import real_roots
from subjects.algebra.polynomial import Poly, Ratio, ratio_of
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    exact,
    read,
    symbols_of,
    value,
)


@dataclass(frozen=True, slots=True)
class Solved:
    """`roots` satisfy the equation; `false` only what is left when roots and denominators are cleared. `all`: an
    identity. `norm`: that polynomial's coefficients."""

    roots: tuple[Root, ...]
    false: tuple[Root, ...] = ()
    all: bool = False
    norm: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Radical:
    """A letter that stands for a square root or an absolute value, and what its square is."""

    letter: str
    func: Func
    square: Ratio


@lru_cache(maxsize=8192)
def solved(text: str, unknown: str) -> Solved | None:
    """The solutions of an exact equation; None where they cannot be found surely or another letter is in it."""
    node = read(text)
    return solutions(node, unknown) if isinstance(node, Relation) else None


@lru_cache(maxsize=8192)
def solutions(relation: Relation, unknown: str) -> Solved | None:
    """See `solved`."""
    if relation.ops != ("=",) or symbols_of(relation) - {unknown}:
        return None
    cleared = cleared_of(relation)
    if cleared is None:
        return None
    top, bottom, radicals = cleared
    if not top.terms:
        return Solved((), all=True)
    norm: Poly | None = top
    for radical in reversed(radicals):
        norm = without(norm, radical) if norm is not None else None
    if norm is None or not norm.terms:
        return None
    coefficients = norm.coefficients(unknown)
    candidates = real_roots(coefficients)
    roots = tuple(root for root in candidates if holds(relation, unknown, root))
    false = tuple(root for root in candidates if root not in roots)
    for each in bottom:
        if each.letters == {unknown}:
            false = union(false, real_roots(each.coefficients(unknown)))
    return Solved(roots, tuple(r for r in false if r not in roots), norm=coefficients)


def cleared_of(relation: Relation) -> tuple[Poly, tuple[Poly, ...], tuple[Radical, ...]] | None:
    """The numerator of left minus right with letters for roots, the denominators, and those letters."""
    radicals: list[Radical] = []
    sides = [plain(side, radicals) for side in relation.sides]
    if sides[0] is None or sides[1] is None:
        return None
    left, right = ratio_of(sides[0]), ratio_of(sides[1])
    ratio = None if left is None or right is None else ratio_of(Add((sides[0], Neg(sides[1]))))
    if ratio is None or left is None or right is None:
        return None
    return ratio[0], (left[1], right[1]), tuple(radicals)


def plain(node: Expr, radicals: list[Radical]) -> Expr | None:
    """The expression with a letter for each root and absolute value; None where a square is no quotient."""
    if isinstance(node, Num | Sym):
        return node
    if isinstance(node, Pow) and (known := value(node.exponent)) is not None and known.denominator == 2:
        node = Pow(Func("sqrt", node.base), Num(Fraction(known.numerator)) if known > 0 else node.exponent)
        if known < 0:
            return None
    if isinstance(node, Func):
        known = value(node)
        if known is not None:
            return Div(_whole(known.numerator), Num(Fraction(known.denominator)))
        return _lettered(node, radicals)
    parts: list[Expr] = []
    for child in children(node):
        part = plain(child, radicals)
        if part is None:
            return None
        parts.append(part)
    return rebuilt(node, tuple(parts))


def _whole(amount: int) -> Expr:
    return Neg(Num(Fraction(-amount))) if amount < 0 else Num(Fraction(amount))


def _lettered(node: Func, radicals: list[Radical]) -> Expr | None:
    arg = plain(node.arg, radicals)
    ratio = None if arg is None else ratio_of(arg)
    if ratio is None or len(radicals) > 3:
        return None
    for radical in radicals:
        if exact(radical.func) == exact(node):
            return Sym(radical.letter)
    square = ratio if node.name == "sqrt" else _squared(ratio)
    if square is None:
        return None
    radicals.append(Radical(f"_{len(radicals)}", node, square))
    return Sym(radicals[-1].letter)


def _squared(ratio: Ratio) -> Ratio | None:
    top, bottom = times(ratio[0], ratio[0]), times(ratio[1], ratio[1])
    return None if top is None or bottom is None else (top, bottom)


def rebuilt(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The node with other parts."""
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    if isinstance(node, Neg):
        return Neg(parts[0])
    if isinstance(node, Func):
        return Func(node.name, parts[0])
    return node


def times(one: Poly, two: Poly) -> Poly | None:
    """The product, None where it would be large."""
    if one.degree + two.degree > 32 or len(one.terms) * len(two.terms) > 4000:
        return None
    return one * two


def split(poly: Poly, radical: Radical) -> tuple[Poly, Poly, Poly] | None:
    """`(A, B, D)` with `D * poly = A + B*r`, where D is a power of the denominator of `r**2`."""
    top, bottom = radical.square
    powers = poly.by_power(radical.letter)
    most = max(powers, default=0) // 2
    even, odd = Poly(), Poly()
    for power, part in powers.items():
        term: Poly | None = part
        for factor in (*([top] * (power // 2)), *([bottom] * (most - power // 2))):
            term = None if term is None else times(term, factor)
        if term is None:
            return None
        even, odd = (even, odd + term) if power % 2 else (even + term, odd)
    scale = Poly.constant(1)
    for _ in range(most):
        scale = scale * bottom
    return even, odd, scale


def without(poly: Poly, radical: Radical) -> Poly | None:
    """`A**2*d - B**2*n` with `r**2 = n/d`: free of the letter, with every root of the polynomial."""
    parts = split(poly, radical)
    if parts is None:
        return None
    even, odd, _ = parts
    if not odd.terms:
        return even
    one, two = times(even, even), times(odd, odd)
    one = None if one is None else times(one, radical.square[1])
    two = None if two is None else times(two, radical.square[0])
    return None if one is None or two is None else one - two


def holds(relation: Relation, unknown: str, root: Root) -> bool:
    """Whether a number satisfies an equation."""
    return all_equal(relation, {unknown: root.amount})


def all_equal(relation: Relation, at: Mapping[str, object] | None = None) -> bool:
    """Whether all sides have one value, and one at all."""
    amounts = [amount_of(side, at) for side in relation.sides]  # type: ignore[arg-type]
    first = amounts[0]
    return first is not None and all(each is not None and near(first, each) for each in amounts)
