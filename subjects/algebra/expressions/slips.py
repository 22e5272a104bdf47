"""What students do wrong on an expression: each misconception as a transform of one part of a right line.

The same transforms make exercises for training and explain a wrong line. Names are the keys of `misconception` in the
bank of phrases.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.expressions.expanding import conjugate
from subjects.algebra.expressions.shapes import (
    added,
    is_plain,
    monomial,
    multiplied,
    negated,
    parts_of,
    replaced,
    written,
)
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
    yield "distribute_first_only", written(right[0] + summed(pieces[1:]))
    if len(pieces) > 2:
        yield "distribute_first_only", written(summed(right[:2]) + summed(pieces[2:]))
    for at in range(len(pieces)):
        if (factor.terms and factor.terms[0][1] < 0) or (pieces[at].terms and pieces[at].terms[0][1] < 0):
            yield (
                "sign_in_product",
                written(summed([-each if i == at else each for i, each in enumerate(right)])),
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
        yield "exponents_multiplied", written(summed(wrong))


def summed(polys: list[Poly]) -> Poly:
    """The polynomials added."""
    total = Poly()
    for poly in polys:
        total = total + poly
    return total


def _two_sums(one: Add, two: Add) -> Iterator[Slip]:
    left, right = [_poly(term) for term in one.terms], [_poly(term) for term in two.terms]
    whole = summed(left) * summed(right)
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
    yield "distribute_first_only", written(left[0] * summed(right) + summed(left[1:]))
    yield "forgotten_term", written(left[0] * summed(right))
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
    yield from _all_added(monos)
    for at, (one, a) in enumerate(monos):
        for two, b in monos[at + 1 :]:
            rest = total - Poly.of({one: a}) - (Poly.of({two: b}))
            if one == two:
                yield from _like(one, a, b, rest)
            elif one or two:
                yield from _unlike((one, a), (two, b), rest)


def _all_added(monos: list[tuple[Monomial, Fraction]]) -> Iterator[Slip]:
    """The exponents added in every sum of like terms at once."""
    groups: dict[Monomial, list[Fraction]] = {}
    for mono, amount in monos:
        groups.setdefault(mono, []).append(amount)
    if sum(len(each) > 1 for mono, each in groups.items() if mono) > 1:
        added_up = {
            tuple((name, exponent * len(each)) for name, exponent in mono): sum(each, Fraction(0))
            for mono, each in groups.items()
        }
        yield "exponents_added_in_sum", written(Poly.of(added_up))


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
                            yield "cancelled_terms", written_over(above, down)
            elif mono and other and set(dict(other)) <= set(dict(mono)):
                powers = {n: e - dict(other).get(n, 0) for n, e in mono}
                if min(powers.values()) < 0:
                    continue
                left = Poly.of({tuple((n, e) for n, e in sorted(powers.items()) if e): scale})
                rest, under = top - Poly.of({mono: amount}) + left, bottom - Poly.of({other: below})
                for down in (under, under + Poly.constant(1)):
                    if down.terms:
                        yield "cancelled_terms", written_over(rest, down)


def written_over(top: Poly, bottom: Poly) -> Expr:
    """A quotient as a tree; divided out where the divisor is a number."""
    number = bottom.number()
    return written(top.scaled(1 / number)) if number else Div(written(top), written(bottom))
