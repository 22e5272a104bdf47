"""The misconception banks: complete in both languages, each with what makes it and where it is described."""

import pytest

from subjects import catalogue
from subjects.problem import LANGS

LEAST = {"algebra": 25, "kinematics": 15, "stoichiometry": 15}


@pytest.mark.parametrize("name", sorted(LEAST))
def test_the_bank_is_large_enough_and_every_entry_complete(name: str) -> None:
    bank = catalogue.find(name).phrases
    assert len(bank.keys("misconception")) >= LEAST[name]
    for misconception in bank.keys("misconception"):
        for part in ("made", "source"):
            assert bank.text("misconception", misconception, part), (misconception, part)
        for lang in LANGS:
            for part in ("name", "plain", "focus"):
                assert bank.patterns(lang, "misconception", misconception, part), (misconception, lang, part)
