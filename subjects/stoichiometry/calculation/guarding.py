"""What a reply must keep to itself in a calculation, and which equations it may say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from subjects.problem import LANGS, Secret, Solution
from subjects.stoichiometry import figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.accept import agrees, family, scaled
from subjects.stoichiometry.calculation.attempts import readable
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.judge import RELATIONS, Judge
from subjects.stoichiometry.calculation.lines import Line, lines
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import Calculation, Plan
from subjects.stoichiometry.calculation.units import SIZES, shown
from subjects.stoichiometry.claims import Counts, Equation, Formula, Pair, Proportion, Quantity, read_line
from subjects.stoichiometry.counting import matches_mass
from subjects.stoichiometry.figures import NUMBER
from subjects.stoichiometry.formula import fold, plain
from subjects.stoichiometry.measure import Value, evaluate
from subjects.stoichiometry.task import present

_FORMULAS = frozenset(
    ("pv=nrt", "p·v=n·r·t", "c=n/v", "m=n/v", "n=c·v", "v=n/c", "d=m/v", "m=d·v", "c1·v1=c2·v2", "n=v/22.4", "v=n·22.4", "c=m/v",
     "1mol=22.4l", "22.4l=1mol", "1l=1000ml", "1000ml=1l", "1kg=1000g", "1atm=760mmhg", "r=0.082", "t=t+273", "t(k)=t(°c)+273",
     "1ml=1cm^3", "1l=1dm^3")
)  # fmt: skip


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The results and lines that the student has not reached."""
    calculation: Calculation = solution.problem.data
    found = lines(calculation, solution.method)
    if reached >= len(found):
        return ()
    known = {g.value / SIZES[g.unit][1] for g in calculation.givens}
    asked = {ask.key for ask in calculation.asks}
    return tuple(
        _secret(found[index], found[index].key in asked or index == len(found) - 1, known)
        for index in range(reached, len(found))
        if found[index].rule != "data"
    )


def _secret(line: Line, answer: bool, known: set[Fraction]) -> Secret:
    texts = [line.after, *(localise(line.after, lang) for lang in LANGS)]
    kind: Literal["answer", "result", "step"] = "answer" if answer else "step"
    if line.reaction is not None:
        written = reactions.write(line.reaction)
        compact = re.sub(r"(?<![A-Za-z0-9)])(\d+) (?=[A-Z(\[])", r"\1", written)
        texts += [form.replace("->", arrow) for form in (written, compact) for arrow in ("->", "→", "=")]
    if line.value is None:
        if line.rule in ("limiting",):
            name = line.after.split(": ", 1)[1]
            texts += [
                f"el reactivo limitante es el {name}",
                f"el limitante es el {name}",
                f"the limiting reactant is {name}",
            ]
        elif line.rule in ("molecular_formula", "whole_numbers"):
            texts.append(line.after.split(": ", 1)[1])
        elif line.rule == "weigh_atoms":
            texts += [text.split(" = ", 1)[1] for text in texts]
        return Secret(kind, None, "", tuple(dict.fromkeys(texts)))
    for written in dict.fromkeys((figures.result(line.value), figures.exact(line.value))):
        texts += [f"{figures.localise(written, lang)} {shown(line.unit, lang)}".strip() for lang in LANGS]
    if not answer:
        small = line.rule in ("divide_smallest", "molecular_factor", "basis")
        kind = "result" if line.value not in known and not small else "step"
    value = None if kind == "step" else line.value
    return Secret(kind, value, line.unit if value is not None else "", tuple(dict.fromkeys(texts)))


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """Whether an equation may be said now: True, False, or None when it cannot be read."""
    if len(equation) > 300:
        return None
    calculation: Calculation = solution.problem.data
    plan = plan_of(calculation)
    if not isinstance(plan, Plan):
        return None
    text = plain(unicodedata.normalize("NFC", equation))
    if _known_line(text, solution, reached) or _normal(text).lower() in _FORMULAS:
        return True
    if re.fullmatch(r"N_?A=6\.02(?:2|21|214)?·10\^23(?:mol\^?-1|/mol|[a-z]+/mol)?", _normal(text)):
        return True
    judge = Judge(calculation, plan, solution.method, frozenset())
    if _hidden(text, judge, reached):
        return False
    clean = readable(text)
    spoken = judge.spoken(clean, reached)
    if spoken is not None:
        return spoken.outcome == "right" and spoken.reached <= reached
    listed = judge.line(text, 0, False) if re.match(r"\s*[A-Za-z%]\w*\s*\([^=]*\)\s*=", text) else []
    if listed and all(f.outcome == "right" for f in listed):
        return all(f.reached <= reached for f in listed)
    claims = read_line(clean)
    if not claims:
        return None
    verdicts = [_claim(claim, judge, reached) for claim in claims]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _claim(claim: object, judge: Judge, reached: int) -> bool | None:
    if isinstance(claim, Formula):
        return claim.text in RELATIONS
    if isinstance(claim, Equation):
        given = judge.calculation.reaction
        if given is not None and claim.reaction == given and not judge.calculation.implied:
            return True
        balanced = next((i for i, line in enumerate(judge.lines) if line.reaction == claim.reaction), None)
        return balanced is not None and balanced < reached
    if isinstance(claim, Counts):
        return not claim.right and all(matches_mass(symbol, value) for symbol, value in claim.left)
    if isinstance(claim, Pair | Proportion):
        return False
    if not isinstance(claim, Quantity):
        return None
    symbol = "c" if claim.letter == "M" and claim.value.unit() == "mol/L" else claim.letter
    finding = judge.quantity(claim, 0, symbol)
    if finding.outcome == "wrong":
        return _identity(claim)
    if finding.outcome == "unreadable":
        return _identity(claim) or None
    return finding.reached <= reached


