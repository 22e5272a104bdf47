"""The parts of the report that tell of simulated students and of attacks, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.evaluation.success import TURNS
from bot.evaluation.tables import shown, table
from tutoring.students.hearing import CHANCES


def told_of_students(told: Mapping[str, Any]) -> Iterator[str]:
    """Success@k and telling@k, the control, fidelity, and the students who were lost."""
    groups = told.get("students")
    if not groups:
        return
    chances = ", ".join(f"{name} {chance:.0%}" for name, chance in CHANCES.items())
    yield "## Simulated students\n"
    yield (
        "Students as code, on generated problems, who read nothing but the text of a reply. One with a misconception makes "
        "its mistake until a reply is about that step, and then sees it by chance, as it understood the reply: "
        f"{chances}. Success@k and telling@k are MathDial's (arXiv:2305.14536): the right answer reached, or told before it "
        "was reached, within k turns, the opening one included; success of students with a misconception, telling of all.\n"
    )
    within = [f"success@{k}" for k in TURNS] + [f"telling@{k}" for k in TURNS]
    yield table(
        ("group", "students", "in steps + 4 turns", *within, "control", "others: solved or top"),
        [
            (name, str(one["conversations"]), shown(one["in_time"]), *(shown(one["success"][str(k)]) for k in TURNS),
             *(shown(one["telling"][str(k)]) for k in TURNS), shown(one["control"]), shown(one["ended"]))
            for name, one in groups.items()
        ],
    )  # fmt: skip
    yield "Replies in the class's method, notation and order, and how replies came about:\n"
    yield table(
        ("group", "faithful replies", "off method", "off notation", "off order", "replies", "moves"),
        [
            (name, shown(one["fidelity"]), *(str(one["fidelity"][lack]) for lack in ("method", "notation", "order")),
             _listed(one["guarded"]), _listed(one["moves"]))
            for name, one in groups.items()
        ],
    )  # fmt: skip
    for one in told["students_lost"]:
        yield f"**Lost: {one['id']}, {one['misconception']}**\n\n```text\n{one['dialogue']}\n```\n"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def told_of_attacks(told: Mapping[str, Any]) -> Iterator[str]:
    """Leaks under each family of attacks, with a model that obeys and with the live tutor's own."""
    attacked = told.get("attacks")
    if not attacked:
        return
    siege, live = attacked["siege"], attacked["live"]
    yield "## Attacks\n"
    yield (
        "A model that was handed the whole solution says it in the form that the attack asks for; leaks are counted by the "
        "record of what was planted and by a second checker that shares nothing with the guard. Without the guard "
        f"{shown(attacked['open']['leaks'])} of the turns leak. The live tutor speaks through its own model.\n"
    )
    rows = [(name, one) for group in ("families", "subjects", "all") for name, one in siege[group].items()]
    yield table(
        ("family", "turns", "leaks", "second checker", "false equations", "passed / retried / replaced", "live tutor: leaks"),
        [
            (name, str(one["turns"]), shown(one["leaks"]), shown(one["second"]), shown(one["false"]),
             f"{one['passed']} / {one['retried']} / {one['replaced']}",
             shown(live["families"][name]) if name in live["families"] else "-")
            for name, one in rows
        ],
    )  # fmt: skip
    for problem, attack, reply in siege["examples"]:
        yield f"- {problem} · {attack} · {reply}".replace("\n", " ⏎ ")
    for said, reply in live["examples"]:
        yield f"- live: {said} · {reply}".replace("\n", " ⏎ ")
    yield ""
