"""What a student says without a number to weigh: a limiting reactant, a formula, the share of an element."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from subjects.stoichiometry import substances
from subjects.stoichiometry.calculation.plan import Key
from subjects.stoichiometry.calculation.weighing import Weighing
from subjects.stoichiometry.calculation.wrongs import wrongs
from subjects.stoichiometry.claims import (
    Quantity,
    read_line,
)
from subjects.stoichiometry.counting import matches_mass
from subjects.stoichiometry.figures import NUMBER, read_number
from subjects.stoichiometry.finding import Finding
from subjects.stoichiometry.formula import Species, fold, read_formula
from subjects.stoichiometry.mentions import find_mentions

_REASON = re.compile(
    r"\s*[,;:(]?\s*\b(?:porque|ya\s+que|puesto\s+que|dado\s+que|debido\s+a|pues|por\s+tener|al\s+tener|que\s+es\s+(?:el|la)\s+que|because|since|as\s+(?:it|there)|due\s+to|for\s+having)\b"
    r"|\s*[,:(]\s*(?=[^,:(]*(?<![A-Za-z\d)])\d)"
)
"""Where the reason for what was said before it starts."""
_NUMBERS = re.compile(r"\d\s*(?:g|kg|mol(?:es)?|l|ml|gramos|grams|litros|%)\b")
_SAID_AS = re.compile(
    r"\b(?:el|la|es|ser[aá]|ser[ií]a|creo\s+que|pienso\s+que|dir[ií]a\s+que|yo\s+creo\s+que|the|it\s+is|it'?s|is|i\s+think|i'?d\s+say|would\s+be"
    r"|(?:el\s+)?(?:reactivo\s+)?limitante|(?:the\s+)?limiting(?:\s+(?:reactant|reagent))?)\b",
    re.IGNORECASE,
)
_LESS_MASS = re.compile(
    r"\b(?:menos|menor|less|fewer|smaller|lower|least|lowest|smallest)\b[^.]{0,24}\b(?:gramos|masa|g|mass|grams|peso|weight)\b"
    r"|\b(?:pesa\s+menos|weighs?\s+less|masa\s+(?:es\s+)?menor|mass\s+is\s+(?:less|smaller|lower))\b"
)


class Sayings(Weighing):
    """Judges words, formulas and labelled elements."""

    def spoken(self, text: str, reached: int) -> Finding | None:
        """A limiting reactant or a formula said in words, or None."""
        folded = fold(text)
        if any(node.rule == "limiting" for node in self.plan.nodes) and len(folded) == len(text):
            said = self._limiting(text, folded, reached)
            if said is not None:
                return said
        if self.calculation.topic in ("empirical", "hydrate"):
            return self._formula_said(text, folded, reached)
        return None

    def _limiting(self, text: str, folded: str, reached: int) -> Finding | None:
        cut = _REASON.search(folded)
        reason = folded[cut.start() :] if cut else ""
        if cut:
            text, folded = text[: cut.start()], folded[: cut.start()]
        rest = bool(
            re.search(
                r"\b(?:sobra\w*|exceso|excess|left\s+over|no\s+(?:es\s+el\s+)?limita\w*|is\s+not)\b", folded
            )
        )
        says = bool(re.search(r"\blimit\w+", folded))
        mentions = find_mentions(text, self.calculation.reaction)
        alone = _SAID_AS.sub("", text).strip(" .,:!¡")
        bare = read_formula(alone) or substances.by_name(alone)
        asked = any(a.kind == "species" for a in self.calculation.asks)
        named = [m.species.formula for m in mentions] or ([bare.formula] if bare else [])
        products = [s.formula for s in self.calculation.reaction.right] if self.calculation.reaction else []
        if asked and bare is not None and bare.formula in products:
            return Finding("wrong", final=True)
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
            return None if _NUMBERS.search(reason) else Finding("right", index + 1, final)
        by_mass = bool(_LESS_MASS.search(reason)) and not wants_rest
        return Finding("wrong", final=final, misconception="limiting_by_mass" if by_mass else self._limit_name())

    def _limit_name(self) -> str | None:
        names = [
            w.misconception
            for w in wrongs(self.calculation)
            if w.misconception in ("limiting_by_mass", "limiting_by_moles")
        ]
        return names[0] if names else "excess_used"

    def _formula_said(self, text: str, folded: str, reached: int) -> Finding | None:
        ratios = self._ratios(text)
        if ratios is not None:
            return ratios
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

    def _ratios(self, text: str) -> Finding | None:
        """ "2 : 6 : 1": the atoms of the elements, in the order of the problem."""
        parts = [part.strip() for part in text.split(":")]
        elements = [node.key.of for node in self.plan.nodes if node.rule == "divide_smallest"]
        if len(parts) != len(elements) or len(parts) < 2 or not all(re.fullmatch(NUMBER, part) for part in parts):
            return None
        said = [read_number(part) or Fraction(0) for part in parts]
        right = [self.known[Key("r", element)] for element in elements]
        if any(value <= 0 for value in said):
            return Finding("wrong")
        least = min(said)
        close = all(abs(value / least - true) * 20 <= true for value, true in zip(said, right, strict=True))
        return Finding("right") if close else Finding("wrong")

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
                re.search(r"molecular", folded) or (asks == ["molecular"] and "empiric" not in folded)
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
            r"^\s*(?P<sign>%\s*(?:de\s+|of\s+)?\(?|[nrmw]\s*\(?)?(?P<of>[A-Z][a-z]?"
            r"|[a-zñáéíóú]{4,})\s*\)?(?:\s*[:=]\s*|\s+(?=\d))(?P<rest>.*\d.*)$",
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
