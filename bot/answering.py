"""Batch rows answered in the workshop: a row whose mathematics takes too long is told as unknown, and the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.batch import Row, RowError
from bot.workshop import TooLong, Workshop


class Answering:
    """The handler of a batch command; its mathematics runs in another process."""

    def __init__(
        self, command: str, workshop: Workshop | None = None, methods: Mapping[str, str] | None = None
    ) -> None:
        """`methods` are how the class solves, by subject, for rows that name none."""
        self.command = command
        self._methods = dict(methods or {})
        self._workshop = workshop or Workshop()

    def __call__(self, row: Row) -> Mapping[str, Any]:
        """The result of a row. Raises RowError."""
        try:
            return self._workshop.run_now(answer, self.command, row, self._methods)
        except TooLong:
            return late(self.command, row)


def answer(command: str, row: Row, methods: Mapping[str, str]) -> Mapping[str, Any]:
    """The result of a row, here and now. Raises RowError."""
    from bot import rows

    if command in ("solve", "check"):
        return (rows.solve if command == "solve" else rows.check)(row, methods)
    return {"route": rows.route, "guard": rows.guard}[command](row)


def late(command: str, row: Row) -> Mapping[str, Any]:
    """The result of a row that took too long: nothing is claimed. Raises RowError where that cannot be said."""
    if command == "solve":
        subject = row.get("subject") or "other"
        problem = str(row.get("text", ""))[:200]
        return {"subject": subject, "status": "unsolved", "why": "too_hard", "problem": problem, "steps": []}
    if command == "check":
        return answer("check", {**row, "problem": "-", "attempt": "-"}, {})
    raise RowError("cannot_answer", "the row took too long")
