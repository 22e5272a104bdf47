"""Whose turn it is: a bounded line of requests, fair between students and between adapters.

At most `at_once` requests run, `most_each` of them for one student, and at most `most_adapters` adapters are busy. The
rest wait, at most `most_waiting` in all and `most_each` for one student, who are served in rotation: one loud student
waits behind their own requests, not before everybody else's. Requests without a name may be of a whole class: together
they have one student's share in the rotation, but may run wherever there is room, and fill half of the line. A line that is
full refuses at once instead of letting the wait grow.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

Full = Literal["line", "student"]


class LineFull(Exception):
    """The line is full, or this student already waits with as many requests as one may."""

    def __init__(self, which: Full) -> None:
        super().__init__(f"the {which} may not wait with more")
        self.which: Full = which


@dataclass(slots=True, eq=False)
class _Waiting:
    adapter: str
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Use `async with turns.turn(student, adapter)` around a request."""

    def __init__(
        self, *, at_once: int = 32, most_adapters: int = 8, most_waiting: int = 256, most_each: int = 4
    ) -> None:
        self.at_once = at_once
        self.most_adapters = most_adapters
        self.most_waiting = most_waiting
        self.most_each = most_each
        self._busy: Counter[str] = Counter()
        self._own: Counter[str] = Counter()
        self._line: OrderedDict[str, deque[_Waiting]] = OrderedDict()

    @property
    def running(self) -> int:
        """Requests that run now."""
        return self._busy.total()

    @property
    def waiting(self) -> int:
        """Requests that wait now."""
        return sum(map(len, self._line.values()))

    @asynccontextmanager
    async def turn(self, student: str, adapter: str) -> AsyncIterator[None]:
        """Wait for a turn and keep it for the block; `student` "" is nobody's name.

        Raises LineFull at once where there is no room to wait.
        """
        if self._line or self._has_enough(student) or not self._fits(adapter):
            await self._wait(student, adapter)
        else:
            self._begin(student, adapter)
        try:
            yield
        finally:
            self._end(student, adapter)
            self._call()

    def _has_enough(self, student: str) -> bool:
        return self._own[student] >= (self.most_each if student else self.at_once)

    def _fits(self, adapter: str) -> bool:
        if self.running >= self.at_once:
            return False
        return adapter in self._busy or len(self._busy) < self.most_adapters

    def _begin(self, student: str, adapter: str) -> None:
        self._busy[adapter] += 1
        self._own[student] += 1

    def _end(self, student: str, adapter: str) -> None:
        for counts, key in ((self._busy, adapter), (self._own, student)):
            counts[key] -= 1
            if not counts[key]:
                del counts[key]

    async def _wait(self, student: str, adapter: str) -> None:
        own = self._line.get(student, deque())
        if len(own) >= (self.most_each if student else self.most_waiting // 2):
            raise LineFull("student")
        if self.waiting >= self.most_waiting:
            raise LineFull("line")
        place = _Waiting(adapter)
        self._line.setdefault(student, own).append(place)
        self._call()
        try:
            await place.ready.wait()
        except asyncio.CancelledError:
            self._leave(student, place)
            raise

    def _leave(self, student: str, place: _Waiting) -> None:
        """A student who gave up; a turn that had just come goes to the next."""
        if place.ready.is_set():
            self._end(student, place.adapter)
        else:
            self._line[student].remove(place)
            if not self._line[student]:
                del self._line[student]
        self._call()

    def _call(self) -> None:
        """Give turns to those who can run, one a student in rotation.

        A request that waits for an adapter's place does not hold back the others, except those of one busy adapter, the
        one with the fewest: it runs out, and its place is free.
        """
        ending: str | None = None
        for student in list(self._line):
            place = self._line[student][0]
            if self.running >= self.at_once:
                return
            if place.adapter == ending or self._has_enough(student):
                continue
            if not self._fits(place.adapter):
                ending = ending or min(self._busy, key=lambda name: self._busy[name])
                continue
            self._line[student].popleft()
            self._begin(student, place.adapter)
            place.ready.set()
            if self._line[student]:
                self._line.move_to_end(student)
            else:
                del self._line[student]
