"""What passes between a channel and the tutor. No channel knows more of tutoring than this."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

MessageKind = Literal["text", "photo", "voice", "file", "edited"]


class Command(StrEnum):
    """What a person may ask of the bot itself, in every channel."""

    START = "start"
    HELP = "help"
    NEW = "new"
    HINT = "hint"
    LANGUAGE = "language"
    LEVEL = "level"
    FORGET = "forget"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one student in one room.

    `channel` is the platform ("discord"), `room` and `student` its own ids; they are turned into keyed
    pseudonyms before anything is stored. `kind` other than `text`: the tutor asks to type it. `command` set: an act
    of the bot, with its `argument` ("en", "3eso"); a text that starts with a slash is read as a command too.
    """

    channel: str
    room: str
    student: str
    text: str = ""
    kind: MessageKind = "text"
    command: Command | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """The next part of a reply, to be appended as it is to what was shown before (it carries its own spaces). `turn`: the
    number of the reply in its room, as the argument of GOOD and BAD, where it may get a thumb."""

    text: str
    turn: int | None = None


class Tutor(Protocol):
    """What every channel speaks to."""

    def hear(self, message: Incoming) -> AsyncIterator[Piece]:
        """The reply, a sentence at a time. Never raises what a student could see: errors are told kindly as pieces.
        Turns of one student and room are taken one after another."""
        ...
