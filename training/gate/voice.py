"""A voice that is tried: a version or the base, and all that it said so far, kept so that a stopped trial goes on.

Replies belong to the weights, the edition and what was asked; the next version is compared with the same replies of the live
one, which need not be asked again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adapters.registry import DIGESTS, Version
from adapters.sampling import MAX_TOKENS, TEMPERATURES
from prompts.editions import Edition, current, edition_of
from training.gate.asked import Asked, Prompt
from tutoring.measuring.recording import Recording, digest

AT_ONCE = 16
"""Replies that are asked for together."""


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as the model gave it; `ended`: it ended by itself, not at the limit of tokens."""

    text: str
    ended: bool


class Speaker(Protocol):
    """Something that words prompts by the name of a voice."""

    async def say(self, name: str, prompt: Prompt) -> Said: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` as the server knows it, `digest` of its weights, the `edition` that it learned."""

    name: str
    digest: str
    edition: Edition


def of_version(version: Version) -> Voice:
    """A published version; in the newest edition where its own is not kept."""
    weights = digest((version.folder / DIGESTS).read_text("utf-8"))
    return Voice(version.name, weights, edition_of(version.card.prompt_digests) or current())


def of_base(name: str, base_digest: str) -> Voice:
    """The base without an adapter."""
    return Voice(name, base_digest[:16], current())


def recording(folder: Path, voice: Voice, base_digest: str) -> Recording:
    """What a voice said; another base, other weights or another edition is another file."""
    key = digest([voice.digest, base_digest, voice.edition.digests, MAX_TOKENS, TEMPERATURES[0]])
    return Recording(folder / f"{voice.name}-{key}.jsonl")


async def ask(
    voice: Voice, asked: Sequence[Asked], speaker: Speaker, kept: Recording, step: Callable[[], None], until: float
) -> None:
    """Ask what was not asked yet, `AT_ONCE` together, until `time.monotonic()` is `until`."""
    todo = iter([one for one in asked if one.id not in kept.lines])

    async def work() -> None:
        for one in todo:
            if time.monotonic() >= until:
                return
            said = await speaker.say(voice.name, one.prompt(voice.edition))
            kept.add({"id": one.id, "text": said.text, "ended": said.ended})
            step()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
