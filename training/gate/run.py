"""`teach evaluate`: ask a version, the one it is compared with and the base the same, judge it all, keep the report.

Stopped at any point, the same command goes on with what is missing. Nothing is published or changed by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from adapters import history, reports
from adapters.base import Base
from adapters.launch import BASE_NAME
from adapters.registry import Registry, Version
from prompts.editions import current
from training.examples.taught import Taught, taught
from training.gate.asked import Asked, drawn, parted
from training.gate.fidelity import of_voices, woven
from training.gate.judging import Judged, judged
from training.gate.report import Report, differences, families, shares
from training.gate.voice import Said, Speaker, Voice, ask, of_base, of_version, recording
from tutoring.measuring.intervals import share
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording, digest
from tutoring.sentence import OperatorError, Sentence

FULL = 240
"""Turns that every voice is asked."""
SHORT = 96
SHORT_SECONDS = 180.0
"""For how long a short trial asks."""
PARTED = 4
FEWEST_PARTED = 24
"""Beside so many turns one more where the class's way parts from others, and at least so many of those."""
_ROUND = 32
"""Turns that all voices are asked before any is asked more, so that a trial that ends early compares the same."""
SHOWN = 12
"""Turns that the report shows."""

Open = Callable[[Sequence[Version]], AbstractAsyncContextManager[Speaker]]
"""Opens a model server with these versions and the base."""


class NothingAsked(OperatorError):
    """No turn could be asked of every voice."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be tried, and how: `against` another version, or only the base; `seconds` bound the asking."""

    version: Version
    against: Version | None
    base: Base
    who: str
    count: int = FULL
    seconds: float = float("inf")

    @property
    def short(self) -> bool:
        """Whether less is asked than usually."""
        return self.count < FULL or self.seconds != float("inf")

    @property
    def way(self) -> Taught | None:
        """The way that a teacher's examples taught: the version's, or else that of what it is compared with."""
        return way_of(self.version, self.against)


def way_of(version: Version, against: Version | None) -> Taught | None:
    """The way to which a version must be faithful; None where no examples taught one."""
    own = taught(version.card.recipe)
    return own if own is not None or against is None else taught(against.card.recipe)


def beside(registry: Registry, version: Version) -> Version | None:
    """What a version is compared with: the live one of its subject, or else the one that was before it."""
    live = registry.aliases().get(version.subject)
    if live == version.number:
        live = history.before(registry.history(version.subject))
    return None if live is None or live == version.number else registry.load(version.subject, live)


async def evaluate(wish: Wish, registry: Registry, opened: Open, folder: Path) -> Report:
    """Ask and judge what is missing, and keep the report in the registry. Raises OperatorError."""
    began = time.monotonic()
    asked = _asked(wish)
    voices = {role: voice for role, voice in _voices(wish).items() if voice is not None}
    kept = {role: recording(folder, voice, wish.base.digest) for role, voice in voices.items()}
    if any(one.id not in lines.lines for one in asked for lines in kept.values()):
        versions = [one for one in (wish.version, wish.against) if one is not None]
        async with opened(versions) as speaker:
            await _ask(wish, asked, voices, kept, speaker)
    answered = [one for one in asked if all(one.id in lines.lines for lines in kept.values())]
    if not answered:
        raise NothingAsked(
            "No dio tiempo a preguntar nada. Prueba otra vez con más tiempo: teach evaluate.",
            "There was no time to ask anything. Try again with more time: teach evaluate.",
        )
    said = {role: _judged(answered, voices[role], kept[role], wish.way) for role in voices}
    report = _report(wish, answered, said, time.monotonic() - began)
    reports.keep(registry.root, wish.version.name, report.to_json())
    return report


