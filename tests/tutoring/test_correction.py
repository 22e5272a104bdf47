"""A solution handed in is marked line by line: the first mistake found, right ones left in peace, no result told."""

import re
from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang, Missing, Problem, Solution
from subjects.subject import Subject
from tutoring.correction import CRITERIA, MOST, LineMark, correct, handed_in, report
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

CAR = "Un coche que parte del reposo acelera a 2 m/s² durante 6 s. ¿Qué velocidad alcanza?"
LESSON = Lesson(catalogue.names())


def solved(name: str, text: str, lang: Lang = "es") -> tuple[Subject, Solution]:
    subject = catalogue.find(name)
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return subject, solution


def marks(name: str, problem: str, text: str, lang: Lang = "es") -> list[str]:
    subject, solution = solved(name, problem, lang)
    return [line.mark for line in correct(subject, solution, text, lang).lines]


def spoken(plan: Plan) -> tuple[str, Session]:
    speaking = Speaking(plan)
    speaking.end()
    speaking.complete()
    return speaking.shown, speaking.session()


@pytest.mark.parametrize(
    ("name", "problem", "text", "expected"),
    [
        ("algebra", "3x + 5 = 20", "3x = 20 - 5\n3x = 14\nx = 14/3", ["right", "wrong", "carried"]),
        ("algebra", "3x + 5 = 20", "paso el 5 restando:\n3x = 15\nx = 5", ["words", "right", "right"]),
        ("algebra", "3x + 5 = 20", "1) 3x = 20 - 5\n2) 3x = 15\n• x = 5 🎉", ["right"] * 3),
        ("algebra", "x^2 - 5x + 6 = 0", r"$x=\frac{5\pm\sqrt{25-24}}{2}$ \\ $x_1=3$, $x_2=2$", ["right"] * 2),
        ("algebra", "3x + 5 = 20", "x = 20/3 + 5\n¿?\nni idea", ["wrong", "words"]),
        ("kinematics", CAR, "Datos: v0 = 0 m/s; a = 2 m/s²; t = 6 s\nFórmula: v = v0 + a·t\nv = 0 + 2/6\nv = 0,33 m/s",
         ["right", "right", "wrong", "after"]),
        ("stoichiometry", "¿Cuántos moles hay en 36 g de agua (H2O)?", "M = 1 + 16 = 17 g/mol\nn = m/M\nn = 2,12 mol",
         ["wrong", "after", "after"]),
    ],
)  # fmt: skip
def test_lines_are_marked_as_a_teacher_marks_them(name: str, problem: str, text: str, expected: list[str]) -> None:
    assert marks(name, problem, text) == expected


def test_the_mistake_is_named_as_the_class_names_it() -> None:
    subject, solution = solved("algebra", "3(x - 2) = x + 8")
    read = correct(subject, solution, "3x - 6 = x + 8\n3x - x = 8 - 6\n2x = 2", "es")
    assert read.lines[1] == LineMark("3x - x = 8 - 6", "wrong", "algebra.sign_on_moving_term")
    assert "signo" in report(read, "es", subject.phrases)
    assert "sign" in report(read, "en", subject.phrases)


def test_what_the_class_wants_written_is_named_where_it_is_missing() -> None:
    subject, solution = solved("kinematics", CAR)
    short = correct(subject, solution, "v = 0 + 2·6\nv = 12", "es")
    assert short.missing == ("data", "setup", "unit")
    only: tuple[Missing, ...] = ("unit",)
    assert correct(subject, solution, "v = 0 + 2·6\nv = 12", "es", criteria=only).missing == only
    whole = "v0 = 0 m/s; a = 2 m/s²; t = 6 s\nv = v0 + a·t\nv = 0 + 2·6\nv = 12 m/s"
    assert correct(subject, solution, whole, "es").missing == ()


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
def test_no_right_solution_is_criticised_and_every_planted_mistake_is_found_without_telling(name: str, lang: Lang) -> None:
    subject, rng = catalogue.find(name), Random(f"{name}/{lang}/correction")
    found = planted = 0
    for _ in range(25):
        exercise = subject.generate(rng, lang, "4eso")
        solution = subject.solve(exercise.problem, None, "4eso")
        if not isinstance(solution, Solution):
            continue
        right = [subject.attempt_line(solution, at, rng, lang) for at in range(len(solution.steps))]
        read = correct(subject, solution, "\n".join(right), lang)
        assert not any(line.mark in ("wrong", "after", "carried") for line in read.lines), right
        at = rng.randrange(len(right))
        if slips := subject.mistakes(solution, at, rng, lang):
            wrong = "\n".join([*right[:at], slips[0][1]])
            read = correct(subject, solution, wrong, lang)
            planted += 1
            found += read.lines[-1].mark == "wrong" and [line.mark for line in read.lines].count("wrong") == 1
            assert _own_figures(report(read, lang, subject.phrases), wrong) == set()
    assert planted >= 10
    assert found >= 0.9 * planted


