"""A level decides how small the steps are and how they are called, never the answer; each promise holds at every level."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution

SEEDS = st.integers(0, 10**9)
MANY = settings(max_examples=40, deadline=None)
LINEAR = "5x + 3 = 2x + 9"
QUADRATIC = "x² - 5x + 6 = 0"


def solved(text: str, level: Level, method: str | None = None) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem, method, level)
    assert isinstance(solution, Solution)
    return solution


def lines(solution: Solution) -> list[str]:
    return [step.after for step in solution.steps]


def test_the_youngest_move_one_thing_at_a_time_and_bachillerato_joins_what_is_routine() -> None:
    assert lines(solved(LINEAR, "1eso")) == [
        "5*x - 2*x + 3 = 9", "3*x + 3 = 9", "3*x = 9 - 3", "3*x = 6", "x = 6/3", "x = 2"
    ]  # fmt: skip
    assert lines(solved(LINEAR, "3eso")) == ["5*x - 2*x = 9 - 3", "3*x = 6", "x = 6/3", "x = 2"]
    assert lines(solved(LINEAR, "2bach")) == ["3*x = 6", "x = 2"]
    assert [step.rule for step in solved(QUADRATIC, "1bach").steps] == [
        "algebra.substitute_coefficients", "algebra.discriminant", "algebra.formula_results"
    ]  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_a_method_that_the_teacher_names_wins_over_the_level(level: Level) -> None:
    assert solved(LINEAR, level, "balance").method == "balance"
    assert solved(QUADRATIC, level, "factoring").steps[0].rule == "algebra.factor_quadratic"


@pytest.mark.parametrize("level", LEVELS)
def test_the_parts_of_a_message_are_taken_in_the_steps_of_the_level(level: Level) -> None:
    whole = solved("a) 5x + 3 = 2x + 9\nb) x² - 5x + 6 = 0", level)
    one, two = lines(solved(LINEAR, level)), lines(solved(QUADRATIC, level))
    assert lines(whole) == [*one, "x**2 - 5*x + 6 = 0", *two]
    for at in range(len(whole.steps)):
        line = subject.attempt_line(whole, at, Random(at), "es")
        assert subject.check(whole, line, "es", (), at).outcome == "right", line


@MANY
@given(SEEDS)
def test_every_promise_of_a_step_holds_at_every_level(seed: int) -> None:
    rng, lang = Random(seed), LANGS[seed % 2]
    made: Level = LEVELS[seed % len(LEVELS)]
    exercise = subject.generate(rng, lang, made)
    plain = subject.solve(exercise.problem)
    assert isinstance(plain, Solution)
    for level in LEVELS:
        solution = subject.solve(exercise.problem, None, level)
        assert isinstance(solution, Solution)
        assert solution.answer == plain.answer
        assert solution.problem.id == plain.problem.id
        check_steps(solution, plain, lang)


def check_steps(solution: Solution, plain: Solution, lang: Lang) -> None:
    last = subject.show(solution.steps[-1].after, lang)
    for at, step in enumerate(solution.steps):
        assert at == 0 or step.before == solution.steps[at - 1].after
        line = subject.attempt_line(solution, at, Random(at), lang)
        own = subject.check(solution, line, lang, (), at)
        assert (own.outcome, own.reached >= at + 1) == ("right", True), (solution.problem.text, at, line)
        assert subject.check(plain, line, lang).outcome in ("right", "incomplete"), (solution.problem.text, line)
        for name, wrong in subject.mistakes(solution, at, Random(at), lang):
            verdict = subject.check(solution, wrong, lang, (), at)
            assert verdict.outcome in ("wrong", "incomplete"), (solution.problem.text, name, wrong)
        for slot, text in subject.slots(solution, at, lang).items():
            assert text != last or slot == "unknown", (solution.problem.text, slot, text)
        assert any(secret.kind == "answer" for secret in subject.secrets(solution, at))


@MANY
@given(SEEDS)
def test_a_sibling_of_the_steps_of_a_level_is_solved_by_the_same_rules(seed: int) -> None:
    level: Level = LEVELS[seed % len(LEVELS)]
    exercise = subject.generate(Random(seed), "es", level)
    solution = subject.solve(exercise.problem, None, level)
    assert isinstance(solution, Solution)
    other = subject.sibling(solution, 1, "es")
    if other is None or exercise.problem.kind == "several":
        return
    twin = subject.solve(other.problem, solution.method, level)
    assert isinstance(twin, Solution)
    assert [step.rule for step in twin.steps] == [step.rule for step in solution.steps]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_step_is_spoken_of_in_the_words_of_the_level(level: Level, lang: Lang) -> None:
    bank, rng = subject.phrases.at(level), Random(3)
    for _ in range(40):
        solution = subject.solve(subject.generate(rng, lang, level).problem, None, level)
        assert isinstance(solution, Solution)
        for at, step in enumerate(solution.steps):
            slots, rule = dict(subject.slots(solution, at, lang)), step.rule.rpartition(".")[2]
            assert bank.say(lang, slots, rng, "rule", rule, "name"), rule
            for kind in ("nudge", "scaffold", "sibling"):
                said = bank.say(lang, slots, rng, "rule", rule, kind)
                assert said is not None, (rule, kind)
                assert said.count("?") == 1, said
                assert said.endswith("?"), said


@pytest.mark.parametrize(
    ("level", "says", "never"),
    [
        ("1eso", "pasa dividiendo", ("transponer", "coeficiente", "discriminante", "miembro")),
        ("2bach", "Transponer", ("juntar", "pasa dividiendo")),
    ],
)
def test_the_youngest_hear_everyday_words_and_bachillerato_the_terms(
    level: Level, says: str, never: tuple[str, ...]
) -> None:
    bank, solution = subject.phrases.at(level), solved(LINEAR, level)
    names = [
        bank.say("es", subject.slots(solution, at, "es"), Random(0), "rule", step.rule.rpartition(".")[2], "name")
        for at, step in enumerate(solution.steps)
    ]
    said = " | ".join(filter(None, names))
    assert says in said
    assert not any(word in said.lower() for word in never)
