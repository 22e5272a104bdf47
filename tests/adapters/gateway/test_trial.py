"""A share of the students hears a version on trial, each always the same, until it is ended or does worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.base import Base
from adapters.errors import NotWritable, UnknownVersion
from adapters.gateway.replies import KEPT, MOST, Replies
from adapters.gateway.trial import FEWEST, Trial, drawn, worse
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
            assert (trials["algebra"]["version"], trials["algebra"]["percent"]) == ("algebra@2", 50)
            registry.rollback("algebra", who="Ana", why="no")
            await there.until(lambda: not there.gate.voices.trials)
            assert set((await heard(there)).values()) == {"algebra@1"}
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "algebra@1"

    run(play())


async def judged(there: Scene, version: str, outcome: str) -> None:
    """Ask a version and tell what became of its reply."""
    reply = await there.ask(version)
    assert reply.headers["x-maieutic-version"] == version
    said = {"reply": reply.headers["x-maieutic-reply"], "outcome": outcome}
    assert (await there.call("POST", "/outcome", json=said)).status_code == 204


@pytest.mark.parametrize(("outcome", "kind"), [("rejected", "rejected"), ("failed", "failed")])
def test_a_version_whose_replies_are_worse_is_taken_back_by_itself(
    tmp_path: Path, base: Base, registry: Registry, outcome: str, kind: str
) -> None:
    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry) as there:
            for version, became in (("algebra@1", "passed"), ("algebra@2", outcome)):
                for _ in range(FEWEST):
                    await judged(there, version, became)
            await there.until(lambda: registry.canary("algebra") is None)
            last = registry.history("algebra")[-1]
            assert (last.act, last.who) == ("unshare", "gateway")
            assert last.why.startswith(kind)
            assert set((await heard(there)).values()) == {"algebra@1"}
            await there.until(lambda: "algebra@2" in there.gate.voices.withdrawn())
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "algebra@1"
            figures = (await there.call("GET", "/metrics", "operator")).text
            assert 'maieutic_moves_total{version="algebra@1"} 1.0' in figures

    run(play())


def test_a_trial_that_was_lost_stays_ended_where_the_registry_cannot_be_written(
    tmp_path: Path, base: Base, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> bool:
        raise NotWritable(en="the disk is full", es="el disco está lleno")

    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry) as there:
            monkeypatch.setattr(there.gate._registry, "unshare", full)
            for version, became in (("algebra@1", "passed"), ("algebra@2", "rejected")):
                for _ in range(FEWEST):
                    await judged(there, version, became)
            await there.until(lambda: not there.gate.voices.trials)
            publish(registry, base, "general")  # the registry moves, and is read again
            await there.until(lambda: "general" in there.gate.voices.speaks)
            assert set((await heard(there)).values()) == {"algebra@1"}
            assert (await there.ask("algebra@2")).headers["x-maieutic-version"] == "algebra@1"
            registry.share("algebra", 2, 50, who="Ana", why="once more")
            await there.until(lambda: bool(there.gate.voices.trials))

    run(play())


def test_only_a_reply_that_was_given_counts_and_only_once(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry) as there:
            number = (await there.ask("algebra@2")).headers["x-maieutic-reply"]
            trial, _ = there.gate.voices.trials["algebra"]
            answers = [
                (await there.call("POST", "/outcome", json={"reply": given, "outcome": "rejected"})).status_code
                for given in ("made-up", number, number, "algebra@2")
            ]
            assert answers == [404, 204, 404, 404]
            assert (trial.bad["rejected", "algebra@2"], trial.all["rejected", "algebra@2"]) == (1, 1)
            body: object
            for body in ({"reply": 3}, {"reply": number}, {"reply": number, "outcome": ["passed"]}, [], "passed"):
                assert (await there.call("POST", "/outcome", json=body)).status_code == 400
            assert (await there.call("POST", "/outcome", None, json={})).status_code == 401

    run(play())


def test_a_reply_that_the_gateway_saw_break_is_not_counted_again(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        two(registry, base)
        async with scene(tmp_path, base, registry, timeout=0.5) as there:
            async with there.client.stream(
                "POST", f"{there.url}/v1/chat/completions", headers=there.auth("chat"),
                json={"model": "algebra@2", "messages": [{"role": "user", "content": "silence"}], "stream": True},
            ) as reply:  # fmt: skip
                await reply.aread()
                number = reply.headers["x-maieutic-reply"]
            trial, _ = there.gate.voices.trials["algebra"]
            assert trial.bad["errors", "algebra@2"] == 1
            said = {"reply": number, "outcome": "failed"}
            assert (await there.call("POST", "/outcome", json=said)).status_code == 404

    run(play())


def test_replies_that_wait_to_be_judged_are_bounded_in_number_and_time() -> None:
    now = 0.0
    replies = Replies(lambda: now)
    for number in range(MOST + 10):
        replies.begin(str(number), "algebra@1")
    assert len(replies) == MOST
    assert replies.judged("0") is None
    assert replies.judged("10") == "algebra@1"
    now = KEPT + 1
    assert replies.judged("11") is None
    replies.begin("new", "algebra@1")
    assert len(replies) == 1
