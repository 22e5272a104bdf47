"""Judges what a student wrote about an expression: every line must equal the one before it.

A line is right when it equals the expression of the problem, or a part of the work, whatever the way. Only the form that
was asked for is the answer. What cannot be read, or says nothing about this expression, is `unreadable` or `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from subjects.algebra.expressions.claims import Claim, claims_in
from subjects.algebra.expressions.dividing import operands, result, wrong_divisions
from subjects.algebra.expressions.factors import common, content, irreducible, quotient, without
from subjects.algebra.expressions.forms import factors_of, is_final, key, shape
from subjects.algebra.expressions.shapes import parts_of, terms_of
from subjects.algebra.expressions.slips import slips
from subjects.algebra.expressions.stage_slips import stage_slips
from subjects.algebra.expressions.task import Stage, Task, ratio
from subjects.algebra.expressions.trace import answer_node, trace
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import MAX_CHARS, Div, Expr, Num, Sym, symbols_of, value
from subjects.problem import Lang, Missing, Solution, Verdict


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """Judge what the student wrote; see the module."""
    if len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    judge = _Judge(solution.problem.data, reached)
    for earlier in history[-6:]:
        judge.underway = True
        for claim in claims_in(earlier, judge.task, lang):
            judge.remember(claim)
    claims = claims_in(attempt, judge.task, lang)
    return judge.verdict(claims)


class _Judge:
    def __init__(self, task: Task, reached: int) -> None:
        self.task = task
        self.stages = trace(task) or ()
        self.target = key(task, task.node)
        self.reached = min(max(reached, 0), len(self.stages))
        self.stands: list[Expr] = []
        self.final = False
        self.unfinished = False
        self.halves: set[str] = set()
        self.underway = reached > 0

    def remember(self, claim: Claim) -> None:
        """A right line of an earlier message is where the student may stand."""
        for side in claim.sides:
            if key(self.task, side) == self.target:
                self.stands.append(side)
        if claim.label and self._half(claim.label, claim.sides[-1:]):
            self.halves.add(claim.label)

    def verdict(self, claims: Sequence[Claim]) -> Verdict:
        """Of the first line that is wrong, else of all together."""
        judged = odd = False
        for claim in claims:
            right = None if claim.odd or not claim.sides else self.judge(claim)
            if right is None:
                odd = True
                continue
            judged = True
            if right is not True:
                name = None if right is False else f"algebra.{right}"
                return Verdict(
                    "wrong",
                    reached=self.reached,
                    misconception=name,
                    at_step=claim.at,
                    line=_original(claim.text),
                )
        if not judged or (odd and not self.final):
            return Verdict("unknown" if odd else "unreadable", reached=self.reached)
        if self.final:
            return Verdict("right", final=True, reached=len(self.stages))
        if self.unfinished:
            missing: tuple[Missing, ...] = ("conclusion",)
            return Verdict("incomplete", reached=self.reached, missing=missing)
        return Verdict("right", reached=self.reached)

    def judge(self, claim: Claim) -> bool | str | None:
        """True for a right line; False or the misconception's name for a wrong one; None for what says nothing."""
        if any(symbols_of(side) - symbols_of(self.task.node) for side in claim.sides):
            return None
        if self.task.act == "polynomial_division":
            found = self.division(claim)
            if found is not None:
                return found
        told = self.as_equation(claim)
        if told != "":
            return told
        keys = [key(self.task, side) for side in claim.sides]
        if None in keys:
            return None
        if len(keys) == 1:
            return self.lone(claim, keys[0])
        return self.chain(claim, keys)

    def chain(self, claim: Claim, keys: Sequence[object]) -> bool | str | None:
        """Neighbours are equal; one that is not is explained by the side before it."""
        hits = [at for at, each in enumerate(keys) if each == self.target]
        for at, (one, two) in enumerate(pairwise(keys)):
            if one != two:
                if not hits and not self.known(keys[0]) and symbols_of(claim.sides[0]):
                    return None
                place = claim.sides[at]
                return self.explain(claim.sides[at + 1], [place]) or False
        if hits:
            self.advance(claim.sides[-1], claim)
            for side in claim.sides[:-1]:
                self.count(side)
            return True
        if self.task.act == "numeric_value":
            return True if self.known(keys[0]) else self.explain(claim.sides[-1], []) or False
        if any(map(self.known, keys)) or not any(symbols_of(side) for side in claim.sides):
            return True
        return None

    def as_equation(self, claim: Claim) -> bool | str | None:
        """What `… = 0` or `x = 2` is worth where nothing is to be solved; "" when the line is none of these.

        The roots of a polynomial are a way to its factors.
        """
        sides = claim.sides
        if len(sides) < 2 or self.task.act == "numeric_value":
            return ""
        if isinstance(sides[0], Sym) and len(sides) == 2 and not symbols_of(sides[1]):
            if self.task.act != "factorization":
                return "expression_as_equation"
            at = value(sides[1])
            return at is not None and value(self.task.node, {sides[0].name: at}) == 0
        zero = sides[-1] == Num(Fraction(0)) and symbols_of(self.stages[-1].after)
        if zero and key(self.task, sides[0]) == self.target:
            return None if self.task.act == "factorization" else "expression_as_equation"
        return ""

    def lone(self, claim: Claim, own: object) -> bool | str | None:
        side = claim.sides[0]
        if own == self.target:
            self.advance(side, claim)
            return True
        if not claim.said and self.partial(side, own):
            return None
        name = self.explain(side, [])
        if name is None and self.task.act == "algebraic_fraction" and not self.underway:
            return False
        if name is None and not symbols_of(side) and symbols_of(self.stages[-1].after) and not claim.said:
            return None
        return name or False

    def partial(self, side: Expr, own: object) -> bool:
        """Whether a lone expression may be the result of one part of the work, asked for or done aside."""
        if self.task.act == "expansion":
            return own in worked_parts(self.task) or (not symbols_of(side) and self.underway)
        number = is_final(self.task, side)
        return self.task.act == "numeric_value" and number and self.underway and self.known(own)

    def known(self, own: object) -> bool:
        """Whether it is a part of the work: of the problem, or of a line of the class's way."""
        return own in known_parts(self.task)

    def advance(self, side: Expr, claim: Claim) -> None:
        """Count what a right line covers, and see whether it is the answer."""
        self.stands.append(side)
        if self.task.act == "polynomial_division":
            whole = result(self.task.node)
            exact = whole is not None and not whole[1].terms
            shown = shape(side) == shape(self.stages[-1].after)
            self.final = self.final or (
                self.task.wanted != "remainder" and ((exact and _plain(side)) or shown)
            )
        elif is_final(self.task, side):
            self.final = True
        if self.final:
            self.unfinished = False
            return
        before = self.reached
        on_the_way = self.count(side)
        if self.task.act == "factorization" and shape(side) != shape(self.task.node):
            self.unfinished = claim.said or (not on_the_way and self.reached == before and seems_done(side))

    def count(self, side: Expr) -> bool:
        """Whether the line is one of the class's, and how far it is."""
        mine = shape(side)
        for at in range(len(self.stages), 0, -1):
            if shape(self.stages[at - 1].after) == mine:
                self.reached = max(self.reached, at)
                return True
        return False

    def division(self, claim: Claim) -> bool | str | None:
        """Quotient and remainder, named or alone; None for what is judged as any line."""
        found = operands(self.task.node)
        if found is None:
            return None
        top, bottom, name = found
        ratio, rest = quotient(top, bottom, name)
        side = claim.sides[-1]
        poly = poly_of(side)
        if claim.label:
            if self._half(claim.label, claim.sides):
                self.halves.add(claim.label)
                self.final = self.halves >= self.needed() or self.final
                return True
            return self.explain_division(claim.label, poly) or False
        if len(claim.sides) == 1 and poly is not None:
            if poly == ratio and self.task.wanted != "remainder":
                self.halves.add("quotient")
                self.final = self.halves >= self.needed() or self.final
                self.unfinished = not self.final
                return True
            if poly == rest and (
                self.task.wanted == "remainder" or "quotient" in self.halves or not rest.degree
            ):
                self.halves.add("remainder")
                self.final = self.halves >= self.needed() or self.final
                return True
            wanted = "remainder" if self.task.wanted == "remainder" else "quotient"
            if key(self.task, side) != self.target and not self.known(key(self.task, side)):
                return self.explain_division(wanted, poly) or False
        if len(claim.sides) == 2 and poly_of(claim.sides[0]) == top == poly:
            self.final = _holds(side, ratio, bottom) or self.final
            return True
        return None

    def _half(self, label: str, sides: Sequence[Expr]) -> bool:
        whole = result(self.task.node)
        polys = [poly_of(side) for side in sides]
        return whole is not None and all(each == whole[label == "remainder"] for each in polys)

    def needed(self) -> set[str]:
        """What of a division must be stated."""
        if self.task.wanted in ("quotient", "remainder"):
            return {self.task.wanted}
        whole = result(self.task.node)
        exact = whole is not None and not whole[1].terms
        return {"quotient"} if exact else {"quotient", "remainder"}

    def explain_division(self, label: str, poly: Poly | None) -> str | None:
        found = operands(self.task.node)
        if found is None or poly is None:
            return None
        for name, wrong in wrong_divisions(*found):
            if wrong[label == "remainder"] == poly:
                return name
        whole = quotient(*found[:2], found[2])[label == "remainder"]
        return _near(poly, whole)

    def explain(self, wrong: Expr, places: Sequence[Expr]) -> str | None:
        """The misconception that leads to a wrong expression from where the student may have stood."""
        mine = key(self.task, wrong)
        if mine is None:
            return None
        for place in (*places, *reversed(self.stands)):
            for name, tree in slips(place):
                if key(self.task, tree) == mine:
                    return name
        for name, theirs in wrong_keys(self.task):
            if theirs == mine:
                return name
        if (whole := self.explain_whole(wrong)) is not None:
            return whole
        one, two = poly_of(wrong), poly_of(answer_node(self.task, self.stages))
        near = poly_of(places[-1]) if places else None
        two = two if near is None else near
        return _near(one, two) if one is not None and two is not None else None

    def explain_whole(self, wrong: Expr) -> str | None:
        """A factor or a denominator that was left out; a numerator that is off by one term."""
        own, right = ratio(wrong), ratio(self.stages[-1].after)
        if own is None or right is None or not own[0].terms:
            return None
        if self.task.act == "factorization":
            rest = key(self.task, Div(self.task.node, wrong))
            alone = isinstance(rest, tuple) and isinstance(rest[0], Poly) and rest[1] == Poly.constant(1)
            if alone and len(rest[0].terms) == 1 and rest[0].terms[0][1] > 0:  # type: ignore[index]
                return "factor_left_out"
            return None
        if self.task.act != "algebraic_fraction":
            return None
        tops = [part.top for stage in self.stages for part in parts_of(stage.after) if isinstance(part, Div)]
        if own[1].number() and any(poly_of(top) == own[0].scaled(1 / own[1].amount()) for top in tops):
            return "dropped_denominator"
        if own[1].number() is None and own[1].scaled(1 / own[1].terms[0][1]) == right[1].scaled(
            1 / right[1].terms[0][1]
        ):
            scale = right[1].terms[0][1] / own[1].terms[0][1]
            return _near(own[0].scaled(scale), right[0])
        return None


