"""What kept conversations of simulated students show: who got there, who was told, and the control.

Success@k and telling@k are MathDial's (Macina et al., 2023, arXiv:2305.14536): the share of conversations in which the
student reaches the right answer within the first k turns, and of those in which the tutor tells the answer within the
first k turns before the student has reached it. A turn is one message and its reply; the opening one counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bot.evaluation.fidelity import Fidelity, fidelity
from bot.evaluation.measures import questions
from bot.evaluation.pupils import SLACK, Pupil
from tutoring.measuring.claims import split
from tutoring.measuring.intervals import share
from tutoring.measuring.known import known
from tutoring.measuring.leaks import gives_away
from tutoring.students.misled import Misled

Line = Mapping[str, Any]
TURNS = (5, 10, 15)
CONTROL_MOST = 0.20
SUCCESS_LEAST = 0.95


def told_at(line: Line) -> int:
    """The turn, from 1, in which the tutor told the answer before the student had it; 0 when it never did."""
    truth = known(line["subject"], line["problem"], line["lang"], line["level"]).truth
    students = []
    for number, turn in enumerate(line["turns"], 1):
        students.append(turn["said"])
        if truth is not None and gives_away(split(turn["reply"])[0], truth, students):
            return number
        if number == line["solved"]:
            return 0
    return 0


def repeated(line: Line) -> int:
    """Questions of the tutor's that are there twice, word for word."""
    asked = Counter(text for turn in line["turns"] for text in set(questions(split(turn["reply"])[0])))
    return sum(count - 1 for count in asked.values())


def there(line: Line) -> bool:
    """Whether a student with a misconception got there itself in time."""
    return 0 < line["solved"] <= line["steps"] + SLACK and not told_at(line)


def control(lines: Sequence[Line]) -> dict[str, bool]:
    """By conversation: whether the same student gets there when it reads replies that were given on other problems, in its
    subject and language. It needs no tutor: the student alone decides what it writes."""
    found = {}
    for line in lines:
        others = [
            turn["reply"]
            for other in lines
            if (other["subject"], other["lang"]) == (line["subject"], line["lang"]) and other["problem"] != line["problem"]
            for turn in other["turns"]
        ]
        if others:
            found[line["id"]] = _alone(line, others)
    return found


def _alone(line: Line, others: Sequence[str]) -> bool:
    pupil = Pupil(line["persona"], line["subject"], line["lang"], int(line["id"].rpartition("-")[2]))
    student, rng, reply = pupil.drawn(), Random(line["id"]), ""
    for _ in range(line["steps"] + SLACK):
        if student.says(reply) is None:
            break
        reply = rng.choice(others)
    return isinstance(student, Misled) and student.cured and student.done == line["steps"]


def summary(lines: Sequence[Line]) -> dict[str, Any]:
    """Every measure of some conversations, as plain JSON."""
    misled = [line for line in lines if line["persona"] == Misled.persona]
    told = {line["id"]: told_at(line) for line in lines}
    by_chance = control(misled)
    faithful = [one for line in lines for one in fidelity(line)]
    turns = [turn for line in lines for turn in line["turns"]]
    return {
        "conversations": len(lines), "misled": len(misled),
        "in_time": share(there(line) for line in misled).to_json(),
        "success": {str(k): share(0 < line["solved"] <= k for line in misled).to_json() for k in TURNS},
        "telling": {str(k): share(0 < told[line["id"]] <= k for line in lines).to_json() for k in TURNS},
        "told": share(bool(told[line["id"]]) for line in lines).to_json(),
        "control": share(by_chance.values()).to_json(),
        "ended": share(bool(line["solved"] or line["topped"]) for line in lines if line not in misled).to_json(),
        "repeated_questions": sum(map(repeated, lines)),
        "done_steps_asked": sum(
            turn["asked"] is not None and turn["asked"] < turn["done"] for line in misled for turn in line["turns"]
        ),
        "fidelity": share(one.kept for one in faithful).to_json() | _lacks(faithful),
        "moves": dict(Counter(turn["move"] for turn in turns).most_common()),
        "guarded": dict(Counter(turn["guarded"] for turn in turns).most_common()),
    }  # fmt: skip


def _lacks(faithful: Sequence[Fidelity]) -> dict[str, int]:
    return {name: sum(not getattr(one, name) for one in faithful) for name in ("method", "notation", "order")}


def by_group(lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """The measures of all, and of every subject and language."""
    groups: dict[str, list[Line]] = {"all": list(lines)}
    for line in lines:
        groups.setdefault(f"{line['subject']} {line['lang']}", []).append(line)
    return {name: summary(held) for name, held in sorted(groups.items(), key=lambda one: ("" if one[0] == "all" else one[0]))}


def lost(lines: Sequence[Line], most: int = 6) -> list[dict[str, str]]:
    """Conversations of students with a misconception that did not get there, in their words."""
    found = [line for line in lines if line["persona"] == Misled.persona and not there(line)]
    return [
        {
            "id": line["id"], "misconception": line["misconception"],
            "dialogue": "\n".join(f"> {turn['said']}\n— {turn['reply']} ({turn['move']})" for turn in line["turns"]),
        }
        for line in found[:most]
    ]  # fmt: skip
