"""A new version speaks only with the templates of now and where it is no worse, unless somebody insists by its name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.registry import Registry, Version
from prompts.editions import current
from tests.adapters import tiny
from tests.training.gate.speakers import Script, Scripted, guiding, plain
from training.gate.asked import drawn
from training.gate.command import Place, last
from training.gate.run import SHORT
from training.gate.server import NotAsked
from training.release import NotReleased, WrongInsisting, check, spoke


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return tiny.write_base(tmp_path / "base")


@pytest.fixture
def registry(tmp_path: Path, base: Base) -> Registry:
    """algebra@1 learned templates that are no longer here and is live, algebra@2 and algebra@3 those of now."""
    found = Registry(tmp_path / "registry")
    card, folder = replace(tiny.card("algebra", base), recipe={}), tiny.write_adapter(tmp_path / "adapter")
    for digests in ({"es/nudge.j2": "0" * 64}, dict(current().digests), dict(current().digests)):
        found.publish(folder, replace(card, prompt_digests=digests), base=base, who="ana", why="test")
    found.point("algebra", 1, who="ana", why="before the templates changed")
    return found


@dataclass(frozen=True, slots=True)
class Scene(Place):
    """A place whose server follows scripts."""

    server: Scripted = field(default_factory=lambda: Scripted((), {}))

    def opened(self, versions: Sequence[Version]) -> AbstractAsyncContextManager[Scripted]:  # type: ignore[override]
        return self.server.open(versions)


def scene(registry: Registry, base: Base, new: Script, fail_after: int | None = None) -> Scene:
    """Where algebra@2 speaks by a script, the live one as the tutor does."""
    scripts = {"algebra@2": new, "algebra@1": guiding, "base": plain}
    server = Scripted(drawn("algebra", SHORT), scripts, fail_after)
    return Scene(str(base.folder), registry.root.parent / "state", registry=registry, server=server)


def test_a_new_version_of_older_templates_is_refused_with_the_command_that_retrains(
    registry: Registry, base: Base
) -> None:
    registry.point("algebra", 2, who="ana", why="newer")
    fresh = registry.publish(
        registry.load("algebra", 1).folder, registry.load("algebra", 1).card, base=base, who="ana", why="test"
    )
    with pytest.raises(NotReleased) as told:
        check(registry, scene(registry, base, guiding), "algebra", fresh.number, "", "ana")
    assert told.value.sentence.en.endswith("teach train algebra")
    assert told.value.sentence.es.endswith("teach train algebra")


def test_a_version_that_was_never_tried_is_tried_first_and_may_speak_where_it_is_no_worse(
    registry: Registry, base: Base, capsys: pytest.CaptureFixture[str]
) -> None:
    place = scene(registry, base, guiding)
    assert check(registry, place, "algebra", 2, "", "ana") == ""
    assert place.server.asked["algebra@2"] == SHORT
    assert "a short trial first" in capsys.readouterr().err
    assert check(registry, place, "algebra", 2, "", "ana") == ""
    assert place.server.asked["algebra@2"] == SHORT, "the report is taken, nothing is asked again"


def test_a_worse_version_is_refused_unless_somebody_insists_by_its_name(registry: Registry, base: Base) -> None:
    place = scene(registry, base, plain)
    with pytest.raises(NotReleased) as told:
        check(registry, place, "algebra", 2, "", "ana")
    assert "95% confidence" in told.value.sentence.en and "95 % de confianza" in told.value.sentence.es
    assert "teach publish algebra@2 --even-if-worse algebra@2" in told.value.sentence.en
    with pytest.raises(WrongInsisting):
        check(registry, place, "algebra", 2, "algebra@1", "ana")
    note = check(registry, place, "algebra", 2, "algebra@2", "ana")
    assert note.startswith("insisted on although worse: ") and "points less" in note


def test_where_no_trial_can_be_made_only_insisting_helps(registry: Registry, base: Base) -> None:
    place = scene(registry, base, guiding, fail_after=0)
    with pytest.raises(NotReleased) as told:
        check(registry, place, "algebra", 2, "", "ana")
    assert isinstance(told.value.__cause__, NotAsked) and "--even-if-worse algebra@2" in told.value.sentence.es
    assert check(registry, place, "algebra", 2, "algebra@2", "ana") == "insisted on without a trial"


def test_the_live_version_and_a_rollback_are_asked_nothing(registry: Registry, base: Base) -> None:
    place = scene(registry, base, guiding, fail_after=0)
    registry.point("algebra", 2, who="ana", why="newer")
    assert check(registry, place, "algebra", 2, "", "ana") == ""
    registry.rollback("algebra", who="ana", why="worse")
    assert registry.aliases() == {"algebra": 1}
    assert spoke(registry, registry.load("algebra", 2))


def test_a_report_beside_another_live_version_does_not_count(registry: Registry, base: Base) -> None:
    place = scene(registry, base, guiding)
    check(registry, place, "algebra", 2, "", "ana")
    new, one = registry.load("algebra", 2), registry.load("algebra", 1)
    assert last(registry, new, one) is not None
    assert last(registry, new, None) is None and last(registry, one, new) is None
