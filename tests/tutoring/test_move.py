"""A move's words and its facts come from the same slots; what is not reached is in neither."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from prompts.cite import body, label, labels, resolve
from prompts.render import messages
from subjects import catalogue
from subjects.problem import LANGS, Lang, Problem, Solution, Verdict
from tutoring.guard import Scene, judge_reply, sentences
from tutoring.move import (
    GENERAL_SLOTS,
    OWN_MOVES,
    REACTIONS,
    STEP_MOVES,
    Ground,
    Move,
    MoveKind,
    bank,
    citable,
    facts,
    plain,
    short,
    slots,
    tellable,
    word,
)

TEXTS: dict[str, dict[Lang, str]] = {
    "algebra": {"es": "Resuelve 5x + 7 = 22", "en": "Solve 5x + 7 = 22"},
    "kinematics": {
        "es": "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?",
        "en": "A car starts from rest and accelerates at 2 m/s² for 5 s. What speed does it reach?",
    },
    "stoichiometry": {
        "es": "¿Cuántos moles hay en 36 g de H2O?",
        "en": "How many moles are there in 36 g of H2O?",
    },
}
ASKS: tuple[MoveKind, ...] = ("open", "nudge", "scaffold", "focus", "confirm", "tell", "guess", "check")


def solved(name: str, text: str, lang: Lang) -> Solution:
    """The solution of a text that the subject reads."""
    subject = catalogue.find(name)
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), solution
    return solution


def ground(name: str, lang: Lang, reached: int = 0) -> Ground:
    """A solved problem and a stuck student."""
    solution = solved(name, TEXTS[name][lang], lang)
    return Ground(lang, "3eso", catalogue.find(name), solution, reached, student="no sé")


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ASKS)
def test_the_tutors_own_words_ask_and_give_nothing_away(name: str, lang: Lang, kind: MoveKind) -> None:
    held = ground(name, lang)
    solution = held.solution
    assert solution is not None
    if kind in {"check", "confirm"}:
        held = replace(held, reached=len(solution.steps) - (kind == "confirm"))
    at = min(held.reached, len(solution.steps) - 1)
    known = (
        TEXTS[name][lang],
        solution.problem.statement,
        *(s.before for s in solution.steps[: held.reached]),
    )
    scene = Scene(lang, known, held.subject, solution, held.reached)
    said = {word(Move(kind, step=at), held, Random(seed)) for seed in range(12)}
    assert len(said) >= 3, "one wording only"
    refused = [text for text in said if not judge_reply(text, scene).allowed]
    assert len(refused) <= len(said) / 3, (refused, judge_reply(refused[0], scene))
    assert all("?" in text for text in said)


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
def test_the_facts_of_every_move_fill_its_template_without_the_answer(name: str, lang: Lang) -> None:
    held = ground(name, lang)
    assert held.solution is not None
    scene = Scene(lang, (TEXTS[name][lang],), held.subject, held.solution, 0, asks=False)
    for kind in ("open", "nudge", "scaffold", "tell", "focus", "sibling", "last"):
        prompt = messages(kind, lang, facts(Move(kind, step=0), held, "x"))
        assert [role for role, _ in prompt] == ["system", "user"]
        for line in prompt[1][1].splitlines()[:-1]:  # the last line names the move
            leaks = judge_reply(body(line), scene).leaks
            assert not [leak for leak in leaks if leak.kind == "answer"], line


@pytest.mark.parametrize("lang", LANGS)
def test_moves_outside_the_subjects_need_no_problem(lang: Lang) -> None:
    for kind in sorted(OWN_MOVES):
        held = Ground(lang, "3eso", student="hola", problem="un problema")
        said = word(Move(kind), held, Random(1))  # type: ignore[arg-type]
        assert said and "{" not in said
        assert messages(kind, lang, facts(Move(kind), held))[1][1]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
def test_told_plainly_nothing_is_asked(name: str, lang: Lang) -> None:
    held = ground(name, lang)
    for kind in ("open", "nudge", "scaffold", "tell", "confirm", "check", "guess", "close"):
        for seed in range(6):
            said = plain(Move(kind, step=0), held, Random(seed))
            assert said and "?" not in said, (kind, said)


def test_the_wrong_line_and_its_mistake_are_among_the_facts() -> None:
    held = ground("algebra", "es")
    assert held.subject is not None and held.solution is not None
    verdict = held.subject.check(held.solution, "5x = 22 + 7", "es")
    assert verdict.outcome == "wrong" and verdict.misconception
    held = replace(held, verdict=verdict, student="5x = 22 + 7")
    told = facts(Move("focus", step=0, misconception=verdict.misconception), held)
    assert ("[línea]", "5x = 22 + 7") in told.cited and told.error
    unnamed = facts(Move("focus", step=0), replace(held, verdict=replace(verdict, misconception=None)))
    assert ("[línea]", "5x = 22 + 7") in unnamed.cited and not unnamed.error


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
def test_every_slot_of_a_subject_has_a_label_of_its_own(name: str, lang: Lang) -> None:
    own = catalogue.find(name).phrases
    general = [bank().patterns(lang, "slot", slot)[0] for slot in GENERAL_SLOTS]
    given = [own.patterns(lang, "slot", slot)[0] for slot in own.keys("slot")]
    assert len({*general, *given}) == len(general) + len(given)
    for text in (*general, *given):
        assert labels(label(text)) == (text,), "a label is letters and spaces"
    solution = ground(name, lang).solution
    assert solution is not None
    for step in range(len(solution.steps)):
        named = catalogue.find(name).slots(solution, step, lang).keys()
        assert named <= {*GENERAL_SLOTS, *own.keys("slot")}


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(STEP_MOVES | {"open", "check", "close"}))
def test_what_a_wording_cites_reads_as_the_fact_written_out(name: str, lang: Lang, kind: MoveKind) -> None:
    first = ground(name, lang)
    assert first.solution is not None
    for reached in range(len(first.solution.steps)):
        held, move = replace(first, reached=reached), Move(kind, step=reached)
        shown, cited = facts(move, held).cited, citable(move, held)
        assert len({one for one, _ in shown}) == len(shown) == len(cited), "a label names two facts"
        assert {label(one): text for one, text in cited.items()} == dict(shown)
        for seed in range(8):
            said = word(move, held, Random(seed), cite=True)
            assert resolve(said, cited) == word(move, held, Random(seed)), said


def test_a_statement_that_may_not_be_quoted_has_no_label() -> None:
    held = ground("kinematics", "es")
    assert held.solution is not None
    for kind in ("open", "nudge", "scaffold"):
        told = facts(Move(kind, step=0), held)
        assert told.problem == held.solution.problem.statement
        assert told.problem not in dict(told.cited).values()


def test_a_statement_that_gives_the_reading_away_is_told_only_to_who_has_begun() -> None:
    held = ground("kinematics", "es")
    assert held.solution is not None
    statement = held.solution.problem.statement
    assert not tellable(held.solution, 0) and tellable(held.solution, 1)
    assert slots(Move("nudge", step=0), replace(held, reached=1))["problem"] == statement
    algebra = ground("algebra", "es")
    assert algebra.solution is not None and tellable(algebra.solution, 0)


@pytest.mark.parametrize(
    ("equation", "text", "may"),
    [
        ("6r + 5 = 59", "Linear equation: 6r plus 5 equals 59", True),
        ("5x + 3 = 18", "5 x más 3 igual a 18", True),
        ("2,5x + 2,5 = 20", "resuelve 2,5x + 2,5 igual a 20", True),
        ("3x - 5 = 10", "El triple de un número menos 5 es igual a 10. ¿Qué número es?", False),
        ("x - 5 = 10", "Si a un número le quitas 5 quedan 10. ¿Qué número es?", False),
        ("5x = 3", "El producto de 3 y un número x es 5", False),
        ("4x - 5y = 1; 5x + 3y = 29", "hola, tengo este sistema: 4x - 5y = 1 y 5x + 3y = 29", True),
        ("x + y = 25; x - y = 9", "Dos números suman 25 y su diferencia es 9. Halla los números.", False),
        ("-2 < -2x + 2 ≤ 18", "no sé resolver esta inecuación: -2 < -2x + 2 <= 18", True),
    ],
)
def test_what_stands_in_the_text_may_be_quoted_and_what_a_story_hides_may_not(equation: str, text: str, may: bool) -> None:
    solution = solved("algebra", equation, "es")
    assert tellable(replace(solution, problem=replace(solution.problem, text=text)), 0) is may


def test_a_division_said_in_words_may_be_quoted() -> None:
    assert tellable(solved("algebra", "Divide x³ - 7x - 2 entre x - 2", "es"), 0)


def test_empty_slots_are_left_out() -> None:
    held = replace(ground("algebra", "en"), named={"term": ""}, verdict=Verdict("wrong", line=""))
    assert all(slots(Move("nudge", step=0), held).values())


def test_every_reaction_exists_in_both_languages() -> None:
    for key in set(REACTIONS.values()):
        for lang in LANGS:
            assert bank().say(lang, {}, Random(0), "react", key)


def test_short_names_and_step_moves() -> None:
    assert short("algebra.move_term") == "move_term" and short("x") == "x"
    assert not STEP_MOVES & OWN_MOVES


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", list(TEXTS))
def test_a_reaction_hardly_ever_begins_as_the_question_after_it(name: str, lang: Lang) -> None:
    alike = total = 0
    for kind in ("open", "nudge", "scaffold", "sibling", "focus"):
        for seed in range(60):
            first, *rest = sentences(word(Move(kind, step=0), ground(name, lang), Random(seed)))
            begins = [said.split()[0].strip("¿¡,.").lower() for said in (first, *rest)]
            total += bool(rest)
            alike += len(begins) > 1 and begins[0] == begins[1]
    assert total > 100 and alike <= total / 100
