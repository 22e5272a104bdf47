"""Literal equations: the letter is isolated, equivalent forms are right, wrong work is named."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.judging import lines_in
from subjects.algebra.literal import family
from subjects.algebra.notation import show_exact
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
    assert family.check(solved("despeja t de v = v0 + a·t"), text, "en", [text], 1).outcome != "right" or text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_fast(text: str) -> None:
    solution = solved("despeja t de v = v0 + a·t")
    with ends():
        assert isinstance(family.parse(text, "es"), Unsolved)
        assert family.check(solution, text, "es", (), 0).outcome != "right"
        assert family.allows(text[:2000], solution, 0) is not True


@pytest.mark.parametrize(
    ("lang", "text", "answer"),
    [
        ("es", "despeja t de v = v0 + a·t", [{"t": "(v - v0)/a"}]),
        ("en", "solve for h: A = b*h/2", [{"h": "2*A/b"}]),
        ("en", "make r the subject of V = πr²h", [{"r": "sqrt(V/(pi*h))"}]),
        ("es", "Despeja x: ax + b = c", [{"x": "(c - b)/a"}]),
        ("es", "PV = nRT, despeja T", [{"T": "P*V/(n*R)"}]),
        ("es", "$v_f = v_0 + a t$ despeja $a$", [{"a": "(vf - v0)/t"}]),
        ("es", "despeja Δt en v = Δx/Δt", [{"Δt": "Δx/v"}]),
        ("es", "a x + b = c x + d, despeja x", [{"x": "(d - b)/(a - c)"}]),
        ("es", "c² = a² + b², despeja a", [{"a": "sqrt(c**2 - b**2)"}, {"a": "-sqrt(c**2 - b**2)"}]),
        ("es", "Despeja L en T = 2π√(L/g)", [{"L": "T**2*g/(4*pi**2)"}]),
        ("en", "Rearrange s = ut + 1/2at² to make a the subject", [{"a": "2*(s - u*t)/t**2"}]),
        ("es", "Despeja la velocidad inicial v0 en v = v0 + a·t", [{"v0": "v - a*t"}]),
        ("es", "Expresa y en función de x: 3x + y = 10", [{"y": "10 - 3*x"}]),
    ],
)
def test_texts_of_classes_are_solved(lang: Lang, text: str, answer: object) -> None:
    assert solved(text, lang).answer.value == answer


@pytest.mark.parametrize(
    ("text", "attempt", "outcome", "misconception"),
    [
        ("despeja t de v = v0 + a·t", "v - v0 = a·t", "right", None),
        ("despeja t de v = v0 + a·t", "t = (v-v0)/a", "right", None),
        ("despeja t de v = v0 + a·t", "(v - v0)/a", "right", None),
        ("despeja t de v = v0 + a·t", "t = v/a - v0/a", "right", None),
        ("despeja t de v = v0 + a·t", "\\frac{v-v_0}{a} = t", "right", None),
        ("despeja t de v = v0 + a·t", "t = v - v0/a", "wrong", "algebra.divide_one_term_only"),
        ("despeja t de v = v0 + a·t", "t = (v+v0)/a", "wrong", "algebra.sign_on_moving_term"),
        ("despeja t de v = v0 + a·t", "t = v - v0 - a", "wrong", "algebra.coefficient_as_term"),
        ("despeja t de v = v0 + a·t", "t = (v - v0)·a", "wrong", "algebra.inverse_operation"),
        ("despeja t de v = v0 + a·t", "t = a/(v-v0)", "wrong", "algebra.inverted_fraction"),
        ("despeja t de v = v0 + a·t", "t = 3", "wrong", None),
        ("despeja t de v = v0 + a·t", "¿por qué restas v0?", "unreadable", None),
        ("despeja v: E = m·v²/2", "v² = 2E/m", "right", None),
        ("despeja v: E = m·v²/2", "v = ±√(2E/m)", "right", None),
        ("despeja v: E = m·v²/2", "v = 2E/m", "wrong", "algebra.root_not_taken"),
        ("despeja v: E = m·v²/2", "v = √(2Em)", "wrong", "algebra.inverse_operation"),
        ("c² = a² + b², despeja a", "a = √(c²-b²)", "right", None),
        ("c² = a² + b², despeja a", "a = c - b", "wrong", "algebra.root_of_each_term"),
        ("c² = a² + b², despeja a", "a=√(c²+b²)", "wrong", "algebra.sign_on_moving_term"),
        ("a x + b = c x + d, despeja x", "x(a-c) = d-b", "right", None),
        ("a x + b = c x + d, despeja x", "x = (b-d)/(c-a)", "right", None),
        ("a x + b = c x + d, despeja x", "x = (d-b)/(a+c)", "wrong", "algebra.sign_on_moving_term"),
        ("a x + b = c x + d, despeja x", "x = (d - b)/(ac)", "wrong", "algebra.adding_unlike_terms"),
        ("despeja a: v² = v0² + 2·a·s", "a = (v^2 - v_0^2)/(2s)", "right", None),
        ("despeja a: v² = v0² + 2·a·s", "a=(v²-v0²)/2s", "right", None),
        ("despeja a: v² = v0² + 2·a·s", "a = (v² + v0²)/(2s)", "wrong", "algebra.sign_on_moving_term"),
    ],
)
def test_attempts_are_judged(text: str, attempt: str, outcome: str, misconception: str | None) -> None:
    verdict = family.check(solved(text), attempt, "es", (), 0)
    assert verdict.outcome == outcome
    if misconception:
        assert verdict.misconception == misconception


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x + y = 5", "not_supported"),
        ("despeja x: 3x + 1 = 10", "no_problem"),
        ("despeja z: x + y = 5", "not_understood"),
        ("hola", "no_problem"),
        ("x + y = 5; x - y = 1", "no_problem"),
    ],
)
def test_without_a_clear_letter_there_is_no_problem(text: str, why: str) -> None:
    found = family.parse(text, "es")
    assert isinstance(found, Unsolved)
    assert found.why == why


def test_capitals_are_other_letters() -> None:
    assert solved("despeja T de PV = nRT").answer.value == [{"T": "P*V/(n*R)"}]
    assert solved("despeja b de A = (B + b)·h/2").answer.value == [{"b": "2*A/h - B"}]
