"""Old versions may be forgotten; one that is in use never is, and the history and the numbers stay."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import history, retention
from adapters.base import Base
from adapters.errors import StillInUse, UnknownVersion
from adapters.history import Act, Change
from adapters.registry import Registry
from tests.adapters.gateway.scene import publish, run, scene

LONG_AGO = "2026-01-01T00:00:00+00:00"


@pytest.fixture(autouse=True)
def of_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is changed in these tests happened long ago, unless a test says otherwise."""
    monkeypatch.setattr(history, "now", lambda: LONG_AGO)


def forget(registry: Registry, number: int) -> None:
    registry.forget("algebra", number, who="Ana", why="old")


def test_an_old_version_goes_and_its_history_and_number_stay(base: Base, registry: Registry) -> None:
    for _ in range(3):
        publish(registry, base)
    forget(registry, 1)
    assert registry.numbers("algebra") == (2, 3)
    assert not (registry.root / "algebra" / "1").exists()
    acts = [(change.act, change.old, change.to) for change in registry.history("algebra")]
    assert ("publish", None, 1) in acts
    assert acts[-1] == ("forget", 1, None)
    with pytest.raises(UnknownVersion):
        registry.point("algebra", 1, who="Ana", why="back")
    with pytest.raises(UnknownVersion):
        forget(registry, 1)
    publish(registry, base, live=False)
    assert registry.numbers("algebra") == (2, 3, 4)


def test_what_speaks_is_on_trial_or_would_come_back_stays(base: Base, registry: Registry) -> None:
    for _ in range(4):
        publish(registry, base)
    registry.point("algebra", 2, who="Ana", why="better")
    registry.share("algebra", 3, 10, who="Ana", why="try it")
    for number, why in ((2, "it speaks now"), (3, "on trial"), (4, "teach rollback")):
        with pytest.raises(StillInUse, match=why):
            forget(registry, number)
    forget(registry, 1)
    assert registry.numbers("algebra") == (2, 3, 4)


def test_a_rollback_goes_past_what_was_forgotten(base: Base, registry: Registry) -> None:
    for _ in range(4):
        publish(registry, base)
    forget(registry, 2)
    assert registry.rollback("algebra", who="Ana", why="worse").number == 3
    assert registry.rollback("algebra", who="Ana", why="worse").number == 1


