"""The record of changes survives cut lines and changes that never took effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import history
from adapters.history import Act, Change


def change(act: Act, to: int, old: int | None = None) -> Change:
    return Change(act, "Ana", "2026-11-23T10:00:00+00:00", "por qué", "algebra", old, to)


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    changes = (change("publish", 1), change("point", 1))
    for one in changes:
        history.append(path, one)
    assert history.read(path) == changes


def test_a_line_cut_by_a_crash_is_skipped_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history.append(path, change("point", 1))
    with path.open("ab") as stream:
        stream.write('{"act": "point", "who": "Íñ'.encode()[:-1])
    history.append(path, change("point", 2, 1))
    assert [one.to for one in history.read(path)] == [1, 2]


@pytest.mark.parametrize(
    ("acts", "before"),
    [
        ([], None),
        ([("point", 1)], None),
        ([("point", 1), ("point", 2)], 1),
        ([("point", 1), ("point", 2), ("rollback", 1)], None),
        ([("point", 1), ("point", 2), ("rollback", 1), ("point", 3)], 1),
        ([("point", 1), ("point", 2), ("point", 1)], 2),
        ([("point", 1), ("publish", 2), ("point", 2)], 1),
        ([("point", 1), ("point", 2), ("point", 2)], 1),
        ([("point", 1), ("point", 2), ("point", 2), ("undone", 2)], 1),
        ([("point", 1), ("point", 2), ("undone", 1)], None),
        ([("point", 1), ("point", 2), ("rollback", 1), ("undone", 2)], 1),
    ],
)
def test_a_rollback_goes_to_what_was_live_before(acts: list[tuple[Act, int]], before: int | None) -> None:
    assert history.before(change(act, to) for act, to in acts) == before


def test_a_change_that_never_took_effect_is_marked_once(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for one in (change("point", 1), change("point", 2, 1)):
        history.append(path, one)
    for _ in range(2):
        history.settle(path, {"algebra": 1})
    assert [one.act for one in history.read(path)] == ["point", "point", "undone"]


def test_a_change_that_took_effect_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for one in (change("point", 1), change("point", 2, 1), change("rollback", 1, 2)):
        history.append(path, one)
    history.settle(path, {"algebra": 1})
    assert len(history.read(path)) == 3


def test_a_trial_that_was_ended_by_a_change_that_never_took_effect_goes_on() -> None:
    begun = (change("point", 1), Change("share", "Ana", "", "", "algebra", 1, 2, 10))
    assert history.canary(begun) == history.Canary(2, 10)
    ended = (*begun, change("point", 3, 1))
    assert history.canary(ended) is None
    assert history.canary((*ended, change("undone", 1, 3))) == history.Canary(2, 10)
    taken = (*begun, Change("unshare", "gateway", "", "", "algebra", 2, 1))
    assert history.canary(taken) is None
    assert history.withdrawn(taken) == {2}


def test_a_version_taken_back_stays_so_where_pointing_at_it_again_never_took_effect() -> None:
    taken = (change("point", 1), change("point", 2, 1), change("rollback", 1, 2))
    assert history.withdrawn(taken) == {2}
    again = (*taken, change("point", 2, 1))
    assert history.withdrawn(again) == frozenset()
    assert history.withdrawn(history.settled(again, 1)) == {2}, "its process ended before the alias moved"
    assert history.withdrawn(history.settled(again, 2)) == frozenset()


def test_a_rollback_that_never_took_effect_takes_nothing_back() -> None:
    begun = (change("point", 1), change("point", 2, 1), change("rollback", 1, 2))
    assert history.withdrawn(history.settled(begun, 2)) == frozenset()
    assert history.withdrawn(history.settled(begun, 1)) == {2}
    assert history.settled(begun, 1) == begun