def _original(text: str) -> str:
    """The line with the letter that stands for a polynomial called as it was."""
    return re.sub(r"\(([A-Zfgh])\)", r"\1(x)", text.strip())


@lru_cache(maxsize=1024)
def worked_parts(task: Task) -> frozenset[object]:
    """What the parts that the class works on come to, those that are a mere term or the whole line left out."""
    stages = trace(task) or ()
    parts = [stage.part for stage in stages if stage.part is not None and stage.part is not stage.before]
    return frozenset(key(task, part) for part in parts if len(_terms(part)) > 1)


def _terms(part: Expr) -> Sequence[object]:
    poly = poly_of(part)
    return () if poly is None else poly.terms


def _plain(side: Expr) -> bool:
    return is_final(Task("expansion", "x"), side)


def seems_done(side: Expr) -> bool:
    """A product that only lacks a number or letters still to be taken out of a factor: `(2x - 4)(x + 2)`."""
    if len(terms_of(side)) > 1:
        return False
    for factor in factors_of(side):
        poly = poly_of(factor)
        if poly is None or len(poly.terms) < 2:
            continue
        if not irreducible(without(poly, common(poly), content(poly))):
            return False
    return True


def _near(one: Poly, two: Poly) -> str | None:
    """One coefficient is off: by its sign, or by a number."""
    off = (one - two).terms
    if len(off) != 1:
        return None
    mono = off[0][0]
    return "sign_in_sum" if one.amount(mono) == -two.amount(mono) and one.amount(mono) else "arithmetic"


