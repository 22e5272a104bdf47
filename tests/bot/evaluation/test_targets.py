"""The targets: what an adapter's shares must be beside the bare base's."""

from __future__ import annotations

import pytest

from bot.evaluation.comparing import Compared
from bot.evaluation.intervals import Share
from bot.evaluation.targets import _of_comparison


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
    found = _of_comparison([Compared("algebra", point, Share(adapter, 200), Share(base, 200))])
    assert [one.verdict for one in found] == [verdict]


def test_too_few_prompts_prove_nothing() -> None:
    found = _of_comparison([Compared("algebra", "facts", Share(24, 24), Share(24, 24))])
    assert [one.verdict for one in found] == ["miss"]
