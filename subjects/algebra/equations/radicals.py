"""Equations with roots and absolute values: isolate, square or split into cases, solve, and drop the false roots."""

from __future__ import annotations

from itertools import product
from math import lcm

from subjects.algebra.equations.polynomials import solve_polynomial
from subjects.algebra.equations.reals import Root, union
from subjects.algebra.equations.sets import Radical, cleared_of, holds, rebuilt, solutions, split
from subjects.algebra.equations.way import (
    NO_SOLUTION,
    NOUGHT,
    TWO,
    TooHard,
    Way,
    either,
    equation,
    is_number,
    stated,
    sum_of,
)
from subjects.algebra.polynomial import Poly, tree
from subjects.expression import Expr, Func, Neg, Num, Pow, Relation, Sym, children, exact, symbols_of


def solve_radical(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """Isolate one root after another and square; the roots that do not satisfy the equation are dropped."""
    first = relation
    for _ in range(4):
        cleared = cleared_of(relation)
        if cleared is None or any(each.letters for each in cleared[1]):
            raise TooHard
        poly, _, radicals = cleared
        if any(each.square[1].number() is None for each in radicals):
            raise TooHard
        poly = _reduced(poly, radicals)
        present = tuple(each for each in radicals if each.letter in poly.letters)
        if not present:
            break
        radical = present[-1] if _nested(radicals) else max(present, key=_weight)
        relation = _squared(way, relation, poly, radical, radicals)
        if way.text == NO_SOLUTION:
            return ()
    else:
        raise TooHard
    roots = solve_polynomial(way, relation)
    if roots is None:
        raise TooHard
    kept = tuple(root for root in roots if holds(first, way.unknown, root))
    if len(kept) < len(roots):
        way.step("discard_false_roots", stated(kept, way.unknown, way.decimal))
    return kept


def _nested(radicals: tuple[Radical, ...]) -> bool:
    return any(each.square[0].letters & {other.letter for other in radicals} for each in radicals)


def _weight(radical: Radical) -> int:
    return len(radical.square[0].terms)


def _squared(
    way: Way, relation: Relation, poly: Poly, radical: Radical, radicals: tuple[Radical, ...]
) -> Relation:
    """`B*r = -A`, then both sides squared."""
    parts = split(poly, radical)
    if parts is None or not parts[1].terms:
        raise TooHard
    rest, times = -parts[0], parts[1]
    rest, times = _whole(rest, times)
    lone = times.number()
    if lone is None and not any(each.letter in times.letters for each in radicals):
        raise TooHard
    if lone is not None and lone < 0:
        rest, times = -rest, -times
    left, right = _shown(times * Poly.letter(radical.letter), radicals), _shown(rest, radicals)
    if not _is_isolated(relation, radical, left, right):
        way.step("isolate_radical", equation(left, right), radical=(exact(radical.func),))
    amount = rest.number()
    if lone is not None and amount is not None and amount < 0:
        way.step("negative_radical", NO_SOLUTION)
        return relation
    top, bottom = radical.square
    if bottom.number() != 1:
        raise TooHard
    new_left = _shown(_reduced(times * times * top, radicals), radicals)
    plain_rest = not any(each.letter in rest.letters for each in radicals)
    if plain_rest and amount is None:
        new_right: Expr = Pow(tree(rest), TWO)
    else:
        square = _reduced(rest * rest, radicals)
        new_right = _shown(square, radicals)
    way.step("square_both_sides", equation(new_left, new_right))
    return Relation(("=",), (new_left, new_right))


def _whole(one: Poly, two: Poly) -> tuple[Poly, Poly]:
    over = lcm(*(amount.denominator for poly in (one, two) for _, amount in poly.terms))
    return one.scaled(over), two.scaled(over)


def _is_isolated(relation: Relation, radical: Radical, left: Expr, right: Expr) -> bool:
    written = {exact(side) for side in relation.sides}
    return exact(left) in written and (exact(radical.func) in written or exact(right) in written)


def _reduced(poly: Poly, radicals: tuple[Radical, ...]) -> Poly:
    """With every square of a root replaced by what is under it."""
    for radical in radicals:
        parts = split(poly, radical)
        if parts is None or parts[2].number() != 1:
            raise TooHard
        poly = parts[0] + parts[1] * Poly.letter(radical.letter)
    return poly


def _shown(poly: Poly, radicals: tuple[Radical, ...]) -> Expr:
    """The polynomial written with roots in the place of their letters, polynomials first."""
    names = {each.letter: each.func for each in radicals}
    plain = Poly.of({mono: amount for mono, amount in poly.terms if not _letters(mono) & set(names)})
    rest = Poly.of({mono: amount for mono, amount in poly.terms if _letters(mono) & set(names)})
    terms: list[Expr] = []
    for part in (plain, rest):
        if part.terms:
            node = _with_roots(tree(part), names)
            terms += node.terms if hasattr(node, "terms") else (node,)
    return sum_of(terms) if terms else NOUGHT


def _letters(mono: tuple[tuple[str, int], ...]) -> set[str]:
    return {name for name, _ in mono}


def _with_roots(node: Expr, names: dict[str, Func]) -> Expr:
    if isinstance(node, Sym):
        return names.get(node.name, node)
    if isinstance(node, Num):
        return node
    return rebuilt(node, tuple(_with_roots(child, names) for child in children(node)))


def solve_absolute(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """Isolate, split by the sign of what is inside, solve each case, and drop what does not satisfy the equation."""
    found = solutions(relation, way.unknown)
    if found is None or found.all:
        raise TooHard
    lines = [relation]
    if len(outer(relation)) == 1:
        alone = _isolated(way, relation)
        if way.text == NO_SOLUTION:
            return ()
        lines = [alone]
    for _ in range(3):
        if not any(outer(line) for line in lines):
            break
        lines = [case for line in lines for case in _cases(line)]
        if len(lines) > 8:
            raise TooHard
        way.step("split_cases", either(exact(line) for line in lines))
    roots: tuple[Root, ...] = ()
    for line in lines:
        case = solutions(line, way.unknown)
        if case is None or case.all:
            raise TooHard
        roots = union(roots, case.roots)
    way.step("solve_each" if roots else "no_real_root", stated(roots, way.unknown, way.decimal))
    kept = tuple(root for root in roots if holds(relation, way.unknown, root))
    if len(kept) < len(roots):
        way.step("discard_false_roots", stated(kept, way.unknown, way.decimal))
    return kept


def outer(relation: Relation) -> tuple[Func, ...]:
    """The absolute values that stand in no other one."""
    found: list[Func] = []
    for side in relation.sides:
        _collect(side, found)
    return tuple(dict.fromkeys(found))


def _collect(node: Expr, found: list[Func]) -> None:
    if isinstance(node, Func) and node.name == "abs" and symbols_of(node):
        found.append(node)
        return
    for child in children(node):
        _collect(child, found)


def _isolated(way: Way, relation: Relation) -> Relation:
    """`|u| = C`, where the absolute value stands once and not in a product with the unknown."""
    func = outer(relation)[0]
    cleared = cleared_of(Relation(("=",), tuple(_put(side, func, Sym("_u")) for side in relation.sides)))
    if cleared is None or cleared[2]:
        return relation
    powers = cleared[0].by_power("_u")
    times = powers.get(1, Poly()).number()
    if set(powers) - {0, 1} or not times or any(each.letters for each in cleared[1]):
        return relation
    rest = powers.get(0, Poly()).scaled(-1 / times)
    right = tree(rest, way.decimal)
    if not any(side == func for side in relation.sides):
        way.step("isolate_absolute", equation(func, right), absolute=(exact(func),))
        relation = Relation(("=",), (func, right))
    amount = rest.number()
    if amount is not None and amount < 0:
        way.step("negative_absolute", NO_SOLUTION)
    return relation


def _put(node: Expr, old: Expr, new: Expr) -> Expr:
    if node == old:
        return new
    if isinstance(node, Num | Sym):
        return node
    return rebuilt(node, tuple(_put(child, old, new) for child in children(node)))


def _cases(relation: Relation) -> list[Relation]:
    """The equation for each choice of signs; `|u| = |v|` has two."""
    funcs = outer(relation)
    left, right = relation.sides
    if len(funcs) == 1 and func_alone(relation):
        func = funcs[0]
        other = right if left == func else left
        both = [Relation(("=",), (func.arg, other))]
        if not (is_number(other) and exact(other) == "0"):
            both.append(Relation(("=",), (func.arg, _minus(other))))
        return both
    if len(funcs) == 2 and {left, right} == set(funcs):
        assert isinstance(left, Func) and isinstance(right, Func)  # noqa: S101 - both are absolute values
        return [Relation(("=",), (left.arg, right.arg)), Relation(("=",), (left.arg, _minus(right.arg)))]
    out = []
    for signs in product((1, -1), repeat=len(funcs)):
        sides = relation.sides
        for func, sign in zip(funcs, signs, strict=True):
            inner = func.arg if sign > 0 else Neg(func.arg)
            sides = tuple(_put(side, func, inner) for side in sides)
        out.append(Relation(("=",), sides))
    return out


def func_alone(relation: Relation) -> bool:
    """Whether one side is an absolute value and nothing else."""
    return any(isinstance(side, Func) and side.name == "abs" for side in relation.sides)


def _minus(node: Expr) -> Expr:
    if isinstance(node, Neg):
        return node.arg
    return Neg(node)
