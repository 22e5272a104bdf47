"""Small questions about the shape of a tree, and trees put together without needless brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd

from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Sym, children


def added(terms: Sequence[Expr]) -> Expr:
    """A sum; one term stands alone, none is 0."""
    if not terms:
        return Num(Fraction(0))
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def multiplied(factors: Sequence[Expr]) -> Expr:
    """A product; a factor 1 is left out."""
    kept = [factor for factor in factors if factor != Num(Fraction(1))]
    if not kept:
        return Num(Fraction(1))
    return kept[0] if len(kept) == 1 else Mul(tuple(kept))


def terms_of(node: Expr) -> tuple[Expr, ...]:
    """The terms of a sum as written; anything else is one term."""
    return node.terms if isinstance(node, Add) else (node,)


def negated(node: Expr) -> Expr:
    """Minus a term, without two signs in a row."""
    return node.arg if isinstance(node, Neg) else Neg(node)


def rebuilt(node: Expr, parts: Sequence[Expr]) -> Expr:
    """The node with other parts."""
    if isinstance(node, Add):
        return Add(tuple(parts))
    if isinstance(node, Mul):
        return Mul(tuple(parts))
    if isinstance(node, Div):
        return Div(parts[0], parts[1])
    if isinstance(node, Pow):
        return Pow(parts[0], parts[1])
    if isinstance(node, Neg):
        return Neg(parts[0])
    return Func(node.name, parts[0]) if isinstance(node, Func) else node


def parts_of(node: Expr) -> Iterator[Expr]:
    """The node and everything in it."""
    yield node
    for child in children(node):
        yield from parts_of(child)


def has_decimal(node: Expr) -> bool:
    """Whether a decimal is written in it."""
    return any(isinstance(part, Num) and part.decimal for part in parts_of(node))


def monomial(node: Expr) -> Poly | None:
    """The one term that a tree without sums is, else None."""
    if any(isinstance(part, Add | Func) for part in parts_of(node)):
        return None
    poly = poly_of(node)
    return poly if poly is not None and len(poly.terms) == 1 else None


def is_number(node: Expr) -> bool:
    """A number or a reduced fraction of two whole numbers."""
    if isinstance(node, Num):
        return True
    if not isinstance(node, Div) or not isinstance(node.top, Num) or not isinstance(node.bottom, Num):
        return False
    top, bottom = node.top.value, node.bottom.value
    return top.denominator == bottom.denominator == 1 and bottom > 1 and gcd(int(top), int(bottom)) == 1


def is_power(node: Expr) -> bool:
    """A letter or a power of it."""
    if isinstance(node, Pow):
        exponent = node.exponent
        return isinstance(node.base, Sym) and isinstance(exponent, Num) and exponent.value > 1
    return isinstance(node, Sym)


def is_plain(node: Expr) -> bool:
    """A monomial with nothing left to do: `3x²y`, `2x/3`, `-x`."""
    if isinstance(node, Neg):
        return not isinstance(node.arg, Neg) and is_plain(node.arg)
    if is_number(node) or is_power(node):
        return True
    if isinstance(node, Div):
        whole = isinstance(node.bottom, Num) and node.bottom.value > 1 and not isinstance(node.top, Div | Num)
        return whole and is_plain(node.top) and _coprime(node)
    if not isinstance(node, Mul):
        return False
    letters = node.factors[1:] if is_number(node.factors[0]) else node.factors
    bases = [factor.base if isinstance(factor, Pow) else factor for factor in letters]
    return bool(letters) and all(map(is_power, letters)) and len(set(bases)) == len(bases)


def _coprime(node: Div) -> bool:
    if isinstance(node.top, Mul) and isinstance(node.top.factors[0], Num) and isinstance(node.bottom, Num):
        one, two = node.top.factors[0].value, node.bottom.value
        return one.denominator == two.denominator == 1 and gcd(int(one), int(two)) == 1
    return not (isinstance(node.top, Mul) and isinstance(node.top.factors[0], Div))


def is_collected(node: Expr) -> bool:
    """A sum of plain monomials no two of which are alike, in any order."""
    terms = terms_of(node)
    if not all(map(is_plain, terms)):
        return False
    kinds = [mono.terms[0][0] for term in terms if (mono := monomial(term)) is not None]
    return len(set(kinds)) == len(terms)


def written(poly: Poly, like: Expr | None = None) -> Expr:
    """A polynomial as a tree, with decimals where the work has them."""
    return tree(poly, decimal=like is not None and has_decimal(like))


def replaced(node: Expr, old: Expr, new: Expr) -> Expr:
    """The tree with the first place where the very object `old` stands changed to `new`, sums in sums flattened."""
    if node is old:
        return new
    parts = children(node)
    for at, child in enumerate(parts):
        changed = replaced(child, old, new)
        if changed is not child:
            return flat(rebuilt(node, [*parts[:at], changed, *parts[at + 1 :]]))
    return node


def flat(node: Expr) -> Expr:
    """A sum in a sum and a product in a product without their brackets, where no sign stands before them."""
    if isinstance(node, Add) and any(isinstance(term, Add) for term in node.terms):
        return Add(tuple(inner for term in node.terms for inner in terms_of(term)))
    if isinstance(node, Mul) and any(isinstance(factor, Mul) for factor in node.factors):
        factors = (
            inner for each in node.factors for inner in (each.factors if isinstance(each, Mul) else (each,))
        )
        return Mul(tuple(factors))
    if isinstance(node, Neg) and isinstance(node.arg, Neg):
        return node.arg.arg
    return node
