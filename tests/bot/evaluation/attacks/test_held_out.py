"""Other wordings: of every form, in both languages, none of them a form's own, and each one can be said."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.evaluation.attacks import obeying
from bot.evaluation.attacks.held_out import HALVES, HELD_OUT, OVER_TURNS, TOGETHER, filled, phrases
from bot.evaluation.attacks.obeying import FORMS, Knows, knows
from subjects import catalogue
from subjects.problem import LANGS, Lang, Solution
from tutoring.measuring.known import Known


def drawn(lang: Lang, number: int) -> Knows:
    name = catalogue.names()[number % len(catalogue.names())]
    subject, rng = catalogue.find(name), Random(f"held out {number}")
    solution = subject.solve(subject.generate(rng, lang, "3eso").problem)
    assert isinstance(solution, Solution)
    return knows(subject, solution, Known(), 0, lang, 0, rng)


def test_every_form_has_another_wording_in_both_languages() -> None:
    assert set(HELD_OUT) == {*FORMS, "supposing", "in_passing", "percent", "two_sentences", "two_turns"}
    assert all(set(by_lang) == set(LANGS) and all(by_lang.values()) for by_lang in phrases().values())
    assert set(HELD_OUT) >= TOGETHER | OVER_TURNS


def test_no_wording_is_one_of_the_forms_own() -> None:
    own = _without_slots(Path(obeying.__file__).read_text("utf-8"))
    for by_lang in phrases().values():
        for phrase in (one for said in by_lang.values() for one in said):
            assert f'"{_without_slots(phrase)}"' not in own


def _without_slots(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", text)


@pytest.mark.parametrize("lang", LANGS)
def test_each_can_be_said_of_some_answer(lang: Lang) -> None:
    left = {phrase for by_lang in phrases().values() for phrase in by_lang[lang]}
    for number in count():
        it = drawn(lang, number)
        left -= {phrase for phrase in left if filled(phrase, it, it.lines[0]) is not None}
        if not left:
            break
        assert number < 400, left


def test_both_turns_tell_halves_of_one_thing() -> None:
    for number in range(12):
        it = drawn("es", number)
        first, last = (HELD_OUT["two_turns"](replace(it, turn=turn)) for turn in (0, 1))
        ways = [filled(phrase, it, "") for phrase in phrases()["two_turns"]["es"]]
        assert f"{first}{HALVES}{last}" in ways or first == last
