"""Random systems with friendly solutions, linear with two or three unknowns, and simple ones of the second degree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from subjects.algebra.polynomial import Poly, tree
from subjects.algebra.systems.system import equation
from subjects.expression import Add, Div, Expr, Mul, Num, Relation, Sym, number
from subjects.problem import Level

Lines = Sequence[Relation]
LETTERS: tuple[tuple[str, ...], ...] = (
    ("x", "y"),
    ("x", "y"),
    ("x", "y"),
    ("a", "b"),
    ("m", "n"),
    ("s", "t"),
)


def _small(rng: Random, low: int = 1, high: int = 6) -> int:
    return rng.choice((1, 1, -1)) * rng.randint(low, high)


def _row(amounts: Sequence[int], letters: Sequence[str], total: int) -> Relation:
    poly = Poly.of({((name, 1),): Fraction(a) for name, a in zip(letters, amounts, strict=True)})
    return equation(tree(poly), number(total))


def _values(rng: Random, count: int) -> list[int]:
    return [rng.choice((1, 1, 1, -1)) * rng.randint(1, 9) for _ in range(count)]


def plain(rng: Random, letters: Sequence[str]) -> Lines | None:
    """As many rows `a*x + b*y = c` as letters."""
    values = _values(rng, len(letters))
    top = 6 if len(letters) == 2 else 3
    rows = [
        [abs(_small(rng, 1, top)) if at == 0 else _small(rng, 1, top) for at in range(len(letters))]
        for _ in letters
    ]
    return [_row(row, letters, sum(a * v for a, v in zip(row, values, strict=True))) for row in rows]


def given(rng: Random, letters: Sequence[str]) -> Lines | None:
    """`y = a*x + b` and another equation."""
    x, y = letters
    one, two = _values(rng, 2)
    a = _small(rng, 1, 5)
    rest = tree(Poly.univariate(x, [two - a * one, a]))
    first = equation(Sym(y), rest)
    p, q = abs(_small(rng, 1, 5)), _small(rng, 1, 5)
    return [first, _row((p, q), letters, p * one + q * two)]


def loose(rng: Random, letters: Sequence[str]) -> Lines | None:
    """Terms on both sides, or a bracket."""
    x, y = letters
    one, two = _values(rng, 2)
    a, b, c, k = abs(_small(rng, 2, 5)), _small(rng, 1, 5), _small(rng, 1, 3), abs(_small(rng, 2, 4))
    right = tree(Poly.of({((y, 1),): Fraction(-b), (): Fraction(a * one + b * two)}))
    first = equation(tree(Poly.letter(x).scaled(a)), right)
    group = Mul((Num(Fraction(k)), Add((Sym(x), number(c)))))
    second = equation(Add((group, Sym(y))), number(k * (one + c) + two))
    return [first, second]


def fractions(rng: Random, letters: Sequence[str]) -> Lines | None:
    """Unknowns over small denominators."""
    x, y = letters
    p, q = rng.sample((2, 3, 4, 5), 2)
    one, two = p * rng.randint(1, 4), q * rng.randint(1, 4)
    left: Expr = Add((Div(Sym(x), Num(Fraction(p))), Div(Sym(y), Num(Fraction(q)))))
    a, b = abs(_small(rng, 1, 3)), _small(rng, 1, 3)
    return [
        equation(left, number(Fraction(one, p) + Fraction(two, q))),
        _row((a, b), letters, a * one + b * two),
    ]


def without(rng: Random, letters: Sequence[str]) -> Lines | None:
    """Proportional rows: incompatible or indeterminate."""
    a, b, k = abs(_small(rng, 1, 5)), _small(rng, 1, 5), rng.choice((2, 3, -2))
    c = _small(rng, 1, 9)
    off = rng.choice((0, 1, 2, -1))
    return [_row((a, b), letters, c), _row((k * a, k * b), letters, k * c + off)]


def product(rng: Random, letters: Sequence[str]) -> Lines | None:
    """A sum or difference, and a product or squares."""
    x, y = letters
    one, two = _values(rng, 2)
    sign = rng.choice((1, -1))
    first = _row((1, sign), letters, one + sign * two)
    kind = rng.randrange(3)
    if kind == 0:
        second = Poly.letter(x) * Poly.letter(y)
        return [first, equation(tree(second), number(one * two))]
    other = 1 if kind == 1 else -sign
    second = Poly.letter(x, 2) + Poly.letter(y, 2).scaled(other)
    total = one * one + other * two * two
    return [first, equation(tree(second), number(total))] if kind == 1 else None


def parabola(rng: Random, letters: Sequence[str]) -> Lines | None:
    """A parabola and a line."""
    x, y = letters
    one, two = rng.sample(range(-5, 6), 2)
    m, n = rng.randint(-3, 3), rng.randint(-5, 5)
    curve = Poly.univariate(x, [one * two + n, m - one - two, 1])
    line = Poly.univariate(x, [n, m])
    if not line.letters:
        return None
    return [equation(Sym(y), tree(curve)), equation(Sym(y), tree(line))]


def squares(rng: Random, letters: Sequence[str]) -> Lines | None:
    """The sum and the difference of two squares."""
    x, y = letters
    one, two = abs(_small(rng, 1, 7)), abs(_small(rng, 1, 7))
    sums = [Poly.letter(x, 2) + Poly.letter(y, 2).scaled(sign) for sign in (1, -1)]
    totals = (one * one + two * two, one * one - two * two)
    return [equation(tree(poly), number(total)) for poly, total in zip(sums, totals, strict=True)]


Shape = Callable[[Random, Sequence[str]], "Lines | None"]
LINEAR: tuple[Shape, ...] = (plain, given, loose, fractions, without)
CURVED: tuple[Shape, ...] = (product, parabola, squares)
_LINEAR_WEIGHTS = (8, 4, 3, 2, 1)


def system(rng: Random, level: Level) -> tuple[Lines, tuple[str, ...]]:
    """A system fit for the level and its letters."""
    while True:
        letters = rng.choice(LETTERS)
        draw = rng.random()
        if level in ("4eso", "1bach", "2bach") and draw < 0.25:
            lines = rng.choice(CURVED)(rng, letters)
        elif level in ("1bach", "2bach") and draw < 0.5:
            letters = ("x", "y", "z")
            lines = plain(rng, letters)
        else:
            lines = rng.choices(LINEAR, _LINEAR_WEIGHTS)[0](rng, letters)
        if lines is not None:
            return lines, letters


def alike(rng: Random, count: int, linear: bool, kind: str) -> Lines | None:
    """A system of the same nature as a given one."""
    letters = ("x", "y", "z")[:count] if count == 3 else rng.choice(LETTERS)
    if not linear:
        return rng.choice(CURVED)(rng, letters)
    if kind != "solutions":
        return without(rng, letters) if count == 2 else None
    return plain(rng, letters) if count == 3 else rng.choice(LINEAR[:4])(rng, letters)
