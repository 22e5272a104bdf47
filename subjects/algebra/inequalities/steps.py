"""A linear inequality worked line by line as a class does; the turned sign is a step of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm

from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION
from subjects.algebra.polynomial import poly_of
from subjects.algebra.sides import (
    collected,
    denominator_of,
    expanded,
    factored,
    has_group,
    is_decimal,
    joined,
    multiplied,
    negated,
    split,
    terms_of,
)
from subjects.expression import Div, Expr, Neg, Num, Relation, Sym, exact, number, symbols_of, value

TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule: the exact strings before and after, the relation worked on where there is one, slots by name as
    exact strings."""

    rule: str
    before: str
    after: str
    line: Relation | None = None
    named: Mapping[str, str] = field(default_factory=dict)


def linear_stages(relation: Relation, name: str) -> list[Stage] | None:
    """The lines of `left < right` down to `x < 3`, or to a conclusion; None where it is not linear."""
    stages: list[Stage] = []
    line = relation
    for _ in range(16):
        found = _next(line, name)
        if found is None:
            return stages
        rule, after, named = found
        text = after if isinstance(after, str) else exact(after)
        stages.append(Stage(rule, exact(line), text, line, named))
        if isinstance(after, str):
            return stages
        line = after
    return None


Found = tuple[str, "Relation | str", dict[str, str]]


def _next(line: Relation, name: str) -> Found | None:
    left, right = line.sides
    op, decimal = line.ops[0], is_decimal(left, right)
    multiple = lcm(denominator_of(left), denominator_of(right))
    if multiple > 1 and not _solved(line, name) and not _pending(line, name):
        one, two = multiplied(left, multiple), multiplied(right, multiple)
        if one is not None and two is not None:
            return "clear_denominators", _line(op, one, two), {"denominators": _bottoms(line)}
    if has_group(left) or has_group(right):
        return _changed("expand", line, expanded(left, decimal), expanded(right, decimal), _group(line))
    if name not in symbols_of(left) and name in symbols_of(right):
        return "turn_round", _line(TURNED[op], right, left), {}
    if not _pending(line, name):
        tidy = [side if _tidy(side) else collected(side, decimal) for side in (left, right)]
        if tidy != [left, right] and tidy[0] is not None and tidy[1] is not None:
            return _changed("collect", line, tidy[0], tidy[1], {"terms": _loose(line)})
    has, lacks = split(left, name)
    other, there = split(right, name)
    if (lacks and has) or other:
        after = _line(op, joined([*has, *map(negated, other)]), joined([*there, *map(negated, lacks)]))
        return "move_term", after, {"term": ", ".join(exact(term) for term in (*lacks, *other)[:3])}
    if not has:
        holds = _holds(line)
        return ("all_values", ALL_VALUES, {}) if holds else ("no_solution", NO_SOLUTION, {})
    return _last(line, name)


def _last(line: Relation, name: str) -> Found | None:
    left, right = line.sides
    op = line.ops[0]
    poly = poly_of(left)
    if poly is None:
        return None
    amount = poly.amount(((name, 1),))
    if amount == 1:
        amount_right = value(right)
        plain = number(amount_right, is_decimal(right)) if amount_right is not None else right
        if plain == right:
            return None
        return "result", _line(op, left, plain), {"quotient": exact(right)}
    named = {"coefficient": exact(number(amount, is_decimal(left))), "term": exact(left)}
    if amount == -1:
        opposite = value(right)
        return (
            None
            if opposite is None
            else ("flip_sign", _line(TURNED[op], Sym(name), number(-opposite, is_decimal(right))), named)
        )
    divided = Div(right, number(amount, is_decimal(left)))
    if amount < 0:
        return "divide_flip", _line(TURNED[op], Sym(name), divided), named
    return "divide", _line(op, Sym(name), divided), named


def _line(op: str, left: Expr, right: Expr) -> Relation:
    return Relation((op,), (left, right))


def _changed(
    rule: str, line: Relation, left: Expr | None, right: Expr | None, named: dict[str, str]
) -> Found | None:
    if left is None or right is None:
        return None
    after = _line(line.ops[0], left, right)
    return None if after == line else (rule, after, named)


def _solved(line: Relation, name: str) -> bool:
    return line.sides[0] == Sym(name) and value(line.sides[1]) is not None


def _pending(line: Relation, name: str) -> bool:
    return line.sides[0] == Sym(name) and isinstance(line.sides[1], Div)


def _tidy(side: Expr) -> bool:
    """No like terms to add, no zero beside others."""
    seen: list[frozenset[str]] = []
    terms = terms_of(side)
    for term in terms:
        poly = poly_of(term)
        if poly is None or len(poly.terms) > 1 or (not poly.terms and (len(terms) > 1 or symbols_of(term))):
            return False
        if poly.letters in seen or (not poly.letters and not isinstance(_bare(term), Num | Div)):
            return False
        seen.append(poly.letters)
    return True


def _bare(term: Expr) -> Expr:
    return term.arg if isinstance(term, Neg) else term


def _holds(line: Relation) -> bool:
    polys = [poly_of(side) for side in line.sides]
    left, right = (poly.number() if poly is not None else None for poly in polys)
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[line.ops[0]]


def _bottoms(line: Relation) -> str:
    found: dict[int, None] = {}
    for side in line.sides:
        for term in terms_of(side):
            part = factored(term)
            if part is not None and part[0].denominator > 1:
                found[part[0].denominator] = None
    return ", ".join(map(str, found)) or "2"


def _group(line: Relation) -> dict[str, str]:
    for side in line.sides:
        for term in terms_of(side):
            part = factored(term)
            if part is not None and part[1] is not None and has_group(term):
                factor = "-" if part[0] == -1 else "+" if part[0] == 1 else exact(number(part[0]))
                return {"factor": factor, "group": f"({exact(part[1])})"}
    return {"factor": "+", "group": exact(line.sides[0])}


def _loose(line: Relation) -> str:
    side = next((side for side in line.sides if not _tidy(side)), line.sides[0])
    return ", ".join(exact(term) for term in terms_of(side)[:4])
