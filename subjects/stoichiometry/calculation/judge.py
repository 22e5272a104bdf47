"""Judging what a student wrote on a calculation: every line against the quantities of the plan and what follows.

Another valid way is right: every quantity that the relations of the class give is known. What cannot be told is
unreadable, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from subjects.problem import LANGS, Solution, Unsolved, Verdict
from subjects.stoichiometry.balancing import judge_equation
from subjects.stoichiometry.calculation.accept import agrees
from subjects.stoichiometry.calculation.attempts import LABELS, NAMED_LABEL, PLACE_WORDS, readable
from subjects.stoichiometry.calculation.deduce import even_of, plan_of
from subjects.stoichiometry.calculation.letters import of_two_solutions, said_of
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.calculation.sayings import Sayings
from subjects.stoichiometry.calculation.weighing import close
from subjects.stoichiometry.calculation.wrongs import wrongs
from subjects.stoichiometry.claims import (
    Counts,
    Equation,
    Formula,
    Pair,
    Proportion,
    Quantity,
    numbered,
    read_line,
)
from subjects.stoichiometry.counting import matches_mass
from subjects.stoichiometry.figures import NUMBER, read_number
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import fold, molar_mass, plain, read_formula
from subjects.stoichiometry.measure import Value, evaluate

PREFIX = "stoichiometry."
_MAX_LINES = 40
_LONGEST = 500


def check(solution: Solution, attempt: str, history: Sequence[str], reached: int) -> Verdict:
    """The verdict on an attempt at a calculation."""
    calculation: Calculation = solution.problem.data
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return Verdict("unreadable", reached=reached)
    judge = Judge(calculation, plan, solution.method, _numbers(attempt, history))
    last: Finding | None = None
    if calculation.topic == "composition":
        attempt = re.sub(r",\s+(?=%?\s*[A-Z][a-z]?\s*[:=]?\s*\d)", "; ", attempt)
    attempt = re.sub(r",\s+(?=[nmVcM](?:\([^)]*\))?\s*=)", "; ", attempt)
    placed = numbered(_by_part(attempt))[:_MAX_LINES]
    whole = [line for _, line in placed]
    if any(len(line) > _LONGEST for line in whole):
        return Verdict("unreadable", reached=reached)
    for position, (index, line) in enumerate(placed, 1):
        for finding in judge.line(line, reached, position == len(placed)):
            if finding.outcome == "unreadable":
                continue
            if finding.outcome == "wrong":
                name = PREFIX + finding.misconception if finding.misconception else None
                return Verdict("wrong", finding.final, reached, name, index, line)
            reached = max(reached, finding.reached)
            last = (
                finding
                if last is None or not (last.final and last.outcome == "right")
                else replace(last, reached=reached)
            )
    if last is None:
        return Verdict("unreadable", reached=reached)
    if not reached and _all_data(judge.lines[0].after, whole):
        reached = 1
    return Verdict(last.outcome, last.final, reached, missing=last.missing)


def _all_data(after: str, written: list[str]) -> bool:
    """Whether every piece of the data line was written."""
    said = {_compact(part) for line in written for part in line.split(";")}
    pieces = {_compact(localise(piece, lang)) for lang in LANGS[:1] for piece in after.split("; ")}
    english = {_compact(localise(piece, "en")) for piece in after.split("; ")}
    return pieces <= said or english <= said


def _compact(text: str) -> str:
    return re.sub(r"\s", "", plain(text)).replace(",", ".")


def _by_part(attempt: str) -> str:
    """Every lettered part as a statement of its own."""
    return re.sub(r"(?<=\S)[ \t]+(?=\(?[a-e]\)\s)", "; ", attempt)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def _numbers(attempt: str, history: Sequence[str]) -> frozenset[Fraction]:
    text = "\n".join([*history[-10:], attempt])[-4000:]
    found = [read_number(match[0]) for match in _NUMBER.finditer(text)][-60:]
    return frozenset(value for value in found if value)


_RIGHT = frozenset(
    [
        "v=n·22.4",
        "v=22.4·n",
        "n=v/22.4",
        "v=n·vm",
        "n=v/vm",
        "c=n/v",
        "n=c·v",
        "v=n/c",
        "pv=nrt",
        "p·v=n·r·t",
        "v=nrt/p",
        "v=n·r·t/p",
        "n=pv/rt",
        "n=p·v/(r·t)",
        "n=pv/(rt)",
        "m=d·v",
        "m=v·d",
        "d=m/v",
        "v=m/d",
        "ρ=m/v",
        "m=ρ·v",
        "n=m/m",
    ]
)
_WRONG = frozenset(
    [
        "v=n/22.4",
        "v=22.4/n",
        "n=v·22.4",
        "n=22.4/v",
        "c=v/n",
        "c=n·v",
        "n=v/c",
        "n=c/v",
        "m=v/d",
        "m=d/v",
        "d=v/m",
        "d=m·v",
        "v=m·d",
        "v=d/m",
    ]
)


def _letters(text: str) -> Finding | None:
    """A relation between letters only, or None."""
    compact = (
        re.sub(r"\s|_", "", text).lower().replace("*", "·").replace("×", "·").replace(",", ".").strip(".")
    )
    if compact in _RIGHT:
        return Finding("right")
    return Finding("wrong", misconception="divide_multiply_swapped") if compact in _WRONG else None


_TOLD = re.compile(
    rf"(?<![\w.,]){NUMBER}\s*(?:%|por\s+ciento|per\s?cent|atm|ppm|(?:mmol|mol|mg|g|kg)\s*/\s*(?:m?L|l|kg|dm\^?3)|L\s*/\s*mol|°C|ºC|K)(?![A-Za-z/])"
)


def _told(text: str) -> Quantity | None:
    """The only quantity of a sentence, with a unit of concentration, pressure or percentage."""
    matches = list(_TOLD.finditer(text))
    if len(matches) != 1 or re.search(r"\d", text[: matches[0].start()] + text[matches[0].end() :]):
        return None
    folded = fold(text)
    if re.search(r"\b(?:cuant[oa]s?|por\s+que|why|how)\b|\?", folded):
        return None
    claims = [c for c in read_line("x = " + matches[0][0]) if isinstance(c, Quantity)]
    before = text[: matches[0].start()].rstrip()
    if len(claims) != 1:
        return None
    claim = claims[0]
    return (
        replace(claim, value=replace(claim.value, value=-claim.value.value))
        if before.endswith("-")
        else claim
    )


class Judge(Sayings):
    """Judges one line after another."""

    def line(self, line: str, reached: int, alone: bool) -> list[Finding]:
        self.alone = alone and not re.search(r"te[oó]ric|theor|pur[oa]\b|pure\b", line)
        text = said_of(readable(line))
        two = self._two_solutions(plain(line))
        if two is not None:
            return [two]
        letters = _letters(text)
        if letters is not None:
            return [letters]
        unknown = self._unknown(text, reached)
        if unknown is not None:
            return [unknown]
        spoken = self.spoken(text, reached)
        if spoken is not None:
            return [spoken]
        listed = self._listed(text, reached)
        if listed is not None:
            return listed
        volume = re.match(r"^\s*V\s*=\s*(?P<rest>.*)$", text)
        if volume:
            got = [c for c in read_line("x = " + volume["rest"]) if isinstance(c, Quantity)]
            if got:
                return [self.quantity(replace(got[0], letter=""), reached, "V")]
        named = NAMED_LABEL.match(text)
        symbol = self._label(text)
        if named and symbol:
            one = read_formula(named["of"])
            got = [c for c in read_line("x = " + named["rest"]) if isinstance(c, Quantity)]
            if got and one is not None:
                return [self.quantity(replace(got[0], letter="", species=one), reached, symbol)]
        claims = read_line(PLACE_WORDS.sub("", text) if "=" in text else text)
        if symbol and not claims:
            claims = read_line(text.split("=", 1)[1]) if "=" in text else []
        told = _told(text) if "=" not in text else None
        if told is not None and not symbol:
            return [self.quantity(told, reached, "")]
        found = []
        for claim in claims:
            if isinstance(claim, Quantity) and symbol and (not claim.letter or symbol == "c"):
                found.append(self.quantity(replace(claim, letter=""), reached, symbol))
            elif isinstance(claim, Quantity) and claim.letter == "M" and self._molar_asked(claim):
                found.append(self.quantity(replace(claim, letter=""), reached, "c"))
            elif isinstance(claim, Quantity):
                found.append(
                    self.quantity(
                        claim,
                        reached,
                        "c" if claim.letter == "M" and claim.value.unit() == "mol/L" else claim.letter,
                    )
                )
            elif isinstance(claim, Equation):
                found.append(self._equation(claim, reached))
            elif isinstance(claim, Pair):
                found.append(self._pair(claim, reached))
            elif isinstance(claim, Proportion):
                found.append(self._proportion(claim, reached))
            elif isinstance(claim, Counts):
                found.append(self._counts(claim, reached))
            elif isinstance(claim, Formula):
                found.append(_formula(claim))
        return found

    def _unknown_strength(self, text: str, reached: int) -> Finding | None:
        """ "25·M = 0,15·20": an equation with one unknown concentration, solved for it."""
        sides = text.split("=")
        if len(sides) != 2:
            return None
        letter = r"(?:[McCxX]|\[[A-Za-z0-9]+\])[a-z12]?"
        for one, other in (sides, sides[::-1]):
            found = re.fullmatch(
                rf"\s*(?:(?P<n>{NUMBER})\s*[·*×]?\s*{letter}|{letter}\s*[·*×]\s*(?P<after>{NUMBER}))\s*", one
            )
            factor = evaluate(fold(found["n"] or found["after"])) if found else None
            rest = evaluate(fold(other)) if found else None
            if factor is None or rest is None or factor.value <= 0 or rest.dims:
                continue
            value = Value(rest.value / factor.value)
            if agrees(self.calculation, self.plan, self.last_key, value):
                return Finding("right", reached)
            named = [w for w in wrongs(self.calculation) if w.key == self.last_key and close(value, w.value)]
            return Finding("wrong", misconception=named[0].misconception if named else None)
        return None

    def _two_solutions(self, text: str) -> Finding | None:
        """A relation of letters between two solutions, where n is the same in both, or None."""
        even = even_of(self.calculation)
        reacting = even is not None and len({even.coefficient(s) for s in even.left}) > 1
        same = not reacting and (even is not None or any(key.where == "dil" for key in self.known))
        holds = of_two_solutions(text)
        if holds is None or not same:
            return None if holds is None else UNCLEAR
        return Finding("right") if holds else Finding("wrong", misconception="divide_multiply_swapped")

    def _molar_asked(self, claim: Quantity) -> bool:
        """Whether M stands for a molarity: it is asked, and no molar mass has that value."""
        if claim.value.unit() not in (None, "") or self.last_key.symbol != "c":
            return False
        return self.quantity(claim, 0, "M").outcome != "right"

    def _unknown(self, text: str, reached: int) -> Finding | None:
        """ "12·V = 2·600": an equation with one unknown volume, solved for it."""
        strength = self._unknown_strength(text, reached) if self.last_key.symbol == "c" else None
        if strength is not None:
            return strength
        text = re.sub(r"(?<![A-Za-z])[xX](?![A-Za-z])", "V", text) if self.last_key.symbol == "V" else text
        found = re.fullmatch(r"\s*(?P<a>[^=]*?)\s*=\s*(?P<b>[^=]*?)\s*", text)
        if found is None or text.count("V") != 1 or not any(key.symbol == "V" for key in self.known):
            return None
        sides = [
            re.fullmatch(rf"(?P<n>{NUMBER})\s*(?:mol/L)?\s*[·*x×]?\s*V", found[side].strip())
            for side in ("a", "b")
        ]
        if (sides[0] is None) == (sides[1] is None):
            return None
        factor = evaluate(fold((sides[0] or sides[1])["n"]))  # type: ignore[index]
        other = evaluate(fold(found["b"] if sides[0] else found["a"]))
        if factor is None or other is None or factor.value <= 0:
            return None
        volume = other.value / factor.value
        for size in (Fraction(1), Fraction(1, 1000)):
            value = Value(volume * size)
            for key in self.known:
                if key.symbol == "V" and key.of and agrees(self.calculation, self.plan, key, value):
                    return Finding("right", reached)
            for one in wrongs(self.calculation):
                if one.key.symbol == "V" and close(value, one.value) and one.misconception != "ml_as_l":
                    return Finding("wrong", misconception=one.misconception)
        return Finding("wrong") if self.last_key.symbol == "V" and not other.dims else UNCLEAR

    def _label(self, text: str) -> str:
        found = LABELS.match(fold(text) if len(fold(text)) == len(text) else text)
        if found is None:
            return ""
        name = found.lastgroup or ""
        if name in ("p", "P", "y", "T") and text.lstrip()[:1].isalpha() and len(found[name]) == 1:
            letter = text.lstrip()[0]
            name = {"p": "p", "P": "p", "R": "y", "r": "y", "T": "T"}.get(letter, name)
        return name

    def _equation(self, claim: Equation, reached: int) -> Finding:
        given = self.calculation.reaction
        if given is None:
            return UNCLEAR
        for one in self.calculation.chain:
            if judge_equation(one.skeleton, [], claim.reaction).kind == "balanced":
                return Finding("right", reached)
        outcome = judge_equation(given.skeleton, [], claim.reaction)
        index = next((i for i, line in enumerate(self.lines) if line.reaction is not None), -1)
        if outcome.kind == "balanced":
            return Finding("right", index + 1)
        if outcome.kind == "partial":
            return Finding("incomplete", reached, missing=("conclusion",))
        return Finding("wrong", misconception=outcome.misconception) if outcome.kind == "wrong" else UNCLEAR

    def _pair(self, claim: Pair, reached: int) -> Finding:
        (first, one), (second, other) = claim.first, claim.second
        if (
            self.calculation.reaction is None
            or one is None
            or other is None
            or first.value <= 0
            or second.value <= 0
        ):
            return UNCLEAR
        even = even_of(self.calculation)
        if even is None or one not in even.species or other not in even.species or one == other:
            return UNCLEAR
        per = []
        for value, s in ((first, one), (second, other)):
            unit = value.unit()
            mass = dict(self.calculation.molar).get(s.formula) or molar_mass(
                s, "class", self.calculation.masses
            )
            size = {"g": mass, "mol": Fraction(1), "L": Fraction(224, 10)}.get(str(unit))
            if size is None or (unit == "L" and self.calculation.gas == "ideal"):
                return UNCLEAR
            per.append(value.value / size)
        ratio = per[1] / per[0]
        right = Fraction(even.coefficient(other), even.coefficient(one))
        if abs(ratio - right) * 200 <= right:
            finished = self.quantity(Quantity(second, species=other), reached, "")
            return finished if finished.outcome == "right" and finished.final else Finding("right", reached)
        answered = self.quantity(Quantity(second, species=other), reached, "")
        if answered.outcome == "right":
            return answered
        if abs(ratio * right - 1) * 200 <= 1:
            return Finding("wrong", misconception="ratio_inverted")
        if abs(ratio - 1) * 200 <= 1:
            return Finding("wrong", misconception="mole_ratio_ignored")
        return Finding("wrong", final=answered.final)

    def _proportion(self, claim: Proportion, reached: int) -> Finding:
        value = Value(claim.value)
        for key, shown, index in self._candidates(reached):
            if self.lines[index or 0].rule != "data" and self._equal(key, shown, value, None):
                return Finding("right", index or 0)
            right = self.known.get(key)
            if (
                right is not None
                and index
                and self.lines[index].rule != "data"
                and agrees(self.calculation, self.plan, key, value)
            ):
                return Finding("right", index)
        for one in wrongs(self.calculation):
            if close(value, one.value):
                return Finding("wrong", misconception=one.misconception)
        return UNCLEAR

    def _counts(self, claim: Counts, reached: int) -> Finding:
        if claim.right:
            return UNCLEAR
        outcome = reached
        for element, value in claim.left:
            one = read_formula(element)
            if one is None or matches_mass(element, value):
                continue
            got = self.quantity(
                Quantity(Value(value, None, Fraction(1, 200), 3, True), species=one), reached, ""
            )
            if got.outcome == "wrong":
                return self._whole(claim) or got
            outcome = max(outcome, got.reached)
        return Finding("right", outcome)

    def _whole(self, claim: Counts) -> Finding | None:
        """Ratios as whole numbers, any multiple of the right ones."""
        if not self.plan.results:
            return None
        formula = read_formula(self.plan.results[0])
        atoms = dict(formula.atoms) if formula else {}
        said = dict(claim.left)
        if said.keys() <= atoms.keys() and len({said[e] / atoms[e] for e in said}) == 1:
            return Finding("right", 0)
        return None


RELATIONS = frozenset(
    ("n=m/M", "m=n*M", "m=M*n", "M=m/n", "N=n*NA", "N=NA*n", "n=N/NA", "n=M*V", "n=V*M", "M=n/V", "V=n/M")
)

_SWAPPED = frozenset(("n=m*M", "n=M*m", "m=n/M", "N=n/NA", "n=N*NA", "n=NA*N"))

_INVERTED = frozenset(("n=M/m", "m=M/n", "M=n/m", "N=NA/n", "n=NA/N", "M=V/n"))


def _formula(claim: Formula) -> Finding:
    if claim.text in RELATIONS:
        return Finding("right")
    if claim.text in _SWAPPED:
        return Finding("wrong", misconception="divide_multiply_swapped")
    return Finding("wrong", misconception="ratio_inverted") if claim.text in _INVERTED else UNCLEAR
