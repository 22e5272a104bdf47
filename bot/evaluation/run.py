"""`tutor evaluate` from end to end: what is kept is taken up, what is missing is measured, and the report is written.

Lines are kept under the state folder, one folder a key: the digests of the base, the adapters that speak, the texts
and code that decide what is asked and shown, and the lesson. Another key starts anew.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any, cast

from adapters.sampling import MAX_TOKENS, TEMPERATURES
from bot.evaluation.asking import ask_all
from bot.evaluation.assailed import assail, assailants, counted
from bot.evaluation.attacks import record as siege
from bot.evaluation.comparing import BASE, compare_all, compared
from bot.evaluation.conversations import Conversation, conversations
from bot.evaluation.crowd import crowd, summary
from bot.evaluation.prompts import samples
from bot.evaluation.pupils import SEED, hold_all, pupils
from bot.evaluation.report import report, write
from bot.evaluation.sampling import CONVERSATIONS
from bot.model import ChatBackend
from bot.tutor import Voices, lesson_of
from bot.wiring import OneVoice, Setup, open_voice
from subjects import catalogue
from subjects.problem import LANGS, Lang
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording, digest, digest_of_files
from tutoring.reading import reader
from tutoring.sentence import OperatorError, Sentence
from tutoring.turn import GENERAL, Lesson

ROOT = Path(__file__).resolve().parents[2]
NAMES = {
    "ask": Sentence("conversaciones", "conversations"),
    "base": Sentence("conversaciones con la base", "conversations with the base"),
    "compare": Sentence("adaptadores frente a la base", "adapters against the base"),
    "siege": Sentence("rondas de ataques a un modelo que obedece", "rounds of attacks on a model that obeys"),
}


class WrongChoice(OperatorError):
    """An option names something that there is not."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Options:
    """How much is measured. `base`: conversations held with the base too; `prompts`: unseen prompts an adapter;
    `rounds`: messages that each of the students at once sends; `misled`, `others`: simulated students with one
    misconception, and of every other persona, a subject and language; `attacked`: turns of the siege; `attacks`: of the
    suite that are tried on the live tutor, each in every subject; `processes`: that the siege takes."""

    conversations: int = 300
    subjects: tuple[str, ...] | None = None
    langs: tuple[Lang, ...] = LANGS
    at_once: int = 4
    base: int = 60
    prompts: int = 200
    rounds: int = 5
    out: Path = Path("docs")
    misled: int = 20
    others: int = 2
    attacked: int = 10_000
    attacks: int = 1000
    processes: int = len(os.sched_getaffinity(0))


def options(
    count: int, subject: str | None, lang: str | None, quick: bool, at_once: int, out: Path
) -> Options:
    """The options of the command. Raises WrongChoice."""
    known = (*catalogue.names(), catalogue.OTHER)
    _one_of("--subject", subject, known)
    _one_of("--lang", lang, LANGS)
    subjects = None if subject is None else (subject,)
    langs = LANGS if lang is None else (cast(Lang, lang),)
    if quick:
        return Options(
            min(count, 24), subjects, langs, at_once, base=8, prompts=24, rounds=2, out=out, misled=2, others=1,
            attacked=400, attacks=8,
        )  # fmt: skip
    return Options(count, subjects, langs, at_once, out=out)


