"""Inequalities: texts are solved, answers in any notation are judged, wrong ones are named."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.inequalities import family, sets, solve
from subjects.algebra.judging import lines_in
from subjects.algebra.notation import show_exact
from subjects.algebra.statements import pairs_of
from subjects.algebra.surds import Surd, surd, surd_of
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
MANY = settings(max_examples=25, deadline=None)


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
        for step in solution.steps:
            if step.after in ("True", "False"):
                continue
            wanted = step.after in done or set(lines_in(step.after)) <= given
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
    assert family.check(solved("2x + 3 < 9"), text, "en", [text], 1).outcome != "right" or text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_fast(text: str) -> None:
    solution = solved("2x + 3 < 9")
    with ends():
        assert isinstance(family.parse(text, "es"), Unsolved)
        assert family.check(solution, text, "es", (), 0).outcome != "right"
        assert family.allows(text[:2000], solution, 0) is not True


@pytest.mark.parametrize(
    ("lang", "text", "answer"),
    [
        ("es", "2(x - 3) ≤ 4x + 2", "x >= -4"),
        ("es", "(2x - 1)/3 - (x + 2)/2 < 1", "x < 14"),
        ("es", "0,5x + 1,5 <= 4", "x <= 5"),
        ("es", "5 - 2x < 5 - 2x", []),
        ("es", "3(x + 1) > 3x", "all"),
        ("en", "Solve the inequality -5 <= 2x - 1 < 9", "-2 <= x and x < 5"),
        ("es", "-1 < 3 - 2x ≤ 7", "-2 <= x and x < 2"),
        ("es", "¿Para qué valores de x se cumple que 4x - 1 es mayor que 11?", "x > 3"),
        ("es", "x² - 4 > 0", "x < -2 or x > 2"),
        ("es", "x² + 2x + 5 < 0", []),
        ("en", "x^2 + 6x + 9 <= 0", "x = -3"),
        ("es", "x² + 4x + 4 > 0", "x < -2 or x > -2"),
        ("es", "x² ≥ 2", "x <= -sqrt(2) or x >= sqrt(2)"),
        ("es", "(x - 1)/(x + 2) ≥ 0", "x < -2 or x >= 1"),
        ("es", "3/(x-2) > 1", "2 < x and x < 5"),
        ("en", "solve |x - 4| < 3", "1 < x and x < 7"),
        ("es", "2|x-1| + 3 ≥ 9", "x <= -2 or x >= 4"),
        ("es", "|x - 1| < -2", []),
        ("es", "|x + 2| > -1", "all"),
        ("es", "Resuelve el sistema de inecuaciones: x + 3 > 1; 2x ≤ 6", "-2 < x and x <= 3"),
        ("es", "sistema: x > 3 ; x - 1 < 0", []),
        ("en", "Solve 2x + 1 > 5 and x - 3 < 4", "2 < x and x < 7"),
    ],
)
def test_texts_of_classes_are_solved(lang: Lang, text: str, answer: object) -> None:
    assert solved(text, lang).answer.value == answer


@pytest.mark.parametrize(
    ("text", "attempt", "outcome", "misconception"),
    [
        ("2x - 7 ≤ 5x + 2", "-3x ≤ 9", "right", None),
        ("2x - 7 ≤ 5x + 2", "x ≥ -3", "right", None),
        ("2x - 7 ≤ 5x + 2", "[-3, +∞)", "right", None),
        ("2x - 7 ≤ 5x + 2", "[-3, ∞[", "right", None),
        ("2x - 7 ≤ 5x + 2", "x mayor o igual que -3", "right", None),
        ("2x - 7 ≤ 5x + 2", "-3 <= x", "right", None),
        ("2x - 7 ≤ 5x + 2", "x => -3", "right", None),
        ("2x - 7 ≤ 5x + 2", "x ≤ -3", "wrong", "algebra.inequality_not_flipped"),
        ("2x - 7 ≤ 5x + 2", "x > -3", "wrong", "algebra.open_closed_confused"),
        ("2x - 7 ≤ 5x + 2", "7x ≤ 9", "wrong", "algebra.sign_on_moving_term"),
        ("2x - 7 ≤ 5x + 2", "x = -3", "wrong", "algebra.equals_for_inequality"),
        ("2x - 7 ≤ 5x + 2", "x ≥ 3", "wrong", None),
        ("2x - 7 ≤ 5x + 2", "todos los reales", "wrong", None),
        ("2x + 3 < 9", "x > 3", "wrong", "algebra.flipped_needlessly"),
        ("2x + 3 < 9", "(-∞, 3)", "right", None),
        ("2x + 3 < 9", "2x < 12", "wrong", "algebra.sign_on_moving_term"),
        ("2x + 3 < 9", "5x < 9", "wrong", "algebra.adding_unlike_terms"),
        ("x² - 2x - 15 ≥ 0", "x = 5, x = -3", "right", None),
        ("x² - 2x - 15 ≥ 0", "x1 = 5, x2 = -3", "right", None),
        ("x² - 2x - 15 ≥ 0", "(-∞, -3] ∪ [5, +∞)", "right", None),
        ("x² - 2x - 15 ≥ 0", "x≤-3 ó x≥5", "right", None),
        ("x² - 2x - 15 ≥ 0", "x ≥ 5", "wrong", "algebra.greater_than_both_roots"),
        ("x² - 2x - 15 ≥ 0", "-3 ≤ x ≤ 5", "wrong", "algebra.intervals_swapped"),
        ("x² - 2x - 15 ≥ 0", "x < -3 o x > 5", "wrong", "algebra.open_closed_confused"),
        ("x² - 2x - 15 ≥ 0", "x = -5, x = 3", "wrong", "algebra.opposite_critical_points"),
        ("x² > 9", "x > 3", "wrong", "algebra.square_root_of_inequality"),
        ("x² > 9", "x < -3, x > 3", "right", None),
        ("x² > 9", "x > 3 y x < -3", "wrong", "algebra.wrong_joining"),
        ("|2x - 3| ≤ 7", "-7 ≤ 2x - 3 ≤ 7", "right", None),
        ("|2x - 3| ≤ 7", "x ≤ 5", "wrong", "algebra.one_case_only"),
        ("|2x - 3| ≤ 7", "x ≤ 5 o x ≥ -2", "wrong", "algebra.wrong_joining"),
        ("|2x - 3| ≤ 7", "x ≤ 5 y x ≤ -2", "wrong", "algebra.second_case_not_turned"),
        ("|2x - 3| ≤ 7", "2x - 3 ≤ 7\nx ≤ 5\n2x - 3 ≥ -7\nx ≥ -2", "right", None),
        ("(x - 2)/(x + 3) > 0", "x < -3 o x > 2", "right", None),
        ("(x - 2)/(x + 3) > 0", "x > 2", "wrong", "algebra.multiplied_by_unknown_sign"),
        ("(x - 2)/(x + 3) > 0", "x ≠ -3", "right", None),
        ("-3 < 2x + 1 ≤ 7", "(-2, 3]", "right", None),
        ("-3 < 2x + 1 ≤ 7", "x > -2", "incomplete", None),
        ("-3 < 2x + 1 ≤ 7", "-2 < 2x ≤ 8", "wrong", "algebra.sign_on_moving_term"),
        ("x² - 2x + 1 > 0", "R - {1}", "right", None),
        ("x² - 2x + 1 > 0", "todos los reales excepto el 1", "right", None),
        ("x² - 2x + 1 > 0", "x ≠ 1", "right", None),
        ("x² + 1 > 0", "todos los reales", "right", None),
        ("x² + 1 > 0", "(-∞, ∞)", "right", None),
        ("x² + 1 > 0", "no tiene solución", "wrong", None),
    ],
)
def test_attempts_are_judged(text: str, attempt: str, outcome: str, misconception: str | None) -> None:
    verdict = family.check(solved(text), attempt, "es", (), 0)
    assert verdict.outcome == outcome
    if misconception:
        assert verdict.misconception == misconception


@MANY
@given(SEEDS)
def test_the_answer_holds_inside_and_fails_outside(seed: int) -> None:
    solution, _, _ = drawn(seed)
    done = solve.solved(solution.problem.data)
    assert done is not None
    for node in solution.problem.data.nodes():
        for _, left, right in pairs_of(node):
            assert sets.changes(left, right, solution.problem.unknown) is not None
    for place in range(-12, 13):
        number = surd(Fraction(place) + Fraction(1, 3))
        true = all(
            _true(
                op,
                surd_of(left, {solution.problem.unknown: number}),
                surd_of(right, {solution.problem.unknown: number}),
            )
            for node in solution.problem.data.nodes()
            for op, left, right in pairs_of(node)
        )
        assert sets.contains(done.found, number) is true


def _true(op: str, left: Surd | None, right: Surd | None) -> bool:
    if left is None or right is None or left.rational is None or right.rational is None:
        return False
    one, two = left.rational, right.rational
    return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[op]


@pytest.mark.parametrize("text", ["x > 3", "3x - 2 = 7", "hola", "-1 < x < 4", "x + y"])
def test_answers_and_equations_are_no_problem(text: str) -> None:
    assert family.parse(text, "es") == Unsolved("no_problem")


def test_the_turned_sign_is_a_step_of_its_own() -> None:
    rules = [step.rule for step in solved("-3x + 1 ≥ 10").steps]
    assert rules == ["algebra.move_term", "algebra.collect", "algebra.divide_flip", "algebra.result"]
