"""What students do wrong on an expression: each misconception as a transform of one part of a right line.

The same transforms make exercises for training and explain a wrong line. Names are the keys of `misconception` in the
bank of phrases.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.expressions.dividing import operands, wrong_divisions
from subjects.algebra.expressions.expanding import conjugate
from subjects.algebra.expressions.factors import common, content, without
from subjects.algebra.expressions.shapes import (
    added,
    is_plain,
    monomial,
    multiplied,
    negated,
    parts_of,
    replaced,
    terms_of,
    written,
)
from subjects.algebra.expressions.task import Stage
from subjects.algebra.polynomial import Monomial, Poly, poly_of
from subjects.expression import Add, Div, Expr, Mul, Neg, Num, Pow, value

Slip = tuple[str, Expr]
MOST = 160


def slips(node: Expr) -> Iterator[Slip]:
    """Every tree that one misconception makes of one part of the tree."""
    count = 0
    for part in parts_of(node):
        for name, new in part_slips(part):
            count += 1
            if count > MOST:
                return
            tree = replaced(node, part, new)
            if tree != node:
                yield name, tree


def part_slips(part: Expr) -> Iterator[Slip]:
    """What misconceptions make of a part itself."""
    if isinstance(part, Pow):
        yield from _powers(part)
    elif isinstance(part, Mul):
        yield from _products(part)
    elif isinstance(part, Neg) and isinstance(part.arg, Add):
        yield "sign_before_parenthesis", added([negated(part.arg.terms[0]), *part.arg.terms[1:]])
    elif isinstance(part, Neg) and isinstance(part.arg, Mul):
        yield from _minus_product(part.arg)
    elif isinstance(part, Neg) and isinstance(part.arg, Pow):
        yield from ()
    elif isinstance(part, Div):
        yield from _quotients(part)
    elif isinstance(part, Add):
        yield from _sums(part)


def _poly(node: Expr) -> Poly:
    return poly_of(node) or Poly()


def _powers(part: Pow) -> Iterator[Slip]:
    if not isinstance(part.exponent, Num):
        return
    power = int(part.exponent.value)
    if isinstance(part.base, Add):
        pieces = [_poly(term) for term in part.base.terms]
        if len(pieces) == 2 and power == 2:
            yield from _squares(pieces[0], pieces[1])
        elif len(pieces) == 2 and power == 3:
            yield from _cubes(pieces[0], pieces[1])
        elif power > 1:
            yield "power_of_sum", added([written(_raised(piece, power)) for piece in pieces])
        if len(pieces) == 2 and power > 1:
            yield "power_as_product", multiplied([Num(Fraction(power)), part.base])
        return
    yield from _monomial_power(part, power)


def _raised(poly: Poly, power: int) -> Poly:
    total = Poly.constant(1)
    for _ in range(power):
        total = total * poly
    return total


def _squares(a: Poly, b: Poly) -> Iterator[Slip]:
    first, middle, last = a * a, a * b, b * b
    minus = bool(b.terms) and b.terms[0][1] < 0
    yield "power_of_sum", written(first - last if minus else first + last)
    yield "power_of_sum", written(first + last)
    yield "double_product_once", written(first + middle + last)
    yield "sign_of_middle_term", written(first - middle.scaled(2) + last)
    yield "sign_of_last_square", written(first + middle.scaled(2) - last)
    for one, name in ((a, "coefficient_not_raised"), (b, "coefficient_not_raised")):
        if one.terms and abs(one.terms[0][1]) != 1 and one.letters:
            mono, amount = one.terms[0]
            bare = _raised(Poly.of({mono: Fraction(1)}), 2).scaled(amount)
            other = last if one is a else first
            yield name, written(bare + middle.scaled(2) + other)


def _cubes(a: Poly, b: Poly) -> Iterator[Slip]:
    first, last = a * a * a, b * b * b
    yield "power_of_sum", written(first + last)
    yield "double_product_once", written(first + a * a * b + a * b * b + last)
    yield "sign_of_middle_term", written(first - (a * a * b).scaled(3) + (a * b * b).scaled(3) + last)
    yield "sign_of_middle_term", written(first + (a * a * b).scaled(3) - (a * b * b).scaled(3) + last)
    yield "sign_of_last_square", written(first + (a * a * b).scaled(3) + (a * b * b).scaled(3) - last)


def _monomial_power(part: Pow, power: int) -> Iterator[Slip]:
    inner = monomial(part.base)
    if inner is None or power < 2:
        return
    (mono, amount), letters = inner.terms[0], inner.letters
    raised = amount**power
    if letters and abs(amount) != 1:
        yield "coefficient_not_raised", written(Poly.of({_scale(mono, power): amount}))
        yield "coefficient_multiplied", written(Poly.of({_scale(mono, power): amount * power}))
    for name, exponent in mono if len(mono) > 1 else ():
        kept = tuple((other, each if other == name else each * power) for other, each in mono)
        del exponent
        yield "letter_not_raised", written(Poly.of({kept: raised}))
    if letters and any(exponent > 1 for _, exponent in mono):
        moved = tuple((name, exponent + power) for name, exponent in mono)
        yield "exponents_added_in_power", written(Poly.of({moved: raised}))
    if letters and amount != 1:
        yield "letter_not_raised", written(Poly.of({mono: raised}))
    if amount < 0 and power % 2 == 0:
        yield "sign_of_square", written(Poly.of({_scale(mono, power): -raised}))
    if not letters:
        yield "power_as_product", written(Poly.constant(amount * power))


def _scale(mono: Monomial, power: int) -> Monomial:
    return tuple((name, exponent * power) for name, exponent in mono)


def _products(part: Mul) -> Iterator[Slip]:
    sums = [factor for factor in part.factors if isinstance(factor, Add)]
    others = [factor for factor in part.factors if not isinstance(factor, Add)]
    if not sums:
        yield from _monomials(part)
        yield from _raised_product(part)
        return
    if len(sums) == 1 and others:
        yield from _distributed(_poly(multiplied(others)), sums[0])
    if len(sums) >= 2:
        rest = [*others, *sums[2:]]
        for name, new in _two_sums(sums[0], sums[1]):
            yield name, multiplied([*rest, new]) if rest else new


def _minus_product(product: Mul) -> Iterator[Slip]:
    """`-3(x - 2)` with the minus for the first term only."""
    sums = [factor for factor in product.factors if isinstance(factor, Add)]
    others = [factor for factor in product.factors if not isinstance(factor, Add)]
    if len(sums) != 1 or not others:
        return
    factor = _poly(multiplied(others))
    pieces = [factor * _poly(term) for term in sums[0].terms]
    if pieces:
        yield "sign_in_product", added([written(-pieces[0]), *(written(piece) for piece in pieces[1:])])


def _monomials(part: Mul) -> Iterator[Slip]:
    polys = [_poly(factor) for factor in part.factors]
    if any(len(poly.terms) != 1 for poly in polys):
        return
    amounts = [poly.terms[0][1] for poly in polys]
    total, mono = Fraction(1), _poly(part).terms[0][0] if _poly(part).terms else ()
    for amount in amounts:
        total *= amount
    with_letters = [poly for poly in polys if poly.letters]
    if len(with_letters) > 1:
        yield from _exponents(with_letters, total)
        if all(poly.letters for poly in polys):
            yield "coefficients_added", written(Poly.of({mono: sum(amounts, Fraction(0))}))
    if any(amount < 0 for amount in amounts):
        yield "sign_in_product", written(Poly.of({mono: -total}))


def _exponents(polys: list[Poly], total: Fraction) -> Iterator[Slip]:
    names = sorted({name for poly in polys for name in poly.letters})
    powers = {name: [poly.degree_in(name) for poly in polys if poly.degree_in(name)] for name in names}
    if any(len(each) > 1 for each in powers.values()):
        multiplied_up = {name: _times(each) for name, each in powers.items()}
        yield "exponents_multiplied", written(Poly.of({tuple(sorted(multiplied_up.items())): total}))
        kept = {name: max(each) for name, each in powers.items()}
        yield "exponents_kept", written(Poly.of({tuple(sorted(kept.items())): total}))


def _times(numbers: list[int]) -> int:
    out = 1
    for number in numbers:
        out *= number
    return min(out, 30)


def _raised_product(part: Mul) -> Iterator[Slip]:
    """`3 · 2²` taken for `(3 · 2)²`."""
    first, last = part.factors[0], part.factors[-1]
    if (
        len(part.factors) == 2
        and isinstance(last, Pow)
        and value(first) is not None
        and value(last) is not None
    ):
        whole = value(Pow(Mul((first, last.base)), last.exponent))
        if whole is not None:
            yield "coefficient_raised_too", written(Poly.constant(whole))


def _distributed(factor: Poly, inside: Add) -> Iterator[Slip]:
    pieces = [_poly(term) for term in inside.terms]
    right = [factor * piece for piece in pieces]
    yield "distribute_first_only", written(right[0] + _all(pieces[1:]))
    if len(pieces) > 2:
        yield "distribute_first_only", written(_all(right[:2]) + _all(pieces[2:]))
    for at in range(len(pieces)):
        if (factor.terms and factor.terms[0][1] < 0) or (pieces[at].terms and pieces[at].terms[0][1] < 0):
            yield (
                "sign_in_product",
                written(_all([-each if i == at else each for i, each in enumerate(right)])),
            )
    if factor.letters:
        wrong = []
        for piece in pieces:
            made = (
                list(_exponents([factor, piece], factor.terms[0][1] * piece.terms[0][1]))
                if piece.letters
                else []
            )
            wrong.append(_poly(made[0][1]) if made else factor * piece)
        yield "exponents_multiplied", written(_all(wrong))


def _all(polys: list[Poly]) -> Poly:
    total = Poly()
    for poly in polys:
        total = total + poly
    return total


def _two_sums(one: Add, two: Add) -> Iterator[Slip]:
    left, right = [_poly(term) for term in one.terms], [_poly(term) for term in two.terms]
    whole = _all(left) * _all(right)
    if conjugate(one, two):
        first = next((a for a in left if a in right), left[0])
        second = next((a for a in left if a not in right), left[-1])
        yield "sign_of_last_square", written(first * first + second * second)
        square = first * first - (first * second).scaled(2) + second * second
        yield "difference_of_squares_as_square", written(square)
        yield (
            "difference_of_squares_as_square",
            written(first * first + (first * second).scaled(2) + second * second),
        )
    yield "first_and_last_only", written(left[0] * right[0] + left[-1] * right[-1])
    yield "distribute_first_only", written(left[0] * _all(right) + _all(left[1:]))
    yield "forgotten_term", written(left[0] * _all(right))
    for a in left:
        for b in right:
            yield "forgotten_term", written(whole - a * b)
            if (a.terms and a.terms[0][1] < 0) or (b.terms and b.terms[0][1] < 0):
                yield "sign_in_product", written(whole - (a * b).scaled(2))


def _sums(part: Add) -> Iterator[Slip]:
    yield from _brackets(part)
    if not all(map(is_plain, part.terms)):
        return
    monos = [_poly(term).terms[0] if _poly(term).terms else ((), Fraction(0)) for term in part.terms]
    total = _poly(part)
    for at, (one, a) in enumerate(monos):
        for two, b in monos[at + 1 :]:
            rest = total - Poly.of({one: a}) - (Poly.of({two: b}))
            if one == two:
                yield from _like(one, a, b, rest)
            elif one or two:
                yield from _unlike((one, a), (two, b), rest)


def _brackets(part: Add) -> Iterator[Slip]:
    """`5 - (x - 2)`: the bracket taken away with its signs as they are."""
    for at, term in enumerate(part.terms):
        if isinstance(term, Neg) and isinstance(term.arg, Add):
            kept = [negated(term.arg.terms[0]), *term.arg.terms[1:]]
            yield "sign_before_parenthesis", added([*part.terms[:at], *kept, *part.terms[at + 1 :]])
            yield "sign_before_parenthesis", added([*part.terms[:at], *term.arg.terms, *part.terms[at + 1 :]])


def _like(mono: Monomial, a: Fraction, b: Fraction, rest: Poly) -> Iterator[Slip]:
    if mono:
        doubled = tuple((name, exponent * 2) for name, exponent in mono)
        yield "exponents_added_in_sum", written(Poly.of({doubled: a + b}) + rest)
        yield "exponents_added_in_sum", written(Poly.of({doubled: a * b}) + rest)
    for wrong in {a - b, b - a, -(a + b)} - {a + b}:
        yield "sign_in_sum", written(Poly.of({mono: wrong}) + rest)
    if mono and (a in (1, -1) or b in (1, -1)):
        yield "hidden_coefficient", written(Poly.of({mono: a + b - (a if a in (1, -1) else b)}) + rest)


def _unlike(one: tuple[Monomial, Fraction], two: tuple[Monomial, Fraction], rest: Poly) -> Iterator[Slip]:
    (first, a), (second, b) = one, two
    joined = dict(first)
    for name, exponent in second:
        joined[name] = joined.get(name, 0) + exponent
    for mono in dict.fromkeys((first, second, tuple(sorted(joined.items())))):
        if mono:
            yield "adding_unlike_terms", written(rest + Poly.of({mono: a + b}))


def _quotients(part: Div) -> Iterator[Slip]:
    top, bottom = poly_of(part.top), poly_of(part.bottom)
    if top is None or bottom is None:
        return
    below = bottom.number()
    if below is not None and len(top.terms) > 1:
        for mono, amount in top.terms:
            yield "divide_one_term_only", written(top + Poly.of({mono: amount / below - amount}))
        return
    if not bottom.letters:
        return
    yield from _cancelled_terms(top, bottom)
    if len(top.terms) == len(bottom.terms) == 1 and top.letters:
        shared = {
            n: dict(top.terms[0][0]).get(n, 0) + dict(bottom.terms[0][0]).get(n, 0) for n in top.letters
        }
        yield (
            "exponents_added_in_quotient",
            written(Poly.of({tuple(sorted(shared.items())): top.terms[0][1] / bottom.terms[0][1]})),
        )


def _cancelled_terms(top: Poly, bottom: Poly) -> Iterator[Slip]:
    """A term of the numerator crossed out with a term of the denominator."""
    for mono, amount in top.terms:
        for other, below in bottom.terms:
            scale = amount / below
            if len(top.terms) + len(bottom.terms) < 3 or (mono != other and not (mono and other)):
                continue
            if mono == other and abs(scale) == 1:
                rest, under = top - Poly.of({mono: amount}), bottom - Poly.of({other: below})
                for above in (rest, rest + Poly.constant(1)):
                    for down in (under, under + Poly.constant(1)):
                        if down.terms:
                            yield "cancelled_terms", _over(above, down)
            elif mono and other and set(dict(other)) <= set(dict(mono)):
                powers = {n: e - dict(other).get(n, 0) for n, e in mono}
                if min(powers.values()) < 0:
                    continue
                left = Poly.of({tuple((n, e) for n, e in sorted(powers.items()) if e): scale})
                rest, under = top - Poly.of({mono: amount}) + left, bottom - Poly.of({other: below})
                for down in (under, under + Poly.constant(1)):
                    if down.terms:
                        yield "cancelled_terms", _over(rest, down)


def _over(top: Poly, bottom: Poly) -> Expr:
    number = bottom.number()
    return written(top.scaled(1 / number)) if number else Div(written(top), written(bottom))


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
    from subjects.algebra.expressions.factoring import split

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
        from subjects.algebra.expressions.factors import root_of

        (mono, a), (other, b) = part.terms
        one, two = root_of(Poly.of({mono: abs(a)}), 2), root_of(Poly.of({other: abs(b)}), 2)
        if one is not None and two is not None:
            yield "power_of_sum", Pow(written(one + two), Num(Fraction(2)))
            yield "sign_of_last_square", multiplied([written(one + two), written(one - two)])
    if rule == "perfect_square" and isinstance(found, tuple):
        root = found[2][0][0]
        yield "sign_of_middle_term", Pow(written(_flipped(root)), Num(Fraction(2)))
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
    over = _all(tops)
    signs = [Poly() - b if isinstance(t, Neg) else b for t, b in zip(terms, bottoms, strict=True)]
    for below in (_all(bottoms), _all(signs)):
        if below.terms:
            yield "adding_denominators", _over(over, below)
    whole = bottoms[0]
    for each in bottoms[1:]:
        if each != whole:
            whole = whole * each
    yield "numerators_not_amplified", _over(over, whole)
    if len(terms) == 2 and isinstance(terms[1], Neg) and len(tops[1].terms) > 1:
        (mono, amount), *rest = tops[1].terms
        wrong = Poly.of({mono: amount}) - Poly.of(dict(rest))
        if bottoms[0] == bottoms[1]:
            yield "sign_before_fraction", _over(tops[0] + wrong, bottoms[0])
        else:
            yield (
                "sign_before_fraction",
                _over(tops[0] * bottoms[1] + wrong * bottoms[0], bottoms[0] * bottoms[1]),
            )
    if len(terms) == 2:
        cross = tops[0] * bottoms[1] + tops[1] * bottoms[0]
        yield "dropped_denominator", written(cross)
