"""Judges what a student wrote about an inequality, line by line, by the set of numbers that each line stands for.

A line with the same set is right whatever the method. Of several conditions (the two cases of an absolute value, the
parts of a double inequality or of a system) a line about one of them is right but not all of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from subjects.algebra.inequalities.claims import Claim, claims_in, is_plain
from subjects.algebra.inequalities.parse import Inequality
from subjects.algebra.inequalities.sets import (
    ALL,
    NONE,
    Interval,
    RealSet,
    changes,
    combined,
    ends_of,
    mirrored,
    open_ends,
    solve_condition,
)
from subjects.algebra.inequalities.solve import Solved, solved
from subjects.algebra.inequalities.steps import Stage
from subjects.algebra.judging import Judged, lines_in, numbers_hold, rounds_to, verdict_of
from subjects.algebra.linear_slips import slips
from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.algebra.sides import denominator_of, has_group, split, terms_of
from subjects.algebra.statements import pairs_of
from subjects.algebra.surds import Surd, minus, ordered, surd_of
from subjects.expression import MAX_CHARS, Relation, Sym, exact, read, symbols_of
from subjects.problem import Lang, Solution, Verdict


def check(solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    """Judge what the student wrote; see the module."""
    data = solution.problem.data
    done = solved(data) if isinstance(data, Inequality) else None
    if done is None or len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    reached = min(max(reached, 0), len(done.stages))
    verdict = _judged(done, attempt, lang, history, reached)
    if verdict.outcome == "wrong" and "," in attempt:
        other = _judged(done, attempt, "en" if lang == "es" else "es", history, reached)
        return other if other.outcome == "right" else verdict
    return verdict


def _judged(done: Solved, attempt: str, lang: Lang, history: Sequence[str], reached: int) -> Verdict:
    claims = claims_in(attempt, done.data.unknown, lang)
    judge = InequalityJudge(done, reached, claims)
    for earlier in history[-6:]:
        for claim in claims_in(earlier, done.data.unknown, lang):
            if judge.judge(claim).right:
                judge.stand(claim)
    judge.seen = []
    return verdict_of(judge, claims, reached)


class InequalityJudge:
    """See `subjects.algebra.judging.Judge`."""

    def __init__(self, done: Solved, reached: int, claims: Sequence[Claim]) -> None:
        self.done = done
        self.name = done.data.unknown
        self.stands: list[Relation] = []
        self.seen: list[RealSet] = []
        partial = [claim for claim in claims if self.part_of(claim) is not None]
        self.cases = len({self.part_of(claim) for claim in partial})
        self.reached = reached
        self.roots = {root for claim in claims if claim.equal for root in claim.roots}

    def part_of(self, claim: Claim) -> RealSet | None:
        """The single condition that a claim speaks of."""
        return next((part for part in self.done.parts if part in claim.sets), None)

    def judge(self, claim: Claim) -> Judged:
        """Whether a claim holds."""
        if claim.odd:
            return Judged(None)
        if claim.conclusion:
            wanted = {ALL: "all", NONE: "none"}.get(self.done.found)
            return Judged(claim.conclusion == wanted, True, len(self.done.stages))
        if claim.equal:
            return self.equal(claim)
        if claim.relations and not any(symbols_of(node) for node in claim.relations):
            return self.numbers(claim)
        if not claim.sets:
            return Judged(None)
        return self.bounds(claim)

    def numbers(self, claim: Claim) -> Judged:
        """`6 > 0` says something of a test point; false ones may be meant as false."""
        written = {exact(node) for node in claim.relations}
        for at, stage in enumerate(self.done.stages):
            if stage.after in written:
                return Judged(True, False, at + 1)
        true = all(numbers_hold(*pair) for node in claim.relations for pair in pairs_of(node))
        return Judged(True if true else None)

    def bounds(self, claim: Claim) -> Judged:
        """A line with signs of order, or intervals."""
        steps = len(self.done.stages)
        if self.done.found in claim.sets or self.done.found in self.rounded(claim):
            finished = claim.solved and self.done.found not in (ALL, NONE)
            covered = steps if finished else self.covered(claim)
            return Judged(True, finished, covered)
        part = self.part_of(claim)
        if part is None:
            return Judged(self.wide(claim), claim.solved)
        self.seen.append(part)
        return self.partial(claim)

    def rounded(self, claim: Claim) -> list[RealSet]:
        """The sets of a claim with the right ends in the place of decimals that they round to."""
        near = self.nearest(claim)
        return [
            tuple(
                replace(each, low=near.get(each.low, each.low), high=near.get(each.high, each.high))
                for each in found
            )
            for found in (claim.sets if near else ())
        ]

    def nearest(self, claim: Claim) -> dict[Surd | None, Surd]:
        """The exact place for each decimal of a claim that is one rounded."""
        found: dict[Surd | None, Surd] = {}
        for node in claim.relations:
            for side in node.sides:
                for place in self.done.critical:
                    if not symbols_of(side) and surd_of(side) != place and rounds_to(side, place):
                        found[surd_of(side)] = place
        return found

    def wide(self, claim: Claim) -> bool | None:
        """False, unless the line is no claim about the answer: a factor's sign, a condition for the denominator."""
        ways = [node for node in claim.relations if set(node.ops) == {"!="}]
        if ways and len(ways) == len(claim.relations):
            poles = {end for each in claim.parts for end in ends_of(each)}
            return True if self.done.shape == "rational" and poles <= set(self.done.critical) else None
        if self.done.shape in ("roots", "rational") and not claim.solved:
            points = set(self.points(claim))
            return None if points and points < set(self.done.critical) else False
        return False

    def points(self, claim: Claim) -> list[Surd]:
        """Where the signs of a line's relations change."""
        out: list[Surd] = []
        for node in claim.relations:
            for _, left, right in pairs_of(node):
                out += changes(left, right, self.name) or []
        return out

    def partial(self, claim: Claim) -> Judged:
        """A line about one of several conditions."""
        whole = combined(self.seen, not (self.done.shape == "absolute" and self._either()))
        if self.done.data.either:
            whole = combined(self.seen, False)
        if whole == self.done.found and len(set(self.seen)) > 1:
            finished = claim.solved
            return Judged(True, finished, len(self.done.stages) if finished else self.covered(claim))
        if self.done.shape == "absolute" and self.cases < 2 and claim.solved:
            return Judged(False, True)
        return Judged(True, False, 0, claim.solved)

    def _either(self) -> bool:
        return combined(self.done.parts, False) == self.done.found

    def covered(self, claim: Claim) -> int:
        """How many steps a right line shows done."""
        mine = {exact(node) for node in claim.relations}
        for at in range(len(self.done.stages), 0, -1):
            stage = self.done.stages[at - 1]
            if mine and mine == set(lines_in(stage.after)):
                return at
        todo = _work(claim.relations[0], self.name) if claim.relations else None
        if todo is None or self.done.shape != "linear":
            return 0
        best = 0
        for at, stage in enumerate(self.done.stages):
            line = read(stage.after)
            if isinstance(line, Relation):
                theirs = _work(line, self.name)
                if theirs is not None and todo <= theirs and exact(line) != self.done.data.relations[0]:
                    best = at + 1
        first = self.done.data.nodes()[0]
        start = _work(first, self.name)
        return best if start is not None and todo < start else 0

    def equal(self, claim: Claim) -> Judged:
        """Equations: the roots on the way, sums of numbers, or `=` in place of the sign."""
        if not any(symbols_of(node) for node in claim.relations):
            true = [numbers_hold(*pair) for node in claim.relations for pair in pairs_of(node)]
            return Judged(None if None in true else all(true))
        points = tuple(Interval(root, root, True, True) for root in ordered(claim.roots))
        if points and points == self.done.found:
            return Judged(True, True, len(self.done.stages))
        if self.done.shape in ("linear", "double", "several"):
            meets = set(claim.roots or self.points(claim)) <= set(self.done.critical)
            return Judged(None if not claim.solved and meets else False, claim.solved)
        near = self.nearest(claim)
        found = {near.get(root, root) for root in claim.roots} if claim.roots else set(self.points(claim))
        known = set(self.done.critical)
        if found and found <= known:
            at = self.step_of(("boundary_roots", "critical_points"))
            every = {near.get(root, root) for root in self.roots} == known
            if claim.solved and not every:
                return Judged(None)
            return Judged(True, False, at if claim.solved else 0)
        if not found and not known:
            return Judged(True)
        return Judged(False, False)

    def step_of(self, rules: Sequence[str]) -> int:
        """Steps covered when one of these rules is done, the answer not yet."""
        for at, stage in enumerate(self.done.stages):
            if stage.rule in rules:
                return min(at + 1, len(self.done.stages) - 1)
        return 0

    def stand(self, claim: Claim) -> None:
        """A right line is where the student stands."""
        self.stands += [node for node in claim.relations if len(node.sides) == 2 and symbols_of(node)]

    def explain(self, claim: Claim, reached: int) -> str | None:
        """The misconception that leads to a wrong claim."""
        if claim.conclusion:
            return None
        if claim.equal:
            return self.explain_equal(claim)
        found, right = claim.sets, self.done.found
        if self.done.shape == "absolute" and self.part_of(claim) is not None:
            return "one_case_only"
        if any(open_ends(each) == open_ends(right) and each != right for each in found) and right != NONE:
            return "denominator_zero_included" if self.pole(found) else "open_closed_confused"
        if any(_turned(each) == open_ends(right) for each in found) and self.done.shape == "linear":
            return self.turned(reached)
        if len(claim.parts) > 1 and right in (combined(claim.parts, True), combined(claim.parts, False)):
            return "wrong_joining"
        if self.done.shape in ("roots", "rational"):
            return self.explain_signs(found)
        if self.done.shape == "absolute":
            return self.explain_cases(found)
        if self.done.shape in ("several", "double") and len(self.done.parts) > 1:
            union, both = combined(self.done.parts, False), combined(self.done.parts, True)
            if any(each in (union, both) for each in found):
                return "wrong_joining"
            name = self.explain_three_parts(claim)
            if name:
                return name
        return self.explain_line(claim, reached)

    def explain_three_parts(self, claim: Claim) -> str | None:
        """The middle's number moved with its sign, or out of one part only."""
        node = self.done.data.nodes()[0]
        polys = [poly_of(side) for side in node.sides]
        if self.done.shape != "double" or len(polys) != 3 or any(poly is None for poly in polys):
            return None
        low, middle, high = (poly or Poly() for poly in polys)
        constant = Poly.constant(middle.amount())
        ways = {
            "sign_on_moving_term": (low + constant, high + constant),
            "one_part_only": (low, high - constant),
            "one_part_only_": (low - constant, high),
        }
        for name, (first, last) in ways.items():
            wrong = Relation(node.ops, (tree(first), tree(middle - constant), tree(last)))
            if solve_condition((tuple(pairs_of(wrong)),)) in claim.sets:
                return name.rstrip("_")
        return None

    def pole(self, found: Sequence[RealSet]) -> bool:
        """Whether an end that the answer leaves out is one where the fraction has no value."""
        del found
        return self.done.shape == "rational"

    def turned(self, reached: int) -> str:
        """The sign not turned where it must be, or turned where it must not."""
        rules = [stage.rule for stage in self.done.stages]
        turning = {"divide_flip", "flip_sign"}
        if turning & set(rules[reached:]) and not self.positive():
            return "inequality_not_flipped"
        return "inequality_not_flipped" if turning & set(rules) else "flipped_needlessly"

    def positive(self) -> bool:
        """Whether the student gathered the unknown with a positive coefficient already."""
        for line in reversed(self.stands):
            polys = [poly_of(side) for side in line.sides]
            if None not in polys:
                gap = (polys[0] or Poly()) - (polys[1] or Poly())
                one_side = not (polys[0] or Poly()).letters or not (polys[1] or Poly()).letters
                return one_side and gap.amount(((self.name, 1),)) > 0
        return False

    def explain_equal(self, claim: Claim) -> str | None:
        points = set(claim.roots)
        if not any(symbols_of(node) for node in claim.relations):
            return "arithmetic"
        if points and points <= set(self.done.critical):
            return "equals_for_inequality"
        if points and {minus(root) for root in points} == set(self.done.critical):
            return "opposite_critical_points"
        return None

    def explain_signs(self, found: Sequence[RealSet]) -> str | None:
        """A wrong choice of intervals between the right roots, or wrong roots."""
        critical = self.done.critical
        ways: dict[tuple[tuple[Surd | None, Surd | None], ...], str] = {}
        if critical:
            lowest, highest = critical[0], critical[-1]
            opposite = len(critical) == 2 and minus(lowest) == highest
            outside = "square_root_of_inequality" if opposite else "greater_than_both_roots"
            for each in critical:
                name = outside if self.done.shape == "roots" else "multiplied_by_unknown_sign"
                ways.setdefault(((each, None),), name)
                ways.setdefault(((None, each),), name)
        for stated in found:
            shape = open_ends(stated)
            if shape in ways:
                return ways[shape]
            if shape == open_ends(mirrored(self.done.found)):
                return "intervals_swapped"
            ends = ends_of(stated)
            if ends and set(ends) <= set(critical):
                return "intervals_swapped"
            if ends and {minus(end) for end in ends} == set(critical):
                return "opposite_critical_points"
        return None

    def explain_cases(self, found: Sequence[RealSet]) -> str | None:
        """Absolute values: the wrong word between the cases, or the second case without its turned sign."""
        if len(self.done.parts) < 2:
            return "absolute_bound_negative" if self.done.found in (ALL, NONE) else None
        first, last = self.done.parts
        for each in found:
            if each in (combined((first, last), True), combined((first, last), False)):
                return "wrong_joining"
            flipped = mirrored(first)
            for every in (True, False):
                if open_ends(each) == open_ends(combined((flipped, last), every)):
                    return "second_case_not_turned"
            if open_ends(each) == open_ends(mirrored(self.done.found)):
                return "wrong_joining"
        return None

    def explain_line(self, claim: Claim, reached: int) -> str | None:
        """A slip on a linear line, the sign right or turned."""
        lines = [*reversed(self.stands)]
        stages: Sequence[Stage] = self.done.stages[max(reached - 1, 0) :]
        lines += [stage.line for stage in stages if stage.line is not None] + self.done.data.nodes()
        wrong = [_gap(node) for node in claim.relations]
        for line in dict.fromkeys(lines):
            if len(line.sides) != 2:
                continue
            for name, left, right in slips(*line.sides, self.name):
                if any(each is not None and _same(each, left - right) for each in wrong):
                    return name
        ends = [end for each in claim.sets for end in ends_of(each)] if claim.solved else []
        for line in dict.fromkeys(lines):
            if len(line.sides) != 2:
                continue
            for name, left, right in slips(*line.sides, self.name):
                gap = left - right
                times = gap.amount(((self.name, 1),))
                if times and any(end.rational == -gap.amount() / times for end in ends):
                    return name
        return "arithmetic" if self.slip(wrong, lines) else None

    def slip(self, wrong: Sequence[Poly | None], lines: Sequence[Relation]) -> bool:
        """One number differs from a right line."""
        for poly in wrong:
            for line in lines:
                theirs = _gap(line)
                if poly is None or theirs is None:
                    continue
                for sign in (1, -1):
                    gap = [
                        mono
                        for mono in ((), ((self.name, 1),))
                        if poly.amount(mono) != sign * theirs.amount(mono)
                    ]
                    if len(gap) == 1 and poly.letters and poly.amount():
                        return True
        return False


