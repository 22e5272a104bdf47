"""One training conversation, as every text source of the base model hands it over.

It holds text and what is to be measured on it; it promises nothing about the truth of the text: the sources
do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Split = Literal["train", "heldout"]


@dataclass(frozen=True, slots=True)
class Item:
    """A conversation whose last message is the assistant's.

    `messages` holds (role, text) pairs with the roles "system", "user" and "assistant". `must_copy` names
    numbers and expressions of the prompt that the last reply may and should repeat.
    """

    messages: tuple[tuple[str, str], ...]
    kind: str
    must_copy: tuple[str, ...] = ()
    lang: str = "es"

    @property
    def prompt(self) -> str:
        """All text before the last reply, one message a line."""
        return "\n".join(text for _, text in self.messages[:-1])

    @property
    def reply(self) -> str:
        """The last message, the one that is measured."""
        return self.messages[-1][1]


class Source(Protocol):
    """An endless, deterministic stream of items; the two splits share no problem."""

    def __call__(self, seed: int, split: Split) -> Iterator[Item]: ...
