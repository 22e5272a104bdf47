"""Attempts at equations: right ways are right, lost and false roots are not, and slips are named."""

import pytest

from subjects.algebra import subject
from subjects.problem import LANGS, Lang, Problem, Solution, Verdict


def verdict(
    problem: str, attempt: str, lang: Lang = "es", history: tuple[str, ...] = (), reached: int = 0
) -> Verdict:
    found = subject.parse(problem, lang)
    assert isinstance(found, Problem), problem
    solution = subject.solve(found)
    assert isinstance(solution, Solution)
    return subject.check(solution, attempt, lang, history, reached)


TWO, SQUARE, ZERO = "x² - 5x + 6 = 0", "x² = 9", "x² - 5x = 0"
ROOT, BARS, FOURTH = "√(x+1) = x - 1", "|2x - 1| = 5", "x⁴ - 5x² + 4 = 0"


@pytest.mark.parametrize(
    ("problem", "attempt"),
    [
        (TWO, "x = 2 y x = 3"), (TWO, "x1 = 2, x2 = 3"), (TWO, "2 y 3"), (TWO, "{2, 3}"), (TWO, "x = 2, 3"),
        (TWO, "x=3 o x=2"), (TWO, "las soluciones son 2 y 3"), (TWO, "x = (5±√(25-24))/2 = (5±1)/2 = 3 y 2"),
        (TWO, "x = (5+1)/2 = 3\nx = (5-1)/2 = 2"), (SQUARE, "x = ±3"), (SQUARE, "x = +-3"), (SQUARE, "3 y -3"),
        (ZERO, "x(x-5)=0\nx=0\nx-5=0\nx=5"), ("x² - 3x - 2 = 0", "x = (3 ± √17)/2"),
        ("x² - 3x - 2 = 0", "x = 3,56 y x = -0,56"), ("x² + x + 1 = 0", "no tiene solución real"),
        ("x² + x + 1 = 0", "Δ = 1 - 4 = -3 < 0, no tiene solución"), ("2x² + 8 = 0", "∅"),
        (FOURTH, "t=4, t=1\nx²=4\nx²=1\nx=±2\nx=±1"), ("x⁴+3x²-4=0", "x²=1\nx²=-4 no tiene solución\nx=±1"),
        (ROOT, "x=0 y x=3. x=0 no vale"), (ROOT, "x=0, x=3; solución: x=3"), (BARS, "2x-1=5\nx=3\n2x-1=-5\nx=-2"),
        ("|x-2| = -3", "no tiene solución"), ("3/x = 6", "x = 0,5"), ("x/(x-2)=2/(x-2)", "x = 2 no vale, no tiene solución"),
        ("x² - 4x + 4 = 0", "x = 2 doble"), (TWO, "S = {2, 3}"), (TWO, "x ∈ {2,3}"), ("x² + 6x + 9 = 0", "x₁ = x₂ = -3"),
        (ROOT, "x=3; x=0; comprobación: x=0 → √1 = -1 no"), (TWO, "tiene dos soluciones, 2 y 3"),
    ],
)  # fmt: skip
def test_a_whole_answer_in_any_form_is_right_and_final(problem: str, attempt: str) -> None:
    found = verdict(problem, attempt)
    assert (found.outcome, found.final) == ("right", True)


@pytest.mark.parametrize(
    ("problem", "attempt"),
    [
        (TWO, "(x-2)(x-3) = 0"), (TWO, "x - 2 = 0 o x - 3 = 0"), (TWO, "a = 1, b = -5, c = 6"), (TWO, "b = -5"),
        (TWO, "x = (5 ± √(25-24))/2"), (TWO, "x = (-b ± √(b²-4ac))/2a"), (TWO, "Δ = 25 - 24 = 1"), (TWO, "x² - 5x = -6"),
        (TWO, "b² - 4ac = 25 - 24 = 1"), (TWO, "(x - 5/2)² = 1/4"), (TWO, "2² - 5·2 + 6 = 0"), ("(x+3)² = 16", "x+3 = ±4"),
        ("(x+3)² = 16", "x² + 6x + 9 = 16"), ("x² + x + 1 = 0", "x = (-1 ± √(-3))/2"), (FOURTH, "t² - 5t + 4 = 0"),
        (FOURTH, "t = x²"), (FOURTH, "t = 4 y t = 1"), (ROOT, "x+1 = (x-1)²"), (ROOT, "posibles soluciones: x=0, x=3"),
        ("√(x+5) + √x = 5", "x+5 = 25 - 10√x + x"), (BARS, "2x - 1 = ±5"), ("x/(x-2) = 2/(x-2)", "x ≠ 2"),
        ("1/x + 1/(x-1) = 3/2", "2(x-1) + 2x = 3x(x-1)"), ("x³ - 6x² + 11x - 6 = 0", "(x-1)(x²-5x+6) = 0"),
        ("(x+1)² = x² + 5", "2x + 1 = 5"), ("2^x = 32", "2^x = 2^5"),
    ],
)  # fmt: skip
def test_a_right_line_of_any_method_is_right(problem: str, attempt: str) -> None:
    found = verdict(problem, attempt)
    assert (found.outcome, found.final) == ("right", False)


