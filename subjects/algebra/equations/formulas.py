"""What a student states about an equation in letters: coefficients, discriminant, formula, the letter of a power.

The base of the reading of one attempt (`subjects.algebra.equations.check`), with the state that it gathers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from subjects.algebra.equations.claims import Claim, put, wants_check
from subjects.algebra.equations.explain import explain, explain_coefficient, explain_discriminant
from subjects.algebra.equations.facts import Facts, covers, standing
from subjects.algebra.equations.reals import Root, amount_of, has, union
from subjects.algebra.equations.sets import all_equal, holds, solutions
from subjects.algebra.equations.shapes import Relations
from subjects.expression import Expr, Relation, Sym, number, symbols_of, value
from subjects.problem import Verdict


class Reading:
    """One attempt being read. `start`: stages reached before it; `before`: solutions stated before it; `stands`: right
    lines, the last one last; `groups`: the values it states; `runs`: its lines of cases, with and without the one before."""

    def __init__(
        self, facts: Facts, claims: Sequence[Claim], attempt: str, reached: int, stands: Sequence[Relations],
        before: tuple[Root, ...],
    ) -> None:  # fmt: skip
        self.facts = facts
        self.stages = facts.trace.stages
        self.claims = claims
        self.to_check = wants_check(attempt)
        self.start = self.reached = reached
        self.before = before
        self.stands = list(stands)
        self.groups: list[list[tuple[Root, Claim]]] = []
        self.cases: tuple[Root, ...] = ()
        self.rejected: tuple[Root, ...] = ()
        self.runs: list[list[Relation]] = [[], []]
        self.letter_run: list[Relation] = []
        self.last = ""
        self.odd = self.judged = False
        self.concluded: Claim | None = None
        self.pending_case: Claim | None = None
        self.first_case: Claim | None = None

    def _wrong(self, claim: Claim, name: str | None, final: bool | None = None) -> Verdict:
        is_final = claim.kind in ("value", "none", "all") if final is None else final
        named = name and f"algebra.{name}"
        return Verdict(
            "wrong", final=is_final, reached=self.start if claim.at == 0 else self.reached, misconception=named,
            at_step=claim.at, line=claim.text.strip(),
        )  # fmt: skip

    def _advance(self, lines: Relations) -> None:
        covered = covers(self.facts, lines)
        self.reached = max(self.reached, min(covered, len(self.stages)))
        self.stands.append(lines)

    def _coefficient(self, claim: Claim) -> Verdict | None:
        done = self.claims[: self.claims.index(claim) + 1]
        given = {each.letter: value(each.numbers[0]) for each in done if each.kind == "coefficient"}
        if any(amount is None for amount in given.values()) or not self.facts.triples:
            self.odd = True
            return None
        self.judged = True
        fitting = [
            t for t in self.facts.triples if all(t["abc".index(n)] == amount for n, amount in given.items())
        ]
        if not fitting:
            return self._wrong(claim, explain_coefficient(given, self.facts), False)
        if len(given) == 3:
            for at, stage in enumerate(self.stages, 1):
                if stage.rule == "identify_coefficients":
                    self.reached = max(self.reached, at)
        return None

    def _discriminant(self, claim: Claim) -> Verdict | None:
        if not self.facts.triples:
            self.odd = True
            return None
        self.judged = True
        inside = [b * b - 4 * a * c for a, b, c in self.facts.triples]
        for node in claim.numbers:
            amount = value(node)
            if amount is None or amount not in inside:
                return self._wrong(claim, explain_discriminant(node, self.facts), False)
        return None

    def _letters(self, claim: Claim) -> Verdict | None:
        """A formula in a, b, c: true with the coefficients of the equation in it."""
        for a, b, c in self.facts.triples:
            amounts = _amounts(a, b, c)
            lines = tuple(
                Relation(("=",), tuple(put(s, amounts) for s in line.sides[:2])) for line in claim.lines
            )
            if claim.letter and self._fits_power(lines, claim.letter):
                self.judged = True
                self._formula_reached()
                return None
            if self.facts.unknown not in symbols_of(lines[0]):
                if not claim.letter and all(all_equal(line) for line in lines):
                    self.judged = True
                    return None
                continue
            if self.facts.power_poly is None and standing(self.facts, lines)[0] == "equal":
                self.judged = True
                self._formula_reached()
                return None
        if not self.facts.triples or self.facts.power_poly is not None:
            self.odd = True
            return None
        self.judged = True
        amounts = _amounts(*self.facts.triples[0])
        if self.facts.unknown not in symbols_of(claim.lines[0]):
            numeric = [side for line in claim.lines for side in line.sides if not symbols_of(side)]
            name = next((n for side in numeric if (n := explain_discriminant(side, self.facts))), None)
            return self._wrong(claim, name, False)
        lines = tuple(
            Relation(("=",), tuple(put(s, amounts) for s in line.sides[:2])) for line in claim.lines
        )
        if symbols_of(lines[0]) - {self.facts.unknown}:
            self.odd = True
            return None
        return self._wrong(claim, explain(self.facts, lines, None, self.stands, self.reached), False)

    def _fits_power(self, lines: Relations, letter: str) -> bool:
        sets = [solutions(line, letter) for line in lines]
        roots = union(*(each.roots for each in sets if each is not None))
        return (
            None not in sets
            and len(roots) == len(self.facts.powers)
            and all(has(self.facts.powers, r) for r in roots)
        )

    def _formula_reached(self) -> None:
        for at, stage in enumerate(self.stages, 1):
            if stage.rule == "quadratic_formula":
                self.reached = max(self.reached, at)

    def _definition(self, claim: Claim) -> Verdict | None:
        """`t = x²` is anyone's choice."""
        line = claim.lines[0]
        if any(isinstance(side, Sym) for side in line.sides):
            self.judged = True
        else:
            self.odd = True
        return None

    def _other_letter(self, claim: Claim) -> Verdict | None:
        """A line in the letter that stands for a power."""
        poly = self.facts.power_poly
        if poly is None:
            self.odd = True
            return None
        sets = [solutions(line, claim.letter) for line in claim.lines]
        if any(each is None or each.all for each in sets):
            self.odd = True
            return None
        self.judged = True
        roots = union(*(each.roots for each in sets if each is not None))
        letter = next(iter(poly.letters))
        if not roots and self.facts.powers:
            return self._wrong(claim, self._in_letter(claim, letter, roots), False)
        if any(not has(self.facts.powers, root) for root in roots):
            return self._wrong(claim, self._in_letter(claim, letter, roots), False)
        own = tuple(
            Relation(("=",), tuple(put(s, {claim.letter: Sym(letter)}) for s in line.sides))
            for line in claim.lines
        )
        if len(roots) == len(self.facts.powers):
            self.letter_run = []
            self._advance(own)
        else:
            self.letter_run += own
            self._advance(tuple(self.letter_run))
        return None

    def _in_letter(self, claim: Claim, letter: str, roots: tuple[Root, ...]) -> str | None:
        own = tuple(
            Relation(("=",), tuple(put(s, {claim.letter: Sym(letter)}) for s in line.sides))
            for line in claim.lines
        )
        stated = [line for each in self.claims if each.kind == "other_letter" for line in each.lines]
        sets = [
            solutions(line, claim.letter) for line in stated if any(isinstance(s, Sym) for s in line.sides)
        ]
        together = union(*(each.roots for each in sets if each is not None))
        for values in (roots, together):
            name = explain(self.facts, own, values, self.stands, self.reached, letter=letter)
            if name is not None:
                return name
        return None

    def _condition(self, claim: Claim) -> Verdict | None:
        """`x ≠ 2`, `x ≥ 1`: no harm where every solution satisfies it; `-3 < 0` where it is true."""
        line = claim.lines[0]
        if not symbols_of(line):
            self.judged = True
            if not _compares(line):
                self.odd = True
            elif "!=" in line.ops:
                self.reject_last()
            return None
        if symbols_of(line) - {self.facts.unknown}:
            self.judged = self.judged or self._compares_letters(line)
            self.odd = self.odd or not self._compares_letters(line)
            return None
        if set(line.ops) == {"!="} and len(line.sides) == 2:
            bad = Relation(("=",), line.sides)
            if any(holds(bad, self.facts.unknown, root) for root in self.facts.roots):
                return self._wrong(claim, None, False)
            self.judged = True
            self._forbidden()
            return None
        self.odd = self.odd or not self.facts.false
        return None

    def _compares_letters(self, line: Relation) -> bool:
        """`Δ < 0` with the coefficients of the equation."""
        for a, b, c in self.facts.triples:
            amounts = _amounts(a, b, c)
            if _compares(Relation(line.ops, tuple(put(side, amounts) for side in line.sides))):
                return True
        return False

    def reject_last(self) -> None:
        """A check that fails: the value stated last is none of the solutions."""
        if self.groups and self.groups[-1]:
            root, _ = self.groups[-1][-1]
            if not has(self.facts.roots, root):
                self.rejected = union(self.rejected, (root,))

    def _forbidden(self) -> None:
        stages = self.stages
        if stages[0].rule == "forbidden_values" and self.reached == 0:
            named = [
                root
                for claim in self.claims
                if claim.kind == "condition" and set(claim.lines[0].ops) == {"!="}
                for root in real_roots_of(claim.lines[0], self.facts.unknown)
            ]
            wanted = stages[0].after.count("!=")
            if len(union(tuple(named))) >= wanted:
                self.reached = 1

    def _side(self, claim: Claim) -> Verdict | None:
        """A bare expression: the left side of the equation set to zero, up to a factor."""
        line = Relation(("=",), (claim.numbers[0], number(Fraction(0))))
        kind, _ = standing(self.facts, (line,))
        if kind == "equal":
            self.judged = True
            self._advance((line,))
        else:
            self.odd = True
        return None


def _amounts(a: Fraction, b: Fraction, c: Fraction) -> dict[str, Expr]:
    """The coefficients and the discriminant by the letters they are called."""
    inside = number(b * b - 4 * a * c)
    return {
        "a": number(a),
        "b": number(b),
        "c": number(c),
        **dict.fromkeys(("d", "δ", "delta", "∆", "disc"), inside),
    }


_TESTS = {
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
    "!=": "__ne__",
    "=": "__eq__",
    "~": "__eq__",
}


def _compares(line: Relation) -> bool:
    for op, left, right in zip(line.ops, line.sides, line.sides[1:], strict=False):
        one, two = amount_of(left), amount_of(right)
        if one is None or two is None or not getattr(one, _TESTS[op])(two):
            return False
    return True


def real_roots_of(line: Relation, unknown: str) -> tuple[Root, ...]:
    """The solutions of `left = right` for a condition `left != right`."""
    found = solutions(Relation(("=",), line.sides[:2]), unknown)
    return found.roots if found is not None else ()
