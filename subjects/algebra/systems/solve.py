"""Solves a linear system as a class does, by substitution, equalisation or elimination, equation after equation.

The lines that the class keeps for later stand in front of those it works on. Every stage is verified: the solution
of all lines is that of the system, and where there is none, or no single one, the lines say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from math import gcd

from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION
from subjects.algebra.polynomial import Poly, tree
from subjects.algebra.systems.system import equation, isolated, standard, text_of, zero
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
    children,
    number,
    read,
    symbols_of,
)

SUBSTITUTION, EQUALISATION, ELIMINATION = "substitution", "equalisation", "elimination"


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule applied: the lines before and after, what is new in them, and what the rule works on."""

    rule: str
    before: tuple[Relation, ...]
    after: tuple[Relation, ...]
    conclusion: str = ""
    unknown: str = ""
    named: dict[str, str] = field(default_factory=dict)

    @property
    def exact(self) -> str:
        """The exact string after the stage."""
        return self.conclusion or text_of(self.after)

    @property
    def new(self) -> tuple[Relation, ...]:
        """The lines that were not there before; all of them where a rule makes one the same as another."""
        fresh = tuple(line for line in self.after if line not in self.before)
        return fresh if fresh or self.conclusion else self.after


class Work:
    """The lines of a system on their way; `kept` wait for the values, `active` are worked on."""

    def __init__(self, lines: Sequence[Relation], unknowns: Sequence[str], method: str) -> None:
        self.unknowns = list(unknowns)
        self.method = method
        self.kept: list[tuple[str, Relation]] = []
        self.active = list(lines)
        self.values: dict[str, Expr] = {}
        self.stages: list[Stage] = []
        self.now: tuple[Relation, ...] = tuple(lines)

    def put(self, rule: str, unknown: str = "", conclusion: str = "", **named: str) -> None:
        """The lines as they are now, as the result of a rule."""
        known = [equation(Sym(name), self.values[name]) for name in self.unknowns if name in self.values]
        after = (*known, *(line for _, line in self.kept), *self.active)
        if self.stages and set(after) <= set(self.now):
            self.stages[-1] = replace(self.stages[-1], after=after)
            self.now = after
        elif after != self.now or conclusion:
            self.stages.append(Stage(rule, self.now, after, conclusion, unknown, named))
            self.now = after

    def conclude(self, truth: bool) -> None:
        """The end of a system without a single solution."""
        rule, said = ("all_values", ALL_VALUES) if truth else ("no_solution", NO_SOLUTION)
        self.stages.append(Stage(rule, self.now, self.now, said))


