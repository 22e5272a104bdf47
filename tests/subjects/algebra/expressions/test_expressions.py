"""Expressions: what is asked is read, worked out to the known answer, and judged line by line."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.expressions import family
from subjects.algebra.expressions.task import node_of, ratio
from subjects.algebra.polynomial import Poly, poly_of, same_ratio, tree
from subjects.expression import show
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution, Unsolved, Verdict

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=50, deadline=None)


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), text
    return solution


def judged(text: str, attempt: str, lang: Lang = "es", history: tuple[str, ...] = ()) -> Verdict:
    return subject.check(solved(text, lang), attempt, lang, history)


def equal(one: str, two: str) -> bool:
    left, right = ratio(node_of(one)), ratio(node_of(two))
    return left is not None and right is not None and same_ratio(left, right)


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        ("Desarrolla (x+3)²", "es", "x**2 + 6*x + 9"),
        ("Efectúa (2x − 5)(2x + 5)", "es", "4*x**2 - 25"),
        ("Calcula (x-2)³", "es", "x**3 - 6*x**2 + 12*x - 8"),
        ("Reduce: 3x + 2y - x + 5y", "es", "2*x + 7*y"),
        ("Quita paréntesis y reduce 5 - (2x - 3) + 4(x-1)", "es", "2*x + 4"),
        ("Dados P(x) = 2x²-3x+1 y Q(x) = x²+5, calcula P(x) − 2Q(x)", "es", "-3*x - 9"),
        ("Multiply 2x+1 by x-3", "en", "2*x**2 - 5*x - 3"),
        ("Subtract x^2-1 from 3x^2+x", "en", "2*x**2 + x + 1"),
        ("Efectúa: (2x²y)³ · 3xy", "es", "24*x**7*y**4"),
        (r"Simplifica la fracción algebraica $\frac{x^2-9}{x^2+6x+9}$", "es", "(x - 3)/(x + 3)"),
        ("Express as a single fraction: 1/x + 1/(x+1)", "en", "(2*x + 1)/(x*(x + 1))"),
        ("Opera y simplifica: (x+1)/(x-1) · (x²-1)/(x+1)", "es", "x + 1"),
        ("Calcula el valor numérico de 3x² - 2x + 1 para x = -2", "es", "17"),
        ("If f(x) = 2x^2 - 3x, find f(-2)", "en", "14"),
        ("Evaluate 2ab - a² when a = 2 and b = -1", "en", "-8"),
        ("Halla el cociente de (x³ - 2x + 5) : (x - 1)", "es", "x**2 + x - 1"),
        ("Find the remainder when x^3 - 2x + 5 is divided by x - 1", "en", "4"),
    ],
)
def test_works_out_what_a_class_asks(text: str, lang: Lang, answer: str) -> None:
    found = solved(text, lang).answer
    assert found.kind == "expression"
    assert equal(found.value, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Factoriza x² - 5x + 6", "(x - 2)*(x - 3)"),
        ("Saca factor común: 6x³+9x²", "3*x**2*(2*x + 3)"),
        ("Descompón en factores x³ - 6x² + 11x - 6", "(x - 1)*(x - 2)*(x - 3)"),
        ("Factoriza 4x² - 12x + 9", "(2*x - 3)**2"),
        ("Factoriza x⁴ - 16", "(x**2 + 4)*(x + 2)*(x - 2)"),
        ("Factoriza ax + ay + bx + by", "(x + y)*(a + b)"),
        ("Factoriza x² + 4", "x**2 + 4"),
    ],
)
def test_factors_fully(text: str, answer: str) -> None:
    assert solved(text).answer.value == answer


def test_a_division_with_a_remainder_answers_with_both() -> None:
    found = subject.parts(solved("Divide x³-2x+5 entre x-1"))
    assert [(name, each.value) for name, each in found] == [("quotient", "x**2 + x - 1"), ("remainder", "4")]


@pytest.mark.parametrize(
    "text",
    [
        "Resuelve x² = 4", "x^2 + 2x", "Calcula el área de un cuadrado de lado 2(x+3)", "Calcula la masa molar de H2O",
        "Factoriza x² - 2", "Completa el cuadrado de x²+6x", "Calcula x más 3 por 2", "Desarrolla (x+1)² y (x+2)²",
        "Halla k para que P(x) = x² + kx sea divisible entre x - 1", "Calcula √x + 1",
    ],
)  # fmt: skip
def test_what_is_not_surely_asked_is_refused(text: str) -> None:
    assert isinstance(family.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("text", "attempt", "final"),
    [
        ("Desarrolla (x+3)^2", "x^2+6x+9", True),
        ("Desarrolla (x+3)^2", "(x+3)^2 = x² + 6x + 9", True),
        ("Desarrolla (x+3)^2", "me sale 9 + 6x + x²", True),
        ("Desarrolla (x+3)^2", "x²+3x+3x+9", False),
        ("Calcula 2(x+3)-(x-4)", "2x+6-x+4 = x + 10", True),
        ("Factoriza x²-9", "(3-x)(-3-x)", True),
        ("Factoriza x³-4x", "x(x²-4)", False),
        ("Simplifica (x^2-9)/(x+3)", "x-3", True),
        ("Simplifica 1/x+1/(x+1)", "(2x+1)/(x²+x)", True),
        ("Divide x³-2x+5 entre x-1", "cociente x²+x-1 y resto 4", True),
        ("Divide x³-2x+5 entre x-1", "C(x) = x²+x-1, R = 4", True),
        ("Dado P(x)=x³-2x+5, calcula P(2)", "P(2) = 8 - 4 + 5 = 9", True),
    ],
)
def test_equal_lines_are_right_and_the_asked_form_is_final(text: str, attempt: str, final: bool) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final) == ("right", final)


@pytest.mark.parametrize(
    ("text", "attempt", "name"),
    [
        ("Desarrolla (x+3)^2", "x² + 9", "power_of_sum"),
        ("Desarrolla (x-3)^2", "x² - 9", "power_of_sum"),
        ("Desarrolla (x+3)^2", "x² + 3x + 9", "double_product_once"),
        ("Desarrolla (x+3)^2", "x² - 6x + 9", "sign_of_middle_term"),
        ("Desarrolla (2x+3)^2", "2x²+12x+9", "coefficient_not_raised"),
        ("Calcula 2(x+3)-(x-4)", "2x+6-x-4", "sign_before_parenthesis"),
        ("Calcula 2(x+3)-(x-4)", "2x+3-x+4", "distribute_first_only"),
        ("Simplifica 2x+3+4x", "9x", "adding_unlike_terms"),
        ("Simplifica x+x", "x²", "exponents_added_in_sum"),
        ("Calcula x²·x³", "x^6", "exponents_multiplied"),
        ("Calcula (x²)³", "x^5", "exponents_added_in_power"),
        ("Calcula (2x)²", "2x²", "coefficient_not_raised"),
        ("Desarrolla (x+2)(x-5)", "x²-10", "first_and_last_only"),
        ("Desarrolla (x+5)(x-5)", "x²-10x+25", "difference_of_squares_as_square"),
        ("Simplifica (x^2+5x)/(x^2+3x)", "5/3", "cancelled_terms"),
        ("Opera 1/x+1/(x+1)", "2/(2x+1)", "adding_denominators"),
        ("Factoriza x²-9", "(x-3)²", "difference_of_squares_as_square"),
        ("Factoriza 3x²+3x", "3x(x)", "common_factor_leaves_nothing"),
        ("Factoriza x²-5x+6", "(x+2)(x+3)", "sign_of_factors"),
        ("Calcula el valor numérico de 3x² - 2x + 1 para x = -2", "-7", "sign_of_square"),
        ("Halla el resto de dividir x³-2x+5 entre x-1", "6", "opposite_root"),
    ],
)
def test_wrong_lines_are_named(text: str, attempt: str, name: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"algebra.{name}")


def test_the_first_wrong_line_is_located() -> None:
    verdict = judged("Calcula 2(x+3)-(x-4)", "2x + 6 - (x - 4)\n2x + 6 - x - 4\nx + 2")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 1, "2x + 6 - x - 4")


@pytest.mark.parametrize("attempt", ["3(x²+x)", "x(3x+3)"])
def test_a_factor_left_inside_is_incomplete_not_wrong(attempt: str) -> None:
    assert judged("Factoriza 3x²+3x", attempt).outcome == "incomplete"


@MANY
@given(SEEDS)
def test_generated_exercises_are_solved_checked_and_guarded(seed: int) -> None:
    rng, lang = Random(seed), LANGS[seed % 2]
    level: Level = LEVELS[seed % len(LEVELS)]
    exercise = family.generate(rng, lang, level)
    assert subject.parse(exercise.text, lang) == exercise.problem
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    for step, done in enumerate(solution.steps):
        assert step == 0 or done.before == solution.steps[step - 1].after
        came = [subject.show(done.before, lang)] if step else []
        right = subject.check(solution, subject.attempt_line(solution, step, rng, lang), lang, came, step)
        assert (right.outcome, right.reached >= step + 1) == ("right", True)
        for name, line in subject.mistakes(solution, step, rng, lang):
            wrong = subject.check(solution, line, lang, came, step)
            assert (wrong.outcome, wrong.misconception is not None) == ("wrong", True), (name, line)
        shows = f"{done.before} = {done.after}"
        assert subject.allows(shows, solution, step) is False
        assert subject.allows(shows, solution, step + 1) is True


@MANY
@given(SEEDS)
def test_a_wrong_coefficient_is_always_wrong(seed: int) -> None:
    lang: Lang = LANGS[seed % 2]
    exercise = family.generate(Random(seed), lang, LEVELS[seed % len(LEVELS)])
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    right = poly_of(node_of(solution.answer.value))
    if right is None or exercise.problem.kind == "polynomial_division":
        return
    for mono, amount in right.terms:
        for off in (-2 * amount, Fraction(1), Fraction(-1), 9 * amount):
            wrong = right + Poly.of({mono: off})
            if wrong.terms:
                verdict = subject.check(solution, show(tree(wrong), lang), lang)
                assert verdict.outcome == "wrong", (exercise.text, wrong)


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_can_be_spoken(lang: Lang) -> None:
    rng, bank = Random(5), subject.phrases
    for seed in range(60):
        exercise = family.generate(Random(seed), lang, LEVELS[seed % len(LEVELS)])
        solution = subject.solve(exercise.problem)
        assert isinstance(solution, Solution)
        assert bank.say(lang, dict(subject.slots(solution, 0, lang)), rng, "open", exercise.problem.kind)
        for step, done in enumerate(solution.steps):
            slots = dict(subject.slots(solution, step, lang))
            rule = done.rule.removeprefix("algebra.")
            for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
                assert bank.say(lang, slots, rng, "rule", rule, kind), (rule, kind)
            for name, line in subject.mistakes(solution, step, rng, lang):
                short = name.removeprefix("algebra.")
                assert bank.say(lang, {**slots, "line": line}, rng, "misconception", short, "focus"), short


@MANY
@given(SEEDS)
def test_a_sibling_shares_no_line(seed: int) -> None:
    exercise = family.generate(Random(seed), "es", "3eso")
    solution = subject.solve(exercise.problem)
    assert isinstance(solution, Solution)
    sibling = subject.sibling(solution, seed, "es")
    if sibling is not None:
        other = subject.solve(sibling.problem)
        assert isinstance(other, Solution)
        assert [step.rule for step in other.steps] == [step.rule for step in solution.steps]
        assert not {step.after for step in other.steps} & {step.after for step in solution.steps}


@pytest.mark.parametrize(
    "text",
    [
        "Desarrolla " + "(" * 900 + "x" + ")" * 900, "Factoriza 9**9**9 + x", "Desarrolla (x+1)^99999999",
        "Desarrolla " + "(x+1)" * 300, "Calcula __import__('os')", "Factoriza " + "x^2+" * 400 + "1",
        "Desarrolla " + "a" * 100_000, "Simplifica " + "1/(" * 300, "Desarrolla (a+b+c+d+x+y+z)^16",
    ],
)  # fmt: skip
def test_hostile_text_is_refused_quickly(text: str) -> None:
    family.parse("Factoriza x² - 9", "es")
    assert isinstance(family.parse(text, "es"), Unsolved)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("3x(x − 2) − 2(x² − 4x + 1)", "x**2 + 2*x - 2"),
        ("2(3x-1) + 4(x+2)", "10*x + 6"),
        ("(2x³ - 9x² + 13x - 6) : (x - 2)", "2*x**2 - 5*x + 3"),
    ],
)
def test_an_expression_alone_is_to_be_worked_out(text: str, answer: str, lang: Lang) -> None:
    problem = family.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = family.solve(problem, None, "3eso")
    assert isinstance(solution, Solution)
    assert solution.answer.value == answer


@pytest.mark.parametrize("text", ["(x-3)(x+3)", "3(x - 2)", "2x + 3", "3(2) + 7", "x = 3(2) + 1", "2(3)+4(5)", "(x+1)^2"])
def test_what_may_be_an_answer_is_no_problem(text: str) -> None:
    assert family.parse(text, "es") == Unsolved("no_problem")
