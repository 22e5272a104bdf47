"""Whatever is generated is read, solved, checked and kept secret consistently, in both languages."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.problem import LANGS, LEVELS, Exercise, Lang, Level, Problem, Solution
from subjects.stoichiometry import subject

cases = st.tuples(
    st.integers(0, 10**9), st.sampled_from(LANGS), st.sampled_from(LEVELS), st.sampled_from(subject.methods)
)
Case = tuple[int, Lang, Level, str]


def made(case: Case) -> tuple[Exercise, Solution, Random]:
    seed, lang, level, method = case
    rng = Random(seed)
    exercise = subject.generate(rng, lang, level)
    solution = subject.solve(exercise.problem, method, level)
    assert isinstance(solution, Solution), exercise.text
    return exercise, solution, rng


@given(cases)
@settings(max_examples=100, deadline=None)
def test_generated_texts_are_read_as_their_problem(case: Case) -> None:
    exercise, _, _ = made(case)
    lang = exercise.problem.lang
    for text in (exercise.text, exercise.problem.text):
        problem = subject.parse(text, lang)
        assert isinstance(problem, Problem), text
        assert problem.id == exercise.problem.id
        assert problem.statement == exercise.problem.statement


@given(cases)
@settings(max_examples=100, deadline=None)
def test_chains_join_and_every_step_is_shown(case: Case) -> None:
    exercise, solution, _ = made(case)
    for one, other in zip(solution.steps, solution.steps[1:], strict=False):
        assert one.after == other.before
    for index, step in enumerate(solution.steps):
        slots = subject.slots(solution, index, exercise.problem.lang)
        assert {"unknown", "before", "problem"} <= slots.keys()
        shown = subject.show(step.after, exercise.problem.lang)
        own = {name: text for name, text in slots.items() if name not in ("unknown", "before", "problem")}
        assert len(own) <= 3
        assert all(len(text) <= 40 for text in own.values())
        assert shown not in slots.values()


@given(cases)
@settings(max_examples=60, deadline=None)
def test_right_lines_are_right_and_reach_their_step(case: Case) -> None:
    exercise, solution, rng = made(case)
    for index in range(len(solution.steps)):
        line = subject.attempt_line(solution, index, rng, exercise.problem.lang)
        verdict = subject.check(solution, line, exercise.problem.lang, (), index)
        assert verdict.outcome == "right", (exercise.problem.statement, line)
        assert verdict.reached >= index + 1
        assert verdict.final == (index == len(solution.steps) - 1) or verdict.reached == len(solution.steps)
        assert subject.looks_like_attempt(line, exercise.problem.lang)


@given(cases)
@settings(max_examples=40, deadline=None)
def test_mistakes_are_wrong_and_mostly_named(case: Case) -> None:
    exercise, solution, rng = made(case)
    for index in range(len(solution.steps)):
        for name, line in subject.mistakes(solution, index, rng, exercise.problem.lang):
            verdict = subject.check(solution, line, exercise.problem.lang, (), index)
            assert verdict.outcome == "wrong", (exercise.problem.statement, line)
            assert verdict.line == line
            assert name.removeprefix("stoichiometry.") in subject.phrases.keys("misconception")
            if verdict.misconception is not None:
                assert verdict.misconception.removeprefix("stoichiometry.") in subject.phrases.keys(
                    "misconception"
                )


@given(cases)
@settings(max_examples=60, deadline=None)
def test_unreached_lines_are_secret_and_reached_lines_may_be_said(case: Case) -> None:
    exercise, solution, _ = made(case)
    lang = exercise.problem.lang
    for index, step in enumerate(solution.steps):
        shown = subject.show(step.after, lang)
        assert subject.allows(shown, solution, index + 1) is True, shown
        if step.rule != "data":
            assert subject.allows(shown, solution, index) is not True, (shown, exercise.problem.statement)
            assert any(shown in secret.texts for secret in subject.secrets(solution, index))


@given(cases, st.integers(0, 50))
@settings(max_examples=80, deadline=None)
def test_siblings_have_the_structure_but_not_the_values(case: Case, seed: int) -> None:
    exercise, solution, _ = made(case)
    found = subject.sibling(solution, seed, exercise.problem.lang)
    if found is None:
        return
    other = subject.solve(found.problem, solution.method)
    assert isinstance(other, Solution)
    assert found.problem.kind == exercise.problem.kind
    assert other.answer != solution.answer
    assert not _telling(other) & _telling(solution)
    secret = {s.value for s in subject.secrets(solution, 0) if s.value is not None and s.kind != "step"}
    values = {s.value for s in subject.secrets(other, 0) if s.value is not None and s.kind != "step"}
    assert not secret & values


def _telling(solution: Solution) -> set[str]:
    """The lines of a solution that could give something away: a ratio of one or a litre to start from does not."""
    small = ("divide_smallest", "molecular_factor", "basis")
    return {s.after for s in solution.steps if s.rule not in small}


@given(st.integers(0, 10**9), st.sampled_from(LEVELS))
@settings(max_examples=60, deadline=None)
def test_both_languages_give_the_same_mathematics(seed: int, level: Level) -> None:
    exercise = subject.generate(Random(seed), "es", level)
    from subjects.stoichiometry.parse import problem_of

    other = problem_of(exercise.problem.data, exercise.text, "en")
    one, two = subject.solve(exercise.problem), subject.solve(other)
    assert isinstance(one, Solution)
    assert isinstance(two, Solution)
    assert other.id == exercise.problem.id
    assert [s.after for s in one.steps] == [s.after for s in two.steps]
    assert one.answer == two.answer


def test_generation_is_deterministic_and_varied() -> None:
    texts = [subject.generate(Random(seed), "es", "3eso").text for seed in range(200)]
    assert texts == [subject.generate(Random(seed), "es", "3eso").text for seed in range(200)]
    assert len(set(texts)) > 190
