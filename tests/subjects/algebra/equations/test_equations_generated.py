"""Generated equations: their right lines, wrong lines, secrets, siblings and wording hold together."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.equations import family
from subjects.algebra.equations.mistakes import FORMULA_SLIPS, RULES
from subjects.algebra.equations.reveal import numbers_in
from subjects.phrases import compile_pattern, expand
from subjects.problem import LANGS, LEVELS, Lang, Solution

SEEDS = st.integers(0, 10**9)
SOME = settings(max_examples=40, deadline=None)
BANK = subject.phrases


def drawn(seed: int) -> tuple[Solution, Lang, Random]:
    rng = Random(seed)
    lang: Lang = LANGS[seed % 2]
    exercise = family.generate(rng, lang, LEVELS[seed % 6])
    solution = subject.solve(exercise.problem, family.methods[seed // 7 % 3])
    assert isinstance(solution, Solution)
    return solution, lang, rng


def came_from(solution: Solution, step: int, lang: Lang) -> list[str]:
    return [subject.show(solution.steps[step].before, lang)] if step else []


@SOME
@given(SEEDS)
def test_right_lines_are_right_and_cover_their_step(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for step in range(len(solution.steps)):
        line = subject.attempt_line(solution, step, rng, lang)
        verdict = subject.check(solution, line, lang, came_from(solution, step, lang), step)
        assert verdict.outcome == "right", line
        assert verdict.reached >= step + 1, line
        assert verdict.final == (verdict.reached == len(solution.steps)), line


@SOME
@given(SEEDS)
def test_mistakes_are_wrong_and_named_and_worded(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for step, done in enumerate(solution.steps):
        slots = dict(subject.slots(solution, step, lang))
        for name, line in subject.mistakes(solution, step, rng, lang):
            verdict = subject.check(solution, line, lang, came_from(solution, step, lang), step)
            assert (verdict.outcome, verdict.misconception) == ("wrong", name), line
            focus = {**slots, "line": line}
            assert BANK.say(lang, focus, rng, "misconception", name.removeprefix("algebra."), "focus")
            assert BANK.say(lang, focus, rng, "rule", done.rule.removeprefix("algebra."), "focus")


@SOME
@given(SEEDS)
def test_every_step_can_be_spoken_of(seed: int) -> None:
    solution, lang, rng = drawn(seed)
    for step, done in enumerate(solution.steps):
        slots = dict(subject.slots(solution, step, lang))
        assert all(len(text) <= 110 for text in slots.values()), slots
        for kind in ("name", "plain", "nudge", "scaffold", "sibling"):
            assert BANK.say(lang, slots, rng, "rule", done.rule.removeprefix("algebra."), kind), done.rule
        for kind in ("open", "check", "close"):
            assert BANK.say(lang, slots, rng, kind, solution.problem.kind), kind


@SOME
@given(SEEDS)
def test_secrets_shrink_and_no_secret_line_is_allowed(seed: int) -> None:
    solution, _, _ = drawn(seed)
    before = None
    for reached in range(len(solution.steps) + 1):
        secrets = subject.secrets(solution, reached)
        assert before is None or len(secrets) <= before
        before = len(secrets)
        seen = [solution.steps[0].before, *(step.after for step in solution.steps[:reached])]
        known = {part for text in seen for part in text.replace("; ", " or ").split(" or ")}
        for step in solution.steps[reached:]:
            for part in step.after.replace("; ", " or ").split(" or "):
                turned = " = ".join(reversed(part.split(" = ")))
                if not {part, turned} & {*known, "True", "False"} and "b**2" not in part:
                    assert subject.allows(part, solution, reached) is not True, (part, reached)
        for text in seen[1:]:
            for part in text.replace("; ", " or ").split(" or "):
                if part not in ("True", "False"):
                    assert subject.allows(part, solution, reached) is True, (part, reached)
    assert before == 0


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_siblings_share_structure_but_no_secret(seed: int) -> None:
    solution, lang, _ = drawn(seed)
    exercise = subject.sibling(solution, seed, lang)
    if exercise is None:
        return
    other = subject.solve(exercise.problem, solution.method)
    assert isinstance(other, Solution)
    assert [step.rule for step in other.steps] == [step.rule for step in solution.steps]
    shown = numbers_in(other.steps[0].before).union(*(numbers_in(step.after) for step in other.steps))
    for secret in subject.secrets(solution, 0):
        in_formula = "algebra.quadratic_formula" in [step.rule for step in other.steps]
        public = (0, 1, 2, 4) if in_formula else (0, 1)
        if secret.value is not None and abs(secret.value) not in public:
            assert abs(secret.value) not in shown


def test_most_equations_have_a_sibling() -> None:
    found = sum(subject.sibling(drawn(seed)[0], seed, "es") is not None for seed in range(30))
    assert found >= 24


def test_a_reply_may_say_more_the_more_work_is_done() -> None:
    problem = family.parse("x² - 5x + 6 = 0", "es")
    solution = family.solve(problem, "factoring", "3eso")  # type: ignore[arg-type]
    assert isinstance(solution, Solution)
    lines = {"(x - 3)(x - 2) = 0": 1, "x - 3 = 0": 2, "x = 3": 3, "3² - 5 · 3 + 6 = 0": 3, "x² - 5x = -6": 99}
    for line, needed in lines.items():
        allowed = [subject.allows(line, solution, reached) is True for reached in range(4)]
        assert allowed == [reached >= min(needed, 3) for reached in range(4)], line
    for always in ("x² - 5x + 6 = 0", "2 + 2 = 4", "x = (-b ± √(b² - 4ac))/(2a)", "ax² + bx + c = 0"):
        assert subject.allows(always, solution, 0) is True, always
    for never in ("x = 4", "2 + 2 = 5", "(x + 2)(x + 3) = 0"):
        assert subject.allows(never, solution, 3) is False, never


def test_rules_and_misconceptions_of_the_family_are_worded_in_both_languages() -> None:
    names = set(FORMULA_SLIPS).union(
        *RULES.values(), {"root_of_sum_split", "absolute_each_term", "adding_fractions"}
    )
    for lang in LANGS:
        for name in names:
            for kind in ("name", "plain", "focus"):
                assert BANK.patterns(lang, "misconception", name, kind), (name, kind)
        for rule in BANK.keys("rule"):
            for kind in ("name", "plain", "nudge", "scaffold", "sibling", "focus"):
                assert BANK.patterns(lang, "rule", rule, kind), (rule, kind)


def test_questions_of_each_kind_of_equation_ask_once() -> None:
    for lang in LANGS:
        for kind in sorted(family.kinds):
            for path in (("open", kind), ("check", kind), ("missing", "conclusion", kind)):
                for pattern in BANK.patterns(lang, *path):
                    text = expand(compile_pattern(pattern), Random(1))
                    assert text.endswith("?") and text.count("?") == 1, text
