"""What a reply must not give away at a point of the solution, and whether an equation in it may stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.detail import DETAILS, way_of
from subjects.algebra.equations.claims import put
from subjects.algebra.equations.facts import Facts, covers, facts_of, standing
from subjects.algebra.equations.reals import amount_of, near
from subjects.algebra.equations.shapes import Relations, alike, line_shape, relations_of, shape, sides_key
from subjects.algebra.equations.way import AND_ALSO, OR, Stage
from subjects.algebra.notation import show_exact
from subjects.algebra.reading import lowered
from subjects.expression import Expr, Num, Pow, Relation, Sym, children, exact, read, symbols_of, value
from subjects.problem import LANGS, Secret, Solution

_FORMULAS = frozenset(
    {
        "x = (-b + sqrt(b**2 - 4*a*c))/(2*a)", "x = (-b - sqrt(b**2 - 4*a*c))/(2*a)", "a*x**2 + b*x + c = 0",
        "a*x**2 + c = 0", "a*x**2 + b*x = 0", "d = b**2 - 4*a*c", "δ = b**2 - 4*a*c", "a*b = 0", "a = 0", "b = 0",
        "(a + b)**2 = a**2 + 2*a*b + b**2", "(a - b)**2 = a**2 - 2*a*b + b**2", "(a + b)*(a - b) = a**2 - b**2",
        "a**2 - b**2 = (a + b)*(a - b)", "x**2 = a", "x = sqrt(a)", "x = -sqrt(a)", "sqrt(a) = b", "a = b**2", "a = b",
        "abs(a) = b", "a = -b", "a/b = c/d", "a*d = b*c", "a*x**4 + b*x**2 + c = 0", "a*t**2 + b*t + c = 0", "x = x",
        "x**2 = t", "t = x**2", "a*(b + c) = a*b + a*c", "a*b + a*c = a*(b + c)", "x*(a*x + b) = 0", "Abs(a) = b",
        "a**2 = b**2", "sqrt(a**2) = Abs(a)", "(x - a)*(x - b) = 0", "x - a = 0", "x - b = 0", "a**0 = 1",
    }
)  # fmt: skip
_EVERYWHERE = frozenset(map(Fraction, (0, 1)))
_IN_FORMULA = frozenset(map(Fraction, (2, 4)))


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answers, the new numbers and the lines of every step that is not reached yet."""
    data = solution.problem.data
    way = way_of(solution.method, data.detail)
    return _secrets(data.equation, data.unknown, way, min(max(reached, 0), len(solution.steps)))


@lru_cache(maxsize=2048)
def _secrets(equation: str, unknown: str, method: str, reached: int) -> tuple[Secret, ...]:
    facts = facts_of(equation, unknown, method)
    stages = facts.trace.stages
    if reached >= len(stages):
        return ()
    known = set(numbers_in(equation))
    for stage in stages[:reached]:
        known |= numbers_in(stage.after)
    out = list(_answers(facts, unknown, known))
    known |= _IN_FORMULA if any(stage.rule == "quadratic_formula" for stage in stages) else set()
    new: dict[Fraction, None] = {}
    for stage in stages[reached:]:
        new |= dict.fromkeys(sorted(amount for amount in numbers_in(stage.after) if amount not in known))
        if stage.rule != "quadratic_formula":  # knowledge, not a result
            out.append(Secret("step", None, texts=_texts(stage)))
    told = {abs(root.fraction) for root in facts.roots if root.fraction is not None} | _EVERYWHERE
    out += [Secret("result", amount) for amount in new if amount not in told]
    return tuple(out)