def _one_of(name: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise WrongChoice(
            f"{name} es {value!r}; puede ser: {', '.join(known)}.", f"{name} is {value!r}; it is one of: {', '.join(known)}."
        )  # fmt: skip


def kept_under(state_dir: Path) -> Path:
    """Where evaluations are kept."""
    return state_dir / "evaluation"


async def evaluate(setup: Setup, chosen: Options) -> tuple[Path, Path]:
    """Measure what is missing and write the report; its two files. Raises OperatorError."""
    lesson = lesson_of(setup.classroom.current())
    async with open_voice(setup) as (backend, endpoint):
        place = kept_under(setup.settings.state_dir) / key(lesson, weights(setup, endpoint))
        told = await measure(chosen, backend, endpoint, lesson, place, with_base=not setup.elsewhere)
        return write(told, chosen.out)


def weights(setup: Setup, voices: Voices) -> dict[str, str]:
    """Which base and which adapter versions speak, each with a digest of its weights where it is ours."""
    from adapters.registry import DIGESTS, Registry
    from adapters.running import find_running

    running = None if setup.elsewhere else find_running(setup.settings.state_dir)
    found = {BASE: running.base_digest if running else setup.elsewhere}
    root = Registry().root
    for name, voice in speaking(voices).items():
        subject, _, number = voice.partition("@")
        digests = root / subject / number / DIGESTS
        found[name] = f"{voice} {digest(digests.read_text('utf-8'))}" if number and digests.is_file() else voice
    return found


def speaking(voices: Voices) -> dict[str, str]:
    """The model name by subject, `general` for what belongs to none."""
    return {name: voices.model_for(_subject(name)) for name in (*catalogue.names(), GENERAL)}


def _subject(name: str) -> str | None:
    return None if name == GENERAL else name


def key(lesson: Lesson, weighed: Mapping[str, str]) -> str:
    """The name of everything that decides a reply."""
    texts = digest_of_files([ROOT / "subjects", ROOT / "prompts", ROOT / "tutoring"])
    return digest([dict(weighed), texts, asdict(lesson), list(TEMPERATURES), MAX_TOKENS])


async def measure(
    chosen: Options, backend: ChatBackend, voices: Voices, lesson: Lesson, place: Path, with_base: bool = True
) -> dict[str, Any]:
    """Everything, each part taken up where it was left; the report as plain JSON."""
    talks = conversations(chosen.conversations, chosen.subjects, chosen.langs)
    waits = await _crowd(chosen, talks, backend, voices, lesson, place)
    asked = Recording(place / CONVERSATIONS)
    await ask_all(talks, backend, voices, lesson, asked, NAMES["ask"], chosen.at_once)
    pairs = await _compare(chosen, backend, voices, lesson, place) if with_base else []
    bare = Recording(place / "base.jsonl")
    plain = talks[: chosen.base] if with_base else ()
    await ask_all(plain, backend, OneVoice(BASE), lesson, bare, NAMES["base"], chosen.at_once)
    lines = [asked.lines[one.id] for one in talks]
    learners = await _students(chosen, backend, voices, lesson, place)
    attacked = await _attacks(chosen, backend, voices, lesson, place)
    return report(lines, [bare.lines[one.id] for one in plain], pairs, waits, speaking(voices), learners, attacked)


async def _students(
    chosen: Options, backend: ChatBackend, voices: Voices, lesson: Lesson, place: Path
) -> list[Mapping[str, Any]]:
    kept = Recording(place / "students.jsonl")
    wanted = pupils(chosen.misled, chosen.others, chosen.subjects, chosen.langs)
    await hold_all(wanted, backend, voices, lesson, kept, chosen.at_once)
    return [kept.lines[one.id] for one in wanted]


async def _attacks(
    chosen: Options, backend: ChatBackend, voices: Voices, lesson: Lesson, place: Path
) -> dict[str, Any] | None:
    """The siege with the obeying model, with the guard and without it, and the attacks on the live tutor."""
    if not chosen.attacked:
        return None
    texts = digest_of_files([Path(siege.__file__).parent])
    told = await _siege(chosen, Recording(place / f"siege-{texts}.jsonl"))
    live = Recording(place / f"assailed-{texts}.jsonl")
    subjects = [name for name in lesson.subjects if chosen.subjects is None or name in chosen.subjects]
    wanted = assailants(chosen.attacks if subjects else 0, subjects, chosen.langs)
    await assail(wanted, backend, voices, lesson, live, chosen.at_once)
    return told | {"live": counted([live.lines[name] for name, _, _ in wanted])}


async def _siege(chosen: Options, kept: Recording) -> dict[str, Any]:
    """Held beside the event loop; when this is cancelled it ends with the rounds at hand."""
    rounds, ended = range(siege.rounds_for(chosen.attacked)), Event()
    guarded, bare = [siege.name_of(SEED, number, True) for number in rounds], siege.name_of(SEED, 0, False)
    progress = Progress(NAMES["siege"], len(guarded) + 1, sum(name in kept.lines for name in (*guarded, bare)))

    def step() -> None:
        if ended.is_set():
            raise KeyboardInterrupt
        progress.step()

    def hold() -> None:
        with suppress(KeyboardInterrupt):
            siege.hold(SEED, rounds, True, kept, chosen.processes, step)
            siege.hold(SEED, range(1), False, kept, 1, step)

    try:
        await asyncio.to_thread(hold)
    finally:
        ended.set()
    return {
        "siege": siege.added([kept.lines[name] for name in guarded]),
        "open": siege.added([kept.lines[bare]])["all"]["all"],
    }


async def _crowd(
    chosen: Options, talks: Sequence[Conversation], backend: ChatBackend, voices: Voices, lesson: Lesson, place: Path
) -> dict[str, Any] | None:
    kept = Recording(place / "crowd.jsonl")
    name = digest([chosen.rounds, [one.id for one in talks[:40]]])
    if name not in kept.lines:
        waited = await crowd(talks, backend, voices, lesson, reader(), chosen.rounds)
        if not waited:
            return None
        kept.add({"id": name, **summary(waited, chosen.rounds)})
    return {field: value for field, value in kept.lines[name].items() if field != "id"}


async def _compare(
    chosen: Options, backend: ChatBackend, voices: Voices, lesson: Lesson, place: Path
) -> list[Any]:
    models = {name: model for name, model in speaking(voices).items() if model.split("@")[0] == name}
    if chosen.subjects is not None:
        wanted = {GENERAL if name == catalogue.OTHER else name for name in chosen.subjects}
        models = {name: model for name, model in models.items() if name in wanted}
    drawn = [
        sample
        for name in models
        for sample in samples(name, chosen.prompts, lesson, reader())
        if sample.lang in chosen.langs
    ]
    kept = Recording(place / "prompts.jsonl")
    await compare_all(drawn, models, backend, kept, NAMES["compare"], chosen.at_once)
    return compared(drawn, kept)
