"""Reading problems that ask for an empirical or a molecular formula: elements with their percentages or masses, a
combustion, and what gives the molar mass."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Unsolved
from subjects.stoichiometry import elements, substances
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.plan import Ask, Calculation, Given, Key
from subjects.stoichiometry.figures import NUMBER, read_number
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.formula import read_formula as parse_formula

_ASKS = re.compile(
    r"\b(?:su|its)\s+formula\b|formulas?\s+(?:empiric\w+|molecular\w*|mas\s+s\w+|minima"
    r"|quimica|del\s+compuesto|de\s+(?:un|este|dicho|ese|el)\s+\w+)|(?:empirical|molecular"
    r"|simplest|chemical)\s+formulas?|formula\s+of\s+(?:the|this|a)\s+\w+"
)
_EMPIRICAL = re.compile(
    r"\b(?:su|its)\s+formula\b(?!\s+molec)|formulas?\s+(?:empiric\w+|mas\s+s\w+|minima)"
    r"|(?:empirical|simplest)|formulas?\s+(?:quimica|del\s+compuesto)|chemical\s+formula"
    r"|formula\s+of\s+the\s+compound|formula\s+of\s+this"
)
_MOLECULAR = re.compile(r"(?<!masa )(?<!peso )\bmolecular(?:es)?\b(?!\s+(?:mass|weight))(?:\s+formula)?")
_REST = re.compile(r"\b(?:el\s+resto|lo\s+demas|resto|the\s+rest|the\s+remainder|remainder|rest|balance)\b")


def asks_formula(folded: str) -> bool:
    """Whether a text asks for the formula of an unknown compound."""
    return bool(_ASKS.search(folded))


@lru_cache(maxsize=1)
def _element() -> str:
    names = sorted({*substances.element_names()}, key=len, reverse=True)
    return "|".join(re.escape(name) for name in names if name.islower())


def _symbol(text: str) -> str | None:
    if text in elements.symbols():
        return text
    return substances.element_names().get(text.lower())


def read_formula_problem(
    text: str, folded: str, found: list[Measure], masses: tuple[tuple[str, Fraction], ...]
) -> Calculation | Unsolved:
    """The payload of such a problem."""
    givens: dict[Key, Given] = {}
    used: set[int] = set()
    _element_amounts(text, folded, found, givens, used)
    burnt = _burnt(text, folded, found, givens, used)
    if isinstance(burnt, Unsolved):
        return burnt
    _remainder(text, folded, givens)
    gas = _molar(text, folded, found, givens, used)
    if gas is None:
        return Unsolved("not_understood", "molar mass")
    for index, one in enumerate(found):
        if index in used or one.symbol != "m":
            continue
        tail = folded[one.end : one.end + 14]
        head = folded[max(0, one.start - 14) : one.start]
        weighed = re.match(r"\s*(?:ocup|occup)", tail) or re.search(r"\b(?:pesan?|weighs?)\s*$", head)
        key = Key("m", "?", "gas") if weighed else Key("m", "?", "sample")
        if key not in givens and (key.where == "gas" or Key("m", "CO2") in givens):
            givens[key] = Given(key, one.value, one.unit)
            used.add(index)
    left = [m for index, m in enumerate(found) if index not in used and m.symbol not in ("p", "t", "T")]
    if left:
        return Unsolved("not_understood", "quantity")
    asks = _asks(folded, givens)
    named = _given_formula(text, folded)
    if named and Key("M", "?") in givens and not any(k.of != "?" for k in givens):
        asks = (Ask(Key("molecular"), "", "", "formula"),)
        calculation = Calculation("empirical", tuple(givens.values()), asks, (named,), masses=masses)
        plan = plan_of(calculation)
        return plan if isinstance(plan, Unsolved) else calculation
    kinds = {k.symbol for k in givens if k.of in elements.symbols() and not k.where}
    if len(kinds) > 1 or (not kinds and Key("m", "CO2") not in givens):
        return Unsolved("missing_data", "elements")
    calculation = Calculation("empirical", tuple(givens.values()), asks, gas=gas, masses=masses)
    plan = plan_of(calculation)
    return plan if isinstance(plan, Unsolved) else calculation


_GIVEN = re.compile(
    r"(?:formulas?\s+(?:empirica|mas\s+s\w+|minima)|(?:empirical"
    r"|simplest)\s+formula)\s*(?:de\s+\w+\s+\w+\s+)?(?:es|is|:|of|de|=)?\s*"
)


def _given_formula(text: str, folded: str) -> Species | None:
    """The empirical formula that a text gives, or None."""
    for match in _GIVEN.finditer(folded):
        written = re.match(r"(?:[A-Z][a-z]?\d*)+(?![A-Za-z])", text[match.end() :])
        found = parse_formula(written[0]) if written else None
        if found is not None and len(found.atoms) > 1:
            return found
    return None


def _asks(folded: str, givens: dict[Key, Given]) -> tuple[Ask, ...]:
    data = any(k.of == "?" and k.symbol in ("M", "V", "n", "rho") for k in givens)
    empirical = Ask(Key("empirical"), "", "", "formula")
    molecular = Ask(Key("molecular"), "", "", "formula")
    wants = bool(_MOLECULAR.search(folded))
    if not data and not wants:
        return (empirical,)
    if wants or not _EMPIRICAL.search(folded):
        simple = bool(re.search(r"empiric|simplest|sencilla|minima", folded))
        return (empirical, molecular) if simple else (molecular,)
    return (empirical,)


def _element_amounts(
    text: str, folded: str, found: list[Measure], givens: dict[Key, Given], used: set[int]
) -> None:
    """ "40 % de C", "C: 40 %", "2,4 g de carbono"."""
    names = _element()
    after = re.compile(
        rf"\s*(?:en\s+masa\s+|en\s+peso\s+|by\s+mass\s+)?(?:de\s+|of\s+|d')?(?:el\s+"
        rf"|the\s+)?(?:(?P<symbol>[A-Z][a-z]?)(?![a-z0-9A-Z])|(?P<name>{names})(?![a-z]))",
    )
    before = re.compile(
        rf"(?:(?P<symbol>(?<![A-Za-z0-9])[A-Z][a-z]?)"
        rf"|(?P<name>(?<![a-z])(?:{names})))\s*\)?\s*(?:[:=,(]|en\s+un|un|al)?\s*$"
    )
    for index, one in enumerate(found):
        if one.symbol not in ("%", "m", "n"):
            continue
        mixed = "".join(t if t.isascii() and t.isupper() else f for t, f in zip(text, folded, strict=True))
        match = after.match(mixed.lower() if False else mixed, one.end)
        element = _read(match, text, one.end) if match else None
        if element is None:
            head = before.search(mixed[max(0, one.start - 24) : one.start])
            element = _read(head, text, max(0, one.start - 24)) if head else None
        if element is None:
            continue
        key = Key({"%": "w", "m": "m", "n": "n"}[one.symbol], element)
        if key in givens:
            continue
        givens[key] = Given(key, one.value, one.unit)
        used.add(index)


def _read(match: re.Match[str] | None, text: str, offset: int) -> str | None:
    del text, offset
    if match is None:
        return None
    return _symbol(match["symbol"]) if match["symbol"] else _symbol(match["name"])


def _remainder(text: str, folded: str, givens: dict[Key, Given]) -> None:
    """ "y el resto oxígeno": what is missing to a hundred, or to the mass of the sample."""
    rest = _REST.search(folded)
    carbon = Key("w", "C")
    if (
        rest is None
        and "hidrocarburo" in folded + folded.replace("hydrocarbon", "hidrocarburo")
        and carbon in givens
    ):
        hydrogen = Key("w", "H")
        if hydrogen not in givens and all(k.symbol != "w" or k == carbon for k in givens):
            givens[hydrogen] = Given(hydrogen, 100 - givens[carbon].value, "%")
    oxygen = bool(re.search(r"\b(?:oxidos?|oxides?)\b", folded))
    own = [k for k in givens if k.symbol in ("w", "m") and k.of in elements.symbols() and not k.where]
    if rest is None and oxygen and len(own) == 1 and own[0].of != "O":
        sample = givens.get(Key("m", "?", "sample"))
        whole = Fraction(100) if own[0].symbol == "w" else sample.value if sample else Fraction(0)
        if whole > givens[own[0]].value:
            key = Key(own[0].symbol, "O")
            givens[key] = Given(key, whole - givens[own[0]].value, "%" if key.symbol == "w" else "g")
        return
    if rest is None:
        return
    mixed = "".join(t if t.isascii() and t.isupper() else f for t, f in zip(text, folded, strict=True))
    names = re.compile(
        rf"(?:(?P<symbol>(?<![A-Za-z])[A-Z][a-z]?(?![a-z]))|(?P<name>(?<![a-z])(?:{_element()})(?![a-z])))"
    )
    element = None
    following = names.search(mixed, rest.end(), min(len(mixed), rest.end() + 30))
    if following:
        element = _read(following, text, 0)
    if element is None:
        return
    shares = [g for k, g in givens.items() if k.symbol == "w" and not k.where]
    masses = [g for k, g in givens.items() if k.symbol == "m" and k.of in elements.symbols()]
    sample = givens.get(Key("m", "?", "sample"))
    if shares:
        value = Fraction(100) - sum(g.value for g in shares)
        if value > 0:
            givens[Key("w", element)] = Given(Key("w", element), value, "%")
    elif masses and sample:
        value = sample.value - sum(g.value for g in masses)
        if value > 0:
            givens[Key("m", element)] = Given(Key("m", element), value, "g")


_CO2 = re.compile(
    r"\s*(?:de\s+|of\s+)?(?:CO2|dioxido\s+de\s+carbono|carbon\s+dioxide|anhidrido\s+carbonico"
    r"|gas\s+carbonico)"
)
_H2O = re.compile(r"\s*(?:de\s+|of\s+)?(?:vapor\s+de\s+)?(?:H2O|agua|water)")
_SAMPLE = re.compile(
    r"\s*(?:(?:de|of)\s+)?(?:(?:una?|the|a|an|este|dicho|el|la|este|this|su|it)\s+)*(?:muestra"
    r"|compuesto|sustancia|hidrocarburo|acido|oxido|alcohol|sample|compound|substance"
    r"|hydrocarbon|acid|oxide"
    r"|organic|cetona|aldehido|azucar|gas|vapor|mismo|vitamina|ester|mineral|sal)"
)


def _burnt(
    text: str, folded: str, found: list[Measure], givens: dict[Key, Given], used: set[int]
) -> Unsolved | None:
    """The masses of carbon dioxide, of water and of the sample."""
    mixed = "".join(t if t.isascii() and t.isupper() else f for t, f in zip(text, folded, strict=True))
    for index, one in enumerate(found):
        if index in used or one.symbol != "m":
            continue
        if _CO2.match(mixed, one.end):
            key = Key("m", "CO2")
        elif _H2O.match(mixed, one.end):
            key = Key("m", "H2O")
        elif _SAMPLE.match(folded, one.end):
            key = Key("m", "?", "gas") if _gas_sample(folded, one, givens) else Key("m", "?", "sample")
        else:
            continue
        if key in givens:
            return Unsolved("not_supported", "two quantities")
        givens[key] = Given(key, one.value, one.unit)
        used.add(index)
    if Key("m", "CO2") in givens and Key("m", "H2O") not in givens:
        return Unsolved("missing_data", "water")
    return None


def _gas_sample(folded: str, one: Measure, givens: dict[Key, Given]) -> bool:
    """Whether a mass goes with a volume of the same sentence: it is for the molar mass."""
    tail = re.split(r"[.;](?!\d)", folded[one.end : one.end + 90])[0]
    head = re.split(r"[.;](?!\d)", folded[max(0, one.start - 70) : one.start])[-1]
    return bool(re.search(r"\d\s*(?:ml|l|litros?|cm\^?3|dm\^?3|litres?|liters?)\b", tail + " " + head)) and (
        Key("m", "?", "sample") in givens or not re.search(r"co2|dioxido|dioxide", folded[one.end :])
    )


def _molar(
    text: str, folded: str, found: list[Measure], givens: dict[Key, Given], used: set[int]
) -> str | None:
    """What gives the molar mass; the kind of gas, or None when it cannot be read."""
    del text
    key = Key("M", "?")
    for index, one in enumerate(found):
        if one.symbol == "M":
            givens[key] = Given(key, one.value, "g/mol")
            used.add(index)
    spoken = re.compile(
        r"(?:molar\s+mass|molecular\s+(?:mass|weight)|formula\s+mass|masa\s+(?:molar|molecular)"
        r"|peso\s+molecular)"
    )
    if key not in givens and spoken.search(folded):
        match = next(
            (
                m
                for m in re.finditer(
                    rf"{spoken.pattern}[^0-9.;?]{{0,40}}?(?P<number>{NUMBER})\s*(?:u\.?m\.?a\.?|u|amu|da"
                    rf"|g)?(?![a-z%/0-9])",
                    folded,
                )
            ),
            None,
        )
        if match:
            value = read_number(match["number"])
            if value:
                givens[key] = Given(key, value, "g/mol")
                used |= {
                    i for i, m in enumerate(found) if m.start >= match.start() and m.end <= match.end() + 2
                }
    gas = ""
    for index, one in enumerate(found):
        if one.symbol == "V" and index not in used:
            givens[Key("V", "?")] = Given(Key("V", "?"), one.value, one.unit)
            used.add(index)
        elif one.symbol in ("p", "t", "T"):
            givens[Key(one.symbol)] = Given(Key(one.symbol), one.value, one.unit)
        elif one.symbol == "n" and index not in used:
            givens[Key("n", "?")] = Given(Key("n", "?"), one.value, one.unit)
            used.add(index)
        elif one.symbol in ("gL", "rho") and index not in used:
            value = one.value if one.symbol == "gL" else one.value * 1000
            givens[Key("rho", "?")] = Given(Key("rho", "?"), value, "g/L")
            used.add(index)
    if Key("V", "?") in givens or Key("rho", "?") in givens:
        if Key("p") in givens and (Key("t") in givens or Key("T") in givens):
            gas = "ideal"
        elif lex.NORMAL.search(folded):
            gas = "molar"
        else:
            return None
    return gas
