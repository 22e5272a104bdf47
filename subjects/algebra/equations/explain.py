"""Which misconception leads from where the student stood to a wrong line or answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from subjects.algebra.equations.claims import Claim
from subjects.algebra.equations.facts import Facts
from subjects.algebra.equations.mistakes import roots_of, wrong_lines
from subjects.algebra.equations.reals import Root, amount_of, has, near
from subjects.algebra.equations.shapes import Relations, alike, is_final, key, same_line, sides_key
from subjects.algebra.equations.slips import slips
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Add, Expr, Mul, Pow, Relation, Sym, symbols_of, value

_LOSING = frozenset({"losing_negative_root", "dividing_by_unknown", "absolute_one_case"})


def explain(
    facts: Facts,
    lines: Relations,
    values: tuple[Root, ...] | None,
    stands: Sequence[Relations],
    reached: int,
    plain: bool = True,
    lost: bool = False,
    letter: str = "",
) -> str | None:
    """`lines`: what was written; `values`: the values it states; `lost`: only slips that lose solutions count."""
    unknown = letter or facts.unknown
    cases = lost and _in_factors(facts, stands, reached)
    best: dict[int, list[str]] = {}
    for place in _places(facts, stands, reached, unknown):
        for name, wrong in wrong_lines(place, unknown):
            if (lost and name not in _LOSING) or (cases and not _are_powers(place)):
                continue
            rank = _rank(lines, values if plain else None, wrong, place, unknown)
            if rank is not None:
                best.setdefault(rank, []).append(name)
        if 0 in best or 1 in best:
            break
    if best:
        rank = min(best)
        return min(
            best[rank], key=lambda name: _place_in(_LAST_FOR_VALUES if rank > 2 else _LAST_FOR_LINES, name)
        )
    if lost:
        return None
    return _slip(facts, lines, stands, reached, unknown)


_LAST_FOR_VALUES = (
    "coefficient_sign",
    "sign_in_factors",
    "sign_in_sum",
    "adding_unlike_terms",
    "sign_on_moving_term",
)
_LAST_FOR_LINES = ("coefficient_sign", "sign_in_factors", "absolute_one_case")
"""Names that give way to any other that fits as well."""


def _place_in(order: tuple[str, ...], name: str) -> int:
    return order.index(name) + 1 if name in order else 0


def _in_factors(facts: Facts, stands: Sequence[Relations], reached: int) -> bool:
    """Whether the student has the cases already: then one of them is not lost but still to be said."""
    done = [*stands, *facts.lines[:reached]]
    return any(_is_product(line) for lines in done for line in lines) or any(len(lines) > 1 for lines in done)


def _are_powers(place: Relations) -> bool:
    """Alternatives such as `x**2 = 4 or x**2 = 1`, each with a root to lose."""
    return len(place) > 1 and all(isinstance(line.sides[0], Pow) for line in place)


def _is_product(line: Relation) -> bool:
    return any(
        isinstance(side, Mul) and sum(bool(symbols_of(f)) for f in side.factors) > 1 for side in line.sides
    ) and any(value(side) == 0 for side in line.sides)


def _places(facts: Facts, stands: Sequence[Relations], reached: int, unknown: str) -> Iterator[Relations]:
    """Lines where the student may have stood: the last right ones, then the class's from there on, then those before."""
    lines: list[Relations] = [(facts.relation,), *facts.lines]
    ahead = [*lines[reached:], *lines[:reached]]
    for place in dict.fromkeys([*reversed(list(stands)), *ahead]):
        if place and all(symbols_of(line) == {unknown} for line in place):
            yield place


def _rank(
    lines: Relations, values: tuple[Root, ...] | None, wrong: Relations, place: Relations, unknown: str
) -> int | None:
    """0 to 2: the line itself, ever more loosely; 3: one of its cases; 4: the values."""
    if lines and alike(lines, wrong):
        return 0
    same = same_line(lines, wrong) if lines else None
    if same is not None:
        return 1 + same
    if len(lines) < len(wrong) and lines and values is None:
        shapes = {sides_key(line) for line in wrong} - {sides_key(line) for line in place}
        if {sides_key(line) for line in lines} <= shapes:
            return 3
        keys = {key(line) for line in wrong} - {key(line) for line in place}
        if {key(line) for line in lines} <= keys - {None}:
            return 3
    if values is None:
        return None
    roots = roots_of(wrong, unknown)
    if roots is None or len(roots) != len(values):
        return None
    return 4 if all(has(values, root) for root in roots) else None


