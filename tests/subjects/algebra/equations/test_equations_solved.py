"""Equations beyond linear ones: what students and textbooks write is read, solved exactly, and never guessed."""

from decimal import Decimal
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.equations import family
from subjects.algebra.equations.reals import amount_of, near
from subjects.algebra.equations.sets import holds, solutions
from subjects.algebra.equations.shapes import relations_of
from subjects.algebra.equations.trace import trace
from subjects.expression import Relation, read
from subjects.problem import LANGS, LEVELS, Lang, Problem, Solution, Unsolved
from tests.ending import ends

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=50, deadline=None)


def solved(text: str, lang: Lang = "es", method: str | None = None) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution), text
    return solution


def amount(text: str) -> Decimal:
    node = read(text)
    assert not isinstance(node, Unsolved | Relation)
    found = amount_of(node)
    assert found is not None
    return found


def answers(solution: Solution) -> list[str]:
    return [text for pair in solution.answer.value for text in pair.values()]


@pytest.mark.parametrize(
    ("text", "lang", "kind", "found"),
    [
        ("Resuelve x^2-5x+6=0", "es", "quadratic", "3 2"),
        (r"Resuelve $x^{2}-5x+6=0$", "es", "quadratic", "3 2"),
        ("x al cuadrado menos 5x más 6 igual a 0", "es", "quadratic", "3 2"),
        ("x2 - 5x + 6 = 0", "es", "quadratic", "3 2"),
        ("Find the roots of 2x^2 - 3x - 2", "en", "quadratic", "2 -1/2"),
        ("2(x+1)² − 18 = 0", "es", "quadratic", "2 -4"),
        ("7x² = 21x", "es", "quadratic", "0 3"),
        ("0,2x² − 0,8 = 0", "es", "quadratic", "2 -2"),
        ("x^2 = 0,25", "es", "quadratic", "0.5 -0.5"),
        (r"\frac{x^2}{2} - \frac{x}{3} = \frac{1}{6}", "es", "quadratic", "1 -1/3"),
        ("solve for y: y^2 - 3y - 2 = 0", "en", "quadratic", "(3 + sqrt(17))/2 (3 - sqrt(17))/2"),
        ("x² − 8x + 16 = 0", "es", "quadratic", "4"),
        ("x⁴ − 13x² + 36 = 0", "es", "biquadratic", "2 -2 3 -3"),
        ("x⁴ − 8x² − 9 = 0", "es", "biquadratic", "3 -3"),
        ("x^3 - 4x^2 + x + 6 = 0", "en", "polynomial", "-1 2 3"),
        ("x³ - 6x² + 12x - 8 = 0", "es", "polynomial", "2"),
        ("(x²+1)(x−3)=0", "es", "polynomial", "3"),
        ("(x+1)^2 = x^2 + 5", "es", "polynomial", "2"),
        ("3/x = 6", "es", "rational", "1/2"),
        ("2/(x-1) = 3/(x+2)", "es", "rational", "7"),
        ("x²/(x−3) = 9/(x−3)", "es", "rational", "-3"),
        ("√(x+7) = 4", "es", "radical", "9"),
        ("raíz de (x+1) = x - 1", "es", "radical", "3"),
        (r"\sqrt{2x+3}-\sqrt{x-2}=2", "es", "radical", "11 3"),
        (r"\left|2x-1\right| = 5", "es", "absolute", "3 -2"),
        ("| x - 2 | = 2x + 1", "es", "absolute", "1/3"),
        ("Solve |2x + 3| = |x - 1|", "en", "absolute", "-4 -2/3"),
        ("2^x = 32", "es", "exponential", "5"),
        ("3^{2x-1} = 27", "es", "exponential", "2"),
        ("2^(x+1) = 4^(x-1)", "es", "exponential", "3"),
    ],
)
def test_solves_what_students_and_textbooks_write(text: str, lang: Lang, kind: str, found: str) -> None:
    solution = solved(text, lang)
    assert solution.problem.kind == kind
    wanted = [amount(part) for part in found.replace(" + ", "+").replace(" - ", "-").split(" ")]
    given = [amount(text) for text in answers(solution)]
    assert len(given) == len(wanted)
    assert all(any(near(one, two) for two in given) for one in wanted)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x² + 2x + 5 = 0", "none"), ("2x² + 8 = 0", "none"), ("x^4 + 5x^2 + 4 = 0", "none"), ("√(x+3) + 3 = 0", "none"),
        ("|x + 5| = −2", "none"), ("x/(x-1) = 1/(x-1)", "none"), ("x(x+2) = x² + 2x + 3", "none"),
        ("(x+1)² = x² + 2x + 1", "all"),
    ],
)  # fmt: skip
def test_equations_without_a_solution_or_with_all_say_so(text: str, kind: str) -> None:
    assert solved(text).answer.kind == kind