def _holds(side: Expr, ratio: Poly, bottom: Poly) -> bool:
    """`(x - 1)(x² + x - 1) + 4`: divisor times quotient is written in it."""
    polys = [poly_of(part) for part in parts_of(side)]
    return ratio in polys and bottom in polys


@lru_cache(maxsize=1024)
def known_parts(task: Task) -> frozenset[object]:
    """What every part of the problem and of the class's lines equals; numbers alone are none."""
    found: set[object] = set()
    trees = [task.node, *(stage.after for stage in trace(task) or ())]
    for tree in trees:
        for part in parts_of(tree):
            if isinstance(part, Num) and task.act != "numeric_value":
                continue
            counts = symbols_of(part) or (task.act == "numeric_value" and tree is not task.node)
            if counts and not (isinstance(part, Num) and tree is trees[-1]):
                found.add(key(task, part))
    found.discard(None)
    return frozenset(found)


@lru_cache(maxsize=512)
def wrong_keys(task: Task) -> tuple[tuple[str, object], ...]:
    """What the misconceptions of every stage make, by what it equals."""
    out: list[tuple[str, object]] = []
    for stage in trace(task) or ():
        for name, tree in _of(stage):
            own = key(task, tree)
            if own is not None:
                out.append((name, own))
    return tuple(out)


def _of(stage: Stage) -> Iterator[tuple[str, Expr]]:
    return stage_slips(stage)
