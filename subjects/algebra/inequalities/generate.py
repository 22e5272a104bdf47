"""Random inequalities with friendly ends, and how a message asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from subjects.algebra.polynomial import Poly, tree
from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Relation, number, show
from subjects.phrases import compile_pattern, expand
from subjects.problem import Lang, Level

LETTERS = "xxxxxxyztn"
OPS = ("<", "<=", ">", ">=")
Shape = Callable[[Random, str], "list[Relation]"]


def _line(op: str, left: Expr, right: Expr) -> Relation:
    return Relation((op,), (left, right))


def _poly(name: str, *amounts: int | Fraction) -> Expr:
    return tree(Poly.univariate(name, amounts))


def _end(rng: Random) -> int:
    return rng.choice((1, 1, -1)) * rng.randint(1, 9)


def _times(rng: Random, low: int = 2, high: int = 7) -> int:
    return rng.choice((1, 1, -1)) * rng.randint(low, high)


def plain(rng: Random, u: str) -> list[Relation]:
    """`a*x + b < c`."""
    a, b, end = _times(rng), _end(rng), _end(rng)
    left = Add((number(b), tree(Poly.letter(u).scaled(a)))) if a < 0 and b > 0 else _poly(u, b, a)
    return [_line(rng.choice(OPS), left, number(a * end + b))]


def both_sides(rng: Random, u: str) -> list[Relation]:
    """`a*x + b < c*x + d`."""
    a, c = rng.sample(range(1, 9), 2)
    b, end = _end(rng), _end(rng)
    return [_line(rng.choice(OPS), _poly(u, b, a), _poly(u, (a - c) * end + b, c))]


def bracket(rng: Random, u: str) -> list[Relation]:
    """`k*(x + b) < c*x + d`."""
    k, b, end = _times(rng, 2, 5), _end(rng), _end(rng)
    c = rng.choice([n for n in range(7) if n != k])
    group = Mul((Num(Fraction(abs(k))), _poly(u, b, 1)))
    left: Expr = Neg(group) if k < 0 else group
    return [_line(rng.choice(OPS), left, _poly(u, k * (end + b) - c * end, c))]


def fraction(rng: Random, u: str) -> list[Relation]:
    """`(x + a)/m - (x + b)/n < c`."""
    m, n = rng.sample((2, 3, 4, 5), 2)
    a, b = _end(rng), _end(rng)
    total = Fraction(_end(rng))
    return [
        _line(
            rng.choice(OPS),
            Add((Div(_poly(u, a, 1), Num(Fraction(m))), Div(_poly(u, b, 1), Num(Fraction(n))))),
            number(total),
        )
    ]


def without(rng: Random, u: str) -> list[Relation]:
    """All values or none."""
    a, b, d = rng.randint(1, 6), _end(rng), _end(rng)
    return [
        _line(rng.choice(OPS), Mul((Num(Fraction(a + 1)), _poly(u, b, 1))), _poly(u, (a + 1) * b + d, a + 1))
    ]


def double(rng: Random, u: str) -> list[Relation]:
    """`l < a*x + b <= h`."""
    a, b = _times(rng, 2, 4), _end(rng)
    low, high = sorted(rng.sample(range(-8, 9), 2))
    ends = sorted((a * low + b, a * high + b))
    return [
        Relation(
            (rng.choice(("<", "<=")), rng.choice(("<", "<="))),
            (number(ends[0]), _poly(u, b, a), number(ends[1])),
        )
    ]


def quadratic(rng: Random, u: str) -> list[Relation]:
    """`a*x**2 + b*x + c < 0` by its roots."""
    one, two = (rng.randint(-6, 6) for _ in range(2))
    a = rng.choice((1, 1, 1, 2, -1))
    poly = (Poly.univariate(u, [-one, 1]) * Poly.univariate(u, [-two, 1])).scaled(a)
    constant = rng.choice((0, 0, _end(rng)))
    return [_line(rng.choice(OPS), tree(poly + Poly.constant(constant)), number(constant))]


def square(rng: Random, u: str) -> list[Relation]:
    """`x**2 > 9`."""
    return [_line(rng.choice(OPS), _poly(u, 0, 0, 1), number(rng.randint(2, 9) ** 2))]


def factored(rng: Random, u: str) -> list[Relation]:
    """`(x - 1)*(x + 2) < 0`."""
    one, two = rng.sample([n for n in range(-6, 7) if n], 2)
    return [_line(rng.choice(OPS), Mul((_poly(u, -one, 1), _poly(u, -two, 1))), Num(Fraction(0)))]


def rational(rng: Random, u: str) -> list[Relation]:
    """`(x - 1)/(x + 2) >= 0`."""
    one, two = rng.sample([n for n in range(-6, 7) if n], 2)
    return [_line(rng.choice(OPS), Div(_poly(u, -one, 1), _poly(u, -two, 1)), Num(Fraction(0)))]


def absolute(rng: Random, u: str) -> list[Relation]:
    """`|a*x + b| < c`."""
    a = rng.choice((1, 1, 2))
    middle, half = _end(rng), rng.randint(1, 7)
    bound = rng.choice((a * half, a * half, a * half, -half))
    return [_line(rng.choice(OPS), Func("abs", _poly(u, -a * middle, a)), number(bound))]


def pair(rng: Random, u: str) -> list[Relation]:
    """Two linear ones to be met together."""
    return [*plain(rng, u), *plain(rng, u)]


_EARLY: tuple[tuple[Shape, int], ...] = (
    (plain, 5),
    (both_sides, 4),
    (bracket, 3),
    (fraction, 2),
    (without, 1),
)
_LATE: tuple[tuple[Shape, int], ...] = (
    *_EARLY, (double, 3), (quadratic, 4), (square, 2), (factored, 2), (absolute, 3), (pair, 3), (rational, 2),
)  # fmt: skip


def inequality(rng: Random, level: Level) -> tuple[list[Relation], str]:
    """Relations fit for the level, and their unknown."""
    shapes = _EARLY if level in ("2eso", "3eso") else _LATE
    u = rng.choice(LETTERS)
    return rng.choices([shape for shape, _ in shapes], [weight for _, weight in shapes])[0](rng, u), u


def like(rng: Random, shape: str, u: str) -> list[Relation]:
    """Relations of the same nature as those of a solved one."""
    kinds: dict[str, Sequence[Shape]] = {
        "linear": (plain, both_sides, bracket, fraction, without), "double": (double,), "absolute": (absolute,),
        "roots": (quadratic, square, factored), "rational": (rational,), "several": (pair,),
    }  # fmt: skip
    return rng.choice(kinds[shape])(rng, u)


_ASK: dict[Lang, tuple[str, ...]] = {
    "es": (
        "[Resuelve|Resolver|resuelve|Soluciona] [la inecuación|esta inecuación|la siguiente inecuación|la desigualdad|]: {e}",
        "[Resuelve|resuelve] {e}",
        "[ayuda|ayúdame|me ayudas] con [esta inecuación|la inecuación]: {e}",
        "[no sé|no se] [resolver|hacer|empezar] [esta inecuación|la inecuación]: {e}",
        "¿Para qué valores de {u} se cumple {e}?",
        "[hola|buenas], [tengo|me han puesto] [esta inecuación|la inecuación] {e}",
        "{e}",
    ),
    "en": (
        "[Solve|solve|Please solve] [the inequality|this inequality|the following inequality|]: {e}",
        "[Solve|solve] {e}",
        "[help|help me|can you help] with [this inequality|the inequality]: {e}",
        "[I don't know|idk] how to [solve|start] [this inequality|the inequality]: {e}",
        "For which values of {u} is it true that {e}?",
        "[hi|hello], [I have|I've got] [this inequality|the inequality] {e}",
        "{e}",
    ),
}
_SYSTEM: dict[Lang, str] = {
    "es": "[Resuelve|resuelve] el sistema de inecuaciones: {e}",
    "en": "[Solve|solve] the system of inequalities: {e}",
}


def ask(nodes: Sequence[Relation], unknown: str, rng: Random, lang: Lang) -> str:
    """A message that asks for them."""
    written = "; ".join(show(node, lang) for node in nodes)
    draw = rng.random()
    if draw < 0.2:
        written = written.replace(" ", "") if "|" not in written else written
    elif draw < 0.35:
        written = written.replace("≤", "<=").replace("≥", ">=")
    pattern = _SYSTEM[lang] if len(nodes) > 1 else rng.choice(_ASK[lang])
    return (
        expand(compile_pattern(pattern), rng)
        .replace("{e}", written)
        .replace("{u}", unknown)
        .replace(" :", ":")
    )


_STEP: dict[Lang, tuple[str, ...]] = {
    "es": ("{e}", "{e}", "{e}", "[queda|me queda|me sale] {e}", "[entonces|pues] {e}"),
    "en": ("{e}", "{e}", "{e}", "[I get|so I get] {e}", "[so|then] {e}"),
}


def say(line: str, rng: Random, lang: Lang) -> str:
    """A message that states a line of work."""
    return expand(compile_pattern(rng.choice(_STEP[lang])), rng).replace("{e}", line)
