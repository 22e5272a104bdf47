"""One step with the exact value behind it, and the texts that a hint toward it may name."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from subjects.problem import Lang
from subjects.stoichiometry import figures
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import Amount, show_amount, unit_word

Slots = dict[str, dict[Lang, str]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step with the quantity it finds: `label` like "n(H2O)", its `value` and `unit`; a line without
    them has an empty label. `reaction` is set where the line is an equation."""

    rule: str
    after: str
    label: str = ""
    value: Fraction | None = None
    unit: str = ""
    species: Species | None = None
    reaction: Reaction | None = None
    slots: Slots = field(default_factory=dict, hash=False, compare=False)


def both(text: str) -> dict[Lang, str]:
    """The same text in both languages, each in its notation."""
    return {"es": figures.localise(text, "es"), "en": figures.localise(text, "en")}


def amount_slot(amount: Amount) -> dict[Lang, str]:
    """A quantity as each language writes it."""
    return {"es": show_amount(amount, "es"), "en": show_amount(amount, "en")}


_KIND_WORDS: dict[str, dict[Lang, str]] = {
    "g": {"es": "gramos", "en": "grams"},
    "mol": {"es": "moles", "en": "moles"},
    "kg": {"es": "kilogramos", "en": "kilograms"},
}


def kind_word(unit: str) -> dict[Lang, str]:
    """The unit in words, plural."""
    return _KIND_WORDS.get(unit) or {"es": unit_word(unit, "es"), "en": unit_word(unit, "en")}