def _answers(facts: Facts, unknown: str, known: set[Fraction]) -> Iterator[Secret]:
    last = facts.trace.stages[-1].after
    whole = tuple(show_exact(last, lang) for lang in LANGS)
    if not facts.roots:
        yield Secret("answer", None, texts=tuple(dict.fromkeys(whole)))
        return
    for line in last.split(OR):
        shown = dict.fromkeys(show_exact(line, lang) for lang in LANGS)
        sides = [text.partition("= ")[2] for text in shown]
        texts = (*shown, *(f"{side} = {unknown}" for side in sides), *whole)
        node = read(line)
        amount = value(node.sides[1]) if isinstance(node, Relation) else None
        hidden = None if amount is None or abs(amount) in known else amount
        yield Secret("answer", hidden, texts=tuple(dict.fromkeys(texts)))


def _texts(stage: Stage) -> tuple[str, ...]:
    parts = [stage.after]
    if AND_ALSO in stage.after:
        before = set(stage.before.split(AND_ALSO))
        parts += [part for part in stage.after.split(AND_ALSO) if part not in before]
    elif OR in stage.after:
        parts += stage.after.split(OR)
    return tuple(dict.fromkeys(show_exact(part, lang) for part in parts for lang in LANGS))


@lru_cache(maxsize=8192)
def numbers_in(text: str) -> frozenset[Fraction]:
    """The sizes of the numbers written in an exact line, fractions as one number too; exponents left out."""
    found: set[Fraction] = set()
    for part in text.replace(AND_ALSO, OR).split(OR):
        node = read(part)
        if isinstance(node, Relation):
            for side in node.sides:
                found |= _numbers(side)
    return frozenset(found)


