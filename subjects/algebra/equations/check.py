"""Judges what a student wrote about an equation: line by line by its solutions, then the answer as a whole.

A line is right when it keeps every solution and brings in no number but the false roots that clearing and squaring bring.
A line with some of the solutions is a case: right beside the others. An answer that lacks a solution is wrong where a known
slip loses just those (`x² = 9` to `x = 3`), and incomplete otherwise; one with a false root in it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from subjects.algebra.detail import way_of
from subjects.algebra.equations.claims import Claim, claims_in, digits_of
from subjects.algebra.equations.explain import explain, explain_sum
from subjects.algebra.equations.facts import Facts, covers, facts_of, root_named, standing
from subjects.algebra.equations.formulas import Reading
from subjects.algebra.equations.reals import Root, amount_of, has, near, real_of, same, union
from subjects.algebra.equations.sets import solutions
from subjects.algebra.equations.shapes import Relations, is_final, key, shape, sides_key
from subjects.algebra.polynomial import poly_of
from subjects.expression import MAX_CHARS, Expr, Func, Mul, Pow, Relation, Sym, value
from subjects.problem import Lang, Solution, Verdict


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """Judge what the student wrote; see the module."""
    if len(attempt) > MAX_CHARS:
        return Verdict("unreadable", reached=reached)
    data = solution.problem.data
    facts = facts_of(data.equation, data.unknown, way_of(solution.method, data.detail))
    verdict = _Judge(facts, lang, history, reached).judge(attempt)
    if verdict.outcome != "wrong":
        return verdict
    for text, tongue in _otherwise(attempt, lang):
        other = _Judge(facts, tongue, history, reached).judge(text)
        if other.outcome == "right":
            return other
    return verdict


_AMBIGUOUS = re.compile(r"\d[.,]\d{3}(?!\d)")
_LIST = re.compile(r"(?<=\d),(?=[ ]?[-−]?\d)")
_SLASH = re.compile(r"/\s*(\d+)\s*[·*×⋅]\s*(\(?-?\d+\)?)")
_ROOT = re.compile(r"(?:√|sqrt|ra[ií]z(?: de)?)[ ]?(?![({])([^)\n=/;,]*[+\-−][^)\n=/;,]*)")


def _otherwise(attempt: str, lang: Lang) -> Iterator[tuple[str, Lang]]:
    """What else an attempt may mean: nobody is wrong for a way of writing."""
    if _AMBIGUOUS.search(attempt):
        yield attempt, "en" if lang == "es" else "es"
    if _LIST.search(attempt):
        yield _LIST.sub("; ", attempt), lang
    slashed = _SLASH.sub(r"/(\1·\2)", attempt)
    rooted = _ROOT.sub(r"√(\1)", attempt)
    for text in dict.fromkeys((slashed, rooted, _ROOT.sub(r"√(\1)", slashed))):
        if text != attempt:
            yield text, lang


class _Judge:
    def __init__(self, facts: Facts, lang: Lang, history: Sequence[str], reached: int) -> None:
        self.facts = facts
        self.lang = lang
        self.stages = facts.trace.stages
        self.reached = min(max(reached, 0), len(self.stages))
        self.underway = bool(history) or self.reached > 0
        self.stands: list[Relations] = []
        self.stated: tuple[Root, ...] = ()
        self.open: tuple[Root, ...] = ()
        for earlier in history[-6:]:
            self._remember(earlier)

    def _claims(self, text: str) -> tuple[Claim, ...]:
        letters = self.facts.power_poly is not None or self.facts.trace.kind in ("biquadratic", "polynomial")
        return claims_in(text, self.facts.unknown, self.lang, letters)

    def _remember(self, earlier: str) -> None:
        """Right lines of an earlier message are where the student may stand; right values count as stated."""
        for claim in self._claims(earlier):
            if claim.kind == "line" and standing(self.facts, claim.lines)[0] in ("equal", "case"):
                self.stands.append(claim.lines)
            if claim.kind == "value" and not claim.rejected:
                for node in claim.numbers:
                    root, good = root_named(self.facts, node, claim.loosely)
                    # `x = (5 ± 1)/2` is still to be worked out: it states no value yet.
                    if root is not None and good and _is_plain(node):
                        self.stated = union(self.stated, (root,))

    def judge(self, attempt: str) -> Verdict:
        claims = self._claims(attempt)
        if not claims:
            return Verdict("unreadable", reached=self.reached)
        if all(claim.lone for claim in claims if claim.kind == "value") and all(
            c.kind == "value" for c in claims
        ):
            midway = self._number(claims)
            if midway is not None:
                return midway
        return _Reading(self.facts, claims, attempt, self.reached, self.stands, self.stated).verdict()

    def _number(self, claims: Sequence[Claim]) -> Verdict | None:
        """A lone number midway more likely answers a smaller question."""
        if not self.underway or len(claims) != 1 or len(claims[0].numbers) != 1:
            return None
        node = claims[0].numbers[0]
        if root_named(self.facts, node)[1]:
            return None
        if self.reached < len(self.stages):
            stage = self.stages[self.reached]
            amount = value(node)
            if stage.rule in ("discriminant", "substitute_coefficients") and amount is not None:
                inside = {b * b - 4 * a * c for a, b, c in self.facts.triples}
                if amount in inside:
                    return Verdict("right", reached=self.reached)
                return Verdict("unknown", reached=self.reached)
        return Verdict("unknown", reached=self.reached)


class _Reading(Reading):
    """One attempt being read: claims judged in order, the stated values gathered."""

    def verdict(self) -> Verdict:
        for claim in self.claims:
            found = self._take(claim)
            if found is not None:
                return found
            self.last = claim.kind
        return self._whole()

    def _take(self, claim: Claim) -> Verdict | None:
        act = {
            "line": self._line, "value": self._value, "none": self._none, "all": self._all, "sum": self._sum,
            "coefficient": self._coefficient, "discriminant": self._discriminant, "letters": self._letters,
            "other_letter": self._other_letter, "definition": self._definition, "condition": self._condition,
            "side": self._side,
        }.get(claim.kind)  # fmt: skip
        if act is None:
            self.odd = True
            return None
        return act(claim)

    # lines

    def _line(self, claim: Claim) -> Verdict | None:
        kind, roots = standing(self.facts, claim.lines)
        if kind == "unknown":
            self.odd = True
            return None
        self.judged = True
        if kind == "wrong":
            if claim.rejected and not roots:
                return None
            name = explain(self.facts, claim.lines, None, self.stands, self.reached)
            return self._wrong(claim, name or self._explained_together(claim))
        if kind == "identity":
            return self._identity(claim)
        if kind == "case" and not self._is_branch(claim, roots):
            return self._wrong(claim, explain(self.facts, claim.lines, None, self.stands, self.reached))
        if kind == "case":
            self.cases = union(self.cases, roots)
            self.first_case = self.first_case or claim
            self.pending_case = claim if roots else self.pending_case
            self.stands.append(claim.lines)
            self._run_on(claim.lines)
            return None
        self.cases = ()
        self.pending_case = None
        self._run_on(claim.lines)
        self.runs = [list(claim.lines), []]
        self._advance(claim.lines)
        return None

    def _run_on(self, lines: Relations) -> None:
        """Cases one after another, with or without the line before them, are one line of the class."""
        for run in self.runs:
            run += lines
            joined = tuple(run)
            if standing(self.facts, joined)[0] == "equal":
                self.reached = max(self.reached, min(covers(self.facts, joined), len(self.stages)))

    def _identity(self, claim: Claim) -> Verdict | None:
        """A rewriting such as `(x + 1)² = x² + 2x + 1`; the same on both sides says nothing, or too much."""
        if self.facts.trace.all or len({shape(side) for side in claim.lines[0].sides}) > 1:
            return None
        name = explain(self.facts, claim.lines, None, self.stands, self.reached)
        if name is not None:
            return self._wrong(claim, name)
        self.odd = True
        return None

    def _is_branch(self, claim: Claim, roots: tuple[Root, ...]) -> bool:
        """Whether some of the solutions alone may be spoken of: the line is a case of the class's ways, or the work stands
        at cases already, or the lines that follow complete it."""
        if {sides_key(line) for line in claim.lines} <= self.facts.branches:
            return True
        if any(_branches(lines) for lines in (*self.stands, *self.facts.lines[: self.reached])):
            return True
        if self.pending_case is not None:
            return True
        after = self.claims[self.claims.index(claim) + 1 :]
        rest = [each.lines for each in after if each.kind in ("line", "value") and each.lines]
        others = union(roots, *(standing(self.facts, lines)[1] for lines in rest))
        if not rest or not all(has(others, root) for root in self.facts.roots):
            return False
        return standing(self.facts, rest[0])[0] == "case"

    def _value(self, claim: Claim) -> Verdict | None:
        self.judged = True
        found: list[tuple[Root, Claim]] = []
        for node in claim.numbers:
            root, good = root_named(self.facts, node, claim.loosely)
            if root is None and amount_of(node) is None:
                return self._undefined(claim)
            if root is None:
                if claim.rejected:
                    continue
                return self._wrong_value(claim, node)
            if claim.rejected:
                if good:
                    return self._wrong(claim, None)
                self.rejected = union(self.rejected, (root,))
                continue
            found.append((root, claim))
        unfinished = claim.lines and not all(_is_plain(node) for node in claim.numbers)
        if unfinished and standing(self.facts, claim.lines)[0] == "equal":
            self._advance(claim.lines)  # `x = (5 ± 1)/2`: a line of work that has the values in it
            return None
        if self.last != "value" or claim.fresh or not self.groups:
            self.groups.append([])
        self.groups[-1] += found
        lines = claim.lines or tuple(
            Relation(("=",), (Sym(self.facts.unknown), node)) for node in claim.numbers
        )
        self._run_on(lines)
        return None

    def _undefined(self, claim: Claim) -> Verdict | None:
        """`x = (1 ± √(-3))/2`: right where the equation has no real root and this is its formula."""
        kind, _ = standing(self.facts, claim.lines)
        if claim.lines and kind == "equal":
            self._advance(claim.lines)
            return None
        if claim.lines and kind == "wrong":
            return self._wrong(claim, explain(self.facts, claim.lines, None, self.stands, self.reached))
        self.odd = True
        return None

    def _wrong_value(self, claim: Claim, node: Expr) -> Verdict:
        values = self._values_stated(claim)
        lines = claim.lines or tuple(
            Relation(("=",), (Sym(self.facts.unknown), each)) for each in claim.numbers
        )
        plain = all(_is_plain(each) for each in claim.numbers)
        name = explain(self.facts, lines, values, self.stands, self.reached, plain)
        return self._wrong(claim, name or self._explained_together(claim))

    def _explained_together(self, claim: Claim) -> str | None:
        """With the lines around it: `x = 10; x + 3 = 10` is one slip."""
        lines = tuple(
            line
            for each in self.claims[self.claims.index(claim) :]
            if each.kind in ("line", "value")
            for line in each.lines
        )
        found = explain(self.facts, lines, None, self.stands, self.reached) if 1 < len(lines) < 6 else None
        return found if found not in ("arithmetic", "sign_in_sum") else None

    def _values_stated(self, claim: Claim) -> tuple[Root, ...]:
        """All values of the attempt from the group of this claim on, as numbers."""
        own = [each for each in self.claims if each.kind == "value" and not each.rejected]
        roots: tuple[Root, ...] = ()
        for each in own:
            if each.lines and not all(_is_plain(node) for node in each.numbers) and each is not claim:
                continue
            for node in each.numbers:
                real = real_of(node)
                if real is not None:
                    roots = union(roots, (real,))
        return roots

    def _none(self, claim: Claim) -> Verdict | None:
        self.judged = True
        if claim.lines:
            own = [solutions(line, self.facts.unknown) for line in claim.lines]
            if self.facts.roots and all(each is not None and not each.roots and not each.all for each in own):
                return None  # said of a case that has none
        if self.facts.trace.all or (self.facts.roots and not self.groups and not self.before):
            return self._wrong(claim, explain(self.facts, (), (), self.stands, self.reached))
        if self.facts.roots:
            return None
        self.concluded = claim
        return None

    def _all(self, claim: Claim) -> Verdict | None:
        self.judged = True
        if not self.facts.trace.all:
            return self._wrong(claim, None)
        self.concluded = claim
        return None

    def _sum(self, claim: Claim) -> Verdict | None:
        left, right = claim.numbers
        one, two = amount_of(left), amount_of(right)
        if one is None or two is None:
            if (one is None) != (two is None):
                self.judged = True
                return self._wrong(claim, "negative_discriminant")
            alike = key(Relation(("=",), (left, right))) == ()  # `√(1 - 4) = √(-3)`, though neither exists
            self.judged, self.odd = self.judged or alike, self.odd or not alike
            return None
        self.judged = True
        if near(one, two) or _rounded(left, right, claim.loosely):
            return None
        if claim.rejected:
            self.reject_last()
            return None
        if not self.facts.roots and not self.facts.trace.all and self._contradicts(claim):
            return None
        return self._wrong(claim, explain_sum(claim, self.facts, self.stands, self.reached), False)

    def _contradicts(self, claim: Claim) -> bool:
        """`0 = 3` of an equation without solution, when one of its lines says so up to moving terms."""
        last = self.stages[-1].before
        poly = poly_of(claim.numbers[0])
        other = poly_of(claim.numbers[1])
        if poly is None or other is None or self.stages[-1].rule != "no_solution":
            return False
        gap = (poly - other).number()
        for at, lines in enumerate(((self.facts.relation,), *self.facts.lines)):
            del at
            for line in lines:
                left, right = (poly_of(side) for side in line.sides)
                known = None if left is None or right is None else (left - right).number()
                if known is not None and gap is not None and abs(known) == abs(gap):
                    return True
        return "=" not in last

    # the attempt as a whole

    def _whole(self) -> Verdict:
        if self.concluded is not None:
            return self._conclusion()
        stated = union(*(tuple(root for root, _ in group) for group in self.groups))
        if stated:
            return self._answer(stated)
        if self.rejected and self.before:
            return self._answer(self.before)
        if self.pending_case is not None:
            return self._case()
        if self.odd or not self.judged:
            return Verdict("unknown" if self.odd else "unreadable", reached=self.start)
        return Verdict("right", reached=self.reached)

    def _conclusion(self) -> Verdict:
        if self.odd:
            return Verdict("unknown", reached=self.start)
        return Verdict("right", final=True, reached=len(self.stages))

    def _answer(self, stated: tuple[Root, ...]) -> Verdict:
        last = self.groups[-1] if self.groups else []
        kept = tuple(root for root in stated if not has(self.rejected, root))
        false = [root for root in kept if not has(self.facts.roots, root)]
        if false and self.last == "line":
            return self._case() if self.pending_case is not None else Verdict("right", reached=self.reached)
        if false and not self._restated(last):
            return self._kept(false)
        good = tuple(root for root in kept if has(self.facts.roots, root))
        everything = union(good, self.before)
        missing = [root for root in self.facts.roots if not has(everything, root)]
        if self.odd:
            return Verdict("unknown", reached=self.start)
        if not missing:
            if not self._is_finished(last):
                return Verdict("right", reached=self.reached)
            return Verdict("right", final=True, reached=len(self.stages))
        if not self.facts.roots:
            return Verdict("right", reached=self.reached)
        claims = [claim for group in self.groups for _, claim in group]
        claim = claims[-1] if claims else self.claims[-1]
        if self.pending_case is not None and all(has(self.cases, root) for root in missing):
            if self.last in ("line", "sum"):
                return Verdict("right", reached=self.reached)
            return Verdict("incomplete", reached=self.reached, missing=("conclusion",))
        name = explain(self.facts, (), everything, self.stands, self.reached, lost=True)
        if name is not None:
            return self._wrong(self.first_case or claim, name)
        return Verdict("incomplete", final=False, reached=self.reached, missing=("conclusion",))

    def _restated(self, last: list[tuple[Root, Claim]]) -> bool:
        """Candidates first, then the solutions only."""
        if len(self.groups) < 2 or not last:
            return False
        own = tuple(root for root, _ in last)
        before = union(*(tuple(root for root, _ in group) for group in self.groups[:-1]))
        return (
            all(has(self.facts.roots, root) and has(before, root) for root in own)
            and all(has(own, root) for root in self.facts.roots)
        )  # fmt: skip

    def _kept(self, false: list[Root]) -> Verdict:
        """False roots stated as solutions; stated as still to be tried they are the class's line before the check."""
        claim = next(c for group in self.groups for root, c in group if any(same(root, f) for f in false))
        everything = union(*(tuple(root for root, _ in group) for group in self.groups))
        if self.to_check and all(has(everything, root) for root in self.facts.roots):
            lines = tuple(
                Relation(("=",), (Sym(self.facts.unknown), r.node)) for r in everything if r.node is not None
            )
            self._advance(lines)
            return Verdict("right", reached=min(self.reached, len(self.stages) - 1))
        name = "extraneous_root"
        if self.stages[-1].rule == "negative_absolute":
            name = "negative_absolute"
        return self._wrong(claim, name)

    def _is_finished(self, last: list[tuple[Root, Claim]]) -> bool:
        claims = [claim for _, claim in last]
        if self.stages[-1].rule.startswith("discard") and self.to_check and not self.rejected:
            return len(self.groups) > 0
        values = [claim for claim in self.claims if claim.kind == "value" and not claim.rejected]
        return all(_is_plain(node) for claim in (claims or values) for node in claim.numbers) or not claims

    def _case(self) -> Verdict:
        """Some of the solutions, in lines that are not solved yet."""
        assert self.pending_case is not None  # noqa: S101 - asked by the caller
        written = standing(self.facts, tuple(self.runs[0]))[1] if self.runs[0] else ()
        everything = union(self.cases, self.before, written)
        if self.odd:
            return Verdict("unknown", reached=self.start)
        if all(has(everything, root) for root in self.facts.roots):
            lines = tuple(line for claim in self.claims if claim.kind == "line" for line in claim.lines)
            cases = tuple(line for line in lines if standing(self.facts, (line,))[0] == "case")
            self.reached = max(self.reached, covers(self.facts, cases))
            return Verdict("right", reached=self.reached)
        stands = [each for each in self.stands if each != self.pending_case.lines]
        name = explain(self.facts, self.pending_case.lines, None, stands, self.reached, lost=True)
        if name is not None:
            return self._wrong(self.pending_case, name)
        return Verdict("incomplete", reached=self.reached, missing=("conclusion",))


def _branches(lines: Relations) -> bool:
    """Alternatives, a product that is zero, a square or an absolute value that is a number."""
    if len(lines) != 1:
        return bool(lines)
    for left, right in (lines[0].sides, lines[0].sides[::-1]):
        if value(right) == 0 and isinstance(left, Mul | Pow):
            return True
        if value(right) is not None and isinstance(left, Pow | Func):
            return True
    return False


def _is_plain(node: Expr) -> bool:
    return is_final(node) or digits_of(node) is not None


def _rounded(left: Expr, right: Expr, loosely: bool) -> bool:
    """Whether one side is the other rounded to the digits written."""
    digits = digits_of(right)
    one, two = amount_of(left), amount_of(right)
    if one is None or two is None or (digits is None and not loosely):
        return False
    if (digits or 0) < 2 and not loosely and value(left) is not None:
        return False
    step = Fraction(1, 10 ** min(digits or 0, 20))
    return abs(Fraction(one) - Fraction(two)) <= step / 2
