"""What students do wrong when they isolate a letter: each misconception as a transform of a right step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.literal.isolate import Stage, count, line, negative, over, times, total
from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Relation, Sym

Wrong = tuple[str, Relation]


def wrong_lines(stage: Stage, name: str, following: Stage | None = None) -> Iterator[Wrong]:
    """Wrong lines that a student could write instead of a step; `following` is the right one after it."""
    yield from _of_rule(stage, name)
    yield from _out_of_order(stage, name)
    yield from _brackets(stage)
    factors = stage.rule == "multiply" and following is not None and following.rule == "divide"
    if factors and following is not None and stage.part is not None and following.part is not None:
        right = over(times(stage.before.sides[1], following.part), stage.part)
        yield "inverse_operation", line(following.after.sides[0], right)


def _out_of_order(stage: Stage, name: str) -> Iterator[Wrong]:
    """`(x + a)/b = c` with the `a` moved before the division is undone, or divided alone."""
    after, right, by = stage.after.sides[0], stage.before.sides[1], stage.part
    if stage.rule not in ("multiply", "divide") or by is None or not isinstance(after, Add):
        return
    kept = [term for term in after.terms if count(term, name)]
    moved = [negative(term) for term in after.terms if not count(term, name)]
    undo, same = (times, over) if stage.rule == "multiply" else (over, times)
    yield "undone_out_of_order", line(total(kept), undo(total([right, *moved]), by))
    if isinstance(right, Div):
        yield (
            "undone_out_of_order",
            line(total(kept), over(undo(total([right.top, *moved]), by), right.bottom)),
        )
    yield "dropped_denominator", line(total([*kept, *(same(negative(term), by) for term in moved)]), right)


def _brackets(stage: Stage) -> Iterator[Wrong]:
    """A factor before a bracket that reaches its first term only."""
    for left, right in (stage.before.sides, stage.after.sides):
        if not isinstance(left, Mul):
            continue
        groups = [factor for factor in left.factors if isinstance(factor, Add)]
        others = [factor for factor in left.factors if not isinstance(factor, Add)]
        if len(groups) == 1 and others:
            by = others[0] if len(others) == 1 else Mul(tuple(others))
            first, *rest = groups[0].terms
            yield "distribute_first_only", line(total([times(by, first), *rest]), right)


def _of_rule(stage: Stage, name: str) -> Iterator[Wrong]:
    left, right = stage.before.sides
    after = stage.after.sides[0]
    if stage.rule == "move_term":
        yield from _moving(stage, left, right, after, name)
    elif stage.rule == "divide" and stage.part is not None:
        yield from _dividing(after, right, stage.part)
    elif stage.rule == "multiply" and stage.part is not None:
        yield from _multiplying(stage, after, right, stage.part, name)
    elif stage.rule == "take_root":
        yield "root_not_taken", line(after, right)
        yield "halved_instead_of_root", line(after, over(right, Num(_TWO)))
        if isinstance(right, Add):
            yield "root_of_each_term", line(after, _split(right))
        if isinstance(right, Div):
            yield "root_of_one_part", line(after, Div(Func("sqrt", right.top), right.bottom))
            yield "root_of_one_part", line(after, Div(right.top, Func("sqrt", right.bottom)))
        yield "squared_instead_of_root", line(after, Pow(right, Num(_TWO)))
    elif stage.rule == "square_sides":
        yield "square_not_taken", line(after, right)
        if isinstance(right, Div):
            yield "square_of_one_part", line(after, Div(Pow(right.top, Num(_TWO)), right.bottom))
            yield "square_of_one_part", line(after, Div(right.top, Pow(right.bottom, Num(_TWO))))
        yield "doubled_instead_of_square", line(after, times(Num(_TWO), right))
    elif stage.rule == "change_sign":
        yield "forgotten_minus", line(after, right)
    elif stage.rule == "factor_unknown":
        yield from _factoring(stage, name)


_TWO = Fraction(2)


def _moving(stage: Stage, left: Expr, right: Expr, after: Expr, name: str) -> Iterator[Wrong]:
    moved = stage.part
    if moved is None:
        here = [term for term in _terms(left) if count(term, name)]
        crossing = [term for term in _terms(right) if count(term, name)]
        lacks = [term for term in _terms(left) if not count(term, name)]
        stays = [term for term in _terms(right) if not count(term, name)]
        if crossing:
            yield (
                "sign_on_moving_term",
                line(total([*here, *crossing]), total([*stays, *map(negative, lacks)])),
            )
        if lacks:
            yield (
                "sign_on_moving_term",
                line(total([*here, *map(negative, crossing)]), total([*stays, *lacks])),
            )
        return
    yield "sign_on_moving_term", line(after, total([right, moved]))
    for term in _terms(moved):
        others = [negative(each) for each in _terms(moved) if each != term]
        if others:
            yield "sign_on_moving_term", line(after, total([right, *others, term]))
    yield "sign_on_moving_term", line(after, total([negative(right), moved]))
    yield "inverse_operation", line(after, over(right, _bare(moved)))
    if isinstance(after, Mul) and len(_terms(moved)) == 1:
        rest = [factor for factor in after.factors if factor != Sym(name)]
        if len(rest) < len(after.factors):
            by = rest[0] if len(rest) == 1 else Mul(tuple(rest))
            yield "divide_one_term_only", line(total([Sym(name), moved]), over(right, by))
            yield "divide_one_term_only", line(Sym(name), total([over(right, by), negative(moved)]))
            yield "divide_one_term_only", line(Sym(name), total([right, negative(over(moved, by))]))
            yield "adding_unlike_terms", line(Sym(name), over(right, total([by, moved])))


def _bare(node: Expr) -> Expr:
    return node.arg if isinstance(node, Neg) else node


def _terms(node: Expr) -> tuple[Expr, ...]:
    return node.terms if isinstance(node, Add) else (node,)


def _dividing(after: Expr, right: Expr, by: Expr) -> Iterator[Wrong]:
    yield "inverse_operation", line(after, times(right, by))
    yield "coefficient_as_term", line(after, total([right, negative(by)]))
    yield "inverted_fraction", line(after, over(by, right))
    if isinstance(right, Add):
        for term in right.terms:
            others = [each for each in right.terms if each != term]
            yield "divide_one_term_only", line(after, total([over(term, by), *others]))
    yield "forgotten_coefficient", line(after, right)
    if isinstance(by, Mul):
        for factor in by.factors:
            others = [each for each in by.factors if each != factor]
            rest = others[0] if len(others) == 1 else Mul(tuple(others))
            yield "forgotten_factor", line(after, over(right, rest))
            yield "inverse_operation", line(after, over(times(right, factor), rest))


def _multiplying(stage: Stage, after: Expr, right: Expr, by: Expr, name: str) -> Iterator[Wrong]:
    yield "inverse_operation", line(after, over(right, by))
    yield "coefficient_as_term", line(after, total([right, negative(by)]))
    yield "dropped_denominator", line(after, right)
    if isinstance(right, Add):
        for term in right.terms:
            others = [each for each in right.terms if each != term]
            yield "multiply_one_term_only", line(after, total([times(term, by), *others]))
    if count(by, name) and not count(after, name):
        yield "inverted_fraction", line(by, over(right, after))
        yield "inverse_operation", line(by, times(right, after))
    del stage


def _factoring(stage: Stage, name: str) -> Iterator[Wrong]:
    right = stage.after.sides[1]
    product_ = stage.after.sides[0]
    if not isinstance(product_, Mul):
        return
    inner = next((factor for factor in product_.factors if not count(factor, name)), None)
    if not isinstance(inner, Add):
        return
    yield "adding_unlike_terms", line(Sym(name), over(right, Mul(tuple(map(_bare, inner.terms)))))
    yield "forgotten_factor", line(Sym(name), total([right, *map(negative, inner.terms)]))
    for term in inner.terms:
        yield "divide_one_term_only", line(Sym(name), over(right, term))


def _split(right: Add) -> Expr:
    """`sqrt(a**2 + b)` taken as `a + sqrt(b)`."""
    return total([Neg(_root(term.arg)) if isinstance(term, Neg) else _root(term) for term in right.terms])


def _root(node: Expr) -> Expr:
    if isinstance(node, Pow) and node.exponent == Num(_TWO):
        return node.base
    return Func("sqrt", node)
