"""The class tutor behind every channel: a real store and the real flow of a turn, with a model that is scripted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from adapters.running import Running
from bot.message import Command, Incoming, MessageKind
from bot.pseudonym import Pseudonyms, open_pseudonyms
from bot.store import Store, open_store
from bot.tables import sessions
from bot.tutor import ClassTutor
from bot.workshop import TooLong, Workshop
from subjects import catalogue
from subjects.problem import LANGS, Lang, Problem
from tests.bot.scripted_model import ASK, ASKS, DOWN, AtVersion, ScriptedModel
from tutoring.classroom import ClassSettings
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import MODEL_TRIES

PROBLEM = {"es": "Resuelve 5x + 7 = 22", "en": "Solve 5x + 7 = 22"}
STUCK = {"es": "no sé cómo seguir", "en": "i don't know how to go on"}
HINTS = {"es": "/pista", "en": "/hint"}


@dataclass
class Place:
    """A tutor with its parts, and a student called Ana in a room."""

    tutor: ClassTutor
    model: ScriptedModel
    store: Store
    names: Pseudonyms

    async def say(self, text: str = "", student: str = "ana", room: str = "1", **fields: Any) -> str:
        """One message and its whole reply."""
        heard = self.tutor.hear(Incoming("test", room, student, text, **fields))
        return "".join([piece.text async for piece in heard])

    async def session(self, student: str = "ana", room: str = "1") -> Session | None:
        """What is kept."""
        stored = await self.store.load(self.names.student("test", student), self.names.room("test", room))
        return None if stored is None else Session.from_json(stored.state)


@asynccontextmanager
async def opened(
    folder: Path, model: ScriptedModel | None = None, settings: Callable[[], ClassSettings] = ClassSettings
) -> AsyncIterator[Place]:
    """A tutor on the database of a folder."""
    model = model or ScriptedModel()
    names = open_pseudonyms(folder)
    async with open_store(f"sqlite+aiosqlite:///{folder / 'sessions.db'}") as store:
        yield Place(ClassTutor(store, model, AtVersion(), settings, names, reader()), model, store, names)


def on_disk(folder: Path) -> bytes:
    """All that the database holds."""
    return b"".join(path.read_bytes() for path in folder.glob("sessions.db*"))


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(tmp_path) as found:
        yield found


@pytest.mark.parametrize("lang", LANGS)
async def test_a_problem_is_answered_by_the_model_through_its_subjects_adapter(
    place: Place, lang: Lang
) -> None:
    assert await place.say(PROBLEM[lang]) == ASK[lang]
    ((model, prompt),) = place.model.asked
    assert model == "algebra@1"
    assert "5x + 7 = 22" in prompt[1][1]
    kept = await place.session()
    assert kept is not None
    assert (kept.subject, kept.lang, kept.adapter) == ("algebra", lang, "algebra@1")


async def test_sentences_come_as_the_model_says_them(tmp_path: Path) -> None:
    gate = asyncio.Event()
    model = ScriptedModel(lambda _prompt: ["Vamos paso a paso. ¿Qué ", gate, "harías primero?"])
    async with opened(tmp_path, model) as place:
        heard = place.tutor.hear(Incoming("test", "1", "ana", PROBLEM["es"]))
        assert (await anext(heard)).text == "Vamos paso a paso."
        gate.set()
        assert [piece.text async for piece in heard] == [" ¿Qué harías primero?"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/ayuda", "Puedo ayudarte con problemas de"), ("/help", "Puedo ayudarte"), ("ayuda", "Puedo ayudarte"),
        ("¿Ayuda?", "Puedo ayudarte"), ("/start", "Soy Maieutic"), ("/inicio", "Soy Maieutic"),
        ("/nuevo", "Empezamos de nuevo"), ("/new", "Empezamos de nuevo"), ("/idioma en", "we go on in English"),
        ("/language español", "seguimos en español"), ("/idioma klingon", "Escribe, por ejemplo, /idioma en"),
        ("/nivel 2ESO", "nivel 2eso"), ("/level 7eso", "Los niveles son"), ("/OLVIDAME", "he borrado todo"),
        ("/olvídame", "he borrado todo"), ("  /forget  ", "he borrado todo"),
    ],
)  # fmt: skip
async def test_commands_are_obeyed_in_both_languages_without_the_model(
    place: Place, text: str, said: str
) -> None:
    assert said in await place.say(text)
    assert place.model.asked == []


@pytest.mark.parametrize("lang", LANGS)
async def test_a_channels_own_command_is_obeyed_in_the_students_language(place: Place, lang: Lang) -> None:
    await place.say(command=Command.LANGUAGE, argument=lang)
    for command in Command:
        reply = await place.say("", command=command, argument={Command.LEVEL: "3eso"}.get(command, lang))
        assert reply
    assert ("Soy" in await place.say(command=Command.START)) == (lang == "es") or lang == "en"


@pytest.mark.parametrize("lang", LANGS)
async def test_a_hint_command_is_a_turn_about_the_problem_at_hand(place: Place, lang: Lang) -> None:
    await place.say(PROBLEM[lang])
    assert await place.say(HINTS[lang]) == ASKS[lang][1]
    assert "5x + 7 = 22" in place.model.asked[-1][1][1][1]
    kept = await place.session()
    assert kept is not None
    assert kept.stuck == 1


async def test_help_said_alone_with_a_problem_at_hand_asks_for_a_hint(place: Place) -> None:
    await place.say(PROBLEM["es"])
    assert await place.say("ayuda") in ASKS["es"]


async def test_new_leaves_the_problem_and_keeps_the_choices(place: Place) -> None:
    await place.say("/nivel 4eso")
    await place.say(PROBLEM["es"])
    await place.say("/nuevo")
    kept = await place.session()
    assert kept is not None
    assert (kept.problem, kept.level) == ("", "4eso")


async def test_a_chosen_level_and_language_hold_in_every_room(place: Place) -> None:
    await place.say("/level 1bach")
    await place.say("/language en")
    assert "I can help" in await place.say("/help", room="2")
    await place.say(PROBLEM["en"], room="2")
    assert "year 12" in place.model.asked[-1][1][0][1]


@pytest.mark.parametrize(
    ("kind", "said"), [("photo", "fotos"), ("voice", "fotos"), ("file", "fotos"), ("edited", "mensaje nuevo")]
)
async def test_what_cannot_be_read_gets_a_kind_answer_and_keeps_the_problem(
    place: Place, kind: MessageKind, said: str
) -> None:
    await place.say(PROBLEM["es"])
    assert said in await place.say("5x = 15", kind=kind)
    kept = await place.session()
    assert kept is not None
    assert (kept.problem, kept.reached) == (PROBLEM["es"], 0)
    await place.say("/language en")
    english = await place.say(kind=kind)
    assert "photos" in english or "edited" in english


async def test_students_and_rooms_do_not_share_a_session(place: Place) -> None:
    await place.say(PROBLEM["es"], "ana", "1")
    await place.say("Resuelve 3x = 12", "ana", "2")
    await place.say("Resuelve 2x - 1 = 9", "eva", "1")
    problems = []
    for student, room in (("ana", "1"), ("ana", "2"), ("eva", "1")):
        await place.say(STUCK["es"], student, room)
        problems.append(place.model.asked[-1][1][1][1])
    assert ["5x + 7" in problems[0], "3x = 12" in problems[1], "2x - 1" in problems[2]] == [True] * 3
    assert await place.session("eva", "2") is None


async def test_a_session_survives_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        await place.say(PROBLEM["es"])
        await place.say("5x = 22 - 7")
        before = await place.session()
    async with opened(tmp_path) as place:
        assert await place.session() == before
        assert before is not None and before.reached == 1
        await place.say(STUCK["es"])
        assert "5x + 7 = 22" in place.model.asked[-1][1][1][1]


@pytest.mark.parametrize("lang", LANGS)
async def test_a_model_that_is_down_leaves_a_question_of_the_tutors_own(tmp_path: Path, lang: Lang) -> None:
    async with opened(tmp_path, ScriptedModel(lambda _prompt: [DOWN])) as place:
        reply = await place.say(PROBLEM[lang])
        assert "?" in reply and ("¿" in reply) == (lang == "es")
        assert "x = 3" not in reply
        kept = await place.session()
        assert kept is not None
        assert kept.problem == PROBLEM[lang] and kept.said[-1] == ("tutor", reply)


async def test_a_model_that_dies_in_a_reply_is_completed_and_nothing_is_lost(tmp_path: Path) -> None:
    dying = ScriptedModel(lambda _prompt: ["Vamos paso a paso. ¿Qué har", DOWN])
    async with opened(tmp_path, dying) as place:
        reply = await place.say(PROBLEM["es"])
        assert reply.startswith("Vamos paso a paso. ") and reply.endswith("?")
        assert "¿Qué har" not in reply.replace("¿Qué harías", "")
        dying.script = ScriptedModel().script
        await place.say("5x = 22 - 7")
        kept = await place.session()
        assert kept is not None
        assert kept.reached == 1 and kept.attempts == ("5x = 22 - 7",)


async def test_a_leak_is_asked_for_again_and_then_replaced(tmp_path: Path) -> None:
    answers = cycle(["La x vale 3. ", "La solución es x = 3. "])
    async with opened(tmp_path, ScriptedModel(lambda _prompt: [next(answers)])) as place:
        reply = await place.say(PROBLEM["es"])
        assert len(place.model.asked) == MODEL_TRIES
        assert "?" in reply and "vale 3" not in reply and "x = 3" not in reply


async def test_two_messages_at_once_of_one_student_are_answered_in_order(tmp_path: Path) -> None:
    gate = asyncio.Event()
    waits: list[Sequence[str | Exception | asyncio.Event]] = [[gate, ASK["es"]], [ASKS["es"][1]]]
    async with opened(tmp_path, ScriptedModel(lambda _prompt: waits.pop(0))) as place:
        first = asyncio.create_task(place.say(PROBLEM["es"]))
        await place.model.speaking.wait()
        second = asyncio.create_task(place.say("5x = 22 - 7"))
        await asyncio.sleep(0)
        assert len(place.model.asked) == 1
        gate.set()
        await asyncio.gather(first, second)
        kept = await place.session()
        assert kept is not None
        assert [text for role, text in kept.said if role == "student"] == [PROBLEM["es"], "5x = 22 - 7"]
        assert kept.reached == 1


async def test_students_do_not_wait_for_each_other(tmp_path: Path) -> None:
    gate = asyncio.Event()
    waits: list[Sequence[str | Exception | asyncio.Event]] = [[gate, ASK["es"]], [ASK["es"]]]
    async with opened(tmp_path, ScriptedModel(lambda _prompt: waits.pop(0))) as place:
        first = asyncio.create_task(place.say(PROBLEM["es"]))
        await place.model.speaking.wait()
        assert await place.say(PROBLEM["es"], "eva") == ASK["es"]
        assert not first.done()
        gate.set()
        assert await first == ASK["es"]


@pytest.mark.parametrize("room", ["1", "2"])
async def test_forgetting_during_a_reply_leaves_nothing_behind(tmp_path: Path, room: str) -> None:
    gate = asyncio.Event()
    async with opened(tmp_path, ScriptedModel(lambda _prompt: [gate, ASK["es"]])) as place:
        running = asyncio.create_task(place.say(PROBLEM["es"]))
        await place.model.speaking.wait()
        forgetting = asyncio.create_task(place.say("/olvidame", room=room))
        if room != "1":
            assert "he borrado todo" in await forgetting
        gate.set()
        assert await running == ASK["es"]
        await forgetting
        assert await place.store.count() == 0
        await place.say(PROBLEM["es"])
        assert await place.store.count() == 1, "who comes back is heard again"


async def test_a_reply_stopped_half_way_still_happened(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        await place.say(PROBLEM["es"])
        async with aclosing(place.tutor.hear(Incoming("test", "1", "ana", "5x = 22 - 7"))) as heard:  # type: ignore[type-var]
            await anext(heard)
        kept = await place.session()
        assert kept is not None
        assert kept.reached == 1
        assert kept.said[-1] == ("tutor", "Mira otra vez el enunciado.")


async def test_class_settings_apply_at_the_next_turn(tmp_path: Path) -> None:
    now = [ClassSettings()]
    async with opened(tmp_path, settings=lambda: now[0]) as place:
        assert await place.say(PROBLEM["es"]) == ASK["es"]
        now[0] = ClassSettings(exam_lock=True)
        assert "examen" in await place.say(STUCK["es"])
        now[0] = ClassSettings()
        assert await place.say(STUCK["es"]) in ASKS["es"]


async def test_no_word_of_a_student_is_logged(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="bot")
    await place.say(PROBLEM["es"])
    assert "5x" not in caplog.text and "ana" not in caplog.text and "move=open" in caplog.text


async def test_only_pseudonyms_reach_the_database(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        await place.say(PROBLEM["es"], "ana.garcia@school.example", "room-of-3B")
    stored = on_disk(tmp_path)
    assert b"garcia" not in stored and b"room-of-3B" not in stored


async def test_an_unknown_slash_word_is_read_as_text(place: Place) -> None:
    await place.say(PROBLEM["es"])
    assert await place.say("/nosé") in ASKS["es"]


async def test_a_conversation_goes_on_in_the_other_language_after_the_command(place: Place) -> None:
    await place.say("Un coche va a 20 m/s durante 5 s. ¿Qué distancia recorre?")
    await place.say("/idioma en")
    assert await place.say("/hint") in ASKS["en"]
    assert place.model.asked[-1][0] == "kinematics@1", "the problem was lost"


def test_a_session_of_an_older_release_is_read() -> None:
    state = replace(Session(), problem="x").to_json() | {"unknown_field": 1}
    assert Session.from_json(state).problem == "x"


@pytest.mark.parametrize("state", [{"said": 3}, {"said": [["student"]]}, {"attempts": None}, [], "x"])
async def test_a_damaged_session_starts_anew_and_locks_nobody_out(
    place: Place, caplog: pytest.LogCaptureFixture, state: Any
) -> None:
    student, room = place.names.student("test", "ana"), place.names.room("test", "1")
    await place.store.save(student, room, {})
    async with place.store._begin() as connection:
        await connection.execute(update(sessions).values(state=state))
    assert await place.say(PROBLEM["es"]) == ASK["es"]
    assert "starts anew" in caplog.text
    kept = await place.session()
    assert kept is not None and kept.problem


class AtGateway(AtVersion):
    """Voices of a gateway: `live` speaks, and sessions stay on their version unless it was taken back."""

    def __init__(self) -> None:
        self.live = 1
        self.note = Running("http://x", "k", 1, "", "b", "d", {}, pins=True)

    def model_for(self, subject: str | None) -> str:
        return f"{subject or 'general'}@{self.live}"

    def stay(self, subject: str | None, before: str) -> str | None:
        return self.note.stay(subject, before)


async def test_a_session_stays_on_its_version_until_its_problem_ends_or_the_version_is_taken_back(
    tmp_path: Path,
) -> None:
    voices = AtGateway()
    async with opened(tmp_path) as place:
        place.tutor._voices = voices
        await place.say(PROBLEM["es"])
        voices.live = 2
        await place.say("no sé cómo seguir")
        assert place.model.asked[-1][0] == "algebra@1"
        await place.say("no sé", student="luis")
        await place.say("Resuelve 3x + 4 = 19", student="luis")
        assert place.model.asked[-1][0] == "algebra@2"
        await place.say("Resuelve 4x + 1 = 13")
        assert place.model.asked[-1][0] == "algebra@2"
        voices.live, voices.note = 1, replace(voices.note, withdrawn=("algebra@2",))
        await place.say("no sé cómo seguir")
        assert place.model.asked[-1][0] == "algebra@1"
        kept = await place.session()
        assert kept is not None
        assert kept.adapter == "algebra@1"


class Slow(Workshop):
    """A workshop whose acts all take too long."""

    async def run(self, act: Any, *args: Any, **kwargs: Any) -> Any:
        raise TooLong


@pytest.mark.parametrize(("lang", "said"), [("es", "no lo sé leer"), ("en", "I cannot read that message")])
async def test_a_message_whose_mathematics_takes_too_long_gets_a_reviewed_text(
    tmp_path: Path, lang: Lang, said: str
) -> None:
    async with opened(tmp_path, settings=lambda: ClassSettings(lang=lang)) as place:
        place.tutor._workshop = Slow()
        assert said in await place.say(PROBLEM[lang])
        place.tutor._workshop = None
        assert await place.say(PROBLEM[lang]) == ASK[lang]


async def test_a_turn_planned_in_the_workshop_is_the_turn_planned_here(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        place.tutor._workshop = shop = Workshop(deadline=30.0)
        assert await place.say(PROBLEM["es"]) == ASK["es"]
        await place.say("5x = 15", student="luis")
        await place.say("5x = 15")
        kept = await place.session()
        assert kept is not None
        assert kept.reached == 2
        shop.close()


@pytest.mark.parametrize(("lang", "good", "bad"), [("es", "/bien", "/mal"), ("en", "/good", "/bad")])
async def test_a_thumb_on_a_reply_is_kept_against_the_version_and_move_without_its_text(
    place: Place, lang: Lang, good: str, bad: str
) -> None:
    assert await place.say(good) and await place.store.thumbs() == []  # nothing to judge yet
    await place.say(PROBLEM[lang])
    await place.say(good)
    (first,) = await place.store.thumbs()
    assert (first.thumb, first.adapter, first.move, first.lang, first.text) == (1, "algebra@1", "open", lang, None)
    await place.say(STUCK[lang])
    await place.say(bad)
    assert [(one.move, one.thumb) for one in await place.store.thumbs()] == [("open", 1), ("nudge", -1)]


async def test_replies_are_kept_for_training_only_where_the_class_allows_it(tmp_path: Path) -> None:
    allowed = ClassSettings(train_on_thumbs=True)
    async with opened(tmp_path, settings=lambda: allowed) as place:
        await place.say(PROBLEM["es"])
        await place.say(command=Command.GOOD)
        (one,) = await place.store.thumbs()
        assert one.text is not None and one.text["reply"] == ASK["es"]
        problem = catalogue.find("algebra").parse(PROBLEM["es"], "es")
        assert isinstance(problem, Problem)
        assert one.text["problem"] == problem.id, "so that training can leave held-out problems alone"
        await place.say("/olvidame")
        assert await place.store.thumbs() == []
    assert ASK["es"].encode() not in on_disk(tmp_path)


async def test_what_a_student_shows_is_remembered_over_problems_and_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        for a, b in ((5, 22), (4, 31), (3, 16)):
            await place.say(f"Resuelve {a}x + 7 = {b}", room=str(a))
            await place.say(f"{a}x = {b} - 7", room=str(a))
    async with opened(tmp_path) as place:
        await place.say("Resuelve 2x + 9 = 13", room="9")
        kept = await place.session(room="9")
        assert kept is not None and "algebra.move_term" in kept.able
        other = await place.say("Resuelve 2x + 9 = 13", student="bea")
        assert other
        theirs = await place.session(student="bea")
        assert theirs is not None and theirs.able == ()


async def test_the_tutors_own_words_are_not_kept_for_training(tmp_path: Path) -> None:
    model = ScriptedModel(lambda _prompt: [DOWN])
    async with opened(tmp_path, model, lambda: ClassSettings(train_on_thumbs=True)) as place:
        await place.say(PROBLEM["es"])
        await place.say("/bien")
        (one,) = await place.store.thumbs()
    assert (one.thumb, one.text) == (1, None)


async def test_a_thumb_after_a_new_start_goes_to_the_new_reply_and_leaves_the_old_ones(place: Place) -> None:
    await place.say(PROBLEM["es"])
    await place.say(STUCK["es"])
    await place.say("/bien")
    await place.say("/nuevo")
    await place.say(PROBLEM["es"])
    await place.say("/mal")
    assert [(one.move, one.thumb) for one in await place.store.thumbs()] == [("nudge", 1), ("open", -1)]


async def test_every_piece_of_a_reply_names_the_turn_that_its_thumb_goes_to(place: Place) -> None:
    await place.say(PROBLEM["es"])
    pieces = [piece async for piece in place.tutor.hear(Incoming("test", "1", "ana", STUCK["es"]))]
    assert {piece.turn for piece in pieces} == {2}
    await place.say(STUCK["es"])
    await place.say(command=Command.BAD, argument="2")
    assert [(one.move, one.thumb) for one in await place.store.thumbs()] == [("nudge", -1)]
    (fixed,) = [piece async for piece in place.tutor.hear(Incoming("test", "1", "ana", "/ayuda"))]
    assert fixed.turn is None
