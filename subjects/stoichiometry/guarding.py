"""What a reply must keep to itself, and which of its equations are true and already known.

Strict: an equation is allowed only if it is a line of the problem, a line already reached, a formula or
constant of the subject, or an identity whose value is no unreached result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from subjects.problem import LANGS, Secret, Solution
from subjects.stoichiometry import figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.check import RELATIONS
from subjects.stoichiometry.claims import Counts, Equation, Formula, Pair, Proportion, Quantity, read_line
from subjects.stoichiometry.counting import matches_mass
from subjects.stoichiometry.elements import mass, symbols
from subjects.stoichiometry.figures import NUMBER
from subjects.stoichiometry.formula import fold, plain
from subjects.stoichiometry.measure import Value, evaluate
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.show import show
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import per_mole, stages, ways
from subjects.stoichiometry.task import UNITS, Task, present, unit_word
from subjects.stoichiometry.tolerance import (
    base_of,
    candidates,
    matches,
    molar_candidates,
    parts_of_molar_mass,
)


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """See `Subject.secrets`."""
    if isinstance(solution.problem.data, Calculation):
        from subjects.stoichiometry.calculation.guarding import secrets as of_calculation

        return of_calculation(solution, reached)
    task: Task = solution.problem.data
    found = stages(task, solution.method)
    if reached >= len(found):
        return ()
    known = _known_numbers(task)
    last = len(found) - 1
    ahead = [
        _secret(found[index], index == last, known)
        for index in range(reached, len(found))
        if found[index].rule != "data"
    ]
    return (*(_secret(stage, False, known) for stage in between(task)), *ahead)


def _known_numbers(task: Task) -> set[Fraction]:
    """Numbers that the problem itself shows."""
    known: set[Fraction] = {value for _, value in (*task.masses, *task.molar)}
    if task.given:
        known |= {task.given.value}
    if task.reaction:
        known |= {Fraction(c) for c in task.reaction.coefficients if c > 1}
    return known


def _secret(stage: Stage, last: bool, known: set[Fraction]) -> Secret:
    texts = [stage.after, *(show(stage.after, lang) for lang in LANGS)]
    if stage.reaction is not None:
        texts += _equation_forms(stage.reaction)
        return Secret("answer" if last else "step", None, "", tuple(dict.fromkeys(texts)))
    if stage.value is None:
        if stage.rule in _SET_UP:
            texts += [text.split(" = ", 1)[1] for text in texts]
        return Secret("step", None, "", tuple(dict.fromkeys(texts)))
    for written in dict.fromkeys((figures.result(stage.value), figures.exact(stage.value))):
        texts += [f"{figures.localise(written, lang)} {unit_word(stage.unit, lang)}" for lang in LANGS]
    kind: Literal["answer", "result", "step"]
    kind = "answer" if last else "result" if stage.value not in known else "step"
    value = None if kind == "step" else stage.value
    return Secret(kind, value, stage.unit if value is not None else "", tuple(dict.fromkeys(texts)))


def _equation_forms(reaction: Reaction) -> list[str]:
    text = reactions.write(reaction)
    compact = re.sub(r"(?<![A-Za-z0-9)])(\d+) (?=[A-Z(\[])", r"\1", text)
    return [form.replace("->", arrow) for form in (text, compact) for arrow in ("->", "→", "=")]


_SET_UP = frozenset(("weigh_atoms", "set_factor", "set_chain"))
"""Steps whose right side is told without its label too."""


# --------------------------------------------------------------------------------------------------- what may be said
_MOLES = "(?:moles|numerodemoles|numberofmoles|cantidaddesustancia|amountofsubstance)"
_MASS = "(?:masa|mass|gramos|grams)"
_MOLAR = "(?:masamolar|molarmass|masamolecular)"
_WORD_RELATIONS = re.compile(
    f"{_MOLES}={_MASS}/{_MOLAR}|{_MASS}={_MOLES}\\*{_MOLAR}|{_MASS}={_MOLAR}\\*{_MOLES}|{_MOLAR}={_MASS}/{_MOLES}"
)


_CONSTANT = re.compile(r"N_?\{?A\}?=6\.02(?:2|21|214)?·10\^\{?23\}?(?:mol\^?-1|/mol|[a-z]+/mol)?")
"""Avogadro's number, however it is written."""