@pytest.mark.parametrize(
    ("method", "rules"),
    [
        (
            "formula",
            "identify_coefficients quadratic_formula substitute_coefficients discriminant root_value formula_results",
        ),
        ("factoring", "factor_quadratic zero_product solve_each"),
        ("completing_square", "move_constant add_half_square binomial_square take_roots solve_each"),
    ],
)
def test_the_class_recognises_its_method(method: str, rules: str) -> None:
    steps = solved("x² - 5x + 6 = 0", method=method).steps
    assert [step.rule.removeprefix("algebra.") for step in steps] == rules.split()


def test_incomplete_quadratics_go_the_short_way_by_every_method() -> None:
    for method in family.methods:
        lines = [step.after for step in solved("2x² - 18 = 0", method=method).steps]
        assert lines[-1] == "x = 3 or x = -3"
        lines = [step.after for step in solved("x² - 5x = 0", method=method).steps]
        assert lines == ["x*(x - 5) = 0", "x = 0 or x - 5 = 0", "x = 0 or x = 5"]


def test_false_roots_are_discarded_in_a_step_of_their_own() -> None:
    last = solved("√(x+1) = x − 1").steps[-1]
    assert (last.rule, last.after) == ("algebra.discard_false_roots", "x = 3")
    steps = solved("x²/(x−3) = 9/(x−3)").steps
    assert steps[0].rule == "algebra.forbidden_values"
    assert (steps[-1].rule, steps[-1].after) == ("algebra.discard_forbidden", "x = -3")


