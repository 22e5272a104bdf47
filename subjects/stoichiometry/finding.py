"""What one claim of an attempt amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from subjects.problem import Missing, Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What one claim amounts to."""

    outcome: Outcome
    reached: int = 0
    final: bool = False
    misconception: str | None = None
    missing: tuple[Missing, ...] = ()


UNCLEAR = Finding("unreadable")
