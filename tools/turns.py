"""`make bench-turns`: what the tutor's own work costs a turn, whether it holds the event loop, and whether memory grows.

Made conversations (right and wrong lines, wishes) go through the real class tutor (sessions in SQLite, the mathematics in
its own processes) while a scripted model asks general questions. First one student after another: CPU of the bot and of
the processes it asks, apart for first turns, for turns that only check a line, and for those with a worked example. Then
eight at once, for long: the longest time that the event loop was held, and the memory at intervals. CPU is what the kernel
counts, whatever else runs on the machine; how long the loop is held by the clock means something on a quiet machine only.
It says nothing of how good a reply is, and a real model's time is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain, cycle
from multiprocessing import active_children
from pathlib import Path
from typing import Any

from adapters.loop import settle
from bot.evaluation.conversations import Conversation, made
from bot.evaluation.together import together
from bot.message import Incoming
from bot.model import Reply
from bot.pseudonym import open_pseudonyms
from bot.store import open_store
from bot.tutor import ClassTutor
from bot.wiring import OneVoice
from bot.workshops import Workshops
from subjects import catalogue
from subjects.problem import LANGS
from tools.bench import ROOT, processor, processor_time
from tutoring.classroom import ClassSettings
from tutoring.measuring.intervals import percentile
from tutoring.reading import reader

STUDENTS = 8
CHECK_MS, STALL_MS, GROWTH = 15.0, 20.0, 0.03
"""The most: CPU of a turn that only checks (p50), the longest hold of the event loop, the share by which memory grows."""
WARM = 60
"""Turns before anything is counted: imports, and what is kept of every subject."""
_TICK = 0.001
_POINTS = 20
_EXAMPLES = ("Ejemplo:", "Example:")
_ASKS = {
    "es": [f"¿{a} {b}?" for a in ("Qué paso", "Qué idea", "Qué cuenta", "Qué regla", "Qué línea", "Qué dato")
           for b in ("darías ahora", "probarías aquí", "te ayuda en este punto", "usarías después", "ves más clara")],
    "en": [f"{a} {b}?" for a in ("Which step", "Which idea", "Which sum", "Which rule", "Which line", "Which fact")
           for b in ("would you take now", "would you try here", "helps you at this point", "comes next", "is clearer")],
}  # fmt: skip


@dataclass
class Asking:
    """A ChatBackend that asks one general question after another, in pieces, at once."""

    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def stream(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        """See ChatBackend."""
        asks = _ASKS["es" if "español" in messages[0][1] else "en"]
        text = asks[next(self.numbers) % len(asks)]
        for at in range(0, len(text), 12):
            await asyncio.sleep(0)
            yield text[at : at + 12]


@dataclass
class Watch:
    """Looks at the event loop every millisecond: the longest it was held, by the clock and in CPU of its thread."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def look(self) -> None:
        """Until it is cancelled."""
        while True:
            wall, spent = time.perf_counter(), time.thread_time()
            await asyncio.sleep(_TICK)
            self.clock.append(time.perf_counter() - wall - _TICK)
            self.cpu.append(time.thread_time() - spent)


def spent() -> float:
    """Seconds of CPU that this process and those it started have taken so far."""
    children = (Path("/proc") / str(child.pid) for child in active_children())
    return time.process_time() + sum(map(processor_time, children))


def memory() -> float:
    """Megabytes that this process and those it started hold."""
    pids = (os.getpid(), *(child.pid for child in active_children()))
    return sum(map(_pages, pids)) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _pages(pid: int | None) -> int:
    with suppress(OSError):  # one that is being replaced is gone
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return 0


def talks(makers: Iterator[Iterator[Conversation]], turns: int) -> list[Conversation]:
    """So many turns' conversations, one of each maker in turn. Made beforehand: a student's own thinking is not the tutor's
    work."""
    found: list[Conversation] = []
    left = turns
    while left > 0:
        found.append(next(next(makers)))
        left -= len(found[-1].messages)
    return found


async def answered(tutor: ClassTutor, talk: Conversation, room: str) -> AsyncIterator[tuple[str, float]]:
    """Every turn of a conversation: its kind, and the seconds of CPU that it took with all that went on meanwhile."""
    for at, said in enumerate(talk.messages):
        before = spent()
        message = Incoming("bench", room, room, said)
        reply = "".join([piece.text async for piece in tutor.hear(message)])
        yield _kind(said, reply, at == 0), spent() - before


def _kind(said: str, reply: str, first: bool) -> str:
    if first:
        return "first"
    if any(title in reply for title in _EXAMPLES):
        return "example"
    return "check" if any(char.isdigit() for char in said) else "wish"


async def one_by_one(tutor: ClassTutor, chosen: Sequence[Conversation]) -> dict[str, dict[str, float]]:
    """Milliseconds of CPU by kind of turn."""
    found: dict[str, list[float]] = defaultdict(list)
    for talk in chosen:
        async for kind, seconds in answered(tutor, talk, f"one-{talk.id}"):
            found[kind].append(1000 * seconds)
    return {kind: _spread(values) for kind, values in sorted(found.items())}


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "turns": len(values), "p50": round(statistics.median(values), 2), "p95": round(percentile(values, 0.95) or 0, 2),
    }  # fmt: skip


