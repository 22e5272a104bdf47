"""Random equations with nice numbers by kind and level, others of the structure of a given one, and wrong lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from subjects.algebra.detail import way_of
from subjects.algebra.equations.check import check
from subjects.algebra.equations.mistakes import FORMULA_SLIPS, RULES, wrong_lines
from subjects.algebra.equations.parse import parse
from subjects.algebra.equations.reveal import numbers_in
from subjects.algebra.equations.sets import rebuilt, solutions
from subjects.algebra.equations.shapes import Relations, relations_of
from subjects.algebra.equations.trace import Trace, trace
from subjects.algebra.equations.way import AND_ALSO, OR, Stage, equation
from subjects.algebra.equations.words import ask
from subjects.algebra.notation import show_exact
from subjects.algebra.polynomial import Poly, tree
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    exact,
    number,
    read,
    show,
    symbols_of,
)
from subjects.problem import Exercise, Lang, Level, Problem, Solution

LETTERS = "xxxxxxxxxxyztmn"
TWO = Num(Fraction(2))


def exercise(rng: Random, lang: Lang, level: Level) -> Exercise:
    """A random equation fit for the level, in a student's or a textbook's words."""
    shapes, weights = _LEVELS[level]
    while True:
        unknown = rng.choice(LETTERS)
        text = rng.choices(shapes, weights)[0](rng, unknown)
        found = None if text is None else _asked(text, ask(text, unknown, rng, lang), lang)
        if found is not None:
            return found


def _asked(text: str, message: str, lang: Lang) -> Exercise | None:
    """None where the words do not read back as this very equation."""
    problem = parse(message, lang)
    if not isinstance(problem, Problem) or problem.canonical != text:
        return None
    return Exercise(message, problem)


def _signed(rng: Random, high: int = 9) -> int:
    return rng.choice((1, -1)) * rng.randint(1, high)


def _poly(u: str, *coefficients: int) -> Expr:
    """Highest degree first."""
    return tree(Poly.univariate(u, coefficients[::-1]))


def _canonical(left: Expr, right: Expr) -> str | None:
    text = equation(left, right)
    node = read(text)
    return exact(node) if isinstance(node, Relation) else None


def _zero(left: Expr) -> str | None:
    return _canonical(left, number(0))


def _complete(rng: Random, u: str) -> str | None:
    r, s = _signed(rng), _signed(rng)
    draw = rng.random()
    if draw < 0.12:
        s = r
    if draw > 0.92:
        a, b, c = rng.randint(1, 3), _signed(rng, 5), _signed(rng, 6)
    else:
        lead = rng.choice((1, 1, 1, 2, 3))
        a, b, c = lead, -(lead * s + r), r * s
    if not b or not c or abs(c) > 90:
        return None
    form = rng.random()
    if form < 0.6:
        return _zero(_poly(u, a, b, c))
    if form < 0.8:
        return _canonical(_poly(u, a, b, 0), number(-c))
    return _canonical(_poly(u, a, 0, 0), _poly(u, -b, -c))


def _without_middle(rng: Random, u: str) -> str | None:
    a, r = rng.choice((1, 1, 2, 3, 4, 5)), rng.randint(1, 12)
    c = (
        -a * r * r
        if rng.random() < 0.8
        else a * rng.choice((4, 9, 16))
        if rng.random() < 0.5
        else -a * rng.choice((2, 3, 5, 7))
    )
    if rng.random() < 0.6:
        return _zero(_poly(u, a, 0, c))
    return _canonical(_poly(u, a, 0, 0), number(-c))


def _without_constant(rng: Random, u: str) -> str | None:
    a, s = rng.choice((1, 1, 2, 3, 5)), _signed(rng)
    b = -a * s
    return _zero(_poly(u, a, b, 0)) if rng.random() < 0.6 else _canonical(_poly(u, a, 0, 0), _poly(u, -b, 0))


def _products(rng: Random, u: str) -> str | None:
    r, s = _signed(rng, 6), _signed(rng, 6)
    x = Sym(u)
    draw = rng.random()
    if draw < 0.3:
        return _zero(Mul((_poly(u, rng.choice((1, 1, 2)), -r), _poly(u, 1, -s))))
    if draw < 0.6:
        p = _signed(rng, 6)
        k = r * (r + p)
        return _canonical(Mul((x, _poly(u, 1, p))), number(k)) if k else None
    if draw < 0.8:
        h, k = _signed(rng, 6), rng.randint(1, 7)
        return _canonical(Pow(_poly(u, 1, h), TWO), number(k * k))
    p, q = _signed(rng, 5), _signed(rng, 5)
    k = (r + p) * (r + q)
    return _canonical(Mul((_poly(u, 1, p), _poly(u, 1, q))), number(k)) if k and p != q else None


def _disguised(rng: Random, u: str) -> str | None:
    h, r = _signed(rng, 6), _signed(rng, 6)
    k = 2 * h * r + h * h
    return _canonical(Pow(_poly(u, 1, h), TWO), _poly(u, 1, 0, k)) if k else None


def _fractional(rng: Random, u: str) -> str | None:
    r, s = _signed(rng, 5), _signed(rng, 5)
    over = rng.choice((2, 3, 4))
    b = -(r + s)
    if not b:
        return None
    middle = Div(_poly(u, abs(b), 0), Num(Fraction(over)))
    if abs(b) % over == 0:
        return None
    left = Add((Div(_poly(u, 1, 0, 0), Num(Fraction(over))), Neg(middle) if b < 0 else middle))
    right = Fraction(-r * s, over)
    return _canonical(left, number(right)) if right else None


def _biquadratic(rng: Random, u: str) -> str | None:
    p, q = rng.randint(1, 5) ** 2, rng.choice((1, 4, 9, 16, 25, -1, -4, -9, -2, -3))
    if p == q or p + q == 0:
        return None
    return _zero(_poly(u, 1, 0, -(p + q), 0, p * q))


def _cubic(rng: Random, u: str) -> str | None:
    r, s, t = _signed(rng, 4), _signed(rng, 4), rng.choice((0, 0, _signed(rng, 3)))
    b, c, d = -(r + s + t), r * s + r * t + s * t, -r * s * t
    if not t and not b and not c:
        return None
    return _zero(_poly(u, 1, b, c, d))


def _rational(rng: Random, u: str) -> str | None:
    x = Sym(u)
    draw = rng.random()
    r, s = _signed(rng, 6), _signed(rng, 6)
    if draw < 0.3:
        p, q, k, m = _signed(rng, 6), _signed(rng, 6), rng.randint(1, 6), rng.randint(1, 6)
        if k == m or p == q or (m * p - k * q) % (k - m):
            return None
        return _canonical(Div(number(k), _poly(u, 1, p)), Div(number(m), _poly(u, 1, q)))
    if draw < 0.6:
        k = r * s
        fraction = Div(number(abs(k)), x)
        return (
            _canonical(Add((x, Neg(fraction) if k < 0 else fraction)), number(r + s))
            if abs(k) > 1 and r + s
            else None
        )
    if draw < 0.8:
        a = rng.randint(2, 7)
        bottom = _poly(u, 1, -a)
        return _canonical(Div(_poly(u, 1, 0, 0), bottom), Div(number(a * a), bottom))
    return _canonical(Div(number(rng.randint(2, 24)), x), number(_signed(rng, 8)))


def _radical(rng: Random, u: str) -> str | None:
    x = Sym(u)
    draw = rng.random()
    if draw < 0.35:
        a, b, c = rng.choice((1, 1, 2, 3)), _signed(rng), rng.randint(1, 6)
        return _canonical(Func("sqrt", _poly(u, a, b)), number(c)) if (c * c - b) % a == 0 else None
    r, c = rng.randint(1, 8), rng.randint(1, 5)
    if draw < 0.75:
        b = r - c  # sqrt(x + a) = x - b with x - b = c
        a = c * c - r
        return _canonical(Func("sqrt", _poly(u, 1, a)), _poly(u, 1, -b)) if a and b else None
    k, m = rng.randint(1, 4), rng.randint(2, 5)
    if m <= k:
        return None
    return _canonical(Add((Func("sqrt", _poly(u, 1, m * m - k * k)), Func("sqrt", x))), number(m + k))


def _absolute(rng: Random, u: str) -> str | None:
    a, b, r = rng.choice((1, 1, 2, 3)), _signed(rng), _signed(rng, 6)
    c = abs(a * r + b)
    inner = Func("abs", _poly(u, a, b))
    draw = rng.random()
    if draw < 0.55:
        return _canonical(inner, number(c)) if c else None
    if draw < 0.7:
        k = _signed(rng, 6)
        return _canonical(Add((inner, number(k) if k > 0 else Neg(number(-k)))), number(c + k)) if c else None
    if draw < 0.8:
        return _canonical(inner, number(-rng.randint(1, 6)))
    p, q = rng.choice((2, 3, 1)), _signed(rng)
    if p == a:
        return None
    if draw < 0.9:
        return _canonical(inner, Func("abs", _poly(u, p, q)))
    return _canonical(inner, _poly(u, p, q))


def _exponential(rng: Random, u: str) -> str | None:
    base, k = rng.choice(((2, 6), (2, 7), (3, 4), (5, 3), (10, 4), (7, 2), (6, 3)))
    k, a, h = rng.randint(2, k), rng.choice((1, 1, 1, 2, 3)), rng.choice((0, 1, -1, 2, -2, 3))
    if (k - h) % a or k == h:
        return None
    exponent = _poly(u, a, h)
    if a == 1 and h and rng.random() < 0.3:
        return _canonical(Pow(number(base), exponent), Pow(number(base * base), Sym(u)))
    return _canonical(Pow(number(base), exponent), number(base**k))


Shape = Callable[[Random, str], "str | None"]
_ALL: tuple[Shape, ...] = (
    _complete, _without_middle, _without_constant, _products, _disguised, _fractional, _biquadratic, _cubic, _rational,
    _radical, _absolute, _exponential,
)  # fmt: skip
_LEVELS: dict[Level, tuple[tuple[Shape, ...], tuple[int, ...]]] = {
    "1eso": (_ALL, (4, 4, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
    "2eso": (_ALL, (6, 4, 4, 2, 1, 1, 0, 0, 0, 0, 0, 0)),
    "3eso": (_ALL, (6, 3, 3, 3, 1, 2, 2, 2, 1, 1, 0, 0)),
    "4eso": (_ALL, (4, 2, 2, 3, 1, 2, 3, 3, 3, 3, 2, 1)),
    "1bach": (_ALL, (3, 1, 1, 2, 1, 2, 3, 3, 4, 4, 3, 2)),
    "2bach": (_ALL, (3, 1, 1, 2, 1, 2, 3, 3, 4, 4, 3, 2)),
}


def _wide_complete(rng: Random, u: str) -> str | None:
    """For siblings, which must not share a number: larger roots."""
    r, s, a = _signed(rng, 24), _signed(rng, 24), rng.choice((1, 1, 1, 2, 3, 5, 7))
    b, c = -(a * s + r), r * s
    return _zero(_poly(u, a, b, c)) if b and c else None


def _wide_biquadratic(rng: Random, u: str) -> str | None:
    p, q = rng.randint(1, 12) ** 2, rng.choice((1, -1)) * rng.randint(1, 12) ** 2
    return _zero(_poly(u, 1, 0, -(p + q), 0, p * q)) if abs(p) != abs(q) else None


def _wide_cubic(rng: Random, u: str) -> str | None:
    r, s, t = _signed(rng, 11), _signed(rng, 11), rng.choice((0, _signed(rng, 11)))
    b, c, d = -(r + s + t), r * s + r * t + s * t, -r * s * t
    return _zero(_poly(u, 1, b, c, d))


def _wide_radical(rng: Random, u: str) -> str | None:
    r, c = rng.randint(1, 40), rng.randint(1, 12)
    a, b = c * c - r, r - c
    return _canonical(Func("sqrt", _poly(u, 1, a)), _poly(u, 1, -b)) if a and b else None


_KINDS: dict[str, tuple[Shape, ...]] = {
    "quadratic": (_complete, _without_middle, _without_constant, _products, _fractional, _wide_complete),
    "biquadratic": (_biquadratic, _wide_biquadratic, _wide_biquadratic),
    "polynomial": (_cubic, _disguised, _wide_cubic),
    "rational": (_rational,),
    "radical": (_radical, _wide_radical),
    "absolute": (_absolute,),
    "exponential": (_exponential,),
}


def like(solution: Solution, rng: Random, lang: Lang) -> Exercise | None:
    """An equation of the same structure with other data: the same rules in the same order, and lines that hold neither a
    solution nor a result of the given one. None when no such equation is found quickly."""
    data = solution.problem.data
    way = trace(data.equation, data.unknown, way_of(solution.method, data.detail))
    relation = read(data.equation)
    if way is None or not isinstance(relation, Relation):
        return None
    rules = [stage.rule for stage in way.stages]
    public = map(Fraction, (0, 1, 2, 4) if "quadratic_formula" in rules else (0, 1))
    given = numbers_in(data.equation).union(public)
    secret = frozenset().union(*(numbers_in(stage.after) for stage in way.stages)) - given
    for turn in range(500):
        text = _other(relation, way, data.unknown, rng, turn)
        if text is None or text == data.equation or not _promising(text, way, data.unknown):
            continue
        other = trace(text, data.unknown, way_of(solution.method, data.detail))
        if other is None or [stage.rule for stage in other.stages] != rules:
            continue
        shown = numbers_in(text).union(*(numbers_in(stage.after) for stage in other.stages))
        if shown & secret or _shares(way, other):
            continue
        node = read(text)
        found = _asked(text, show(node, lang), lang) if isinstance(node, Relation) else None
        if found is not None:
            return found
    return None


def _other(relation: Relation, way: Trace, unknown: str, rng: Random, turn: int) -> str | None:
    makers = _KINDS[way.kind]
    if makers and turn % 2:
        return rng.choice(makers)(rng, unknown)
    sides = tuple(_mutated(side, rng) for side in relation.sides)
    new = Relation(("=",), sides)
    return exact(new) if symbols_of(new) == {unknown} else None


def _mutated(node: Expr, rng: Random) -> Expr:
    if isinstance(node, Num):
        if node.value in (0, 1) or (node.value == 2 and rng.random() < 0.3):
            return node
        if node.decimal:
            return Num(Fraction(rng.randint(2, 60), 10), True)
        return Num(Fraction(rng.randint(2, max(12, int(node.value) + 5))))
    if isinstance(node, Sym):
        return node
    if isinstance(node, Pow):
        return Pow(_mutated(node.base, rng), node.exponent)
    return rebuilt(node, tuple(_mutated(child, rng) for child in children(node)))


def _promising(text: str, way: Trace, unknown: str) -> bool:
    node = read(text)
    found = solutions(node, unknown) if isinstance(node, Relation) else None
    if way.kind == "exponential":
        return isinstance(node, Relation)
    if found is None or found.all != way.all or len(found.roots) != len(way.roots):
        return False
    whole = all(root.fraction is not None and root.fraction.denominator == 1 for root in way.roots)
    rational = all(root.fraction is not None for root in way.roots)
    for root in found.roots:
        if root.fraction is None and rational:
            return False
        if root.fraction is not None and (
            abs(root.fraction) > 80 or (whole and root.fraction.denominator != 1)
        ):
            return False
    return True


def _shares(way: Trace, other: Trace) -> bool:
    ours = {root.fraction for root in way.roots if root.fraction is not None and abs(root.fraction) > 0}
    return any(root.fraction in ours for root in other.roots)


def wrong_texts(solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
    """Wrong lines for a step in class notation, each one that `check` finds as the slip that made it."""
    data = solution.problem.data
    way = trace(data.equation, data.unknown, way_of(solution.method, data.detail))
    if way is None:
        return ()
    stage = way.stages[step]
    found: dict[str, str] = {}
    made = [*_wrong(way.stages, step, data.unknown)]
    rng.shuffle(made)
    before = [show_exact(stage.before, lang)] if step else []
    for name, line in made:
        text = show_exact(line, lang)
        if name in found or len(text) > 120:
            continue
        verdict = check(solution, text, lang, before, step)
        named = verdict.misconception == f"algebra.{name}"
        if verdict.outcome == "wrong" and named and verdict.line and verdict.line in text:
            found[name] = text
    return [(f"algebra.{name}", text) for name, text in found.items()]


def _wrong(stages: Sequence[Stage], step: int, unknown: str) -> Sequence[tuple[str, str]]:
    stage = stages[step]
    if stage.rule.startswith("discard"):
        return [("extraneous_root", stage.before)]
    if stage.rule == "identify_coefficients":
        a, b, c = stage.after.split(AND_ALSO)
        sign = {"-": b.replace("-", "")}.get(b[4], b.replace("= ", "= -"))
        return [("coefficient_sign", AND_ALSO.join((a, sign, c)))]
    names, place = RULES.get(stage.rule, frozenset()), relations_of(stage.before)
    if stage.rule in ("substitute_coefficients", "discriminant", "root_value", "formula_results"):
        names = names | FORMULA_SLIPS
        for earlier in reversed(stages[: step + 1]):
            lines = relations_of(earlier.before)
            if len(lines) == 1 and Sym(unknown) not in lines[0].sides:
                place = lines
                break
    if not place or any(symbols_of(line) != {unknown} for line in place):
        return []
    return [(name, _line(wrong)) for name, wrong in wrong_lines(place, unknown) if name in names]


def _line(lines: Relations) -> str:
    return OR.join(exact(line) for line in lines)
