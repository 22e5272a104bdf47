"""How far a line of work is: what is left to do on it, and how many steps of the class's way it covers."""

from __future__ import annotations

from functools import lru_cache

from subjects.algebra.linear.line import ONE, UNIT, Line, Term, X, all_terms, is_group
from subjects.algebra.linear.steps import gathers_right, has, is_plain, loose

Progress = frozenset[str]
"""What is still to be done on a line: parenthesis, denominator, mixed, loose, coefficient."""


def solved(line: Line) -> bool:
    """`x = 3` or `3 = x`, with nothing left to compute."""
    one = (Term(UNIT, X),)
    return (line.left == one and is_plain(line.right)) or (line.right == one and is_plain(line.left))


def flat(line: Line) -> bool:
    return not any(is_group(term) for term in all_terms(line))


def loose_or_pending(line: Line) -> bool:
    """Whether numbers wait to be computed on the line."""
    return (
        loose(line.left)
        or loose(line.right)
        or not all(is_plain((t,)) for t in all_terms(line) if t.body == ONE)
    )


def progress(line: Line) -> Progress:
    """What is still to be done on a line."""
    todo = set()
    if any(is_group(term) for term in all_terms(line)):
        todo.add("parenthesis")
    if any(
        term.over != 1 and (term.body != ONE or len(line.left) + len(line.right) > 2)
        for term in all_terms(line)
    ):
        todo.add("denominator")
    left, right = has(line.left, X), has(line.right, X)
    here = line.right if gathers_right(line) else line.left
    if (left and right) or has(here, ONE) or _hidden(line):
        todo.add("mixed")
    if (
        loose(line.left)
        or loose(line.right)
        or not all(is_plain((t,)) for t in all_terms(line) if t.body == ONE)
    ):
        todo.add("loose")
    if any(term.body == X and term.times not in (1,) for term in all_terms(line)) or "parenthesis" in todo:
        todo.add("coefficient")
    return frozenset(todo)


def _hidden(line: Line) -> bool:
    """Unknowns inside parentheses stand with their numbers."""
    return any(is_group(term) for term in all_terms(line))


@lru_cache(maxsize=4096)
def covers(problem: Line, way: tuple[Line | None, ...], line: Line) -> int:
    """How many steps of the way a right line covers: up to the last step that leaves no less to do."""
    if solved(line):
        return len(way)
    for at in range(len(way), 0, -1):
        if way[at - 1] is not None and alike(way[at - 1], line):
            return at
    if alike(problem, line):
        return 0
    todo = progress(line)
    for at in range(len(way), 0, -1):
        after = way[at - 1]
        if after is None:
            if not has(line.left, X) and not has(line.right, X) and flat(line):
                return at - 1
            continue
        if todo <= progress(after) and _further(line, after):
            return at
    return 0


def _further(line: Line, after: Line) -> bool:
    """Not more terms than the class's line."""
    return len(line.left) + len(line.right) <= len(after.left) + len(after.right) + 1


def alike(one: Line | None, two: Line) -> bool:
    """The same terms on the same sides, in any order and either way round."""
    if one is None:
        return False
    mine, theirs = _bag(one), _bag(two)
    return mine == theirs or mine == theirs[::-1]


def _bag(line: Line) -> tuple[frozenset[tuple[Term, int]], ...]:
    return tuple(
        frozenset((term, side.count(term)) for term in side if term.times or len(side) == 1)
        for side in (line.left, line.right)
    )
