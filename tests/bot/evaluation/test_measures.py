"""What kept conversations show, counted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.asking import ask_all
from bot.evaluation.conversations import Conversation
from bot.evaluation.measures import by_group, findings, judged, longest_piece, questions, routed_by_topic
from bot.evaluation.run import NAMES
from tests.bot.evaluation.scripted import LESSON, OwnVoices, Scripted
from tutoring.guard import Judgement
from tutoring.measuring.recording import Recording

ONE = Conversation("one", "algebra", "es", "hand", ("Resuelve 5x + 7 = 22", "no sé por donde ir", "5x = 15"))
LEAK = "La respuesta es x = 3, porque 5x = 22 + 8. ¿Lo ves?"


async def held(folder: Path, backend: Scripted, *chosen: Conversation) -> list[dict[str, Any]]:
    kept = Recording(folder / "c.jsonl")
    await ask_all(chosen, backend, OwnVoices(), LESSON, kept, NAMES["ask"])
    return list(kept.lines.values())


async def test_leaks_and_falsehoods_that_pass_a_guard_switched_off_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutoring.speaking.judge", lambda *_: Judgement())
    found = judged(await held(tmp_path, Scripted(lambda *_: LEAK), ONE))
    every = by_group(found)["all"]
    assert (every["leaks"]["hits"], every["leaks"]["of"]) == (3, 3)
    assert every["false_equations"]["hits"] == 3 and every["from_model"]["share"] == 1.0
    told = findings(found)
    assert len(told["leaks"]) == 3 and told["false_equations"][0]["found"] == "5x = 22 + 8"


async def test_the_guard_stops_the_same_replies(tmp_path: Path) -> None:
    found = judged(await held(tmp_path, Scripted(lambda *_: LEAK), ONE))
    every = by_group(found)["all"]
    assert every["leaks"]["hits"] == 0 and every["false_equations"]["hits"] == 0
    assert every["guarded"]["replaced"] == 3 and every["from_model"]["share"] == 0.0


async def test_another_language_and_a_repeated_question_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutoring.speaking.judge", lambda *_: Judgement())
    backend = Scripted(lambda *_: "What would you do with the seven?")
    every = by_group(judged(await held(tmp_path, backend, ONE)))["algebra es"]
    assert every["language"]["hits"] == 0 and every["repeated_questions"]["hits"] == 2


def test_a_question_is_counted_whole_where_it_holds_a_decimal() -> None:
    assert questions("Good. Which terms go together in 0.3y - 0.5y = 2.8?") == ["which terms go together in 0 3y 0 5y 2 8"]
    assert questions("Eso es. ¿Qué queda en 0,3y = 2,8?") == ["qué queda en 0 3y 2 8"]


async def test_an_opening_message_that_reaches_another_subject_is_a_miss(tmp_path: Path) -> None:
    astray = Conversation("two", "kinematics", "es", "hand", ("Resuelve 5x + 7 = 22",))
    found = judged(await held(tmp_path, Scripted(), ONE, astray))
    assert (routed_by_topic(found).hits, routed_by_topic(found).of) == (1, 2)
    assert findings(found)["routing"][0]["conversation"] == "two"


async def test_fixed_texts_are_left_out_of_the_models_share(tmp_path: Path) -> None:
    every = by_group(judged(await held(tmp_path, Scripted(), Conversation("h", "other", "es", "hand", ("hola",)))))["all"]
    assert every["guarded"]["fixed"] == 1 and every["from_model"]["of"] == 0


def test_the_longest_piece_leaves_expressions_aside() -> None:
    prompt = "Problema: 5x + 7 = 22\nJugada: orientar hacia el paso"
    assert longest_piece("5x + 7 = 22", prompt) == 0.0
    assert longest_piece("orientar hacia el paso 5x + 7 = 22", prompt) == 1.0
    assert 0.4 < longest_piece("¿Sabes orientar hacia el paso que otro día viste tú?", prompt) < 0.5
    assert longest_piece("¿Sabes orientar hacia otro lado tuyo?", prompt) == 0.0
