"""The measure of turns: real conversations through the real class tutor, and promises that can be broken."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from tools import turns


def figures(check: float = 9.0, hold: float = 5.0, growth: float = 0.01) -> dict[str, bool]:
    cpu = {"check": {"turns": 9.0, "p50": check, "p95": 20.0}}
    return turns.promised(cpu, {"hold_clock_ms": {"p99": 1.0, "longest": hold}, "growth": growth})


def test_a_small_run_counts_every_kind_of_turn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "turns.json"
    turns.main(["--turns", "24", "--alone", "20", "--out", str(out)])
    found = json.loads(out.read_text("utf-8"))
    assert found["cpu_ms"]["first"]["turns"] >= 1 and found["cpu_ms"]["check"]["p50"] > 0
    assert found["at_once"]["turns"] > 0 and found["at_once"]["memory_mb"][0][1] > 50
    assert "students at once" in capsys.readouterr().out


def test_each_promise_can_be_broken() -> None:
    assert all(figures().values())
    for broken in (figures(check=15.1), figures(hold=20.1), figures(growth=0.04)):
        assert sum(not kept for kept in broken.values()) == 1


def test_memory_that_only_fills_its_caches_at_first_is_flat() -> None:
    assert turns.growth([100, 180, 200, 200, 200, 201, 200, 200]) < 0.06
    assert turns.growth([100, 110, 120, 130, 140, 150, 160, 170]) > turns.GROWTH


async def test_a_loop_that_is_held_is_seen() -> None:
    watch = turns.Watch()
    looking = asyncio.ensure_future(watch.look())
    await asyncio.sleep(0.01)
    time.sleep(0.05)  # noqa: ASYNC251 - that is what is measured
    await asyncio.sleep(0.01)
    looking.cancel()
    assert max(watch.clock) >= 0.045


def test_a_turn_that_checks_is_a_line_with_figures_and_no_example() -> None:
    assert turns._kind("5x = 15", "Bien. ¿Y ahora?", False) == "check"
    assert turns._kind("5x = 15", "Mira.\n\nEjemplo:\n3x = 6", False) == "example"
    assert turns._kind("dame una pista", "¿Qué sabes?", False) == "wish"
    assert turns._kind("Resuelve 5x = 15", "¿Qué ves?", True) == "first"
