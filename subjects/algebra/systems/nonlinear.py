"""Solves simple systems of two equations that are not linear: by substitution, or by elimination of squares.

Supported where a letter can be isolated (alone, or of a product `x*y = p`), where only squares occur, or where the
squares cancel. Roots are exact numbers of one square root; every pair is put into both equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.notation import NO_SOLUTION
from subjects.algebra.polynomial import Poly, tree
from subjects.algebra.surds import Surd, minus, node_of, ordered, over, root_of, roots_of
from subjects.algebra.systems.solve import Stage, ordered_sum, put_in_line
from subjects.algebra.systems.system import at, equation, isolated, standard, text_of, whole, zero
from subjects.expression import Add, Div, Expr, Mul, Num, Pow, Relation, Sym, children, exact, read

Pair = dict[str, Surd]


@dataclass(frozen=True, slots=True)
class Solved:
    """The stages and every pair of values that solves the system."""

    stages: tuple[Stage, ...]
    pairs: tuple[tuple[tuple[str, Surd], ...], ...]


class _Way:
    def __init__(self, lines: Sequence[Relation], unknowns: tuple[str, ...]) -> None:
        self.lines = tuple(lines)
        self.text = text_of(lines)
        self.unknowns = unknowns
        self.stages: list[Stage] = []

    def put(
        self, rule: str, lines: Sequence[Relation], text: str = "", unknown: str = "", **named: str
    ) -> None:
        after = text or text_of(lines)
        if after != self.text:
            self.stages.append(Stage(rule, self.lines, tuple(lines), text, unknown, named))
            self.lines, self.text = tuple(lines), after


@lru_cache(maxsize=512)
def solve_pairs(equations: tuple[str, ...], unknowns: tuple[str, ...]) -> Solved | None:
    """None where no supported way leads to all solutions."""
    lines = [line for line in map(read, equations) if isinstance(line, Relation)]
    polys = [zero(line) for line in lines]
    if len(lines) != 2 or any(poly is None for poly in polys):
        return None
    way = _Way(lines, unknowns)
    way.put(
        "system_standard_form",
        [_flat(line, poly) for line, poly in zip(lines, polys, strict=True) if poly is not None],
    )
    one, two = (poly for poly in polys if poly is not None)
    pairs = _by_squares(way, one, two)
    if pairs is None:
        one, two = _without_squares(way, one, two)
        pairs = _by_substitution(way, one, two)
    if pairs is None or not all(_holds(pair, one, two) for pair in pairs):
        return None
    return _finished(way, pairs)


def _flat(line: Relation, poly: Poly) -> Relation:
    return (
        standard(poly, ())
        if any(_bracketed(side) for side in line.sides) and isolated(line) is None
        else line
    )


def _bracketed(node: Expr) -> bool:
    if isinstance(node, Div) or (
        isinstance(node, Mul | Pow) and any(isinstance(x, Add) for x in children(node))
    ):
        return True
    return any(_bracketed(child) for child in children(node))


def _holds(pair: Pair, one: Poly, two: Poly) -> bool:
    values = [at(poly, pair) for poly in (one, two)]
    return all(amount is not None and amount.sign() == 0 for amount in values)


def _finished(way: _Way, pairs: Sequence[Pair]) -> Solved:
    names = way.unknowns
    kept = [pair for at_, pair in enumerate(pairs) if pair not in pairs[:at_]]
    kept.sort(key=lambda pair: tuple(pair[name].near() for name in names))
    if not kept:
        way.stages.append(Stage("no_solution", way.lines, way.lines, NO_SOLUTION))
        return Solved(tuple(way.stages), ())
    rows = [[equation(Sym(name), node_of(pair[name])) for name in names] for pair in kept]
    text = " or ".join(" and ".join(exact(line) for line in row) for row in rows)
    lines = [line for row in rows for line in row]
    if len(kept) == 1:
        text = text.replace(" and ", "; ")
    way.put("evaluate_unknown", lines, text, names[-1])
    return Solved(tuple(way.stages), tuple(tuple(sorted(pair.items())) for pair in kept))


def _squares_only(poly: Poly) -> bool:
    return all(len(mono) <= 1 and all(power == 2 for _, power in mono) for mono, _ in poly.terms)


def _by_squares(way: _Way, one: Poly, two: Poly) -> list[Pair] | None:
    """`x**2` and `y**2` as the unknowns of a linear system; None where other terms occur."""
    x, y = way.unknowns
    if not (_squares_only(one) and _squares_only(two)):
        return None
    a, b = one.amount(((y, 2),)), two.amount(((y, 2),))
    total = one.scaled(b) - two.scaled(a) if a and b else (one if not a else two)
    other = one if a else two
    if not total.terms or total.letters != {x} or not other.amount(((y, 2),)):
        return None
    line, kept = standard(whole(total), ()), way.lines[0 if a else 1]
    way.put("add_equations", [kept, line], unknown=y)
    square = -total.amount() / total.amount(((x, 2),))
    roots = _two_roots(square)
    if not roots:
        return [] if roots is not None else None
    values = [equation(Sym(x), node_of(root)) for root in roots]
    way.put("solve_for_values", [*values, kept], " or ".join(map(exact, values)) + "; " + exact(kept), x)
    rest = -other.at({x: Fraction(0)}).amount() - square * other.amount(((x, 2),))
    return _both_signs(x, y, roots, rest / other.amount(((y, 2),)))


def _both_signs(x: str, y: str, roots: Sequence[Surd], square: Fraction) -> list[Pair] | None:
    others = _two_roots(square)
    return None if others is None else [{x: one, y: two} for one in roots for two in others]


def _two_roots(square: Fraction) -> list[Surd] | None:
    if square < 0:
        return []
    root = root_of(square)
    return None if root is None else list(ordered([minus(root), root]))


def _without_squares(way: _Way, one: Poly, two: Poly) -> tuple[Poly, Poly]:
    """The second equation without its terms of the second degree where the first has the same ones."""
    parts = [
        {mono: a for mono, a in poly.terms if sum(power for _, power in mono) > 1} for poly in (one, two)
    ]
    if not parts[0] or set(parts[0]) != set(parts[1]):
        return one, two
    ratios = {parts[1][mono] / parts[0][mono] for mono in parts[0]}
    if len(ratios) != 1:
        return one, two
    linear = two - one.scaled(ratios.pop())
    if not linear.letters:
        return one, two
    way.put("add_equations", [way.lines[0], standard(linear, ())])
    return one, linear


def _by_substitution(way: _Way, one: Poly, two: Poly) -> list[Pair] | None:
    places = sorted(((one, two, 0), (two, one, 1)), key=lambda place: (place[0].degree > 1, place[2]))
    for first, second, where in places:
        for name in _in_order(way, where):
            other = next(each for each in way.unknowns if each != name)
            given = _isolated_in(first, name, other)
            if given is not None:
                return _substituted(way, where, name, other, given, second)
    return None


def _in_order(way: _Way, where: int) -> Sequence[str]:
    """The letter that stands alone already, else the later one first (`y` is given by `x`)."""
    ready = isolated(way.lines[where])
    names = list(reversed(way.unknowns))
    return [ready[0]] if ready is not None else names


def _isolated_in(poly: Poly, name: str, other: str) -> tuple[Poly, Poly] | None:
    """Numerator and denominator of a letter: `y = (7 - 2x)/3` or `y = 6/x`."""
    powers = poly.by_power(name)
    if set(powers) - {0, 1} or 1 not in powers:
        return None
    rest = -powers.get(0, Poly())
    amount = powers[1]
    factor = amount.number()
    if factor:
        return rest.scaled(1 / factor), Poly.constant(1)
    product = len(amount.terms) == 1 and amount.terms[0][0] == ((other, 1),) and bool(rest.number())
    return (rest.scaled(1 / amount.terms[0][1]), Poly.letter(other)) if product else None


def _substituted(
    way: _Way, where: int, name: str, other: str, given: tuple[Poly, Poly], second: Poly
) -> list[Pair] | None:
    ready = isolated(way.lines[where])
    top = ordered_sum(given[0])
    right: Expr = top if given[1].number() else Div(top, Sym(other))
    alone = equation(Sym(name), ready[1] if ready is not None else right)
    target = way.lines[1 - where]
    way.put("isolate_unknown", [alone, target] if where == 0 else [target, alone], unknown=name)
    way.put("substitute", [alone, put_in_line(target, name, alone.sides[1])], unknown=name)
    total = Poly()
    powers = second.by_power(name)
    highest = max(powers)
    for power, amount in powers.items():
        part = amount
        for _ in range(power):
            part = part * given[0]
        for _ in range(highest - power):
            part = part * given[1]
        total = total + part
    if not total.terms or total.degree > 4:
        return None
    total = whole(total)
    way.put("reduce_equation", [alone, equation(tree(total), Num(Fraction(0)))], unknown=other)
    roots = roots_of(total.coefficients(other)) if total.letters else ()
    if roots is None:
        return None
    return _paired(way, alone, name, other, given, roots)


def _paired(
    way: _Way, alone: Relation, name: str, other: str, given: tuple[Poly, Poly], roots: Sequence[Surd]
) -> list[Pair] | None:
    roots = [root for root in roots if given[1].number() or root.sign()]
    if not roots:
        return []
    values = [equation(Sym(other), node_of(root)) for root in roots]
    text = " or ".join(map(exact, values)) + "; " + exact(alone)
    way.put(
        "solve_for_values" if len(way.lines) and _is_power(way.lines[-1]) else "solve_one",
        [*values, alone],
        text,
        other,
    )
    out: list[Pair] = []
    for root in roots:
        top, bottom = at(given[0], {other: root}), at(given[1], {other: root})
        amount = None if top is None or bottom is None else over(top, bottom)
        if amount is None:
            return None
        out.append({other: root, name: amount})
    return out


def _is_power(line: Relation) -> bool:
    poly = zero(line)
    return poly is not None and poly.degree > 1
