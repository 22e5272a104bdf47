"""`tutor evaluate` from end to end with a scripted model: the report, taking up, and what is drawn to be read."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation.asking import ModelGone, ask_all
from bot.evaluation.conversations import Conversation, conversations
from bot.evaluation.crowd import crowd
from bot.evaluation.report import write
from bot.evaluation.run import NAMES, Options, WrongChoice, key, measure, options
from bot.evaluation.sampling import CONVERSATIONS, NothingMeasured, drawn, last_conversations
from tests.bot.evaluation.scripted import LESSON, OwnVoices, Scripted, socratic
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording
from tutoring.reading import reader
from tutoring.sentence import Sentence
from tutoring.speaking import MODEL_TRIES

SMALL = Options(conversations=9, base=2, prompts=4, rounds=2, misled=1, others=0, attacked=0)
TALKS = tuple(
    Conversation(f"t{n}", "algebra", "es", "hand", (f"Resuelve {n}x + 7 = {7 + 3 * n}", "no sé", "dame una pista"))
    for n in range(2, 8)
)


async def test_the_report_tells_targets_measures_excerpts_and_machine(tmp_path: Path) -> None:
    backend = Scripted()
    told = await measure(SMALL, backend, OwnVoices(), LESSON, tmp_path / "kept")
    page, data = write(told, tmp_path / "docs")
    assert json.loads(data.read_text("utf-8")) == told
    text = page.read_text("utf-8")
    headings = ("Targets", "Conversations", "Simulated students", "Time", "Adapters against", "Excerpts", "Machine")
    assert all(f"## {heading}" in text for heading in headings)
    verdicts = {one["name"]: one["verdict"] for one in told["targets"]}
    assert verdicts["conversations held"] == "miss"
    assert verdicts["model replies that make sense, read by a person"] == "not measured"
    assert verdicts["replies with a false equation"] == "pass"
    assert verdicts["algebra: Socratic form above the base"] == "miss"
    assert told["conversations"]["all"]["conversations"] == 9
    assert told["base_conversations"]["all"]["conversations"] == 2
    assert {one["subject"] for one in told["adapters_against_base"]} == {"algebra", "kinematics", "stoichiometry", "general"}
    assert told["crowd"]["students"] == 8 and told["crowd"]["whole_reply_s"]["p95"] > 0


async def test_a_second_call_asks_the_model_nothing(tmp_path: Path) -> None:
    first = await measure(SMALL, Scripted(), OwnVoices(), LESSON, tmp_path)
    silent = Scripted(breaks_after=0)
    assert await measure(SMALL, silent, OwnVoices(), LESSON, tmp_path) == first


async def test_what_was_finished_before_a_stop_is_neither_repeated_nor_lost(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    with pytest.raises(ModelGone):
        await ask_all(TALKS, Scripted(breaks_after=16), OwnVoices(), LESSON, Recording(path), NAMES["ask"], at_once=2)
    before = dict(Recording(path).lines)
    assert 0 < len(before) < len(TALKS)
    path.write_bytes(path.read_bytes() + b'{"id": "t7", "turns": [{"te')
    backend = Scripted()
    await ask_all(TALKS, backend, OwnVoices(), LESSON, Recording(path), NAMES["ask"], at_once=2)
    after = Recording(path).lines
    assert sorted(after) == sorted(one.id for one in TALKS)
    assert {name: after[name] for name in before} == before
    assert len(path.read_bytes().splitlines()) == len(TALKS)
    again = sum(len(one.messages) for one in TALKS if one.id not in before)
    assert again <= len(backend.asked) <= MODEL_TRIES * again


async def test_a_cancelled_run_keeps_what_was_finished(tmp_path: Path) -> None:
    kept, second = Recording(tmp_path / "c.jsonl"), asyncio.Event()

    def say(messages: Sequence[tuple[str, str]], model: str) -> str:
        if "2x" not in messages[-1][1]:
            second.set()
        return socratic(messages, model)

    backend = Scripted(say)
    work = asyncio.ensure_future(ask_all(TALKS, backend, OwnVoices(), LESSON, kept, NAMES["ask"], at_once=1))
    await second.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    done = set(kept.lines)
    await ask_all(TALKS, Scripted(), OwnVoices(), LESSON, kept, NAMES["ask"], at_once=1)
    assert done < set(kept.lines) == {one.id for one in TALKS}


async def test_every_turn_keeps_its_prompt_and_the_models_own_words(tmp_path: Path) -> None:
    kept = Recording(tmp_path / "c.jsonl")
    await ask_all(TALKS, Scripted(), OwnVoices(), LESSON, kept, NAMES["ask"], at_once=4)
    for talk in TALKS:
        for turn, text in zip(kept.lines[talk.id]["turns"], talk.messages, strict=True):
            assert turn["text"] == text and turn["tries"][0].startswith("Vamos a verlo.")
            assert turn["problem"] == talk.messages[0]
            assert talk.messages[0].split(" ", 1)[1] in turn["prompt"][1][1]


def test_another_lesson_or_adapter_is_another_key() -> None:
    weighed = {"base": "a", "algebra": "algebra@1"}
    assert key(LESSON, weighed) == key(LESSON, dict(weighed))
    assert key(LESSON, weighed) != key(LESSON, weighed | {"algebra": "algebra@2"})
    assert key(LESSON, weighed) != key(replace(LESSON, level="2eso"), weighed)


def test_a_choice_that_there_is_not_is_told() -> None:
    with pytest.raises(WrongChoice) as caught:
        options(300, "history", None, False, 4, Path("docs"))
    assert "algebra" in caught.value.tell("en") and caught.value.exit_code == 2
    assert options(300, "algebra", "en", True, 4, Path("docs")).langs == ("en",)


async def test_replies_are_drawn_with_what_the_student_said(tmp_path: Path) -> None:
    with pytest.raises(NothingMeasured):
        last_conversations(tmp_path)
    kept = Recording(tmp_path / "key" / CONVERSATIONS)
    await ask_all(TALKS[:2], Scripted(), OwnVoices(), LESSON, kept, NAMES["ask"])
    told = list(drawn(last_conversations(tmp_path), 4))
    assert told == list(drawn(last_conversations(tmp_path), 4))
    assert 0 < len(told) <= 4 and all("student: " in one and "tutor:   Vamos a verlo." in one for one in told)


async def test_students_at_once_are_all_waited_for() -> None:
    waited = await crowd(conversations(20), Scripted(), OwnVoices(), LESSON, reader(), rounds=2)
    assert 8 <= len(waited) <= 16 and all(0 < one.first <= one.whole for one in waited)


def test_progress_tells_what_is_left() -> None:
    now = [0.0]
    stream = io.StringIO()
    progress = Progress(Sentence("x", "talks"), 10, 4, stream, "en", lambda: now[0])
    now[0] = 30.0
    progress.step()
    assert stream.getvalue() == "talks: 5/10, about 2 min 30 s left\n"
