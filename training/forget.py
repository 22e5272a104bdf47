"""Forgetting old versions of adapters: those that were named, or the oldest. What is in use stays, and is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.errors import StillInUse
from adapters.registry import Registry
from tutoring.sentence import Sentence


def forget_these(registry: Registry, names: Iterable[tuple[str, int]], who: str, why: str) -> list[Sentence]:
    """Forget versions by name; what came of each. Raises StillInUse or UnknownVersion at the first that may not go."""
    return [_forget(registry, subject, number, who, why) for subject, number in names]


def forget_old(registry: Registry, subjects: Iterable[str], keep: int, who: str, why: str) -> list[Sentence]:
    """Forget the oldest versions of each subject until `keep` are left; those in use stay and are told."""
    said: list[Sentence] = []
    for subject in subjects:
        for number in _older(registry.numbers(subject), keep):
            try:
                said.append(_forget(registry, subject, number, who, why))
            except StillInUse as error:
                said.append(error.sentence)
    return said


def _older(numbers: Sequence[int], keep: int) -> Sequence[int]:
    return numbers[: max(0, len(numbers) - keep)]


def _forget(registry: Registry, subject: str, number: int, who: str, why: str) -> Sentence:
    registry.forget(subject, number, who=who, why=why)
    name = f"{subject}@{number}"
    return Sentence(f"{name}: olvidada", f"{name}: forgotten")
