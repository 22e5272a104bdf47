"""Exercises on expressions: nice numbers, worded as classes word them, and siblings of a problem."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from subjects.algebra.expressions.forms import key
from subjects.algebra.expressions.parse import build, parse
from subjects.algebra.expressions.shapes import rebuilt, written
from subjects.algebra.expressions.task import Act, Task, node_of
from subjects.algebra.expressions.trace import trace
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Expr, Num, Pow, children, exact, show
from subjects.phrases import compile_pattern, expand
from subjects.problem import Exercise, Lang, Level, Problem, Solution

Maker = Callable[[Random], str]

_ASK: Mapping[Act, Mapping[Lang, tuple[str, ...]]] = {
    "expansion": {
        "es": (
            "[Desarrolla|Desarrollar|desarrolla] [y simplifica|y reduce|][:|] {e}",
            "[Calcula|Opera|Efectúa|efectua|Realiza] [y simplifica|y reduce|][:|] {e}",
            "[Reduce|Simplifica|simplifica] [la expresión|la expresion|esta expresión|la siguiente expresión|][:|] {e}",
            "[Hola|Buenas], [me ayudas a desarrollar|tengo que simplificar|no sé desarrollar|no se reducir] {e}",
            "[cómo|como|Cómo] se [desarrolla|simplifica|calcula] {e}",
        ),
        "en": (
            "[Expand|expand] [and simplify|][:|] {e}",
            "[Simplify|simplify|Work out|Calculate] [the expression|this expression|][:|] {e}",
            "[Multiply out|Expand the brackets|Remove the brackets] [and simplify|and collect like terms|]: {e}",
            "[Hi|Hello|hey], [can you help me expand|I need to simplify|how do I simplify] {e}",
        ),
    },
    "factorization": {
        "es": (
            "[Factoriza|Factorizar|factoriza] [el polinomio|completamente|la expresión|][:|] {e}",
            "[Descompón en factores|Descompon en factores|Descomponer en factores] [el polinomio|la expresión|][:|] {e}",
            "[ayuda|Ayuda], [no sé factorizar|no se factorizar|tengo que factorizar] {e}",
        ),
        "en": (
            "[Factorise|Factorize|Factor|factor] [fully|completely|the polynomial|][:|] {e}",
            "[Write as a product of factors|Express as a product]: {e}",
            "[Hi|hey], [how do I factor|help me factorise|I need to factor] {e}",
        ),
    },
    "algebraic_fraction": {
        "es": (
            "[Simplifica|simplifica|Reduce] [la fracción algebraica|la fraccion|la expresión|][:|] {e}",
            "[Opera y simplifica|Calcula y simplifica|Efectúa y simplifica]: {e}",
        ),
        "en": (
            "[Simplify|simplify] [the algebraic fraction|the fraction|fully|][:|] {e}",
            "[Write as a single fraction|Express as a single fraction]: {e}",
        ),
    },
    "polynomial_division": {
        "es": (
            "[Divide|divide|Dividir] {a} entre {b}",
            "[Halla|Calcula] el cociente y el resto de [dividir|la división de] {a} entre {b}",
        ),
        "en": (
            "[Divide|divide] {a} by {b}",
            "[Find|Work out] the quotient and remainder when {a} is divided by {b}",
        ),
    },
    "numeric_value": {
        "es": (
            "[Calcula|Halla|calcula] el valor numérico de {e} [para|cuando|si] {v}",
            "[Evalúa|Calcula] {e} [para|si|cuando] {v}",
        ),
        "en": ("[Evaluate|Work out|Find the value of] {e} [when|for|if] {v}",),
    },
}


def _signed(number: int) -> str:
    return f"+ {number}" if number > 0 else f"- {-number}"


def _nonzero(rng: Random, top: int = 7) -> int:
    return rng.choice([each for each in range(-top, top + 1) if each])


def _linear(rng: Random, top: int = 7) -> str:
    lead = rng.choice((1, 1, 1, 2, 3))
    return f"{'' if lead == 1 else f'{lead}*'}x {_signed(_nonzero(rng, top))}"


_EASY: tuple[Maker, ...] = (
    lambda r: f"{r.randint(2, 7)}*x + {r.randint(2, 9)} - {r.randint(2, 6)}*x {_signed(_nonzero(r))}",
    lambda r: f"{r.randint(2, 6)}*({_linear(r)})",
    lambda r: f"{r.randint(2, 5)}*({_linear(r)}) - {r.randint(2, 5)}*({_linear(r)})",
    lambda r: f"{r.randint(3, 9)} - ({_linear(r)})",
    lambda r: f"{r.randint(2, 5)}*x*{r.randint(2, 6)}*x**{r.randint(2, 4)}",
)
_MIDDLE: tuple[Maker, ...] = (
    lambda r: f"({_linear(r)})**2",
    lambda r: f"({_linear(r)})*({_linear(r)})",
    lambda r: f"({r.randint(2, 5)}*x + {(b := r.randint(2, 9))})*({r.randint(2, 5)}*x - {b})",
    lambda r: f"(x + {(b := r.randint(2, 9))})*(x - {b})",
    lambda r: (
        f"({r.randint(2, 5)}*x**2 - {r.randint(2, 6)}*x + {r.randint(1, 9)}) - (x**2 {_signed(_nonzero(r))}*x {_signed(_nonzero(r))})"
    ),
    lambda r: f"({_linear(r)})**2 - ({_linear(r)})*({_linear(r)})",
    lambda r: f"{r.randint(2, 4)}*x*({r.randint(2, 5)}*x**2 {_signed(_nonzero(r))}*x {_signed(_nonzero(r))})",
)
_HARD: tuple[Maker, ...] = (
    lambda r: f"({_linear(r, 4)})**3",
    lambda r: f"({_linear(r)})*(x**2 {_signed(_nonzero(r))}*x {_signed(_nonzero(r))})",
)


def _times(_rng: Random, factors: tuple[str, ...]) -> str:
    poly = poly_of(node_of("*".join(f"({each})" for each in factors)))
    return exact(written(poly)) if poly is not None else "x"


def _root(rng: Random) -> str:
    return f"x {_signed(_nonzero(rng, 6))}"


_FACTOR_EASY: tuple[Maker, ...] = (
    lambda r: _times(r, (f"{r.randint(2, 6)}*x", _linear(r))),
    lambda r: _times(r, (f"{r.randint(2, 6)}", _linear(r))),
    lambda r: _times(r, (f"x + {(b := r.randint(2, 9))}", f"x - {b}")),
    lambda r: _times(r, (b := _root(r), b)),
)
_FACTOR_MIDDLE: tuple[Maker, ...] = (
    lambda r: _times(r, (_root(r), _root(r))),
    lambda r: _times(r, ("x", f"x + {(b := r.randint(2, 6))}", f"x - {b}")),
    lambda r: _times(r, (f"2*x {_signed(r.choice((-1, 1, 3, -3)))}", _root(r))),
)
_FACTOR_HARD: tuple[Maker, ...] = (
    lambda r: _times(r, (f"x - {r.choice((1, 2))}", _root(r), _root(r))),
    lambda r: _times(r, ("x", _root(r), _root(r))),
)
_FRACTIONS: tuple[Maker, ...] = (
    lambda r: f"({_times(r, (a := _root(r), _root(r)))})/({_times(r, (a, _root(r)))})",
    lambda r: f"({_times(r, (f'x + {(b := r.randint(2, 7))}', f'x - {b}'))})/(x + {b})",
    lambda r: f"{r.randint(1, 5)}/({_root(r)}) + {r.randint(1, 5)}/({_root(r)})",
    lambda r: f"{r.randint(2, 6)}/({_root(r)}) - {r.randint(2, 6)}/({_root(r)})",
)


def _division(rng: Random) -> str:
    divisor = _root(rng)
    quotient = f"x**2 {_signed(_nonzero(rng, 4))}*x {_signed(_nonzero(rng, 5))}"
    poly = poly_of(node_of(f"({divisor})*({quotient}) {_signed(_nonzero(rng, 9))}"))
    return f"({exact(written(poly or Poly()))})/({divisor})"


def _value(rng: Random) -> str:
    return f"{rng.randint(2, 5)}*x**2 {_signed(rng.choice((-1, 1)) * rng.randint(2, 6))}*x {_signed(_nonzero(rng, 9))}"


_MAKERS: Mapping[Act, Mapping[int, tuple[Maker, ...]]] = {
    "expansion": {0: _EASY, 1: (*_EASY[2:], *_MIDDLE), 2: (*_MIDDLE, *_HARD)},
    "factorization": {
        0: _FACTOR_EASY,
        1: (*_FACTOR_EASY, *_FACTOR_MIDDLE),
        2: (*_FACTOR_MIDDLE, *_FACTOR_HARD),
    },
    "algebraic_fraction": {0: _FRACTIONS, 1: _FRACTIONS, 2: _FRACTIONS},
    "polynomial_division": {0: (_division,), 1: (_division,), 2: (_division,)},
    "numeric_value": {0: (_value,), 1: (_value,), 2: (_value,)},
}
_BY_LEVEL: Mapping[Level, tuple[int, tuple[Act, ...]]] = {
    "1eso": (0, ("expansion", "numeric_value")),
    "2eso": (0, ("expansion", "numeric_value", "factorization")),
    "3eso": (1, ("expansion", "factorization", "numeric_value", "polynomial_division")),
    "4eso": (2, ("expansion", "factorization", "polynomial_division", "algebraic_fraction")),
    "1bach": (2, ("expansion", "factorization", "polynomial_division", "algebraic_fraction")),
    "2bach": (2, ("expansion", "factorization", "algebraic_fraction")),
}


def exercise(rng: Random, lang: Lang, level: Level) -> Exercise:
    """A random exercise of a level that reads back as itself."""
    stage, acts = _BY_LEVEL[level]
    while True:
        act = rng.choice(acts)
        made = _worded(act, rng.choice(_MAKERS[act][stage])(rng), rng, lang)
        if made is not None:
            return made


def _worded(act: Act, text: str, rng: Random, lang: Lang) -> Exercise | None:
    node = node_of(text)
    values = f"x = {_nonzero(rng, 4)}" if act == "numeric_value" else ""
    top, bottom = (children(node)[0], children(node)[-1]) if act == "polynomial_division" else (node, node)
    pattern = expand(compile_pattern(rng.choice(_ASK[act][lang])), rng)
    filled = {"e": show(node, lang), "v": values, "a": show(top, lang), "b": show(bottom, lang)}
    asked = " ".join(pattern.format_map(filled).split())
    problem = parse(asked, lang)
    if not isinstance(problem, Problem) or problem.kind != act or problem.data.expression != exact(node):
        return None
    return Exercise(asked, problem)


def like(solution: Solution, rng: Random, lang: Lang) -> Exercise | None:
    """A problem solved by the same rules with another answer and no line in common."""
    task: Task = solution.problem.data
    rules = [step.rule for step in solution.steps]
    lines = {step.after for step in solution.steps}
    for at in range(160):
        text = _other(task, rng) if at % 2 == 0 or at > 80 else _drawn(task, rng)
        if text is None or text == task.expression:
            continue
        values = tuple((name, str(_nonzero(rng, 4))) for name, _ in task.values)
        new = Task(task.act, text, task.wanted, values)
        stages = trace(new)
        if not stages or [f"algebra.{stage.rule}" for stage in stages] != rules:
            continue
        if lines & {exact(stage.after) for stage in stages} or key(new, new.node) == key(task, task.node):
            continue
        problem = build(new, text, lang)
        if isinstance(problem, Problem):
            return Exercise(problem.statement, problem)
    return None


def _drawn(task: Task, rng: Random) -> str:
    return rng.choice(_MAKERS[task.act][2])(rng)


def _other(task: Task, rng: Random) -> str | None:
    """The same shape with other numbers; of a product to be found, the product's."""
    if task.act == "factorization":
        stages = trace(task)
        poly = poly_of(_varied(stages[-1].after, rng)) if stages else None
        return None if poly is None else exact(written(poly))
    if task.act == "algebraic_fraction":
        return _drawn(task, rng)
    return exact(_varied(task.node, rng))


def _varied(node: Expr, rng: Random) -> Expr:
    """Other whole numbers in the places of numbers; exponents stay."""
    if isinstance(node, Num):
        if node.value.denominator != 1 or node.value in (0, 1):
            return node
        return Num(Fraction(rng.choice([each for each in range(2, 10) if each != node.value])))
    if isinstance(node, Pow):
        return Pow(_varied(node.base, rng), node.exponent)
    parts = children(node)
    return rebuilt(node, [_varied(part, rng) for part in parts]) if parts else node
