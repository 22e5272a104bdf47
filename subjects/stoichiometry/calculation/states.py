"""One amount of gas in two states: pressure, volume and temperature before and after.

Read only when the first state is told whole before the second, and what stays the same is either told twice or called
constant.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.plan import (
    Ask,
    Calculation,
    Expr,
    Given,
    Key,
    Node,
    Op,
    Plan,
    over,
    times,
)

_KINDS = {"p": "p", "V": "V", "t": "T", "T": "T"}
_ASKED = re.compile(
    r"\b(?:(?P<V>volumen|volume|litros|lit(?:er|re)s)|(?P<p>presion|pressure)|(?P<T>temperatura|temperature))\b"
)
_LEAD = re.compile(r"[\s,]*(?:(?:el|la|sera|the|new|nuev[oa]|es|is|will|be|final|en|its|su)\s+)*")
_EARLIER = re.compile(r"\b(?:antes|anterior\w*|ahora|before|previously|originally|now)\b")
_CHANGED = re.compile(
    r"\b(?:hasta|pasa|lleva\w*|calient\w+|calent\w+|enfri\w+|comprim\w+|expand\w+|heated|cooled|compressed|expands?"
    r"|changed?|brought|raised|increased|reduced|aument\w+|reduc\w+|disminuy\w+)\b"
)
_SAME = {
    "T": re.compile(
        r"temperatura\s+(?:\w+\s+){0,2}constante|constant\s+temperature|temperature\s+(?:\w+\s+){0,3}constant|isoterm\w+"
    ),
    "p": re.compile(
        r"presion\s+(?:\w+\s+){0,2}constante|constant\s+pressure|pressure\s+(?:\w+\s+){0,3}constant|isobar\w+"
    ),
    "V": re.compile(
        r"volumen\s+(?:\w+\s+){0,2}(?:constante|fijo)|constant\s+volume|rigid\w*|isocor\w+|volume\s+(?:\w+\s+){0,3}constant"
    ),
}


def read(folded: str, found: list[Measure]) -> Calculation | None:
    """The payload, or None when the text is no such problem."""
    if not re.search(r"\bgas\w*\b", folded) or any(m.symbol not in _KINDS for m in found):
        return None
    by_kind: dict[str, list[Measure]] = {}
    for one in found:
        by_kind.setdefault(_KINDS[one.symbol], []).append(one)
    twice = [kind for kind, rows in by_kind.items() if len(rows) == 2]
    asked = _asked(folded, found)
    if asked is None or len(by_kind.get(asked, [])) != 1 or any(len(rows) > 2 for rows in by_kind.values()) or not twice:
        return None
    firsts = [by_kind[kind][0] for kind in (*twice, asked)]
    later = [by_kind[kind][1] for kind in twice]
    if not _told_in_order(folded, max(m.end for m in firsts), min(m.start for m in later)):
        return None
    for kind in "pVT":
        known = len(by_kind.get(kind, []))
        if kind != asked and known < 2 and not _SAME[kind].search(folded):
            return None
    givens = [_given(m, "one") for m in firsts] + [_given(m, "two") for m in later]
    ask = _ask(folded, by_kind, asked)
    return Calculation("states", tuple(givens), (ask,))


def _told_in_order(folded: str, end: int, start: int) -> bool:
    """Whether the second state is told after the first: in the question, or as what the gas is brought to."""
    if end > start or _EARLIER.search(folded):
        return False
    return bool(lex.INTERROGATIVE.search(folded, 0, start) or _CHANGED.search(folded, end, start))


def _asked(folded: str, found: list[Measure]) -> str | None:
    opening = [m.end() for m in lex.INTERROGATIVE.finditer(folded)]
    for at in opening:
        named = _ASKED.search(folded, at, at + 60)
        if named is None or not _LEAD.fullmatch(folded[at : named.start()]):
            continue
        told = next((m for m in found if m.start >= named.end()), None)
        own = told is not None and re.fullmatch(r"\s*(?:de|of|is|es|=)?\s*", folded[named.end() : told.start])
        return None if own else named.lastgroup
    return None


def _given(one: Measure, place: str) -> Given:
    return Given(Key(one.symbol, "", place), one.value, one.unit)


def _ask(folded: str, by_kind: dict[str, list[Measure]], asked: str) -> Ask:
    if asked == "T":
        celsius = by_kind["T"][0].unit == "°C" and not re.search(r"kelvin|\bin\s+k\b|\ben\s+k\b", folded)
        return Ask(Key("t" if celsius else "T", "", "two"), "°C" if celsius else "K")
    return Ask(Key(asked, "", "two"), by_kind[asked][0].unit)


def plan(calculation: Calculation) -> Plan | Unsolved:
    """Temperatures in kelvin, and p·V/T the same before and after."""
    given = {g.key for g in calculation.givens}
    celsius = [place for place in ("one", "two") if Key("t", "", place) in given]
    nodes = [
        Node(Key("T", "", place), "temperature", "K", Op("+", Key("t", "", place), Key("T0"))) for place in celsius
    ]
    known = given | {node.key for node in nodes}
    ask = calculation.asks[0].key
    target = Key("T", "", "two") if ask.symbol == "t" else ask
    top: list[Expr] = [Key(target.symbol, "", "one")]
    bottom: list[Expr] = []
    for symbol in ("p", "V", "T"):
        one, two = Key(symbol, "", "one"), Key(symbol, "", "two")
        if symbol == target.symbol or one not in known:
            continue
        # p·V/T stays: what grows with the target is taken after over before, the rest the other way round.
        above, below = (two, one) if "T" in (symbol, target.symbol) else (one, two)
        top.append(above)
        bottom.append(below)
    expr = _product(top)
    for factor in bottom:
        expr = over(expr, factor)
    nodes.append(Node(target, "gas_states", {"p": "atm", "V": "L", "T": "K"}[target.symbol], expr))
    if ask != target:
        nodes.append(Node(ask, "temperature", "°C", Op("-", target, Key("T0"))))
    return Plan(tuple(nodes), (len(nodes) - 1,))


def _product(factors: list[Expr]) -> Expr:
    total: Expr = factors[0] if factors else Fraction(1)
    for factor in factors[1:]:
        total = times(total, factor)
    return total