def _identity(claim: Quantity) -> bool:
    """A computation that is true in itself."""
    if not claim.parts or claim.letter or claim.species:
        return False
    units = {value.unit() for value in (*claim.parts, claim.value)} - {None, ""}
    gap = max(abs(part.value - claim.value.value) for part in claim.parts)
    return len(units) < 2 and gap * 1000 <= abs(claim.value.value)


_OPERAND = re.compile(rf"(?<![A-Za-z\d.,^_]){NUMBER}(?:\s*[A-Za-zéáíóú%]+(?:\s*/\s*[A-Za-z]+)?)?(?![\d(])")


def _hidden(text: str, judge: Judge, reached: int) -> bool:
    """Whether a number of the text is a result that the student has not reached."""
    if "->" in text:
        return False
    known = {g.value / SIZES[g.unit][1] for g in judge.calculation.givens}
    known |= {line.value for line in judge.lines[:reached] if line.value is not None}
    known |= {Fraction(n) for n in range(1, 10)} | {Fraction(100), Fraction(1000)}
    for match in _OPERAND.finditer(readable(text)):
        value = evaluate(fold(match[0]))
        if value is None:
            bare = re.match(NUMBER, match[0])
            value = evaluate(bare[0]) if bare else None
        if value is None or (not value.unit() and value.value in known):
            continue
        for line in judge.lines[reached:]:
            if line.key is None or line.value is None or line.rule == "data":
                continue
            if _is(value, line, judge) and not _given(value, judge, reached):
                return True
    return False


def _is(value: Value, line: Line, judge: Judge) -> bool:
    key, unit = present(line.key), value.unit()
    if unit:
        return family(key) == unit and agrees(judge.calculation, judge.plan, key, scaled(value, key))
    size = SIZES[line.unit][1] if line.unit in SIZES else Fraction(1)
    scaled_value = Value(value.value * size, None, value.half * size, value.digits, value.plain)
    return agrees(judge.calculation, judge.plan, key, scaled_value)


def _given(value: Value, judge: Judge, reached: int) -> bool:
    """Whether it is a quantity of the problem or a reached one, with its unit."""
    unit = value.unit()
    for given in judge.calculation.givens:
        if unit and family(given.key) == unit and scaled(value, given.key).value == given.value:
            return True
    behind = [line for line in judge.lines[:reached] if line.key is not None and line.value is not None]
    return any(line.key is not None and line.rule != "data" and _is(value, line, judge) for line in behind)


def _normal(text: str) -> str:
    text = plain(text).replace("×", "·").replace("*", "·").replace("\\", "")
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"\s", "", text)).rstrip(".?!").lstrip("¿¡")


def _known_line(text: str, solution: Solution, reached: int) -> bool:
    wanted = _normal(text)
    if not wanted:
        return False
    known = [solution.problem.statement, *solution.problem.statement.split(";")]
    for step in solution.steps[:reached]:
        for line in (step.before, step.after):
            known += [line, *line.split("; "), *(localise(line, lang) for lang in LANGS)]
    known.append(f"{solution.problem.unknown} = ?")
    return any(_normal(line) == wanted for line in known)
