"""The family of inequalities in one unknown, alone or several together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from subjects.algebra.inequalities.check import check
from subjects.algebra.inequalities.claims import looks_like_attempt
from subjects.algebra.inequalities.generate import ask, inequality, like, say
from subjects.algebra.inequalities.parse import Inequality, build, parse
from subjects.algebra.inequalities.reveal import allows, done_of, secrets
from subjects.algebra.inequalities.sets import (
    ALL,
    NONE,
    Interval,
    RealSet,
    combined,
    ends_of,
    mirrored,
    text_of,
)
from subjects.algebra.inequalities.solve import Solved, solved
from subjects.algebra.inequalities.steps import TURNED
from subjects.algebra.judging import both, numbers_in, slots_of
from subjects.algebra.linear_slips import slips
from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION, show_exact
from subjects.algebra.polynomial import tree
from subjects.expression import Relation, exact, read, show
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Step, Unsolved, Verdict


class Inequalities:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset({"inequality"})
    methods: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset({"2eso", "3eso", "4eso", "1bach", "2bach"})

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The inequality that the message asks for."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """One way only: line by line, or by roots and signs."""
        del method, level
        data = problem.data
        done = solved(data) if isinstance(data, Inequality) else None
        if done is None:
            return Unsolved("too_hard")
        return Solution(problem, "", _steps(done), _answer(done))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """One question."""
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether an inequality, an interval or a conclusion stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and the lines and results not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether a relation of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """An inequality solved by the same rules that shares neither ends nor results."""
        done = done_of(solution)
        rng = Random(f"{solution.problem.id}:{seed}")
        rules = [step.rule for step in solution.steps]
        given = numbers_in(solution.steps[0].before)
        hidden = set().union(*(numbers_in(step.after) for step in solution.steps)) - given - {0, 1}
        for _ in range(150):
            nodes = like(rng, done.shape, done.data.unknown)
            problem = build(nodes, done.data.unknown, False, "", lang)
            if isinstance(problem, Unsolved):
                continue
            other = self.solve(problem, None, "4eso")
            if isinstance(other, Unsolved) or [step.rule for step in other.steps] != rules:
                continue
            shown = set().union(
                *(numbers_in(text) for step in other.steps for text in (step.before, step.after))
            )
            if shown & hidden or other.answer.kind != solution.answer.kind:
                continue
            sign = "sistema: " if lang == "es" else "system: "
            text = (sign if len(nodes) > 1 else "") + "; ".join(show(node, lang) for node in nodes)
            exercise = _exercise(nodes, text, lang)
            if exercise is not None:
                return exercise
        return None

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random inequality in a student's or a textbook's words."""
        while True:
            nodes, unknown = inequality(rng, level)
            exercise = _exercise(nodes, ask(nodes, unknown, rng, lang), lang)
            if exercise is not None and isinstance(self.solve(exercise.problem, None, level), Solution):
                return exercise

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        done = done_of(solution)
        before = [show_exact(solution.steps[step].before, lang)] if step else []
        found: dict[str, str] = {}
        candidates = list(_wrong(done, solution, step))
        rng.shuffle(candidates)
        for name, line in candidates:
            text = show_exact(line, lang)
            if name in found or len(found) > 4:
                continue
            verdict = check(solution, text, lang, before, step)
            if verdict.outcome == "wrong" and verdict.misconception == f"algebra.{name}":
                found[name] = text
        return [(f"algebra.{name}", text) for name, text in found.items()]

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        after = solution.steps[step].after
        if after in (NO_SOLUTION, ALL_VALUES):
            return rng.choice(_SAID[lang][after])
        return say(show_exact(after, lang), rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        return slots_of(solution.steps, step, solution.problem.unknown, lang)


_SAID: dict[Lang, dict[str, tuple[str, ...]]] = {
    "es": {
        NO_SOLUTION: ("no tiene solución", "no hay solución", "sin solución"),
        ALL_VALUES: ("todos los números reales", "vale cualquier número", "todos los valores"),
    },
    "en": {
        NO_SOLUTION: ("no solution", "there is no solution", "it has no solutions"),
        ALL_VALUES: ("all real numbers", "any number works", "all values"),
    },
}


def _steps(done: Solved) -> tuple[Step, ...]:
    return tuple(
        Step(
            f"algebra.{stage.rule}",
            stage.before,
            stage.after,
            {name: both_parts(text) for name, text in stage.named.items()},
        )
        for stage in done.stages
    )


def both_parts(text: str) -> dict[Lang, str]:
    """Several exact strings with commas between them, shown in both languages."""
    shown = [both(part) for part in text.split(", ")]
    return {"es": ", ".join(part["es"] for part in shown), "en": ", ".join(part["en"] for part in shown)}


def _answer(done: Solved) -> Answer:
    if done.found == NONE:
        return Answer("none", [])
    if done.found == ALL:
        return Answer("all", "all")
    return Answer("inequality", text_of(done.found, done.data.unknown))


def _wrong(done: Solved, solution: Solution, step: int) -> list[tuple[str, str]]:
    """Wrong lines that belong to a step."""
    stage, name = done.stages[step], done.data.unknown
    out: list[tuple[str, str]] = []
    line = read(stage.before)
    if done.shape == "linear" and isinstance(line, Relation) and len(line.sides) == 2:
        op = line.ops[0]
        if stage.rule in ("divide_flip", "flip_sign"):
            after = read(stage.after)
            if isinstance(after, Relation):
                out.append(("inequality_not_flipped", exact(Relation((op,), after.sides))))
        elif stage.rule == "divide":
            after = read(stage.after)
            if isinstance(after, Relation):
                out.append(("flipped_needlessly", exact(Relation((TURNED[op],), after.sides))))
        for slip, left, right in slips(*line.sides, name):
            out.append((slip, exact(Relation((op,), (tree(left), tree(right))))))
    if step + 1 == len(done.stages):
        out += [
            (slip, text_of(found, name))
            for slip, found in _wrong_sets(done)
            if found not in (ALL, NONE, done.found)
        ]
    del solution
    return out


def _wrong_sets(done: Solved) -> list[tuple[str, RealSet]]:
    """Wrong answers."""
    found = done.found
    other = tuple(
        Interval(x.low, x.high, not x.low_in, not x.high_in)
        for x in found
        if x.low is None or x.low != x.high
    )
    out = [("open_closed_confused", _closed(other))]
    if done.shape == "rational":
        out = [("denominator_zero_included", _closed(other))]
    if done.shape in ("roots", "rational"):
        out.append(("intervals_swapped", mirrored(found)))
        for end in ends_of(found)[-1:]:
            ray = (Interval(end, None),)
            out += [
                (slip, ray)
                for slip in (
                    "greater_than_both_roots",
                    "square_root_of_inequality",
                    "multiplied_by_unknown_sign",
                )
            ]
    if done.parts:
        out += [("wrong_joining", combined(done.parts, every)) for every in (True, False)]
        if done.shape == "absolute":
            out.append(("one_case_only", done.parts[-1]))
            out += [
                ("second_case_not_turned", combined((mirrored(done.parts[0]), done.parts[1]), every))
                for every in (True, False)
            ]
    return out


def _closed(found: RealSet) -> RealSet:
    """Infinite ends are never in."""
    return tuple(
        Interval(x.low, x.high, x.low_in and x.low is not None, x.high_in and x.high is not None)
        for x in found
    )


def _exercise(nodes: Sequence[Relation], text: str, lang: Lang) -> Exercise | None:
    """None where the words do not read back as these very inequalities."""
    problem = parse(text, lang)
    if isinstance(problem, Unsolved) or problem.canonical != "; ".join(sorted(exact(node) for node in nodes)):
        return None
    return Exercise(text, problem)
