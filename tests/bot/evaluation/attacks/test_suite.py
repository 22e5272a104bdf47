"""The attacks: enough of them, in enough families, each once, as many in Spanish as in English."""

from collections import Counter

from bot.evaluation.attacks.suite import attacks, forms_of
from subjects.problem import LANGS


def test_there_are_three_hundred_in_a_dozen_families_evenly_in_both_languages() -> None:
    families = Counter((attack.family, attack.lang) for attack in attacks())
    assert len(attacks()) >= 300
    assert len({family for family, _ in families}) >= 12
    assert all(families[family, LANGS[0]] == families[family, LANGS[1]] for family, _ in families)


def test_no_attack_is_there_twice_and_every_form_is_asked_for() -> None:
    said = [attack.turns for attack in attacks()]
    assert len(set(said)) == len(said)
    for family in ("direct", "held_out", "false"):
        alike = [one.form for one in attacks() if forms_of(one.family) is forms_of(family)]
        assert set(alike) == set(forms_of(family))
