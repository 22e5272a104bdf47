"""A share of the students hears a version on trial, each always the same, until it is ended or does worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.base import Base
from adapters.errors import UnknownVersion
from adapters.gateway.trial import Trial, drawn, worse
from adapters.history import Canary
from adapters.registry import Registry
from tests.adapters.gateway.scene import Scene, publish, run, scene

STUDENTS = [f"s{number}" for number in range(40)]


def two(registry: Registry, base: Base, percent: int = 50) -> None:
    """algebra@1 speaks, algebra@2 is on trial."""
    publish(registry, base)
    publish(registry, base, live=False)
    registry.share("algebra", 2, percent, who="Ana", why="try it")


async def heard(there: Scene) -> dict[str, str]:
    return {student: (await there.ask("algebra", user=student)).headers["x-maieutic-version"] for student in STUDENTS}


def test_about_the_share_is_drawn_always_the_same_and_others_by_another_version() -> None:
    students = [f"s{number}" for number in range(5000)]
    first = [drawn(b"key", "algebra@2", student, 10) for student in students]
    assert 400 < sum(first) < 600
    assert first == [drawn(b"key", "algebra@2", student, 10) for student in students]
    assert first != [drawn(b"key", "algebra@3", student, 10) for student in students]
    assert first != [drawn(b"other", "algebra@2", student, 10) for student in students]
    wider = [drawn(b"key", "algebra@2", student, 20) for student in students]
    assert all(after for before, after in zip(first, wider, strict=True) if before)


def test_worse_needs_counts_and_a_difference_beyond_noise() -> None:
    assert worse(15, 30, 5, 100)
    assert not worse(10, 10, 0, 500), "too few of the new one"
    assert not worse(20, 20, 0, 5), "too few of the live one"
    assert not worse(4, 30, 8, 100), "noise"
    assert not worse(0, 30, 50, 100)
    assert not worse(0, 30, 0, 100)


def test_replies_of_other_versions_are_not_counted() -> None:
    trial = Trial("algebra@2", "algebra@1")
    for _ in range(30):
        trial.count("rejected", "algebra@1", False)
        trial.count("rejected", "algebra@7", True)
    assert trial.lost() is None
    for _ in range(30):
        trial.count("rejected", "algebra@2", True)
    assert trial.lost() == "rejected: 30 of 30; algebra@1: 0 of 30"


def test_the_registry_keeps_a_trial_with_who_and_why_and_ends_it(base: Base, registry: Registry) -> None:
    two(registry, base, 10)
    assert registry.canary("algebra") == Canary(2, 10)
    last = registry.history("algebra")[-1]
    assert (last.act, last.who, last.why, last.to, last.percent) == ("share", "Ana", "try it", 2, 10)
    assert registry.rollback("algebra", who="Ana", why="no").number == 1
    assert (registry.canary("algebra"), registry.aliases()) == (None, {"algebra": 1})
    registry.share("algebra", 2, 10, who="Ana", why="again")
    assert not registry.unshare("algebra", 7, who="gateway", why="another")
    registry.point("algebra", 2, who="Ana", why="good")
    assert (registry.canary("algebra"), registry.aliases()) == (None, {"algebra": 2})
    with pytest.raises(UnknownVersion):
        registry.share("algebra", 2, 10, who="Ana", why="it is live")


def test_a_share_hears_it_each_the_same_and_nobody_after_its_end(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry) as there:
            found = await heard(there)
            assert set(found.values()) == {"algebra@1", "algebra@2"}
            assert await heard(there) == found
            assert (await there.ask("algebra", user="")).headers["x-maieutic-version"] == "algebra@1"
            trials = (await there.call("GET", "/versions", "teacher")).json()["trials"]
            assert trials == {"algebra": {"version": "algebra@2", "percent": 50}}
            registry.rollback("algebra", who="Ana", why="no")
            await there.until(lambda: not there.gate.voices.trials)
            assert set((await heard(there)).values()) == {"algebra@1"}
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "algebra@1"

    run(play())


def test_a_version_that_the_guard_rejects_more_is_taken_back_by_itself(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry) as there:
            for version, guarded in (("algebra@1", "passed"), ("algebra@2", "replaced")):
                for _ in range(25):
                    said = {"version": version, "guarded": guarded}
                    assert (await there.call("POST", "/outcome", json=said)).status_code == 204
            await there.until(lambda: registry.canary("algebra") is None)
            last = registry.history("algebra")[-1]
            assert (last.act, last.who) == ("unshare", "gateway")
            assert set((await heard(there)).values()) == {"algebra@1"}
            assert (await there.call("POST", "/outcome", json={"version": 3})).status_code == 400
            assert (await there.call("POST", "/outcome", None, json={})).status_code == 401

    run(play())
