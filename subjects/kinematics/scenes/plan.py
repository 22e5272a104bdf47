"""Finds the shortest way from what is known to what is asked through the relations of a scene.

Relations are tried in their order, so a scene lists first what a class would use first. Bounded: at most five uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from subjects.kinematics.motion import Use

_NAME = re.compile(r"\b(?!sqrt\b|sin\b|cos\b|tan\b|atan\b)[a-z]\w*")
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Relation:
    """A formula as the class writes it, and each symbol alone (right sides). `others`: the right side of a second root
    that is no answer."""

    text: str
    forms: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)

    def use(self, symbol: str) -> Use:
        """This relation used for a symbol."""
        other = self.others.get(symbol, "")
        return Use(self.text, symbol, f"{symbol} = {self.forms[symbol]}", other)


def names(text: str) -> frozenset[str]:
    """The symbols of a formula text."""
    return frozenset(_NAME.findall(text))


def renamed(relation: Relation, new: Mapping[str, str]) -> Relation:
    """The same relation with other symbols, as for another moment."""

    def put(text: str) -> str:
        return _NAME.sub(lambda match: new.get(match[0], match[0]), text)

    return Relation(
        put(relation.text),
        {new.get(symbol, symbol): put(form) for symbol, form in relation.forms.items()},
        {new.get(symbol, symbol): put(form) for symbol, form in relation.others.items()},
    )


def plan(
    relations: Sequence[Relation], known: Iterable[str], targets: Sequence[str]
) -> tuple[Use, ...] | None:
    """The uses that find the targets one after another, or None where one cannot be found."""
    have = set(known)
    uses: list[Use] = []
    for target in targets:
        if target in have:
            continue
        way = next(
            (found for depth in range(1, _DEPTH + 1) if (found := _way(relations, have, target, depth, ()))),
            None,
        )
        if way is None:
            return None
        uses += way
        have |= {use.symbol for use in way}
    return tuple(uses)


def _way(
    relations: Sequence[Relation], have: set[str], target: str, depth: int, open_: tuple[str, ...]
) -> list[Use] | None:
    """At most `depth` uses that find the target; `open_`: what is being looked for already."""
    for relation in relations:
        if target not in relation.forms:
            continue
        form = relation.forms[target]
        missing = [s for s in dict.fromkeys(_NAME.findall(form)) if s not in have and s != target]
        if not missing:
            return [relation.use(target)]
        if len(missing) >= depth or set(missing) & {*open_, target}:
            continue
        way: list[Use] = []
        now = set(have)
        for symbol in missing:
            if symbol in now:
                continue
            part = _way(relations, now, symbol, depth - 1 - len(way), (*open_, target))
            if part is None:
                break
            way += part
            now |= {use.symbol for use in part}
        else:
            if len(way) < depth:
                return [*way, relation.use(target)]
    return None


def used(uses: Sequence[Use]) -> frozenset[str]:
    """All symbols that the uses need or find."""
    return frozenset().union(*(names(use.form) for use in uses)) if uses else frozenset()
