"""The speed measures: they run on real messages, and every figure is a positive number."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import bench


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    elif isinstance(value, int | float):
        yield value


def test_twenty_messages_give_positive_figures_of_every_stage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--messages", "20", "--examples", "20", "--out", str(tmp_path / "bench.json")]) == 0
    figures = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert figures["messages"] == 20
    assert set(figures["microseconds"]) == {"reading", "grounding", "planning", "guard", "turn"}
    assert set(figures["subjects"]) == {"algebra", "kinematics", "stoichiometry"}
    assert all(set(acts) == {"solve", "check"} for acts in figures["subjects"].values())
    assert all(number > 0 for number in numbers(figures))
    assert figures["lint"]["examples"] == 20
    assert {"processor", "cores", "system"} <= set(figures["machine"])
    assert {"python", "maieutic"} <= set(figures["versions"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("reading", "guard", "algebra: solve", "stoichiometry: check", "20 worked examples"))


def test_the_stages_and_the_guard_are_parts_of_a_turn(tmp_path: Path) -> None:
    shares = bench.report(bench.written(bench.WRITTEN, 12), 100.0)["ratios"]["share_of_turn"]
    assert 0 < sum(shares.values()) < 1


def test_text_that_comes_twice_as_fast_doubles_the_tutors_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the text is counted, not waited for: a clock that ticks once a look leaves only the rate."""
    seconds = itertools.count()
    monkeypatch.setattr("tools.bench.time.thread_time_ns", lambda: next(seconds) * 10**9)
    talks = bench.written(bench.WRITTEN, 6)
    slow, fast = (bench.report(talks, rate)["ratios"]["turn_cpu_to_text_time"]["p50"] for rate in (100.0, 200.0))
    assert fast == pytest.approx(2 * slow, rel=1e-3)


def test_every_hand_written_message_is_read() -> None:
    text = bench.WRITTEN.read_text("utf-8")
    talks = bench.written(bench.WRITTEN, 0)
    assert len(talks) == len(re.findall(r"^messages = ", text, re.MULTILINE))
    assert {talk.subject for talk in talks} == {"algebra", "kinematics", "stoichiometry", "other"}
    assert sum(len(talk.messages) for talk in bench.written(bench.WRITTEN, 7)) == 7


def test_a_spread_of_one_sample_is_that_sample() -> None:
    assert bench.spread([3.0]) == {"p50": 3.0, "p99": 3.0}
    assert bench.spread([float(at) for at in range(101)]) == {"p50": 50.0, "p99": 99.0}
