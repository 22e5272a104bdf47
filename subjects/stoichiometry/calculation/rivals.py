"""Which reactants compete: amounts of several reactants are amounts at the start, and one of them limits."""

from __future__ import annotations

from dataclasses import replace

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation.groups import Refused
from subjects.stoichiometry.calculation.plan import Ask, Calculation, Key
from subjects.stoichiometry.calculation.questions import Questions


class Rivals(Questions):
    """The reader of limiting reactants."""

    def _limits(self, asks: list[Ask]) -> None:
        """Amounts of several reactants are amounts at the start: one of them limits."""
        if self.reaction is None:
            if any(a.kind == "species" or a.key.where == "left" for a in asks):
                raise Refused("missing_data", "equation")
            return
        starts = []
        for s in self.reaction.left:
            f = s.formula
            amount = any(
                k.of == f
                and (
                    (k.symbol in ("m", "n", "V", "N") and k.where in ("", "sample"))
                    or (k.where == "sol" and k.symbol in ("V", "m"))
                )
                for k in self.givens
            )
            asked_own = any(a.key.of == f and a.key.where in ("sol",) for a in asks)
            if amount and f not in self.excess and not (asked_own and not self._known_strength(f, asks)):
                starts.append(f)
        product_known = any(
            k.of in {s.formula for s in self.reaction.right} and k.symbol in ("m", "n", "V") and k.where == ""
            for k in self.givens
        )
        if product_known and starts and not any(a.key.symbol == "P" for a in asks):
            purity = [a for a in asks if a.key.symbol in ("c", "w", "gL")]
            if not purity:
                raise Refused("not_supported", "reactant and product")
        if len(starts) < 2:
            if any(a.kind == "species" or a.key.where == "left" for a in asks):
                raise Refused("missing_data", "reactants")
            return
        asks_left = [a for a in asks if a.key.of == "?"]
        if any(a.key.symbol in ("P", "c", "w", "gL") for a in asks):
            self._titration(asks, starts)
            return
        for f in starts:
            for symbol in ("m", "n", "V", "N"):
                key = Key(symbol, f)
                if key in self.givens:
                    given = self.givens.pop(key)
                    self.givens[replace(key, where="ini")] = replace(given, key=replace(key, where="ini"))
        self.rivals = tuple(starts)
        self._name_rest(asks, asks_left, starts)

    def _known_strength(self, f: str, asks: list[Ask]) -> bool:
        return any(k.of == f and k.where == "sol" and k.symbol in ("c", "w", "gL") for k in self.givens)

    def _titration(self, asks: list[Ask], starts: list[str]) -> None:
        """With the strength of one solution asked, the two volumes react exactly."""
        strengths = [
            f
            for f in starts
            if any(k.of == f and k.symbol in ("c", "gL", "w", "n", "m") for k in self.givens)
        ]
        asked = {a.key.of for a in asks}
        if len(starts) == 2 and len(set(strengths) - asked) == 1:
            return
        if any(a.key.symbol == "P" for a in asks) and len(starts) == 2:
            return
        raise Refused("not_supported", "titration")

    def _name_rest(self, asks: list[Ask], unnamed: list[Ask], starts: list[str]) -> None:
        """Gives the amount left over to the reactant that does not limit."""
        if not unnamed:
            return
        from subjects.stoichiometry.calculation.deduce import plan_of as planned
        from subjects.stoichiometry.calculation.solve import asked_species

        things = dict.fromkeys(self.reaction.species if self.reaction else ())
        probe = Calculation(
            "amounts",
            tuple(self.givens.values()),
            (Ask(Key("lim"), "", "", "species"),),
            tuple(things),
            self.reaction,
            self._gas(),
            self.masses,
            tuple(self.molar.items()),
            solutions=tuple(dict.fromkeys(self.solutions)),
            rivals=self.rivals,
        )
        plan = planned(probe)
        if isinstance(plan, Unsolved):
            raise Refused(plan.why, plan.detail)
        rest = asked_species(probe, plan, Ask(Key("excess"), "", "", "species"))
        if len(rest) != 1:
            raise Refused("not_supported", "excess")
        for at, ask in enumerate(asks):
            if ask.key.of == "?":
                asks[at] = replace(ask, key=replace(ask.key, of=rest[0]))
