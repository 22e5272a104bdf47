"""A problem that no rule can read, from the student's message to the reply: the real client, a server with vLLM's manners."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.diagnosis import free_port
from adapters.gateway.asked import asked
from bot.extracting import Extractor
from bot.message import Command
from bot.model import OpenAIBackend
from bot.pseudonym import open_pseudonyms
from bot.rows import Asker
from bot.store import open_store
from bot.tutor import ClassTutor
from bot.workshop import Workshop
from subjects import catalogue, extraction
from subjects.problem import LANGS, Lang
from tests.adapters.fake_vllm import FakeVllm, serving
from tests.bot.scripted_model import ASK, ASKS, AtVersion, ScriptedModel
from tests.bot.test_tutor import Place, on_disk
from tests.tutoring.extractions import CASES, Case
from tutoring.classroom import ClassSettings
from tutoring.extraction import MAX_TOKENS, Extracted, Request, request
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.turn import Lesson

BASE = "base"
KEY = "the-key"


def case_of(lang: Lang, subject: str = "kinematics") -> Case:
    return next(case for case in CASES if (case.lang, case.subject) == (lang, subject))


def asked_in(case: Case) -> Request:
    found = request(case.subject, case.text, case.lang)
    assert found is not None
    return found


class Reading(FakeVllm):
    """Answers what it is told to a request for JSON: a text in pieces, a status, or nothing for long."""

    def __init__(self, answer: str | int | float) -> None:
        super().__init__(BASE, "/base", KEY)
        self.answer = answer

    async def chat(self, http: web.Request) -> web.StreamResponse:
        """See `FakeVllm.chat`."""
        body = await http.json()
        if isinstance(self.answer, float):
            self.requests.append(body)
            await asyncio.sleep(self.answer)
        if isinstance(self.answer, int):
            self.requests.append(body)
            error = {"message": "response_format is not supported", "code": self.answer}
            return web.json_response({"error": error}, status=self.answer)
        said = str(self.answer)
        self.says[BASE] = [said[at : at + 2000] for at in range(0, len(said), 2000)] or [" "]
        return await super().chat(http)


@asynccontextmanager
async def reading(answer: str | float, seconds: float = 60.0) -> AsyncIterator[tuple[Extractor, Reading]]:
    """An extractor on a server that answers so."""
    fake = Reading(answer)
    async with serving(fake) as url:
        backend = OpenAIBackend(f"{url}/v1", KEY)
        yield Extractor(backend, lambda _subject: BASE, seconds), fake
        await backend.aclose()


@asynccontextmanager
async def class_of(folder: Path, extractor: Extractor | None, lang: Lang) -> AsyncIterator[Place]:
    """A tutor whose replies are scripted and whose readings come from the extractor."""
    model, names = ScriptedModel(), open_pseudonyms(folder)
    async with open_store(f"sqlite+aiosqlite:///{folder / 'sessions.db'}") as store:
        settings = ClassSettings(lang=lang)
        tutor = ClassTutor(store, model, AtVersion(), lambda: settings, names, reader(), extractor=extractor)
        yield Place(tutor, model, store, names)


async def kept(place: Place) -> Session:
    session = await place.session()
    assert session is not None
    return session


@pytest.mark.parametrize("subject", ["kinematics", "stoichiometry", "algebra"])
@pytest.mark.parametrize("lang", LANGS)
async def test_a_problem_that_only_the_model_can_read_is_taught_like_any_other(
    tmp_path: Path, lang: Lang, subject: str
) -> None:
    case = case_of(lang, subject)
    async with reading(json.dumps(case.claim)) as (extractor, fake), class_of(tmp_path, extractor, lang) as place:
        assert await place.say(case.text) == ASK[lang]
        session = await kept(place)
        assert (session.subject, session.source) == (subject, case.text)
        assert case.statement.removesuffix(" = ?") in place.model.asked[0][1][1][1]
        assert place.model.asked[0][0] == f"{subject}@1"
        await place.say("no sé seguir" if lang == "es" else "i don't know how to go on")
        assert (await kept(place)).stuck == 1
        assert len(fake.requests) == 1  # once a problem
        assert extractor.outcomes == {"accepted": 1}


async def test_the_server_is_told_the_schema_and_how_much_it_may_say(tmp_path: Path) -> None:
    case = case_of("es")
    async with reading(json.dumps(case.claim)) as (extractor, fake), class_of(tmp_path, extractor, "es") as place:
        await place.say(case.text)
        (sent,) = fake.requests
    assert (sent["model"], sent["max_tokens"], sent["temperature"]) == (BASE, MAX_TOKENS, 0.0)
    form: Any = sent["response_format"]
    assert form["type"] == "json_schema"
    found = extraction.find("kinematics")
    assert found is not None and form["json_schema"]["schema"] == found.SCHEMA


@pytest.mark.parametrize("name", [name for name in catalogue.names() if extraction.find(name)])
@pytest.mark.parametrize("lang", LANGS)
async def test_a_gateway_lets_every_subjects_request_through(name: str, lang: Lang) -> None:
    async with reading("{}") as (extractor, fake):
        await extractor.ask(asked_in(case_of(lang, name)))
        (sent,) = fake.requests
    assert asked(sent)["response_format"] == sent["response_format"]


BAD: list[tuple[str | float, str]] = [
    (400, "refused"), (500, "down"), (429, "busy"), (404, "unknown_model"), (60.0, "timeout"), ("", "refused"),
    ("no puedo", "refused"), ('{"data": [', "refused"), ("[" * 100_000, "refused"), ("{}", "refused"),
    ('{"x": 1}' * 5000, "refused"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "outcome"), BAD)
@pytest.mark.parametrize("lang", LANGS)
async def test_whatever_goes_wrong_the_tutor_asks_on_without_a_fact(
    tmp_path: Path, lang: Lang, answer: str | float, outcome: str
) -> None:
    case = case_of(lang)
    seconds = 0.5 if answer == 60.0 else 60.0
    async with reading(answer, seconds) as (extractor, _), class_of(tmp_path, extractor, lang) as place:
        assert await place.say(case.text) == ASK[lang]
        assert (await kept(place)).subject == ""
        prompt = place.model.asked[0][1][1][1]
        assert case.statement not in prompt
        assert await place.say(case.text) in ASKS[lang]
        assert extractor.outcomes == {outcome: 1}  # the same text is not asked about again


async def test_a_server_that_is_gone_is_no_error_to_the_student(tmp_path: Path) -> None:
    nowhere = free_port("127.0.0.1")
    backend = OpenAIBackend(f"http://127.0.0.1:{nowhere}/v1", KEY)
    extractor = Extractor(backend, lambda _subject: BASE)
    async with class_of(tmp_path, extractor, "es") as place:
        assert await place.say(case_of("es").text) == ASK["es"]
    await backend.aclose()
    assert extractor.outcomes == {"down": 1}


async def test_without_an_extractor_nobody_is_asked(tmp_path: Path) -> None:
    async with class_of(tmp_path, None, "es") as place:
        assert await place.say(case_of("es").text) == ASK["es"]
        assert (await kept(place)).source == ""


async def test_a_problem_that_the_rules_read_and_other_talk_are_never_asked_about(tmp_path: Path) -> None:
    async with reading("{}") as (extractor, fake), class_of(tmp_path, extractor, "es") as place:
        for text in ("hola", "¿qué es la aceleración?", "me quiero morir", "Resuelve 5x + 7 = 22", "5x = 15", case_of("es").text):
            await place.say(text)
        assert fake.requests == []  # the last one comes while a problem is open


async def test_after_a_solved_problem_another_is_asked_about_once_too(tmp_path: Path) -> None:
    case = case_of("es")
    async with reading("{}") as (extractor, fake), class_of(tmp_path, extractor, "es") as place:
        await place.say("Resuelve 5x = 15")
        await place.say("x = 3")
        assert (await kept(place)).solved
        for _ in range(3):
            await place.say(case.text)
        assert len(fake.requests) == 1
        assert extractor.outcomes == {"refused": 1}


async def test_forget_reaches_the_text_that_was_extracted(tmp_path: Path) -> None:
    case = case_of("es")
    async with reading(json.dumps(case.claim)) as (extractor, _), class_of(tmp_path, extractor, "es") as place:
        await place.say(case.text)
        await place.say("Resuelve 5x + 7 = 22")
        assert (await kept(place)).left[0].source == case.text
        await place.say(command=Command.FORGET)
        assert await place.session() is None
    assert b"corre a 4 m/s" not in on_disk(tmp_path)


async def test_a_text_sent_again_is_the_same_problem_without_asking_anew(tmp_path: Path) -> None:
    case = case_of("en")
    async with reading(json.dumps(case.claim)) as (extractor, fake), class_of(tmp_path, extractor, "en") as place:
        await place.say(case.text)
        await place.say("Solve 5x + 7 = 22")
        await place.say("x = 3")
        await place.say(case.text)
        session = await kept(place)
        assert (session.subject, session.source) == ("kinematics", case.text)
        assert len(fake.requests) == 1


async def test_the_log_counts_outcomes_and_holds_no_word_of_the_student(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    case = case_of("es")
    with caplog.at_level(logging.INFO):
        for answer in (json.dumps(case.claim), "no", 400):
            folder = tmp_path / str(answer)[:3].strip('{"')
            folder.mkdir()
            async with reading(answer) as (extractor, _), class_of(folder, extractor, "es") as place:
                await place.say(case.text)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "tutoring")))
    assert {f"outcome={word}" in said for word in ("accepted", "refused")} == {True}
    assert not {word for word in case.text.strip(".?").split() if len(word) > 3 and word in said}


async def test_the_workshop_judges_a_claim_as_here(tmp_path: Path) -> None:
    case = case_of("en", "stoichiometry")
    async with reading(json.dumps(case.claim)) as (extractor, _), class_of(tmp_path, extractor, "en") as place:
        place.tutor._workshop = shop = Workshop(deadline=30.0)
        assert await place.say(case.text) == ASK["en"]
        assert (await kept(place)).source == case.text
        shop.close()


async def test_rows_of_the_ask_command_are_read_by_the_model_too() -> None:
    case = case_of("es")
    async with reading(json.dumps(case.claim)) as (extractor, _):
        asker = Asker(ScriptedModel(), AtVersion(), Lesson(catalogue.names()), extractor=extractor)
        row = await asker.ask({"id": 1, "text": case.text, "lang": "es"})
    assert (row["subject"], row["move"]) == ("kinematics", "open")


async def test_what_comes_back_is_handed_on_unjudged_and_cut() -> None:
    case = case_of("es")
    async with reading("x" * 9000) as (extractor, _):
        found = await extractor.ask(asked_in(case))
    assert found is not None
    assert found == Extracted("kinematics", "x" * 4000)
