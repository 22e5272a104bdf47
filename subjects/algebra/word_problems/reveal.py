"""What a reply must not give away about a story, and whether an equation in it may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.notation import show_exact
from subjects.algebra.polynomial import Poly, poly_of
from subjects.algebra.reading import lowered
from subjects.algebra.word_problems.solving import answers_of, letters_of, trace, values_of
from subjects.algebra.word_problems.story import Story
from subjects.expression import Relation, read, symbols_of, value
from subjects.nodes import Num, children
from subjects.problem import LANGS, Lang, Secret, Solution
from subjects.tokens import tokenize


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answers, and the equations and values of the steps that are not reached yet."""
    problem = solution.problem
    return _secrets(problem.data, problem.text, min(max(reached, 0), len(solution.steps)))


@lru_cache(maxsize=1024)
def _secrets(story: Story, text: str, reached: int) -> tuple[Secret, ...]:
    stages = trace(story) or ()
    if reached >= len(stages):
        return ()
    known = {token.value for token in tokenize(text) if token.value is not None}
    values = values_of(story)
    out = []
    for (name, node), amount in zip(story.asked, answers_of(story).values(), strict=True):
        texts = tuple(f"{_shown(node, lang)} = {_shown(str(amount), lang)}" for lang in LANGS)
        out.append(
            Secret("answer", None if amount in known else amount, _unit(story), tuple(dict.fromkeys(texts)))
        )
        del name
    told = set(answers_of(story).values()) | known
    out += [Secret("result", amount) for amount in dict.fromkeys(values.values()) if amount not in told]
    for stage in stages[reached:]:
        lines = dict.fromkeys(_shown(line, lang) for line in stage.after.split("; ") for lang in LANGS)
        out.append(Secret("step", None, texts=tuple(lines)))
        told |= known
        for line in stage.after.split("; "):
            tree = read(line)
            if isinstance(tree, Relation):
                new = [n for side in tree.sides for n in _numbers(side) if n not in told and n > 1]
                out += [Secret("result", amount) for amount in dict.fromkeys(new)]
                told |= set(new)
    return tuple(out)


def _unit(story: Story) -> str:
    return "" if story.unit in ("€", "$", "£", "años") else story.unit


def _numbers(node: object) -> list[Fraction]:
    if isinstance(node, Num):
        return [node.value]
    return [found for child in children(node) for found in _numbers(child)]  # type: ignore[arg-type]


def _shown(text: str, lang: Lang) -> str:
    return show_exact(text, lang)


_ALTERNATIVES = re.compile(r" (?:or|o|and) ")


def _all_reached(pieces: Sequence[str], solution: Solution, reached: int) -> bool | None:
    """Whether the roots of `x = 5 or x = -8` stand on one line that is reached."""
    nodes = [read(piece, solution.problem.lang) for piece in pieces]
    gaps = [_gap(lowered(node)) for node in nodes if isinstance(node, Relation)]
    if len(gaps) < len(pieces) or None in gaps:
        return None
    mine = {_scaled(gap) for gap in gaps if gap is not None}
    lines = [line for stage in (trace(solution.problem.data) or ())[:reached] for line in stage.after.split("; ")]
    for line in lines:
        parts = [each for part in _ALTERNATIVES.split(line) if isinstance(each := read(part), Relation)]
        if mine <= {_scaled(gap) for part in parts if (gap := _gap(part)) is not None}:
            return True
    return False


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`: true of the story, and on a line that is reached."""
    if len(pieces := _ALTERNATIVES.split(equation)) > 1:
        return _all_reached(pieces, solution, reached)
    node = read(equation, solution.problem.lang)
    if not isinstance(node, Relation) or any(op != "=" for op in node.ops):
        return None
    story: Story = solution.problem.data
    relation = lowered(node)
    letters = symbols_of(relation)
    if not letters:
        amounts = [value(side) for side in relation.sides]
        if None in amounts:
            return None
        if len(set(amounts)) > 1:
            return False
        hidden = {each.value for each in secrets(solution, reached) if each.value is not None}
        return amounts[0] not in hidden
    if letters - set(letters_of(story)):
        return None
    gap = _gap(relation)
    if gap is None:
        return None
    if gap.at(values_of(story)).number() != 0:
        return False
    if not gap.terms:
        return True
    stages = trace(story) or ()
    lines = [line for stage in stages[:reached] for line in stage.after.split("; ")]
    shown = [read(line) for line in lines]
    known = [_gap(each) for each in shown if isinstance(each, Relation)]
    return any(each is not None and _scaled(each) == _scaled(gap) for each in known)


def _gap(relation: Relation) -> Poly | None:
    left, right = poly_of(relation.sides[0]), poly_of(relation.sides[-1])
    return None if left is None or right is None else left - right


def _scaled(gap: Poly) -> Poly:
    return gap.scaled(1 / gap.terms[0][1]) if gap.terms else gap
