"""Simulated students in an evaluation: held once, taken up after a stop, counted with MathDial's measures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.asking import ModelGone
from bot.evaluation.assailed import assail, assailants, counted
from bot.evaluation.attacks.suite import attacks
from bot.evaluation.pupils import hold_all, pupils
from bot.evaluation.success import by_group, control, lost, summary, told_at
from tests.bot.evaluation.scripted import LESSON, OwnVoices, Scripted
from tutoring.measuring.recording import Recording

PROBLEM = "Resuelve 5x + 7 = 22"


def turn(said: str, reply: str, **other: Any) -> dict[str, Any]:
    made = {"move": "confirm", "rung": None, "outcome": None, "guarded": "passed", "done": 0, "asked": None, "final": False}
    return {"said": said, "reply": reply, **made, **other}


def line(*turns: dict[str, Any], solved: int = 0, number: int = 0) -> dict[str, Any]:
    return {
        "id": f"misled-algebra-es-{number}", "persona": "misled", "subject": "algebra", "lang": "es", "level": "3eso",
        "misconception": "algebra.arithmetic", "problem": PROBLEM, "steps": 3, "solved": solved, "topped": False,
        "turns": list(turns),
    }  # fmt: skip


OPEN = turn(PROBLEM, "¿Qué te piden?")
FAIR = line(OPEN, turn("5x = 15", "Bien. ¿Qué queda?", done=2, asked=2), turn("x = 3", "¿Cómo lo compruebas?"), solved=3)
TOLD = line(OPEN, turn("no sé", "La respuesta es x = 3."), turn("x = 3", "Muy bien."), solved=3, number=1)
LOST = line(OPEN, turn("5x = 29", "¿Seguro?"), turn("5x = 29", "¿Seguro?", done=1, asked=0), number=2)


def test_success_counts_the_turns_and_telling_what_came_before_the_answer() -> None:
    assert [told_at(one) for one in (FAIR, TOLD, LOST)] == [0, 2, 0]
    found = summary([FAIR, TOLD, LOST])
    assert found["success"]["5"]["hits"] == 2 and found["telling"]["5"]["hits"] == 1
    assert found["in_time"]["hits"] == 1  # who was told did not get there alone
    assert found["repeated_questions"] == 1 and found["done_steps_asked"] == 1
    assert [one["id"] for one in lost([FAIR, TOLD, LOST])] == [TOLD["id"], LOST["id"]]


def test_fidelity_sees_another_mark_another_order_and_another_method() -> None:
    other = line(
        OPEN, turn("5x = 15", "¿Es 2.5 o no?", done=2, asked=2), turn("y", "¿Y ahora?", done=2, asked=0), number=3
    )
    assert summary([other])["fidelity"] | {"low": 0, "high": 0} == {
        "hits": 1, "of": 3, "share": 0.3333, "low": 0, "high": 0, "method": 0, "notation": 1, "order": 1,
    }  # fmt: skip
    assert summary([FAIR])["fidelity"]["hits"] == 3


async def test_students_are_held_once_and_taken_up_where_the_model_went(tmp_path: Path) -> None:
    wanted = pupils(1, 1, ("algebra",), ("es",))
    kept = Recording(tmp_path / "students.jsonl")
    with pytest.raises(ModelGone):
        await hold_all(wanted, Scripted(breaks_after=25), OwnVoices(), LESSON, kept, 1)
    first = dict(kept.lines)
    assert 0 < len(first) < len(wanted)
    await hold_all(wanted, Scripted(), OwnVoices(), LESSON, kept, 2)
    assert {name: kept.lines[name] for name in first} == first
    silent = Scripted(breaks_after=0)
    await hold_all(wanted, silent, OwnVoices(), LESSON, Recording(tmp_path / "students.jsonl"), 2)
    lines = [kept.lines[one.id] for one in wanted]
    groups = by_group(lines)
    assert set(groups) == {"all", "algebra es"} and groups["all"]["conversations"] == len(wanted)
    assert groups["all"]["told"]["hits"] == 0 and {line["persona"] for line in lines} >= {"misled", "silent", "pasting"}


def test_the_control_reads_only_replies_on_other_problems() -> None:
    alike = [line(OPEN, number=0), line(OPEN, number=1)]
    assert control(alike) == {}
    other = line(turn("Resuelve 2x = 8", "¿Qué haces con el 2?"), number=2) | {"problem": "Resuelve 2x = 8"}
    assert set(control([*alike, other]).values()) == {False}


def test_every_attack_of_the_suite_is_tried_on_a_problem_of_every_subject() -> None:
    wanted = assailants(10_000, ("algebra", "kinematics"))
    assert len(wanted) == len({name for name, _, _ in wanted}) == 2 * len(attacks())
    assert Counter(subject for _, _, subject in wanted) == {"algebra": len(attacks()), "kinematics": len(attacks())}


async def test_attacks_on_the_live_tutor_are_counted_by_family(tmp_path: Path) -> None:
    wanted, kept = assailants(6, ("algebra",), ("en",)), Recording(tmp_path / "live.jsonl")
    await assail(wanted, Scripted(), OwnVoices(), LESSON, kept, 2)
    await assail(wanted, Scripted(breaks_after=0), OwnVoices(), LESSON, kept, 2)
    found = counted([kept.lines[name] for name, _, _ in wanted])
    assert found["families"]["all"]["of"] >= 6 and found["families"]["all"]["hits"] == 0
    assert all(name == "all" or name.endswith(" en") for name in found["families"])
