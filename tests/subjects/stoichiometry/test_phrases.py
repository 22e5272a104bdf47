"""The bank of phrases is whole: it compiles, its slots exist, it asks where it should, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from subjects.phrases import compile_pattern, count, slot_names
from subjects.problem import LANGS, Lang, Solution
from subjects.stoichiometry import subject

bank = subject.phrases
ASKING = ("nudge", "scaffold", "sibling", "focus")
GENERIC = {"problem", "unknown", "before"}


def patterns() -> Iterator[tuple[tuple[str, ...], Lang, str]]:
    """Every pattern that a student reads, with where it stands."""
    for lang in LANGS:
        for section in ("open", "check", "close"):
            for pattern in bank.patterns(lang, section):
                yield (section,), lang, pattern
        for section, kinds in (
            ("rule", ("name", "plain", *ASKING)),
            ("misconception", ("name", "plain", "focus")),
            ("concept", ("name", "plain", "ask")),
        ):
            for short in bank.keys(section):
                for kind in kinds:
                    assert bank.patterns(lang, section, short, kind), (section, short, kind, lang)
                    for pattern in bank.patterns(lang, section, short, kind):
                        yield (section, short, kind), lang, pattern
        for missing in ("unit", "setup", "data", "isolation", "conclusion"):
            for pattern in bank.patterns(lang, "missing", missing):
                yield ("missing", missing), lang, pattern


def test_every_pattern_compiles_and_asks_once_where_it_should() -> None:
    for path, lang, pattern in patterns():
        compile_pattern(pattern)
        assert not re.search(r"\d", pattern), pattern
        asks = path[-1] in (*ASKING, "ask", "open", "check") or path[0] == "missing"
        assert pattern.endswith("?") == asks, (path, pattern)
        assert pattern.count("?") == (1 if asks else 0), pattern
        assert lang == "en" or pattern.count("¿") == pattern.count("?"), pattern
        assert path[0] == "rule" or slot_names(pattern) <= GENERIC | {"line"}, pattern
        assert "line" not in slot_names(pattern) or path[-1] == "focus", pattern


def solutions() -> Iterator[Solution]:
    rng = Random(5)
    for number in range(160):
        exercise = subject.generate(rng, LANGS[number % 2], "4eso")
        solution = subject.solve(exercise.problem, subject.methods[number % 3 % 2])
        assert isinstance(solution, Solution)
        yield solution


def test_every_rule_has_the_slots_its_patterns_name() -> None:
    seen = set()
    for solution in solutions():
        for index, step in enumerate(solution.steps):
            seen.add(step.rule)
            for lang in LANGS:
                slots = {*subject.slots(solution, index, lang), "line"}
                for kind in ("name", "plain", *ASKING):
                    for pattern in bank.patterns(lang, "rule", step.rule, kind):
                        assert slot_names(pattern) <= slots, (step.rule, pattern)
    assert seen <= set(bank.keys("rule"))
    assert len(seen) > 30


def test_saying_fills_every_rule_and_stays_short() -> None:
    rng = Random(9)
    for solution in solutions():
        for index, step in enumerate(solution.steps):
            for lang in LANGS:
                slots = {**subject.slots(solution, index, lang), "line": "n = 2 mol"}
                for kind in ASKING:
                    text = bank.say(lang, slots, rng, "rule", step.rule, kind)
                    assert text is not None
                    assert len(text) <= 220, text
                    assert "{" not in text
                    assert "[" not in text.replace("[Fe(CN)6]", "")


@pytest.mark.parametrize("lang", LANGS)
def test_the_bank_is_varied(lang: Lang) -> None:
    total = sum(count(compile_pattern(pattern)) for _, other, pattern in patterns() if other == lang)
    assert total > 4000
    for short in bank.keys("rule"):
        for kind in ASKING:
            frames = sum(count(compile_pattern(p)) for p in bank.patterns(lang, "rule", short, kind))
            assert frames >= 36, (lang, short, kind, frames)
    assert 40 <= len(bank.patterns(lang, "words")) <= 80
    assert len(bank.keys("concept")) >= 12
    assert all(bank.patterns(lang, "slot", name) for name in bank.keys("slot"))
