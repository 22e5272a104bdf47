"""A new version speaks only with the templates of now; one that spoke before may speak again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.registry import Registry
from prompts.editions import current
from tests.adapters import tiny
from training.release import NotReleased, check, spoke


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """algebra@1 learned templates that are no longer here, algebra@2 those of now."""
    found, base = Registry(tmp_path / "registry"), tiny.write_base(tmp_path / "base")
    card = tiny.card("algebra", base)
    folder = tiny.write_adapter(tmp_path / "adapter")
    for digests in ({"es/nudge.j2": "0" * 64}, dict(current().digests)):
        found.publish(folder, replace(card, prompt_digests=digests), base=base, who="ana", why="test")
    return found


def test_a_new_version_of_older_templates_is_refused_with_the_command_that_retrains(registry: Registry) -> None:
    with pytest.raises(NotReleased) as told:
        check(registry, "algebra", 1)
    assert told.value.sentence.en.endswith("teach train algebra")
    assert told.value.sentence.es.endswith("teach train algebra")
    assert check(registry, "algebra", 2).number == 2


def test_one_that_spoke_may_speak_again(registry: Registry) -> None:
    registry.point("algebra", 1, who="ana", why="before the templates changed")
    registry.point("algebra", 2, who="ana", why="newer")
    assert spoke(registry, check(registry, "algebra", 1))
    registry.rollback("algebra", who="ana", why="worse")
    assert registry.aliases() == {"algebra": 1}
