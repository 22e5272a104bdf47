"""Systems of equations: texts are solved, right work is right, wrong work is located and named."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.judging import lines_in
from subjects.algebra.notation import show_exact
from subjects.algebra.systems import family
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution, Unsolved
from tests.ending import ends

HOSTILE = [
    "x=" + "9**" * 600 + "9",
    "(" * 1900,
    "__import__('os') = x",
    "5x=" * 600,
    "\\frac{" * 300,
    "x<" * 900,
    "|" * 1500,
    "a,b" * 30_000,
]

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=10, deadline=None)


def solved(text: str, lang: Lang = "es", method: str | None = None) -> Solution:
    problem = family.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = family.solve(problem, method, "3eso")
    assert isinstance(solution, Solution), (text, solution)
    return solution


def drawn(seed: int) -> tuple[Solution, Lang, Random]:
    rng = Random(seed)
    lang: Lang = LANGS[seed % 2]
    levels: list[Level] = [level for level in LEVELS if level in family.levels]
    exercise = family.generate(rng, lang, levels[seed % len(levels)])
    assert family.parse(exercise.text, lang) == exercise.problem
    method = family.methods[seed // 7 % len(family.methods)] if family.methods else None
    solution = family.solve(exercise.problem, method, "3eso")
    assert isinstance(solution, Solution), exercise.text
    return solution, lang, rng


def came_from(solution: Solution, step: int, lang: Lang) -> list[str]:
    return [show_exact(solution.steps[step].before, lang)] if step else []


@MANY
@given(SEEDS)
def test_chains_join_and_right_lines_cover_their_step(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for one, two in pairwise(solution.steps):
        assert one.after == two.before
    for step in range(len(solution.steps)):
        line = family.attempt_line(solution, step, rng, lang)
        verdict = family.check(solution, line, lang, came_from(solution, step, lang), step)
        assert verdict.outcome == "right", line
        assert verdict.reached >= step + 1, line
        assert verdict.final == (verdict.reached == len(solution.steps)), line


@MANY
@given(SEEDS)
def test_mistakes_are_wrong_and_named(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    step = seed % len(solution.steps)
    for name, line in family.mistakes(solution, step, rng, lang):
        verdict = family.check(solution, line, lang, came_from(solution, step, lang), step)
        assert (verdict.outcome, verdict.misconception, verdict.reached) == ("wrong", name, step), line
        assert subject.phrases.patterns(lang, "misconception", name.removeprefix("algebra."), "focus"), name


@MANY
@given(SEEDS)
def test_secrets_shrink_and_no_line_ahead_is_allowed(seed: int) -> None:
    solution, _, _ = drawn(seed)
    before, given = None, set(lines_in(solution.steps[0].before))
    for reached in range(len(solution.steps) + 1):
        secrets = family.secrets(solution, reached)
        assert before is None or len(secrets) <= before
        before = len(secrets)
        done = {step.after for step in solution.steps[:reached]}
        known = given.union(*map(lines_in, done))
        for step in solution.steps:
            if step.after in ("True", "False"):
                continue
            wanted = step.after in done or set(lines_in(step.after)) <= known
            assert family.allows(step.after, solution, reached) is wanted, (step.after, reached)
    assert before == 0


@MANY
@given(SEEDS)
def test_every_step_can_be_spoken_of(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for step, done in enumerate(solution.steps):
        slots = dict(family.slots(solution, step, lang))
        rule = done.rule.removeprefix("algebra.")
        for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
            assert subject.phrases.say(lang, slots, rng, "rule", rule, kind), (rule, kind)
        assert subject.phrases.say(lang, {**slots, "line": "…"}, rng, "rule", rule, "focus"), rule


def test_most_problems_have_a_sibling_that_shares_nothing() -> None:
    found = 0
    for seed in range(20):
        solution, lang, _ = drawn(seed)
        exercise = family.sibling(solution, seed, lang)
        if exercise is None:
            continue
        found += 1
        other = family.solve(exercise.problem, solution.method or None, "3eso")
        assert isinstance(other, Solution)
        assert [step.rule for step in other.steps] == [step.rule for step in solution.steps]
        assert solution.answer.kind in ("none", "all") or other.answer != solution.answer
    assert found >= 14


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_parse_or_check(text: str) -> None:
    family.parse(text, "es")
    assert family.check(solved("2x + y = 5; 3x - 2y = 4"), text, "en", [text], 1).outcome != "right" or text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_fast(text: str) -> None:
    solution = solved("2x + y = 5; 3x - 2y = 4")
    with ends():
        assert isinstance(family.parse(text, "es"), Unsolved)
        assert family.check(solution, text, "es", (), 0).outcome != "right"
        assert family.allows(text[:2000], solution, 0) is not True


@pytest.mark.parametrize(
    ("lang", "text", "answer"),
    [
        ("es", "Resuelve por reducción: 3x + 2y = 12 ; 5x - 2y = 4", [{"x": "2", "y": "3"}]),
        ("es", "Resolver por sustitución el sistema\n2x + y = 5\nx - 3y = -8", [{"x": "1", "y": "3"}]),
        ("es", "Halla x e y: 2x + 3y = 8 y x - y = -1", [{"x": "1", "y": "2"}]),
        ("es", "$\\begin{cases} 2x+y=1 \\\\ 3x+4y=14 \\end{cases}$", [{"x": "-2", "y": "5"}]),
        ("en", "solve by substitution: y = 3x - 2 and 2x + y = 8", [{"x": "2", "y": "4"}]),
        ("es", "0,2x + 0,5y = 1,6; x - y = 1", [{"x": "3", "y": "2"}]),
        ("es", "3x+y=10,2x-y=5", [{"x": "3", "y": "1"}]),
        ("es", "(1) x + 2y = 4 (2) 3x - y = 5", [{"x": "2", "y": "1"}]),
        ("es", "x + y + z = 6; x - y = -1; y + z = 5", [{"x": "1", "y": "2", "z": "3"}]),
        ("es", "x/2 + y/3 = 3; x - y = 1", [{"x": "4", "y": "3"}]),
        ("es", "x + y = 5, xy = 6", [{"x": "2", "y": "3"}, {"x": "3", "y": "2"}]),
        ("en", "Solve x^2 + y^2 = 25 and x - y = 1", [{"x": "-3", "y": "-4"}, {"x": "4", "y": "3"}]),
        (
            "es",
            "x - y = 1; x² + y² = 3",
            [
                {"x": "(1 - sqrt(5))/2", "y": "(-1 - sqrt(5))/2"},
                {"x": "(1 + sqrt(5))/2", "y": "(-1 + sqrt(5))/2"},
            ],
        ),
        ("es", "x + y = 4; 2x + 2y = 9", []),
        ("es", "x + y = 4; 2x + 2y = 8", "all"),
    ],
)
def test_texts_of_classes_are_solved(lang: Lang, text: str, answer: object) -> None:
    assert solved(text, lang).answer.value == answer


@pytest.mark.parametrize(
    ("text", "attempt", "outcome", "misconception"),
    [
        ("2x + y = 5; 3x - 2y = 4", "y = 5 - 2x", "right", None),
        ("2x + y = 5; 3x - 2y = 4", "3x - 2(5-2x) = 4", "right", None),
        ("2x + y = 5; 3x - 2y = 4", "x=2 e y=1", "right", None),
        ("2x + y = 5; 3x - 2y = 4", "(x,y) = (2,1)", "right", None),
        ("2x + y = 5; 3x - 2y = 4", "la solución es (2, 1)", "right", None),
        ("2x + y = 5; 3x - 2y = 4", "la solución es x = 2", "incomplete", None),
        ("2x + y = 5; 3x - 2y = 4", "3x - 10 - 4x = 4", "wrong", "algebra.sign_before_parenthesis"),
        ("2x + y = 5; 3x - 2y = 4", "y = 5 + 2x", "wrong", "algebra.sign_on_moving_term"),
        ("2x + y = 5; 3x - 2y = 4", "(1,2)", "wrong", "algebra.swapped_values"),
        ("2x + y = 5; 3x - 2y = 4", "2x + 5 - 2x = 5", "wrong", "algebra.substitute_same_equation"),
        ("2x + y = 5; 3x - 2y = 4", "x = 2, y = -1", "wrong", None),
        ("2x + y = 5; 3x - 2y = 4", "infinitas soluciones", "wrong", None),
        ("2x + y = 5; 3x - 2y = 4", "2x + % = 3", "unknown", None),
        ("2x + y = 5; 3x - 2y = 4", "no sé", "unreadable", None),
        ("2x + 3y = 8; 5x - 2y = 1", "4x+6y=16\n15x-6y=3\n19x=19\nx=1\ny=2", "right", None),
        ("2x + 3y = 8; 5x - 2y = 1", "4x + 6y = 8", "wrong", "algebra.one_side_only"),
        ("2x + 3y = 8; 5x - 2y = 1", "4x + 3y = 16", "wrong", "algebra.multiply_one_term_only"),
        ("2x + 3y = 8; 5x - 2y = 1", "y = (8-2x)/3", "right", None),
        ("2x + 3y = 8; 5x - 2y = 1", "y = 8 - 2x/3", "wrong", "algebra.divide_one_term_only"),
        ("x + y = 5; xy = 6", "x = 2", "right", None),
        ("x + y = 5; xy = 6", "x=2, y=3 o x=3, y=2", "right", None),
        ("x + y = 5; xy = 6", "(2,3) y (3,2)", "right", None),
        ("x + y = 5; xy = 6", "x=2, y=2", "wrong", None),
        ("x + y = 5; xy = 6", "la solución es x=2, y=3", "incomplete", None),
        ("x + y = 3; 2x + 2y = 7", "es incompatible", "right", None),
        ("x + y = 3; 2x + 2y = 7", "0 = 1", "right", None),
        ("x + y = 3; 2x + 2y = 7", "x = 1, y = 2", "wrong", None),
    ],
)
def test_attempts_are_judged(text: str, attempt: str, outcome: str, misconception: str | None) -> None:
    verdict = family.check(solved(text), attempt, "es", (), 0)
    assert verdict.outcome == outcome
    if misconception:
        assert verdict.misconception == misconception


@MANY
@given(SEEDS)
def test_every_method_gives_the_same_answer(seed: int) -> None:
    solution, _, _ = drawn(seed)
    for method in family.methods:
        other = family.solve(solution.problem, method, "3eso")
        assert isinstance(other, Solution)
        assert other.answer == solution.answer


@MANY
@given(SEEDS)
def test_both_languages_give_the_same_system(seed: int) -> None:
    solution, _, _ = drawn(seed)
    for lang in LANGS:
        again = family.parse(show_exact(solution.steps[0].before, lang), lang)
        assert isinstance(again, Problem)
        assert again.canonical == solution.problem.canonical


def test_the_method_of_the_text_wins_over_that_of_the_class() -> None:
    assert solved("Por reducción: x + y = 3; x - y = 1", "es", "substitution").method == "elimination"


def test_the_first_wrong_line_is_located() -> None:
    work = "y = 5 - 2x\n3x - 10 - 4x = 4\n-x = 14"
    verdict = family.check(solved("2x + y = 5; 3x - 2y = 4"), work, "es", (), 0)
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 1, "3x - 10 - 4x = 4")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hola", "no_problem"),
        ("2x + 1 = 5", "no_problem"),
        ("x = 3, y = 2", "no_problem"),
        ("2x = 4; 3y = 9", "no_problem"),
        ("x + y > 3; x - y = 1", "no_problem"),
        ("Resuelve el sistema x + y + z = 3; x - y = 1", "not_supported"),
    ],
)
def test_what_is_no_system_is_not_read_as_one(text: str, why: str) -> None:
    found = family.parse(text, "es")
    assert isinstance(found, Unsolved)
    assert found.why == why


def test_a_value_left_as_a_sum_is_not_the_result_yet() -> None:
    problem = subject.parse("2x + 3y + 3z = 48, 3x + 3y + 2z = 48 y x + y + 2z = 28", "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    asked = [step.after for step in solution.steps].index("z = 9; x = 28 - y - 2*z; y = 9 - 8") + 1
    history = ("x = 28 - y - 2z", "y - z = -8; -4z = -36", "y = z - 8", "z = 9")
    assert subject.check(solution, "y = 9 - 8", "es", history, asked - 1).reached == asked
    assert subject.check(solution, "y = 1", "es", (*history, "y = 9 - 8"), asked).reached == asked + 1


def test_the_solution_of_a_system_is_none_of_a_substance() -> None:
    found = subject.parse("Find the solution of this system: n = 5m - 31; 4m + 3n = 21", "en")
    assert isinstance(found, Problem) and found.kind == "system"
    assert isinstance(subject.parse("What mass has 2 L of a solution of NaCl with n = 5 mol?", "en"), Unsolved)
