"""Judges what a student wrote about a story: set-up equations in any letters, lines of solving, answers in words.

A student may let a letter stand for any quantity of the story, so an equation is right when some choice of quantities
makes it true, and wrong only when it is what a known misconception makes, or no part of the story can make it true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from subjects.algebra.polynomial import Poly, poly_of
from subjects.algebra.statements import both_signs
from subjects.algebra.word_problems.claims import KEYS, Claim, claims_in
from subjects.algebra.word_problems.curved import discarded, is_curved, rational_roots, roots_told
from subjects.algebra.word_problems.lexing import lex
from subjects.algebra.word_problems.lines import (
    end_of,
    gap_between,
    in_unit,
    isolated,
    moved_wrongly,
    orders,
    parts_of,
    related,
    renamed,
    root_of,
    rounds_to,
    scaled,
)
from subjects.algebra.word_problems.setups import (
    as_x,
    wrong_setups,
    wrong_single,
    wrong_solutions,
)
from subjects.algebra.word_problems.solving import answers_of, letters_of, relations_of, trace, values_of
from subjects.algebra.word_problems.story import Story
from subjects.expression import MAX_CHARS, Add, Relation, symbols_of, value
from subjects.problem import Lang, Solution, Verdict
from subjects.tokens import fold

_DEFINED = re.compile(r"\b([a-z])\s*(?:=|:|->|→|es|is|sera)\s*([^\d=:;\n,]{3,40})")


_TWO_SIGNS = re.compile(r"±|\+/-|\\pm")
_AND_MINUS = re.compile(r"(?<=\d) y (?=-\s?\d)")
_AREA_UNIT = re.compile(r"\b(cm|m|km)\s?(?:²|\^2|\^\{2\}|2)(?!\d)")


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """Judge what the student wrote; see the module."""
    if len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    attempt = _AREA_UNIT.sub(r"\1²", attempt)
    if solution.problem.data.scene == "work":
        attempt = in_unit(attempt, solution.problem.data.unit, lang)
    judge = _Judge(solution.problem.data, reached)
    if judge.curved:
        attempt = both_signs(_AND_MINUS.sub("; ", attempt))
    for earlier in history[-6:]:
        judge.underway = True
        judge.define(earlier)
        for claim in claims_in(earlier, judge.story, lang):
            if claim.relation is not None:
                judge.settle(claim.relation)
    judge.define(attempt)
    if judge.curved and _TWO_SIGNS.search(attempt):  # `x + 3 = ±10` is two lines in one
        return Verdict("unknown", reached=judge.reached)
    return judge.verdict(claims_in(attempt, judge.story, lang), attempt, lang)


class _Judge:
    def __init__(self, story: Story, reached: int) -> None:
        self.story = story
        self.stages = trace(story) or ()
        self.reached = min(max(reached, 0), len(self.stages))
        self.values = values_of(story)
        self.answers = answers_of(story)
        self.related = related(story)
        self.meaning: list[dict[str, Fraction]] = [{}]
        self.underway = reached > 0
        self.numbers: list[Claim] = []
        self.given: list[Fraction] = []
        self.seen = 0
        self.stands: list[Relation] = []
        self.curved = is_curved(story)
        self.discarded = discarded(story)
        self.roots = roots_told(story)
        self.undecided = False

    def settle(self, relation: Relation) -> bool:
        """Keeps the choices of quantities for letters that make a line true; False when none does."""
        kept = [choice for known in self.meaning for choice in self.choices(relation, known)]
        if not kept:
            return False
        self.meaning = kept[:16]
        return True

    def choices(self, relation: Relation, known: dict[str, Fraction]) -> list[dict[str, Fraction]]:
        gap = gap_between(relation)
        if gap is None:
            return []
        known = {**self.initials(gap.letters - set(known)), **known}
        free = sorted(gap.letters - set(known))
        own = list(self.values.values())  # two quantities may be equal
        plain = [*own, *(each for each in self.answers.values() if each not in own)]
        if len(gap.letters) < 2:
            return self.fitting(gap, known, free, sorted(self.related))
        moments = {0, *self.story.shifts} if self.story.scene == "ages" else {0}
        pools = [sorted(amount + moment for amount in plain) for moment in moments]
        return [choice for pool in pools for choice in self.fitting(gap, known, free, pool)]

    def fitting(
        self, gap: Poly, known: dict[str, Fraction], free: list[str], pool: list[Fraction]
    ) -> list[dict[str, Fraction]]:
        """The choices out of a pool of numbers that make a line true."""
        out = []
        for picked in permutations(pool, len(free)) if len(free) <= 3 else ():
            choice = {**known, **dict(zip(free, picked, strict=True))}
            if gap.at(choice).number() == 0:
                out.append(choice)
        return out

    def initials(self, letters: frozenset[str]) -> dict[str, Fraction]:
        """Letters that are the initials of the quantities, in either language: `a` and `l` for Ana and Luis."""
        if len(letters) < 2 or letters & set(letters_of(self.story)):
            return {}
        found: dict[str, Fraction] = {}
        for letter, name in zip(letters_of(self.story), self.story.names, strict=True):
            starts = {word[0] for word in KEYS.get(name, (fold(name),))} & letters
            if len(starts) != 1 or starts & set(found):
                return {}
            found[starts.pop()] = self.values[letter]
        return found

    def define(self, text: str) -> None:
        """What the student says that a letter stands for: `x = edad de Ana`, `y: conejos`."""
        said: dict[str, Fraction] = {}
        for letter, words in _DEFINED.findall(fold(text)):
            hits = [
                own
                for own, name in zip(letters_of(self.story), self.story.names, strict=True)
                if any(
                    re.search(rf"\b{re.escape(word)}", words)
                    for word in KEYS.get(name, (fold(name),))
                    if len(word) > 1
                )
            ]
            if len(hits) == 1:
                said[letter] = self.values[hits[0]]
        if said:
            self.meaning = [{**known, **said} for known in self.meaning]

    def verdict(self, claims: Sequence[Claim], attempt: str, lang: Lang) -> Verdict:
        judged = odd = stated = False
        claims = self.one_root(claims)
        for claim in claims:
            if claim.odd:
                odd = True
                continue
            if claim.amount is not None:
                self.numbers.append(claim)
                continue
            right = self.line(claim)
            if right is None:
                odd = True
                continue
            judged = True
            if right is not True:
                return self.wrong(claim, right)
            stated = self.states(claim) or stated
            self.worked_out(claim)
        if self.undecided and judged and not self.numbers:
            done = stated and not self.discarded and set(self.answers.values()) <= set(self.given)
            return Verdict(
                "right", final=done, reached=len(self.stages) if done else self.count_rule("both_roots")
            )
        if self.numbers:
            found = self.answer(attempt, lang)
            if found is not None:
                return found
            if not judged:
                return Verdict("unknown", reached=self.reached)
        if not judged or (odd and not stated):
            return Verdict("unknown" if odd else "unreadable", reached=self.reached)
        if not stated and self.foreign(claims, attempt):
            return Verdict("unknown", reached=self.reached)
        return Verdict("right", final=stated, reached=len(self.stages) if stated else self.reached)

    def one_root(self, claims: Sequence[Claim]) -> list[Claim]:
        """With the first of the roots that make sense only, where both are told of one letter."""
        ends = [end_of(claim.relation) for claim in claims]
        told = {end for end in ends if end in self.roots}
        good = sorted(told - set(self.discarded))
        if (
            len(told) < 2
            or not good
            or len({_letter(c) for c, end in zip(claims, ends, strict=True) if end in told}) > 1
        ):
            return list(claims)
        self.undecided = True
        self.given += good[1:]
        return [claim for claim, end in zip(claims, ends, strict=True) if end not in told - {good[0]}]

    def worked_out(self, claim: Claim) -> None:
        """`11 · 6 = 66` states the answer when its value is what is asked."""
        relation = claim.relation
        if relation is not None and not symbols_of(relation) and len(self.answers) == 1:
            amount = value(relation.sides[-1])
            if amount is not None and amount in self.answers.values():
                self.numbers.append(Claim(claim.text, amount=amount, at=claim.at))

    def wrong(self, claim: Claim, name: str | bool) -> Verdict:
        named = f"algebra.{name}" if isinstance(name, str) else None
        return Verdict(
            "wrong", reached=self.reached, misconception=named, at_step=claim.at, line=claim.text.strip()
        )

    def line(self, claim: Claim) -> bool | str | None:
        """True for a right line, False or a name for a wrong one, None for what cannot be told."""
        relation = claim.relation
        if relation is None:
            return None
        if not symbols_of(relation):
            return self.sum(relation)
        if len(relation.sides) > 2:
            pairs = [Relation(("=",), pair) for pair in zip(relation.sides, relation.sides[1:], strict=False)]
            return next((found for pair in pairs if (found := self.pair(pair)) is not True), True)
        return self.pair(relation)

    def pair(self, relation: Relation) -> bool | str | None:
        if not symbols_of(relation):
            return self.sum(relation)
        gap = gap_between(relation)
        if gap is None:
            return None
        if gap.degree > 1:
            return self.bent(gap, relation) if self.curved else self.explain(gap)
        if not gap.letters:
            return not gap.terms
        if len(gap.letters) == 1 and root_of(gap) not in {*self.values.values(), *self.answers.values()}:
            mine = frozenset(as_x(poly) for side in relation.sides if (poly := poly_of(side)) is not None)
            for name, theirs in wrong_single(self.story):
                if theirs == mine:
                    return name
        if not self.stands and not self.underway and self.other_total(relation):
            return self.explain(gap) or False
        if self.settle(relation):
            self.count(gap, relation)
            self.stands.append(relation)
            return True
        if self.stands and (slip := moved_wrongly(self.stands[-1], gap)) is not None:
            return slip
        why = self.explain(gap)
        if why is not None:
            return why
        bare = isolated(relation)
        if bare is not None:
            return "meaningless_root" if bare in self.discarded else False
        if len(gap.letters) == 1 and root_of(gap) not in self.thinkable():
            return False
        known = gap.letters <= set().union(*(set(choice) for choice in self.meaning))
        off = self.story.scene != "ages" and len(gap.letters) <= 2 and self.plain(gap)
        return False if known or off else None

    def bent(self, gap: Poly, relation: Relation) -> bool | str | None:
        """A line of the second degree in a story that has one."""
        if self.settle(relation):
            if len(gap.letters) == 1:
                ordered = any(value(side) == 0 for side in relation.sides)
                self.reached = max(1, self.count_rule("order_equation" if ordered else "substitute_relation"))
            else:
                self.count(gap, relation)
            self.stands.append(relation)
            return True
        mine = frozenset(as_x(poly) for side in relation.sides if (poly := poly_of(side)) is not None)
        if len(gap.letters) == 1:
            named = next((name for name, theirs in wrong_single(self.story) if theirs == mine), None)
            roots = rational_roots(gap, next(iter(gap.letters))) or ()
            return named or (None if set(roots) & self.thinkable() else False)
        return self.explain(gap) or (False if self.plain(gap) else None)

    def count_rule(self, rule: str) -> int:
        """The steps done when a rule is, as far as the story has it."""
        rules = [stage.rule for stage in self.stages]
        return max(self.reached, rules.index(rule) + 1 if rule in rules else 0)

    def other_total(self, relation: Relation) -> bool:
        """Whether a first line is the story's one equation but for its number: a letter that stands for another
        quantity may make it true by accident."""
        if len(self.story.names) != 1 or len(symbols_of(relation)) != 1:
            return False
        mine = [as_x(poly) for side in relation.sides if (poly := poly_of(side)) is not None]
        own = [
            as_x(poly) for side in relations_of(self.story)[0].sides if (poly := poly_of(side)) is not None
        ]
        if len(mine) != 2 or len(own) != 2 or not any(isinstance(side, Add) for side in relation.sides):
            return False
        pairs = [(mine, other) for other in (own, own[::-1])]
        return any(
            one[0] == two[0] and one[1] != two[1] and not one[1].letters | two[1].letters
            for ours, theirs in pairs
            for one, two in ((ours, theirs), (ours[::-1], theirs[::-1]))
        )

    def foreign(self, claims: Sequence[Claim], attempt: str) -> bool:
        """Whether the last thing said is a true sum with the unit of the answer whose value the story knows not."""
        relation = claims[-1].relation if claims else None
        if relation is None or symbols_of(relation) or not self.story.unit or len(self.story.asked) != 1:
            return False
        if not re.search(rf"{re.escape(self.story.unit)}\W*$", attempt):
            return False
        known = set(self.related) | {
            amount
            for own in relations_of(self.story)
            for side in own.sides
            for part in parts_of(side)
            if (amount := value(part)) is not None
        }
        return value(relation.sides[-1]) not in known

    def thinkable(self) -> set[Fraction]:
        """What a letter may stand for at the widest: parts of the equations, sums and differences of two, halves."""
        some = set(self.related) | {
            each + shift for each in self.values.values() for shift in self.story.shifts
        }
        pairs = {a + b for a in some for b in some} | {abs(a - b) for a in some for b in some}
        return some | pairs | {each / 2 for each in some}

    def plain(self, gap: Poly) -> bool:
        """Whether a line has the letters of a right equation with the same coefficients: only its number is off."""
        shapes = {scaled(mine - Poly.constant(mine.amount())) for mine in self.gaps()}
        if len(gap.letters) == 1:
            return len(self.story.names) == 1
        mine = [renamed(gap, order) for order in orders(gap, letters_of(self.story))]
        return any(scaled(each - Poly.constant(each.amount())) in shapes for each in mine)

    def gaps(self) -> list[Poly]:
        return [gap for relation in relations_of(self.story) if (gap := gap_between(relation)) is not None]

    def sum(self, relation: Relation) -> bool | None:
        amounts = [value(side) for side in relation.sides]
        if None in amounts:
            return None
        return len(set(amounts)) == 1

    def explain(self, gap: Poly) -> str | None:
        letters = letters_of(self.story)
        if len(gap.letters) == 1 and len(letters) > 1:
            return self.explain_value(root_of(gap))
        for order in orders(gap, letters):
            mine = scaled(renamed(gap, order))
            if any(
                name in known and known[name] != self.values[own]
                for known in self.meaning[:1]
                for name, own in order.items()
            ):
                continue
            for name, _, wrong in wrong_setups(self.story):
                theirs = gap_between(wrong)
                if theirs is not None and scaled(theirs) == mine:
                    return name
        return self.explain_value(root_of(gap)) if len(gap.letters) == 1 else None

    def explain_value(self, amount: Fraction | None) -> str | None:
        if amount is None:
            return None
        for name, found in wrong_solutions(self.story):
            if amount in found.values() and amount not in self.values.values():
                return name
        return None

    def count(self, gap: Poly, relation: Relation) -> None:
        """How far a right line is: a set-up, an equation in one letter, or a value."""
        names = [stage.rule for stage in self.stages]
        done = 1
        one = len(gap.letters) == 1
        lone = one and abs(gap.terms[0][1]) == 1 and len(gap.terms) <= 2
        if len(letters_of(self.story)) > 1 and not one:
            self.seen += 1
            done = 1 if self.seen >= len(relations_of(self.story)) else 0
        elif (
            one
            and not lone
            and (len(letters_of(self.story)) > 1 or not any(isinstance(s, Add) for s in relation.sides))
        ):
            done = next(
                (at + 1 for at, rule in enumerate(names) if rule in ("substitute_relation", "tidy_equation")),
                1,
            )
        if lone:
            last = () if self.undecided else ("discard_root",)
            ways = (*last, "both_roots", "solve_equation", "substitute_relation", "tidy_equation")
            done = next((names.index(rule) + 1 for rule in ways if rule in names), 1)
        self.reached = max(self.reached, min(done, len(self.stages)))

    def states(self, claim: Claim) -> bool:
        """Whether the lines give every asked number, where no unit is due."""
        amount = None if claim.relation is None else isolated(claim.relation)
        if amount is None:
            return False
        self.given.append(amount)
        rules = [stage.rule for stage in self.stages]
        if set(self.values.values()) <= set(self.given) and "other_unknowns" in rules:
            self.reached = max(self.reached, rules.index("other_unknowns") + 1)
        if self.story.unit and len(self.story.asked) == 1:
            return False
        return sorted(set(self.answers.values())) == sorted(
            {each for each in self.given if each in self.answers.values()}
        )

    def answer(self, attempt: str, lang: Lang) -> Verdict | None:
        """The verdict on numbers in a sentence or alone; None where they are no answer."""
        claims = [claim for claim in self.numbers if claim.amount is not None]
        for claim in [each for each in claims if each.name and each.name not in self.answers]:
            own = letters_of(self.story)[self.story.names.index(claim.name)]
            if claim.amount == self.values[own]:
                claims.remove(claim)
            else:
                claim_name = (
                    "other_unknown"
                    if claim.amount in self.answers.values()
                    else self.explain_answer(claim.amount)
                )
                return self.wrong(claim, claim_name)
        if not claims:
            return None
        given = [claim.amount for claim in claims if claim.amount is not None]
        wanted = self.answers
        named = {claim.name: claim for claim in claims if claim.name}
        if len(wanted) > 1:
            return self.several(claims, given, named)
        ((key, right),) = wanted.items()
        target = named.get(key)
        if target is None and len(given) > 1 and (right in given or set(given) <= self.related):
            return Verdict("unknown", reached=self.reached)
        stated = target.amount if target is not None else given[-1]
        claim = target or claims[-1]
        stated = right if rounds_to(stated, right) else stated
        if stated != right:
            if self.underway and stated in self.related:
                return Verdict("unknown", reached=self.reached)
            return self.wrong(claim, self.explain_answer(stated))
        return self.with_unit(attempt, lang, claim)

    def several(
        self, claims: Sequence[Claim], given: Sequence[Fraction], named: dict[str, Claim]
    ) -> Verdict | None:
        wanted = self.answers
        for key, claim in named.items():
            if claim.amount != wanted[key]:
                swapped = claim.amount in wanted.values()
                return self.wrong(claim, "other_unknown" if swapped else self.explain_answer(claim.amount))
        if sorted(given) == sorted(wanted.values()):
            return Verdict("right", final=True, reached=len(self.stages))
        if len(given) == len(wanted) and set(given) <= set(wanted.values()):
            return self.wrong(claims[0], False)
        if all(each in wanted.values() for each in given):
            return Verdict("incomplete", reached=self.reached, missing=("conclusion",))
        if len(given) > len(wanted) and not named:
            return Verdict("unknown", reached=self.reached)
        bad = next(claim for claim in claims if claim.amount not in wanted.values())
        if self.underway and bad.amount in self.related:
            return Verdict("unknown", reached=self.reached)
        return self.wrong(bad, self.explain_answer(bad.amount))

    def explain_answer(self, amount: Fraction | None) -> str | bool:
        if amount in self.discarded:
            return "meaningless_root"
        if amount in self.values.values() and amount not in self.answers.values():
            return "other_unknown"
        return self.explain_value(amount) or False

    def with_unit(self, attempt: str, lang: Lang, claim: Claim) -> Verdict:
        done = len(self.stages)
        if not self.story.unit or len(self.story.asked) > 1:
            return Verdict("right", final=True, reached=done)
        toks = lex(attempt, lang) or []
        units = {tok.name for tok in toks if tok.kind in ("UNIT", "NUM") and tok.name not in ("", "/", "%")}
        units |= {"años" for tok in toks if tok.kind in ("TIME", "TIMEQ")}
        if self.story.unit in units or ("£" in attempt and self.story.unit == "£"):
            return Verdict("right", final=True, reached=done)
        if units:
            return self.wrong(claim, False)
        return Verdict("incomplete", final=True, reached=done, missing=("unit",))


def _letter(claim: Claim) -> str:
    return "".join(sorted(symbols_of(claim.relation))) if claim.relation is not None else ""
