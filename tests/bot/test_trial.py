"""A class behind a gateway takes part in trials: each student on one side, each reply judged once, and moved when it ends."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.gateway.trial import FEWEST
from adapters.registry import Registry
from bot.elsewhere import Elsewhere, find
from bot.message import Incoming
from bot.model import OpenAIBackend
from bot.pseudonym import Pseudonyms
from bot.store import Store, open_store
from bot.tutor import ClassTutor
from bot.wiring import OnTrials
from tests.adapters import tiny
from tests.adapters.gateway.scene import KEYS, Scene, publish, scene
from tutoring.classroom import ClassSettings
from tutoring.reading import reader
from tutoring.speaking import MODEL_TRIES

PROBLEM = "Resuelve 5x + 7 = 22"
GOOD = ["Vamos paso a paso. ", "¿Qué ", "harías ", "primero?"]
LEAK = ["La solución ", "es x = 3. ", "¿La ves?"]
STUDENTS = [f"student-{number}" for number in range(24)]


@dataclass
class Class:
    """A tutor that speaks through a gateway, which has a trial of algebra@2."""

    tutor: ClassTutor
    backend: OpenAIBackend
    voices: Elsewhere
    there: Scene
    registry: Registry
    store: Store
    names: Pseudonyms

    async def say(self, student: str, text: str = PROBLEM) -> str:
        """One turn; the version that the student's session is on after it."""
        heard = self.tutor.hear(Incoming("test", "1", student, text))
        assert "".join([piece.text async for piece in heard])
        stored = await self.store.load(self.names.student("test", student), self.names.room("test", "1"))
        return str(stored and stored.adapter)


@asynccontextmanager
async def opened(tmp_path: Path, percent: int, second: list[str]) -> AsyncIterator[Class]:
    base: Base = tiny.write_base(tmp_path / "base")
    registry = Registry(tmp_path / "registry")
    publish(registry, base)
    publish(registry, base, live=False)
    registry.share("algebra", 2, percent, who="Ana", why="try it")
    async with scene(tmp_path, base, registry) as there, open_store("sqlite+aiosqlite://") as store:
        there.fakes[0].says = {"algebra@1": GOOD, "algebra@2": second}
        voices = await find(f"{there.url}/v1", KEYS["chat"], "", {})
        backend = OpenAIBackend(voices.base_url, voices.key, gateway=voices.gateway)
        names = Pseudonyms(b"the key of the pseudonyms")
        tutor = ClassTutor(store, backend, OnTrials(voices), ClassSettings, names, reader())
        try:
            yield Class(tutor, backend, voices, there, registry, store, names)
        finally:
            await backend.aclose()


async def test_a_share_of_the_students_hears_it_in_every_problem_and_turn(tmp_path: Path) -> None:
    async with opened(tmp_path, 50, GOOD) as found:
        first = {student: await found.say(student) for student in STUDENTS}
        assert set(first.values()) == {"algebra@1", "algebra@2"}
        assert {student: await found.say(student, "no sé cómo seguir") for student in STUDENTS} == first
        assert {student: await found.say(student, "Resuelve 3x + 4 = 19") for student in STUDENTS} == first


async def test_what_the_guard_made_of_each_reply_is_counted_for_its_version(tmp_path: Path) -> None:
    async with opened(tmp_path, 50, LEAK) as found:
        spoke = [await found.say(student) for student in STUDENTS[:8]]
        await found.backend.aclose()  # all is told
        trial, _ = found.there.gate.voices.trials["algebra"]
        tries = MODEL_TRIES * spoke.count("algebra@2")  # a refused first sentence is not the last
        assert tries
        assert trial.all["rejected", "algebra@2"] == trial.bad["rejected", "algebra@2"] == tries
        assert trial.all["rejected", "algebra@1"] == spoke.count("algebra@1")
        assert trial.bad["rejected", "algebra@1"] == 0


async def test_a_trial_that_does_worse_ends_and_moves_every_session_at_its_next_turn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with opened(tmp_path, 50, LEAK) as found:
        first = {student: await found.say(student) for student in STUDENTS}
        students = [student for student, version in first.items() if version == "algebra@2"]
        for turn in range(2 * FEWEST):
            if found.registry.canary("algebra") is None:
                break
            await found.say(STUDENTS[turn % len(STUDENTS)], "no sé cómo seguir")
        await found.there.until(lambda: found.registry.canary("algebra") is None)
        assert found.registry.history("algebra")[-1].who == "gateway"
        for student in STUDENTS:
            assert await found.say(student, "dame una pista") == "algebra@1"
        assert caplog.text.count("session moved from=algebra@2 to=algebra@1") == len(students)


async def test_the_gateway_is_told_pseudonyms_and_no_other_server_is_told_anything(tmp_path: Path) -> None:
    async with opened(tmp_path, 50, GOOD) as found:
        seen: list[str] = []
        resolve = found.there.gate.voices.resolve

        async def overheard(model: str, student: str = "") -> str:
            seen.append(student)
            return await resolve(model, student)

        found.there.gate.voices.resolve = overheard  # type: ignore[method-assign]  # to see what comes in
        await found.say("ana@example.org")
        named = {student for student in seen if student}  # a version is asked for once more, by its name alone
        assert named == {found.names.student("test", "ana@example.org")}
        assert "user" not in found.there.fakes[0].requests[-1]


async def test_a_turn_without_the_model_leaves_the_session_on_its_version(tmp_path: Path) -> None:
    async with opened(tmp_path, 99, GOOD) as found:
        student, *_ = [s for s in STUDENTS[:8] if await found.say(s) == "algebra@2"]
        assert await found.say(student, "gracias") == "algebra@2"
        found.there.fakes[0].well = False
        await found.there.until(lambda: not found.there.gate.fleet.ready)
        assert await found.say(student, "no sé cómo seguir") == "algebra@2"
