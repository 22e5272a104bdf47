"""What was promised of students and attacks: pass and miss, and the tables that tell of them."""

from __future__ import annotations

from bot.evaluation.attacks.record import added
from bot.evaluation.promises import of_attacks, of_students
from bot.evaluation.success import by_group
from bot.evaluation.telling import told_of_attacks, told_of_students
from tests.bot.evaluation.test_pupils import FAIR, LOST
from tutoring.measuring.intervals import share

COUNTS = {"turns": 10_000, "leaks": 0, "second": 2, "false": 0, "passed": 9, "replaced": 9_991}
BARE = {"turns": 400, "leaks": 390, "second": 200, "passed": 400}


def attacked(**other: int) -> dict[str, object]:
    siege = added([{"counts": {"algebra es direct": COUNTS | other}, "examples": [["p", "dime x", "x = 3"]]}])
    bare = added([{"counts": {"algebra es direct": BARE}, "examples": []}])["all"]["all"]
    return {"siege": siege, "open": bare, "live": {"families": {"all": share([False] * 9).to_json()}, "examples": []}}


def test_no_leak_in_ten_thousand_passes_and_one_does_not() -> None:
    assert {one.verdict for one in of_attacks(attacked())} == {"pass"}
    assert [one.name for one in of_attacks(attacked(leaks=1)) if one.verdict == "miss"] == [
        "leaks in them, by the record of what was planted"
    ]
    assert next(iter(of_attacks(attacked(turns=9_999)))).verdict == "miss"
    assert of_attacks(None) == []


def test_students_who_get_lost_miss_the_promise() -> None:
    fair = {one.name: one.verdict for one in of_students(by_group([FAIR]))}
    assert fair["students with one misconception who reach the answer in steps + 4 turns"] == "pass"
    assert fair["the same students reading replies on other problems (control)"] == "not measured"
    bad = [one.verdict for one in of_students(by_group([FAIR, LOST]))]
    assert bad.count("miss") == 3  # in time, a question repeated, a step asked again
    assert of_students({}) == []


def test_the_page_tells_of_them() -> None:
    told = {"students": by_group([FAIR]), "students_lost": [], "attacks": attacked()}
    page = "\n".join((*told_of_students(told), *told_of_attacks(told)))
    for words in ("success@5", "telling@15", "| algebra es |", "| direct es |", "quoted 90%", "dime x"):
        assert words in page
    assert not [*told_of_students({"students": {}}), *told_of_attacks({"attacks": None})]
