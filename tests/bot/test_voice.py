"""Each version is prompted with the templates that it learned, also where a gateway lets another one answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from adapters.edition import Editions
from bot.model import Reply
from bot.tutor import Told, speak
from prompts.editions import HERE, LABELS, Edition, current, frozen
from subjects.problem import LANGS, Lang
from tests.bot.scripted_model import AtVersion, Prompt, ScriptedModel
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

PROBLEM: dict[Lang, str] = {"es": "Resuelve 5x + 7 = 22", "en": "Solve 5x + 7 = 22"}


@pytest.fixture
def older(tmp_path: Path) -> Edition:
    """Other words for every move, another for a label."""
    for lang in LANGS:
        shutil.copytree(HERE / lang, tmp_path / "1" / lang)
        for path in (tmp_path / "1" / lang).glob("*.j2"):
            path.write_text("OLD " + path.read_text("utf-8"), "utf-8")
    labels = {"es": {"algebra.problem": "ejercicio"}, "en": {"algebra.problem": "exercise"}}
    (tmp_path / "1" / LABELS).write_text(json.dumps(labels), "utf-8")
    return frozen(tmp_path)[0]


class Learned(Editions):
    """Editions by name, without a registry."""

    def __init__(self, **found: Edition) -> None:
        super().__init__()
        self.found = {name.replace("_", "@"): edition for name, edition in found.items()}

    def of(self, name: str | None) -> Edition:
        return self.found.get(name or "", current())


class Gateway(ScriptedModel):
    """A model behind a gateway that lets `answering` speak, whatever alias is asked for."""

    answering = "algebra@2"

    async def stream(
        self,
        messages: Prompt,
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        assert reply is not None
        reply.version = self.answering
        async for piece in super().stream(
            messages, model=model, temperature=temperature, max_tokens=max_tokens, stop=stop, reply=reply
        ):
            yield piece


def planned(lang: Lang) -> Plan:
    """The first turn of a problem."""
    return plan_turn(Session(lang=lang), PROBLEM[lang], Lesson(("algebra",)), reader())


async def said(model: ScriptedModel, plan: Plan, editions: Editions | None) -> tuple[str, Told]:
    """The whole reply."""
    speaking, told = Speaking(plan), Told()
    async for _ in speak(speaking, model, AtVersion(), told, "s", editions):
        pass
    return speaking.shown, told


@pytest.mark.parametrize("lang", LANGS)
async def test_a_version_is_prompted_with_what_it_learned(older: Edition, lang: Lang) -> None:
    word = older.labels[lang]["algebra.problem"]
    model = ScriptedModel(lambda _: [{"es": "¿Qué harías con", "en": "What would you do with"}[lang], f" [{word}]?"])
    reply, _ = await said(model, planned(lang), Learned(algebra_1=older))
    ((_, prompt),) = model.asked
    assert all(text.startswith("OLD ") for _, text in prompt)
    assert f"[{word}] 5x + 7 = 22" in prompt[1][1]
    assert "5x + 7 = 22?" in reply, "its own label is written out"


@pytest.mark.parametrize("lang", LANGS)
async def test_without_editions_and_for_the_newest_the_prompt_is_the_plans(older: Edition, lang: Lang) -> None:
    for editions in (None, Learned(algebra_2=older)):
        model = ScriptedModel()
        await said(model, planned(lang), editions)
        assert [prompt for _, prompt in model.asked] == [planned(lang).prompt]


async def test_a_version_that_answers_to_prompts_of_others_is_asked_with_its_own(older: Edition) -> None:
    model = Gateway()
    reply, told = await said(model, planned("es"), Learned(algebra_2=older))
    assert [(name, prompt[1][1].startswith("OLD ")) for name, prompt in model.asked] == [
        ("algebra@1", False),
        ("algebra@2", True),
    ]
    assert told.adapter == "algebra@2" and reply.count("?") == 1


async def test_a_version_of_the_same_edition_is_heard_at_once(older: Edition) -> None:
    model = Gateway()
    await said(model, planned("es"), Learned(algebra_1=older, algebra_2=older))
    assert len(model.asked) == 1


async def test_the_base_is_prompted_with_the_newest(older: Edition) -> None:
    model = Gateway()
    model.answering = "base"
    await said(model, planned("es"), Learned(algebra_1=older))
    assert [prompt[1][1].startswith("OLD ") for _, prompt in model.asked] == [True, False]
