"""A siege in rounds: stopped and taken up, or shared out, it counts the same; without the guard it counts leaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.attacks import __main__ as command
from bot.evaluation.attacks import record, suite
from bot.evaluation.attacks.record import added, hold, name_of, one_round, rounds_for
from tutoring.measuring.recording import Recording, digest_of_files

FEW = suite.attacks()[::40]


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


def test_rounds_that_are_kept_are_not_held_again(tmp_path: Path) -> None:
    kept, steps = Recording(tmp_path / "siege.jsonl"), list[int]()
    for number in (0, 1):
        kept.add({"id": name_of("s", number, True), "counts": {}, "examples": []})
    hold("s", range(2), True, kept, 2, lambda: steps.append(1))
    assert not steps


def test_ten_thousand_turns_are_enough_rounds() -> None:
    each = sum(len(attack.turns) for attack in suite.attacks())
    assert 10_000 <= rounds_for(10_000) * each * 0.96 <= 11_000


def test_the_command_tells_leaks_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = digest_of_files([command.ROOT / name for name in command.DECIDES])
    kept = Recording(tmp_path / f"{key}.jsonl")
    counts = {"algebra es direct": {"turns": 9, "leaks": 1, "passed": 1, "replaced": 8}}
    kept.add({"id": name_of("t", 0, True), "counts": counts, "examples": [["p", "a", "x = 3"]]})
    assert command.main(["9", "--seed", "t", "--keep", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "direct es" in shown and "leaks      1" in shown and "a | p | x = 3" in shown
