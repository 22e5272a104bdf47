"""The batch commands keep their contract: fields, names, verdicts, and a reason for every bad row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bot.batch import RowError
from bot.rows import Asker, check, guard, route, solve
from subjects import catalogue
from subjects.problem import Lang
from tests.bot.scripted_model import ASK, ASKS, DOWN, AtVersion, ScriptedModel
from tutoring.policy import INTENTS
from tutoring.speaking import MODEL_TRIES
from tutoring.turn import Lesson

PROBLEM = "Resuelve 5x + 7 = 22"
MOTION = {
    "es": "Un coche va a 20 m/s durante 5 s. ¿Qué distancia recorre?",
    "en": "A car moves at 20 m/s for 5 s. What distance does it cover?",
}
GRAMS = {"es": "¿Cuál es la masa molar del agua, H2O?", "en": "What is the molar mass of water, H2O?"}


def asker(model: ScriptedModel | None = None, lang: Lang = "es") -> Asker:
    """`tutor ask` with a scripted model."""
    return Asker(model or ScriptedModel(), AtVersion(), Lesson(catalogue.names()), lang)


# route


@pytest.mark.parametrize(
    ("text", "subject", "lang", "intent"),
    [
        (PROBLEM, "algebra", "es", "problem"),
        ("Solve 3(x - 2) = 12", "algebra", "en", "problem"),
        (MOTION["es"], "kinematics", "es", "problem"),
        (MOTION["en"], "kinematics", "en", "problem"),
        (GRAMS["es"], "stoichiometry", "es", "problem"),
        (GRAMS["en"], "stoichiometry", "en", "problem"),
        ("hola", "other", "es", "greeting"),
        ("who won the match?", "other", "en", "off_topic"),
    ],
)
def test_a_message_goes_to_its_subject(text: str, subject: str, lang: str, intent: str) -> None:
    found = route({"id": 1, "text": text})
    assert (found["subject"], found["lang"], found["intent"]) == (subject, lang, intent)
    assert set(found) == {"subject", "confidence", "abstained", "lang", "intent"}
    assert 0 <= found["confidence"] <= 1 and found["abstained"] in (True, False)


def test_a_bare_pointer_goes_where_the_thread_is() -> None:
    dialogue = [{"role": "student", "text": MOTION["es"]}, {"role": "tutor", "text": "¿Qué datos tienes?"}]
    found = route({"text": "¿y eso cómo se hace?", "dialogue": dialogue})
    assert found["subject"] == "kinematics" and not found["abstained"]
    assert found["intent"] in INTENTS


# solve


def test_a_solution_has_its_steps_named_and_worded_in_the_language() -> None:
    for lang in ("es", "en"):
        found = solve({"text": "5x + 7 = 22", "lang": lang})
        assert (found["status"], found["subject"], found["answer_kind"]) == ("solved", "algebra", "solutions")
        assert found["answer"] == {"x": ["3"]} or found["answer"] == [{"x": "3"}]
        assert found["steps"]
        for step in found["steps"]:
            assert set(step) == {"rule", "before", "after", "text"}
            assert step["rule"].startswith("algebra.") and "." not in step["text"][:3]
    assert [s["text"] for s in solve({"text": "5x + 7 = 22", "lang": "es"})["steps"]] != [
        s["text"] for s in solve({"text": "5x + 7 = 22", "lang": "en"})["steps"]
    ]


@pytest.mark.parametrize(("text", "value", "unit"), [(MOTION["es"], 100, "m"), (MOTION["en"], 100, "m")])
def test_a_quantity_has_value_and_unit(text: str, value: float, unit: str) -> None:
    found = solve({"text": text})
    assert found["answer_kind"] == "quantity"
    assert (float(found["answer"]["value"]), found["answer"]["unit"]) == (value, unit)


@pytest.mark.parametrize(
    "text", ["", "hola", "¿Qué causas tuvo la revolución francesa?", "5x + = 22", "x" * 20_000]
)
def test_what_cannot_be_solved_says_why(text: str) -> None:
    found = solve({"text": text, "lang": "es"})
    assert found["status"] == "unsolved" and found["why"] and found["steps"] == []
    assert len(found["problem"]) <= 200


def test_the_method_of_the_class_is_used() -> None:
    methods = catalogue.find("algebra").methods
    chains = [
        [s["rule"] for s in solve({"text": "5x + 7 = 22", "method": name})["steps"]] for name in methods
    ]
    assert len(methods) == 1 or chains[0] != chains[1]


# check


@pytest.mark.parametrize(
    ("attempt", "verdict", "final"),
    [
        ("x = 3", "right", True),
        ("5x = 22 - 7", "right", False),
        ("5x = 22 + 7", "wrong", False),
        ("=?", "unreadable", False),
    ],
)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_attempt_gets_its_verdict_and_a_feedback_that_gives_nothing_away(
    attempt: str, verdict: str, final: bool, lang: str
) -> None:
    found = check({"problem": "5x + 7 = 22", "attempt": attempt, "lang": lang})
    assert (found["verdict"], found["final"]) == (verdict, final)
    assert "?" in found["feedback"] and ("¿" in found["feedback"]) == (lang == "es")
    if verdict == "wrong":
        assert found["misconception"].startswith("algebra.") and found["at_step"] == 0
        assert "22 + 7" in found["line"]
    if not final:
        judged = guard({"problem": "5x + 7 = 22", "reply": found["feedback"], "lang": lang,
                        "dialogue": [{"role": "student", "text": attempt}]})  # fmt: skip
        assert judged["allowed"], (found["feedback"], judged)


def test_no_unit_is_incomplete_and_says_so() -> None:
    found = check({"problem": MOTION["es"], "attempt": "100"})
    assert (found["verdict"], found["missing"]) == ("incomplete", ["unit"])
    assert check({"problem": MOTION["es"], "attempt": "s = 100 m"})["verdict"] == "right"


def test_of_a_problem_that_cannot_be_solved_nothing_is_claimed() -> None:
    found = check({"problem": "Demuestra que hay infinitos primos", "attempt": "x = 3"})
    assert (found["verdict"], found["final"]) == ("unknown", False)
    assert found["feedback"].endswith("?")


def test_the_history_says_how_far_the_work_is() -> None:
    done = [{"role": "student", "text": "5x = 22 - 7"}, {"role": "tutor", "text": "¿Y ahora?"}]
    found = check({"problem": PROBLEM, "attempt": "5x = 15", "history": done})
    assert found["verdict"] == "right" and not found["final"]


# guard


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        ("¿Qué operación deshace sumar 7?", True), ("La solución es x = 3.", False), ("Queda 5x = 15. ¿Y ahora?", False),
        ("5x = 29, ¿no?", False), ("What would you do with the seven?", False),
    ],
)  # fmt: skip
def test_a_reply_is_allowed_or_told_why_not(reply: str, allowed: bool) -> None:
    found = guard({"problem": PROBLEM, "reply": reply})
    assert found["allowed"] is allowed
    assert set(found) == {"allowed", "leaks", "false_statements", "other"}
    findings = [*found["leaks"], *found["false_statements"], *found["other"]]
    assert bool(findings) is not allowed
    assert all("text" in finding and ("kind" in finding or "why" in finding) for finding in findings)


def test_what_the_student_has_written_may_be_said_again() -> None:
    dialogue = [{"role": "student", "text": "5x = 22 - 7"}, {"role": "student", "text": "5x = 15"}]
    row = {"problem": PROBLEM, "reply": "Tienes 5x = 15. ¿Qué sigue?"}
    assert guard(row | {"dialogue": dialogue})["allowed"]
    assert not guard(row)["allowed"]


def test_outside_the_subjects_the_answer_is_what_the_row_says() -> None:
    row = {"problem": "A box has 6 rows of 7 eggs. How many eggs?", "lang": "en", "answer": 42}
    assert guard(row | {"reply": "There are 42 eggs."})["leaks"]
    assert guard(row | {"reply": "What do you do with 6 and 7?"})["allowed"]


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (["París"], "Es París."), ([{"x": "París"}], "Es París."), ("París", "Es París."),
        ({"value": 42, "unit": "eggs", "symbol": "n"}, "There are 42 eggs."), ([{"n": "42"}], "There are 42."),
    ],
)  # fmt: skip
def test_the_answer_may_come_as_solve_gives_it(answer: Any, reply: str) -> None:
    row = {"problem": "A question outside the subjects?", "reply": reply, "answer": answer}
    assert guard(row)["leaks"]


def test_where_the_given_answer_is_another_than_the_solution_read_the_given_one_counts() -> None:
    """The numbers of a story may look like another question: 2x = 60 stands in it, and the answer is 90."""
    row = {"problem": "2x = 60", "lang": "en", "answer": "90"}
    assert guard(row | {"reply": "You find 90 presents in all."})["leaks"]
    assert not guard(row | {"reply": "What is left to add?"})["leaks"]


# bad rows


@pytest.mark.parametrize(
    ("command", "row", "code", "said"),
    [
        (route, {}, "missing_field", "`text`"),
        (route, {"text": 5}, "missing_field", "`text`"),
        (route, {"text": "hola", "lang": "fr"}, "bad_field", "es, en"),
        (route, {"text": "hola", "lang": ["es"]}, "bad_field", "es, en"),
        (route, {"text": "hola", "dialogue": "hola"}, "bad_field", "`dialogue`"),
        (route, {"text": "hola", "dialogue": [{"role": "student"}]}, "bad_field", "`dialogue`"),
        (
            route,
            {"text": "hola", "dialogue": [{"role": "teacher", "text": "x"}]},
            "bad_field",
            "student, tutor",
        ),
        (solve, {"text": "x = 1", "subject": "geometry"}, "bad_field", "algebra"),
        (solve, {"text": "x = 1", "level": "5eso"}, "bad_field", "1eso"),
        (solve, {"text": "5x + 7 = 22", "method": "magic"}, "bad_field", "`method`"),
        (check, {"problem": "5x = 10"}, "missing_field", "`attempt`"),
        (check, {"problem": "5x = 10", "attempt": "x", "history": {}}, "bad_field", "`history`"),
        (guard, {"problem": "5x = 10"}, "missing_field", "`reply`"),
    ],
)
def test_a_bad_row_is_told_by_field(command: Any, row: Mapping[str, Any], code: str, said: str) -> None:
    with pytest.raises(RowError) as caught:
        command(row)
    assert caught.value.code == code and said in str(caught.value)


def test_a_huge_wrong_value_is_not_sent_back_whole() -> None:
    with pytest.raises(RowError) as caught:
        solve({"text": "x = 1", "level": "9" * 20_000})
    assert len(str(caught.value)) < 200


# ask


async def test_a_turn_has_every_field_of_the_contract() -> None:
    row = await asker().ask({"id": 1, "text": PROBLEM, "session": "a"})
    assert {"session", "subject", "adapter", "move", "rung", "reply", "guarded", "lang", "ms"} <= set(row)
    assert (row["session"], row["subject"], row["adapter"]) == ("a", "algebra", "algebra@1")
    assert (row["move"], row["rung"], row["guarded"], row["lang"]) == ("open", None, "passed", "es")
    assert row["reply"] == ASK["es"]
    assert {"read", "ground", "plan", "speak", "guard", "total"} <= set(row["ms"])
    assert row["ms"]["total"] >= row["ms"]["speak"] >= 0


async def test_rows_of_a_session_are_one_conversation() -> None:
    asked = asker()
    await asked.ask({"id": 1, "text": "Solve 5x + 7 = 22", "session": 7})
    wrong = await asked.ask({"id": 2, "text": "5x = 22 + 7", "session": 7})
    assert (wrong["session"], wrong["move"], wrong["verdict"], wrong["lang"]) == ("7", "focus", "wrong", "en")
    hints = [await asked.ask({"id": n, "text": "i don't know", "session": 7}) for n in (3, 4, 5)]
    assert [row["rung"] for row in hints] == ["nudge", "scaffold", "sibling"]
    alone = await asked.ask({"id": 6, "text": "i don't know", "lang": "en"})
    assert (alone["move"], alone["adapter"]) == ("ask_problem", "general@1")


async def test_a_student_without_a_session_is_one_conversation_too() -> None:
    asked = asker()
    await asked.ask({"id": 1, "text": PROBLEM, "student": "s1"})
    assert (await asked.ask({"id": 2, "text": "5x = 22 - 7", "student": "s1"}))["move"] == "confirm"
    assert (await asked.ask({"id": 3, "text": "5x = 22 - 7", "student": "s2"}))["move"] != "confirm"


async def test_rows_that_name_no_conversation_are_apart_though_their_ids_repeat() -> None:
    asked = asker()
    first, second = [await asked.ask({"id": "a", "text": PROBLEM}) for _ in range(2)]
    assert first["session"] != second["session"]
    assert (await asked.ask({"id": "a", "text": "5x = 22 - 7"}))["move"] != "confirm"
    known = await asked.ask({"id": "a", "text": "5x = 22 - 7", "session": first["session"]})
    assert known["move"] == "confirm", "the name that was given back goes on"


async def test_a_wrong_language_is_told_in_a_later_turn_too() -> None:
    asked = asker()
    await asked.ask({"id": 1, "text": PROBLEM, "session": "a"})
    with pytest.raises(RowError):
        await asked.ask({"id": 2, "text": PROBLEM, "session": "a", "lang": "fr"})


async def test_rows_of_one_session_sent_at_once_keep_their_order() -> None:
    gate = asyncio.Event()
    waits: list[list[str | Exception | asyncio.Event]] = [[gate, ASK["es"]], [ASKS["es"][1]]]
    asked = asker(ScriptedModel(lambda _prompt: waits.pop(0)))
    first = asyncio.create_task(asked.ask({"id": 1, "text": PROBLEM, "session": "a"}))
    second = asyncio.create_task(asked.ask({"id": 2, "text": "5x = 22 - 7", "session": "a"}))
    gate.set()
    assert [(await task)["move"] for task in (first, second)] == ["open", "confirm"]


@pytest.mark.parametrize(
    ("text", "move"), [("", "fixed"), ("😀😀", "fixed"), ("x" * 20_000, "fixed"), ("hola", "fixed")]
)
async def test_fixed_texts_are_marked_as_such(text: str, move: str) -> None:
    model = ScriptedModel()
    row = await asker(model).ask({"id": 1, "text": text})
    assert (row["move"], row["guarded"], row["adapter"]) == (move, "fixed", None)
    assert row["reply"] and model.asked == []


async def test_a_leak_is_marked_as_retried_or_replaced() -> None:
    said = iter(["Sale x = 3. ", ASK["es"], *["Sale x = 3. "] * MODEL_TRIES])
    asked = asker(ScriptedModel(lambda _prompt: [next(said)]))
    retried = await asked.ask({"id": 1, "text": PROBLEM, "session": "a"})
    replaced = await asked.ask({"id": 2, "text": PROBLEM, "session": "b"})
    assert (retried["guarded"], retried["reply"]) == ("retried", ASK["es"])
    assert replaced["guarded"] == "replaced" and "x = 3" not in replaced["reply"]


async def test_a_model_that_is_down_still_answers() -> None:
    row = await asker(ScriptedModel(lambda _prompt: [DOWN])).ask({"id": 1, "text": "Solve 5x + 7 = 22"})
    assert row["guarded"] == "replaced" and row["reply"].endswith("?") and row["lang"] == "en"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": 1}, "missing_field"), ({"id": 1, "text": "hola", "lang": "fr"}, "bad_field"),
        ({"id": 1, "text": "hola", "level": "x"}, "bad_field"), ({"id": 1, "text": "hola", "session": [1]}, "bad_field"),
        ({"id": 1, "text": "hola", "student": True}, "bad_field"),
    ],
)  # fmt: skip
async def test_a_bad_turn_is_told_by_field(row: Mapping[str, Any], code: str) -> None:
    with pytest.raises(RowError) as caught:
        await asker().ask(row)
    assert caught.value.code == code