def test_what_spoke_within_two_hours_stays(
    base: Base, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        publish(registry, base)
    retention.mark(registry.root, ["algebra@1"])
    with pytest.raises(StillInUse, match="two hours"):
        forget(registry, 1)
    before = time.time() - retention.IDLE_SECONDS - 5
    os.utime(registry.root / retention.MARKS / "algebra@1", (before, before))
    forget(registry, 1)
    monkeypatch.undo()
    publish(registry, base)
    publish(registry, base)
    with pytest.raises(StillInUse, match="two hours"):
        forget(registry, 3)  # it ceased to speak just now
    forget(registry, 2)


def test_a_registry_that_is_only_read_takes_no_marks_and_says_nothing(tmp_path: Path) -> None:
    retention.mark(tmp_path / "nothing", ["algebra@1"])
    assert not (tmp_path / "nothing").exists()


ACTS = st.lists(
    st.tuples(st.sampled_from(["point", "share", "unshare", "rollback", "forget"]), st.integers(1, 5)), max_size=25
)


@given(ACTS)
@settings(max_examples=300)
def test_a_rollback_never_returns_to_what_was_forgotten_or_to_what_speaks(acts: list[tuple[Act, int]]) -> None:
    changes: list[Change] = []
    live: int | None = None
    gone: set[int] = set()
    for act, number in acts:
        before, canary = history.before(changes), history.canary(changes)
        if act == "rollback" and before is not None:
            changes.append(Change("rollback", "Ana", LONG_AGO, "", "algebra", live, before))
            live = before
        elif act == "forget" and number not in (live, before, canary and canary.number, *gone):
            changes.append(Change("forget", "Ana", LONG_AGO, "", "algebra", number, None))
            gone.add(number)
        elif act == "point" and number not in {*gone, live}:
            changes.append(Change("point", "Ana", LONG_AGO, "", "algebra", live, number))
            live = number
        elif act == "share" and live is not None and number not in {*gone, live}:
            changes.append(Change("share", "Ana", LONG_AGO, "", "algebra", live, number, 10))
        assert history.before(changes) not in {*gone, *([] if live is None else [live])}


FORGET = """
import os, signal, sys
from pathlib import Path
from adapters import history, registry
stage, root = sys.argv[1], Path(sys.argv[2])
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
if stage == "before the record":
    registry.Registry._record = die
elif stage == "before the rename":
    Path.rename = die
elif stage == "while removing":
    whole = registry.shutil.rmtree
    registry.shutil.rmtree = lambda path, **k: die() if (path / "card.json").exists() else whole(path, **k)
registry.Registry(root).forget("algebra", 1, who="Ana", why="old")
"""


@pytest.mark.parametrize("stage", ["before the record", "before the rename", "while removing"])
def test_one_killed_while_forgetting_leaves_a_registry_that_works(
    base: Base, registry: Registry, stage: str
) -> None:
    for _ in range(3):
        publish(registry, base)
    done = subprocess.run([sys.executable, "-c", FORGET, stage, str(registry.root)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert registry.live("algebra") is not None
    if 1 in registry.numbers("algebra"):
        registry.load("algebra", 1)
        forget(registry, 1)
    publish(registry, base)
    assert registry.numbers("algebra") == (2, 3, 4)
    assert registry.rollback("algebra", who="Ana", why="worse").number == 3
    assert not (registry.root / ".forgetting").exists()


def test_many_processes_forget_and_publish_at_once_and_nothing_in_use_goes(base: Base, registry: Registry) -> None:
    for _ in range(8):
        publish(registry, base)
    code = """
import sys
from pathlib import Path
from adapters.errors import AdapterError
from adapters.registry import Registry
registry = Registry(Path(sys.argv[1]))
for number in registry.numbers("algebra"):
    try:
        registry.forget("algebra", number, who="Ana", why="old")
    except AdapterError:
        pass
"""
    running = [subprocess.Popen([sys.executable, "-c", code, str(registry.root)]) for _ in range(3)]
    for number in (3, 5, 8):
        try:
            registry.point("algebra", number, who="Ana", why="try")
        except UnknownVersion:
            continue
    assert [one.wait() for one in running] == [0, 0, 0]
    live, before = registry.live("algebra"), history.before(registry.history("algebra"))
    assert live is not None and before in registry.numbers("algebra")
    assert registry.rollback("algebra", who="Ana", why="back").number == before


def test_a_gateway_marks_what_it_serves_and_unloads_what_nobody_uses(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.ask("algebra@1")).headers["x-maieutic-version"] == "algebra@1"
            with pytest.raises(StillInUse):
                forget(registry, 1)
            await there.gate.voices.tend()
            assert "algebra@1" in there.fakes[0].adapters
            await there.gate.voices.tend(idle=0.0)
            left = set(there.fakes[0].adapters)
            assert {"base", "algebra@3"} <= left <= {"base", "algebra@2", "algebra@3"}  # 2 may stand by for a rollback
            before = time.time() - retention.IDLE_SECONDS - 5
            os.utime(registry.root / retention.MARKS / "algebra@1", (before, before))
            await there.gate.voices.tend()
            forget(registry, 1)
            assert (await there.ask("algebra@1")).headers["x-maieutic-version"] == "algebra@3"

    run(play())


def test_a_version_that_a_reply_uses_is_not_unloaded(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            open_reply = asyncio.ensure_future(there.heard("algebra@1", "for ever"))
            await there.until(lambda: there.gate.turns.running == 1)
            await there.gate.voices.tend(idle=0.0)
            assert "algebra@1" in there.fakes[0].adapters
            open_reply.cancel()

    run(play())
