"""How much water a hydrate holds: read from two of its masses (whole, dry, water lost) or from its share of water.

A text in which a mass may be two of these is not read.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    Ask,
    Calculation,
    Given,
    Key,
    Node,
    Op,
    Plan,
    over,
    run,
)
from subjects.stoichiometry.formula import fold, read_formula
from subjects.stoichiometry.mentions import find_mentions

NUMBER_OF_WATERS = "z"
_UNKNOWN = re.compile(r"\s*[·.*]\s*(?P<letter>[xnyz])\s*h2o(?![a-z0-9])")
_HYDRATED = re.compile(r"\b(?:hidratad[oa]|hidrato|hydrated?)\b")
_SALT = re.compile(r"\b(?:sal(?:es)?|salts?)\b")
"""The word for the compound, which is no table salt here."""
_ASKS = re.compile(
    r"\b(?:moleculas?\s+de\s+agua|molecules?\s+of\s+water|water\s+molecules|moles\s+de\s+agua\s+(?:de|que)|formula"
    r"|valor\s+de\s+[xnyz]|value\s+of\s+[xnyz]|(?:find|determine|calculate|calcula|determina|halla)\s+[xnyz])\b"
)
_FORMULA = re.compile(r"\bformula\s+(?:de|del|of|completa|quimica|empirica)|\b(?:the|la|su|its)\s+formula\b")
_WATER = re.compile(r"^\s*(?:(?:de|of)\s+)?(?:agua|water)\b|^\s*(?:se\s+)?(?:pierd|evapora)|^\s*(?:is|are|was|were)\s+lost")
_LOST = re.compile(
    r"\b(?:pierden?|perdido|perdida\s+de(?:\s+masa)?(?:\s+es|\s+de)*|los[et]s?|losing|loss(?:\s+of|\s+is)*"
    r"|(?:disminuye|decreases?|decreased)\s+(?:en|by))\s*(?:una\s+masa\s+de\s+)?$"
)
_DRY = re.compile(
    r"\b(?:anhidr\w+|anhydrous|residuo|residue|quedan?|quedado|remain\w*|left|sec[oa]|dry|obtienen?|leav\w+|giv\w+|deja\w*"
    r"|pasa\s+a|reduce\w*\s+(?:a|to)|pesa\s+ahora)\b"
)

_NEXT = re.compile(rf"(?:{_DRY.pattern})\s*$")
"""A word of what is left that belongs to the mass after it: "… quedan 3,2 g"."""


def asks_water(text: str) -> bool:
    """Whether a text asks how much water a hydrate holds."""
    folded = fold(text)
    unknown = _UNKNOWN.search(folded)
    return bool(unknown or (_HYDRATED.search(folded) and _ASKS.search(folded)))


def read(text: str, found: list[Measure], masses: tuple[tuple[str, Fraction], ...]) -> Calculation | Unsolved:
    """The payload of such a problem."""
    folded = fold(text)
    clear = text
    for pattern in (_UNKNOWN, _HYDRATED, _SALT):
        for match in pattern.finditer(folded):
            clear = clear[: match.start()] + " " * (match.end() - match.start()) + clear[match.end() :]
    named = {m.species for m in find_mentions(clear, None, doubtful=True) if m.species.formula != "H2O"}
    salt = named.pop() if len(named) == 1 else None
    if salt is None or not salt.atoms or salt.single or "·" in salt.formula:
        return Unsolved("not_understood", "hydrate")
    givens: dict[Key, Given] = {}
    for one in found:
        key = _role(folded, one, found, salt.formula)
        if key is None or key in givens or one.value <= 0:
            return Unsolved("not_understood", "hydrate")
        givens[key] = Given(key, one.value, one.unit)
    kind = "formula" if _FORMULA.search(folded) else "quantity"
    ask = Ask(Key("hydrate" if kind == "formula" else NUMBER_OF_WATERS), "", "", kind)
    calculation = Calculation("hydrate", tuple(givens.values()), (ask,), (salt,), masses=masses)
    result = plan(calculation)
    return result if isinstance(result, Unsolved) else calculation


def _role(folded: str, one: Measure, found: list[Measure], salt: str) -> Key | None:
    before = re.split(r"[.;?](?!\d)", folded[max([0, *(m.end for m in found if m.end <= one.start)]) : one.start])[-1]
    stop = min([len(folded), *(m.start for m in found if m.start >= one.end)])
    after = re.split(r"[.;?](?!\d)|,|\b(?:y|and)\b", folded[one.end : stop])[0]
    after = _NEXT.sub("", after)
    water = bool(_WATER.search(after) or _LOST.search(before))
    if one.symbol == "%":
        return Key("w", "H2O", "in") if water else None
    if one.symbol != "m":
        return None
    if water:
        return Key("m", "H2O")
    last = one is found[-1]
    dry = _DRY.search(before[-40:]) or _DRY.search(after[:50])
    turned = last and len(found) == 2 and re.search(r"\b(?:a|to|hasta)\s+$", before)
    return Key("m", salt) if (dry or turned) and one is not found[0] else Key("m", salt, "sample") if not dry else None


def plan(calculation: Calculation) -> Plan | Unsolved:
    """The plan: the masses of salt and water, their moles, the ratio, the whole number."""
    salt = calculation.species[0].formula
    whole, dry, water, share = Key("m", salt, "sample"), Key("m", salt), Key("m", "H2O"), Key("w", "H2O", "in")
    given = {g.key for g in calculation.givens}
    nodes: list[Node] = []
    if given == {share}:
        nodes.append(Node(water, "hundred_grams", "g", share))
        nodes.append(Node(dry, "water_lost", "g", Op("-", Fraction(100), water)))
    elif given == {whole, dry}:
        nodes.append(Node(water, "water_lost", "g", Op("-", whole, dry)))
    elif given == {whole, water}:
        nodes.append(Node(dry, "water_lost", "g", Op("-", whole, water)))
    elif given != {dry, water}:
        return Unsolved("missing_data", "hydrate")
    for formula in (salt, "H2O"):
        mass, molar = Key("m", formula), Key("M", formula)
        nodes.append(Node(molar, "molar_mass", "g/mol", molar))
        nodes.append(Node(Key("n", formula), "moles_given", "mol", over(mass, molar)))
    nodes.append(Node(Key("k"), "divide_smallest", "", over(Key("n", "H2O"), Key("n", salt))))
    ratio = run(calculation, tuple(nodes), CLASS).get(Key("k"), Fraction(0))
    number = int(ratio + Fraction(1, 2))
    formula = f"{salt}·{number if number > 1 else ''}H2O"
    if not 1 <= number <= 12 or abs(ratio - number) * 20 > number or read_formula(formula) is None:
        return Unsolved("inconsistent", "hydrate")
    if calculation.asks[0].kind == "formula":
        nodes.append(Node(Key("hydrate"), "whole_numbers", "", None, f"hydrate: {formula}"))
    else:
        nodes.append(Node(Key(NUMBER_OF_WATERS), "whole_numbers", "", Fraction(number)))
    return Plan(tuple(nodes), (len(nodes) - 1,), (), (formula,))
