"""`make bench`: how much of a turn is the tutor's own work, without a model server.

The hand-written conversations of `bot/evaluation/` run through the real turn; a scripted backend stands in for the
model and writes the tutor's own wording, whose time is counted at a constant rate and not waited for. All times are
CPU time of one thread, so that another program on the machine is not counted. Microseconds belong to the machine; what
may be compared are the ratios of one run. It says nothing of how good a reply is.

Beside it `teach lint` reads and recomputes a folder of made examples that mixes every form of file, one in five with a
planted error: seconds by the clock and of CPU, all processes and their start counted.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, TypeVar
from unittest.mock import patch

from bot.tutor import Told, speak
from bot.wiring import OneVoice
from subjects import catalogue
from subjects.problem import LANGS, Lang, Problem, Solution
from tests.training.lint.mixed import mixed
from tutoring.move import word
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, plan_turn
from tutoring.vocabulary import lexicon

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "bot" / "evaluation" / "conversations.toml"
ROUNDS = 5  # of reading, which is quick enough to repeat
PACKAGES = ("maieutic", "jinja2", "pydantic", "typer")
T = TypeVar("T")
Times = dict[str, list[float]]
"""Samples by what was measured: microseconds, or plain ratios."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one student wrote, in order; `subject` is a folder's name or `other`."""

    subject: str
    lang: Lang
    messages: tuple[str, ...]


@dataclass(slots=True)
class Scripted:
    """A model that says `text` word by word."""

    text: str = ""

    async def stream(self, *_: object, **__: object) -> AsyncIterator[str]:
        for piece in self.text.split(" "):
            yield f"{piece} "


@dataclass(slots=True)
class Found:
    """Every sample of a run."""

    turn: Times = field(default_factory=lambda: defaultdict(list))
    subject: dict[str, Times] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))


def written(path: Path, most: int) -> list[Conversation]:
    """The conversations of a file, subjects and languages in turn, up to `most` messages (0: all)."""
    sections = {name: part for name, part in tomllib.loads(path.read_text("utf-8")).items() if name != "wishes"}
    ordered = sorted(
        (at, lang, name, tuple(talk["messages"]))
        for name, langs in sections.items()
        for lang in LANGS
        for at, talk in enumerate(langs.get(lang, ()))
    )
    kept: list[Conversation] = []
    for _, lang, name, messages in ordered:
        room = most - sum(len(talk.messages) for talk in kept) if most else len(messages)
        if room > 0:
            kept.append(Conversation(name, lang, messages[:room]))
    return kept


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """What an act gives, and the microseconds of CPU that it took."""
    start = time.thread_time_ns()
    result = act()
    return result, (time.thread_time_ns() - start) / 1000


def processor_time(process: Path) -> float:
    """Seconds for which the threads of a process, named by its folder in /proc, have had a processor; 0 where it is gone."""
    total = 0
    for task in process.glob("task/*/schedstat"):
        with suppress(OSError):
            total += int(task.read_text("ascii").split()[0])
    return total / 1e9


def start_afresh() -> None:
    """Forget every cached result, then read the data files again: a class meets each problem once."""
    for thing in gc.get_objects():
        if type(thing) is functools._lru_cache_wrapper and thing.__module__.startswith(("subjects", "tutoring")):
            thing.cache_clear()
    for lang in LANGS:
        lexicon(lang)
    for name in catalogue.names():
        for lang in LANGS:
            _turn_of(Session(lang=lang), catalogue.find(name).generate(Random(0), lang, "3eso").text)


def _turn_of(session: Session, text: str) -> Speaking:
    return Speaking(plan_turn(session, text, Lesson(catalogue.names()), reader()))


def measure_reading(talks: Sequence[Conversation], found: Found) -> None:
    """Language, wish and subject of every message, as the first of a conversation."""
    for talk in [*talks] * ROUNDS:
        for text in talk.messages:
            found.turn["reading"].append(timed(lambda: reader().read(text, talk.lang, catalogue.names()))[1])  # noqa: B023


def measure_subjects(talks: Sequence[Conversation], found: Found) -> None:
    """Reading and solving the problem that a conversation opens with, then judging each later message."""
    for talk in talks:
        if talk.subject not in catalogue.names():
            continue
        subject, times = catalogue.find(talk.subject), found.subject[talk.subject]
        start = time.thread_time_ns()
        problem = subject.parse(talk.messages[0], talk.lang)
        solution = subject.solve(problem) if isinstance(problem, Problem) else problem
        times["solve"].append((time.thread_time_ns() - start) / 1000)
        if isinstance(solution, Solution):
            for line in talk.messages[1:]:
                times["check"].append(timed(lambda: subject.check(solution, line, talk.lang))[1])  # noqa: B023


