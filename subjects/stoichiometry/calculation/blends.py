"""Parts put together by mass (or by volume of alcohol), each with its percentage of one component; and a metal whose
components are all told.

Every amount must have its own percentage, be water, or be the component itself; else the text is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.plan import Ask, Calculation, Given, Key, Node, Op, Plan, over, times
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.mentions import Mention, find_mentions

PLACES = ("one", "two", "three")
HUNDRED = Fraction(100)
_MIXED = re.compile(
    r"\b(?:mezcl\w+|junta\w*|funden?|fundimos|fundid\w+|anad\w+|agreg\w+|combin\w+|mix\w*|melt\w*|add(?:ed|s|ing)?"
    r"|blend\w*|pour\w*)\b"
)
_STOP = frozenset(
    [
        "en",
        "masa",
        "peso",
        "by",
        "mass",
        "weight",
        "de",
        "of",
        "alloy",
        "aleacion",
        "solution",
        "disolucion",
        "solucion",
        "y",
        "and",
        "con",
        "with",
        "otra",
        "another",
        "que",
        "is",
        "are",
        "se",
        "m",
        "w",
        "p",
        "v",
        "volumen",
        "volume",
        "al",
        "a",
        "the",
        "una",
        "un",
        "la",
        "el",
        "riqueza",
        "pureza",
        "pure",
        "puro",
        "pura",
        "metal",
        "gold",
    ]
)
_NAME = re.compile(
    r"\s*(?:en\s+(?:masa|peso|volumen)\s*|by\s+(?:mass|weight|volume)\s*|\(?[mwpv]\s*/\s*[mwpv]\)?\s*)?(?:de\s+|of\s+)?"
    r"(?:(?:la|el|the)\s+)?(?P<name>[a-z]{2,}(?:\s+(?:chloride|hydroxide))?)"
)
_BEFORE = re.compile(
    r"(?:disolucion|solucion|solution|aleacion|alloy)\s+(?:acuosa\s+)?(?:de|of)\s+(?P<name>[a-z]+)[^.;]{0,24}$"
)
_SHARE = re.compile(
    r"\b(?:porcentaje|tanto\s+por\s+ciento|percent\w*|concentraci?on|concentration|riqueza|ley|graduacion|composicion|composition)\b|%"
)
_MUCH = re.compile(
    r"\b(?:cuantos\s+gramos|how\s+many\s+grams|(?:que|what)\s+(?:masa|mass)|how\s+much|cuant[oa])\s+(?:de|of)?\s*(?P<name>[a-z]+)"
)
_WHOLE = re.compile(
    r"\b(?:resultantes?|mezclas?|final|total|nuev[oa]|obten\w+|resulting|mixture|new|combin(?:ed|ing)|formad[oa]|made)\b"
)
_ONE = re.compile(
    r"\b(?:primer[oa]?|segund[oa]|first|second|cada|each|inicial|initial|original|ambas|both|agua|water|disolvente|solvent)\b"
)
"""Words of a question about the whole, and about one part of it."""
_REST = re.compile(r"\b(?:el\s+resto|y\s+el\s+resto|resto|the\s+rest|remainder|balance)\s*(?:es|de|is|being|,)*\s*$")


@dataclass(frozen=True, slots=True)
class _Part:
    amount: Measure
    share: Measure | None
    name: str


def read(text: str, folded: str, found: list[Measure], masses: tuple[tuple[str, Fraction], ...]) -> Calculation | None:
    """The payload, or None when the text is no such problem."""
    shares = [m for m in found if m.symbol == "%"]
    amounts = [m for m in found if m.symbol in ("m", "V")]
    if not shares or len(shares) + len(amounts) != len(found) or len({m.symbol for m in amounts}) != 1:
        return None
    if len(amounts) == 1:
        return _metal(text, folded, amounts[0], shares, masses)
    return _mixture(text, folded, amounts, shares, masses) if _MIXED.search(folded) else None


def _question(folded: str, found: list[Measure]) -> str:
    """The words of the question, behind the last measure or before the first."""
    first, last = min(m.start for m in found), max(m.end for m in found)
    opening = [m.start() for m in lex.INTERROGATIVE.finditer(folded)]
    behind, before = [at for at in opening if at > last], [at for at in opening if at < first]
    return folded[behind[0] :] if behind else folded[before[0] : first] if before else ""


def _mixture(
    text: str, folded: str, amounts: list[Measure], shares: list[Measure], masses: tuple[tuple[str, Fraction], ...]
) -> Calculation | None:
    volumes = amounts[0].symbol == "V"
    if volumes and not re.search(r"\b(?:alcohol|volumen|by\s+volume|v\s*/\s*v)\b", folded):
        return None
    parts = _parts(folded, amounts, shares)
    question = _question(folded, [*amounts, *shares])
    names = {p.name for p in parts or () if p.name}
    if (
        parts is None
        or len(names) > 1
        or not 2 <= len(parts) <= len(PLACES)
        or lex.INTERROGATIVE.search(question) is None
    ):
        return None
    if any(m.value <= 0 for m in (*amounts, *shares)) or any(m.value > HUNDRED for m in shares):
        return None
    letter = "phi" if volumes else "w"
    givens = []
    for place, part in zip(PLACES, parts, strict=False):
        size = Key(amounts[0].symbol, "", place)
        givens.append(Given(size, part.amount.value, part.amount.unit))
        if part.share is not None:
            givens.append(Given(Key(letter, "", place), part.share.value, "%"))
    component = _component(text, folded, names)
    if not _WHOLE.search(question) or _ONE.search(question):
        return None
    much = _MUCH.search(question)
    if much and (not names or much["name"] in names) and not volumes:
        ask = Ask(Key("m", component, "mix"), "g")
    elif _SHARE.search(question) and not much:
        ask = Ask(Key(letter, component.strip("?"), "mix"), "%")
    else:
        return None
    return Calculation("blend", tuple(givens), (ask,), masses=masses)


def _parts(folded: str, amounts: list[Measure], shares: list[Measure]) -> list[_Part] | None:
    """Every amount with the percentage that follows it, or with none where it is water."""
    found = []
    left = list(shares)
    for one, following in zip(amounts, [*amounts[1:], None], strict=True):
        end = following.start if following else len(folded)
        own = [m for m in left if one.end <= m.start < end]
        span = folded[one.end : end]
        if len(own) == 1 and not re.search(r"[?]", folded[one.end : own[0].start]):
            left.remove(own[0])
            found.append(_Part(one, own[0], _named(folded, own[0])))
        elif not own and re.match(r"\s*(?:mas\s+|more\s+)?(?:de|of)\s+(?:agua|water)\b", span):
            found.append(_Part(one, None, ""))
        else:
            return None
    return found if not left else None


def _named(folded: str, share: Measure) -> str:
    after = _NAME.match(folded, share.end)
    if after and after["name"] not in _STOP:
        return after["name"]
    before = _BEFORE.search(folded[: share.start])
    return before["name"] if before and before["name"] not in _STOP else ""


def _component(text: str, folded: str, names: set[str]) -> str:
    """The formula of the component where its name is one of a substance, else "?"."""
    name = next(iter(names), "")
    mentions = [m for m in find_mentions(text, None) if folded[m.start : m.end] == name]
    return mentions[0].species.formula if mentions else "?"


def _metal(
    text: str, folded: str, amount: Measure, shares: list[Measure], masses: tuple[tuple[str, Fraction], ...]
) -> Calculation | None:
    """The mass of one component of a metal or a mixture whose percentages are all told."""
    rest = _REST.search
    mentions = find_mentions(text, None, doubtful=True)
    last = next((m for m in mentions if rest(folded[: m.start])), None)
    alone = len(shares) + (last is not None) < 2
    if amount.symbol != "m" or any(not m.species.atoms for m in mentions):
        return None
    if alone and not _same_thing(folded, amount, shares[0], mentions):
        return None
    percent = {s: share.value for share in shares for s in [_beside(folded, mentions, share)] if s is not None}
    total = sum(share.value for share in shares)
    if len(percent) != len(shares) or total > HUNDRED:
        return None
    if last is not None:
        percent[last.species] = HUNDRED - total
    asked = _asked(folded, mentions)
    if asked is None or asked not in percent or percent[asked] <= 0 or _beside_mass(folded, mentions, amount):
        return None
    f = asked.formula
    sample = Given(Key("m", f, "sample"), amount.value, amount.unit)
    givens = (sample, Given(Key("P", f), percent[asked], "%"))
    moles = re.search(r"\b(?:moles|cantidad\s+de\s+sustancia|amount\s+of\s+substance)\b", folded)
    ask = Ask(Key("n", f), "mol") if moles else Ask(Key("m", f), "g")
    return Calculation("amounts", givens, (ask,), (asked,), masses=masses)


def _same_thing(folded: str, amount: Measure, share: Measure, mentions: list[Mention]) -> bool:
    """Whether the mass is of what the share was told of: "vinegar is 5 % …; … in 250 g of vinegar"."""
    name = re.match(r"\s*(?:de|of)\s+(?:(?:este|esta|dicho|dicha|this|the|la|el)\s+)?([a-zñ]{4,})\b", folded[amount.end :])
    if name is None or any(folded[m.start : m.end] == name[1] for m in mentions):
        return False
    return bool(re.search(rf"\b{name[1]}\b", folded[: share.start])) and amount.start > share.end


def _beside(folded: str, mentions: list[Mention], share: Measure) -> Species | None:
    """The substance right after a percentage, or right before it."""
    after = next((m for m in mentions if m.start >= share.end), None)
    if after and re.fullmatch(r"\s*(?:en\s+masa\s+|by\s+mass\s+)?(?:de\s+|of\s+)?", folded[share.end : after.start]):
        return after.species
    before = next((m for m in reversed(mentions) if m.end <= share.start), None)
    if before and re.fullmatch(r"\s*\(?[:=,]?\s*", folded[before.end : share.start]):
        return before.species
    return None


def _beside_mass(folded: str, mentions: list[Mention], amount: Measure) -> bool:
    """Whether the mass is of a component itself."""
    return any(
        re.fullmatch(r"\s*(?:de|of)\s+", folded[amount.end : m.start]) for m in mentions if m.start >= amount.end
    )


def _asked(folded: str, mentions: list[Mention]) -> Species | None:
    found = list(
        re.finditer(
            r"\b(?:gramos|moles|masa|grams|mass|cantidad|cuant[oa]|how\s+much)\s+(?:of\s+|de\s+|hay\s+de\s+)?", folded
        )
    )
    hits = [m.species for one in found for m in mentions if m.start == one.end()]
    return hits[0] if len(set(hits)) == 1 else None


def plan(calculation: Calculation) -> Plan | Unsolved:
    """What each part brings, the whole, and the share of the component in it."""
    ask = calculation.asks[0].key
    givens = {g.key for g in calculation.givens}
    letter = "phi" if any(k.symbol == "phi" for k in givens) else "w"
    size = "V" if letter == "phi" else "m"
    component = ask.of or "?"
    nodes: list[Node] = []
    brought, whole = [], []
    rule = "volume_percent" if letter == "phi" else "mass_percent"
    unit = "L" if letter == "phi" else "g"
    for place in PLACES:
        amount, share = Key(size, "", place), Key(letter, "", place)
        if amount in givens:
            whole.append(amount)
        if share in givens:
            part = Key(size, component, place)
            nodes.append(Node(part, rule, unit, over(times(amount, share), HUNDRED)))
            brought.append(part)
    solute, total = Key(size, component, "mix"), Key(size, "", "mix")
    nodes.append(Node(solute, "mixture_total", unit, _sum(brought)))
    if ask == solute:
        return Plan(tuple(nodes), (len(nodes) - 1,))
    nodes.append(Node(total, "mixture_total", unit, _sum(whole)))
    nodes.append(Node(ask, rule, "%", times(over(solute, total), HUNDRED)))
    return Plan(tuple(nodes), (len(nodes) - 1,))


def _sum(keys: list[Key]) -> Key | Op:
    total: Key | Op = keys[0]
    for key in keys[1:]:
        total = Op("+", total, key)
    return total


def checked(calculation: Calculation | None) -> Calculation | Unsolved | None:
    """The payload when it has a plan."""
    if calculation is None:
        return None
    found = plan_of(calculation)
    return found if isinstance(found, Unsolved) else calculation
