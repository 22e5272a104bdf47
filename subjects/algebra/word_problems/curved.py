"""Stories with one equation of the second degree: their solutions, which of them make sense, and the class's way to them.

Only rational solutions: a story whose numbers are roots is left unsolved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, isqrt, lcm

from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.algebra.word_problems.story import LETTERS, Story, value_at
from subjects.expression import Expr, Relation, exact, number, read
from subjects.problem import Unsolved

Values = dict[str, Fraction]
SECOND = "'"
"""Ends the key of an asked quantity in the second of two answers that both make sense."""


def gaps_of(equations: Sequence[Relation]) -> list[Poly] | None:
    """Left side minus right side of each equation."""
    out: list[Poly] = []
    for relation in equations:
        left, right = (poly_of(side) for side in relation.sides)
        if left is None or right is None:
            return None
        out.append(left - right)
    return out


def rational_roots(gap: Poly, letter: str) -> tuple[Fraction, ...] | None:
    """The rational roots of a polynomial of the second degree in one letter; None where it has none, or others."""
    terms = gap.coefficients(letter)
    if gap.letters != {letter} or len(terms) != 3:
        return None
    c, b, a = terms
    inside = b * b - 4 * a * c
    if inside < 0:
        return None
    root = Fraction(isqrt(inside.numerator), isqrt(inside.denominator))
    if root * root != inside:
        return None
    return tuple(dict.fromkeys(((-b + root) / (2 * a), (-b - root) / (2 * a))))


def substituted(gap: Poly, given: Mapping[str, Poly]) -> Poly:
    """A polynomial with others in the place of letters."""
    total = Poly.constant(0)
    for mono, amount in gap.terms:
        term = Poly.constant(amount)
        for name, power in mono:
            for _ in range(power):
                term = term * given.get(name, Poly.letter(name))
        total = total + term
    return total


def _in_terms_of(gap: Poly, other: str, base: str) -> Poly:
    """The other letter of a linear equation in terms of the base."""
    lead = gap.amount(((other, 1),))
    rest = Poly.of({((base, 1),): gap.amount(((base, 1),)), (): gap.amount()})
    return rest.scaled(-1 / lead)


def _split(gaps: Sequence[Poly]) -> tuple[Poly, Poly] | None:
    """The linear and the curved one of two equations."""
    ordered = sorted(gaps, key=lambda gap: gap.degree)
    return (ordered[0], ordered[1]) if [gap.degree for gap in ordered] == [1, 2] else None


@lru_cache(maxsize=2048)
def reduced(gaps: tuple[Poly, ...], letters: tuple[str, ...]) -> tuple[dict[str, Poly], Poly, str] | None:
    """The other letter in terms of a base, and the equation of the second degree in the base alone."""
    if len(letters) == 1:
        return ({}, gaps[0], letters[0]) if len(gaps) == 1 and gaps[0].degree == 2 else None
    split = _split(gaps) if len(letters) == 2 and len(gaps) == 2 else None
    if split is None:
        return None
    best = None
    for base, other in (letters, letters[::-1]):
        if not split[0].amount(((other, 1),)):
            continue
        given = _in_terms_of(split[0], other, base)
        cost = sum(5 * a.denominator + abs(a.numerator) + 3 * (a < 0) for _, a in given.terms)
        if best is None or cost < best[0]:
            best = (cost, {other: given}, substituted(split[1], {other: given}), base)
    return None if best is None else best[1:]


def solutions(equations: Sequence[Relation], letters: Sequence[str]) -> tuple[Values, ...] | None:
    """Every solution of the equations of a curved story; None where it is none or has no rational ones."""
    gaps = gaps_of(equations)
    if gaps is None or any(gap.letters - set(letters) for gap in gaps):
        return None
    found = reduced(tuple(gaps), tuple(letters))
    if found is None:
        return None
    given, gap, base = found
    roots = rational_roots(gap, base)
    if roots is None:
        return None
    out = []
    for root in roots:
        values = {base: root}
        values |= {name: poly.at({base: root}).number() or Fraction(0) for name, poly in given.items()}
        out.append({letter: values[letter] for letter in letters})
    return tuple(out)


def _node(text: str) -> Expr:
    node = read(text)
    assert not isinstance(node, Relation | Unsolved)  # noqa: S101 - our own strings
    return node


def _makes_sense(story: Story, values: Values) -> bool:
    amounts = [*values.values(), *(value_at(_node(text), values) for _, text in story.asked)]
    if any(each is None or (story.whole and each.denominator != 1) for each in amounts):
        return False
    if story.positive and any(each is not None and each <= 0 for each in amounts):
        return False
    own = dict(zip(story.names, values.values(), strict=True))
    return all(own.get(big, 1) >= own.get(small, 0) for big, small in story.order)


def _told(story: Story, values: Values) -> tuple[Fraction, ...]:
    """What is asked, in an order that two names of one answer share."""
    plain = [text for name, text in story.asked if not name.endswith(SECOND)]
    amounts = [value_at(_node(text), values) or Fraction(0) for text in plain]
    return tuple(sorted(amounts)) if story.scene in ("numbers", "geometry") and len(plain) > 1 else tuple(amounts)


@lru_cache(maxsize=2048)
def sensible(story: Story) -> tuple[Values, ...]:
    """The solutions of a curved story that make sense, each answer once."""
    relations = [each for line in story.equations if isinstance(each := read(line), Relation)]
    out: dict[tuple[Fraction, ...], Values] = {}
    found = solutions(relations, LETTERS[: len(story.names)]) or ()
    if story.scene == "geometry":  # the length before the width, where both may be either
        found = tuple(sorted(found, key=lambda values: list(values.values()), reverse=True))
    for values in found:
        if _makes_sense(story, values):
            out.setdefault(_told(story, values), values)
    return tuple(out.values())


@lru_cache(maxsize=2048)
def discarded(story: Story) -> tuple[Fraction, ...]:
    """The roots of the one equation that make no sense in the story."""
    if not is_curved(story):
        return ()
    relations = [each for line in story.equations if isinstance(each := read(line), Relation)]
    letters = LETTERS[: len(story.names)]
    found = reduced(tuple(gaps_of(relations) or ()), letters)
    every = solutions(relations, letters) or ()
    bad = (v[found[2]] for v in every if found and not _makes_sense(story, v))
    return tuple(dict.fromkeys(bad))


@lru_cache(maxsize=2048)
def roots_told(story: Story) -> frozenset[Fraction]:
    """Both roots of the one equation of a curved story; of others none."""
    if not is_curved(story):
        return frozenset()
    relations = [each for line in story.equations if isinstance(each := read(line), Relation)]
    found = reduced(tuple(gaps_of(relations) or ()), LETTERS[: len(story.names)])
    return frozenset(() if found is None else rational_roots(found[1], found[2]) or ())


@lru_cache(maxsize=2048)
def is_curved(story: Story) -> bool:
    """Whether an equation of the story is of the second degree."""
    relations = [each for line in story.equations if isinstance(each := read(line), Relation)]
    return any(gap.degree > 1 for gap in gaps_of(relations) or ())


def lines_of(story: Story) -> list[tuple[str, str]] | None:
    """The rules and lines from the equations to the values of the letters, joined as in `solving`."""
    relations = [each for line in story.equations if isinstance(each := read(line), Relation)]
    letters = LETTERS[: len(story.names)]
    found = reduced(tuple(gaps_of(relations) or ()), letters)
    kept = sensible(story)
    if found is None or not kept:
        return None
    given, gap, base = found
    roots = rational_roots(gap, base) or ()
    others = [f"{name} = {exact(tree(poly))}" for name, poly in given.items()]
    out: list[tuple[str, str]] = []
    if given:
        out.append(("substitute_relation", "; ".join([*others, _open(relations, given)])))
    whole = gap.scaled(1 / Fraction(_common(gap)))
    out.append(("order_equation", "; ".join([*others, f"{exact(tree(whole))} = 0"])))
    out.append(("both_roots", "; ".join([*others, _either(base, roots)])))
    wanted = [values[base] for values in kept] if len(kept) > 1 else [kept[0][base]]
    if discarded(story):
        out.append(("discard_root", "; ".join([*others, _either(base, wanted)])))
    if given:
        pairs = [" and ".join(f"{name} = {exact(number(v[name]))}" for name in letters) for v in kept]
        joined = " or ".join(pairs) if len(pairs) > 1 else pairs[0].replace(" and ", "; ")
        out.append(("other_unknowns", joined))
    return out


def _open(relations: Sequence[Relation], given: Mapping[str, Poly]) -> str:
    """The curved equation with the other letter replaced and multiplied out, its number still on the right."""
    curved = next(each for each in relations if (gaps_of([each]) or [Poly.constant(0)])[0].degree > 1)
    sides = [poly_of(side) for side in curved.sides]
    left, right = (tree(substituted(side, given)) for side in sides if side is not None)
    return exact(Relation(("=",), (left, right)))


def _common(gap: Poly) -> Fraction:
    """What an equation is divided by to have coprime whole numbers, the first positive."""
    amounts = [amount for _, amount in gap.terms]
    over = lcm(*(each.denominator for each in amounts))
    shared = gcd(*(int(each * over) for each in amounts))
    lead = max(gap.terms, key=lambda term: sum(power for _, power in term[0]))[1]
    return Fraction(shared, over) * (1 if lead > 0 else -1)


def _either(base: str, roots: Sequence[Fraction]) -> str:
    return " or ".join(f"{base} = {exact(number(root))}" for root in roots)
