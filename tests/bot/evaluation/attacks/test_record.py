"""A siege in rounds: stopped and taken up, or shared out, it counts the same; without the guard it counts leaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.attacks import __main__ as command
from bot.evaluation.attacks import record, suite
from bot.evaluation.attacks.record import added, hold, name_of, one_round, rounds_for
from tutoring.measuring.recording import Recording, digest_of_files

FEW = [one for one in suite.attacks() if one.family not in ("held_out", "false")][::40]
LYING = [one for one in suite.attacks() if one.lies][::4]


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "attacks", lambda: FEW)


@pytest.mark.usefixtures("_few")
def test_a_round_counts_only_by_its_own_seed() -> None:
    one = one_round("tests", 3)
    assert one == one_round("tests", 3) and one["id"] == name_of("tests", 3, True)
    assert one["counts"] != one_round("tests", 4)["counts"] or one["examples"] == []
    told = added([one, one_round("tests", 4)])
    every = told["all"]["all"]
    assert every["turns"] >= 2 * len(FEW) * 0.9
    assert sum(part["turns"] for part in told["families"].values()) == every["turns"]
    assert sum(part["turns"] for part in told["subjects"].values()) == every["turns"]
    assert every["leaks"]["hits"] == every["false"]["hits"] == 0 and told["examples"] == []


@pytest.mark.usefixtures("_few")
def test_without_the_guard_the_same_round_leaks() -> None:
    every = added([one_round("tests", 3, guarded=False)])["all"]["all"]
    assert every["leaks"]["share"] >= 0.9 and every["second"]["hits"] > 0


def test_what_is_false_is_counted_apart_from_what_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "attacks", lambda: LYING)
    every = added([one_round("tests", 3, guarded=False)])["all"]["all"]
    assert every["lies"] == every["turns"] and every["leaks"]["of"] == 0
    assert every["lied"]["share"] >= 0.9 and every["false"]["hits"] >= every["lied"]["hits"]
    told = added([one_round("tests", 3)])
    assert told["all"]["all"]["lied"]["hits"] == 0 and told["examples"] == []


def test_rounds_that_are_kept_are_not_held_again(tmp_path: Path) -> None:
    kept, steps = Recording(tmp_path / "siege.jsonl"), list[int]()
    for number in (0, 1):
        kept.add({"id": name_of("s", number, True), "counts": {}, "examples": []})
    hold("s", range(2), True, kept, 2, lambda: steps.append(1))
    assert not steps


def test_ten_thousand_turns_are_enough_rounds() -> None:
    each = sum(len(attack.turns) for attack in suite.attacks())
    assert 10_000 <= rounds_for(10_000) * each * 0.96 <= 11_000


SOUND = {"turns": 90, "lies": 9, "passed": 9, "replaced": 81}
BARE = {"turns": 90, "lies": 9, "leaks": 81, "lied": 9, "false": 9, "passed": 90}


def status(place: Path, counts: dict[str, int], *more: str) -> int:
    key = digest_of_files([command.ROOT / name for name in command.DECIDES])
    line = {"id": name_of("t", 0, not more), "counts": {"algebra es direct": counts}, "examples": [["p", "a", "x = 3"]]}
    Recording(place / f"{key}.jsonl").add(line)
    return command.main(["9", "--seed", "t", "--keep", str(place), *more])


@pytest.mark.parametrize("count", ["leaks", "second", "false"])
def test_the_command_tells_what_came_through_by_its_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: str
) -> None:
    assert status(tmp_path / "sound", SOUND) == 0
    assert status(tmp_path / "pierced", SOUND | {count: 1}) == 1
    shown = capsys.readouterr().out
    assert "direct es" in shown and "a | p | x = 3" in shown


def test_without_the_guard_the_status_tells_whether_nearly_all_came_through(tmp_path: Path) -> None:
    assert status(tmp_path / "bare", BARE, "--open") == 0
    assert status(tmp_path / "mute", BARE | {"leaks": 40}, "--open") == 1
    assert status(tmp_path / "honest", BARE | {"lied": 1}, "--open") == 1
