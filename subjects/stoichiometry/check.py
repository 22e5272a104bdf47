"""Judging what a student wrote, line by line, against the stages of the solution.

Any valid method is right: stages of the other method and true facts about the substances count as well.
What cannot be read is `unreadable`, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from subjects.labels import without_labels
from subjects.problem import Lang, Solution, Verdict
from subjects.stoichiometry.balancing import judge_equation
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.claims import (
    Claim,
    Counts,
    Equation,
    Formula,
    Pair,
    Proportion,
    Quantity,
    lines_of,
    numbered,
    read_line,
)
from subjects.stoichiometry.counting import judge_counts
from subjects.stoichiometry.figures import read_number, ungroup
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import Species, plain
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.mistakes import PREFIX
from subjects.stoichiometry.quantities import is_dry_part, is_equation_mass, judge_proportion, judge_quantity
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import balanced, per_mole, stages
from subjects.stoichiometry.task import UNITS, Task, present
from subjects.stoichiometry.wording import statements

_MAX_LINES = 40
_DECIMAL = re.compile(r"\d+[.,]\d+")


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """See `Subject.check`."""
    if len(attempt) > 2000:
        return Verdict("unreadable", reached=reached)
    attempt, history = statements(without_labels(attempt)), [without_labels(line) for line in history]
    verdict = _check(solution, attempt, history, reached)
    whole = ungroup(attempt, "." if lang == "es" else ",")
    if verdict.outcome != "wrong" or whole == attempt:
        return verdict
    other = _check(solution, whole, history, reached)
    return verdict if other.outcome in ("wrong", "unreadable") else other


def _check(solution: Solution, attempt: str, history: Sequence[str], reached: int) -> Verdict:
    task = solution.problem.data
    if isinstance(task, Calculation):
        from subjects.stoichiometry.calculation.judge import check as check_calculation

        return check_calculation(solution, attempt, history, reached)
    if not isinstance(task, Task):
        return Verdict("unreadable", reached=reached)
    found = stages(task, solution.method)
    lines = numbered(attempt)[:_MAX_LINES]
    last: Finding | None = None
    shown = _numbers(attempt, history)
    for position, (index, line) in enumerate(lines, 1):
        own = _own_line(found, line)
        if own:
            reached, last = max(reached, own), Finding("right", own)
            continue
        for claim in _coefficients(task, line) or read_line(line):
            finding = judge(solution, found, claim, reached, shown)
            if finding.outcome == "unreadable":
                continue
            element = _of_element(task, found, line)
            if element is not None and element.outcome == "wrong":
                finding = replace(element, misconception=finding.misconception or element.misconception)
            if finding.outcome == "wrong" and position < len(lines) and _on_the_way(task, claim):
                continue
            if finding.outcome == "wrong":
                name = PREFIX + finding.misconception if finding.misconception else None
                return Verdict("wrong", finding.final, reached, name, index, line)
            reached = max(reached, finding.reached)
            last = finding
    if last is None:
        return Verdict("unreadable", reached=reached)
    return Verdict(last.outcome, last.final, reached, missing=last.missing)


def _on_the_way(task: Task, claim: Claim) -> bool:
    """Whether a line that is not the last only tells the mass of a substance in the equation ("2·18 = 36 g") or what
    a hydrate is without its water."""
    return isinstance(claim, Quantity) and (is_equation_mass(task, claim) or is_dry_part(task, claim))


_ELEMENT = re.compile(r"\W*([A-Z][a-z]?)\s*[:=]\s*[^=]+=\s*(\d+(?:[.,]\d+)?)\W*")


def _of_element(task: Task, found: tuple[Stage, ...], line: str) -> Finding | None:
    """What one element is said to bring to a molar mass, such as "N: 1·7 = 7", or None."""
    said = _ELEMENT.fullmatch(plain(line))
    value = read_number(said[2]) if said else None
    if said is None or value is None or task.kind != "molar_mass":
        return None
    return judge_counts(task, found, Counts(((said[1], value),)), 0)


def _own_line(found: tuple[Stage, ...], line: str) -> int:
    """How many stages a line covers that is one of them word for word and holds no result of its own, or 0."""
    wanted = _compact(line)
    for index, stage in enumerate(found):
        if stage.rule in ("weigh_element", "weigh_atoms", "set_chain") and wanted == _compact(stage.after):
            return index + 1
    return 0


def _compact(text: str) -> str:
    text = re.sub(r"\s", "", plain(text)).rstrip(".")
    return re.sub(r"[·×x]", "*", re.sub(r"(?<=\d),(?=\d)", ".", text))


_LISTED = re.compile(
    r"\W*(?:(?:los\s+|the\s+)?(?:coeficientes|coefficients)\s*(?:son|are|:|=)?\s*:?\s*)?"
    r"(\d{1,3}(?:\s*(?:,|;|:|-|\by\b|\band\b|\s)\s*\d{1,3}){1,9})\W*",
    re.IGNORECASE,
)


def _coefficients(task: Task, line: str) -> list[Claim]:
    """The equation whose coefficients alone are listed, one for every substance: "4, 3, 2"."""
    found = _LISTED.fullmatch(line) if task.kind == "balance" else None
    if found is None or task.reaction is None:
        return []
    said = [int(number) for number in re.findall(r"\d+", found[1])]
    if len(said) != len(task.reaction.species) or not all(said):
        return []
    return [Equation(task.reaction.with_coefficients(said))]


def _numbers(attempt: str, history: Sequence[str]) -> frozenset[Fraction]:
    """The numbers that the student wrote, the latest forty."""
    text = "\n".join([*history[-10:], attempt])[-4000:]
    found = [read_number(match[0]) for match in _DECIMAL.finditer(text)][-40:]
    return frozenset(value for value in found if value is not None)


def judge(
    solution: Solution,
    found: tuple[Stage, ...],
    claim: Claim,
    reached: int,
    shown: frozenset[Fraction] = frozenset(),
) -> Finding:
    """What one claim amounts to at this point of the solution; `shown` are the numbers that the student
    wrote."""
    task: Task = solution.problem.data
    if isinstance(claim, Equation):
        return _equation(task, found, claim, reached)
    if isinstance(claim, Counts):
        return judge_counts(task, found, claim, reached)
    if isinstance(claim, Pair):
        return _pair(solution, found, claim, reached)
    if isinstance(claim, Formula):
        return _formula(task, claim)
    if task.kind == "balance":
        return UNCLEAR
    if isinstance(claim, Proportion):
        value = Value(claim.value)
        return judge_proportion(solution, found, value, reached)
    return judge_quantity(solution, found, claim, reached, shown)


def _equation(task: Task, found: tuple[Stage, ...], claim: Equation, reached: int) -> Finding:
    if task.reaction is None:
        return UNCLEAR
    lines = [(index, stage.reaction) for index, stage in enumerate(found) if stage.reaction is not None]
    outcome = judge_equation(task.reaction.skeleton, [line for _, line in lines if line], claim.reaction)
    if outcome.kind == "balanced":
        last = lines[-1][0] + 1 if lines else reached
        final = task.kind == "balance"
        if final and not outcome.smallest:
            return Finding("incomplete", missing=("conclusion",))
        return Finding("right", len(found) if final else last, final)
    if outcome.kind == "stage":
        return Finding("right", lines[outcome.stage][0] + 1)
    if outcome.kind == "partial":
        return Finding("incomplete", reached, missing=("conclusion",))
    if outcome.kind == "other":
        return UNCLEAR
    return Finding("wrong", misconception=outcome.misconception, final=task.kind == "balance")


RELATIONS = {"n=m/M", "m=n*M", "m=M*n", "M=m/n", "N=n*NA", "N=NA*n", "n=N/NA"}
_SWAPPED = {"n=m*M", "n=M*m", "m=n/M", "N=n/NA", "n=N*NA", "n=NA*N"}
_INVERTED = {"n=M/m", "m=M/n", "M=n/m", "N=NA/n", "n=NA/N"}


def _formula(task: Task, claim: Formula) -> Finding:
    if task.kind == "balance":
        return UNCLEAR
    if claim.text in RELATIONS:
        return Finding("right")
    if claim.text in _SWAPPED:
        return Finding("wrong", misconception="divide_multiply_swapped")
    if claim.text in _INVERTED:
        return Finding("wrong", misconception="ratio_inverted")
    return UNCLEAR


def _answered(task: Task, claim: Pair) -> Quantity | None:
    """The amount that a pair sets beside the given one, when it is what is asked: "90 g de agua son 5 moles"."""
    given = present(task.given)
    for (value, species), (other, asked) in ((claim.first, claim.second), (claim.second, claim.first)):
        fits = species in (None, task.species) and asked in (None, task.asked)
        if task.kind == "reaction":
            fits = fits and (species is None) == (asked is None)
        if (
            fits
            and value.unit() == given.kind
            and value.value == given.base
            and other.unit() == UNITS[task.asked_unit][0]
        ):
            return Quantity(other, species=asked)
    return None


def _pair(solution: Solution, found: tuple[Stage, ...], claim: Pair, reached: int) -> Finding:
    task: Task = solution.problem.data
    if task.kind not in ("convert", "reaction") or task.species is None or task.asked is None:
        return UNCLEAR
    answered = _answered(task, claim)
    if answered:
        return judge_quantity(solution, found, answered, reached)
    (first, one), (second, other) = claim.first, claim.second
    if one is None and other is None and _same_amount(task, first, second):
        return Finding("right")
    if first.unit() != second.unit() and (one is None) != (other is None):
        one = other = one or other
    kinds = (first.unit(), second.unit())
    one, other = one or task.species, other or task.asked
    if None in kinds or any(kind not in ("g", "mol", "particles") for kind in kinds):
        return UNCLEAR
    taking_part = balanced(task).species if task.kind == "reaction" else (task.species,)
    if one not in taking_part or other not in taking_part or first.value <= 0:
        return UNCLEAR
    index = next((i for i, stage in enumerate(found) if stage.rule == "equation_masses"), -1)
    ratio = second.value / first.value
    right = _ratio(task, one, other, str(kinds[0]), str(kinds[1]))
    if abs(ratio - right) * 200 <= right:
        return Finding("right", index + 1)
    if task.kind == "reaction":
        even = balanced(task)
        a, b = even.coefficient(one), even.coefficient(other)
        if abs(ratio - right * a / b) * 200 <= right * a / b:
            return Finding("wrong", misconception="unbalanced_used")
        inverted = right * a * a / (b * b)
        turned = claim.first[1] is None and claim.second[1] is None
        if turned and abs(ratio * right - 1) * 200 <= 1:
            return UNCLEAR
        if abs(ratio - inverted) * 200 <= inverted:
            return Finding("wrong", misconception="ratio_inverted")
    return Finding("wrong")


def _same_amount(task: Task, first: Value, second: Value) -> bool:
    """Whether two values without a substance are one amount of a substance that takes part."""
    kinds = (first.unit(), second.unit())
    if kinds[0] == kinds[1] or not set(kinds) <= {"g", "mol", "particles"} or first.value <= 0:
        return False
    ratio = second.value / first.value
    taking_part = task.reaction.species if task.reaction else (present(task.species),)
    right = [
        per_mole(task, s, str(kinds[1])) / per_mole(task, s, str(kinds[0])) for s in taking_part if s.atoms
    ]
    return any(abs(ratio - one) * 200 <= one for one in right)


def _ratio(task: Task, one: Species, other: Species, first: str, second: str) -> Fraction:
    result = per_mole(task, other, second) / per_mole(task, one, first)
    if task.kind == "reaction":
        even = balanced(task)
        result = result * even.coefficient(other) / even.coefficient(one)
    return result


_MATH = re.compile(r"\d|->|→|⟶|\\ce|=")


_NAMED = re.compile(

        r"(?:f[oó]rmula|formula|limitante|limiting|sobra)[^?]{0,40}\b[A-Z][A-Za-z0-9()]*\s*[.!]?$"
        r"|^\s*\(?[a-e]\)\s*\S", re.IGNORECASE
)
"""A formula or a reactant that is said as a result, or an answer with the letter of its part."""


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """See `Subject.looks_like_attempt`."""
    del lang
    if len(text) > 2000 or not (_MATH.search(text) or _NAMED.search(text)):
        return False
    if _NAMED.search(text):
        return True
    return any(read_line(line) for line in lines_of(text)[:8])