async def at_once(tutor: ClassTutor, chosen: Sequence[Conversation]) -> dict[str, Any]:
    """Eight students at a time: holds of the loop in milliseconds, memory in megabytes."""
    watch, done, held = Watch(), 0, [(0, memory())]
    every = max(1, sum(len(talk.messages) for talk in chosen) // _POINTS)

    async def sit(talk: Conversation) -> None:
        nonlocal done
        async for _ in answered(tutor, talk, f"seat-{talk.id}"):
            done += 1
            if done % every == 0:
                held.append((done, memory()))

    looking = asyncio.ensure_future(watch.look())
    await together(chosen, sit, STUDENTS)
    looking.cancel()
    return {
        "turns": done, "students": STUDENTS, "hold_clock_ms": _longest(watch.clock), "hold_cpu_ms": _longest(watch.cpu),
        "memory_mb": [(at, round(value, 1)) for at, value in held], "growth": round(growth([v for _, v in held]), 4),
    }  # fmt: skip


def _longest(values: Sequence[float]) -> dict[str, float]:
    return {"p99": round(1000 * (percentile(values, 0.99) or 0), 2), "longest": round(1000 * max(values), 2)}


def growth(values: Sequence[float]) -> float:
    """By which share the most memory of the last quarter is above that of the second: caches fill in the first. A process of
    the mathematics that has done many acts is replaced, so memory is a saw, and its peaks are what a machine must have."""
    quarter = max(1, len(values) // 4)
    early, late = values[quarter : 2 * quarter] or values[:1], values[-quarter:]
    return max(late) / max(early) - 1


async def measure(turns: int, alone: int) -> dict[str, Any]:
    """Everything, with the machine it was measured on."""
    makers = cycle([made(name, lang) for name in catalogue.names() for lang in LANGS])
    warm, single, many = (talks(makers, wanted) for wanted in (WARM, alone, turns))
    with tempfile.TemporaryDirectory() as folder, closing(Workshops()) as workshop:
        place = Path(folder)
        async with open_store(f"sqlite+aiosqlite:///{place / 'sessions.db'}") as store:
            tutor = ClassTutor(
                store, Asking(), OneVoice("base"), ClassSettings, open_pseudonyms(place), reader(), workshop
            )
            await one_by_one(tutor, warm)  # imports and caches
            settle()
            cpu = await one_by_one(tutor, single)
            crowd = await at_once(tutor, many)
    return {
        "machine": {"processor": processor(), "cores": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0]},
        "cpu_ms": cpu, "at_once": crowd, "promised": promised(cpu, crowd),
    }  # fmt: skip


def promised(cpu: dict[str, dict[str, float]], crowd: dict[str, Any]) -> dict[str, bool]:
    """Which promises are kept."""
    return {
        f"CPU of a turn that only checks, p50, at most {CHECK_MS:.0f} ms": cpu["check"]["p50"] <= CHECK_MS,
        f"the event loop is held {STALL_MS:.0f} ms at most, {STUDENTS} students at once": (
            crowd["hold_clock_ms"]["longest"] <= STALL_MS
        ),
        f"memory grows {GROWTH:.0%} at most": crowd["growth"] <= GROWTH,
    }


def table(found: dict[str, Any]) -> str:
    """The figures for a person."""
    rows = [f"| {kind} | {one['turns']} | {one['p50']} | {one['p95']} |" for kind, one in found["cpu_ms"].items()]
    crowd = found["at_once"]
    held = ", ".join(f"{at}: {value:.0f}" for at, value in crowd["memory_mb"])
    lines = chain(
        ("| kind of turn | turns | CPU ms, p50 | p95 |", "|---|---:|---:|---:|", *rows, ""),
        (f"{crowd['turns']} turns, {crowd['students']} students at once: the loop was held {crowd['hold_clock_ms']['longest']} "
         f"ms by the clock (p99 {crowd['hold_clock_ms']['p99']}), {crowd['hold_cpu_ms']['longest']} ms of its own CPU",
         f"memory by turn, MB: {held}", ""),
        (f"{'kept' if kept else 'NOT KEPT'}: {name}" for name, kept in found["promised"].items()),
    )  # fmt: skip
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; the exit status is 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tools.turns", description=__doc__)
    parser.add_argument("--turns", type=int, default=10_000, help="turns of eight students at once")
    parser.add_argument("--alone", type=int, default=600, help="turns of one student after another")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "turns.json", help="where the figures go")
    given = parser.parse_args(arguments)
    found = asyncio.run(measure(given.turns, given.alone))
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(table(found))
    return int(not all(found["promised"].values()))


if __name__ == "__main__":
    sys.exit(main())
