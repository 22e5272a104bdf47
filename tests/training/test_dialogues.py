"""Training turns are what serving would do: the same prompts, replies that pass the guard, no answer given away."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

import pytest

from prompts.cite import body
from prompts.render import moves
from subjects import catalogue
from subjects.problem import LANGS
from tests.training.situations import SAMPLED, same_move, served, text_of
from training.dialogues import GENERAL_WEIGHTS, WEIGHTS, Turn, turns
from tutoring.guard import judge
from tutoring.numbers import figures
from tutoring.spans import normal
from tutoring.speaking import Speaking
from tutoring.turn import ASKING, Plan

SUBJECTS = catalogue.names()
SAMPLES = 600
NEVER = {("algebra", "missing")}
"""Of linear equations nothing is unfinished without being a step of its own."""


@lru_cache(maxsize=4)
def sample(name: str) -> tuple[tuple[Turn, Plan], ...]:
    """Turns of a subject, each with what serving plans for it."""
    return tuple((turn, served(turn)) for turn in islice(turns(11, name), SAMPLES))


@pytest.mark.parametrize("name", [*SUBJECTS, catalogue.OTHER])
def test_a_training_prompt_is_the_prompt_of_serving(name: str) -> None:
    pairs = [(turn, plan) for turn, plan in sample(name) if same_move(turn, plan)]
    assert len(pairs) > 0.8 * SAMPLES, Counter((t.move.kind, p.move.kind) for t, p in sample(name))
    for turn, plan in pairs:
        sampled = turn.move.kind in SAMPLED
        assert text_of(turn.prompt, sampled) == text_of(plan.prompt, sampled)


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_guard_lets_the_guiding_replies_through(name: str) -> None:
    refused: Counter[str] = Counter()
    judged = 0
    for turn, plan in sample(name):
        if not same_move(turn, plan):
            continue
        judged += 1
        speaking = Speaking(plan)
        speaking.feed(turn.guiding)
        speaking.end()
        if speaking.refused:
            refused[f"{turn.move.kind} {turn.lang} {speaking.findings}: {turn.guiding}"] += 1
    assert sum(refused.values()) <= 0.03 * judged, refused.most_common(20)


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_move_is_taught_in_both_languages(name: str) -> None:
    seen = {(turn.move.kind, turn.lang) for turn in islice(turns(3, name), 1500)}
    due = {(kind, lang) for kind in WEIGHTS for lang in LANGS if (name, kind) not in NEVER}
    assert due - seen == set()


def test_the_general_adapter_learns_what_it_is_asked_in_class() -> None:
    seen = {(turn.move.kind, turn.lang) for turn in islice(turns(3, catalogue.OTHER), 400)}
    assert seen == {(kind, lang) for kind in GENERAL_WEIGHTS for lang in LANGS}


def test_every_move_with_a_prompt_is_taught_somewhere() -> None:
    assert set(WEIGHTS) | set(GENERAL_WEIGHTS) == set(moves())


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_prompt_holds_what_the_student_has_not_reached(name: str) -> None:
    """The guard, given the prompt to judge line by line, finds no answer in what is not the student's own."""
    for turn, plan in sample(name):
        solution, subject = turn.ground.solution, turn.ground.subject
        if not same_move(turn, plan) or turn.move.kind in SAMPLED or solution is None or subject is None:
            continue
        worked = {subject.show(step.before, turn.lang) for step in solution.steps[: turn.ground.reached + 1]}
        worked.add(solution.problem.statement)
        given = {abs(one.value) for one in figures(solution.problem.statement)}
        for line in turn.prompt[1][1].splitlines()[:-1]:  # the last line names the move
            text = body(line)
            if (
                text
                and text not in turn.ground.student
                and turn.ground.student[:60] not in text
                and not any(
                    normal(text) in normal(line) for line in worked
                )  # a piece of a line reached is no news
                and not {one.value for one in figures(text)} <= given  # nor is a number of the problem's own
            ):
                answers = [leak for leak in judge(text, plan.scene).leaks if leak.kind == "answer"]
                assert not answers, (line, turn.ground.student)


@pytest.mark.parametrize("name", [*SUBJECTS, catalogue.OTHER])
def test_where_a_move_asks_the_reply_ends_in_a_question(name: str) -> None:
    for turn, _ in sample(name):
        if turn.move.kind in ASKING:
            assert re.search(r"\?[)»”\"]?$", turn.guiding), (turn.move.kind, turn.guiding)


@pytest.mark.parametrize("name", [*SUBJECTS, catalogue.OTHER])
def test_nothing_is_left_unfilled_and_nothing_is_empty(name: str) -> None:
    for turn, _ in sample(name):
        # A student's own line may hold the braces of LaTeX.
        prompts = (text.replace(turn.ground.student or "\n", "…") for _, text in turn.prompt)
        for text in (turn.guiding, turn.plain, *prompts):
            assert text.strip() and not re.search(r"[{}\x00]|None", text), text


def test_the_same_seed_gives_the_same_turns_and_another_seed_others() -> None:
    first, again, other = (list(islice(turns(seed, "algebra"), 30)) for seed in (5, 5, 6))
    assert [turn.prompt for turn in first] == [turn.prompt for turn in again]
    assert [turn.prompt for turn in first] != [turn.prompt for turn in other]


def test_a_method_of_the_class_is_kept() -> None:
    method = "completing_square"
    solutions = [turn.ground.solution for turn in islice(turns(5, "algebra", method), 200)]
    assert {each.method for each in solutions if each and each.problem.kind == "quadratic"} == {method}
