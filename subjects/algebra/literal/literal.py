"""The family of literal equations: a letter of a formula isolated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from subjects.algebra.judging import lines_in, secrets_of, slots_of
from subjects.algebra.literal.check import Claim, FormulaJudge, check, looks_like_attempt
from subjects.algebra.literal.formula import formula_of
from subjects.algebra.literal.generate import FORMULAS, ask, formula, say
from subjects.algebra.literal.isolate import read_line
from subjects.algebra.literal.mistakes import wrong_lines
from subjects.algebra.literal.parse import Formula, parse
from subjects.algebra.literal.solution import Solved, same, solved
from subjects.algebra.notation import show_exact, show_named
from subjects.expression import Relation, exact, symbols_of
from subjects.problem import (
    LANGS,
    Answer,
    Exercise,
    Lang,
    Level,
    Problem,
    Secret,
    Solution,
    Step,
    Unsolved,
    Verdict,
)


class Literal:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset({"formula"})
    methods: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset({"2eso", "3eso", "4eso", "1bach", "2bach"})

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The formula and the letter that the message asks for."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """One way only: undoing what is done to the letter."""
        del method, level
        done = solved(problem.data) if isinstance(problem.data, Formula) else None
        if done is None:
            return Unsolved("too_hard")
        return Solution(problem, "", _steps(done), Answer("solutions", done.rows))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """One question."""
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether an equation stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and the lines not reached yet: formulas, no numbers."""
        return [secret for secret in secrets_of(solution.steps, (), reached) if secret.value is None]

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        done = _done(solution)
        found = [_allowed(line, solution, done, reached) for line in lines_in(equation) or [equation]]
        return False if False in found else None if None in found else True

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """Another formula whose letter is isolated by the same rules."""
        rng = Random(f"{solution.problem.id}:{seed}")
        rules = [step.rule for step in solution.steps]
        rows = [(text, name) for text, names, _ in FORMULAS for name in names.split()]
        rng.shuffle(rows)
        for text, name in rows:
            words = f"despeja {name} de {text}" if lang == "es" else f"solve for {name}: {text}"
            problem = parse(words, lang)
            if isinstance(problem, Unsolved) or problem.data.equation == solution.problem.data.equation:
                continue
            other = self.solve(problem, None, "3eso")
            if isinstance(other, Solution) and [step.rule for step in other.steps] == rules:
                lines = {line for step in solution.steps for line in lines_in(step.after)}
                if not lines & {line for step in other.steps for line in lines_in(step.after)}:
                    return Exercise(words, problem)
        return None

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A formula of the table in a student's or a textbook's words."""
        while True:
            text, name = formula(rng, level)
            words = ask(text, name, rng, lang)
            problem = parse(words, lang)
            if isinstance(problem, Problem) and isinstance(self.solve(problem, None, level), Solution):
                return Exercise(words, problem)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        done = _done(solution)
        before = [show_exact(solution.steps[step].before, lang)] if step else []
        candidates = list(wrong_lines(done.stages[step], done.data.unknown))
        rng.shuffle(candidates)
        found: dict[str, str] = {}
        for name, line in candidates:
            text = show_named(line, lang)
            verdict = check(solution, text, lang, before, step)
            if verdict.outcome == "wrong" and verdict.misconception == f"algebra.{name}":
                found.setdefault(name, text)
        return [(f"algebra.{name}", text) for name, text in found.items()]

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        return say(show_named(_done(solution).stages[step].written()[1], lang), rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        return slots_of(solution.steps, step, solution.problem.unknown, lang)


def _done(solution: Solution) -> Solved:
    assert isinstance(solution.problem.data, Formula)  # noqa: S101 - a solution exists only with its formula
    done = solved(solution.problem.data)
    assert done is not None  # noqa: S101 - as above
    return done


def _steps(done: Solved) -> tuple[Step, ...]:
    out: list[Step] = []
    for at, stage in enumerate(done.stages):
        before, after = (exact(line) for line in stage.written())
        if at + 1 == len(done.stages) and len(done.roots) > 1:
            name = done.data.unknown
            after = " or ".join(f"{name} = {exact(root)}" for root in done.roots)
        slots: dict[str, dict[Lang, str]] = {
            name: {lang: ", ".join(_signed(part, lang) for part in text.split(", ")) for lang in LANGS}
            for name, text in stage.named.items()
        }
        out.append(Step(f"algebra.{stage.rule}", before, after, slots))
    return tuple(out)


def _signed(text: str, lang: Lang) -> str:
    return "+" + show_exact(text[1:], lang) if text.startswith("+") else show_exact(text, lang)


def _allowed(text: str, solution: Solution, done: Solved, reached: int) -> bool | None:
    node = read_line(text)
    if node is None:
        found = formula_of(text, solution.problem.lang)
        node = found if isinstance(found, Relation) else None
    start = read_line(done.data.equation)
    if node is None or start is None:
        return None
    if symbols_of(node) - symbols_of(start) - {"pi"}:
        return None
    both = {exact(node), exact(Relation(node.ops, node.sides[::-1]))}
    known = [start, *(stage.after for stage in done.stages[:reached])]
    if any(exact(line) in both for line in known):
        return True
    if any(exact(stage.after) in both for stage in done.stages[reached:]):
        return False
    if len(node.sides) == 2 and set(node.ops) == {"="} and same(*node.sides):
        return True
    judged = FormulaJudge(done).judge(Claim("", 0, node))
    if not judged.right:
        return judged.right
    return reached >= len(done.stages) or 0 < judged.covers <= reached
