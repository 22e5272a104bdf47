"""Reading a text as a calculation: its quantities with their roles, its reaction, what it asks.

Whatever is not understood for certain makes it `Unsolved`: a number without a role, a question without a quantity,
a substance outside the reaction.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry import words
from subjects.stoichiometry.calculation import blends, serial, states
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.asks import Wish, wishes
from subjects.stoichiometry.calculation.blends import checked
from subjects.stoichiometry.calculation.chains import links
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.facts import Scene, attach, measures, unknown_numbers
from subjects.stoichiometry.calculation.groups import Refused
from subjects.stoichiometry.calculation.hydrates import asks_water
from subjects.stoichiometry.calculation.hydrates import read as read_water
from subjects.stoichiometry.calculation.implied import implied
from subjects.stoichiometry.calculation.ions import ions_named
from subjects.stoichiometry.calculation.plan import Calculation, Key
from subjects.stoichiometry.calculation.rewording import MIXING, MIXTURE, SAME_AMOUNT, reworded
from subjects.stoichiometry.calculation.rivals import Rivals
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.mentions import Mention, find_mentions
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.salts import ions_of
from subjects.stoichiometry.shorthand import with_short_names
from subjects.stoichiometry.substances import element_names

_PART = re.compile(r"(?:(?<=[\s.:;?,(¿])|^)\(?([a-e1-4])\s?\)\s*")


def read(
    text: str,
    equation: Reaction | None,
    masses: tuple[tuple[str, Fraction], ...],
    chain: tuple[Reaction, ...] = (),
) -> Calculation | Unsolved:
    """The payload of a normalised text from which its equation and atomic masses were taken out; `chain` are the
    reactions whose sum the equation is."""
    text = ions_named(reworded(text), equation)
    text = _charged(text, equation)
    own = _own_kind(text, masses) if equation is None else None
    if own is not None:
        return own
    equal = SAME_AMOUNT.search(fold(text)) if equation is None else None
    if equal and len(fold(text)) == len(text):
        text = text[: equal.start()] + " " * (equal.end() - equal.start()) + text[equal.end() :]
    mixing = MIXING.search(fold(text))
    if mixing and equation is None:
        text = MIXTURE.sub(_solution_of, text)
    folded = fold(text)
    if len(folded) != len(text):
        return Unsolved("not_understood")
    if asks_water(text) and equation is None:
        weighed = measures(text, folded)
        return Unsolved("not_understood", "number") if weighed is None else read_water(text, weighed, masses)
    if lex.REFUSED.search(folded):
        return Unsolved("not_supported")
    found = measures(text, folded)
    if found is None:
        return Unsolved("not_understood", "number")
    from subjects.stoichiometry.calculation.formulas import asks_formula, read_formula_problem

    if asks_formula(folded):
        return read_formula_problem(text, folded, found, masses)
    mentions = [
        _as_ion(m, equation)
        for m in with_short_names(folded, find_mentions(text, equation, doubtful=True), equation)
    ]
    if any(not m.species.atoms for m in mentions):
        return Unsolved("not_understood", "substance")
    scene = Scene(text, folded, found, mentions)
    if unknown_numbers(scene):
        return Unsolved("not_understood", "number")
    attach(scene)
    wanted = _wishes(scene)
    if wanted is None:
        return Unsolved("not_understood", "question")
    if not wanted:
        return Unsolved("no_problem")
    if re.search(r"\b(?:entidades|entities)\b", folded) and all(w.unit != "ions" for w in wanted):
        return Unsolved("not_supported", "ions")
    reader = Reader(scene, equation, masses, wanted)
    reader.mixing = bool(mixing)
    reader.chain = chain
    if equal:
        different = {m.species for m in mentions}
        if len(different) != 2 or len(found) != 1 or len(wanted) != 1:
            return Unsolved("not_supported")
        reader.topic = "same_amount"
    return reader.read()


def _own_kind(text: str, masses: tuple[tuple[str, Fraction], ...]) -> Calculation | Unsolved | None:
    """The text as parts put together or a solution diluted twice or a gas in two states, or None."""
    folded = fold(text)
    found = measures(text, folded) if len(folded) == len(text) else None
    if not found:
        return None
    return checked(blends.read(text, folded, found, masses) or serial.read(text, folded, found) or states.read(folded, found))


def _solution_of(found: re.Match[str]) -> str:
    article = found["article"]
    return f"{article} {'solution' if article.lower() == 'the' else 'disolución'}"


def _as_ion(mention: Mention, equation: Reaction | None) -> Mention:
    """A salt as the one ion of it that the equation is written with: KMnO4 for MnO4-."""
    if equation is None or mention.species in equation.species:
        return mention
    ions = ions_of(mention.species.formula)
    same = [s for s in equation.species if s.charge and ions.get(s.formula) == 1]
    return replace(mention, species=same[0]) if len(same) == 1 else mention


_CHARGED = re.compile(r"\b(?P<name>[A-Za-zñé]+)\s?\((?P<charge>I{1,3}|IV|V)\)(?!\s+[a-z]*(?:ide|ate|ite)\b)")


def _charged(text: str, equation: Reaction | None) -> str:
    """The text with "iron(II)" as the ion of the equation."""

    def ion(found: re.Match[str]) -> str:
        symbol = element_names().get(fold(found["name"]))
        charge = {"I": "", "II": "2", "III": "3", "IV": "4", "V": "5"}[found["charge"]]
        formula = f"{symbol}^{charge}+"
        return formula if equation and any(s.formula == formula for s in equation.species) else found[0]

    return _CHARGED.sub(ion, text)


def _wishes(scene: Scene) -> list[Wish] | None:
    marks = list(_PART.finditer(scene.rest))
    labels = [m[1] for m in marks]
    whole = len(scene.rest)
    if len(marks) < 2 or (labels != list("abcde")[: len(labels)] and labels != list("1234")[: len(labels)]):
        return wishes(scene, 0, whole)
    found: list[Wish] = []
    lead = scene.rest[: marks[0].start()]
    opening = bool(lex.INTERROGATIVE.search(lead[-60:]))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else whole
        label = f"{mark[1]})"
        got = wishes(scene, mark.end(), end, label)
        if not got and opening:
            got = _bare(scene, mark.end(), end, label)
        if not got and words.BALANCE_WORDS.search(scene.folded[mark.end() : end]) and following is not None:
            got = [Wish("balance", "", mark.end(), end, None, label)]
        if not got:
            return None
        found += got
    return found


def _bare(scene: Scene, start: int, end: int, label: str) -> list[Wish]:
    """A part without an interrogative of its own: "Calcula: a) la masa de …"."""
    from subjects.stoichiometry.calculation.asks import _series

    return _series(scene, start, start, end, label)


class Reader(Rivals):
    """The reader of a whole text."""

    def read(self) -> Calculation | Unsolved:
        try:
            return self._read()
        except Refused as refused:
            return refused.unsolved

    def _read(self) -> Calculation | Unsolved:
        self._shares()
        ignored = frozenset() if self.topic == "same_amount" else self._solvents()
        if self.topic != "same_amount" and self.reaction is None:
            whole = implied(self.scene, frozenset())
            water = whole is not None and any(s.formula == "H2O" for s in whole.left)
            self.reaction = whole if water else implied(self.scene, ignored)
            if water:
                ignored = frozenset()
        if self.reaction is not None:
            stray = [
                m
                for m in self.scene.mentions
                if m.species not in (*self.reaction.species, *ignored, *links(self.chain))
            ]
            if any(not self._element_of(m) for m in stray):
                raise Refused("inconsistent", "substance")
        self._constants()
        groups = self.groups = self._groups()
        self._place_solutions(groups, ignored)
        groups = [g for g in groups if g.place != "merged"]
        self._percentages(groups)
        for group in groups:
            self._give(group)
        asks = self._asks(groups)
        self._limits(asks)
        gas = self._gas()
        self._only_gases([*self.givens, *(a.key for a in asks)])
        things = dict.fromkeys(self.reaction.species if self.reaction else ())
        things |= dict.fromkeys(links(self.chain))
        for key in list(self.givens) + [a.key for a in asks]:
            self._add_species(things, key)
        calculation = Calculation(
            self.topic,
            tuple(self.givens.values()),
            tuple(asks),
            tuple(things),
            self.reaction,
            gas,
            self.masses,
            tuple(self.molar.items()),
            "H2O",
            tuple(dict.fromkeys(self.solutions)),
            tuple(self.excess),
            self.rivals,
            implied=self.reaction is not None and not self.given_equation,
            chain=self.chain,
        )
        plan = plan_of(calculation)
        return plan if isinstance(plan, Unsolved) else calculation

    def _shares(self) -> None:
        """The percentage of one substance in a piece of metal or an ore, of two masses, is a purity."""
        folded = self.scene.folded
        spoken = lex.ALLOY.search(folded) and not lex.SOLUTION.search(folded)
        masses = len(self.scene.measures) == 2 and all(m.symbol == "m" for m in self.scene.measures)
        one = len({m.species for m in self.scene.mentions}) == 1
        if spoken and masses and one and self.reaction is None and [w.symbol for w in self.wanted] == ["w"]:
            self.wanted = [replace(w, symbol="P") for w in self.wanted]

    def _add_species(self, things: dict[Species, None], key: Key) -> None:
        from subjects.stoichiometry.formula import read_formula

        name = key.where[3:] if key.where.startswith("in:") else key.of
        found = read_formula(name) if name and name != "?" else None
        if found:
            things.setdefault(found)

    def _element_of(self, mention: Mention) -> bool:
        """Whether a stray mention is only an element of a substance ("oxígeno" of CO2)."""
        atoms = mention.species.atoms
        return len(atoms) == 1 and any(
            w.mention is mention and w.symbol in ("N", "w", "n", "m") for w in self.wanted
        )