def put_in(node: Expr, name: str, amount: Expr) -> Expr:
    """An expression with another in the place of a letter, in brackets where it has several terms."""
    if isinstance(node, Sym):
        return amount if node.name == name else node
    if name not in symbols_of(node):
        return node
    parts = tuple(put_in(child, name, amount) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    return Neg(parts[0]) if isinstance(node, Neg) else node


def put_in_line(line: Relation, name: str, amount: Expr) -> Relation:
    """`put_in` on both sides."""
    return equation(put_in(line.sides[0], name, amount), put_in(line.sides[1], name, amount))


def _zero(line: Relation) -> Poly:
    poly = zero(line)
    assert poly is not None  # noqa: S101 - the lines of a linear system are polynomials
    return poly


def coefficient(line: Relation, name: str) -> Fraction:
    """Of a letter in left - right."""
    return _zero(line).amount(((name, 1),))


def is_standard(line: Relation) -> bool:
    """`a*x + b*y = c` with whole coefficients, each letter once and in any order."""
    left, right = line.sides
    terms = left.terms if isinstance(left, Add) else (left,)
    poly = _zero(equation(left, Num(Fraction(0))))
    if any(amount.denominator != 1 for _, amount in poly.terms) or len(poly.terms) != len(terms):
        return False
    plain = all(_is_monomial(term) for term in terms) and poly.amount() == 0
    return plain and _is_integer(right)


def _is_monomial(node: Expr) -> bool:
    if isinstance(node, Neg):
        return not isinstance(node.arg, Neg) and _is_monomial(node.arg)
    if isinstance(node, Mul):
        return (
            len(node.factors) == 2 and isinstance(node.factors[0], Num) and isinstance(node.factors[1], Sym)
        )
    return isinstance(node, Sym)


def _is_integer(node: Expr) -> bool:
    inner = node.arg if isinstance(node, Neg) else node
    return isinstance(inner, Num) and inner.value.denominator == 1


@lru_cache(maxsize=1024)
def trace(equations: tuple[str, ...], unknowns: tuple[str, ...], method: str) -> tuple[Stage, ...] | None:
    """The stages of a linear system; None where an equation cannot be read."""
    lines = [line for line in map(read, equations) if isinstance(line, Relation)]
    if len(lines) != len(equations):
        return None
    work = Work(lines, unknowns, method)
    possible = consistent([_zero(line) for line in lines])
    _tidy(work)
    while True:
        empty = [line for line in work.active if not _zero(line).letters]
        if any(_zero(line).terms for line in empty) or (empty and possible):
            work.conclude(possible)
            return tuple(work.stages)
        work.active = [line for line in work.active if line not in empty]
        if len(work.active) == 1:
            break
        _reduce(work)
    if len(_zero(work.active[0]).letters) != 1:
        return None
    _finish(work)
    return tuple(work.stages)


def _tidy(work: Work) -> None:
    """Every equation in its standard form, where it is neither that nor, if it helps, an isolated letter."""
    ready = [isolated(line) is not None for line in work.active]
    usable = any(ready) if work.method == SUBSTITUTION else all(ready) and work.method == EQUALISATION
    work.active = [
        line if is_standard(line) or (usable and fits) else standard(_zero(line), work.unknowns)
        for line, fits in zip(work.active, ready, strict=True)
    ]
    work.put("system_standard_form")


def _reduce(work: Work) -> None:
    """One unknown and one equation less."""
    everywhere = [name for name in work.unknowns if all(coefficient(line, name) for line in work.active)]
    if work.method == EQUALISATION and everywhere:
        _equalise(work, everywhere)
    elif work.method == SUBSTITUTION or work.method == EQUALISATION:
        _substitute(work)
    else:
        _eliminate(work)


def _isolation(line: Relation, name: str) -> Relation:
    """`y = 7 - 2x`, or `y = (7 - 2x)/3`."""
    given = isolated(line)
    if given is not None and given[0] == name:
        return equation(Sym(name), given[1])
    poly, mono = _zero(line), ((name, 1),)
    amount = poly.amount(mono)
    rest = (poly - Poly.letter(name).scaled(amount)).scaled(-1 if amount > 0 else 1)
    top = ordered_sum(rest)
    size = abs(amount)
    return equation(Sym(name), top if size == 1 else Div(top, Num(size)))


def ordered_sum(poly: Poly) -> Expr:
    """`7 - 2x` rather than `-2x + 7`: the number first where that saves a leading minus."""
    first = bool(poly.terms) and poly.terms[0][1] < 0 < poly.amount()
    return tree(Poly(tuple(sorted(poly.terms, key=lambda term: bool(term[0]) is first))))


def _cost(line: Relation, name: str) -> tuple[bool, bool, Fraction]:
    amount = coefficient(line, name)
    ready = isolated(line)
    return not (ready is not None and ready[0] == name), amount != 1, abs(amount)


def _substitute(work: Work) -> None:
    places = [(line, name) for line in work.active for name in work.unknowns if coefficient(line, name)]
    line, name = min(places, key=lambda place: _cost(*place))
    alone = _isolation(line, name)
    work.active[work.active.index(line)] = alone
    work.put("isolate_unknown", name)
    work.active.remove(alone)
    work.kept.append((name, alone))
    work.active = [put_in_line(other, name, alone.sides[1]) for other in work.active]
    work.put("substitute", name)
    work.active = [standard(_zero(other), work.unknowns) for other in work.active]
    work.put("reduce_equation", name)


def _equalise(work: Work, names: Sequence[str]) -> None:
    name = min(names, key=lambda each: sum(_cost(line, each)[2] for line in work.active))
    ready = [found[0] for line in work.active if (found := isolated(line)) is not None]
    if len(ready) == len(work.active) and len(set(ready)) == 1:
        name = ready[0]
    alone = [_isolation(line, name) for line in work.active]
    work.active = list(alone)
    work.put("isolate_in_all", name)
    work.kept.append((name, alone[0]))
    work.active = [equation(alone[0].sides[1], other.sides[1]) for other in alone[1:]]
    work.put("equate", name)
    work.active = [standard(_zero(other), work.unknowns) for other in work.active]
    work.put("reduce_equation", name)


def _eliminate(work: Work) -> None:
    names = [name for name in work.unknowns if sum(bool(coefficient(x, name)) for x in work.active) > 1]
    if not names:
        names = [name for name in work.unknowns if any(coefficient(x, name) for x in work.active)]
    name = min(names, key=lambda each: _effort(work.active, each))
    pivot = min((x for x in work.active if coefficient(x, name)), key=lambda x: abs(coefficient(x, name)))
    others = [line for line in work.active if line is not pivot]
    factors = [_factors(coefficient(pivot, name), coefficient(line, name)) for line in others]
    if len(others) == 1 and factors[0] is not None:
        a, b = factors[0]
        first, second = standard(_zero(pivot).scaled(a), ()), standard(_zero(others[0]).scaled(b), ())
        work.active = [first if line is pivot else second for line in work.active]
        work.put("match_coefficients", name)
        total = _zero(first) + _zero(second)
        work.kept.append((name, first if a == 1 else pivot))
        work.active = [standard(total, ())]
        work.put("add_equations", name)
        return
    work.kept.append((name, pivot))
    work.active = [
        line if pair is None else standard(_zero(pivot).scaled(pair[0]) + _zero(line).scaled(pair[1]), ())
        for line, pair in zip(others, factors, strict=True)
    ]
    work.put("reduce_system", name)


def _factors(one: Fraction, two: Fraction) -> tuple[Fraction, Fraction] | None:
    """What two lines are multiplied by so that they add up without the letter; None where one lacks it."""
    if not two:
        return None
    shared = gcd(int(one), int(two))
    a, b = abs(int(two)) // shared, abs(int(one)) // shared
    if (one > 0) is (two > 0):
        return (Fraction(a), Fraction(-b)) if b == 1 or a != 1 else (Fraction(-a), Fraction(b))
    return Fraction(a), Fraction(b)


def _effort(lines: Sequence[Relation], name: str) -> tuple[int, int]:
    sizes = [coefficient(line, name) for line in lines]
    pairs = [_factors(sizes[0], other) for other in sizes[1:]] if sizes[0] else [None]
    work = sum(abs(int(a)) + abs(int(b)) for pair in pairs if pair is not None for a, b in (pair,))
    same = sum(pair is not None and min(pair) < 0 for pair in pairs)
    return (work if all(sizes) else 0), same


def _finish(work: Work) -> None:
    """The last equation solved, and its value put into the kept ones, the latest first."""
    line = work.active[0]
    name = next(iter(_zero(line).letters))
    _solve_one(work, line, name)
    while work.kept:
        name, line = work.kept.pop()
        for known, amount in work.values.items():
            line = put_in_line(line, known, amount)
        work.active = [line]
        work.put("substitute_back", name)
        _solve_one(work, line, name)


def _solve_one(work: Work, line: Relation, name: str) -> None:
    poly = _zero(line)
    work.values[name] = number(-poly.amount() / poly.amount(((name, 1),)))
    work.active = []
    rule = "evaluate_unknown" if isolated(line) is not None else "solve_one"
    work.put(rule, name)


def consistent(polys: Sequence[Poly]) -> bool:
    """Whether some linear polynomials can be zero together."""
    rows = [poly for poly in polys if poly.terms]
    while rows:
        pivot = rows.pop()
        if not pivot.letters:
            return False
        name = sorted(pivot.letters)[0]
        mono = ((name, 1),)
        rows = [row - pivot.scaled(row.amount(mono) / pivot.amount(mono)) for row in rows]
        rows = [row for row in rows if row.terms]
    return True
