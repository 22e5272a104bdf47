"""Several exercises in one message: each part solved, checked and kept secret by the family that reads it."""

from random import Random

import pytest

from subjects.algebra import subject
from subjects.algebra.several import split
from subjects.problem import LANGS, Lang, Problem, Solution, Unsolved

TWO: dict[Lang, str] = {
    "es": "Resuelve: a) 2x + 1 = 7  b) 3(x - 2) = 9",
    "en": "Solve: a) 2x + 1 = 7  b) 3(x - 2) = 9",
}


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("a) 2x = 6 b) x + 3 = 5", "ab"),
        ("Solve (a) 2x = 6 (b) x + 3 = 5", "ab"),
        ("1) 2x + 1 = 3\n2) x - 4 = 1\n3) x/2 = 4", "123"),
        ("1. 2x + 1 = 3\n2. x - 4 = 1", "12"),
        ("Resuelve 1) 2x + 1 = 3 2) x - 4 = 1", "12"),
        ("(x - 1)(x - 2) = 0", ""),
        ("a) 2x - (x - 1) = 3", ""),
        ("2(x - a) + b) = 3", ""),
        ("b) x = 3  a) x = 2", ""),
    ],
)
def test_labels_count_up_and_brackets_are_none(text: str, labels: str) -> None:
    assert "".join(label for label, _ in split(text)[1]) == labels


@pytest.mark.parametrize("lang", LANGS)
def test_every_part_is_answered_and_the_steps_join(lang: Lang) -> None:
    solution = solved(TWO[lang], lang)
    assert [(label, answer.value) for label, answer in subject.parts(solution)] == [
        ("a", [{"x": "3"}]),
        ("b", [{"x": "5"}]),
    ]
    assert solution.answer.value == [{"x": "5"}]
    for one, two in zip(solution.steps, solution.steps[1:], strict=False):
        assert one.after == two.before


@pytest.mark.parametrize("text", ["a) 2x = 6 b) el gato", "a) 2x = 6 b) x = 3", "a) hola b) 2x = 6"])
def test_a_part_that_cannot_be_read_leaves_the_message_unsolved(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


def test_the_parts_are_done_in_turn() -> None:
    solution, reached, finals = solved(TWO["es"]), 0, []
    for line in ("2x = 6", "x = 3", "3x - 6 = 9", "x = 5"):
        verdict = subject.check(solution, line, "es", (), reached)
        assert verdict.outcome == "right", line
        assert verdict.reached > reached
        reached = verdict.reached
        finals.append(verdict.final)
    assert finals == [False, False, False, True]
    assert reached == len(solution.steps)


def test_lines_with_labels_are_judged_by_their_parts() -> None:
    solution = solved(TWO["es"])
    assert subject.check(solution, "a) x = 3 b) x = 5", "es").final
    wrong = subject.check(solution, "a) x = 3\nb) x = 4", "es")
    assert (wrong.outcome, wrong.at_step, wrong.line) == ("wrong", 1, "x = 4")
    later = subject.check(solution, "b) x = 5", "es")
    assert (later.outcome, later.reached, later.final) == ("right", 0, False)


def test_work_on_the_other_part_is_not_called_wrong() -> None:
    verdict = subject.check(solved(TWO["es"]), "3x = 15", "es")
    assert (verdict.outcome, verdict.final) == ("right", False)


@pytest.mark.parametrize("lang", LANGS)
def test_the_next_parts_stay_secret_while_one_is_done(lang: Lang) -> None:
    solution = solved(TWO[lang], lang)
    values = {secret.value for secret in subject.secrets(solution, 5) if secret.kind == "answer"}
    assert values == {5}
    assert subject.allows("x = 3", solution, 5)
    assert subject.allows("x = 5", solution, 5) is False


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_has_a_right_line_and_words(lang: Lang) -> None:
    solution, rng = solved(TWO[lang], lang), Random(3)
    for at, step in enumerate(solution.steps):
        line = subject.attempt_line(solution, at, rng, lang)
        assert subject.check(solution, line, lang, (), at).outcome == "right", line
        slots = dict(subject.slots(solution, at, lang))
        for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
            assert subject.phrases.say(lang, slots, rng, "rule", step.rule.removeprefix("algebra."), kind)


def test_a_sibling_has_the_same_parts_with_other_answers() -> None:
    solution = solved(TWO["es"])
    other = subject.sibling(solution, 1, "es")
    assert other is not None
    twin = subject.solve(other.problem)
    assert isinstance(twin, Solution)
    assert [step.rule for step in twin.steps] == [step.rule for step in solution.steps]
    assert not {str(a.value) for _, a in subject.parts(twin)} & {str(a.value) for _, a in subject.parts(solution)}
