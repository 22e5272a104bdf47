"""Judges what a student wrote against the solution: line by line, by solution sets and by progress.

A line is right when it has the same solution as the equation, whatever the method. The first line that has
not is wrong, and the misconception is the one whose transform of a line where the student stood gives it.
What cannot be read, or says nothing about this equation, is `unreadable` or `unknown`, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.detail import way_of
from subjects.algebra.linear.claims import Claim, claims_in, is_question
from subjects.algebra.linear.follow import follows
from subjects.algebra.linear.line import (
    ONE,
    UNIT,
    Form,
    Line,
    Side,
    Term,
    X,
    all_terms,
    forms,
    is_product,
    read_line,
    root,
    side_of,
)
from subjects.algebra.linear.mistakes import transformed, wrong_lines
from subjects.algebra.linear.progress import alike, covers, flat, loose_or_pending, solved
from subjects.algebra.linear.spoken import judge as judge_spoken
from subjects.algebra.linear.spoken import operation_in
from subjects.algebra.linear.steps import collected, denominators, loose, trace
from subjects.algebra.spans import maths_in, other_readings
from subjects.expression import MAX_CHARS, Relation
from subjects.problem import Lang, Solution, Verdict
from subjects.tokens import fold


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """Judge what the student wrote; see the module."""
    if len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    verdict = _check(solution, attempt, lang, history, reached)
    if verdict.outcome != "wrong":
        return verdict
    for text, tongue in _otherwise(attempt, solution.problem.unknown, lang):
        other = _check(solution, text, tongue, history, reached)
        if other.outcome == "right":
            return other
    return verdict


# 3.333 is three and a third for one student and a good three thousand for another.
_AMBIGUOUS = re.compile(r"\d[.,]\d{3}(?!\d)")


def _otherwise(attempt: str, unknown: str, lang: Lang) -> Iterator[tuple[str, Lang]]:
    """What else an attempt may mean: nobody is wrong for a way of writing."""
    if _AMBIGUOUS.search(attempt):
        yield attempt, "en" if lang == "es" else "es"
    for text in other_readings(attempt, unknown):
        yield text, lang


def _check(solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    judge = _Judge(solution, lang, reached)
    for earlier in history[-6:]:
        judge.remember(earlier)
    claims = claims_in(attempt, solution.problem.unknown, lang, not isinstance(judge.root, Fraction))
    if not claims:
        said = _SAID_MINUS.fullmatch(fold(attempt).strip(" .!?"))
        if said is not None and judge.root == -Fraction(int(said[1])):
            return Verdict("right", final=True, reached=len(judge.stages))
        return judge.spoken(attempt)
    if len(claims) == 1 and claims[0].amount is not None:
        return judge.number(claims[0], attempt, bool(history) or reached > 0)
    return judge.verdict(claims)


_SAID_MINUS = re.compile(
    r"(?:(?:[a-z] )?(?:es|is|it'?s|me sale|me da|sale|da|i get|the answer is|la respuesta es|la solucion es) )?"
    r"(?:menos|minus|negative) (\d{1,9})"
)
"""A negative answer with its sign in words."""


class _Judge:
    def __init__(self, solution: Solution, lang: Lang, reached: int) -> None:
        data = solution.problem.data
        self.unknown: str = data.unknown
        self.lang = lang
        self.stages = trace(data.equation, data.unknown, way_of(solution.method, data.detail)) or ()
        first = read_line(data.equation, data.unknown)
        assert first is not None  # noqa: S101 - the solution was made from it
        self.problem = first
        self.root = root(first)
        self.reached = min(max(reached, 0), len(self.stages))
        self.stands: list[Line] = [self.line_at(self.reached)]

    def number(self, claim: Claim, attempt: str, underway: bool) -> Verdict:
        """The verdict on a lone number: the answer, the number of the step at hand, or a wrong answer.

        Midway, a number of the line itself more likely answers a smaller question: nothing is claimed then.
        """
        amount = claim.amount
        ahead = self.stages[self.reached : self.reached + 1]
        if amount is None or not ahead:
            return self.verdict([claim])
        stage = ahead[0]
        if _MULTIPLE.search(fold(attempt)):
            fits = all((amount / over).denominator == 1 for over in denominators(stage.before))
            right = fits and stage.rule == "clear_denominators"
            return Verdict("right" if right else "unknown", reached=self.reached)
        if self.right(claim):
            return self.verdict([claim])
        here = {abs(t.coefficient) for t in all_terms(stage.before)}
        if underway and stage.line is not None and stage.rule in ("collect", "compute"):
            made = {t.coefficient for t in all_terms(stage.line) if abs(t.coefficient) not in here}
            if amount in made:
                return Verdict("right", reached=self.reached + (len(made) == 1))
        if underway and abs(amount) in here:
            return Verdict("unknown", reached=self.reached)
        return self.verdict([claim])

    def spoken(self, attempt: str) -> Verdict:
        """The verdict on an operation said in words, or on a bare expression such as `22 - 7`."""
        if is_question(attempt):
            return Verdict("unreadable", reached=self.reached)
        said = operation_in(attempt, self.lang, self.unknown)
        found = judge_spoken(said, self.stages[self.reached :]) if said is not None else None
        found = found or self.side(attempt)
        if found is None:
            return Verdict("unreadable", reached=self.reached)
        right, covered, name = found
        if right:
            return Verdict("right", reached=self.reached + covered)
        named = name and f"algebra.{name}"
        return Verdict("wrong", reached=self.reached, misconception=named, at_step=0, line=attempt.strip())

    def side(self, attempt: str) -> tuple[bool, int, str | None] | None:
        """A bare expression that is one side of the next line covers its step."""
        spans = maths_in(attempt, self.lang)
        if len(spans) != 1 or spans[0].node is None or isinstance(spans[0].node, Relation):
            return None
        terms = side_of(spans[0].node, self.unknown)
        ahead = self.stages[self.reached : self.reached + 1]
        if terms is None or not ahead or ahead[0].line is None or len(attempt) > len(spans[0].text) + 30:
            return None
        line, before = ahead[0].line, ahead[0].before
        bare = len(terms) == 1 and terms[0].over == 1 and not is_product(terms[0])
        for side in (line.left, line.right):
            if bare and ahead[0].rule != "collect":
                break  # `5x` alone does not show where the rest went
            if _same_terms(side, terms) and side not in (before.left, before.right):
                return True, int(ahead[0].rule in ("move_term", "divide", "multiply")), None
        for name, wrong in wrong_lines(before):
            new = [side for side in (wrong.left, wrong.right) if side not in (before.left, before.right)]
            if any(_same_terms(side, terms) and (len(side) > 1 or side[0].over != 1) for side in new):
                return False, 0, name
        return None

    def line_at(self, reached: int) -> Line:
        """The line of the class's way after so many steps."""
        for stage in reversed(self.stages[:reached]):
            if stage.line is not None:
                return stage.line
        return self.problem

    def remember(self, earlier: str) -> None:
        """A right line of an earlier message is where the student may stand."""
        for claim in claims_in(earlier, self.unknown, self.lang):
            if claim.line is not None and root(claim.line) == self.root and self.follows(claim.line):
                self.stands.append(claim.line)

    def verdict(self, claims: Sequence[Claim]) -> Verdict:
        """Of the first claim that is wrong, else of the last."""
        final, judged, odd = False, False, False
        for claim in claims:
            right = self.right(claim)
            if right is None:
                odd = True
                continue
            judged = True
            if not right:
                return Verdict(
                    "wrong",
                    final=claim.final,
                    reached=self.reached,
                    misconception=self.explain(claim),
                    at_step=claim.at,
                    line=claim.text,
                )
            final = self.advance(claim) or final
        if not judged or odd:
            return Verdict("unknown" if odd else "unreadable", reached=self.reached)
        return Verdict("right", final=final, reached=self.reached)

    def right(self, claim: Claim) -> bool | None:
        """Whether a claim holds; None where it says nothing that can be judged."""
        if claim.odd:
            return None
        if claim.arithmetic is not None:
            if claim.line is not None and self.root == "none":
                return root(claim.line) == self.root and self.follows(claim.line)
            return same_value(claim.arithmetic[1], claim.digits, claim.arithmetic[0], claim.loosely)
        if claim.conclusion is not None:
            return claim.conclusion == self.root
        if claim.amount is not None:
            return isinstance(self.root, Fraction) and same_value(
                claim.amount, claim.digits, self.root, claim.loosely
            )
        if claim.line is None:
            return None
        return (root(claim.line) == self.root and self.follows(claim.line)) or self.rounded(claim)

    def follows(self, line: Line) -> bool:
        """Whether a line with the solution of the equation is one of its lines; only contradictions may not
        be."""
        if self.root != "none":
            return True
        return follows(
            line, (self.problem, *self.stands, *(s.line for s in self.stages if s.line is not None))
        )

    def rounded(self, claim: Claim) -> bool:
        line = claim.line
        if line is None or not solved(line) or not isinstance(self.root, Fraction):
            return False
        amount = (line.right if line.left == (Term(UNIT, X),) else line.left)[0].coefficient
        return same_value(amount, claim.digits, self.root, claim.loosely)

    def advance(self, claim: Claim) -> bool:
        """Count the steps that a right claim covers; True when it states the answer."""
        if claim.conclusion is not None or claim.amount is not None:
            self.reached = len(self.stages)
            return True
        if claim.line is None or (claim.arithmetic is not None and root(claim.line) != self.root):
            self.computed(claim)
            return False
        if self.rounded(claim):
            self.reached = len(self.stages)
            return True
        covered = covers(self.problem, self.stages_key(), claim.line)
        self.reached = max(self.reached, covered)
        self.stands.append(claim.line)
        return solved(claim.line)

    def stages_key(self) -> tuple[Line | None, ...]:
        return tuple(stage.line for stage in self.stages)

    def computed(self, claim: Claim) -> None:
        """A right sum of numbers covers the next step when its value is the step's only new number."""
        if claim.arithmetic is None:
            return
        for at in (self.reached, self.reached + 1):
            if at >= len(self.stages) or (at > self.reached and self.stages[at - 1].rule not in _WRITTEN):
                return
            stage = self.stages[at]
            if stage.line is None or stage.rule not in ("collect", "result"):
                continue
            numbers = [t.coefficient for t in all_terms(stage.line) if t.body == ONE]
            sides = (stage.before.left, stage.before.right)
            joined = not any(loose(tuple(t for t in side if t.body == X)) for side in sides)
            if joined and numbers == [claim.arithmetic[1]]:
                self.reached = at + 1
                return

    def explain(self, claim: Claim) -> str | None:
        """The misconception that leads from where the student stood to the wrong claim."""
        if claim.conclusion is not None:
            return None
        if claim.arithmetic is not None:
            return self.explain_sum(claim)
        wrong = claim.line or self._value_line(claim.amount)
        if wrong is None:
            return None
        found: dict[int, str] = {}
        mine, solution = forms(wrong), root(wrong)
        finished = _finished(wrong) and isinstance(solution, Fraction)
        for place in self.places():
            for name, line, theirs, value in wrong_forms(place):
                if theirs in (mine, mine[::-1]):
                    found.setdefault(0 if alike(line, wrong) else 1, name)
                elif finished and value == solution:
                    found.setdefault(2, name)
            if 0 in found:
                break
        if found:
            return f"algebra.{found[min(found)]}"
        return "algebra.arithmetic" if self.slip(wrong) else None

    def explain_sum(self, claim: Claim) -> str | None:
        left, right = claim.arithmetic or (Fraction(0), Fraction(0))
        if claim.digits is not None and same_value(right, claim.digits, left):
            return None
        return "algebra.sign_in_sum" if left == -right and left else "algebra.arithmetic"

    def _value_line(self, amount: Fraction | None) -> Line | None:
        if amount is None:
            return None
        return self.problem.sides((Term(UNIT, X),), (Term(amount, ONE),))

    def places(self) -> list[Line]:
        """Lines where the student may have stood: the last right ones first, then the class's next lines."""
        ahead = [self.line_at(at) for at in range(self.reached, len(self.stages) + 1)]
        return list(dict.fromkeys([*reversed(self.stands), *ahead]))

    def slip(self, wrong: Line) -> bool:
        """One number of the line is off, all else is as the class or the student would have it next."""
        for place in self.places()[:4]:
            near = place.sides(collected(place.left), collected(place.right)) if flat(place) else place
            mine, theirs = forms(wrong), forms(near)
            pairs = [
                (m, t) for one, two in zip(mine, theirs, strict=True) for m, t in zip(one, two, strict=True)
            ]
            off = [m - t for m, t in pairs if m != t]
            if len(off) == 1 and loose_or_pending(place):
                return True
        return False


