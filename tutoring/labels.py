"""The words of all labels in use now, as an edition of the prompts keeps them (`prompts.editions`)."""

from __future__ import annotations

from subjects import catalogue
from subjects.problem import LANGS, Lang
from tutoring.move import GENERAL_SLOTS, bank


def words() -> dict[Lang, dict[str, str]]:
    """By language and slot (`algebra.term`): the word that stands in the label."""
    return {lang: dict(sorted(_of(lang))) for lang in LANGS}


def _of(lang: Lang) -> list[tuple[str, str]]:
    found = []
    for name in catalogue.names():
        own = catalogue.find(name).phrases
        for slot in (*GENERAL_SLOTS, *own.keys("slot")):
            said = own.patterns(lang, "slot", slot) or bank().patterns(lang, "slot", slot)
            found.append((f"{name}.{slot}", said[0] if said else slot))
    return found


def renamed(kept: dict[Lang, dict[str, str]]) -> list[str]:
    """The labels whose word is another now: `es algebra.term: término → sumando`. New and gone ones are none."""
    now = words()
    return [
        f"{lang} {slot}: {word} → {now[lang][slot]}"
        for lang, slots in kept.items()
        for slot, word in slots.items()
        if now[lang].get(slot, word) != word
    ]