async def measure_turns(talks: Sequence[Conversation], rate: float, found: Found) -> None:
    """Whole turns: each stage as the tutor reports it, and its CPU against the time that the text takes at `rate`."""
    backend, voice, times = Scripted(), OneVoice("base"), found.turn
    for talk in talks:
        session = Session(lang=talk.lang)
        for text in talk.messages:
            speaking, planned = timed(lambda: _turn_of(session, text))  # noqa: B023
            plan = speaking.plan
            backend.text = word(plan.move, plan.ground, Random(text)) if plan.prompt else ""
            start = time.thread_time_ns()
            async for _ in speak(speaking, backend, voice, Told()):
                pass
            cpu = planned + (time.thread_time_ns() - start) / 1000
            session = speaking.session()
            if backend.text:
                times["grounding"].append(1000 * plan.ms["ground"])
                times["planning"].append(1000 * plan.ms["plan"])
                times["guard"].append(1000 * speaking.guard_ms)
                times["turn"].append(cpu)
                times["turn / text"].append(cpu / (1e6 * len(backend.text) / rate))


def measure_lint(count: int) -> dict[str, float]:
    """`teach lint` of a folder of so many examples, as a teacher types it."""
    with tempfile.TemporaryDirectory() as place:
        folder, settings = Path(place) / "examples", Path(place) / "class.toml"
        settings.write_text("", "utf-8")
        where = mixed(folder, 1, errors=count // 5, sounds=count - count // 5)
        before, start = os.times(), time.perf_counter()
        subprocess.run(
            [str(Path(sys.executable).with_name("teach")), "lint", "--json", str(folder)],
            check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MAIEUTIC_CLASS_FILE": str(settings)},
        )  # fmt: skip
        seconds, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "examples": len(where), "files": len({file for file, _ in where}), "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
    }  # fmt: skip


def spread(samples: Sequence[float], digits: int = 1) -> dict[str, float]:
    """Median and 99th percentile."""
    cuts = statistics.quantiles(samples, n=100, method="inclusive") if len(samples) > 1 else [samples[0]] * 99
    return {"p50": round(cuts[49], digits), "p99": round(cuts[98], digits)}


def report(talks: Sequence[Conversation], rate: float) -> dict[str, Any]:
    """Measure everything; the figures with machine and versions."""
    found = Found()
    start_afresh()
    measure_reading(talks, found)
    measure_subjects(talks, found)
    start_afresh()
    with patch("tutoring.turn.time", SimpleNamespace(perf_counter=time.thread_time)):  # its stages in CPU time too
        asyncio.run(measure_turns(talks, rate, found))
    whole = sum(found.turn["turn"])
    ratio = found.turn.pop("turn / text")
    shares = {name: round(sum(found.turn[name]) / whole, 3) for name in ("grounding", "planning", "guard")}
    return {
        "machine": {"processor": processor(), "cores": len(os.sched_getaffinity(0)), "system": platform.system()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "messages": sum(len(talk.messages) for talk in talks),
        "turns": len(found.turn["turn"]),
        "characters_per_second": rate,
        "microseconds": {name: spread(samples) for name, samples in found.turn.items()},
        "subjects": {
            name: {act: spread(samples) for act, samples in times.items()} for name, times in found.subject.items()
        },
        "ratios": {"turn_cpu_to_text_time": spread(ratio, 5), "share_of_turn": shares},
    }


def processor() -> str:
    """The processor's name as the kernel tells it."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(figures: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    rows = [(name, spans) for name, spans in figures["microseconds"].items()]
    rows += [(f"{name}: {act}", spans) for name, acts in figures["subjects"].items() for act, spans in acts.items()]
    lines = [f"| {name} | {spans['p50']:.0f} | {spans['p99']:.0f} |" for name, spans in rows]
    text = figures["ratios"]["turn_cpu_to_text_time"]
    told = (
        f"{figures['turns']} turns of {figures['messages']} messages; a turn's CPU is {text['p50']:.2%} (p99 "
        f"{text['p99']:.2%}) of its text's time at {figures['characters_per_second']:.0f} characters a second"
    )
    lint = figures["lint"]
    linted = (
        f"{lint['examples']} worked examples in {lint['files']} files read and linted in {lint['seconds']} s "
        f"({lint['cpu_seconds']} s of CPU)"
    )
    return "\n".join(["| µs | p50 | p99 |", "|---|---:|---:|", *lines, "", told, linted])


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench.json", help="where the figures go")
    parser.add_argument("--messages", type=int, default=0, help="stop after so many messages (default: all)")
    parser.add_argument("--rate", type=float, default=200.0, help="characters a second of the scripted model")
    parser.add_argument("--examples", type=int, default=1000, help="worked examples that are linted")
    given = parser.parse_args(arguments)
    figures = report(written(WRITTEN, given.messages), given.rate) | {"lint": measure_lint(given.examples)}
    given.out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
