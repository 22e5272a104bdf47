"""The family of systems of equations: linear with two or three unknowns, and simple ones that are not linear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

from subjects.algebra.judging import both, numbers_in, slots_of
from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION, show_exact
from subjects.algebra.polynomial import tree
from subjects.algebra.systems.check import check
from subjects.algebra.systems.claims import looks_like_attempt
from subjects.algebra.systems.generate import alike, system
from subjects.algebra.systems.mistakes import amount, wrong_backs, wrong_isolations, wrong_lines, wrong_values
from subjects.algebra.systems.parse import parse
from subjects.algebra.systems.reveal import allows, secrets
from subjects.algebra.systems.solution import Solved, poly_of_line, solved
from subjects.algebra.systems.solve import ELIMINATION, EQUALISATION, SUBSTITUTION, Stage
from subjects.algebra.systems.system import System, standard
from subjects.algebra.systems.words import ask, say
from subjects.expression import Relation, Sym, exact, number, show
from subjects.methods import chosen
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Step, Unsolved, Verdict


class Systems:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset({"system"})
    methods = (SUBSTITUTION, EQUALISATION, ELIMINATION)
    levels: frozenset[Level] = frozenset({"2eso", "3eso", "4eso", "1bach", "2bach"})

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The system that the message asks for."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """By the method that the text asks for, else the class's, else substitution."""
        del level
        data = problem.data
        if not isinstance(data, System):
            return Unsolved("not_supported")
        way = data.method or chosen(method, self.methods)
        done = solved(data, way)
        if done is None:
            return Unsolved("too_hard")
        return Solution(problem, way, _steps(done), _answer(done))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """One question."""
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether an equation, a pair or a conclusion stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and the lines and results not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """A system solved by the same rules that shares neither values nor results."""
        done = _done(solution)
        rng = Random(f"{solution.problem.id}:{seed}")
        rules = [step.rule for step in solution.steps]
        given = numbers_in(solution.steps[0].before)
        hidden = set().union(*(numbers_in(step.after) for step in solution.steps)) - given - {0, 1}
        for _ in range(60):
            lines = alike(rng, len(done.system.unknowns), done.system.linear, done.kind)
            exercise = (
                None if lines is None else _exercise(lines, "; ".join(show(x, lang) for x in lines), lang)
            )
            if exercise is None:
                continue
            other = self.solve(exercise.problem, solution.method, "3eso")
            if isinstance(other, Unsolved) or [step.rule for step in other.steps] != rules:
                continue
            shown = set().union(
                *(numbers_in(text) for step in other.steps for text in (step.before, step.after))
            )
            if not shown & hidden and other.answer.kind == solution.answer.kind:
                return exercise
        return None

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random system in a student's or a textbook's words."""
        while True:
            lines, _ = system(rng, level)
            exercise = _exercise(lines, ask(lines, rng, lang), lang)
            if exercise is not None and isinstance(self.solve(exercise.problem, None, level), Solution):
                return exercise

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        done = _done(solution)
        before = [show_exact(solution.steps[step].before, lang)]
        found: dict[str, str] = {}
        candidates = list(_wrong(done, done.stages[step]))
        rng.shuffle(candidates)
        for name, line in candidates:
            text = show(line, lang)
            if name in found or len(found) > 4:
                continue
            verdict = check(solution, text, lang, before, step)
            if verdict.outcome == "wrong" and verdict.misconception == f"algebra.{name}":
                found[name] = text
        return [(f"algebra.{name}", text) for name, text in found.items()]

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        done = _done(solution)
        stage = done.stages[step]
        if stage.exact in (NO_SOLUTION, ALL_VALUES):
            return rng.choice(_SAID[lang][stage.exact])
        if step + 1 == len(done.stages) or not all(isinstance(x, Relation) for x in stage.new):
            return say(show_exact(stage.exact, lang), rng, lang)
        texts = [show(line, lang) for line in stage.new]
        if stage.rule == "solve_for_values":
            return say((" o " if lang == "es" else " or ").join(texts), rng, lang)
        return say("; ".join(texts), rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        stage = _done(solution).stages[step]
        return slots_of(solution.steps, step, stage.unknown or solution.problem.unknown, lang)


_SAID: dict[Lang, dict[str, tuple[str, ...]]] = {
    "es": {
        NO_SOLUTION: ("no tiene solución", "es incompatible", "el sistema es incompatible", "sin solución"),
        ALL_VALUES: ("infinitas soluciones", "tiene infinitas soluciones", "es compatible indeterminado"),
    },
    "en": {
        NO_SOLUTION: (
            "no solution",
            "there is no solution",
            "it has no solutions",
            "the system is inconsistent",
        ),
        ALL_VALUES: (
            "infinitely many solutions",
            "it has infinitely many solutions",
            "the equations are dependent",
        ),
    },
}


def _done(solution: Solution) -> Solved:
    assert isinstance(solution.problem.data, System)  # noqa: S101 - a solution exists only with its system
    done = solved(solution.problem.data, solution.method)
    assert done is not None  # noqa: S101 - as above
    return done


def _steps(done: Solved) -> tuple[Step, ...]:
    before, steps = "; ".join(done.system.equations), []
    for stage in done.stages:
        slots = {name: both(text) for name, text in stage.named.items()}
        steps.append(Step(f"algebra.{stage.rule}", before, stage.exact, slots))
        before = stage.exact
    return tuple(steps)


def _answer(done: Solved) -> Answer:
    if done.kind == "none":
        return Answer("none", [])
    return Answer("all", "all") if done.kind == "all" else Answer("solutions", done.rows)


def _wrong(done: Solved, stage: Stage) -> list[tuple[str, Relation]]:
    """Wrong lines that belong to the rule of a stage."""
    polys = [poly for line in stage.before if (poly := poly_of_line(line)) is not None and poly.letters]
    out: list[tuple[str, Relation]] = []
    unknowns = done.system.unknowns
    if stage.rule in ("isolate_unknown", "isolate_in_all"):
        for poly in polys:
            if poly.degree == 1 and amount(poly, stage.unknown):
                out += [
                    (name, Relation(("=",), (Sym(stage.unknown), tree(given))))
                    for name, given in wrong_isolations(poly, stage.unknown)
                ]
    elif stage.rule in ("substitute", "reduce_equation", "equate", "match_coefficients", "add_equations"):
        order = "add" if stage.rule in ("match_coefficients", "add_equations") else "substitute"
        out += [(name, standard(poly, ())) for name, poly in wrong_lines(done.polys, unknowns, order)]
    values = done.rationals() or {}
    for poly in polys:
        name = stage.unknown
        if stage.rule == "solve_one" and poly.letters == {name} and poly.degree == 1:
            out += [(wrong, _value(name, v)) for wrong, v in wrong_values(poly, name)]
        if (
            stage.rule in ("substitute_back", "evaluate_unknown", "solve_one")
            and name in poly.letters
            and poly.degree == 1
        ):
            known = {each: amount_ for each, amount_ in values.items() if each != name}
            out += [(wrong, _value(name, v)) for wrong, v in wrong_backs(poly, name, known)]
    return out


def _value(name: str, amount_: Fraction) -> Relation:
    return Relation(("=",), (Sym(name), number(amount_)))


def _exercise(lines: Sequence[Relation], text: str, lang: Lang) -> Exercise | None:
    """None where the words do not read back as these very equations."""
    problem = parse(text, lang)
    if isinstance(problem, Unsolved) or problem.canonical != "; ".join(sorted(exact(line) for line in lines)):
        return None
    return Exercise(text, problem)
