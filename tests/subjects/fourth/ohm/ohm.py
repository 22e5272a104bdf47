"""The subject: one class that does what `subjects.subject.Subject` promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from random import Random

from subjects.notation import decimal_text
from subjects.phrases import Phrases
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Step, Unsolved, Verdict
from tests.subjects.fourth.ohm.circuit import FORMULA, UNIT, Circuit, data_line, quantities, read, show
from tests.subjects.fourth.ohm.judge import judge, slips, wrong_formulas

_ASKS: dict[str, dict[Lang, str]] = {
    "V": {"es": "Por una resistencia de {R} circulan {I}. ¿Qué tensión hay entre sus extremos?",
          "en": "A current of {I} flows through a resistor of {R}. What is the voltage across it?"},
    "I": {"es": "Se conecta una bombilla de {R} a {V}. ¿Qué corriente circula por ella?",
          "en": "A lamp of {R} is connected to {V}. What current flows through it?"},
    "R": {"es": "Al conectar un hilo a {V} circulan {I}. Calcula su resistencia.",
          "en": "A wire connected to {V} carries {I}. Find its resistance."},
}  # fmt: skip


class Ohm:
    """See `subjects.subject.Subject`."""

    name = "ohm"
    methods = ("formula",)

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases.of(Path(__file__).parent)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        return read(text, lang)

    def solve(
        self, problem: Problem, method: str | None = None, level: Level = "3eso"
    ) -> Solution | Unsolved:
        del method, level
        circuit = problem.data
        if not isinstance(circuit, Circuit):
            return Unsolved("not_supported")
        lines = [problem.canonical, data_line(circuit), f"{circuit.asked} = {FORMULA[circuit.asked]}"]
        lines += [f"{circuit.asked} = {_numbers(circuit)}", _result(circuit)]
        rules = ("data", "formula", "substitute", "result")
        steps = tuple(Step(f"ohm.{r}", a, b) for r, a, b in zip(rules, lines, lines[1:], strict=False))
        amount = {"value": float(circuit.answer), "unit": UNIT[circuit.asked], "symbol": circuit.asked}
        return Solution(problem, "formula", steps, Answer("quantity", amount))

    def parts(self, solution: Solution) -> Sequence[tuple[str, Answer]]:
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
    ) -> Verdict:
        del history
        return judge(solution, attempt, lang, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        del lang
        return len(text) < 400 and any(char.isdigit() for char in text)

    def show(self, exact: str, lang: Lang) -> str:
        return show(exact, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        out = [Secret("answer", solution.problem.data.answer, UNIT[solution.problem.unknown])]
        return out + [Secret("step", None, "", (step.after,)) for step in solution.steps[reached:-1]]

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        verdict = judge(solution, equation, solution.problem.lang, 0)
        if verdict.outcome == "right":
            return verdict.reached <= max(reached, 1)
        return False if verdict.outcome == "wrong" else None

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        rng, circuit = Random(f"{solution.problem.id}:{seed}"), solution.problem.data
        for _ in range(50):
            other = _exercise(circuit.asked, rng, lang)
            if other.problem.data.answer != circuit.answer:
                return other
        return None

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        del level
        return _exercise(rng.choice("VIR"), rng, lang)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        circuit: Circuit = solution.problem.data
        asked, right = circuit.asked, circuit.answer
        if step == 1:
            return [("ohm.wrong_formula", f"{asked} = {show(rng.choice(wrong_formulas(asked)), lang)}")]
        if step != 3:
            return []
        lines = [(f"ohm.{name}", amount) for name, amount in slips(circuit).items() if amount != right]
        shown = [(name, show(f"{asked} = {_short(amount)} {UNIT[asked]}", lang)) for name, amount in lines]
        other = UNIT["V" if asked != "V" else "I"]
        return [*shown, ("ohm.wrong_unit", show(f"{asked} = {_short(right)} {other}", lang))]

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        del rng
        return show(solution.steps[step].after, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        return {
            "unknown": solution.problem.unknown,
            "before": show(solution.steps[step].before, lang) if step else solution.problem.statement,
            "problem": solution.problem.statement,
        }


def _numbers(circuit: Circuit) -> str:
    text = FORMULA[circuit.asked]
    for letter, amount in circuit.known:
        text = text.replace(letter, decimal_text(amount))
    return text


def _short(amount: Fraction) -> str:
    return decimal_text(Fraction(round(amount * 10**4), 10**4))


def _result(circuit: Circuit) -> str:
    return f"{circuit.asked} = {_short(circuit.answer)} {UNIT[circuit.asked]}"


def _exercise(asked: str, rng: Random, lang: Lang) -> Exercise:
    resistance, current = Fraction(rng.randint(2, 60)), Fraction(rng.randint(1, 20), rng.choice((1, 2, 4)))
    values = {"R": resistance, "I": current, "V": resistance * current}
    shown = {letter: show(f"{decimal_text(v)} {UNIT[letter]}", lang) for letter, v in values.items()}
    text = _ASKS[asked][lang].format(**shown)
    problem = read(text, lang)
    assert isinstance(problem, Problem)
    assert len(list(quantities(text))) == 2
    return Exercise(text, problem)
