"""The bank of phrases: complete, well formed, and fillable with what each step offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS, RULES
from subjects.kinematics.generate import EASY, HARD, THROWN, UNIFORM, of_shape
from subjects.kinematics.mistakes import tables
from subjects.kinematics.scenes.exercises import of_template, templates
from subjects.phrases import compile_pattern, count, fill, slot_names
from subjects.problem import LANGS, Lang, Level, Solution

PHRASES = subject.phrases
ASKING = ("nudge", "scaffold", "sibling", "focus")
STAGES: tuple[Level, ...] = ("1eso", "3eso", "1bach")
ALWAYS = {"problem", "unknown", "before"}
MISCONCEPTIONS = PHRASES.keys("misconception")


def solutions(lang: Lang) -> Iterator[Solution]:
    rng = Random(11)
    for shape in (*UNIFORM, *EASY, *HARD, *THROWN):
        for method in METHODS:
            exercise = of_shape(shape, rng, lang)
            assert exercise is not None
            for level in STAGES:
                solution = subject.solve(exercise.problem, method, level)
                assert isinstance(solution, Solution)
                yield solution
    for template in templates():
        exercise = of_template(template, rng, lang)
        assert exercise is not None
        solution = subject.solve(exercise.problem)
        assert isinstance(solution, Solution)
        yield solution


def worded(lang: Lang, path: tuple[str, ...]) -> Iterator[str]:
    """All patterns of a path, those of the levels included."""
    for level in STAGES:
        yield from PHRASES.at(level).patterns(lang, *path)


def paths() -> Iterator[tuple[str, ...]]:
    for rule in RULES:
        for kind in ("name", "plain", *ASKING):
            yield ("rule", rule, kind)
    for name in MISCONCEPTIONS:
        for kind in ("name", "plain", "focus"):
            yield ("misconception", name, kind)
    for concept in PHRASES.keys("concept"):
        for kind in ("name", "words", "plain", "ask"):
            yield ("concept", concept, kind)
    for missing in ("unit", "setup", "data", "isolation", "conclusion"):
        yield ("missing", missing)
    yield from (("name",), ("words",), ("open",), ("check",), ("close",))


ALL = tuple(paths())


@pytest.mark.parametrize("lang", LANGS)
def test_every_path_has_patterns_that_compile(lang: Lang) -> None:
    for path in ALL:
        patterns = PHRASES.patterns(lang, *path)
        assert patterns, path
        for pattern in patterns:
            assert count(compile_pattern(pattern)) >= 1


@pytest.mark.parametrize("lang", LANGS)
def test_questions_end_with_one_question_mark_and_statements_do_not_ask(lang: Lang) -> None:
    for path in ALL:
        asks = path[-1] in (*ASKING, "ask") or path[0] in ("open", "missing", "check")
        if path[-1] in ("name", "words") or path == ("name",):
            continue
        slots = dict.fromkeys(
            (
                "problem",
                "unknown",
                "before",
                "line",
                "quantity",
                "unit",
                "asked",
                "given",
                "symbol",
                "formula",
                "expression",
            ),
            "X",
        )
        for pattern in worded(lang, path):
            for seed in range(8):
                text = fill(pattern, slots, Random(seed))
                assert text.count("?") == int(asks), text
                assert text.endswith("?" if asks else (".", "quieras", "like")), text
                assert (text.count("¿") == int(asks)) if lang == "es" else "¿" not in text, text
                assert len(text) <= (230 if path[0] == "concept" else 185), text
                assert "  " not in text
                assert not re.search(r"[\[\]|{}]", text), text


def test_no_pattern_holds_a_number_or_an_equality() -> None:
    for path in ALL:
        if path[-1] == "words":
            continue
        for lang in LANGS:
            for pattern in worded(lang, path):
                assert not re.search(r"[\d=]", pattern), (path, pattern)


@pytest.mark.parametrize("lang", LANGS)
def test_each_step_fills_all_phrases_of_its_rule(lang: Lang) -> None:
    rng = Random(3)
    seen = set()
    for solution in solutions(lang):
        for index, step in enumerate(solution.steps):
            rule = step.rule.removeprefix("kinematics.")
            slots = subject.slots(solution, index, lang)
            seen.add(rule)
            own = slots.keys() - ALWAYS
            assert slots.keys() >= ALWAYS
            assert len(own) <= 3
            assert all(
                len(slots[name]) <= 40 for name in own if name != "formula" or len(slots["before"]) <= 40
            ), slots
            for kind in ("name", "plain", *ASKING):
                names = set().union(*(slot_names(p) for p in worded(lang, ("rule", rule, kind))))
                assert names <= slots.keys() | {"line"}, (rule, kind)
                given = {**slots, "line": slots["before"]}
                assert PHRASES.say(lang, given, rng, "rule", rule, kind)
    assert seen >= set(RULES) - {"convert_result"}


def test_no_slot_gives_the_next_line_away() -> None:
    for lang in LANGS:
        for solution in solutions(lang):
            for index, step in enumerate(solution.steps):
                after = subject.show(step.after, lang)
                assert after not in subject.slots(solution, index, lang).values(), after


def test_every_misconception_that_can_be_made_has_its_phrases() -> None:
    made = {short for table in tables() for wrongs in table.values() for short, _ in wrongs}
    rng = Random(1)
    for lang in LANGS:
        for solution in solutions(lang):
            for index in range(len(solution.steps)):
                made |= {
                    name.removeprefix("kinematics.")
                    for name, _ in subject.mistakes(solution, index, rng, lang)
                }
    assert made <= set(MISCONCEPTIONS)
    assert len(MISCONCEPTIONS) >= 12


@pytest.mark.parametrize("lang", LANGS)
def test_the_youngest_and_bachillerato_hear_other_names_for_the_steps(lang: Lang) -> None:
    for rule in RULES:
        plain, young = (PHRASES.at(level).patterns(lang, "rule", rule, "name") for level in ("3eso", "1eso"))
        assert plain != young, rule
        assert not any("{formula}" in text or "{given}" in text for text in young), rule
    for rule in ("data", "convert", "convention", "formula", "isolate", "substitute", "result", "roots", "discard"):
        assert PHRASES.at("2bach").patterns(lang, "rule", rule, "name") != PHRASES.patterns(lang, "rule", rule, "name")


def test_the_bank_is_wide() -> None:
    for lang in LANGS:
        total = 0
        for path in ALL:
            if path[-1] not in ("name", "words"):
                total += sum(count(compile_pattern(p)) for p in PHRASES.patterns(lang, *path))
        assert total >= 3000
        for rule in RULES:
            for kind in ASKING:
                frames = sum(count(compile_pattern(p)) for p in PHRASES.patterns(lang, "rule", rule, kind))
                assert frames >= 36, (lang, rule, kind, frames)
        for name in MISCONCEPTIONS:
            frames = sum(
                count(compile_pattern(p)) for p in PHRASES.patterns(lang, "misconception", name, "focus")
            )
            assert frames >= 24, (lang, name, frames)
    assert len(PHRASES.keys("concept")) >= 12
    for lang in LANGS:
        assert 40 <= len(PHRASES.patterns(lang, "words")) <= 80