@pytest.mark.parametrize(
    ("problem", "attempt", "name"),
    [
        (SQUARE, "x = 3", "losing_negative_root"), (SQUARE, "3", "losing_negative_root"), (SQUARE, "x = 4,5", "root_as_half"),
        ("(x+3)² = 16", "x + 3 = 4", "losing_negative_root"), ("(x+3)² = 16", "x² + 9 = 16", "square_of_sum"),
        (ZERO, "x = 5", "dividing_by_unknown"), ("x² = 5x", "x = 5", "dividing_by_unknown"),
        ("x³ - 4x = 0", "x² - 4 = 0", "dividing_by_unknown"), (TWO, "a = 1, b = 5, c = 6", "coefficient_sign"),
        (TWO, "x = (-5 ± √(25-24))/2", "coefficient_sign"), (TWO, "x = (5 ± √(25+24))/2", "discriminant_sign"),
        (TWO, "D = 49", "discriminant_sign"), (TWO, "x = 5 ± √1/2", "formula_denominator"),
        (TWO, "x² - 5x = 6", "sign_on_moving_term"), (TWO, "(x+2)(x+3) = 0", "sign_in_factors"),
        ("(x-2)(x+5) = 0", "x=-2, x=5", "sign_of_root"), ("(x-2)(x-3) = 6", "x-2=6 o x-3=6", "zero_product_nonzero"),
        ("(x-2)(x-3) = 6", "x = 8 y x = 9", "zero_product_nonzero"), ("x²+x+1=0", "x = (-1 ± √3)/2", "negative_discriminant"),
        ("2x² + 8 = 0", "x = ±2", "negative_discriminant"), (FOURTH, "x = 4 y x = 1", "back_substitution"),
        (FOURTH, "x = 2 y x = 1", "losing_negative_root"), (ROOT, "x+1 = x²+1", "squaring_each_term"),
        (ROOT, "x = 0 y x = 3", "extraneous_root"), ("√(x²+9) = x + 3", "x + 3 = x + 3", "root_of_sum_split"),
        (BARS, "x = 3", "absolute_one_case"), ("|x-2| = -3", "x=-1, x=5", "negative_absolute"),
        ("x/(x-2) = 2/(x-2)", "x = 2", "extraneous_root"), ("(x+2)/x = 5", "2 = 5", "cancelling_terms"),
        ("2/(x-1) = 3/(x+2)", "2x+2 = 3x-1", "distribute_first_only"),
        ("1/x + 1/(x-1) = 3/2", "2/(2x-1)=3/2", "adding_fractions"),
        ("x²/2 - x/3 = 1/6", "x² - x = 1", "dropped_denominator"), ("(x+1)² = x² + 5", "x² + 1 = x² + 5", "square_of_sum"),
        ("2^x = 32", "x = 16", "exponent_as_factor"), ("2^x = 32", "2x = 32", "exponent_as_factor"),
    ],
)  # fmt: skip
def test_slips_are_wrong_and_named(problem: str, attempt: str, name: str) -> None:
    found = verdict(problem, attempt)
    assert (found.outcome, found.misconception) == ("wrong", f"algebra.{name}")


@pytest.mark.parametrize(
    ("problem", "attempt"),
    [(TWO, "x = 2"), (ZERO, "x(x-5)=0\nx=5"), ("x³ - 6x² + 11x - 6 = 0", "x = 1"), (SQUARE, "x = -3")],
)
def test_one_solution_that_claims_nothing_of_the_others_is_incomplete(problem: str, attempt: str) -> None:
    found = verdict(problem, attempt)
    assert (found.outcome, found.missing) == ("incomplete", ("conclusion",))


@pytest.mark.parametrize(
    "wrong", ["x = 4", "x = -2 y x = -3", "x = 20 y x = 30", "x = 2 y x = 4", "no tiene solución", "x=1"]
)
def test_wrong_answers_are_wrong(wrong: str) -> None:
    assert verdict(TWO, wrong).outcome == "wrong"


def test_the_first_wrong_line_is_located() -> None:
    found = verdict(TWO, "x² - 5x = -6\nx(x-5) = -6\nx = -6 o x - 5 = -6")
    assert (found.outcome, found.at_step, found.line) == ("wrong", 2, "x = -6")


def test_solutions_found_one_message_after_another_make_the_answer() -> None:
    assert verdict(TWO, "x = 3", history=("x = 2",)).final


def test_a_lone_number_midway_may_answer_a_smaller_question() -> None:
    assert verdict(TWO, "1", reached=3).outcome == "right"
    assert verdict(TWO, "7", reached=3).outcome == "unknown"


@pytest.mark.parametrize("text", ["no sé", "¿por qué x = 3?", "hola"])
def test_what_states_nothing_is_not_judged(text: str) -> None:
    assert verdict(TWO, text).outcome == "unreadable"


@pytest.mark.parametrize("lang", LANGS)
def test_one_root_after_an_unfinished_line_is_not_all_of_them(lang: Lang) -> None:
    one = verdict("x² - 5x + 6 = 0", "x = 3", lang, ("x = (5 ± 1)/2",), 5)
    assert (one.outcome, one.final, one.missing) == ("incomplete", False, ("conclusion",))
    assert verdict("x² - 5x + 6 = 0", "x = 2", lang, ("x = (5 ± 1)/2", "x = 3"), 5).final
