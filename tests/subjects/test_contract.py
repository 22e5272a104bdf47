"""What every subject promises, held against each that there is and against a small fourth one that lives here only.

The fourth, Ohm's law, is what docs/adding-a-subject.md asks for and nothing else: one folder, found by the scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import subjects
from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Problem, Solution, Unsolved
from subjects.subject import Subject
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.turn import Lesson, Plan, plan_turn

FOURTH = Path(__file__).parent / "fourth"
NAMES = (*catalogue.names(), "ohm")
MANY = 24
HOSTILE = (
    "", " ", "?" * 2000, "9" * 100_000, "x" * 100_000, "(" * 50_000, "((((((" * 300 + "1" + "))))))" * 300, "9**9**9**9",
    "Resuelve 9^9^9^9 = x", "__import__('os').system('id')", "{{7*7}}", "\x00\x01\x02", "\u202e\u202c", "²" * 5000,
    "\\frac{" * 3000, "Calcula " + "1+" * 40_000 + "1", "2H2" * 20_000, "a) " * 9000, "😀" * 3000, "½" * 4000, "|x" * 4000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fourth(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(subjects, "__path__", [*subjects.__path__, str(FOURTH)])
    catalogue.names.cache_clear()
    yield
    catalogue.names.cache_clear()


@pytest.fixture(params=NAMES)
def subject(request: pytest.FixtureRequest) -> Subject:
    return catalogue.find(request.param)


def solutions(subject: Subject, lang: Lang, many: int = MANY) -> Iterator[Solution]:
    """Solutions of generated problems of all levels."""
    rng = Random(f"{subject.name}{lang}")
    for at in range(many):
        level = LEVELS[at % len(LEVELS)]
        exercise = subject.generate(rng, lang, level)
        problem = subject.parse(exercise.text, lang)
        assert isinstance(problem, Problem), exercise.text
        assert problem.id == exercise.problem.id
        solution = subject.solve(problem, None, level)
        assert isinstance(solution, Solution), exercise.text
        yield solution


def test_the_scan_finds_a_folder_elsewhere_too() -> None:
    assert set(catalogue.names()) == set(NAMES)
    assert catalogue.find("ohm").name == "ohm"


@pytest.mark.parametrize("lang", LANGS)
def test_generated_problems_are_solved_in_steps_that_join(subject: Subject, lang: Lang) -> None:
    for solution in solutions(subject, lang):
        assert solution.steps
        for one, two in zip(solution.steps, solution.steps[1:], strict=False):
            assert one.after == two.before
        assert all(step.rule.rpartition(".")[2] in subject.phrases.keys("rule") for step in solution.steps)


@pytest.mark.parametrize("lang", LANGS)
def test_the_right_line_of_every_step_is_right_and_work_only_grows(subject: Subject, lang: Lang) -> None:
    for solution in solutions(subject, lang):
        rng = Random(1)
        for at in range(len(solution.steps)):
            line = subject.attempt_line(solution, at, rng, lang)
            verdict = subject.check(solution, line, lang, (), at)
            assert verdict.outcome in ("right", "incomplete"), (solution.problem.text, at, line)
            assert verdict.reached >= at


@pytest.mark.parametrize("lang", LANGS)
def test_a_level_decides_the_steps_never_the_answer_and_its_lines_count_at_every_level(
    subject: Subject, lang: Lang
) -> None:
    for solution in solutions(subject, lang, MANY // 2):
        for level in LEVELS:
            other = subject.solve(solution.problem, None, level)
            assert isinstance(other, Solution), (solution.problem.text, level)
            assert other.answer == solution.answer, (solution.problem.text, level)
            for at in range(len(other.steps)):
                line = subject.attempt_line(other, at, Random(at), lang)
                verdict = subject.check(solution, line, lang)
                assert verdict.outcome in ("right", "incomplete"), (solution.problem.text, level, line)


@pytest.mark.parametrize("lang", LANGS)
def test_every_mistake_is_wrong_and_named_in_the_bank(subject: Subject, lang: Lang) -> None:
    known = subject.phrases.keys("misconception")
    for solution in solutions(subject, lang):
        for at in range(len(solution.steps)):
            for name, line in subject.mistakes(solution, at, Random(at), lang):
                verdict = subject.check(solution, line, lang, (), at)
                assert verdict.outcome in ("wrong", "incomplete"), (solution.problem.text, name, line)
                if verdict.misconception:
                    assert verdict.misconception.rpartition(".")[2] in known
                assert name.rpartition(".")[2] in known


@pytest.mark.parametrize("lang", LANGS)
def test_no_slot_of_a_step_holds_what_is_asked_for(subject: Subject, lang: Lang) -> None:
    for solution in solutions(subject, lang):
        last = subject.show(solution.steps[-1].after, lang)
        for at in range(len(solution.steps)):
            for slot, text in subject.slots(solution, at, lang).items():
                # The letter itself may be all that is left of an expression.
                assert text != last or slot == "unknown", (solution.problem.text, slot, text)


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_and_misconception_can_be_spoken_of(subject: Subject, lang: Lang) -> None:
    bank, rng = subject.phrases, Random(2)
    for solution in solutions(subject, lang):
        for at, step in enumerate(solution.steps):
            slots = dict(subject.slots(solution, at, lang))
            rule = step.rule.rpartition(".")[2]
            for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
                assert bank.say(lang, slots, rng, "rule", rule, kind), (rule, kind)
            for name, line in subject.mistakes(solution, at, rng, lang):
                said = bank.say(
                    lang, {**slots, "line": line}, rng, "misconception", name.rpartition(".")[2], "focus"
                )
                assert said, name


@pytest.mark.parametrize("lang", LANGS)
def test_a_sibling_is_another_problem_of_the_same_structure(subject: Subject, lang: Lang) -> None:
    for solution in solutions(subject, lang, MANY // 2):
        other = subject.sibling(solution, 3, lang)
        if other is None:
            continue
        twin = subject.solve(other.problem, solution.method)
        assert isinstance(twin, Solution), other.text
        assert (twin.problem.kind, twin.answer.kind) == (solution.problem.kind, solution.answer.kind), (
            other.text
        )
        assert twin.problem.id != solution.problem.id


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_no_problem_no_right_answer_and_costs_little(subject: Subject, text: str) -> None:
    """That it costs little is seen by the test's own limit: what grows with the text beyond reason never ends."""
    solution = next(solutions(subject, "es", 1))
    for lang in LANGS:
        assert isinstance(subject.parse(text, lang), Unsolved)
        assert subject.check(solution, text, lang).outcome in ("unreadable", "unknown", "wrong", "incomplete")
        subject.looks_like_attempt(text, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_the_tutor_speaks_of_the_fourth_subject_without_a_line_of_its_own(lang: Lang) -> None:
    lesson = Lesson(catalogue.names())
    asked = {"es": "Se conecta una bombilla de 4 Ω a 12 V. ¿Qué corriente circula por ella?",
             "en": "A lamp of 4 ohm is connected to 12 V. What current flows through it?"}  # fmt: skip
    plan = plan_turn(Session(lang=lang), asked[lang], lesson, reader())
    assert (plan.ground.subject.name if plan.ground.subject else "", plan.move.kind) == ("ohm", "open")
    wrong = _next(plan, "I = 48 A", lesson)
    assert wrong.verdict is not None
    assert (wrong.verdict.outcome, wrong.verdict.misconception) == ("wrong", "ohm.multiplied")
    bare = _next(plan, "3", lesson)
    assert bare.verdict is not None
    assert bare.verdict.missing == ("unit",)
    right = _next(plan, "I = 3 A", lesson)
    assert right.verdict is not None
    assert right.verdict.final


def _next(plan: Plan, text: str, lesson: Lesson) -> Plan:
    return plan_turn(plan.session.heard("", ""), text, lesson, reader())