def test_the_letter_of_a_biquadratic_is_put_and_taken_back() -> None:
    rules = [step.rule.removeprefix("algebra.") for step in solved("x⁴ − 5x² + 4 = 0").steps]
    assert rules[0] == "substitute_power"
    assert rules[-2:] == ["back_substitute", "take_roots"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("x2 = 9", "es"), ("raíz cuadrada de x + 1 = 3", "es"), (r"\sqrt[3]{x} = 2", "es"), ("x^2 + y = 3", "en"),
        ("¿Cuántas soluciones tiene x² + 1 = 0?", "es"), ("Halla la solución positiva de x² = 9", "es"),
        ("Calcula el discriminante de x² - 5x + 6 = 0", "es"), ("El lado de un cuadrado cumple x² = 9 cm", "es"),
        ("Comprueba si x = 2 es solución de x² - 5x + 6 = 0", "es"), ("a) x²=4 b) x² = 9", "es"), ("x² > 4", "es"),
        ("x^5 - x - 1 = 0", "en"),
        ("2^x = 5", "es"), ("1/x + 1/2x = 3", "es"), ("√2x = x²", "es"),
        ("Ejercicio 3 x²-4=0", "es"), ("x = 3", "es"), ("despeja y: x² = 4", "es"), ("sin x² = 1", "es"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_surely_is_no_problem_of_this_family(text: str, lang: Lang) -> None:
    assert isinstance(family.parse(text, lang), Unsolved)


def test_linear_equations_are_left_to_their_family() -> None:
    for text in ("3x + 1 = 7", "2(x-1) = x/3", "x/0,5 = 3"):
        assert family.parse(text, "es") == Unsolved("no_problem")


HOSTILE = [
    "x^2=" + "9**" * 600 + "9", "(" * 1900, "x^2 = " + "1/" * 900 + "1", "__import__('os') = x^2", "x^2=" * 600,
    "\\frac{" * 300, "|" * 1000 + "x|=1", "√" * 900 + "x=1", "((x^20)^20)^20=1", "x" * 100_000,
    "(x+1)^20*(x+2)^20*(x+3)^20 = 0", "+".join(f"√(x+{n})" for n in range(60)) + "=1", "x^2=" + "9" * 1500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_fast(text: str) -> None:
    solution = solved("x² - 5x + 6 = 0")
    with ends():
        assert isinstance(family.parse(text, "es"), Unsolved)
        assert family.check(solution, text, "es", (), 0).outcome in ("unreadable", "unknown", "wrong")
        assert family.allows(text, solution, 0) is not True


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="x2+-=()/√|^ 0139,.±yo", max_size=40))
def test_no_text_breaks_parse_or_check(text: str) -> None:
    family.parse(text, "es")
    family.check(solved("x² - 5x + 6 = 0"), text, "en", [text], 1)


@MANY
@given(SEEDS)
def test_generated_equations_are_solved_and_their_answers_hold(seed: int) -> None:
    rng, lang = Random(seed), LANGS[seed % 2]
    exercise = family.generate(rng, lang, LEVELS[seed % 6])
    assert subject.parse(exercise.text, lang) == exercise.problem
    relation = read(exercise.problem.data.equation)
    assert isinstance(relation, Relation)
    truth = solutions(relation, exercise.problem.unknown)
    found = set()
    for method in family.methods:
        solution = family.solve(exercise.problem, method, "4eso")
        assert isinstance(solution, Solution)
        for step, after in zip(solution.steps, solution.steps[1:], strict=False):
            assert step.after == after.before
        roots = answers(solution) if solution.answer.kind == "solutions" else []
        found.add(frozenset(roots))
        assert exercise.problem.kind == "exponential" or (
            truth is not None and len(roots) == len(truth.roots)
        )
        way = trace(exercise.problem.data.equation, exercise.problem.unknown, method)
        assert way is not None
        assert all(holds(relation, exercise.problem.unknown, root) for root in way.roots)
    assert len(found) == 1


@MANY
@given(SEEDS)
def test_both_languages_give_the_same_mathematics(seed: int) -> None:
    exercise = family.generate(Random(seed), LANGS[seed % 2], "1bach")
    for lang in LANGS:
        again = subject.parse(subject.show(exercise.problem.data.equation, lang), lang)
        assert isinstance(again, Problem)
        assert again.id == exercise.problem.id


def test_alternatives_of_a_line_are_read_back() -> None:
    assert len(relations_of("x = 3 or x = -3")) == 2


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("x² - 2√3x + 3 = 0", ["sqrt(3)"]),
        ("√2 x = 4", ["2*sqrt(2)"]),
        (r"Resuelve $\sqrt{3}x - 6 = 0$", ["2*sqrt(3)"]),
        ("√3 x + 1 = √3 + x", ["1"]),
        ("x² - (1+√2)x + √2 = 0", ["sqrt(2)", "1"]),
        (r"$x^2 - 2\sqrt{5}x + 5 = 0$", ["sqrt(5)"]),
        (r"$x^2 + \sqrt{2}x + 3 = 0$", []),
    ],
)
def test_roots_of_numbers_may_stand_among_the_coefficients(text: str, roots: list[str]) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), text
    assert problem.text == text
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    assert solution.answer.value == [{"x": root} for root in roots]
    for at in range(len(solution.steps)):
        line = subject.attempt_line(solution, at, Random(at), "es")
        assert subject.check(solution, line, "es", (), at).outcome == "right", line
        for name, wrong in subject.mistakes(solution, at, Random(at), "es"):
            assert subject.check(solution, wrong, "es", (), at).outcome == "wrong", (name, wrong)


@pytest.mark.parametrize("text", ["√2x = 4", "√2 x + √3 = 1"])
def test_what_may_stand_under_the_root_or_beside_it_is_refused(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@given(st.integers(-9, 9), st.integers(-6, 6).filter(bool), st.sampled_from((2, 3, 5, 7)))
@settings(max_examples=60, deadline=None)
def test_a_quadratic_with_a_rational_and_a_surd_root_is_solved(one: int, many: int, under: int) -> None:
    root = f"{many}*sqrt({under})"
    equation = f"x^2 - ({one} + {root})*x + {one * many}*sqrt({under}) = 0"
    problem = subject.parse(f"Resuelve {equation}", "es")
    assert isinstance(problem, Problem), equation
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    nodes = [read(each["x"]) for each in solution.answer.value]
    found = [amount_of(node) for node in nodes if not isinstance(node, Relation | Unsolved)]
    assert sorted(float(each) for each in found if each is not None) == pytest.approx(
        sorted((one, many * sqrt(under)))
    )
