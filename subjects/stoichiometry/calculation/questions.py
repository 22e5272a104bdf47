"""What every question asks for: a quantity of a substance, of a solution, of what is left, or a name."""

from __future__ import annotations

import re
from dataclasses import replace

from subjects.problem import LANGS
from subjects.stoichiometry import substances, words
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.asks import Wish
from subjects.stoichiometry.calculation.groups import GASES, Group, Refused
from subjects.stoichiometry.calculation.plan import Ask, Key
from subjects.stoichiometry.calculation.shares import EACH, Shares
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.mentions import Mention

_CLASSES = frozenset(
    [
        "oxido",
        "oxide",
        "hidroxido",
        "hydroxide",
        "acido",
        "acid",
        "cloruro",
        "chloride",
        "sulfato",
        "sulfate",
        "carbonato",
        "carbonate",
        "nitrato",
        "nitrate",
        "sulfuro",
        "sulfide",
    ]
)


_BALANCE = Ask(Key("balance"), "", "", "equation")


class Questions(Shares):
    """The reader of questions."""

    def _asks(self, groups: list[Group]) -> list[Ask]:
        asks: list[Ask] = []
        for wish in self.wanted:
            for ask in self._ask(wish, groups):
                if ask.key not in [a.key for a in asks]:
                    asks.append(ask)
        asks = [self._in_millilitres(ask) for ask in asks]
        if self.reaction is not None and not self.chain and words.BALANCE_ASKED.search(self.scene.folded):
            asks = [*([] if any(a.kind == "equation" for a in asks) else [_BALANCE]), *asks]
        if not asks:
            raise Refused("no_problem")
        return asks

    def _in_millilitres(self, ask: Ask) -> Ask:
        """A volume of a solid or a liquid in the unit of its density, when the text names no other."""
        if self._small(ask):
            return replace(ask, unit="mL")
        dense = any(m.symbol == "rho" and m.unit == "g/mL" for m in self.scene.measures)
        plain = ask.key.symbol == "V" and ask.unit == "L" and not ask.key.where and ask.key.of not in self.solutions
        litres = re.search(r"\blit(?:ro|er|re)s?\b|\b(?:l|dm\^?3)\b", self.scene.folded)
        if not (dense and plain) or litres or self.reaction is not None:
            return ask
        return replace(ask, unit="mL")

    def _small(self, ask: Ask) -> bool:
        """Whether a volume of a solution is asked where every volume that is told is in millilitres."""
        told = {m.unit for m in self.scene.measures if m.symbol == "V"}
        litres = re.search(r"\blit(?:ro|er|re)s?\b", self.scene.folded)
        liquid = ask.key.where in ("sol", "dil", "add")
        return ask.key.symbol == "V" and ask.unit == "L" and liquid and told == {"mL"} and not litres

    def _ask(self, wish: Wish, groups: list[Group]) -> list[Ask]:
        s = wish.mention.species if wish.mention else None
        symbol, unit = wish.symbol, wish.unit
        if symbol == "excess" and re.match(
            r"cuant|how\s+much|que\s+(?:cantidad|masa)|what\s+(?:mass|amount)", wish.context
        ):
            return [Ask(Key("m", "?", "left"), "g", wish.label)]
        if symbol == "much":
            symbol, unit = self._much(wish)
        if symbol in ("N", "n") and EACH.search(wish.context):
            return self._each(wish, symbol, unit)
        if symbol == "balance":
            if self.reaction is None:
                raise Refused("missing_data", "equation")
            return [Ask(Key("balance"), "", wish.label, "equation")]
        if symbol in ("lim", "excess"):
            return [Ask(Key(symbol), "", wish.label, "species")]
        if symbol == "y" and re.search(r"theoretical|teorico", wish.context[:60]):
            if self.reaction is None and not self.scene.mentions and Key("y") in self.givens:
                return [Ask(Key("m", "?"), "g", wish.label)]
            product = wish.mention is not None and self.reaction is not None and s in self.reaction.right
            if not product or s is None:
                raise Refused("not_understood", "theoretical yield")
            return [Ask(Key("m", s.formula), "g", wish.label)]
        if symbol == "y" and Key("y") in self.givens and self.reaction is None:
            return [Ask(Key("m", "?", "real"), "g", wish.label)]
        if symbol == "y":
            return [Ask(Key("y"), "%", wish.label)]
        if symbol in ("p", "T"):
            celsius = symbol == "T" and re.search(r"[°º]\s?c|celsius|centigrad", wish.context)
            return [Ask(Key("t") if celsius else Key(symbol), "°C" if celsius else unit, wish.label)]
        if symbol == "P":
            thing = s or (m.species if (m := self._sampled()) else None)
            if thing is None:
                raise Refused("not_understood", "purity")
            return [Ask(Key("P", thing.formula), "%", wish.label)]
        if symbol == "composition":
            return self._composition(wish, s)
        if symbol in ("c", "gL", "ppm", "b", "x", "phi", "rho", "w"):
            return [self._concentration(wish, symbol, unit, s, groups)]
        return [self._quantity(wish, symbol, unit, s, groups)]

    def _much(self, wish: Wish) -> tuple[str, str]:
        """The unit of "how much" of something: that of the given amounts."""
        amounts = {m.symbol for m in self.scene.measures if m.symbol in ("m", "V", "n")}
        if re.match(r"\W*(?:de|of)?\s*(?:soluto|solute)\b", self.scene.rest[wish.end :]) or (
            wish.mention is not None and wish.mention.species.formula in self.solutions and "m" not in amounts
        ):
            return "m", "g"
        if wish.mention is not None and wish.mention.species.formula == "H2O" and self.diluting:
            volume = next((m for m in self.scene.measures if m.symbol == "V"), None)
            if volume is not None:
                return "V", volume.unit
        if amounts == {"m"} or (amounts and "V" not in amounts and "m" in amounts):
            return "m", "g"
        if wish.mention is not None and wish.mention.species.formula not in GASES:
            return "m", "g"
        raise Refused("not_understood", "how much")

    def _concentration(
        self, wish: Wish, symbol: str, unit: str, s: Species | None, groups: list[Group]
    ) -> Ask:
        if symbol == "w":
            share = self._element_share(wish, s)
            if share:
                return share
            if self.reaction is not None and s in self.reaction.left and self._is_weighed(s):
                return Ask(Key("P", s.formula), "%", wish.label)
        if not self.scene.mentions and symbol == "rho":
            return Ask(Key("rho", "?"), unit, wish.label)
        water = s is not None and s.formula == "H2O"
        if self.topic == "nameless_ppm":
            return Ask(Key("ppm", "?", "sol"), unit, wish.label)
        if self.topic == "mixture":
            if symbol != "c" or len({m.species for m in self.scene.mentions if m.species.formula != "H2O"}) != 1:
                raise Refused("not_supported", "mixture")
            return Ask(Key("c", next(k.of for k in self.givens if k.where == "one"), "mix"), unit, wish.label)
        if s is None or s.formula == "H2O":
            solutes = list(dict.fromkeys(self.solutions)) or [
                m.species.formula for m in self.scene.mentions if m.species.formula != "H2O"
            ]
            different = list(dict.fromkeys(solutes))
            if len(different) > 1 and symbol in ("c", "gL", "w"):
                different = [
                    x
                    for x in different
                    if not any(k.of == x and k.symbol in ("c", "gL", "w") for k in self.givens)
                ]
            if len(different) != 1:
                raise Refused("not_understood", "solute")
            f = different[0]
        else:
            f = s.formula
        if symbol == "x" and water:
            return Ask(Key("x", f, "solvent"), "", wish.label)
        if symbol == "rho":
            if any(g.place for g in groups if g.mention and g.mention.species.formula == f):
                return Ask(Key("rho", f, "sol"), unit, wish.label)
            if self._gas():
                return Ask(Key("rhog", f), "g/L", wish.label)
            return Ask(Key("rho", f), unit, wish.label)
        self.solutions.append(f)
        watery = re.search(r"mg\s*/\s*l|\b(?:agua|water|acuos\w*|aqueous)\b", self.scene.folded)
        if symbol == "ppm" and watery and Key("V", f, "sol") in self.givens and Key("m", f, "sol") not in self.givens:
            self.topic = "aqueous_ppm"
        key = Key(symbol, f, "sol")
        known = {k for k in self.givens if k.of == f}
        after = key in known or (self.diluting and any(k.where in ("dil", "add") for k in known))
        return Ask(replace(key, where="dil") if after else key, unit, wish.label)

    def _quantity(self, wish: Wish, symbol: str, unit: str, s: Species | None, groups: list[Group]) -> Ask:
        context = wish.context
        if s is None:
            return self._unnamed(wish, symbol, unit, groups)
        f = s.formula
        if symbol == "M":
            return Ask(Key("M", f), unit, wish.label)
        if "(?#atoms)" in context or re.search(r"moles?\s+(?:de|of)\s+(?:atomos|atoms)", context):
            symbol = "n"
        if symbol == "N" and unit == "ions" and not s.charge:
            return self._all_ions(s, wish)
        inside = self._inside(s, symbol, unit, context)
        if inside:
            return Ask(inside, ("ions" if s.charge or unit == "ions" else "atoms") if symbol == "N" else unit, wish.label)
        if f == "H2O" and s in self._solvents():
            return self._asked_water(wish, symbol, unit)
        if symbol == "N":
            if unit == "atoms" and not s.single and self._all_atoms(s):
                return Ask(Key("N", "atoms", f"in:{f}"), "atoms", wish.label)
            if (unit == "atoms") != s.single:
                raise Refused("not_supported", "particles")
            return Ask(Key("N", f), unit, wish.label)
        if f in self.solutions or self._asked_solution(wish):
            return self._of_solution(wish, symbol, unit, f, groups)
        if (
            symbol == "m"
            and lex.SAMPLE.search(context[: wish.end - wish.start + 60])
            and self._purity_known(f)
        ):
            return Ask(Key("m", f, "sample"), unit, wish.label)
        if (
            symbol == "m"
            and Key("P", f) in self.givens
            and Key("m", f, "sample") not in self.givens
            and not re.search(r"\bpur[oa]\b|\bpure\b", context)
        ):
            return Ask(Key("m", f, "sample"), unit, wish.label)
        if self._asked_left(wish):
            return Ask(Key(symbol, f, "left"), unit, wish.label)
        if (
            self.reaction
            and s in self.reaction.right
            and Key("y") in self.givens
            and not re.search(r"teoric|theoretic", context)
        ):
            return Ask(Key(symbol, f, "real"), unit, wish.label)
        return Ask(Key(symbol, f), unit, wish.label)

    def _asked_left(self, wish: Wish) -> bool:
        if self.reaction is None:
            return False
        s = wish.mention.species if wish.mention else None
        if s is not None and s not in self.reaction.left:
            return False
        rest = self.scene.rest
        stop = next((m.start() for m in re.finditer(r"[?;]|\.(?!\d)", rest[wish.start :])), 110) + wish.start
        tail = rest[max(0, wish.start - 12) : min(stop, wish.start + 110)]
        if re.search(
            r"\b(?:sobra\w*|sobrante|queda\w*|sin\s+reaccionar|left|remain\w*|unreacted|no\s+reacciona\w*)\b",
            tail,
        ):
            return True
        inner = rest[max(0, wish.start - 12) : wish.end + 14]
        return bool(re.search(r"\b(?:en\s+exceso|exceso\s+de|excess)\b", inner)) and s is None

    def _asked_solution(self, wish: Wish) -> bool:
        span = self.scene.rest[wish.start : wish.end + 40]
        return bool(wish.symbol == "V" and lex.SOLUTION.search(span))

    def _of_solution(self, wish: Wish, symbol: str, unit: str, f: str, groups: list[Group]) -> Ask:
        """A quantity of a solution, or of the solute in it."""
        self.solutions.append(f)
        span = self.scene.rest[wish.start : wish.end] + self.scene.rest[wish.end : wish.end + 12]
        whole = bool(re.search(r"disolucion|solucion|solution|comercial|concentrad", span))
        own = next((g for g in groups if g.mention is wish.mention), None)
        if (symbol == "V" and (whole or Key("phi", f, "sol") not in self.givens)) or (
            symbol == "m" and whole
        ):
            if symbol == "V" and self._is_pure_gas(f, own):
                return Ask(Key("V", f), unit, wish.label)
            place = own.place if own and own.place in ("sol", "dil") else "sol"
            key = Key(symbol, f, place)
            if key in self.givens and place == "sol":
                key = replace(key, where="dil")
            return Ask(key, unit, wish.label)
        if symbol == "V" and Key("phi", f, "sol") in self.givens:
            return Ask(Key("V", f, "pure"), unit, wish.label)
        if self._asked_left(wish):
            return Ask(Key(symbol, f, "left"), unit, wish.label)
        return Ask(Key(symbol, f), unit, wish.label)

    def _is_pure_gas(self, f: str, own: Group | None) -> bool:
        return bool(lex.NORMAL.search(self.scene.folded) and own is None and f in ("NH3",))

    def _asked_water(self, wish: Wish, symbol: str, unit: str) -> Ask:
        solute = self._only_solute(frozenset([wish.mention.species] if wish.mention else ()))
        if solute is None and "?" in self.solutions and symbol == "V":
            return Ask(Key("V", "?", "add"), unit, wish.label)
        if solute is None:
            raise Refused("not_understood", "water")
        self.solutions.append(solute.formula)
        if self.diluting or re.search(r"anad|agreg|add", self.scene.folded):
            return Ask(
                Key(symbol, solute.formula, "add" if self._has_dilution() else "solvent"), unit, wish.label
            )
        return Ask(Key(symbol, solute.formula, "solvent"), unit, wish.label)

    def _has_dilution(self) -> bool:
        return any(k.where == "dil" for k in self.givens) or any(
            k.where == "sol" and k.symbol == "V" for k in self.givens
        )

    def _unnamed(self, wish: Wish, symbol: str, unit: str, groups: list[Group]) -> Ask:
        """A quantity whose substance is not named: of the only substance, or of the only solution."""
        solutes = list(dict.fromkeys(self.solutions))
        span = self.scene.rest[wish.start : wish.end + 60]
        about_solution = bool(re.search(r"\b(?:disolucion|solucion|solution)\b", span))
        different = {m.species for m in self.scene.mentions if m.species.formula != "H2O"} or {
            m.species for m in self.scene.mentions
        }
        air = (
            symbol == "V"
            and Key("phi", "O2", "air") in self.givens
            and re.match(r"\W*(?:de|of)?\s*(?:aire|air)\b", self.scene.rest[wish.end :])
        )
        if air:
            return Ask(Key("V", "O2", "air"), unit, wish.label)
        if not different and not self.reaction and "?" in self.solutions and symbol == "V":
            where = (
                "add"
                if re.search(r"agua|water", wish.context)
                else "sol"
                if Key("V", "?", "dil") in self.givens or Key("n", "?") in self.givens
                else "dil"
            )
            return Ask(Key("V", "?", where), unit, wish.label)
        bare = not different or all(s.formula == "H2O" for s in different)
        if bare and not self.reaction and symbol == "m" and "?" in self.solutions:
            return Ask(Key("m", "?"), unit, wish.label)
        if not different and not self.reaction and symbol in ("m", "V") and Key("rho", "?") in self.givens:
            return Ask(Key(symbol, "?"), unit, wish.label)
        if not self.scene.mentions and Key("y") in self.givens and symbol in ("m", "n") and not self.reaction:
            near = self.scene.folded[max(0, wish.start - 20) : wish.end + 60]
            ideal = bool(re.search(r"teoric|theoretic|should|expect|deberia|esper", near))
            return Ask(Key(symbol, "?", "" if ideal else "real"), unit, wish.label)
        gas = symbol == "M" and self._molar_of_unknown()
        if not different and not self.reaction and (symbol in ("n", "V") or gas):
            return Ask(Key(symbol, "?"), unit, wish.label)
        if solutes and (about_solution or symbol == "V") and len(solutes) == 1:
            f = solutes[0]
            solute = re.search(r"soluto|solute", span)
            if symbol in ("m", "V") and not solute:
                key = Key(symbol, f, "sol")
                later = replace(key, where="dil")
                if key in self.givens or (
                    self.diluting and Key("c", f, "dil") in self.givens and later not in self.givens
                ):
                    key = later
                return Ask(key, unit, wish.label)
            if symbol in ("m", "n"):
                return Ask(Key(symbol, f), unit, wish.label)
        if re.search(r"soluto|solute", span) and len(solutes) == 1 and symbol in ("m", "n"):
            return Ask(Key(symbol, solutes[0]), unit, wish.label)
        known = {key.of for key in self.givens if key.symbol in ("m", "n", "V", "N") and key.of}
        if (
            symbol in ("n", "N", "V", "m")
            and len(known) == 1
            and len(different) > 1
            and self.reaction is None
        ):
            different = {s for s in different if s.formula in known}
        named = self._by_class(wish) or self._only_gas(wish, symbol)
        if named is not None:
            return self._quantity(replace(wish, mention=named), symbol, unit, named.species, groups)
        if symbol in ("much", "m", "n", "V", "N", "M") and len(different) == 1 and self.reaction is None:
            s = next(iter(different))
            if symbol == "N" and unit == "ions":
                return self._all_ions(s, wish)
            inside = self._inside(s, symbol, unit, wish.context) if symbol == "N" else None
            if inside:
                return Ask(inside, "atoms", wish.label)
            if symbol == "N" and unit == "atoms" and not s.single and self._all_atoms(s):
                return Ask(Key("N", "atoms", f"in:{s.formula}"), "atoms", wish.label)
            if symbol == "N" and (unit == "atoms") != s.single:
                raise Refused("not_supported", "particles")
            return Ask(Key(symbol, s.formula), unit, wish.label)
        if self._asked_left(wish) and symbol in ("m", "n", "V") and self.reaction:
            return Ask(Key(symbol, "?", "left"), unit, wish.label)
        raise Refused("not_understood", "substance asked")

    def _only_gas(self, wish: Wish, symbol: str) -> Mention | None:
        """The only product that is a gas, for "the volume of gas"; steam could be another."""
        said = re.match(r"\W*(?:de|del|of|of\s+the)\s+gas\b", self.scene.rest[wish.end :])
        products = self.reaction.right if self.reaction else ()
        gases = [s for s in products if s.formula in GASES]
        if symbol != "V" or not said or len(gases) != 1 or any(s.formula == "H2O" for s in products):
            return None
        return Mention(wish.end, wish.end, gases[0])

    def _by_class(self, wish: Wish) -> Mention | None:
        """The only substance of the text that "the oxide", "the acid" or "the salt" can be."""
        word = re.match(
            r"\W*(?:de|del|of|the|el|la|este|dicho|de\s+este|de\s+dicho|of\s+the)?\s*(\w+)",
            self.scene.rest[wish.end :],
        )
        if word is None or word[1] not in _CLASSES:
            return None
        fitting = []
        for s in dict.fromkeys(
            [*(m.species for m in self.scene.mentions), *(self.reaction.species if self.reaction else ())]
        ):
            names = [substances.name(s.formula, lang) or "" for lang in LANGS]
            if any(re.search(rf"\b{word[1]}\b", fold(name)) for name in names):
                fitting.append(s)
        if len(fitting) != 1:
            return None
        place = next((m for m in self.scene.mentions if m.species == fitting[0]), None)
        return place or Mention(wish.end, wish.end, fitting[0])
