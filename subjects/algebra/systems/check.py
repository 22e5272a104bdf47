"""Judges what a student wrote about a system: equations by whether they follow from it, values by its solutions.

Any right way is right. Values given one after another make up a solution; values of different solutions do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from subjects.algebra.judging import Judged, numbers_hold, rounds_to, verdict_of
from subjects.algebra.polynomial import Poly
from subjects.algebra.surds import Surd, surd_of
from subjects.algebra.systems.claims import Claim, claims_in
from subjects.algebra.systems.mistakes import swapped, wrong_backs, wrong_lines, wrong_values
from subjects.algebra.systems.solution import Solved, covers, holds, level, poly_of_line, solved
from subjects.algebra.systems.solve import ELIMINATION
from subjects.algebra.systems.system import System, equation, isolated, whole
from subjects.expression import MAX_CHARS, Add, Div, Expr, Mul, Neg, Relation, Sym, symbols_of
from subjects.problem import Lang, Solution, Verdict


def check(solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    """Judge what the student wrote; see the module."""
    data = solution.problem.data
    done = solved(data, solution.method) if isinstance(data, System) else None
    if done is None or len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    reached = min(max(reached, 0), len(done.stages))
    verdict = _judged(done, attempt, lang, history, reached)
    if verdict.outcome == "wrong" and "," in attempt:
        other = _judged(done, attempt, "en" if lang == "es" else "es", history, reached)
        return other if other.outcome == "right" else verdict
    return verdict


def _judged(done: Solved, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    judge = SystemJudge(done, reached)
    for earlier in history[-6:]:
        for claim in claims_in(earlier, done.system.unknowns, lang):
            if judge.judge(claim).right:
                judge.stand(claim)
    judge.begin()
    return verdict_of(judge, claims_in(attempt, done.system.unknowns, lang), reached)


class SystemJudge:
    """See `subjects.algebra.judging.Judge`."""

    def __init__(self, done: Solved, reached: int) -> None:
        self.done = done
        self.unknowns = done.system.unknowns
        self.stands: list[Poly] = []
        self.found: list[dict[str, Surd]] = []
        self.now: dict[str, Surd] = {}
        self.line = -1
        for stage in done.stages[:reached]:
            self.stands += [poly for line in stage.new if (poly := poly_of_line(line)) is not None]

    def begin(self) -> None:
        """The attempt itself begins: what earlier messages stated of a single solution still counts."""
        if len(self.done.pairs) != 1:
            self.now, self.found = {}, []
        self.line = -1

    def judge(self, claim: Claim) -> Judged:
        """Whether a claim holds."""
        if claim.odd:
            return Judged(None)
        if claim.conclusion:
            return Judged(claim.conclusion == self.done.kind, True, len(self.done.stages))
        if claim.amount is not None:
            return self.value(claim, claim.amount)
        return self.equation(claim)

    def equation(self, claim: Claim) -> Judged:
        """An equation in the letters, or a sum of numbers."""
        line = claim.equation
        if line is None:
            return Judged(None)
        if not symbols_of(line):
            true = numbers_hold("=", *line.sides)
            ends = self.done.kind != "solutions"
            if true is not None and ends and true is (self.done.kind == "all"):
                return Judged(True, False, len(self.done.stages) - 1)
            return Judged(true)
        poly = poly_of_line(line)
        if poly is None:
            return Judged(None)
        if not poly.terms and self.done.kind == "solutions":
            return Judged(False) if self.circular(line.sides[0], line.sides[1]) else Judged(True)
        if not poly.letters and poly.terms and self.done.kind == "solutions":
            return Judged(False)
        right = holds(self.done, poly, self.stands)
        return Judged(right, False, covers(self.done, line) if right else 0)

    def circular(self, left: Expr, right: Expr) -> bool:
        """Whether an identity came of putting a letter into the equation it was isolated from: letters on one side
        that cancel, and a number on the other."""
        return bool(symbols_of(left)) is not bool(symbols_of(right))

    def value(self, claim: Claim, stated: Expr) -> Judged:
        """A value of a letter, alone or with those before it."""
        if self.done.kind != "solutions":
            known = equation(Sym(claim.name), stated)
            poly = poly_of_line(known)
            right = None if poly is None else holds(self.done, poly, self.stands)
            steps = covers(self.done, known) if right else 0
            return Judged(right if self.done.kind == "all" else (right or False), False, steps)
        matches = [dict(pair) for pair in self.done.pairs if rounds_to(stated, dict(pair)[claim.name])]
        if not matches:
            return Judged(False if surd_of(stated) is not None else None, claim.answers)
        self.now = self.followed(claim, matches)
        if not self.now:
            return Judged(False, True)
        return self.complete(claim)

    def followed(self, claim: Claim, matches: list[dict[str, Surd]]) -> dict[str, Surd]:
        """The values stated together so far; empty where they are of no one solution."""
        now = dict(self.now)
        if claim.name in now or len(now) == len(self.unknowns):
            now = {}
        listing = claim.name not in now and sum(len(each) == 1 for each in self.found) > 1
        for pair in matches:
            if all(pair[name] == amount for name, amount in now.items()):
                now[claim.name] = pair[claim.name]
                return now
        return {claim.name: matches[0][claim.name]} if listing else {}

    def complete(self, claim: Claim) -> Judged:
        """How much of the answer is given now."""
        self.found = [each for each in self.found if not each.items() <= self.now.items()] + [dict(self.now)]
        whole_pairs = [each for each in self.found if len(each) == len(self.unknowns)]
        every = len({tuple(sorted((k, v.near()) for k, v in each.items())) for each in whole_pairs})
        finished = every == len(self.done.pairs) or self.listed()
        steps = len(self.done.stages) if finished else self.step_of(claim.name, _undone(claim.amount))
        return Judged(True, finished, steps, claim.answers and not finished)

    def listed(self) -> bool:
        """Every value of every letter was named, one letter after the other."""
        if len(self.done.pairs) < 2:
            return False
        for name in self.unknowns:
            stated = {each[name] for each in self.found if name in each}
            if stated != {dict(pair)[name] for pair in self.done.pairs}:
                return False
        return len(self.found) >= 2 * len({dict(pair)[self.unknowns[0]] for pair in self.done.pairs}) - 1

    def step_of(self, name: str, undone: bool = False) -> int:
        """The steps covered when the value of a letter stands there; `undone`: as a sum whose result does not stand yet."""
        best = 0
        for at, stage in enumerate(self.done.stages):
            plain = [
                line for line in stage.new if level(line) == 3 and (_undone(line.sides[1]) or not undone)
            ]
            if any(isinstance(line.sides[0], Sym) and line.sides[0].name == name for line in plain):
                whole_answer = len(self.now) == len(self.unknowns)
                best = at + 1 if at + 1 < len(self.done.stages) or whole_answer else at
        return best

    def stand(self, claim: Claim) -> None:
        """A right equation is where the student stands."""
        if claim.equation is not None:
            poly = poly_of_line(claim.equation)
            if poly is not None and poly.letters:
                self.stands.append(poly)

    def explain(self, claim: Claim, reached: int) -> str | None:
        """The misconception that leads to a wrong claim."""
        del reached
        if claim.conclusion:
            return None
        if claim.amount is not None:
            return self.explain_value(claim, claim.amount)
        if claim.equation is None:
            return None
        if not symbols_of(claim.equation):
            return "arithmetic" if self.done.kind == "solutions" else None
        poly = poly_of_line(claim.equation)
        if poly is None:
            return None
        if not poly.terms:
            return "substitute_same_equation"
        return self.explain_line(poly, self.order(claim.equation, poly))

    def order(self, line: Relation, poly: Poly) -> str:
        """Which slips come first: those of isolating a letter, of putting it in, or of adding equations."""
        if isolated(line) is not None:
            return "isolate"
        if len(poly.letters) == 1 and (level(line) == 0 or self.done.method != ELIMINATION):
            return "substitute"
        return "add"

    def explain_line(self, poly: Poly, order: str) -> str | None:
        """The transform of the equations, or of the student's own right ones, that gives a wrong equation."""
        mine = whole(poly)
        for sources in self.sources():
            for name, wrong in wrong_lines(sources, self.unknowns, order):
                if whole(wrong) == mine:
                    return name
        return "arithmetic" if self.slip(mine) else self.single(poly)

    def sources(self) -> list[tuple[Poly, ...]]:
        """Sets of right equations to start from: the problem's, and each with what the student reached."""
        polys = self.done.polys
        lines = [
            poly
            for stage in self.done.stages
            for line in stage.new
            if (poly := poly_of_line(line)) is not None
        ]
        if len(polys) > 2:
            near = list(dict.fromkeys([*self.stands[::-1], *lines]))[:2]
            return [polys, *((poly, each) for poly in near if poly.letters for each in polys if each != poly)]
        near = [*self.stands[::-1], *lines][:6]
        return [polys, *(tuple(dict.fromkeys((*polys, poly))) for poly in near if poly.letters)]

    def slip(self, mine: Poly) -> bool:
        """One number differs from a right line."""
        rights = [*self.stands, *self.done.polys]
        rights += [
            p for stage in self.done.stages for line in stage.new if (p := poly_of_line(line)) is not None
        ]
        for right in rights:
            for sign in (1, -1):
                theirs = whole(right).scaled(sign)
                monos = {mono for mono, _ in (*mine.terms, *theirs.terms)}
                off = [mono for mono in monos if mine.amount(mono) != theirs.amount(mono)]
                if len(off) == 1 and len(monos) > 1 and len(theirs.terms) == len(mine.terms):
                    return True
        return False

    def single(self, poly: Poly) -> str | None:
        """A wrong equation in one letter: as its wrong value."""
        if len(poly.letters) != 1 or poly.degree != 1:
            return None
        name = next(iter(poly.letters))
        root = -poly.amount() / poly.amount(((name, 1),))
        return self.from_value(name, Surd(root))

    def explain_value(self, claim: Claim, stated: Expr) -> str | None:
        amount = surd_of(stated)
        if amount is None:
            return None
        if self.is_swapped(claim.name, amount):
            return "swapped_values"
        return self.from_value(claim.name, amount) or self.miscounted(claim.name)

    def miscounted(self, name: str) -> str | None:
        """A wrong value where only the sum was left to do: behind a right equation in that letter alone, or behind
        the right values of the others."""
        alone = self.stands and self.stands[-1].letters == {name}
        return "arithmetic" if alone or (self.now and name not in self.now) else None

    def way(self) -> str:
        """The slips of the class's method first."""
        return "add" if self.done.method == ELIMINATION else "substitute"

    def is_swapped(self, name: str, amount: Surd) -> bool:
        """The value of another letter, all of them different."""
        values = self.done.rationals()
        if values is None or len(set(values.values())) != len(values):
            return False
        others = [each for each in self.unknowns if each != name]
        stated = [amount.whole if each == name else values[name] for each in (name, *others[:1])]
        right = [values[name], values[others[0]]]
        return swapped(right, stated) or any(
            values[other] == amount.whole and not amount.times for other in others
        )

    def from_value(self, name: str, amount: Surd) -> str | None:
        """The slip whose line has a wrong value as its root."""
        stated = amount.rational
        if stated is None:
            return None
        values = self.done.rationals() or {}
        known = {each: v.rational for each, v in self.now.items() if v.rational is not None}
        for poly in (*self.stands, *self.done.polys):
            mine = {**values, **{k: v for k, v in known.items() if v is not None}}
            mine.pop(name, None)
            for wrong, other in wrong_backs(poly, name, mine):
                if other == stated and (self.now or self.stands):
                    return wrong
        for sources in self.sources():
            for wrong, poly in wrong_lines(sources, self.unknowns, self.way()):
                if (
                    poly.letters == {name}
                    and poly.degree == 1
                    and -poly.amount() / poly.amount(((name, 1),)) == stated
                ):
                    return wrong
        rights = [line for stage in self.done.stages for line in stage.new]
        for line in rights:
            right = poly_of_line(line)
            if right is not None and right.letters == {name} and right.degree == 1:
                for wrong, other in wrong_values(right, name):
                    if other == stated:
                        return wrong
        return None


def _undone(side: Expr | None) -> bool:
    """Whether a value is written as an operation that is left to do: `(34 - 7*1)/3`, not `9` or `-3/2`."""
    if isinstance(side, Neg):
        return _undone(side.arg)
    if isinstance(side, Div):
        return _undone(side.top) or _undone(side.bottom)
    amount = surd_of(side) if isinstance(side, Add | Mul) else None
    return amount is not None and amount.rational is not None