def _numbers(node: Expr) -> set[Fraction]:
    if isinstance(node, Num):
        return {node.value}
    own = set()
    amount = value(node)
    if amount is not None and all(isinstance(child, Num) for child in children(node)):
        own.add(abs(amount))
    parts = (node.base,) if isinstance(node, Pow) else children(node)
    return own.union(*(_numbers(child) for child in parts))


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`: true, and nothing that is not reached yet; None when it cannot be read."""
    if "±" in equation:
        both = [allows(equation.replace("±", sign), solution, reached) for sign in "+-"]
        return False if False in both else None if None in both else True
    node = read(equation, solution.problem.lang)
    if not isinstance(node, Relation):
        return None
    relation = lowered(node)
    data = solution.problem.data
    facts = facts_of(data.equation, data.unknown, way_of(solution.method, data.detail))
    reached = min(max(reached, 0), len(facts.trace.stages))
    letters = symbols_of(relation)
    lone = letters - {"a", "b", "c"}
    if exact(relation) in _FORMULAS or (
        len(lone) == 1 and exact(_renamed(relation, next(iter(lone)))) in _FORMULAS
    ):
        return True
    if letters - {facts.unknown}:
        return _other_letters(relation, facts, reached)
    if any(op not in ("=", "~") for op in relation.ops):
        return _comparison(relation, facts, reached)
    verdicts = [
        _pair(Relation(("=",), pair), facts, reached)
        for pair in zip(relation.sides, relation.sides[1:], strict=False)
    ]
    return False if False in verdicts else None if None in verdicts else True


def _renamed(relation: Relation, letter: str) -> Relation:
    return Relation(relation.ops, tuple(put(side, {letter: Sym("x")}) for side in relation.sides))


def _other_letters(relation: Relation, facts: Facts, reached: int) -> bool | None:
    """Coefficients and lines in the letter of a power: once the class has them; else nothing is known of them."""
    for at, stage in enumerate(facts.trace.stages, 1):
        if AND_ALSO in stage.after and "!=" not in stage.after:
            if exact(relation) in stage.after.split(AND_ALSO):
                return reached >= at
        elif any(line_shape(line) == line_shape(relation) for line in relations_of(stage.after)):
            return reached >= at
    known = symbols_of(relation) & {"a", "b", "c"}
    return False if known and any(value(side) is not None for side in relation.sides) else None


def _comparison(relation: Relation, facts: Facts, reached: int) -> bool | None:
    """Between numbers only; a forbidden value once it is named."""
    if symbols_of(relation):
        first = facts.trace.stages[0]
        named = first.rule == "forbidden_values" and exact(relation) in first.after.split(AND_ALSO)
        return named and reached >= 1
    tests = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "!=": "__ne__", "=": "__eq__"}
    for op, left, right in zip(relation.ops, relation.sides, relation.sides[1:], strict=False):
        one, two = value(left), value(right)
        if one is None or two is None or op not in tests:
            return None
        if not getattr(one, tests[op])(two):
            return False
    return True


def _pair(line: Relation, facts: Facts, reached: int) -> bool | None:
    lines = (line,)
    ways: list[Relations] = [(facts.relation,), *facts.lines]
    if any(alike(each, lines) for each in ways[: reached + 1]):
        return True
    if not symbols_of(line):
        return _sum(line, facts, reached)
    shapes = {line_shape(each) for alternatives in ways[: reached + 1] for each in alternatives}
    if line_shape(line) in shapes:
        return True
    if any(
        line_shape(line) == line_shape(each) for alternatives in ways[reached + 1 :] for each in alternatives
    ):
        return False
    kind, _ = standing(facts, lines)
    if kind == "identity":
        return _identity(line, ways, reached)
    if kind == "unknown":
        return None
    if kind == "wrong":
        return False
    if reached >= len(facts.lines):
        return True
    if kind == "case":
        return sides_key(line) in {
            sides_key(each) for alternatives in ways[: reached + 1] for each in alternatives
        }
    return 0 < covers(facts, lines) <= reached


def _identity(line: Relation, ways: list[Relations], reached: int) -> bool:
    """An identity is harmless unless it does an unreached rewriting of part of a line."""
    sides = {shape(side) for side in line.sides}
    if len(sides) == 1:
        return True
    written = {
        shape(part)
        for each in ways[: reached + 1]
        for one in each
        for side in one.sides
        for part in _parts(side)
    }
    ahead = {
        shape(part)
        for each in ways[reached + 1 :]
        for one in each
        for side in one.sides
        for part in _parts(side)
    }
    return sides <= written or not (sides & (written | ahead))


def _parts(node: Expr) -> Iterator[Expr]:
    if not isinstance(node, Num | Sym):
        yield node
    for child in children(node):
        yield from _parts(child)


def _sum(line: Relation, facts: Facts, reached: int) -> bool | None:
    one, two = (amount_of(side) for side in line.sides)
    if one is None or two is None:
        return None
    if not near(one, two):
        return False
    stages = facts.trace.stages
    if reached >= len(stages):
        return True
    hidden = {
        abs(s.value)
        for s in _secrets(stages[0].before, facts.unknown, _method(facts), reached)
        if s.value is not None and s.kind != "step"
    }
    hidden |= {abs(root.fraction) for root in facts.roots if root.fraction is not None}
    amount = value(line.sides[0])
    if amount is not None and abs(amount) in hidden:
        return False
    if amount is None and any(near(abs(one), abs(root.amount)) for root in facts.roots):
        return False
    return not any(shape(side) in _at_answers(facts) for side in line.sides if not isinstance(side, Num))


def _method(facts: Facts) -> str:
    for method in ("formula", "factoring", "completing_square"):
        for way in (way_of(method, detail) for detail in DETAILS):
            if facts_of(facts.trace.stages[0].before, facts.unknown, way) is facts:
                return way
    return "formula"


def _at_answers(facts: Facts) -> frozenset[object]:
    """The shapes of the lines' parts with an answer in the place of the unknown."""
    found: set[object] = set()
    for root in facts.roots:
        if root.node is None:
            continue
        for lines in ((facts.relation,), *facts.lines):
            for line in lines:
                for side in line.sides:
                    for part in _parts(side):
                        if facts.unknown in symbols_of(part):
                            found.add(shape(put(part, {facts.unknown: root.node})))
    return frozenset(found)