@lru_cache(maxsize=4096)
def wrong_forms(line: Line) -> tuple[tuple[str, Line, tuple[Form, Form], Fraction | str], ...]:
    """Every wrong line of the known misconceptions with what it is compared by."""
    return tuple((name, wrong, forms(wrong), root(wrong)) for name, wrong in transformed(line))


_WRITTEN = frozenset({"move_term", "divide", "divide_both_sides", "same_both_sides"})
"""Rules that only write down the sum which the next rule computes."""


def _finished(line: Line) -> bool:
    return {line.left, line.right} & {(Term(UNIT, X),)} != set()


def same_value(stated: Fraction, digits: int | None, exact: Fraction, loosely: bool = False) -> bool:
    """Equal, or the exact value rounded to the digits written where it has more of them: two at least, fewer
    where the student says that it is rounded (`≈ 3,3`) or cut off (`3,3…`)."""
    if stated == exact:
        return True
    digits = 0 if digits is None and loosely else digits
    if digits is None or (digits < 2 and not loosely):
        return False
    scaled = abs(exact) * 10**digits
    if scaled.denominator == 1 or (stated < 0) != (exact < 0):
        return False
    near = {int(scaled + Fraction(1, 2))} | ({int(scaled)} if loosely and digits else set())
    return abs(stated) * 10**digits in near


_MULTIPLE = re.compile(r"\bm\.?c\.?m\b|\blcm\b|multipl|denominador comun|common denominator")


def _same_terms(one: Side, two: Side) -> bool:
    return len(one) == len(two) and all(one.count(term) == two.count(term) for term in one)
