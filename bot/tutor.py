"""The class tutor: sessions, the flow of a turn, and the model, behind the one door that channels knock at.

It reads settings anew at every turn, keeps one order of turns per student and room, and never lets an error reach a
student as anything but a kind sentence. What the tutor says is decided in `tutoring`; here is only the I/O.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from adapters.edition import Editions
from adapters.launch import BASE_NAME
from adapters.retention import IDLE_SECONDS
from adapters.sampling import MAX_TOKENS, TEMPERATURES
from bot.extracting import Extractor
from bot.judging import Judging, aside
from bot.message import Command, Incoming, Piece
from bot.model import ChatBackend, ModelUnavailable, Reply
from bot.order import Lanes
from bot.planning import Planning
from bot.pseudonym import Pseudonyms
from bot.remembering import as_learner, as_saved, as_session, practised, turn_of
from bot.slash import read as read_slash
from bot.store import Preferences, SavedReply, Store, Stored
from bot.voice import Voice
from bot.workshop import Workshop
from prompts.editions import current
from subjects.problem import LANGS, LEVELS, Lang
from tutoring.classroom import ClassSettings
from tutoring.grounding import subject_of
from tutoring.learner import Learner, happened
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import GENERAL, Lesson, Plan, fixed, fixed_text

log = logging.getLogger(__name__)

BARE = frozenset({"ayuda", "help"})
"""Said alone, with no problem at hand, they ask what the tutor can do; with one they ask for a hint."""


class Voices(Protocol):
    """Which model name and adapter version speak for a subject now."""

    def model_for(self, subject: str | None) -> str: ...

    def adapter_for(self, subject: str | None) -> str | None: ...

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on which `before` spoke to last; None: the live one."""
        ...


@dataclass(slots=True)
class Told:
    """How a turn went, filled while it is spoken: for logs, `tutor ask` and evaluation. No text of the student.

    `adapter` is the version that spoke, `moved_from` the one that had spoken before in this problem, if another."""

    adapter: str | None = None
    moved_from: str = ""
    ms: dict[str, float] = field(default_factory=dict)
    model_down: bool = False


def lesson_of(settings: ClassSettings) -> Lesson:
    """The part of the class settings that a turn needs."""
    helpline: dict[Lang, str] = {"es": settings.helpline.es, "en": settings.helpline.en}
    return Lesson(
        settings.subjects,
        settings.level,
        dict(settings.method),
        settings.last_rung,
        helpline,
        settings.exam_lock,
        settings.criteria,
    )


