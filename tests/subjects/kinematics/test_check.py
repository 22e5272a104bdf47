"""Attempts at motion problems: what is right is right in any form, what is wrong is named and never right."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS
from subjects.kinematics.notation import quantity, show
from subjects.kinematics.rounding import rounds_to
from subjects.kinematics.solve import work_of
from subjects.kinematics.truth import with_usual_g
from subjects.problem import LANGS, LEVELS, Lang, Problem, Solution, Verdict

seeds = st.integers(0, 10**6)
langs = st.sampled_from(LANGS)
methods = st.sampled_from(METHODS)

# Two names for one line: the same wrong line has both causes.
ALIKE = (
    {"conversion_inverted", "data_swapped"},
    {"isolation_wrong", "sign_of_braking"},
    {"isolation_wrong", "root_forgotten"},
    {"isolation_wrong", "inverted_division"},
    {"wrong_formula", "initial_velocity_ignored"},
    {"wrong_formula", "half_forgotten"},
    {"wrong_formula", "inverted_division"},
    {"wrong_formula", "isolation_wrong"},
    {"wrong_formula", "mean_for_final_velocity"},
    {"data_swapped", "sign_of_braking"},
    {"data_swapped", "isolation_wrong"},
    {"inverted_division", "root_forgotten"},
    {"half_forgotten", "initial_velocity_ignored"},
    {"inverted_division", "speeds_averaged"},
    {"inverted_division", "closing_speed_wrong"},
    {"head_start_ignored", "closing_speed_wrong"},
)


def solved(text: str, lang: Lang = "es", method: str = "formula") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution)
    return solution


def random_solution(seed: int, lang: Lang, method: str) -> Solution:
    problem = subject.generate(Random(seed), lang, "1bach").problem
    solution = subject.solve(problem, method, LEVELS[seed % len(LEVELS)])
    assert isinstance(solution, Solution)
    return solution


def short(verdict: Verdict) -> str:
    return (verdict.misconception or "").removeprefix("kinematics.")


START = "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?"
BRAKE = "Un coche va a 72 km/h, frena y se detiene en 4 s. Calcula la aceleración."
RIDE = "Un ciclista recorre 100 m en 5 s. ¿Qué velocidad lleva?"
DROP = "Se deja caer una piedra desde 45 m. ¿Cuánto tarda en llegar al suelo?"
WATCH = "Un atleta recorre 100 metros en 10 segundos. Calcula su velocidad en km/h"


@settings(max_examples=50, deadline=None)
@given(seeds, langs, methods)
def test_the_students_right_line_is_right_at_every_step(seed: int, lang: Lang, method: str) -> None:
    solution = random_solution(seed, lang, method)
    rng = Random(seed)
    for step in range(len(solution.steps)):
        line = subject.attempt_line(solution, step, rng, lang)
        verdict = subject.check(solution, line, lang, reached=step)
        assert verdict.outcome == "right", (solution.problem.statement, line, verdict)
        assert verdict.reached >= step + 1
        assert verdict.final == (step == len(solution.steps) - 1 or verdict.reached == len(solution.steps))


@settings(max_examples=50, deadline=None)
@given(seeds, langs, methods)
def test_every_mistake_is_wrong_and_named(seed: int, lang: Lang, method: str) -> None:
    solution = random_solution(seed, lang, method)
    rng = Random(seed)
    for step in range(len(solution.steps)):
        for misconception, line in subject.mistakes(solution, step, rng, lang):
            verdict = subject.check(solution, line, lang, reached=step)
            assert verdict.outcome == "wrong", (solution.problem.statement, line, verdict)
            assert verdict.line
            assert verdict.line in line
            assert verdict.at_step == 0
            names = {misconception.removeprefix("kinematics."), short(verdict)}
            # A slip, or a mistake carried through several stages, may come to what another mistake gives.
            near = "arithmetic" in names or (bool(solution.problem.data.uses) and "" not in names)
            assert len(names) == 1 or near or any(names <= pair for pair in ALIKE), (line, names)


@settings(max_examples=50, deadline=None)
@given(seeds, langs)
def test_a_changed_answer_is_never_right(seed: int, lang: Lang) -> None:
    solution = random_solution(seed, lang, "formula")
    work = work_of(solution)
    usual = with_usual_g(work.motion, work.motion.unknown)
    given_values = usual | {abs(g.value) for g in work.motion.givens} | {abs(v) for v in work.values.values()}
    for value in (work.result * 10, work.result / 10, work.result + 1, work.result * 2):
        near = abs(value - work.result) < abs(work.result) / 100  # one who rounds on the way comes there
        if abs(value) in given_values or rounds_to(work.result, value, 3) or near:
            continue
        line = show(f"{work.motion.unknown} = {quantity(value, work.unit)}", lang)
        assert subject.check(solution, line, lang).outcome == "wrong", (solution.problem.statement, line)


@pytest.mark.parametrize(
    "attempt",
    [
        *(
            "10 m/s",
            "v = 10 m/s",
            "son 10 metros por segundo",
            "la velocidad es 10 m/s",
            "creo que v=10m/s",
            "36 km/h",
        ),
        *(
            "v = 0 + 2·5 = 10 m/s",
            "v = 2 m/s² · 5 s = 10 m/s",
            "$v = 10\\ \\text{m/s}$",
            "V = 10 M/S",
            "10,0 m/s",
        ),
        *("v = v0 + a·t\nv = 0 + 2·5\nv = 10 m/s", "v0 = 0; v = 10 m/s", "v = 10 m/s?"),
    ],
)
def test_a_right_answer_in_any_form_is_final(attempt: str) -> None:
    verdict = subject.check(solved(START), attempt, "es")
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", True, 4)


@pytest.mark.parametrize(
    ("text", "attempt", "reached"),
    [
        (START, "v0=0", 1),
        (START, "v0 = 0 m/s, a = 2 m/s², t = 5 s", 1),
        (START, "v = v0 + a t", 2),
        (START, "v=at", 2),
        (START, "vf = vi + a·t", 2),
        (START, "v = 2·5", 3),
        (BRAKE, "72 km/h = 20 m/s", 2),
        (BRAKE, "72/3,6 = 20", 2),
        (BRAKE, "72 km/h : 3.6 = 20 m/s", 2),
        (BRAKE, "72·1000/3600 = 20 m/s", 2),
        (BRAKE, "72 km/h · 1000 m/1 km · 1 h/3600 s = 20 m/s", 2),
        (BRAKE, "v = v0 - at", 3),
        (BRAKE, "a = Δv/t", 4),
        (BRAKE, "0 = 20 + a*4", 3),
        (BRAKE, "a = -20/4", 5),
        (RIDE, "v = e/t", 2),
        (RIDE, "s = v·t", 2),
        (RIDE, "v=100/5", 3),
        (RIDE, "100 : 5", 3),
        (DROP, "t = √(2h/g)", 3),
        (DROP, "t^2 = 2h/g", 2),
        (DROP, "x = x0 + v0 t + 1/2 a t²", 2),
    ],
)
def test_a_right_step_counts_as_far_as_it_goes(text: str, attempt: str, reached: int) -> None:
    verdict = subject.check(solved(text), attempt, "es")
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", False, reached)


@pytest.mark.parametrize(
    ("text", "attempt", "misconception"),
    [
        (START, "v = 2/5", "inverted_division"),
        (START, "v = s/t", "mean_for_final_velocity"),
        (START, "v = 10 m", "unit_wrong"),
        (START, "10 s", "unit_wrong"),
        (START, "v = 2·5 = 12", "arithmetic"),
        (START, "12 m/s", ""),
        (START, "100 m/s", ""),
        (BRAKE, "72 km/h = 72 m/s", "kmh_as_ms"),
        (BRAKE, "v0 = 259,2 m/s", "conversion_inverted"),
        (BRAKE, "a = 72/4", "kmh_as_ms"),
        (BRAKE, "a = 5 m/s²", "sign_of_braking"),
        (BRAKE, "a = -5 m/s", "unit_wrong"),
        (RIDE, "v = t/s", "inverted_division"),
        (RIDE, "500 m/s", "isolation_wrong"),
        (RIDE, "20 km/h", "unit_wrong"),
        (DROP, "h = g t²", "half_forgotten"),
        (DROP, "t = 9,18 s", "root_forgotten"),
        (DROP, "t = 3,1 s", "rounding"),
    ],
)
def test_a_wrong_line_is_wrong_and_why(text: str, attempt: str, misconception: str) -> None:
    verdict = subject.check(solved(text), attempt, "es")
    assert (verdict.outcome, short(verdict)) == ("wrong", misconception)


def test_the_first_wrong_line_is_pointed_at() -> None:
    verdict = subject.check(solved(START), "v0 = 0\nv = v0 + a·t\nv = 2/5\nv = 0,4 m/s", "es")
    assert (verdict.outcome, verdict.at_step, verdict.line, verdict.reached) == ("wrong", 2, "v = 2/5", 2)


@pytest.mark.parametrize("attempt", ["10", "v = 10", "me da 10", "2·5 = 10", "v=10?"])
def test_a_value_without_its_unit_is_incomplete(attempt: str) -> None:
    verdict = subject.check(solved(START), attempt, "es")
    assert (verdict.outcome, verdict.missing, verdict.final) == ("incomplete", ("unit",), False)


@pytest.mark.parametrize("attempt", ["hola", "no sé", "???", "", "no entiendo nada", "🙂🙂"])
def test_words_are_unreadable_and_never_wrong(attempt: str) -> None:
    assert subject.check(solved(START), attempt, "es", reached=2) == Verdict("unreadable", reached=2)


def test_a_result_in_another_unit_than_asked_is_a_step_not_the_end() -> None:
    solution = solved(WATCH)
    halfway = subject.check(solution, "v = 10 m/s", "es")
    assert (halfway.outcome, halfway.final, halfway.reached) == ("right", False, len(solution.steps) - 1)
    assert subject.check(solution, "36 km/h", "es").final


def test_rounding_as_a_class_does_is_right_and_other_numbers_are_not() -> None:
    solution = solved(DROP)
    for text in ("3,03 s", "3,0 s", "3 s", "3,030 s"):
        assert subject.check(solution, text, "es").final, text
    for text in ("3,1 s", "3,3 s", "30,3 s", "2,9 s"):
        assert subject.check(solution, text, "es").outcome == "wrong", text


def test_a_short_number_is_not_rounded_away() -> None:
    assert not rounds_to(Fraction(25, 2), Fraction(13), 0)
    assert not rounds_to(Fraction(200), Fraction(201), 0)
    assert rounds_to(Fraction(10, 3), Fraction(333, 100), 2)


def test_work_done_with_rounded_conversions_is_right() -> None:
    solution = solved("Un coche va a 50 km/h y frena hasta detenerse en 3 s. Calcula la aceleración.")
    assert subject.check(solution, "v0 = 13,9 m/s", "es").outcome == "right"
    assert subject.check(solution, "a = (0 - 13,9)/3", "es").outcome == "right"
    assert subject.check(solution, "a = -4,63 m/s²", "es").final


def test_a_deceleration_may_be_told_without_sign() -> None:
    solution = solved("A car brakes from 72 km/h and stops in 4 s; find the acceleration", "en")
    assert subject.check(solution, "the deceleration is 5 m/s²", "en").final
    assert short(subject.check(solution, "the acceleration is 5 m/s²", "en")) == "sign_of_braking"


def test_another_formula_that_holds_is_accepted() -> None:
    solution = solved("Un coche va a 72 km/h, frena y se detiene en 4 s. ¿Qué distancia recorre?")
    verdict = subject.check(solution, "s = (v0 + v)/2 · t", "es")
    assert verdict.outcome == "right"
    assert subject.check(solution, "s = 20/2·4 = 40 m", "es").final


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), langs)
def test_any_text_gets_a_verdict(text: str, lang: Lang) -> None:
    assert subject.check(solved(START), text, lang).outcome in (
        "right",
        "wrong",
        "incomplete",
        "unreadable",
        "unknown",
    )


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("alcanza una velocidad de 24 m/s", "right"), ("llega a una velocidad final de 24 m/s", "right"),
        ("the final speed is 24 m/s", "right"), ("it reaches a speed of 24 m/s", "right"),
        ("alcanza una velocidad de 2,4 m/s", "wrong"), ("a speed of 11 m/s", "wrong"),
    ],
)  # fmt: skip
def test_an_answer_in_a_sentence_that_names_its_quantity_is_read(said: str, outcome: str) -> None:
    solution = solved("Un coche parte del reposo y acelera a 3 m/s² durante 8 s. ¿Qué velocidad alcanza?")
    assert subject.check(solution, said, "es").outcome == outcome
