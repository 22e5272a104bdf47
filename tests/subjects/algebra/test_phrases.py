"""The wording bank of algebra: complete, well formed, fillable, and large."""

from random import Random

import pytest

from subjects.algebra import subject
from subjects.algebra.linear.mistakes import RULES
from subjects.expression import exact, find_maths
from subjects.phrases import compile_pattern, count, expand
from subjects.problem import LANGS, Lang, Solution

BANK = subject.phrases
ASKING = ("nudge", "scaffold", "sibling", "focus")
STYLES = [("open",), ("check",), ("missing", "isolation"), ("missing", "conclusion")]


def asking(lang: Lang) -> list[str]:
    paths = [*STYLES, *(("rule", rule, kind) for rule in BANK.keys("rule") for kind in ASKING)]
    paths += [("misconception", name, "focus") for name in BANK.keys("misconception")]
    paths += [("concept", name, "ask") for name in BANK.keys("concept")]
    for path in paths:
        assert BANK.patterns(lang, *path), (lang, path)
    return [pattern for path in paths for pattern in BANK.patterns(lang, *path)]


@pytest.mark.parametrize("lang", LANGS)
def test_every_question_is_one_short_question(lang: Lang) -> None:
    for pattern in asking(lang):
        for seed in range(6):
            text = expand(compile_pattern(pattern), Random(seed))
            assert text.endswith("?"), text
            assert text.count("?") == 1, text
            assert text.count("¿") == (1 if lang == "es" else 0), text
            assert len(text) <= 190, (len(text), text)
            assert not any(char.isdigit() for char in text), text


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_and_misconception_is_worded(lang: Lang) -> None:
    assert set(RULES) <= set(BANK.keys("rule"))
    assert {name for names in RULES.values() for name in names} <= set(BANK.keys("misconception"))
    for rule in BANK.keys("rule"):
        for kind in ("name", "plain", *ASKING):
            assert BANK.patterns(lang, "rule", rule, kind), (rule, kind)
    for name in BANK.keys("misconception"):
        for kind in ("name", "plain", "focus"):
            assert BANK.patterns(lang, "misconception", name, kind), (name, kind)
    for concept in BANK.keys("concept"):
        for kind in ("name", "words", "plain", "ask"):
            assert BANK.patterns(lang, "concept", concept, kind), (concept, kind)
    assert len(BANK.keys("concept")) >= 12
    assert 40 <= len(BANK.patterns(lang, "words")) <= 80


@pytest.mark.parametrize("lang", LANGS)
def test_the_bank_is_large(lang: Lang) -> None:
    assert sum(count(compile_pattern(pattern)) for pattern in asking(lang)) > 3000


@pytest.mark.parametrize("lang", LANGS)
def test_every_step_of_generated_problems_can_be_spoken(lang: Lang) -> None:
    rng = Random(7)
    for at in range(60):
        solution = subject.solve(subject.generate(rng, lang, "4eso").problem, subject.methods[at % 2])
        assert isinstance(solution, Solution)
        for step, done in enumerate(solution.steps):
            slots = dict(subject.slots(solution, step, lang))
            assert all(len(text) <= 80 for text in slots.values())
            rule = done.rule.removeprefix("algebra.")
            for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
                assert BANK.say(lang, slots, rng, "rule", rule, kind), (rule, kind)
                assert all(compile_pattern(p) for p in BANK.patterns(lang, "rule", rule, kind))
            for name, line in subject.mistakes(solution, step, rng, lang):
                focus = {**slots, "line": line}
                short = name.removeprefix("algebra.")
                assert BANK.say(lang, focus, rng, "misconception", short, "focus"), short
                assert BANK.say(lang, focus, rng, "rule", rule, "focus"), rule


@pytest.mark.parametrize("lang", LANGS)
def test_no_hint_names_the_next_line(lang: Lang) -> None:
    rng = Random(11)
    for _ in range(40):
        solution = subject.solve(subject.generate(rng, lang, "3eso").problem)
        assert isinstance(solution, Solution)
        for step, done in enumerate(solution.steps):
            for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
                text = BANK.say(lang, subject.slots(solution, step, lang), rng, "rule", done.rule[8:], kind)
                assert text is not None
                named = [exact(span.node) for span in find_maths(text, lang) if span.node]
                assert done.after not in named or done.after in done.before.split(" or ")
