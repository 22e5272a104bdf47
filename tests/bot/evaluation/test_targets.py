"""The targets: what an adapter's shares must be beside the bare base's."""

from __future__ import annotations

import pytest

from bot.evaluation.comparing import Compared
from bot.evaluation.targets import targets
from tutoring.measuring.intervals import Share


def verdicts(one: Compared) -> list[str]:
    """Of the lines of the table that are about the adapter."""
    return [line.verdict for line in targets([], [one], None) if line.name.startswith(f"{one.subject}:")]


@pytest.mark.parametrize(
    ("point", "adapter", "base", "verdict"),
    [
        ("form", 200, 0, "pass"),
        ("form", 80, 30, "miss"),
        ("facts", 200, 200, "pass"),
        ("facts", 199, 200, "pass"),
        ("facts", 172, 200, "miss"),
        ("language", 190, 200, "miss"),
    ],
)
def test_an_adapter_is_below_the_base_when_its_whole_interval_is(
    point: str, adapter: int, base: int, verdict: str
) -> None:
    assert verdicts(Compared("algebra", point, Share(adapter, 200), Share(base, 200))) == [verdict]


def test_too_few_prompts_prove_nothing() -> None:
    assert verdicts(Compared("algebra", "facts", Share(24, 24), Share(24, 24))) == ["miss"]