async def speak(
    speaking: Speaking,
    backend: ChatBackend,
    voices: Voices,
    told: Told,
    student: str = "",
    editions: Editions | None = None,
) -> AsyncGenerator[str]:
    """Let the model word a plan; yields what may be shown, ends with the tutor's own words where those are due.

    `student` is the pseudonym of whoever asks. `editions` says which templates a version learned: without them all are
    prompted with the newest."""
    plan = speaking.plan
    started = time.perf_counter()
    if plan.prompt:
        subject = None if plan.speaker == GENERAL else plan.speaker
        stays = voices.stay(subject, plan.session.adapter)
        told.adapter = stays or voices.adapter_for(subject)
        model = stays or voices.model_for(subject)
        voice = Voice(speaking, editions, model, told.adapter)
        try:
            async with aclosing(_tries(speaking, backend, voice, told, student)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelUnavailable as error:
            told.model_down = True
            log.warning("model unavailable: %s (%s)", error.reason, error.detail)
            speaking.give_up()
        told.moved_from = _moved_from(plan, told)
    if rest := await aside(speaking, speaking.complete):
        yield rest
    spent = 1000 * (time.perf_counter() - started)
    told.ms = {
        **plan.ms,
        "speak": round(spent - speaking.guard_ms, 2),
        "guard": round(speaking.guard_ms, 2),
        "total": round(spent + sum(plan.ms.values()), 2),
    }


async def _tries(
    speaking: Speaking, backend: ChatBackend, voice: Voice, told: Told, student: str
) -> AsyncGenerator[str]:
    for temperature in TEMPERATURES:
        reply = Reply(student)
        async with aclosing(_heard(speaking, backend, voice, temperature, told, reply)) as shown:
            async for sentence in shown:
                yield sentence
        if voice.is_other(reply.version):
            voice.turn_to(reply.version)
            reply = Reply(student)
            async with aclosing(_heard(speaking, backend, voice, temperature, told, reply, surely=True)) as shown:
                async for sentence in shown:
                    yield sentence
        reply.judge("rejected" if speaking.refused else "passed")
        if not speaking.again():
            return


async def _heard(
    speaking: Speaking,
    backend: ChatBackend,
    voice: Voice,
    temperature: float,
    told: Told,
    reply: Reply,
    surely: bool = False,
) -> AsyncGenerator[str]:
    """One reply, up to a sentence that is refused; nothing of one whose version knows other prompts, unless `surely`."""
    stream = backend.stream(
        speaking.plan.prompt, model=voice.model, temperature=temperature, max_tokens=MAX_TOKENS, reply=reply
    )
    try:
        async with aclosing(stream) as deltas:  # type: ignore[type-var]
            async for delta in deltas:
                if not surely and voice.is_other(reply.version):
                    return
                if done := speaking.take(delta):
                    for sentence in await aside(speaking, speaking.let_out, done):
                        yield sentence
                if speaking.refused:
                    break
        for sentence in await aside(speaking, speaking.end):
            yield sentence
    except ModelUnavailable:
        reply.judge("failed")
        raise
    finally:
        if reply.version:
            told.adapter = None if reply.version == BASE_NAME else reply.version


def _moved_from(plan: Plan, told: Told) -> str:
    """The version that spoke before in this problem, where this turn heard another."""
    before = plan.session.adapter
    return before if before and not told.model_down and _pins(plan) and told.adapter != before else ""


def _pins(plan: Plan) -> bool:
    """Whether who speaks in a turn speaks of the session's problem: not where it is a fixed text, or a concept of another
    subject."""
    subject = subject_of(plan.session.subject)
    return bool(plan.prompt) and plan.speaker == (GENERAL if subject is None else subject.name)


def kept(speaking: Speaking, told: Told) -> Session:
    """The session to keep after a turn: it stays on the version that spoke of its problem."""
    stays = told.adapter or "" if _pins(speaking.plan) and not told.model_down else speaking.plan.session.adapter
    return replace(speaking.session(), adapter=stays)


def judging(workshop: Workshop | None) -> Judging | None:
    """The guard of one turn, in the workshop where there is one."""
    return None if workshop is None else Judging(workshop)


class ClassTutor:
    """The tutor of a class, for every channel at once. `settings` gives the class settings of now."""

    def __init__(
        self,
        store: Store,
        backend: ChatBackend,
        voices: Voices,
        settings: Callable[[], ClassSettings],
        pseudonyms: Pseudonyms,
        reader: Reader,
        workshop: Workshop | None = None,
        editions: Editions | None = None,
        extractor: Extractor | None = None,
    ) -> None:
        """With a workshop, messages are read and their mathematics is done there; else here and now. `editions`: the templates
        that each adapter version learned; without them all are prompted with the newest. With an extractor, a model is asked
        what stands in a problem that no rule can read."""
        self._store = store
        self._backend = backend
        self._voices = voices
        self._settings = settings
        self._names = pseudonyms
        self._reader = reader
        self._extractor = extractor
        self._workshop = workshop
        self._editions = editions
        self._lanes = Lanes()
        self._forgotten: Counter[str] = Counter()

    async def hear(self, message: Incoming) -> AsyncIterator[Piece]:
        """The reply to one message, a sentence at a time; turns of one student and room come one after another."""
        student = self._names.student(message.channel, message.student)
        room = self._names.room(message.channel, message.room)
        async with self._lanes.turn((student, room)), aclosing(self._turn(message, student, room)) as pieces:
            async for piece in pieces:
                yield piece

    async def _turn(self, message: Incoming, student: str, room: str) -> AsyncGenerator[Piece]:
        settings = self._settings()
        lesson = lesson_of(settings)
        times_forgotten = self._forgotten[student]
        stored, chosen, shown = await self._store.at_hand(student, room)
        learner = (None if shown is None else as_learner(shown)) or Learner()
        session = practised(_session(stored, chosen, settings), learner, time.time())
        command, argument = _command(message, session)
        if command not in (None, Command.HINT):
            yield Piece(await self._obey(command, argument, session, lesson, student, room))
            return
        plan = await self._plan(message, command, session, lesson, student)
        speaking, told = Speaking(plan, judging(self._workshop)), Told()
        number = None if plan.fixed else plan.session.turns + 1
        try:
            async with aclosing(
                speak(speaking, self._backend, self._voices, told, student, self._editions)
            ) as texts:
                async for text in texts:
                    yield Piece(text, number)
        finally:  # a reply that was stopped half way still happened
            now = time.time()
            after = replace(kept(speaking, told), updated=now)
            learner = learner.after(happened(session, plan), now)
            edition = self._editions.of(told.adapter) if self._editions else current()
            said = as_saved(speaking, told.adapter, after.turns, edition, settings.train_on_thumbs)
            await self._keep(student, room, after, learner, said, times_forgotten)
        if told.moved_from:
            log.info("session moved from=%s to=%s", told.moved_from, told.adapter)
        log.info(
            "turn move=%s guarded=%s adapter=%s total_ms=%.0f",
            plan.move.kind, speaking.guarded, told.adapter, told.ms["total"],
        )  # fmt: skip

    async def _keep(
        self, student: str, room: str, session: Session, learner: Learner, reply: SavedReply | None, times_forgotten: int
    ) -> None:
        """Save the turn, unless the student asked to be forgotten since its turn began, in any room."""
        async with self._lanes.turn(student):
            if self._forgotten[student] == times_forgotten:
                await self._store.save(
                    student, room, session.to_json(), session.adapter or None, learner.to_json(), reply
                )

    async def _forget(self, student: str) -> None:
        async with self._lanes.turn(student):
            self._forgotten[student] += 1
            await self._store.forget(student)

    async def _plan(
        self, message: Incoming, command: Command | None, session: Session, lesson: Lesson, student: str
    ) -> Plan:
        if message.kind != "text":
            return fixed(session, "", "edited" if message.kind == "edited" else "type_it", lesson)
        text = {"es": "dame una pista", "en": "give me a hint"}[session.lang] if command else message.text
        planning = Planning(self._reader, self._workshop, self._extractor)
        return await planning.plan(session, text, lesson, student)

    async def _obey(
        self,
        command: Command | None,
        argument: str,
        session: Session,
        lesson: Lesson,
        student: str,
        room: str,
    ) -> str:
        lang, argument = session.lang, argument.strip().lower()
        if command is Command.FORGET:
            await self._forget(student)
            return fixed_text("forgotten", lang, lesson)
        if command is Command.NEW:
            fresh = Session(lang=lang, level=session.level, turns=session.turns)
            await self._store.save(student, room, fresh.to_json())
            return fixed_text("new", lang, lesson)
        if command in (Command.GOOD, Command.BAD):
            known = await self._store.thumb(student, room, 1 if command is Command.GOOD else -1, turn_of(argument))
            return fixed_text("thumb" if known else "no_reply", lang, lesson)
        if command is Command.LANGUAGE:
            return await self._choose_language(argument, session, lesson, student, room)
        if command is Command.LEVEL:
            if argument not in LEVELS:
                return fixed_text("level_unknown", lang, lesson)
            await self._store.prefer(student, level=argument)
            return fixed_text("level", lang, lesson, level=argument)
        return fixed_text("greeting" if command is Command.START else "help", lang, lesson)

    async def _choose_language(
        self, argument: str, session: Session, lesson: Lesson, student: str, room: str
    ) -> str:
        known: Mapping[str, Lang] = {
            "es": "es", "español": "es", "espanol": "es", "spanish": "es", "castellano": "es",
            "en": "en", "english": "en", "inglés": "en", "ingles": "en",
        }  # fmt: skip
        lang = known.get(argument)
        if lang is None:
            return fixed_text("language_unknown", session.lang, lesson)
        await self._store.prefer(student, lang=lang)
        await self._store.save(student, room, replace(session, lang=lang).to_json(), session.adapter or None)
        return fixed_text("language", lang, lesson)


def _session(stored: Stored | None, chosen: Preferences, settings: ClassSettings) -> Session:
    """The session that a turn begins with: as it was kept, with what the student chose; anew where it cannot be read."""
    session = (as_session(stored.state) if stored else None) or Session(lang=settings.lang)
    lang = chosen.lang if chosen.lang in LANGS and not session.problem else None
    level = chosen.level if chosen.level in LEVELS else None
    idle = stored is not None and (datetime.now(UTC) - stored.updated).total_seconds() > IDLE_SECONDS
    if idle:
        session = replace(session, adapter="")
    return replace(session, lang=lang or session.lang, level=level or session.level)


def _command(message: Incoming, session: Session) -> tuple[Command | None, str]:
    """The command of a message: given by the channel, or typed with a slash."""
    if message.command is not None:
        return message.command, message.argument
    if message.kind != "text":
        return None, ""
    text = message.text.strip()
    if not session.problem and text.lower().strip("¡!¿?. ") in BARE:
        return Command.HELP, ""
    return read_slash(text) or (None, "")


def as_row(plan: Plan, speaking: Speaking, told: Told, session_id: str) -> dict[str, Any]:
    """The result row of `tutor ask`."""
    verdict = plan.verdict.outcome if plan.verdict else None
    subject = plan.ground.subject.name if plan.ground.subject else "other"
    row: dict[str, Any] = {
        "session": session_id, "subject": subject, "adapter": told.adapter, "move": plan.move.kind,
        "rung": plan.move.rung, "reply": speaking.shown, "guarded": speaking.guarded, "lang": plan.lang,
        "ms": told.ms, "refused": speaking.findings, "model_down": told.model_down,
    }  # fmt: skip
    moved = {"moved_from": told.moved_from} if told.moved_from else {}
    return row | moved | ({"verdict": verdict} if verdict else {})
