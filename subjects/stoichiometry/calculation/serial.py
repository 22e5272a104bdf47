"""A solution diluted twice: some of it made up to a volume, a part of that taken and made up again.

Only the plain order is read: volume and concentration, the volume made up to, the volume taken, the last volume.
"""

from __future__ import annotations

import re

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.plan import Ask, Calculation, Given, Key, Node, Plan, over, times
from subjects.stoichiometry.mentions import find_mentions

_UP_TO = re.compile(
    r"\b(?:hasta|a|to|until|en|in)\W+(?:(?:un|una|a|an|the|el|volumen|volume|total|final|matraz|aforado|volumetric|flask|de|of"
    r"|completar|obtener|alcanzar|tener)\W+){0,6}$|\b(?:prepar\w+|mak\w+)\W+$"
)
_TAKEN = re.compile(
    r"\b(?:tom\w+|toma|take[ns]?|taking|took|pipet\w*|extra\w+|alicuotas?|aliquots?|cog\w+|retir\w+|withdraw\w*|removed?)\b"
)
_ADDED = re.compile(r"\s*(?:mas\s+|more\s+)?(?:de|of)\s+(?:agua|water)\b")
_ASKED = re.compile(r"\b(?:molaridad|molarity|concentraci?on|concentration)\b")


def read(text: str, folded: str, found: list[Measure]) -> Calculation | None:
    """The payload, or None when the text is no such problem."""
    symbols = [m.symbol for m in found]
    if symbols not in (["V", "c", "V", "V", "V"], ["c", "V", "V", "V", "V"]):
        return None
    strength = next(m for m in found if m.symbol == "c")
    first, second, taken, last = (m for m in found if m.symbol == "V")
    spans = [folded[one.end : other.start] for one, other in ((first, second), (second, taken), (taken, last))]
    made_up = all(_UP_TO.search(spans[i]) for i in (0, 2)) and not any(_ADDED.match(folded, m.end) for m in (second, last))
    ordered = first.value < second.value and taken.value < last.value and taken.value <= second.value
    if not made_up or not ordered or not _TAKEN.search(spans[1]) or not _ASKED.search(folded[last.end :]):
        return None
    different = {m.species.formula for m in find_mentions(text, None, doubtful=True) if m.species.formula != "H2O"}
    f = different.pop() if len(different) == 1 else "?" if not different else ""
    if not f or (f == "?" and different):
        return None
    keys = (Key("V", f, "sol"), Key("c", f, "sol"), Key("V", f, "dil"), Key("V", f, "taken"), Key("V", f, "last"))
    ordered_measures = (first, strength, second, taken, last)
    givens = tuple(Given(key, m.value, m.unit) for key, m in zip(keys, ordered_measures, strict=True))
    return Calculation("serial", givens, (Ask(Key("c", f, "last"), "mol/L"),), solutions=(f,))


def plan(calculation: Calculation) -> Plan | Unsolved:
    """Moles in the first volume, the middle concentration, moles in what is taken, the last concentration."""
    f = calculation.asks[0].key.of
    n, moved, middle, end = Key("n", f), Key("n", f, "taken"), Key("c", f, "dil"), Key("c", f, "last")
    nodes = (
        Node(n, "molarity", "mol", times(Key("c", f, "sol"), Key("V", f, "sol"))),
        Node(middle, "dilution", "mol/L", over(n, Key("V", f, "dil"))),
        Node(moved, "molarity", "mol", times(middle, Key("V", f, "taken"))),
        Node(end, "dilution", "mol/L", over(moved, Key("V", f, "last"))),
    )
    return Plan(nodes, (3,))