def _slip(
    facts: Facts, lines: Relations, stands: Sequence[Relations], reached: int, unknown: str
) -> str | None:
    """One number of the line is off, all else is as the class or the student has it; or the factors are wrong."""
    unfinished = [line for line in lines if line.sides[0] == Sym(unknown) and not is_final(line.sides[1])]
    if unfinished and len(unfinished) == len(lines) and _stands_at_values(stands, unknown):
        return "arithmetic"
    if len(lines) == 1 and _is_product(lines[0]):
        return "wrong_factors"
    if len(lines) != 1:
        return None
    mine = _difference(lines[0])
    if mine is None or len(mine.terms) < 2:
        return None
    for place in _places(facts, stands, reached, unknown):
        if len(place) != 1:
            continue
        theirs = _difference(place[0])
        if theirs is None:
            continue
        for sign in (1, -1):
            gap = mine - theirs.scaled(sign)
            if len(gap.terms) == 1 and len(theirs.terms) > 1:
                mono, amount = gap.terms[0]
                return (
                    "sign_in_sum" if amount == mine.amount(mono) * 2 and mine.amount(mono) else "arithmetic"
                )
    return None


def _stands_at_values(stands: Sequence[Relations], unknown: str) -> bool:
    """Whether the last right line gives the unknown by numbers to be worked out."""
    return bool(stands) and all(
        line.sides[0] == Sym(unknown) and not symbols_of(line.sides[1]) for line in stands[-1]
    )


def _difference(line: Relation) -> Poly | None:
    left, right = (poly_of(side) for side in line.sides)
    return None if left is None or right is None else left - right


def explain_sum(claim: Claim, facts: Facts, stands: Sequence[Relations], reached: int) -> str | None:
    """Of a false sum of numbers: a slip on its left side, a sign, or plain arithmetic."""
    left, right = claim.numbers
    target = amount_of(right)
    if target is None:
        return None
    line = Relation(("=",), (left, right))
    for place in _places(facts, stands, reached, facts.unknown):
        for name, wrong in wrong_lines(place, facts.unknown):
            if alike((line,), wrong):
                return name
    for name, new in slips(left):
        amount = amount_of(new)
        if amount is not None and near(amount, target):
            return name
    one = amount_of(left)
    if one is not None and near(-one, target):
        return "sign_in_sum"
    if isinstance(left, Add) and _signs_differ(left, target):
        return "sign_in_sum"
    return "arithmetic"


def _signs_differ(left: Add, target: object) -> bool:
    amounts = [value(term) for term in left.terms]
    if len(amounts) != 2 or None in amounts:
        return False
    one, two = (amount for amount in amounts if amount is not None)
    return any(Fraction(str(target)) == each for each in (one - two, two - one))


def explain_coefficient(given: Mapping[str, Fraction | None], facts: Facts) -> str | None:
    """A coefficient with the other sign."""
    for triple in facts.triples:
        own = dict(zip("abc", triple, strict=True))
        if all(amount is not None and abs(amount) == abs(own[name]) for name, amount in given.items()):
            return "coefficient_sign"
    return None


def explain_discriminant(node: Expr, facts: Facts) -> str | None:
    """Which slip gives a wrong discriminant."""
    amount = value(node)
    for a, b, c in facts.triples:
        for name, wrong in (
            ("discriminant_sign", b * b + 4 * a * c),
            ("square_of_negative", -b * b - 4 * a * c),
            ("discriminant_factor", b * b - a * c),
            ("discriminant_factor", b * b - 4 * c),
            ("square_as_double", 2 * b - 4 * a * c),
            ("negative_discriminant", -(b * b - 4 * a * c)),
        ):
            if amount == wrong:
                return name
    return "arithmetic" if amount is not None else None
