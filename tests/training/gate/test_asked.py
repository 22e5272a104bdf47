"""Every voice is asked the same, on problems that training leaves alone, in the words that it learned."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from prompts.editions import HERE, LABELS, current, frozen
from subjects import catalogue
from subjects.problem import LANGS
from training.dataset import is_held_out
from training.gate.asked import drawn, scene
from tutoring.guard import judge_reply
from tutoring.turn import GENERAL


@pytest.mark.parametrize("subject", [*catalogue.names(), GENERAL])
def test_turns_are_unseen_in_both_languages_and_the_same_every_time(subject: str) -> None:
    asked = drawn(subject, 40)
    assert [one.id for one in asked] == [one.id for one in drawn(subject, 60)][:40]
    assert Counter(one.turn.lang for one in asked) == {"es": 20, "en": 20}
    assert len({one.id for one in asked}) == 40
    assert all(is_held_out(one.turn) for one in asked)


@pytest.mark.parametrize("subject", catalogue.names())
def test_every_kind_of_problem_that_is_asked_about_has_a_name_in_words(subject: str) -> None:
    bank = catalogue.find(subject).phrases
    kinds = {one.family for one in drawn(subject, 120)}
    assert len(kinds) > 2
    assert [kind for kind in kinds for lang in LANGS if not bank.patterns(lang, "kind", kind)] == []


@pytest.mark.parametrize("subject", [*catalogue.names(), GENERAL])
def test_the_tutors_own_wordings_pass(subject: str) -> None:
    asked = drawn(subject, 40)
    passed = [judge_reply(one.turn.told(one.turn.guiding), scene(one)).allowed for one in asked]
    assert sum(passed) >= 36


def test_an_older_voice_is_asked_in_its_own_words(tmp_path: Path) -> None:
    for lang in LANGS:
        shutil.copytree(HERE / lang, tmp_path / "1" / lang)
        for path in (tmp_path / "1" / lang).glob("*.j2"):
            path.write_text("OLD " + path.read_text("utf-8"), "utf-8")
    labels = {lang: {"algebra.problem": "xyz"} for lang in LANGS}
    (tmp_path / "1" / LABELS).write_text(json.dumps(labels), "utf-8")
    (older,) = frozen(tmp_path)
    for one in drawn("algebra", 30):
        assert one.prompt(current()) == one.turn.prompt
        assert one.cited(current()) == one.turn.cited
        asked = one.prompt(older)[1][1]
        assert asked.startswith("OLD ")
        assert sorted(one.cited(older).values()) == sorted(one.turn.cited.values())
        assert ("[xyz]" in asked) == ("xyz" in one.cited(older))
        if "xyz" not in one.cited(older):
            assert asked.removeprefix("OLD ") == one.turn.prompt[1][1]