def _asked(wish: Wish) -> tuple[Asked, ...]:
    """What every voice is asked: turns of the subject, and among them those that tell the class's way from others."""
    versions = [one for one in (wish.version, wish.against) if one is not None]
    learned = [found for one in versions if (found := taught(one.card.recipe)) is not None]
    own = frozenset().union(*(one.problems for one in learned))
    usual = drawn(wish.version.subject, wish.count, wish.version.card.recipe.get("method"), own)
    if wish.way is None:
        return usual
    return woven(usual, parted(replace(wish.way, problems=own), max(FEWEST_PARTED, wish.count // PARTED)))


def _voices(wish: Wish) -> Mapping[str, Voice | None]:
    return {
        "version": of_version(wish.version),
        "against": None if wish.against is None else of_version(wish.against),
        "base": of_base(BASE_NAME, wish.base.digest),
    }


async def _ask(
    wish: Wish, asked: Sequence[Asked], voices: Mapping[str, Voice], kept: Mapping[str, Recording], speaker: Speaker
) -> None:
    until = time.monotonic() + wish.seconds
    done = sum(one.id in lines.lines for one in asked for lines in kept.values())
    name = Sentence(f"{wish.version.name}: respuestas", f"{wish.version.name}: replies")
    progress = Progress(name, len(asked) * len(voices), done)
    for at in range(0, len(asked), _ROUND):
        for role, voice in voices.items():
            await ask(voice, asked[at : at + _ROUND], speaker, kept[role], progress.step, until)


def _judged(
    asked: Sequence[Asked], voice: Voice, kept: Recording, way: Taught | None
) -> dict[str, Judged]:
    found = {}
    for one in asked:
        line = kept.lines[one.id]
        said = Said(str(line["text"]), bool(line["ended"]))
        found[one.id] = judged(one, voice, said, None if way is None else way.style)
    return found


def _report(wish: Wish, asked: Sequence[Asked], said: Mapping[str, dict[str, Judged]], seconds: float) -> Report:
    own, base = said["version"], said["base"]
    against = said.get("against")
    others = {role: found for role, found in said.items() if role != "version"}
    other, usual = wish.against, [one for one in asked if one.due is None]
    return Report(
        version=wish.version.name, digest=of_version(wish.version).digest,
        against="" if other is None else other.name, against_digest="" if other is None else of_version(other).digest,
        base=wish.base.name, base_digest=wish.base.digest, edition=current().number,
        asked=digest([one.id for one in asked]), count=len(usual), short=wish.short, time=history.now(), who=wish.who,
        seconds=round(seconds, 1), differs=share(own[one.id].text != base[one.id].text for one in usual).to_json(),
        shares={role: shares(found) for role, found in said.items()},
        differences={role: differences(own, found) for role, found in others.items()},
        families={} if against is None else families(usual, own, against), examples=_examples(usual, said),
        method={} if wish.way is None else of_voices(wish.way, [one for one in asked if one.due is not None], said),
    )  # fmt: skip


def _examples(asked: Sequence[Asked], said: Mapping[str, dict[str, Judged]]) -> list[dict[str, Any]]:
    """Some turns with what every voice said, those first in which the voices are not equally good."""

    def apart(one: Asked) -> bool:
        passed = {found[one.id].points["passes"] for role, found in said.items() if role != "base"}
        return len(passed) > 1

    halves = [[one for one in asked if one.turn.lang == lang] for lang in ("es", "en")]
    ordered = [sorted(half, key=lambda one: not apart(one))[: SHOWN // 2] for half in halves]
    return [_example(one, said) for half in ordered for one in half]


def _example(one: Asked, said: Mapping[str, dict[str, Judged]]) -> dict[str, Any]:
    solution = one.turn.ground.solution
    return {
        "lang": one.turn.lang, "family": one.family, "move": one.turn.move.kind,
        "problem": solution.problem.text if solution else one.turn.ground.problem, "student": one.turn.ground.student,
        "replies": {
            role: {"text": found[one.id].text, "points": dict(found[one.id].points), "found": list(found[one.id].found)}
            for role, found in said.items()
        },
    }  # fmt: skip
