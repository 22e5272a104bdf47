"""What a channel is, and how the ones in this folder are found.

A new channel is one new file beside this one. It exposes `make(settings)`, which answers None when the class
has not configured it and otherwise something that satisfies `Channel`. It turns what its platform says into
`bot.message.Incoming`, shows the pieces of the reply, and knows nothing of tutoring or of another channel.
Finding the channels imports their modules, and so their client libraries: do it in a command, not at import.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from bot import channels
from tutoring.sentence import OperatorError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.message import Tutor

NOT_CHANNELS = frozenset({"contract"})


class ChannelError(OperatorError):
    """A channel cannot go on until a person changes something; it says what, in both languages."""


class ChannelSettings(Protocol):
    """What the class settings tell every channel. Secrets stay `SecretStr` until the moment they are sent."""

    @property
    def discord_token(self) -> SecretStr | None: ...

    @property
    def moodle_url(self) -> str | None: ...

    @property
    def moodle_token(self) -> SecretStr | None: ...

    @property
    def state_dir(self) -> Path:
        """A folder of this bot alone, where a channel may keep what has to survive a restart."""
        ...

    @property
    def lang(self) -> str:
        """The class's language, `es` or `en`: it goes first where the student's is not known."""
        ...


class Channel(Protocol):
    """One platform, ready to be run."""

    @property
    def name(self) -> str:
        """The module's name and `Incoming.channel`."""
        ...

    async def run(self, tutor: Tutor) -> None:
        """Serve students until cancelled. What passes is waited out; `ChannelError` is for the rest."""
        ...


def names() -> tuple[str, ...]:
    """The channels of this folder in alphabetical order, without importing any."""
    found = (module.name for module in pkgutil.iter_modules(channels.__path__))
    return tuple(sorted(name for name in found if name not in NOT_CHANNELS))


def load(name: str) -> ModuleType:
    """The module of one channel."""
    return importlib.import_module(f"{channels.__name__}.{name}")


def configured(settings: ChannelSettings) -> Iterator[Channel]:
    """Every channel that the class has configured, made and not yet running."""
    for name in names():
        channel: Channel | None = load(name).make(settings)
        if channel is not None:
            yield channel
