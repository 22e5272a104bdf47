"""What the families of several letters or bounds share: a verdict from judged claims, and what a reply must not say.

A family reads claims, judges one and explains a wrong one; the order of events is the same for all. The first claim
that is wrong decides; what cannot be told is never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION, show_exact
from subjects.algebra.surds import Surd, surd_of
from subjects.expression import Expr, Neg, Num, Relation, decimal_text, value
from subjects.problem import LANGS, Lang, Secret, Step, Verdict

MOST_CLAIMS = 60
"""More in one message is no student's work; refused, so that none costs much time."""


class Stated(Protocol):
    """A claim of any family: the line it stands in and which line that is."""

    @property
    def text(self) -> str:
        """As the student wrote it."""
        ...

    @property
    def at(self) -> int:
        """0-based."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """`right` is None where nothing can be said; `covers` counts the steps a right claim shows done; `short` means a
    claim offered as the answer that leaves a part of it out."""

    right: bool | None
    final: bool = False
    covers: int = 0
    short: bool = False


C = TypeVar("C", bound=Stated)
D = TypeVar("D", bound=Stated, contravariant=True)


class Judge(Protocol[D]):
    """A student's place in a solution."""

    def judge(self, claim: D) -> Judged:
        """Whether a claim holds."""
        ...

    def stand(self, claim: D) -> None:
        """A right claim is where the student stands now."""
        ...

    def explain(self, claim: D, reached: int) -> str | None:
        """The misconception that leads to a wrong claim."""
        ...


def verdict_of(judge: Judge[C], claims: Sequence[C], reached: int) -> Verdict:
    """Of the first claim that is wrong, else of all together."""
    if len(claims) > MOST_CLAIMS:
        return Verdict("unreadable", reached=reached)
    final = short = odd = judged = False
    for claim in claims:
        found = judge.judge(claim)
        if found.right is None:
            odd = True
            continue
        judged = True
        if not found.right:
            name = judge.explain(claim, reached)
            named = f"algebra.{name}" if name else None
            return Verdict("wrong", found.final, reached, named, claim.at, claim.text)
        judge.stand(claim)
        reached = max(reached, found.covers)
        final, short = final or found.final, found.short
    if not judged:
        return Verdict("unknown" if odd else "unreadable", reached=reached)
    if odd:
        return Verdict("unknown", reached=reached)
    if short and not final:
        return Verdict("incomplete", reached=reached, missing=("conclusion",))
    return Verdict("right", final, reached)


_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")
_PIECES = re.compile(r"; | or | and ")


def numbers_in(text: str) -> set[Fraction]:
    """The numbers written in an exact string, fractions whole and in parts."""
    found: set[Fraction] = set()
    for written in _NUMBERS.findall(text):
        top, _, bottom = written.partition("/")
        found.add(Fraction(top))
        if bottom and int(bottom):
            found |= {Fraction(bottom), Fraction(top) / int(bottom)}
    return found


def lines_in(exact: str) -> list[str]:
    """The single relations of an exact string of several."""
    return [piece for piece in _PIECES.split(exact) if piece not in ("", NO_SOLUTION, ALL_VALUES)]


def secrets_of(steps: Sequence[Step], values: Iterable[Fraction], reached: int) -> tuple[Secret, ...]:
    """The answer's numbers and lines, the new numbers and the lines of every step that is not reached yet."""
    reached = min(max(reached, 0), len(steps))
    return _secrets(tuple((step.before, step.after) for step in steps), tuple(values), reached)


@lru_cache(maxsize=2048)
def _secrets(
    chain: tuple[tuple[str, str], ...], values: tuple[Fraction, ...], reached: int
) -> tuple[Secret, ...]:
    if reached >= len(chain):
        return ()
    known_lines = {
        line for done in (chain[0][0], *(after for _, after in chain[:reached])) for line in lines_in(done)
    }
    known = set().union(*(numbers_in(line) for line in known_lines))
    last = chain[-1][1]
    out = [Secret("answer", None, texts=_texts(last))]
    fresh = [line for line in lines_in(last) if line not in known_lines]
    out += [Secret("answer", None, texts=_texts(line)) for line in fresh]
    out += [
        Secret("answer", amount)
        for amount in dict.fromkeys(values)
        if abs(amount) not in known and abs(amount) > 1
    ]
    told = known | {abs(amount) for amount in values} | {Fraction(0), Fraction(1)}
    results: dict[Fraction, None] = {}
    for _, after in chain[reached:]:
        for line in lines_in(after):
            if line not in known_lines:
                out.append(Secret("step", None, texts=_texts(line)))
                results |= dict.fromkeys(sorted(numbers_in(line) - told))
    out += [Secret("result", amount) for amount in results]
    return tuple(dict.fromkeys(out))


def _texts(line: str) -> tuple[str, ...]:
    out = [show_exact(line, lang) for lang in LANGS]
    for text in tuple(out):
        left, equals, right = text.partition(" = ")
        if equals and " = " not in right and len(lines_in(line)) == 1:
            out.append(f"{right} = {left}")
    return tuple(dict.fromkeys(out))


def numbers_hold(op: str, left: Expr, right: Expr) -> bool | None:
    """Whether a relation between numbers is true; None where a root is not exact or the sign says no more."""
    one, two = value(left), value(right)
    if one is None or two is None:
        return None
    tests = {
        "=": one == two,
        "<": one < two,
        "<=": one <= two,
        ">": one > two,
        ">=": one >= two,
        "!=": one != two,
    }
    return tests.get(op)


def sum_allowed(relation: Relation, secrets: Sequence[Secret]) -> bool | None:
    """A relation between numbers in a reply: true, and its value no result that is still to be found."""
    hidden = {abs(each.value) for each in secrets if each.value is not None}
    verdicts = []
    for op, left, right in zip(relation.ops, relation.sides, relation.sides[1:], strict=False):
        holds = numbers_hold(op, left, right)
        amounts = {abs(amount) for amount in (value(left), value(right)) if amount is not None}
        verdicts.append(False if holds is not None and amounts & hidden else holds)
    return False if False in verdicts else None if None in verdicts else True


def rounds_to(node: Expr, exact: Surd) -> bool:
    """A written value is the exact one, or a decimal with two places at least that the exact one rounds to."""
    stated = surd_of(node)
    if stated is None:
        return False
    if stated == exact:
        return True
    bare = node.arg if isinstance(node, Neg) else node
    if not isinstance(bare, Num) or not bare.decimal or stated.rational is None:
        return False
    digits = len(decimal_text(bare.value).partition(".")[2])
    whole = exact.rational
    if digits < 2 or (whole is not None and (whole * 10**digits).denominator == 1):
        return False
    return abs(exact.near() - float(stated.rational)) <= 0.5000001 * 10.0**-digits


def slots_of(steps: Sequence[Step], step: int, unknown: str, lang: Lang) -> Mapping[str, str]:
    """`unknown`, `before`, `problem` and the step's own."""
    own = {slot: text[lang] for slot, text in steps[step].slots.items()}
    return {
        "unknown": unknown,
        "before": show_exact(steps[step].before, lang),
        "problem": show_exact(steps[0].before, lang),
        **own,
    }


def both(text: str) -> dict[Lang, str]:
    """An exact string shown in both languages: a slot's value."""
    return {lang: show_exact(text, lang) for lang in LANGS}
