"""What students do wrong in a system: each misconception as a transform of right equations.

A wrong line is one equation that is zero as a polynomial; a wrong value is explained by a wrong line that has it as
its root. Names are keys of `misconception` in the phrases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations, product

from subjects.algebra.polynomial import Monomial, Poly
from subjects.algebra.systems.system import whole

Wrong = tuple[str, Poly]


def amount(poly: Poly, name: str) -> Fraction:
    """The coefficient of a letter."""
    return poly.amount(((name, 1),))


def without(poly: Poly, name: str) -> Poly:
    """All but the term of a letter."""
    return poly - Poly.letter(name).scaled(amount(poly, name))


@lru_cache(maxsize=1024)
def wrong_lines(polys: tuple[Poly, ...], unknowns: tuple[str, ...], first: str = "add") -> tuple[Wrong, ...]:
    """Wrong equations, each once, with the slip that explains it: `first` names the kind that is tried before the
    others, `isolate`, `substitute` or `add`."""
    makers = {"isolate": _isolations, "substitute": _substitutions, "add": _combinations}
    out: dict[Poly, str] = {}
    right = {whole(poly) for poly in polys}
    for kind in sorted(makers, key=lambda each: each != first):
        if kind == "add" and any(poly.degree > 1 for poly in polys):
            continue
        for name, poly in makers[kind](polys, unknowns):
            key = whole(poly)
            if key.terms and key not in right:
                out.setdefault(key, name)
    return tuple((name, poly) for poly, name in out.items())


def wrong_isolations(poly: Poly, name: str) -> Iterator[tuple[str, Poly]]:
    """What a letter is wrongly said to be, from an equation in which it stands with a number."""
    a, rest = amount(poly, name), -without(poly, name)
    constant = Poly.constant(rest.amount())
    letters = rest - constant
    if constant.terms and letters.terms:
        yield "sign_on_moving_term", (constant - letters).scaled(1 / a)
        yield "sign_on_moving_term", (letters - constant).scaled(1 / a)
    elif letters.terms:
        yield "sign_on_moving_term", letters.scaled(-1 / a)
    if a not in (1, -1) and constant.terms and letters.terms:
        yield "divide_one_term_only", constant.scaled(1 / a) + letters
        yield "divide_one_term_only", constant + letters.scaled(1 / a)
        yield "divide_one_term_only", constant.scaled(1 / abs(a)) + letters
    if a not in (1, -1):
        yield "forgotten_coefficient", rest
        yield "coefficient_as_term", rest - Poly.constant(a)
        yield "inverse_operation", rest.scaled(a)
    if a < 0:
        yield "forgotten_minus", rest.scaled(-1 / a)
        if constant.terms and letters.terms:
            yield "forgotten_minus", (constant - letters).scaled(-1 / a)


def _isolations(polys: Sequence[Poly], unknowns: Sequence[str]) -> Iterator[Wrong]:
    for poly in polys:
        for name in unknowns:
            if _isolable(poly, name):
                for wrong, given in wrong_isolations(poly, name):
                    yield wrong, Poly.letter(name) - given


def _isolable(poly: Poly, name: str) -> bool:
    return (
        poly.degree_in(name) == 1
        and bool(amount(poly, name))
        and set(poly.by_power(name)[1].letters) == set()
    )


def _substitutions(polys: Sequence[Poly], unknowns: Sequence[str]) -> Iterator[Wrong]:
    """A letter's expression put wrongly into another equation, or a wrong one put in rightly."""
    for at, poly in enumerate(polys):
        for name in unknowns:
            if not _isolable(poly, name):
                continue
            given = -without(poly, name).scaled(1 / amount(poly, name))
            others = [other for where, other in enumerate(polys) if where != at and name in other.letters]
            for other in others:
                if other.degree == 1:
                    yield from _put_in(other, name, given, unknowns)
                elif other.degree == 2:
                    yield from _squared(other, name, given)
            for other in others if len(polys) < 4 and len(unknowns) < 3 else ():
                for wrong, bad in wrong_isolations(poly, name):
                    put = replaced(other, name, bad)
                    if put is not None:
                        yield wrong, put


def replaced(poly: Poly, name: str, given: Poly) -> Poly | None:
    """A polynomial with another in the place of a letter; None where its degree grows too high."""
    total = Poly()
    for power, factor in poly.by_power(name).items():
        if power * max(given.degree, 1) > 4:
            return None
        for _ in range(power):
            factor = factor * given
        total = total + factor
    return total


def _put_in(other: Poly, name: str, given: Poly, unknowns: Sequence[str]) -> Iterator[Wrong]:
    b, rest = amount(other, name), without(other, name)
    constant = Poly.constant(given.amount())
    letters = given - constant
    if constant.terms and letters.terms and b != 1:
        for first, last in ((constant, letters), (letters, constant)):
            yield "substitute_without_brackets", rest + first.scaled(b) + last
        if b < 0:
            for first, last in ((constant, letters), (letters, constant)):
                yield "sign_before_parenthesis", rest + first.scaled(b) - last.scaled(b)
    if b not in (1, -1):
        yield "forgotten_factor", rest + given.scaled(1 if b > 0 else -1)
    if b < 0:
        yield "substitute_without_brackets", rest - given.scaled(b)
    for wrong in unknowns:
        if wrong != name and wrong in other.letters:
            put = replaced(other, wrong, given)
            if put is not None:
                yield "substitute_for_other_unknown", put


