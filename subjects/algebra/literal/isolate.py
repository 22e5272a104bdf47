"""Isolates a letter of a formula step by step: what is done to it is undone, the last done first.

A letter that stands in several places is gathered and factored out. Domains (no division by zero, roots of what is
not negative) are the formula's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.polynomial import Poly, ratio_of, tree
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
    value,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule, the lines before and after it, and what it works on as exact strings by slot."""

    rule: str
    before: Relation
    after: Relation
    named: Mapping[str, str] = field(default_factory=dict)
    part: Expr | None = None
    both: bool = False
    turned: tuple[bool, bool] = (False, False)

    def written(self) -> tuple[Relation, Relation]:
        """The two lines as the class writes them: the letter stays on its side until it stands alone."""
        first, last = (
            Relation(each.ops, each.sides[::-1]) if turn else each
            for each, turn in zip((self.before, self.after), self.turned, strict=True)
        )
        return first, last


def in_place(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """The stages without those that only turn the equation round; the last line has the letter on the left."""
    kept: list[Stage] = []
    turn = False
    for stage in stages:
        if stage.rule == "swap":
            turn = not turn
        else:
            kept.append(replace(stage, turned=(turn, turn)))
    if kept:
        kept[-1] = replace(kept[-1], turned=(kept[-1].turned[0], False))
    return tuple(kept)


def count(node: Expr, name: str) -> int:
    """How often a letter occurs."""
    if isinstance(node, Sym):
        return int(node.name == name)
    return sum(count(child, name) for child in children(node))


def times(one: Expr, two: Expr) -> Expr:
    """A product, numbers first, fractions kept as one fraction."""
    if isinstance(one, Neg):
        return Neg(times(one.arg, two))
    if isinstance(two, Div) and value(two) is not None:
        return over(times(one, two.top), two.bottom)
    if isinstance(one, Div):
        return Div(times(one.top, two), one.bottom)
    if isinstance(one, Num) and one.value == 1:
        return two
    factors = [*_factors(one), *_factors(two)]
    numbers = [factor for factor in factors if isinstance(factor, Num)]
    rest = [factor for factor in factors if not isinstance(factor, Num)]
    if len(numbers) > 1:
        total = Fraction(1)
        for factor in numbers:
            total *= factor.value
        numbers = [Num(total)]
    made = (*numbers, *rest)
    return made[0] if len(made) == 1 else Mul(made)


def over(one: Expr, two: Expr) -> Expr:
    """A quotient, a fraction of a fraction made one."""
    if isinstance(one, Neg):
        return Neg(over(one.arg, two))
    if isinstance(one, Div):
        return Div(one.top, times(one.bottom, two))
    if isinstance(two, Num) and two.value == 1:
        return one
    return Div(one, two)


def _factors(node: Expr) -> tuple[Expr, ...]:
    return node.factors if isinstance(node, Mul) else (node,)


def negative(node: Expr) -> Expr:
    """The opposite, the signs of a sum turned."""
    if isinstance(node, Neg):
        return node.arg
    if isinstance(node, Add):
        terms = [negative(term) for term in node.terms]
        terms.sort(key=lambda term: isinstance(term, Neg))
        return Add(tuple(terms))
    return Neg(node)


def total(terms: list[Expr]) -> Expr:
    """A sum of terms, 0 and nested sums put right, a term without minus first."""
    flat: list[Expr] = []
    for term in terms:
        flat += term.terms if isinstance(term, Add) else [term]
    flat = [term for term in flat if value(term) != 0]
    if not flat:
        return Num(Fraction(0))
    if isinstance(flat[0], Neg) and any(not isinstance(term, Neg) for term in flat):
        flat.sort(key=lambda term: isinstance(term, Neg))
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def ordered(poly: Poly) -> Expr:
    """A polynomial as a sum whose first term has no minus, where there is one."""
    return total(list(_terms(tree(poly))))


def line(left: Expr, right: Expr) -> Relation:
    """An equation."""
    return Relation(("=",), (left, right))


@lru_cache(maxsize=1024)
def stages_of(equation: str, name: str, positive: bool = False) -> tuple[Stage, ...] | None:
    """The chain down to `name = …`; None where no supported way is known."""
    node = read(equation, None, _names(equation))
    if not isinstance(node, Relation) or node.ops != ("=",):
        return None
    return trace(node, name, positive)


def _names(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", text)) - {"sqrt", "abs", "Abs"}


def read_line(text: str) -> Relation | None:
    """An exact string of this family as an equation."""
    node = read(text, None, _names(text))
    return node if isinstance(node, Relation) else None


def trace(node: Relation, name: str, positive: bool = False) -> tuple[Stage, ...] | None:
    """See `stages_of`."""
    out: list[Stage] = []
    for _ in range(14):
        left, right = node.sides
        if left == Sym(name) and not count(right, name):
            return tuple(out)
        stage = _step(node, name, positive)
        if stage is None or stage.after == node:
            return None
        out.append(stage)
        node = stage.after
    return None


def _step(node: Relation, name: str, positive: bool) -> Stage | None:
    left, right = node.sides
    here, there = count(left, name), count(right, name)
    if here + there == 0:
        return None
    if here + there > 1:
        return _gather(node, name)
    if there:
        return Stage("swap", node, line(right, left))
    return _peel(node, name, positive)


def _peel(node: Relation, name: str, positive: bool) -> Stage | None:
    """Undoes the outermost operation on a letter that occurs once, on the left."""
    left, right = node.sides
    if isinstance(left, Add):
        kept = [term for term in left.terms if count(term, name)]
        moved = [term for term in left.terms if not count(term, name)]
        after = line(total(kept), total([right, *map(negative, moved)]))
        named = ", ".join(_signed(term, term == left.terms[0]) for term in moved[:3])
        return Stage("move_term", node, after, {"term": named}, total(moved))
    if isinstance(left, Neg):
        return Stage("change_sign", node, line(left.arg, negative(right)))
    if isinstance(left, Div):
        after = line(left.top, times(right, left.bottom))
        return Stage("multiply", node, after, {"denominator": exact(left.bottom)}, left.bottom)
    if isinstance(left, Mul):
        return _unfactor(node, left, name)
    if isinstance(left, Pow):
        return _unpower(node, left, name, positive)
    if isinstance(left, Func) and left.name == "sqrt":
        return Stage("square_sides", node, line(left.arg, _squared(right)), {}, right)
    return None


def _signed(term: Expr, first: bool) -> str:
    return exact(term) if isinstance(term, Neg) or first else "+" + exact(term)


def _unfactor(node: Relation, left: Mul, name: str) -> Stage | None:
    right = node.sides[1]
    bottoms = [
        factor.bottom for factor in left.factors if isinstance(factor, Div) and not count(factor.bottom, name)
    ]
    if bottoms or any(isinstance(factor, Div) for factor in left.factors):
        tops = [factor.top if isinstance(factor, Div) else factor for factor in left.factors]
        unders = [factor.bottom for factor in left.factors if isinstance(factor, Div)]
        product = _product(tops)
        bottom = _product(unders)
        after = line(product, times(right, bottom))
        return Stage("multiply", node, after, {"denominator": exact(bottom)}, bottom)
    others = [factor for factor in left.factors if not count(factor, name)]
    kept = [factor for factor in left.factors if count(factor, name)]
    by = _product(others)
    after = line(_product(kept), over(right, by))
    named = {"coefficient": exact(by), "term": exact(left)}
    return Stage("divide", node, after, named, by)


def _product(factors: list[Expr]) -> Expr:
    out = factors[0] if factors else Num(Fraction(1))
    for factor in factors[1:]:
        out = times(out, factor)
    return out


def _unpower(node: Relation, left: Pow, name: str, positive: bool) -> Stage | None:
    power = value(left.exponent)
    right = node.sides[1]
    if count(left.exponent, name) or power is None or power.denominator != 1:
        return None
    if power == -1:
        return Stage("divide", node, line(left.base, over(Num(Fraction(1)), right)), {}, None)
    if power == 2:
        return Stage("take_root", node, line(left.base, Func("sqrt", right)), {}, None, not positive)
    if power > 2:
        root = Pow(right, Div(Num(Fraction(1)), Num(power)))
        return Stage("take_root", node, line(left.base, root), {}, None, power % 2 == 0 and not positive)
    return None


def _squared(node: Expr) -> Expr:
    if isinstance(node, Div):
        return Div(_squared(node.top), _squared(node.bottom))
    if isinstance(node, Num):
        return Num(node.value**2)
    if isinstance(node, Mul):
        return Mul(tuple(_squared(factor) for factor in node.factors))
    return Pow(node, Num(Fraction(2)))


def _gather(node: Relation, name: str) -> Stage | None:
    """A letter in several places: no denominators, its terms on the left, factored out."""
    left, right = node.sides
    one, two = ratio_of(left), ratio_of(right)
    if one is None or two is None:
        return None
    if one[1].number() is None or two[1].number() is None or _has_division(left) or _has_division(right):
        after = line(tree(one[0] * two[1]), tree(two[0] * one[1]))
        if one[1].number() is not None and two[1].number() is not None:
            scale = (one[1].number() or 1) * (two[1].number() or 1)
            after = (
                line(tree((one[0] * two[1]).scaled(1)), tree((two[0] * one[1]).scaled(1))) if scale else after
            )
        named = ", ".join(
            dict.fromkeys(exact(tree(each[1])) for each in (one, two) if each[1] != Poly.constant(1))
        )
        return (
            Stage("clear_denominators", node, after, {"denominators": named or "1"})
            if after != node
            else None
        )
    gap = one[0] - two[0]
    powers = gap.by_power(name)
    if 2 in powers and powers[2].terms[0][1] < 0:
        powers = {power: -amount for power, amount in powers.items()}
    if set(powers) <= {0, 1}:
        return _factor_out(node, name, powers)
    if set(powers) <= {0, 2} and 2 in powers:
        square = Pow(Sym(name), Num(Fraction(2)))
        after = line(_times_poly(powers[2], square), tree(-powers.get(0, Poly())))
        return Stage("factor_unknown", node, after, {}) if after != node else None
    if set(powers) <= {0, 1, 2}:
        return _formula(node, name, powers)
    return None


def _has_division(node: Expr) -> bool:
    return isinstance(node, Div) or any(_has_division(child) for child in children(node))


def _times_poly(poly: Poly, node: Expr) -> Expr:
    if poly == Poly.constant(1):
        return node
    return (
        Mul((tree(poly), node))
        if len(poly.terms) > 1 or poly.letters or poly.amount() > 0
        else Neg(_times_poly(-poly, node))
    )


def _factor_out(node: Relation, name: str, powers: Mapping[int, Poly]) -> Stage | None:
    times_, rest = powers.get(1, Poly()), -powers.get(0, Poly())
    if not times_.terms:
        return None
    if times_.terms[0][1] < 0 and all(amount < 0 for _, amount in times_.terms):
        times_, rest = -times_, -rest
    letters = ordered(times_ * Poly.letter(name))
    gathered = line(letters, ordered(rest))
    same = {exact(side) for side in node.sides} == {exact(side) for side in gathered.sides}
    if not same and node.sides != gathered.sides and not (_gathered(node, name)):
        moved = [term for term in _terms(node.sides[0]) if not count(term, name)]
        moved += [term for term in _terms(node.sides[1]) if count(term, name)]
        named = ", ".join(exact(term) for term in moved[:3])
        if moved:
            return Stage("move_term", node, gathered, {"term": named})
    if len(times_.terms) == 1:
        return Stage("collect", node, gathered, {"terms": exact(node.sides[0])}) if gathered != node else None
    return Stage("factor_unknown", node, line(Mul((Sym(name), ordered(times_))), ordered(rest)))


def _terms(node: Expr) -> tuple[Expr, ...]:
    return node.terms if isinstance(node, Add) else (node,)


def _gathered(node: Relation, name: str) -> bool:
    return all(count(term, name) for term in _terms(node.sides[0])) and not count(node.sides[1], name)


def _formula(node: Relation, name: str, powers: Mapping[int, Poly]) -> Stage:
    """`a*x**2 + b*x + c = 0` with letters as coefficients."""
    a, b, c = (powers.get(power, Poly()) for power in (2, 1, 0))
    inside = tree(b * b - (a * c).scaled(4))
    top = Add((tree(-b), Func("sqrt", inside)))
    after = line(Sym(name), Div(top, tree(a.scaled(2))))
    return Stage("general_formula", node, after, {}, None, True)


def other_root(stages: tuple[Stage, ...]) -> Expr | None:
    """The second root of a chain that takes a root with both signs, or None."""
    at = next((index for index, stage in enumerate(stages) if stage.both), None)
    if at is None:
        return None
    root = stages[at].after
    right = root.sides[1]
    if isinstance(right, Div) and isinstance(right.top, Add) and stages[at].rule == "general_formula":
        return Div(Add((right.top.terms[0], Neg(right.top.terms[1]))), right.bottom)
    start = line(root.sides[0], Neg(right))
    name = stages[-1].after.sides[0]
    rest = trace(start, name.name if isinstance(name, Sym) else "", True)
    if rest is None:
        return None
    return rest[-1].after.sides[1] if rest else start.sides[1]
