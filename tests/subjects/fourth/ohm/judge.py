"""Judges a student's line: data, the formula, the numbers in it, or the result with its unit."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.expression import Relation, read, value
from subjects.nodes import Sym, symbols_of
from subjects.problem import Lang, Solution, Unsolved, Verdict
from tests.subjects.fourth.ohm.circuit import FORMULA, UNIT, Circuit, quantities

STEPS = ("data", "formula", "substitute", "result")
_LINE = re.compile(r"(?:^|[\s:])([VIR])\s*=\s*([^=;\n]+)")
_WRONG = {"V": ("V/R", "V*R", "I/R", "R/I"), "I": ("V*R", "R/V", "I*R"), "R": ("V*I", "I/V", "I*R")}


def slips(circuit: Circuit) -> dict[str, Fraction]:
    """The values that each misconception gives for what is asked."""
    (_, one), (_, two) = circuit.known
    if circuit.asked == "V":
        return {"divided": one / two, "thousand_times": circuit.answer * 1000}
    large, small = dict(circuit.known)["V"], dict(circuit.known)["R" if circuit.asked == "I" else "I"]
    return {"multiplied": large * small, "inverted": small / large, "thousand_times": circuit.answer * 1000}


def judge(solution: Solution, attempt: str, lang: Lang, reached: int) -> Verdict:
    """See `Subject.check`."""
    circuit: Circuit = solution.problem.data
    if len(attempt) > 2000:
        return Verdict("unreadable", reached=reached)
    found = _LINE.search(attempt)
    if found is None:
        return _result(circuit, attempt, attempt, lang, reached)
    letter, body = found[1], found[2].strip()
    if letter != circuit.asked:
        return _datum(circuit, letter, attempt, reached)
    node = read(re.sub(r"(?<=\d) ?(?:mA|kV|V|A|Ω|ohm\w*)$", "", body), lang)
    if isinstance(node, Unsolved | Relation):
        return Verdict("unreadable", reached=reached)
    if symbols_of(node) <= {"V", "I", "R"} and symbols_of(node):
        return _formula(circuit, body, reached)
    exact = value(node)
    if exact is not None and re.search(r"[*/·:]", body):
        right = exact == circuit.answer
        return _judged(right, 3, attempt, _slip(circuit, exact), reached)
    return _result(circuit, body, attempt, lang, reached)


def _datum(circuit: Circuit, letter: str, attempt: str, reached: int) -> Verdict:
    stated = {name: amount for name, amount, _ in quantities(attempt)}
    right = letter in stated and dict(circuit.known).get(letter) == stated[letter]
    return _judged(right, 1, attempt, "wrong_data", reached)


def _formula(circuit: Circuit, body: str, reached: int) -> Verdict:
    plain = re.sub(r"\s|\(|\)", "", body).replace("·", "*").replace(":", "/")
    right = plain in (FORMULA[circuit.asked], "R*I" if circuit.asked == "V" else "")
    return _judged(right, 2, body, "wrong_formula", reached)


def _result(circuit: Circuit, body: str, attempt: str, lang: Lang, reached: int) -> Verdict:
    stated = list(quantities(body))
    if stated:
        letter, amount, _ = stated[-1]
        if letter != circuit.asked:
            return Verdict("wrong", True, reached, "ohm.wrong_unit", 0, attempt)
        return _judged(_near(amount, circuit.answer), 4, attempt, _slip(circuit, amount), reached)
    node = read(body.strip(), lang)
    bare = None if isinstance(node, Unsolved | Relation | Sym) else value(node)
    if bare is None:
        return Verdict("unreadable", reached=reached)
    if _near(bare, circuit.answer):
        return Verdict("incomplete", True, max(reached, 3), missing=("unit",))
    return _judged(False, 4, attempt, _slip(circuit, bare), reached)


def _near(one: Fraction, two: Fraction) -> bool:
    return abs(one - two) <= abs(two) / 200


def _slip(circuit: Circuit, amount: Fraction) -> str | None:
    return next((name for name, wrong in slips(circuit).items() if _near(amount, wrong)), None)


def _judged(right: bool, covers: int, line: str, name: str | None, reached: int) -> Verdict:
    if right:
        return Verdict("right", covers == len(STEPS), max(reached, covers))
    return Verdict("wrong", covers == len(STEPS), reached, f"ohm.{name}" if name else None, 0, line.strip())


def wrong_formulas(asked: str) -> tuple[str, ...]:
    """Formulas that are not Ohm's law."""
    return tuple(each for each in _WRONG[asked] if asked not in each)


def unit_of(asked: str) -> str:
    """The unit of a letter."""
    return UNIT[asked]
