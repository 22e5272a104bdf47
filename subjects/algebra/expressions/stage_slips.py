"""What students do wrong at one stage of the work: in factoring, in sums of fractions, in divisions, in putting numbers in."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.expressions.dividing import operands, wrong_divisions
from subjects.algebra.expressions.factoring import split
from subjects.algebra.expressions.factors import common, content, root_of, without
from subjects.algebra.expressions.shapes import added, multiplied, parts_of, replaced, terms_of, written
from subjects.algebra.expressions.slips import Slip, slips, summed, written_over
from subjects.algebra.expressions.task import Stage
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Div, Expr, Neg, Num, Pow


def stage_slips(stage: Stage) -> Iterator[Slip]:
    """What misconceptions make of a stage: those of its rule first, then those of any part of its line."""
    part = None if stage.part is None else poly_of(stage.part)
    if stage.rule in _FACTORING and part is not None:
        yield from _factor_slips(stage, part)
        return
    if stage.rule in ("one_denominator", "work_out_numerator", "multiply_fractions", "factor_fraction"):
        yield from _fraction_slips(stage.before)
    if stage.rule in ("ruffini_division", "long_division"):
        yield from _divisions(stage)
        return
    if stage.rule == "put_in":
        yield from _values(stage)
        return
    yield from slips(stage.before)


def _divisions(stage: Stage) -> Iterator[Slip]:
    """The quotient and the remainder of a wrong division, written as the class writes the right ones."""
    found = operands(stage.before)
    if found is None:
        return
    top, bottom, name = found
    for slip, (ratio, rest) in wrong_divisions(top, bottom, name):
        yield (
            slip,
            added(
                [*terms_of(written(ratio)), *([Div(written(rest), written(bottom))] if rest.terms else [])]
            ),
        )


def _values(stage: Stage) -> Iterator[Slip]:
    """The number put in without its sign."""
    for part in parts_of(stage.after):
        if (
            isinstance(part, Neg)
            and isinstance(part.arg, Num | Div)
            and part not in set(parts_of(stage.before))
        ):
            tree, again = stage.after, None
            while tree != again:
                again, tree = tree, _once(tree, part, part.arg)
            yield "sign_of_value", tree
            return


def _once(tree: Expr, old: Expr, new: Expr) -> Expr:
    place = next((each for each in parts_of(tree) if each == old), None)
    return tree if place is None else replaced(tree, place, new)


_FACTORING = frozenset(
    {"take_out_factor", "difference_of_squares", "perfect_square", "trinomial", "ruffini", "cubes", "perfect_cube",
     "grouping", "irreducible"}
)  # fmt: skip


def _factor_slips(stage: Stage, part: Poly) -> Iterator[Slip]:
    """Wrong products instead of the part, in the place of the part."""
    found = split(part)
    for name, new in _wrong_products(stage.rule, part, found):
        yield name, _swapped(stage.before, part, new)


def _swapped(before: Expr, part: Poly, new: Expr) -> Expr:
    for inner in parts_of(before):
        if poly_of(inner) == part:
            return replaced(before, inner, new)
    return new


def _wrong_products(rule: str, part: Poly, found: object) -> Iterator[Slip]:
    if rule == "take_out_factor":
        yield from _wrong_common(part)
    if rule == "difference_of_squares" and isinstance(found, tuple):
        (plus, _), (minus, _) = found[2]
        yield "difference_of_squares_as_square", Pow(written(minus), Num(Fraction(2)))
        yield "difference_of_squares_as_square", Pow(written(plus), Num(Fraction(2)))
    if rule == "irreducible" and len(part.terms) == 2:
        (mono, a), (other, b) = part.terms
        one, two = root_of(Poly.of({mono: abs(a)}), 2), root_of(Poly.of({other: abs(b)}), 2)
        if one is not None and two is not None:
            yield "power_of_sum", Pow(written(one + two), Num(Fraction(2)))
            yield "sign_of_last_square", multiplied([written(one + two), written(one - two)])
    if rule == "perfect_square" and isinstance(found, tuple):
        root = found[2][0][0]
        yield "sign_of_middle_term", Pow(written(_flipped(root)), Num(Fraction(2)))
        yield "double_product_once", Pow(written(root + Poly.of(dict(root.terms[-1:]))), Num(Fraction(2)))
        yield "difference_of_squares_as_square", multiplied([written(root), written(_flipped(root))])
    if rule in ("trinomial", "ruffini", "cubes", "grouping") and isinstance(found, tuple):
        factors = [each for each, exponent in found[2] for _ in range(exponent)]
        if len(factors) == 2:
            yield from _flips(factors)


def _flips(factors: list[Poly]) -> Iterator[Slip]:
    one, two = factors
    wrong = ((_flipped(one), _flipped(two)), (_flipped(one), two), (one, _flipped(two)))
    for left, right in wrong:
        yield "sign_of_factors", multiplied([written(left), written(right)])


def _flipped(poly: Poly) -> Poly:
    """`x - 3` for `x + 3`: the last term with the other sign."""
    mono, amount = poly.terms[-1]
    return poly - Poly.of({mono: amount * 2})


def _wrong_common(part: Poly) -> Iterator[Slip]:
    amount, letters = content(part), common(part)
    outside, inside = Poly.of({letters: amount}), without(part, letters, amount)
    for mono, each in inside.terms:
        if mono == () and abs(each) == 1 and len(inside.terms) > 1:
            left = inside - Poly.constant(each)
            yield "common_factor_leaves_nothing", multiplied([written(outside), written(left)])
    first = inside.terms[0]
    yield (
        "common_factor_one_term_only",
        multiplied(
            [written(outside), written(part - Poly.of(dict(part.terms[:1])) + Poly.of(dict([first])))]
        ),
    )
    for at in range(1, len(inside.terms)):
        mono, each = inside.terms[at]
        wrong = inside - Poly.of({mono: each}) + Poly.of({part.terms[at][0]: part.terms[at][1]})
        yield "common_factor_one_term_only", multiplied([written(outside), written(wrong)])
        flipped = inside - Poly.of({mono: each * 2})
        yield "sign_in_product", multiplied([written(outside), written(flipped)])


def _fraction_slips(node: Expr) -> Iterator[Slip]:
    """Of sums of fractions: denominators added, numerators not brought along, a minus for one term only."""
    terms = terms_of(node)
    if len(terms) < 2:
        yield from ()
        return
    tops: list[Poly] = []
    bottoms: list[Poly] = []
    for term in terms:
        bare = term.arg if isinstance(term, Neg) else term
        top, bottom = (bare.top, bare.bottom) if isinstance(bare, Div) else (bare, Num(Fraction(1)))
        one, two = poly_of(top), poly_of(bottom)
        if one is None or two is None:
            return
        tops.append(-one if isinstance(term, Neg) else one)
        bottoms.append(two)
    over = summed(tops)
    signs = [Poly() - b if isinstance(t, Neg) else b for t, b in zip(terms, bottoms, strict=True)]
    for below in (summed(bottoms), summed(signs)):
        if below.terms:
            yield "adding_denominators", written_over(over, below)
    whole = bottoms[0]
    for each in bottoms[1:]:
        if each != whole:
            whole = whole * each
    yield "numerators_not_amplified", written_over(over, whole)
    if len(terms) == 2 and isinstance(terms[1], Neg) and len(tops[1].terms) > 1:
        (mono, amount), *rest = tops[1].terms
        wrong = Poly.of({mono: amount}) - Poly.of(dict(rest))
        if bottoms[0] == bottoms[1]:
            yield "sign_before_fraction", written_over(tops[0] + wrong, bottoms[0])
        else:
            yield (
                "sign_before_fraction",
                written_over(tops[0] * bottoms[1] + wrong * bottoms[0], bottoms[0] * bottoms[1]),
            )
    if len(terms) == 2:
        cross = tops[0] * bottoms[1] + tops[1] * bottoms[0]
        yield "dropped_denominator", written(cross)