def _gap(node: Relation) -> Poly | None:
    if len(node.sides) != 2:
        return None
    one, two = (poly_of(side) for side in node.sides)
    return None if one is None or two is None else one - two


def _same(one: Poly, two: Poly) -> bool:
    """Equal up to a factor."""
    if not one.terms or not two.terms or one.terms[0][0] != two.terms[0][0]:
        return one == two
    return one.scaled(two.terms[0][1] / one.terms[0][1]) == two


def _turned(found: RealSet) -> tuple[tuple[Surd | None, Surd | None], ...]:
    return open_ends(mirrored(found))


def _work(line: Relation, name: str) -> int | None:
    """What is left to do on a linear line: 0 a bound, 1 a quotient, 2 a coefficient, 3 terms, 4 brackets or
    fractions."""
    if len(line.sides) != 2:
        return None
    left, right = line.sides
    if symbols_of(right) and not symbols_of(left):
        left, right = right, left
    if has_group(left) or has_group(right):
        return 6
    if left == Sym(name) and not symbols_of(right):
        return 0 if is_plain(right) else 1 if len(terms_of(right)) == 1 else 3
    if denominator_of(left) > 1:
        return 5
    has, lacks = split(left, name)
    if symbols_of(right) or (lacks and has):
        return 4 + (len(has) + len(lacks) > 2)
    return 2 if len(has) <= 1 and len(terms_of(right)) == 1 else 3
