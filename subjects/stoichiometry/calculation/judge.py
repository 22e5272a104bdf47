"""Judging what a student wrote on a calculation: every line against the quantities of the plan and what follows.

Another valid way is right: every quantity that the relations of the class give is known. What cannot be told is
unreadable, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from subjects.problem import LANGS, Solution, Unsolved, Verdict
from subjects.stoichiometry import substances
from subjects.stoichiometry.balancing import judge_equation
from subjects.stoichiometry.calculation.accept import agrees, family, scaled
from subjects.stoichiometry.calculation.deduce import even_of, plan_of
from subjects.stoichiometry.calculation.lines import lines
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import CLASS, Calculation, Key, Plan, values
from subjects.stoichiometry.calculation.units import SIZES
from subjects.stoichiometry.calculation.wrongs import wrongs
from subjects.stoichiometry.claims import (
    Counts,
    Equation,
    Formula,
    Pair,
    Proportion,
    Quantity,
    lines_of,
    read_line,
)
from subjects.stoichiometry.counting import matches_mass
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import Species, fold, molar_mass, plain, read_formula
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.mentions import find_mentions

PREFIX = "stoichiometry."
_MAX_LINES = 40


def check(solution: Solution, attempt: str, history: Sequence[str], reached: int) -> Verdict:
    """The verdict on an attempt at a calculation."""
    calculation: Calculation = solution.problem.data
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return Verdict("unreadable", reached=reached)
    judge = Judge(calculation, plan, solution.method, _numbers(attempt, history))
    last: Finding | None = None
    if calculation.topic == "composition":
        attempt = re.sub(r",\s+(?=%?\s*[A-Z][a-z]?\s*[:=]?\s*\d)", "\n", attempt)
    whole = lines_of(_by_part(attempt))[:_MAX_LINES]
    for index, line in enumerate(whole):
        for finding in judge.line(line, reached, index == len(whole) - 1):
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
    """Every lettered part on a line of its own."""
    return re.sub(r"(?<=\S)\s+(?=\(?[a-e]\)\s)", "\n", attempt)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def _numbers(attempt: str, history: Sequence[str]) -> frozenset[Fraction]:
    text = "\n".join([*history[-10:], attempt])[-4000:]
    found = [read_number(match[0]) for match in _NUMBER.finditer(text)][-60:]
    return frozenset(value for value in found if value)


def readable(line: str) -> str:
    """A line with the units of this part written so that arithmetic reads them, and its label cut off."""
    text = plain(line)
    text = re.sub(r"^\s*\(?[a-e]\)\s*", "", text)
    text = re.sub(r"\b([nmVcCM])_?\{?[12fi0]\}?(?=\s*[=·*(])", r"\1", text)
    text = re.sub(r"(?<=\d)\s*M(?![A-Za-z0-9/(=·])", " mol/L", text)
    text = re.sub(r"(?<=\d)\s*molar\b(?!\s*mass)", " mol/L", text)
    text = re.sub(r"(?<=\d)\s*molal\b|(?<=\d)\s*m(?=\s*[.]?$)", " mol/kg", text)
    text = re.sub(
        r"(?i)\b(mol(?:es)?|g|gramos|mg|grams)\s+(?:por|per)\s+(litro|liter|litre)\b", r"\1/\2", text
    )
    text = re.sub(
        r"(?i)\b(g|kg|mol)\s*/\s*(cm\^?3|ml|dm\^?3|cc)\b",
        lambda f: f[1] + ("/mL" if f[2].lower() in ("cm3", "cm^3", "ml", "cc") else "/L"),
        text,
    )
    text = re.sub(r"(?i)\b(mol|g|mg)\s*[·*]?\s*(?:dm\^?-3|l\^?-1)", r"\1/L", text)
    text = re.sub(
        r"(?i)\s*\(?atm\s*[·*]?\s*l\s*/\s*\(?\s*(?:k\s*[·*]?\s*mol|mol\s*[·*]?\s*k)\s*\)?", "", text
    )
    return re.sub(
        r"%\s*(?:en\s+masa|en\s+volumen|en\s+peso|de\s+rendimiento|de\s+pureza|by\s+mass|yield|purity|pure|de\s+riqueza)",
        "%",
        text,
    )


_LABELS = re.compile(
    r"^\s*(?:la\s+|el\s+|the\s+)?(?:(?P<c>\[[^\]]*\]|[cC](?:\s*\([^)]*\)|[12fi])?|molaridad|molarity|concentraci?on(?:\s+(?:final|molar))?|concentration)|(?P<gL>c\s*\(g/l\)|g/l)|(?P<w>%[^=]*|w|porcentaje[^=]*|percent[^=]*)"
    r"|(?P<y>R|r|rendimiento|η|yield|%\s*yield)|(?P<P>pureza|riqueza|purity|P)|(?P<rho>d|ρ|rho|densidad|density|D)|(?P<p>p|presion)|(?P<T>T|temperatura|temperature)|(?P<b>b|molalidad|molality)"
    r"|(?P<x>[xXχ]\s*(?:\([^)]*\)|_?\w+)|fraccion molar[^=]*|mole fraction[^=]*))\s*(?:\([^)=]*\))?\s*(?:es|is|de)?\s*[=:]",
    re.IGNORECASE,
)
_PLACE_WORDS = re.compile(
    r"_?(?:sobrante|left|real|muestra|sample|a[nñ]adida|added|disolvente|solvent|disoluci[oó]n|solution|aire|air|puro|pure|impurezas|impurities|inicial|initial|final|teor\w*|theo\w*)(?=\s*[(=]|\b)"
)


_NAMED_LABEL = re.compile(r"^\s*(?:[PRdcbxXtTpD%ρχ]|gL)\s*\((?P<of>[A-Z][^=]*?)\)\s*=\s*(?P<rest>.*)$")


@dataclass
class Judge:
    """The steps, the values and the numbers that the student wrote."""

    calculation: Calculation
    plan: Plan
    method: str
    shown: frozenset[Fraction]

    def __post_init__(self) -> None:
        self.lines = lines(self.calculation, self.method)
        self.known = values(self.calculation, self.plan, CLASS).known
        self.final_keys = {ask.key for ask in self.calculation.asks}
        self.alone = False
        self.written = ""
        self.millilitres = any(g.unit == "mL" for g in self.calculation.givens)
        self.last_key = self.calculation.asks[-1].key

    # ------------------------------------------------------------------------------------- one line
    def line(self, line: str, reached: int, alone: bool) -> list[Finding]:
        self.alone = alone and not re.search(r"te[oó]ric|theor|pur[oa]\b|pure\b", line)
        text = readable(line)
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
        named = _NAMED_LABEL.match(text)
        symbol = self._label(text)
        if named and symbol:
            one = read_formula(named["of"])
            got = [c for c in read_line("x = " + named["rest"]) if isinstance(c, Quantity)]
            if got and one is not None:
                return [self.quantity(replace(got[0], letter="", species=one), reached, symbol)]
        claims = read_line(_PLACE_WORDS.sub("", text) if "=" in text else text)
        if symbol and not claims:
            claims = read_line(text.split("=", 1)[1]) if "=" in text else []
        found = []
        for claim in claims:
            if isinstance(claim, Quantity) and symbol and (not claim.letter or symbol == "c"):
                found.append(self.quantity(replace(claim, letter=""), reached, symbol))
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

    def _label(self, text: str) -> str:
        found = _LABELS.match(fold(text) if len(fold(text)) == len(text) else text)
        if found is None:
            return ""
        name = found.lastgroup or ""
        if name in ("p", "P", "y", "T") and text.lstrip()[:1].isalpha() and len(found[name]) == 1:
            letter = text.lstrip()[0]
            name = {"p": "p", "P": "p", "R": "y", "r": "y", "T": "T"}.get(letter, name)
        return name

    # ------------------------------------------------------------------------------------- words
    def spoken(self, text: str, reached: int) -> Finding | None:
        """A limiting reactant or a formula said in words, or None."""
        folded = fold(text)
        if any(node.rule == "limiting" for node in self.plan.nodes) and len(folded) == len(text):
            said = self._limiting(text, folded, reached)
            if said is not None:
                return said
        if self.calculation.topic == "empirical":
            return self._formula_said(text, folded, reached)
        return None

    def _limiting(self, text: str, folded: str, reached: int) -> Finding | None:
        rest = bool(
            re.search(
                r"\b(?:sobra\w*|exceso|excess|left\s+over|no\s+(?:es\s+el\s+)?limita\w*|is\s+not)\b", folded
            )
        )
        says = bool(re.search(r"\blimit\w+", folded))
        mentions = find_mentions(text, self.calculation.reaction)
        bare = read_formula(text.strip(" .!¡")) or substances.by_name(text.strip(" .!¡"))
        asked = any(a.kind == "species" for a in self.calculation.asks)
        named = [m.species.formula for m in mentions] or ([bare.formula] if bare else [])
        named = [f for f in dict.fromkeys(named) if f in self.calculation.rivals]
        if (
            re.search(r"\d\s*(?:g|mol|l|ml)\b", folded)
            or len(named) != 1
            or not (says or rest or (bare and asked))
        ):
            return None
        limits = self.plan.results
        wants_rest = rest != says if rest and says else rest
        if (
            not says
            and not rest
            and all(a.key.symbol == "excess" for a in self.calculation.asks if a.kind == "species")
        ):
            wants_rest = True
        if says and rest:
            return None
        right = (named[0] not in limits) if wants_rest else named[0] in limits
        index = next(i for i, line in enumerate(self.lines) if line.rule == "limiting")
        final = index == len(self.lines) - 1
        if right:
            return Finding("right", index + 1, final)
        return Finding("wrong", final=final, misconception=self._limit_name())

    def _limit_name(self) -> str | None:
        names = [
            w.misconception
            for w in wrongs(self.calculation)
            if w.misconception in ("limiting_by_mass", "limiting_by_moles")
        ]
        return names[0] if names else "excess_used"

    def _formula_said(self, text: str, folded: str, reached: int) -> Finding | None:
        if re.search(r"[=:]\s*[\d(]", text):
            return None
        tail = re.split(r"[:=]|\bes\b|\bis\b", text)[-1].strip(" .!¡?¿")
        said = read_formula(tail)
        if said is None:
            mentions = re.findall(r"(?<![A-Za-z])(?:[A-Z][a-z]?\d*){1,8}(?![A-Za-z])", text)
            read = [read_formula(m) for m in mentions if len(m) > 1]
            if len(read) != 1 or re.search(r"\d\s*(?:g|mol|%)", folded):
                return None
            said = read[0]
        if said is None or len(said.atoms) < 2 or re.search(r"\d\s*(?:g|mol|%)\b", folded):
            return None
        return self._compare(said, folded)

    def _compare(self, said: Species, folded: str) -> Finding:
        empirical = read_formula(self.plan.results[0])
        final_text = self.plan.results[-1]
        final = read_formula(final_text)
        asks = [a.key.symbol for a in self.calculation.asks]
        wants_molecular = "molecular" in asks and "empiric" not in folded and "simplest" not in folded
        if final and dict(said.atoms) == dict(final.atoms) and (wants_molecular or "molecular" not in asks):
            return Finding("right", len(self.lines), True)
        if empirical and dict(said.atoms) == dict(empirical.atoms):
            index = next((i for i, line in enumerate(self.lines) if line.rule == "whole_numbers"), 0)
            if "molecular" in asks and (
                re.search(r"molecular", folded) or asks == ["molecular"] and "empiric" not in folded
            ):
                return Finding("wrong", final=True, misconception="empirical_as_molecular")
            return Finding("right", index + 1, index == len(self.lines) - 1)
        if empirical and set(dict(said.atoms)) == set(dict(empirical.atoms)):
            ratios = {Fraction(n, dict(empirical.atoms)[e]) for e, n in said.atoms}
            return Finding(
                "wrong",
                final=True,
                misconception="not_simplest" if len(ratios) == 1 else "mass_ratio_as_formula",
            )
        return Finding("wrong", final=True)

    def _listed(self, text: str, reached: int) -> list[Finding] | None:
        """ "C: 40/12 = 3,33 mol", "% O = 65,3 %": a quantity of one element or substance, named before it."""
        if self.calculation.topic not in ("empirical", "composition"):
            return None
        found = re.match(
            r"^\s*(?P<sign>%\s*(?:de\s+|of\s+)?\(?|[nrmw]\s*\(?)?(?P<of>[A-Z][a-z]?|[a-zñáéíóú]{4,})\s*\)?(?:\s*[:=]\s*|\s+(?=\d))(?P<rest>.*\d.*)$",
            text,
        )
        if found is None:
            return None
        element = (
            found["of"] if read_formula(found["of"]) else substances.element_names().get(fold(found["of"]))
        )
        elements = {node.key.of for node in self.plan.nodes if node.key.of and len(node.key.of) < 3}
        if element is None or element not in elements:
            return None
        one = read_formula(element)
        claims = read_line("x = " + found["rest"]) or read_line(found["rest"])
        quantities = [c for c in claims if isinstance(c, Quantity)]
        if len(quantities) != 1 or one is None:
            return None
        claim = replace(quantities[0], species=one, letter="")
        symbol = {"%": "w", "n": "n", "r": "r", "m": "m", "w": "w"}.get((found["sign"] or " ")[0], "")
        if (
            not re.match(r"\s*[rn]\s*\(", text)
            and claim.value.unit() in (None, "")
            and matches_mass(element, claim.value.value)
        ):
            return [Finding("right", reached)]
        finding = self.quantity(claim, reached, symbol)
        if finding.missing == ("unit",) and self.calculation.topic == "empirical":
            finding = Finding("right", finding.reached)
        return [finding]

    # ------------------------------------------------------------------------------------- quantities
    def _fits(self, key: Key, symbol: str, species: Species | None) -> bool:
        if self.written == "molecules" and key.symbol == "N" and key.where.startswith("in:"):
            return False
        if key.symbol in ("k", "r"):
            if symbol not in ("", "n", "r", "k", "x"):
                return False
        elif (
            symbol
            and key.symbol != symbol
            and not (symbol == "c" and key.symbol in ("gL", "b", "ppm"))
            and not (symbol == "w" and key.symbol in ("phi", "y", "P"))
            and not (symbol == "P" and key.symbol == "w")
        ):
            return False
        if species is None or not key.of or key.of == "?":
            return True
        inside = key.where.startswith("in:") and key.where[3:] == species.formula
        water = species.formula == "H2O" and key.where in ("add", "solvent")
        single = len(species.atoms) == 1 and species.atoms[0][0] == key.of
        return key.of == species.formula or inside or water or single

    def _candidates(self, reached: int) -> list[tuple[Key, str, int | None]]:
        """Quantities with the unit they are shown in and their step: ahead first, then behind."""
        own = [
            (line.key, line.unit, i)
            for i, line in enumerate(self.lines)
            if line.key is not None and line.value is not None
        ]
        ahead = [item for item in own if item[2] >= reached]
        return [*ahead, *(item for item in own if item not in ahead)]

    def quantity(self, claim: Quantity, reached: int, symbol: str) -> Finding:
        value = claim.value
        self.written = value.written
        unit = value.unit()
        if unit == "?":
            unit = None
        if unit == "u":
            unit = "g/mol"
        if symbol == "T" and unit == "°C":
            symbol = "t"
        if symbol == "p" and unit == "%":
            symbol = "P"
        final_family = family(self.last_key)
        if self.alone and not symbol and not claim.parts and not claim.setup:
            answered = self._meant_as_answer(claim, unit)
            if answered is not None:
                return answered
        if value.value < 0 or (value.value == 0 and not self._zero()):
            return Finding("wrong", final=True)
        found = self._own(claim, reached, symbol, unit)
        if found is not None:
            return found
        wrong = self._wrong(claim, symbol, unit)
        known = self._known(claim, symbol, unit, final_family)
        labelled = bool(symbol or claim.species)
        if known and (wrong is None or labelled and not symbol == ""):
            if _bad_part(claim):
                return Finding("wrong", misconception="arithmetic")
            return Finding("right", reached)
        if wrong is not None:
            return wrong
        if self._slip(claim, symbol) or _bad_part(claim):
            return Finding("wrong", misconception="arithmetic")
        return self._unexplained(claim, symbol, unit, final_family)

    def _meant_as_answer(self, claim: Quantity, unit: str | None) -> Finding | None:
        """A bare last quantity that a misconception gives for what is asked is the answer, and wrong."""
        if unit != family(self.last_key) or not self._fits(self.last_key, "", claim.species):
            return None
        value = scaled(claim.value, self.last_key)
        if agrees(self.calculation, self.plan, self.last_key, value, self.shown) or value.value <= 0:
            return None
        hits = [w for w in wrongs(self.calculation) if w.key == self.last_key and _close(value, w.value)]
        return Finding("wrong", final=True, misconception=hits[0].misconception) if hits else None

    def _molecules(self) -> bool:
        """Whether molecules are told where the atoms of an element are asked."""
        return self.written == "molecules" and self.last_key.where.startswith("in:")

    def _zero(self) -> bool:
        return any(v == 0 for v in self.known.values())

    def _own(self, claim: Quantity, reached: int, symbol: str, unit: str | None) -> Finding | None:
        """A step of the solution, or None."""
        partly: Finding | None = None
        for key, shown, index in self._candidates(reached):
            if not self._fits(key, symbol, claim.species):
                continue
            if (
                self.lines[index or 0].rule == "data"
                and not (symbol or claim.species)
                and family(key) == family(self.last_key)
            ):
                continue
            if not self._equal(key, shown, claim.value, unit):
                continue
            finding = self._right(claim, key, index or 0, unit)
            if finding.outcome != "right" and partly is None:
                partly = finding
                continue
            if finding.outcome == "right" or finding.outcome == "incomplete":
                return finding
        return partly

    def _equal(self, key: Key, shown: str, value: Value, unit: str | None) -> bool:
        if unit:
            if family(key) != unit:
                return False
            return agrees(self.calculation, self.plan, key, scaled(value, key), self.shown)
        size = SIZES[shown][1] if shown in SIZES else Fraction(1)
        if shown and agrees(
            self.calculation,
            self.plan,
            key,
            replace(value, value=value.value * size, half=value.half * size),
            self.shown,
        ):
            return True
        if shown == "L" and self.millilitres:
            small = replace(value, value=value.value / 1000, half=value.half / 1000)
            if agrees(self.calculation, self.plan, key, small, self.shown):
                return True
        return (
            agrees(self.calculation, self.plan, key, value, self.shown)
            if not shown or size == 1 or claim_is_setup(value)
            else False
        )

    def _right(self, claim: Quantity, key: Key, index: int, unit: str | None) -> Finding:
        last = index == len(self.lines) - 1
        final = key in self.final_keys and (last or key == self.last_key)
        if _bad_part(claim):
            return Finding("wrong", misconception="arithmetic", final=final)
        if claim.setup:
            return Finding("right", index)
        if not unit and key.symbol not in ("x", "r", "k"):
            return Finding("incomplete", index + (0 if final else 1), final, missing=("unit",))
        if unit and claim.value.written and final:
            asked = next(a.unit for a in self.calculation.asks if a.key == key)
            if {asked, claim.value.written} == {"atoms", "molecules"}:
                return Finding("wrong", final=True, misconception="unit_wrong")
        if final:
            return (
                Finding("right", len(self.lines), True)
                if key == self.last_key
                else Finding("right", index + 1, last)
            )
        return Finding("right", index + 1, last)

    def _known(self, claim: Quantity, symbol: str, unit: str | None, final_family: str) -> bool:
        """Whether it is another true quantity of the problem."""
        value = claim.value
        labelled = bool(symbol or claim.species)
        for given in self.calculation.givens:
            if not self._fits(given.key, symbol, claim.species):
                continue
            if unit and family(given.key) == unit and self._same(scaled(value, given.key), given.value):
                if labelled or unit != final_family:
                    return True
            if not unit and labelled and value.value in (given.value, given.value / SIZES[given.unit][1]):
                return True
        if self._constant(claim, symbol, unit):
            return True
        if (
            not labelled
            and not claim.setup
            and unit == final_family
            and not claim.parts
            and not self._molecules()
        ):
            return False
        for node in self.plan.closure:
            if node.key in self.known and self._fits(node.key, symbol, claim.species):
                if (
                    unit
                    and family(node.key) == unit
                    and agrees(self.calculation, self.plan, node.key, scaled(value, node.key), self.shown)
                ):
                    return True
                if (
                    not unit
                    and (labelled or claim.setup)
                    and agrees(self.calculation, self.plan, node.key, value, self.shown)
                ):
                    return True
        return False

    def _same(self, value: Value, right: Fraction) -> bool:
        return value.value == right or (
            value.plain and value.digits > 1 and abs(value.value - right) < value.half
        )

    def _constant(self, claim: Quantity, symbol: str, unit: str | None) -> bool:
        """Molar masses, with or without their coefficient, atomic masses and molar volumes."""
        value = claim.value
        things = [*self.calculation.species]
        if claim.species is not None:
            things = [claim.species, *(s for s in things if s == claim.species)]
        even = even_of(self.calculation) if self.calculation.reaction else None
        for s in things:
            if not s.atoms:
                continue
            for table in ("class", "precise", "whole", "tenth", "hundredth"):
                mass = dict(self.calculation.molar).get(s.formula) or molar_mass(
                    s, table, self.calculation.masses
                )  # type: ignore[arg-type]
                near = value.value == mass or (
                    value.plain and abs(value.value - mass) <= value.half and value.digits > 1
                )
                if near and symbol in ("M", "", "m") and unit in ("g/mol", None, "", "g"):
                    if (
                        unit == "g/mol"
                        or symbol == "M"
                        or (claim.parts and unit != "g")
                        or (unit == "g" and not symbol and claim.parts)
                    ):
                        return True
                coefficient = even.coefficient(s) if even and s in even.species else 1
                if (
                    coefficient > 1
                    and value.value == mass * coefficient
                    and unit == "g"
                    and (claim.parts or claim.setup)
                ):
                    return True
        return (
            value.value in (Fraction(224, 10),)
            and unit == "L/mol"
            or (unit == "K" and value.value in (273, Fraction(27315, 100)))
        )

    def _wrong(self, claim: Quantity, symbol: str, unit: str | None) -> Finding | None:
        """A wrong value that a misconception explains, or None."""
        loose: Finding | None = None
        units = {line.key: line.unit for line in self.lines if line.key is not None}
        for one in wrongs(self.calculation):
            if not self._fits(one.key, symbol, claim.species):
                continue
            final = one.key == self.last_key
            shown = units.get(one.key, "")
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            if unit:
                hit = family(one.key) == unit and _close(scaled(claim.value, one.key), one.value)
            else:
                hit = _close(claim.value, one.value / size) or _close(claim.value, one.value)
            if hit:
                return Finding("wrong", final=final, misconception=one.misconception)
        for key, shown, index in self._candidates(0):
            if not self._fits(key, symbol, claim.species) or self.lines[index or 0].rule == "data":
                continue
            final = key == self.last_key
            right = self.known.get(key)
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            if right is None:
                continue
            if unit and family(key) != unit and not symbol and _written(claim.value, right, size):
                loose = loose or Finding("wrong", final=final, misconception="unit_wrong")
            if unit and family(key) != unit and symbol and _written(claim.value, right, size):
                return Finding("wrong", final=final, misconception="unit_wrong")
            if unit and family(key) == unit and (final or symbol or claim.species):
                factors = (10, 100, 1000, 10**6)
                told = scaled(claim.value, key)
                if any(_close(told, right * f) or _close(told, right / f) for f in factors):
                    loose = loose or Finding("wrong", final=final, misconception="unit_conversion")
        return loose

    def _slip(self, claim: Quantity, symbol: str) -> bool:
        """Whether an expression on the way has the right value and the result has not."""
        for part in claim.parts:
            for key, shown, index in self._candidates(0):
                if self.lines[index or 0].rule != "data" and self._fits(key, symbol, claim.species):
                    if self._equal(key, shown, part, part.unit() if part.unit() not in ("?", "") else None):
                        return True
        return False

    def _unexplained(self, claim: Quantity, symbol: str, unit: str | None, final_family: str) -> Finding:
        families = {
            family(line.key) for line in self.lines if line.key is not None and line.value is not None
        }
        consistent = bool(claim.parts) or claim.setup
        labelled = bool(symbol) and any(
            self._fits(line.key, symbol, claim.species) for line in self.lines if line.key
        )
        final = unit == final_family or (unit is None and not claim.setup)
        if labelled:
            return Finding("wrong", final=final, misconception=self._near(claim, symbol, unit))
        if unit == final_family and (claim.species is None or self._fits(self.last_key, "", claim.species)):
            return Finding("wrong", final=True, misconception=self._near(claim, symbol, unit))
        if consistent:
            return UNCLEAR
        if unit in families and unit:
            if claim.species is None or any(
                self._fits(line.key, "", claim.species) and family(line.key) == unit
                for line in self.lines
                if line.key
            ):
                return Finding("wrong", final=False, misconception=self._near(claim, symbol, unit))
            return UNCLEAR
        if unit is None and claim.value.plain and not final_family == "":
            return Finding("wrong", final=True)
        if unit is None and claim.value.plain:
            return Finding("wrong", final=True)
        if unit and unit not in families and claim.value.plain:
            return Finding("wrong", final=True, misconception="unit_wrong")
        return UNCLEAR

    def _near(self, claim: Quantity, symbol: str, unit: str | None) -> str | None:
        """A result close to the right one is a slip of arithmetic."""
        for key, shown, index in self._candidates(0):
            right = self.known.get(key)
            if (
                right is None
                or self.lines[index or 0].rule == "data"
                or not self._fits(key, symbol, claim.species)
            ):
                continue
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            told = scaled(claim.value, key).value if unit else claim.value.value * size
            if (not unit or family(key) == unit) and abs(told - right) * 10 <= abs(right) * 3:
                return "arithmetic"
        return None

    # ------------------------------------------------------------------------------------- other claims
    def _equation(self, claim: Equation, reached: int) -> Finding:
        given = self.calculation.reaction
        if given is None:
            return UNCLEAR
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
            if _close(value, one.value):
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


def claim_is_setup(value: Value) -> bool:
    """Whether a value was computed from an expression."""
    return not value.plain


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


def _bad_part(claim: Quantity) -> bool:
    """Whether an expression that the value is set equal to has another value."""
    for part in claim.parts:
        gap = abs(part.value - claim.value.value)
        grace = claim.value.half if claim.value.digits > 1 else abs(claim.value.value) / 100
        if gap <= max(grace, abs(claim.value.value) / 200):
            continue
        scales = [Fraction(1000), Fraction(1, 1000), Fraction(100), Fraction(1, 100), Fraction(10**6)]
        if not any(abs(part.value * s - claim.value.value) * 200 <= abs(claim.value.value) for s in scales):
            return True
    return False


def _close(value: Value, wrong: Fraction) -> bool:
    gap = abs(value.value - wrong)
    if not value.plain:
        return gap * 1000 <= wrong
    return (gap <= value.half and (value.digits > 1 or gap * 20 <= wrong)) or gap * 250 <= wrong


def _written(value: Value, right: Fraction, size: Fraction) -> bool:
    """Whether the number, as written, is the right one with another unit."""
    number = _bare(value)
    return any(abs(number - right / s) * 200 <= abs(right / s) for s in {size, Fraction(1)})


def _bare(value: Value) -> Fraction:
    unit = SIZES.get(value.written)
    return value.value / unit[1] if unit else value.value
