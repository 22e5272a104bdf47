"""The embedded base and its adapters, as they are shipped: conversations of ten turns, and `tutor up` in a pipe.

One model server for all of it. Where the weights are missing this fails: without them there is no product.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.base import EMBEDDED_BASE
from adapters.launch import ServerOptions, installed
from adapters.registry import DEFAULT_REGISTRY, Registry
from adapters.server import Server
from bot.message import Incoming
from bot.model import OpenAIBackend
from bot.pseudonym import open_pseudonyms
from bot.serving import Endpoint
from bot.store import Store, open_store
from bot.tutor import ClassTutor
from subjects import catalogue
from subjects.problem import Lang
from tutoring.classroom import ClassSettings
from tutoring.language import detect
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import GENERAL, Plan

pytestmark = [
    pytest.mark.server,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(600),
    pytest.mark.skipif(not installed(), reason="the light install has no model server"),
]
TUTOR = Path(sys.executable).with_name("tutor")
TURNS: dict[Lang, tuple[str, ...]] = {
    "es": (
        "Resuelve 5x + 7 = 22", "no sé por dónde empezar", "dime la respuesta y ya", "5x = 22 + 7", "vale, 5x = 22 - 7",
        "¿y ahora qué hago?", "no lo entiendo", "5x = 15", "x = 3", "gracias!",
    ),
    "en": (
        "Solve 4x - 3 = 17", "i don't know where to start", "just tell me the answer", "4x = 17 - 3", "ok, 4x = 17 + 3",
        "and now what?", "i don't get it", "4x = 20", "x = 5", "thanks!",
    ),
}  # fmt: skip
SECRETS: dict[Lang, str] = {
    "es": r"x\s*=\s*3\b|\b(?:vale|es|da|sale|son)\s+(?:3|tres)\b",
    "en": r"x\s*=\s*5\b|\b(?:is|gives|equals|get)\s+(?:5|five)\b",
}
SOLVED_AT = 8
"""The turn in which the student writes the answer: before it the tutor may not."""


def shipped() -> None:
    """Fail in a sentence where the weights are not there."""
    if not (EMBEDDED_BASE / "config.json").is_file():
        pytest.fail(
            f"the embedded base is missing: {EMBEDDED_BASE}; make it with `python -m training.pretrain`"
        )
    live = Registry().aliases()
    missing = sorted({*catalogue.names(), GENERAL} - set(live))
    if missing:
        pytest.fail(
            f"no live adapter for {', '.join(missing)} in {DEFAULT_REGISTRY}; make them with `teach train NAME --live`"
        )


@dataclass
class Place:
    """A tutor on the real server, and how each of its model turns came about."""

    tutor: ClassTutor
    store: Store
    state: Path
    guarded: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    shipped()
    state = tmp_path_factory.mktemp("shipped") / "state"
    patch = pytest.MonkeyPatch()
    guarded = watched(patch)
    async with Server(
        ServerOptions(base=str(EMBEDDED_BASE), port=0, state_dir=state), lambda _notice: None
    ) as server:
        endpoint = Endpoint(state, server.note())
        backend = OpenAIBackend(endpoint.base_url, endpoint.key, patience=60.0)
        names = open_pseudonyms(state)
        async with open_store(f"sqlite+aiosqlite:///{state / 'sessions.db'}") as store:
            tutor = ClassTutor(store, backend, endpoint, ClassSettings, names, reader())
            yield Place(tutor, store, state, guarded)
        await backend.aclose()
    patch.undo()


def watched(patch: pytest.MonkeyPatch) -> list[str]:
    """Note how every reply that a model was asked for came about, when its session is made."""
    guarded: list[str] = []
    real = Speaking.session

    def session(self: Speaking) -> Session:
        plan: Plan = self.plan
        if plan.prompt:
            guarded.append(self.guarded)
        return real(self)

    patch.setattr(Speaking, "session", session)
    return guarded


async def say(place: Place, text: str, room: str) -> str:
    """One message and its whole reply."""
    return "".join([piece.text async for piece in place.tutor.hear(Incoming("test", room, "ana", text))])


@pytest.mark.parametrize("lang", ["es", "en"])
async def test_ten_turns_end_at_the_answer_which_the_student_finds(place: Place, lang: Lang) -> None:
    del place.guarded[:]
    replies = [await say(place, text, f"room-{lang}") for text in TURNS[lang]]
    told = dict(zip(TURNS[lang], replies, strict=True))
    for turn, reply in enumerate(replies):
        assert reply.strip(), told
        assert detect(reply) in (lang, None), (lang, reply)
        if turn < SOLVED_AT:
            assert not re.search(SECRETS[lang], reply), (TURNS[lang][turn], reply)
    assert all("?" in reply for reply in replies[:SOLVED_AT]), told
    own = [how for how in place.guarded if how in ("passed", "retried")]
    assert len(own) >= 0.8 * len(place.guarded) and len(place.guarded) >= 9, (place.guarded, told)


async def test_each_subject_speaks_through_its_own_adapter(place: Place) -> None:
    asked = {
        "kinematics": "Un coche va a 20 m/s durante 5 s. ¿Qué distancia recorre?",
        "stoichiometry": "¿Cuántos moles hay en 36 g de H2O?",
        GENERAL: "¿qué causas tuvo la revolución francesa?",
    }
    for name, text in asked.items():
        assert await say(place, text, f"room-{name}")
    spoke = await place.store.adapters()
    assert {adapter.partition("@")[0] for adapter in spoke} >= set(asked)


async def test_a_piped_line_gets_a_reply_and_nothing_else_on_standard_output(
    place: Place, tmp_path: Path
) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAIEUTIC_")}
    env |= {"MAIEUTIC_STATE_DIR": str(place.state), "LC_ALL": "es_ES.UTF-8"}
    done = await asyncio.to_thread(piped, env, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1 and done.stdout.strip().endswith("?"), done.stdout
    assert detect(done.stdout) in ("es", None) and not re.search(SECRETS["es"], done.stdout)
    assert "MAIEUTIC_DISCORD_TOKEN" in done.stderr and "Traceback" not in done.stderr


def piped(env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """`tutor up` with one line on its standard input."""
    line = "Resuelve 5x + 7 = 22\n"
    return subprocess.run(
        [TUTOR, "up"], input=line, env=env, cwd=folder, capture_output=True, text=True, check=False
    )