def _is_atomic_mass(text: str) -> bool:
    """`Ar(H) = 1`."""
    found = re.fullmatch(r"A_?r?\(([A-Z][a-z]?)\)=(\d{1,3}(?:\.\d{1,4})?)u?", text)
    return bool(found and found[1] in symbols() and matches_mass(found[1], Fraction(found[2])))


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`."""
    if isinstance(solution.problem.data, Calculation):
        from subjects.stoichiometry.calculation.guarding import allows as by_calculation

        return by_calculation(equation, solution, reached)
    if len(equation) > 500:
        return None
    task: Task = solution.problem.data
    text = plain(unicodedata.normalize("NFC", equation))
    if _is_known_line(text, solution, reached):
        return True
    if any(_normal(s.after) == _normal(text) for s in solution.steps[reached:] if s.rule == "weigh_element"):
        return False
    if _WORD_RELATIONS.fullmatch(
        re.sub(r"\s", "", fold(text)).replace("·", "*").replace("×", "*").replace("÷", "/")
    ):
        return True
    if _converts_unreached(text, solution, reached):
        return False
    if _CONSTANT.fullmatch(_normal(text)) or _is_atomic_mass(_normal(text)):
        return True
    if _hidden_operand(text, solution, reached):
        return False
    claims = read_line(equation)
    if len(claims) != 1:
        return None if not claims else _all_of(equation, solution, reached)
    claim = claims[0]
    found = stages(task, solution.method)
    if isinstance(claim, Formula):
        return claim.text in RELATIONS
    if isinstance(claim, Equation):
        return _equation(claim.reaction, task, found, reached)
    if isinstance(claim, Counts):
        return _counts(claim, task, reached)
    if isinstance(claim, Pair | Proportion):
        return _relation(claim, task, found, reached)
    return _quantity(claim, solution, found, reached)


def _converts_unreached(text: str, solution: Solution, reached: int) -> bool:
    """Whether the text holds the result of a unit change that is still to be made."""
    wanted = _normal(text)
    for step in solution.steps[reached:]:
        if step.rule == "convert_units":
            result = _normal(step.after.split(" = ", 1)[1])
            if re.search(rf"(?<![\d.]){re.escape(result)}(?![a-z])", wanted):
                return True
    return False


_OPERAND = re.compile(rf"(?<![A-Za-z\d.,^_]){NUMBER}(?:\s*[A-Za-zéáíóú]+(?:\s*/\s*mol)?)?(?![\d(])")


def _hidden_operand(text: str, solution: Solution, reached: int) -> bool:
    """Whether a computation uses a result that the student has not reached: "18·5 = 90". A bare digit may be
    any coefficient and is none."""
    task: Task = solution.problem.data
    if task.kind == "balance" or not re.search(r"[*/·×+]|\d\s*x\s*\d", text) or "->" in text:
        return False
    found = stages(task, solution.method)
    operands = [evaluate(fold(match[0])) for match in _OPERAND.finditer(text)]
    return any(
        value is not None
        and (value.unit() or value.value >= 10 or value.value.denominator > 1)
        and _unreached(task, found, value, reached)
        for value in operands
    )


def _all_of(equation: str, solution: Solution, reached: int) -> bool | None:
    """Several quantities in one text: true only if each may be said."""
    task: Task = solution.problem.data
    found = stages(task, solution.method)
    verdicts = [
        _quantity(c, solution, found, reached) for c in read_line(equation) if isinstance(c, Quantity)
    ]
    return None if not verdicts or None in verdicts else all(verdicts)


def _normal(text: str) -> str:
    text = plain(text).replace("×", "·").replace("*", "·").replace("\\", "")
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"\s", "", text)).rstrip(".?!").lstrip("¿¡")


def _is_known_line(text: str, solution: Solution, reached: int) -> bool:
    wanted = _normal(text)
    if not wanted:
        return False
    known = [solution.problem.statement, *re.split(r";", solution.problem.statement)]
    for step in solution.steps[:reached]:
        known += [step.before, step.after, *(show(step.after, lang) for lang in LANGS)]
        if step.rule in _SET_UP:
            known += [show(step.after, lang).split(" = ", 1)[1] for lang in LANGS]
    known += [f"{solution.problem.unknown} = ?"]
    return any(_normal(line) == wanted for line in known)


def _equation(said: Reaction, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    if task.reaction is None:
        return reactions.is_balanced(said)
    if set(said.species) != set(task.reaction.species) or len(said.left) != len(task.reaction.left):
        return reactions.is_balanced(said) and set(said.species) != set(task.reaction.species)
    try:
        ordered = [said.coefficient_on(s, i < len(said.left)) for i, s in enumerate(task.reaction.species)]
    except ValueError:
        return False
    said = task.reaction.with_coefficients(ordered)
    if said == task.reaction or (task.kind == "balance" and said == task.reaction.skeleton):
        return True
    return any(stage.reaction == said for stage in found[:reached])


def _counts(claim: Counts, task: Task, reached: int) -> bool:
    if claim.right:
        if task.reaction is None or reached < 1:
            return False
        sides, right = reactions.totals(task.reaction.skeleton), dict(claim.right)
        return all(
            symbol in sides
            and (Fraction(sides[symbol][0]), Fraction(sides[symbol][1])) == (value, right[symbol])
            for symbol, value in claim.left
        )
    if all(matches_mass(symbol, value) for symbol, value in claim.left):
        return True
    if task.kind != "molar_mass" or task.species is None or reached < 1:
        return False
    atoms = dict(task.species.atoms)
    return all(atoms.get(symbol) == value for symbol, value in claim.left)


def _relation(claim: Pair | Proportion, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    if isinstance(claim, Proportion):
        return False
    (first, one), (second, other) = claim.first, claim.second
    if one is None or other is None or task.kind != "reaction":
        return _pair_of_one(first, second, task, found, reached)
    index = next((i for i, stage in enumerate(found) if stage.rule == "equation_masses"), None)
    if index is None or index >= reached:
        return False
    sides = [f"{figures.exact(v.value)} {v.unit()} {s.formula}" for v, s in ((first, one), (second, other))]
    return _normal(found[index].after) == _normal(" -> ".join(sides))


def _pair_of_one(first: Value, second: Value, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    """`1 mol = 18 g`, `1 mol = 6.022·10^23 molecules`."""
    if first.unit() != "mol":
        first, second = second, first
    if first.unit() != "mol" or first.value == 0:
        return False
    if all(_given(v, task) or _reached_value(v, task, found, reached) for v in (first, second)):
        return True
    per = second.value / first.value
    if second.unit() == "particles":
        return first.value == 1 and Fraction(6019) * 10**20 < per < Fraction(6024) * 10**20
    if second.unit() != "g":
        return False
    return any(
        stage.unit == "g/mol"
        and stage.value is not None
        and first.value == 1
        and matches(second, candidates(task, stage))
        for stage in found[:reached]
    )


def _quantity(claim: Quantity, solution: Solution, found: tuple[Stage, ...], reached: int) -> bool | None:
    task: Task = solution.problem.data
    values = [*claim.parts, claim.value]
    units = {value.unit() for value in values} - {None, ""}
    if (len(values) > 1 and units == {"g", "mol"}) or units == {"mol", "particles"}:
        return _pair_of_one(values[0], values[-1], task, found, reached) if len(values) == 2 else False
    if len(units) > 1 or any(not _close(value, claim.value) for value in values):
        return False
    if any(_unreached(task, found, value, reached) for value in values):
        return False
    if claim.letter and claim.species and _hidden_label(claim, task, found, reached):
        return False
    if claim.letter or claim.species:
        return _labelled(claim, task, found, reached)
    if len(values) > 1:
        return True
    return _given(claim.value, task) or _reached_value(claim.value, task, found, reached) or None


def _close(value: Value, other: Value) -> bool:
    gap = abs(value.value - other.value)
    return gap <= max(value.half, other.half) * Fraction(101, 100) or gap * 1000 <= abs(other.value)


def _unreached(task: Task, found: tuple[Stage, ...], value: Value, reached: int) -> bool:
    """Whether a value is a result that the student has not reached, by any method."""
    known = _known_numbers(task) | {stage.value for stage in found[:reached] if stage.value is not None}
    if any(
        s.value is not None and s.value == value.value and value.unit() in (base_of(s), None)
        for s in found[:reached]
    ):
        return False
    if task.kind == "molar_mass" and reached < 2 and _is_term(task, value):
        return True
    hidden = [stage for stage in found[reached:] if stage.value is not None and stage.rule != "data"]
    if reached < len(found):
        own = {(stage.rule, stage.label) for stage in found}
        hidden += [
            s
            for way in ways(task)
            for s in way
            if s.value is not None and (s.rule, s.label) not in own and s.rule != "data"
        ]
    if reached < len(found):
        hidden += between(task)
    for stage in hidden:
        unit = value.unit()
        if unit and unit != base_of(stage):
            continue
        if not unit and value.value in known:
            continue
        scale = UNITS[stage.unit][1] if stage.unit in UNITS and not unit else Fraction(1)
        scaled = Value(value.value * scale, value.dims, value.half * scale, value.digits, value.plain)
        if matches(scaled, candidates(task, stage), stage.unit == "g/mol") and not (
            unit and _given(value, task)
        ):
            return True
    return False


def between(task: Task) -> list[Stage]:
    """The moles between grams and particles: no step of the class, yet half of the way."""
    if task.kind != "convert" or task.given is None or "mol" in (task.given.kind, UNITS[task.asked_unit][0]):
        return []
    s = present(task.species)
    label, value = f"n({s.formula})", task.given.base / per_mole(task, s, task.given.kind)
    return [Stage("moles_given", f"{label} = {figures.exact(value)} mol", label, value, "mol", s)]


def _is_term(task: Task, value: Value) -> bool:
    """Whether a value is a part of the sum of the molar mass, other than an atomic mass as the table gives it."""
    own, s = dict(task.masses), present(task.species)
    if any(value.value in (own.get(x), mass(x)) for x, _ in s.atoms):
        return False
    return value.unit() in (None, "", "g", "u", "g/mol") and value.value in parts_of_molar_mass(task, s)


def _given(value: Value, task: Task) -> bool:
    if task.given is None:
        return False
    unit = value.unit()
    if unit:
        return unit == task.given.kind and value.value == task.given.base
    return value.value == task.given.value


def _reached_value(value: Value, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    unit = value.unit()
    return any(
        stage.value is not None
        and (not unit or unit == base_of(stage))
        and matches(value, candidates(task, stage))
        for stage in found[:reached]
    )


def _labelled(claim: Quantity, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    unit = claim.value.unit()
    letters = {"m": "g", "n": "mol", "N": "particles", "M": "g/mol", "V": "L"}
    if claim.letter and unit and unit not in (letters[claim.letter], "u"):
        return False
    if (
        task.given
        and claim.species in (None, task.species)
        and claim.letter in ("", _letter(task))
        and _given(claim.value, task)
    ):
        return True
    for stage in found[:reached]:
        if stage.value is None or (claim.letter and stage.label[0] != claim.letter):
            continue
        if claim.species not in (None, stage.species) or (unit and unit != base_of(stage)):
            continue
        if matches(claim.value, candidates(task, stage)):
            return True
    if claim.letter in ("M", "") and claim.species is not None and unit in ("g/mol", "u", None):
        return matches(claim.value, molar_candidates(task, claim.species)) and (
            claim.letter == "M" or unit is not None
        )
    return False


def _hidden_label(claim: Quantity, task: Task, found: tuple[Stage, ...], reached: int) -> bool:
    """Whether it is the result, by name, of a stage still ahead and of none behind."""
    label = f"{claim.letter}({present(claim.species).formula})"
    known = {stage.label for stage in found[:reached]}
    return any(
        stage.label == label
        and label not in known
        and stage.rule != "data"
        and matches(claim.value, candidates(task, stage), True)
        for stage in found[reached:]
    )


def _letter(task: Task) -> str:
    return {"g": "m", "mol": "n", "particles": "N", "L": "V"}[task.given.kind] if task.given else ""