def _own_figures(said: str, student: str) -> set[str]:
    """Figures of a report that are not its numbering and not the student's."""
    unnumbered = re.sub(r"(?m)^\d+\. ", "", said)
    return set(re.findall(r"\d+", unnumbered)) - set(re.findall(r"\d+", student))


@pytest.mark.parametrize(
    ("lang", "messages", "said"),
    [
        ("es", ["3x + 5 = 20\n3x = 20 - 5\n3x = 14\nx = 14/3"], "2. 3x = 14  ✗"),
        ("es", ["3x + 5 = 20", "corrígeme esto:\n3x = 20 - 5\nx = 5"], "2. x = 5  ✓"),
        ("es", [CAR.replace(". ", ".\n") + "\nDatos: v0 = 0 m/s; a = 2 m/s²; t = 6 s\nv = v0 + a·t\nv = 12"], "la unidad"),
        ("en", ["check my work please\nHow many moles are there in 36 g of water (H2O)?\nM = 1 + 16 = 17 g/mol"], "1. M = 1"),
        ("en", ["2x + 7 = 19", "2x = 19 - 7\n2x = 12\nx = 6"], "Every line is right"),
    ],
)  # fmt: skip
def test_in_a_conversation_the_report_follows_one_question(lang: Lang, messages: list[str], said: str) -> None:
    session, shown = Session(lang=lang), ""
    for text in messages:
        shown, session = spoken(plan_turn(session, text, LESSON, reader()))
    question, _, listed = shown.partition("\n\n")
    assert "?" in question and said in listed


@pytest.mark.parametrize(
    "text",
    ["1) 3x + 5 = 20\n2) 2x - 1 = 7\n3) 5x = 10\n4) x + 1 = 2", "2x + y = 7\nx - y = 2", "3x + 5 = 20", "hola\nqué\ntal"],
)
def test_exercises_systems_and_talk_are_not_taken_for_a_solution(text: str) -> None:
    plan = plan_turn(Session(), text, LESSON, reader())
    assert plan.move.kind != "focus" and "línea a línea" not in plan.note


def test_a_problem_that_comes_with_its_solution_is_open_and_its_work_counts() -> None:
    _, session = spoken(plan_turn(Session(), "3x + 5 = 20\n3x = 20 - 5\n3x = 14", LESSON, reader()))
    assert (session.problem, session.reached, session.solved) == ("3x + 5 = 20", 1, False)
    plan = plan_turn(session, "3x = 15", LESSON, reader())
    assert plan.session.reached == 2


def test_the_teachers_criteria_decide_what_is_called_missing() -> None:
    text = f"{CAR}\nv = 0 + 2·6\nv = 12 m/s"
    asked = {criteria: plan_turn(Session(), text, Lesson(catalogue.names(), criteria=criteria), reader()).note
             for criteria in ((), CRITERIA)}  # fmt: skip
    assert "los datos" in asked[CRITERIA] and "los datos" not in asked[()]


@pytest.mark.parametrize("lang", LANGS)
def test_of_a_very_long_paste_the_first_lines_are_read_and_that_is_said(lang: Lang) -> None:
    subject, solution = solved("algebra", "3x + 5 = 20")
    read = correct(subject, solution, "3x = 15\n" * 100 + "x = 5", lang)
    assert len(read.lines) == MOST and read.cut
    said = report(read, lang, subject.phrases)
    assert str(MOST) in said.splitlines()[-1]
    assert {"es": "no falta nada", "en": "nothing is missing"}[lang] not in said
    assert not handed_in("", subject, lang)
