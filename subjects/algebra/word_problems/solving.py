"""Solves the equations of a story by the class's way: set up, one unknown in the others' place, solve, answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.algebra.word_problems.curved import SECOND, is_curved, lines_of, sensible, substituted
from subjects.algebra.word_problems.story import LETTERS, Story, solved, value_at
from subjects.expression import Expr, Relation, exact, number, read
from subjects.problem import Unsolved


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule applied once, in exact strings; several lines are joined by `; `."""

    rule: str
    before: str
    after: str


def letters_of(story: Story) -> tuple[str, ...]:
    """The letters of the unknowns: `t` for an asked time."""
    return tuple("t" if name == "time" else LETTERS[at] for at, name in enumerate(story.names))


@lru_cache(maxsize=4096)
def relations_of(story: Story) -> tuple[Relation, ...]:
    """The equations as trees."""
    found = [read(line) for line in story.equations]
    return tuple(each for each in found if isinstance(each, Relation))


@lru_cache(maxsize=4096)
def values_of(story: Story) -> dict[str, Fraction]:
    """The number of each letter; of a curved story those of its first answer."""
    if is_curved(story):
        return dict(next(iter(sensible(story)), {}))
    return solved(relations_of(story), letters_of(story)) or {}


def node_of(text: str) -> Expr:
    """The tree of one of our own exact strings."""
    node = read(text)
    assert not isinstance(node, Relation | Unsolved)  # noqa: S101 - our own strings
    return node


def answers_of(story: Story) -> dict[str, Fraction]:
    """The number of each asked quantity by its key."""
    values = values_of(story)
    second = sensible(story)[-1] if is_curved(story) and sensible(story) else values
    return {
        name: value_at(node_of(text), second if name.endswith(SECOND) else values) or Fraction(0)
        for name, text in story.asked
    }


@lru_cache(maxsize=4096)
def trace(story: Story) -> tuple[Stage, ...] | None:
    """The stages from the names of the unknowns to the answer; each line is verified at the solution."""
    values = values_of(story)
    letters = letters_of(story)
    if not values or len(relations_of(story)) < len(letters):
        return None
    lines = ["; ".join(f"{letter}: {name}" for letter, name in zip(letters, story.names, strict=True))]
    rules = ["set_up"]
    lines.append("; ".join(story.equations))
    found = lines_of(story) if is_curved(story) else _straight(story, letters, lines[-1])
    if found is None:
        return None
    for rule, line in found:
        if line != lines[-1]:
            rules.append(rule)
            lines.append(line)
    answer = _answer_line(story)
    if answer != lines[-1]:
        rules.append("answer_question")
        lines.append(answer)
    return tuple(Stage(rule, one, two) for rule, one, two in zip(rules, lines[:-1], lines[1:], strict=True))


def _answer_line(story: Story) -> str:
    """What is asked with its numbers; two answers joined by `or`."""
    told = {name: f"{text} = {exact(number(answers_of(story)[name]))}" for name, text in story.asked}
    second = [line for name, line in told.items() if name.endswith(SECOND)]
    first = [line for name, line in told.items() if not name.endswith(SECOND)]
    return "; ".join(first) if not second else f"{' and '.join(first)} or {' and '.join(second)}"


def _straight(story: Story, letters: Sequence[str], start: str) -> list[tuple[str, str]] | None:
    """The rules and lines from linear equations to the values of the letters."""
    values = values_of(story)
    reduced = _reduced(story, letters)
    if reduced is None:
        return None
    others, last, base = reduced
    joined = "; ".join([*others, last])
    out = [("substitute_relation" if others else "tidy_equation", joined)]
    out.append(("solve_equation", "; ".join([*others, f"{base} = {exact(number(values[base]))}"])))
    if others:
        out.append(
            ("other_unknowns", "; ".join(f"{letter} = {exact(number(values[letter]))}" for letter in letters))
        )
    return [(rule, line) for rule, line in out if line != start]


def _reduced(story: Story, letters: Sequence[str]) -> tuple[list[str], str, str] | None:
    """The other letters in one of them, and the one equation in that letter."""
    gaps = [gap_of(relation) for relation in relations_of(story)]
    if any(gap is None for gap in gaps):
        return None
    polys = [gap for gap in gaps if gap is not None]
    if len(letters) == 1:
        return [], _line(polys[0], letters[0]), letters[0]
    best: tuple[int, list[str], str, str] | None = None
    for base in letters:
        others = [letter for letter in letters if letter != base]
        for used in combinations(range(len(polys)), len(others)):
            rest = [at for at in range(len(polys)) if at not in used]
            given = expressed([polys[at] for at in used], others, base)
            if given is None or not rest:
                continue
            left = put(polys[rest[0]], given)
            if left.letters != {base}:
                continue
            cost = sum(
                5 * a.denominator + abs(a.numerator) + 3 * (a < 0)
                for each in given.values()
                for _, a in each.terms
            )
            lines = [f"{name} = {exact(tree(given[name]))}" for name in others]
            if best is None or cost < best[0]:
                best = (cost, lines, _line(left, base), base)
    return None if best is None else best[1:]


def gap_of(relation: Relation) -> Poly | None:
    """Left side minus right side."""
    left, right = (poly_of(side) for side in relation.sides)
    return None if left is None or right is None else left - right


def _line(gap: Poly, letter: str) -> str:
    """`3*x = 36`, the letter's term positive."""
    lead = gap.amount(((letter, 1),))
    sign = -1 if lead < 0 else 1
    left = Poly.of({((letter, 1),): lead * sign})
    return exact(Relation(("=",), (tree(left), number(-gap.amount() * sign))))


def expressed(gaps: Sequence[Poly], others: Sequence[str], base: str) -> dict[str, Poly] | None:
    """Each other letter in terms of the base, by elimination; None where an equation is not linear."""
    if any(gap.degree > 1 for gap in gaps):
        return None
    rows = [[gap.amount(((name, 1),)) for name in others] for gap in gaps]
    rights = [Poly.of({((base, 1),): -gap.amount(((base, 1),)), (): -gap.amount()}) for gap in gaps]
    for column in range(len(others)):
        pivot = next((at for at in range(column, len(rows)) if rows[at][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rights[column], rights[pivot] = rights[pivot], rights[column]
        lead = rows[column][column]
        rows[column] = [each / lead for each in rows[column]]
        rights[column] = rights[column].scaled(1 / lead)
        for at in range(len(rows)):
            factor = rows[at][column]
            if at != column and factor:
                rows[at] = [a - factor * b for a, b in zip(rows[at], rows[column], strict=True)]
                rights[at] = rights[at] - rights[column].scaled(factor)
    return dict(zip(others, rights, strict=True))


def put(gap: Poly, given: dict[str, Poly]) -> Poly:
    """A polynomial with others in the place of letters."""
    return substituted(gap, given)