def _squared(other: Poly, name: str, given: Poly) -> Iterator[Wrong]:
    """`(7 - x)**2` without its double product, or with its square's sign lost."""
    square = other.amount(((name, 2),))
    constant = Poly.constant(given.amount())
    letters = given - constant
    if square and constant.terms and letters.terms and not amount(other, name):
        rest = other - Poly.letter(name, 2).scaled(square)
        if name not in rest.letters:
            plain, twice = constant * constant + letters * letters, (constant * letters).scaled(2)
            yield "square_without_double_product", rest + plain.scaled(square)
            yield (
                "square_without_double_product",
                rest + (constant * constant - letters * letters).scaled(square),
            )
            yield "sign_in_square_of_difference", rest + (plain - twice).scaled(square)


def _combinations(polys: Sequence[Poly], unknowns: Sequence[str]) -> Iterator[Wrong]:
    """Equations multiplied and added wrongly."""
    for one, two in combinations(polys, 2):
        for name in unknowns:
            a, b = amount(one, name), amount(two, name)
            if not a or not b:
                continue
            yield from _added(one, two, name)
            for first, times, second, again in ((one, abs(b), two, abs(a)), (two, abs(a), one, abs(b))):
                shared = _shared(times, again)
                for factor in _multiples(times, shared, len(unknowns)):
                    for wrong, poly in _multiplied(first, factor, unknowns):
                        yield wrong, poly
                        other = second.scaled(again / shared)
                        for total in (poly + other, poly - other):
                            if not amount(total, name):
                                yield wrong, total


def _multiples(times: Fraction, shared: Fraction, unknowns: int) -> list[Fraction]:
    """What an equation is multiplied by: of two unknowns also without the shared factor taken out."""
    tried = [times / shared, -times / shared, *((times, -times) if unknowns < 3 else ())]
    return [factor for factor in dict.fromkeys(tried) if factor != 1]


def _shared(one: Fraction, two: Fraction) -> Fraction:
    while two:
        one, two = two, one % two
    return one


def _multiplied(poly: Poly, factor: Fraction, unknowns: Sequence[str]) -> Iterator[Wrong]:
    """An equation of which only a side, or a term, is multiplied."""
    constant = Poly.constant(poly.amount())
    if factor == 1:
        return
    if constant.terms:
        yield "one_side_only", (poly - constant).scaled(factor) + constant
    for name in unknowns:
        if amount(poly, name):
            kept = Poly.letter(name).scaled(amount(poly, name))
            yield "multiply_one_term_only", (poly - kept).scaled(factor) + kept
    if factor < 0 and constant.terms:
        yield "sign_in_product", (poly - constant).scaled(factor) - constant.scaled(factor)
    for name in unknowns:
        term = Poly.letter(name).scaled(amount(poly, name))
        if factor < 0 and term.terms:
            yield "sign_in_product", (poly - term).scaled(factor) - term.scaled(factor)


def _added(one: Poly, two: Poly, name: str) -> Iterator[Wrong]:
    """`k*E1 + m*E2` with the signs of some columns mistaken, or the letter thought away that does not go away."""
    a, b = amount(one, name), amount(two, name)
    shared = _shared(abs(a), abs(b))
    one, two = one.scaled(abs(b) / shared), two.scaled(abs(a) / shared)
    right = -1 if (a > 0) is (b > 0) else 1
    wrong_sum = without(one + two.scaled(-right), name)
    yield ("added_instead_of_subtracted" if right < 0 else "subtracted_instead_of_added"), wrong_sum
    letters = sorted((one.letters | two.letters) - {name})
    columns: list[Monomial] = [*(((letter, 1),) for letter in letters), ()]
    for signs in product((1, -1), repeat=len(columns)):
        if len(set(signs)) > 1:
            parts = {
                mono: one.amount(mono) + sign * two.amount(mono)
                for mono, sign in zip(columns, signs, strict=True)
            }
            yield "sign_in_subtracting_equations", Poly.of(parts)


def wrong_values(poly: Poly, name: str) -> Iterator[tuple[str, Fraction]]:
    """Wrong values of a letter from its own equation `a*x = c`, written with any terms."""
    a, c = amount(poly, name), -poly.amount()
    if not a:
        return
    if a not in (1, -1):
        yield "inverse_operation", c * a
        yield "coefficient_as_term", c - a
        yield "forgotten_coefficient", c
        if c:
            yield "inverted_fraction", a / c
    if c:
        yield "sign_in_division", -c / a


def wrong_backs(poly: Poly, name: str, values: dict[str, Fraction]) -> Iterator[tuple[str, Fraction]]:
    """Wrong values of a letter from an equation into which right values of the others are put."""
    a = amount(poly, name)
    others = sorted(poly.letters - {name})
    if not a or any(other not in values for other in others) or not others:
        return
    constant = poly.amount()
    parts = {other: amount(poly, other) * values[other] for other in others}
    total = sum(parts.values(), Fraction(0))
    yield "sign_on_moving_term", (-constant + total) / a
    yield "sign_on_moving_term", (constant - total) / a
    if a not in (1, -1):
        yield "forgotten_coefficient", -constant - total
    for other in others:
        lost = total - parts[other] + values[other] * (1 if amount(poly, other) > 0 else -1)
        yield "forgotten_factor", (-constant - lost) / a
        yield "sign_in_product", (-constant - total + 2 * parts[other]) / a


def swapped(values: Sequence[Fraction], stated: Sequence[Fraction]) -> bool:
    """Whether the right values are given to the wrong letters."""
    return tuple(stated) != tuple(values) and tuple(stated) in set(permutations(values))
