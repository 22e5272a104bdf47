"""One reply on a platform where what was posted can be edited: grown in place, over as many messages as it needs.

It knows no platform: how to post, how words are made ready and what stands under the last message are handed in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.outgoing import split

Post = Callable[..., Awaitable[Any]]
"""Posts a text, with `view` under it where it is given; what it answers can `edit(content=…, view=…)` itself."""


class Sheet:
    """The messages of one reply, with the buttons under the last. `limit`: characters of a message."""

    def __init__(
        self, post: Post, ready: Callable[[str], str], limit: int, view: Callable[[], object] | None = None
    ) -> None:
        self._post = post
        self._ready = ready
        self._limit = limit
        self._view = view
        self._messages: list[Any] = []
        self._shown: list[tuple[str, bool]] = []

    async def show(self, text: str) -> None:
        """Make what stands there say `text`, changing only the messages that differ."""
        parts = split(self._ready(text), self._limit)
        wanted = [(part, at == len(parts) - 1) for at, part in enumerate(parts)]
        for at, (part, last) in enumerate(wanted):
            if at >= len(self._messages):
                buttons = {"view": self._view()} if self._view and last else {}
                self._messages.append(await self._post(part, **buttons))
            elif self._shown[at] != (part, last):
                # A message that is not the last any more hands its buttons on.
                edit = self._messages[at].edit
                self._messages[at] = await (edit(content=part) if last else edit(content=part, view=None))
        self._shown = wanted
