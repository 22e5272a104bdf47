"""Linear equations: what is generated is solved, what is right is right, what is wrong is named."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.linear import family as linear
from subjects.algebra.linear.line import read_line, root
from subjects.expression import read, value
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution, Unsolved
from tests.ending import ends

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=60, deadline=None)


def solved(text: str, lang: Lang = "es", method: str | None = None) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), text
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution), text
    return solution


def drawn(seed: int) -> tuple[Solution, Lang, Random]:
    rng = Random(seed)
    lang: Lang = LANGS[seed % 2]
    level: Level = LEVELS[seed % len(LEVELS)]
    exercise = linear.generate(rng, lang, level)
    assert subject.parse(exercise.text, lang) == exercise.problem
    solution = subject.solve(exercise.problem, subject.methods[seed // 7 % 2], level)
    assert isinstance(solution, Solution)
    return solution, lang, rng


def equation_of(solution: Solution) -> str:
    return str(solution.problem.data.equation)


def came_from(solution: Solution, step: int, lang: Lang) -> list[str]:
    return [subject.show(solution.steps[step].before, lang)] if step else []


@pytest.mark.parametrize(
    ("text", "lang", "answer"),
    [
        ("Resuelve 5x + 7 = 22", "es", {"x": "3"}),
        ("cuanto vale x en 3(x-2)=9", "es", {"x": "5"}),
        ("solve for y: 2y - 4 = 10", "en", {"y": "7"}),
        ("ayuda con 2x/3 + 1 = 5", "es", {"x": "6"}),
        ("5 x más 3 igual a 18", "es", {"x": "3"}),
        (r"Resuelve $\frac{x+1}{2} - \frac{x-3}{5} = 1$", "es", {"x": "-1/3"}),
        ("Si 5X + 7 = 22, cuanto vale la X?", "es", {"x": "3"}),
        ("0,5x − 1,2 = 3", "es", {"x": "8.4"}),
        ("x/0.5 = 3", "en", {"x": "1.5"}),
        ("4x = 10", "en", {"x": "5/2"}),
        ("22 = 5x + 7", "en", {"x": "3"}),
        ("5x + 2·3 = 16", "es", {"x": "2"}),
        ("2(3-(x-1))=4", "es", {"x": "2"}),
        ("x/2 = x/3", "es", {"x": "0"}),
    ],
)
def test_solves_the_equations_students_ask_about(text: str, lang: Lang, answer: dict[str, str]) -> None:
    assert solved(text, lang).answer.value == [answer]


def test_equations_without_one_solution_say_so() -> None:
    assert solved("2(x+1) = 2x + 5").answer.kind == "none"
    assert solved("2(x+1) = 2x + 2").answer.kind == "all"


def test_the_class_recognises_the_lines() -> None:
    lines = [step.after for step in solved("5x + 7 = 22").steps]
    assert lines == ["5*x = 22 - 7", "5*x = 15", "x = 15/5", "x = 3"]
    lines = [step.after for step in solved("5x + 7 = 22", method="balance").steps]
    assert lines == ["5*x + 7 - 7 = 22 - 7", "5*x = 15", "5*x/5 = 15/5", "x = 3"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hola", "no_problem"),
        ("x = 3", "no_problem"),
        ("el 7 a la derecha", "no_problem"),
        ("x + y = 5", "not_supported"),
        ("x^2 + y = 4", "not_supported"),
        ("Solve 3x+1=10 and 2x=4", "not_supported"),
        ("despeja y: 3x + 1 = 10", "not_understood"),
        ("x" * 100_000, "too_long"),
    ],
)
def test_what_cannot_be_read_surely_is_no_problem(text: str, why: str) -> None:
    found = subject.parse(text, "es")
    assert isinstance(found, Unsolved)
    assert found.why == why


def test_the_identity_of_a_problem_depends_on_neither_wording_nor_language() -> None:
    one, two = subject.parse("Resuelve 5x+7=22", "es"), subject.parse("what is x if 5x + 7 = 22?", "en")
    assert isinstance(one, Problem)
    assert isinstance(two, Problem)
    assert one.id == two.id


@MANY
@given(SEEDS)
def test_generated_equations_are_solved_and_the_answer_checks(seed: int) -> None:
    solution, _, _ = drawn(seed)
    equation = read(equation_of(solution))
    for step, after in zip(solution.steps, solution.steps[1:], strict=False):
        assert step.after == after.before
    if solution.answer.kind == "solutions":
        ((name, text),) = solution.answer.value[0].items()
        number = value(read(text))  # type: ignore[arg-type]
        assert number is not None
        left, right = equation.sides  # type: ignore[union-attr]
        assert value(left, {name: number}) == value(right, {name: number})


@MANY
@given(SEEDS)
def test_right_lines_are_right_and_cover_their_step(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for step in range(len(solution.steps)):
        line = subject.attempt_line(solution, step, rng, lang)
        verdict = subject.check(solution, line, lang, came_from(solution, step, lang), step)
        assert verdict.outcome == "right", line
        assert verdict.reached >= step + 1, line
        assert verdict.final == (verdict.reached == len(solution.steps)), line


@MANY
@given(SEEDS)
def test_mistakes_are_wrong_and_named(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    bank = subject.phrases
    for step in range(len(solution.steps)):
        for name, line in subject.mistakes(solution, step, rng, lang):
            verdict = subject.check(solution, line, lang, came_from(solution, step, lang), step)
            assert verdict.outcome == "wrong", line
            assert verdict.misconception == name, line
            assert verdict.reached == step
            assert verdict.line == line
            assert bank.patterns(lang, "misconception", name.removeprefix("algebra."), "focus")


@MANY
@given(SEEDS)
def test_both_languages_give_the_same_mathematics(seed: int) -> None:
    solution, _, _ = drawn(seed)
    for lang in LANGS:
        again = subject.parse(subject.show(equation_of(solution), lang), lang)
        assert isinstance(again, Problem)
        assert again.canonical == solution.problem.canonical


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_siblings_share_structure_but_neither_answer_nor_results(seed: int) -> None:
    solution, lang, _ = drawn(seed)
    exercise = subject.sibling(solution, seed, lang)
    if exercise is None:
        return
    other = subject.solve(exercise.problem, solution.method, LEVELS[seed % len(LEVELS)])
    assert isinstance(other, Solution)
    assert [step.rule for step in other.steps] == [step.rule for step in solution.steps]
    if solution.answer.kind == "solutions":
        assert other.answer != solution.answer
    shown = {n for step in other.steps for n in _numbers(step.after)} | set(_numbers(equation_of(other)))
    for secret in subject.secrets(solution, 0):
        if secret.value is not None:
            assert abs(secret.value) not in shown


def _numbers(text: str) -> list[Fraction]:
    import re

    return [Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def test_most_equations_have_a_sibling() -> None:
    found = 0
    for seed in range(60):
        solution, lang, _ = drawn(seed)
        found += subject.sibling(solution, seed, lang) is not None
    assert found >= 50


@pytest.mark.parametrize(
    ("attempt", "outcome", "final", "reached", "misconception"),
    [
        ("5x = 22 - 7", "right", False, 1, None),
        ("5x=15", "right", False, 2, None),
        ("22-7=15", "right", False, 2, None),
        ("x=3", "right", True, 4, None),
        ("x=3?", "right", True, 4, None),
        ("3", "right", True, 4, None),
        ("la x es 3", "right", True, 4, None),
        ("me sale tres", "right", True, 4, None),
        ("3 = x", "right", True, 4, None),
        ("x = 6/2", "right", False, 3, None),
        ("5x = 22 - 7 = 15", "right", False, 2, None),
        ("5x + 7 - 7 = 22 - 7", "right", False, 0, None),
        ("x + 7/5 = 22/5", "right", False, 0, None),
        ("5x = 15\nx = 15/5\nx = 3", "right", True, 4, None),
        ("5x = 22 + 7", "wrong", False, 0, "algebra.sign_on_moving_term"),
        ("x = 29/5", "wrong", True, 0, "algebra.sign_on_moving_term"),
        ("12x = 22", "wrong", False, 0, "algebra.adding_unlike_terms"),
        ("x + 7 = 22/5", "wrong", False, 0, "algebra.divide_one_term_only"),
        ("22 - 7 = 14", "wrong", False, 0, "algebra.arithmetic"),
        ("5x=15\nx = 15*5", "wrong", False, 2, "algebra.inverse_operation"),
        ("x = -3", "wrong", True, 0, None),
        ("30", "wrong", True, 0, None),
        ("y = 3", "unknown", False, 0, None),
        ("no sé", "unreadable", False, 0, None),
        ("paso el 7 al otro lado", "unreadable", False, 0, None),
        ("no tiene solución", "wrong", True, 0, None),
    ],
)
def test_attempts_at_one_equation(
    attempt: str, outcome: str, final: bool, reached: int, misconception: str | None
) -> None:
    verdict = subject.check(solved("5x + 7 = 22"), attempt, "es")
    assert (verdict.outcome, verdict.final, verdict.reached) == (outcome, final, reached)
    if misconception:
        assert verdict.misconception == misconception


def test_the_first_wrong_line_is_located() -> None:
    verdict = subject.check(solved("5x + 7 = 22"), "5x = 22 - 7\n5x = 15\nx = 4", "es")
    assert (verdict.outcome, verdict.at_step, verdict.line, verdict.reached) == ("wrong", 2, "x = 4", 2)


@pytest.mark.parametrize(
    ("attempt", "right"), [("x = 0,33", True), ("x = 1/3", True), ("x = 0,3", False), ("x=0,34", False)]
)
def test_rounding_as_a_class_does_is_right(attempt: str, right: bool) -> None:
    assert (subject.check(solved("3x = 1"), attempt, "es").outcome == "right") is right


@pytest.mark.parametrize(
    "attempt", ["no tiene solución", "0 = 3", "imposible", "no solution", "2x + 2 = 2x + 5"]
)
def test_an_equation_without_solution_accepts_its_conclusion(attempt: str) -> None:
    assert subject.check(solved("2(x+1) = 2x + 5"), attempt, "es").outcome == "right"


def test_what_a_reply_may_say_grows_with_the_work_done() -> None:
    solution = solved("5x + 7 = 22")
    lines = {
        "5x = 22 - 7": 1,
        "5x = 15": 2,
        "22 - 7 = 15": 2,
        "x = 15/5": 3,
        "x = 3": 4,
        "15/5 = 3": 4,
        r"x = \frac{15}{5}": 3,
    }
    for line, needed in lines.items():
        assert [subject.allows(line, solution, reached) for reached in range(5)] == [
            reached >= needed for reached in range(5)
        ], line
    for always in ("5x + 7 = 22", "7 - 7 = 0", "2 + 2 = 4", "a(b + c) = ab + ac", "22 = 5x + 7"):
        assert subject.allows(always, solution, 0) is True, always
    for never in ("5x = 29", "2 + 2 = 5", "x = 4", "5x + 7 = 12x"):
        assert subject.allows(never, solution, 4) is False, never
    assert subject.allows("hola", solution, 0) is None


@MANY
@given(SEEDS)
def test_secrets_shrink_and_no_secret_line_is_allowed(seed: int) -> None:
    solution, _, _ = drawn(seed)
    before = None
    for reached in range(len(solution.steps) + 1):
        secrets = subject.secrets(solution, reached)
        assert before is None or len(secrets) <= before
        before = len(secrets)
        for step in solution.steps[reached:]:
            if step.after not in ("True", "False") and step.after not in {
                s.after for s in solution.steps[:reached]
            }:
                assert subject.allows(step.after, solution, reached) is False, (step.after, reached)
        for step in solution.steps[:reached]:
            if step.after not in ("True", "False"):
                assert subject.allows(step.after, solution, reached) is True, (step.after, reached)
    assert before == 0


def test_numbers_of_the_problem_are_no_secrets_but_the_answer_line_is() -> None:
    secrets = subject.secrets(solved("3x + 2 = 11"), 0)
    assert all(secret.value not in (2, 3, 11) for secret in secrets)
    assert any("x = 3" in secret.texts for secret in secrets)


HOSTILE = [
    "x=" + "9**" * 600 + "9",
    "(" * 1900,
    "x = " + "1/" * 900 + "1",
    "__import__('os') = x",
    "5x=" * 600,
    "\\frac{" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_fast(text: str) -> None:
    solution = solved("5x + 7 = 22")
    with ends():
        assert isinstance(subject.parse(text, "es"), Unsolved)
        assert subject.check(solution, text, "es").outcome in ("unreadable", "unknown", "wrong")
        assert subject.allows(text, solution, 0) is not True


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_parse_or_check(text: str) -> None:
    subject.parse(text, "es")
    subject.check(solved("5x + 7 = 22"), text, "en", [text], 1)


@MANY
@given(SEEDS)
def test_the_line_of_every_step_has_the_solution_of_the_equation(seed: int) -> None:
    solution, _, _ = drawn(seed)
    unknown = solution.problem.unknown
    first = read_line(equation_of(solution), unknown)
    assert first is not None
    for step in solution.steps:
        if step.after not in ("True", "False"):
            line = read_line(step.after, unknown)
            assert line is not None
            assert root(line) == root(first)


@pytest.mark.parametrize(
    ("attempt", "reached", "outcome", "covered", "misconception"),
    [
        ("paso el 7 restando", 0, "right", 1, None),
        ("restar 7 en los dos lados", 0, "right", 1, None),
        ("subtract 7 from both sides", 0, "right", 1, None),
        ("22 - 7", 0, "right", 1, None),
        ("paso el 7 sumando", 0, "wrong", 0, "algebra.sign_on_moving_term"),
        ("22+7", 0, "wrong", 0, "algebra.sign_on_moving_term"),
        ("sumar 7 a los dos lados", 0, "unreadable", 0, None),
        ("son 15", 1, "right", 2, None),
        ("22", 1, "unknown", 1, None),
        ("dividir los dos lados por 5", 2, "right", 3, None),
        ("15/5", 2, "right", 3, None),
        ("paso el 5 multiplicando", 2, "wrong", 2, "algebra.inverse_operation"),
        ("paso el 5 restando", 2, "wrong", 2, "algebra.coefficient_as_term"),
        ("¿por qué restas 7?", 0, "unreadable", 0, None),
    ],
)
def test_operations_and_sides_said_instead_of_a_line(
    attempt: str, reached: int, outcome: str, covered: int, misconception: str | None
) -> None:
    verdict = subject.check(solved("5x + 7 = 22"), attempt, "es", (), reached)
    assert (verdict.outcome, verdict.reached, verdict.misconception) == (outcome, covered, misconception)


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [("multiplico por 6", "right"), ("el mcm es 6", "right"), ("el mcm es 4", "unknown")],
)
def test_a_common_multiple_is_a_right_idea_but_no_answer(attempt: str, outcome: str) -> None:
    verdict = subject.check(solved("x/3 + 2x = 5x/2 - 1"), attempt, "es")
    assert (verdict.outcome, verdict.final, verdict.reached) == (outcome, False, 0)


def test_pi_is_the_number_however_it_is_typed() -> None:
    for written in ("V = pi*r^2*h", "V = πr²h", "V = Pi·r²·h"):
        problem = subject.parse(f"despeja h: {written}", "es")
        assert isinstance(problem, Problem)
        solution = subject.solve(problem)
        assert isinstance(solution, Solution)
        assert solution.answer.value == [{"h": "V/(pi*r**2)"}]
        assert subject.check(solution, "h = V/(pi*r^2)", "es").final


def test_letters_with_units_in_a_text_on_motion_are_no_equations_of_algebra() -> None:
    text = "Un móvil está en x = 12 m a los 3 s y en x = 48 m a los 9 s. Si su movimiento es uniforme, ¿qué velocidad lleva?"
    assert isinstance(subject.parse(text, "es"), Unsolved)
