"""Which kind of finding a wrong line is, and its corrected line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from training.lint.corrected import nearest, with_sign_turned, without_unit
from training.lint.finding import Kind
from training.lint.formats.markdown import folded
from training.lint.line import bare
from training.lint.worked import OTHERS, Case, Judged

_ARROW = re.compile(r"->|→|⟶|⇌|\\to\b|\\rightarrow|\\longrightarrow")
_MOLAR = re.compile(
    r"\bM[mr]?\s*\(|\bmasa molar|\bmolar mass|\bM\s*=.*g/mol|^\s*M\w*\s*=.*\bg\s*/\s*mol", re.IGNORECASE
)
_CONVERSIONS = frozenset(
    [
        "conversion_factor",
        "conversion_inverted",
        "kmh_as_ms",
        "length_units",
        "ml_as_l",
        "celsius_as_kelvin",
        "speed_units",
        "units_mixed",
    ]
)
_SAME_AMOUNT = re.compile(
    r"(?:\w+\s*=\s*)?[\d.,]+\s*([a-zA-Z°][\w/²³^·]*)\s*=\s*[\d.,]+\s*([a-zA-Z°][\w/²³^·]*)"
)
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)?")


def kind_of(case: Case, wrong: Judged, last: bool) -> tuple[Kind, str]:
    """The kind of a line that the subject calls wrong, and the corrected line or "". `last`: it states the result."""
    text, leaf = wrong.bare.text, (wrong.verdict.misconception or "").rpartition(".")[2]
    if leaf.startswith("unit_") or _only_the_unit(case, wrong):
        return "unit_wrong", nearest(case, wrong, last)
    if _ARROW.search(text) and re.search(r"[A-Z]", text):
        return "unbalanced", balanced(case, wrong)
    if _MOLAR.search(wrong.line.text) and not (last and not case.solution.problem.kind.startswith("molar")):
        return "molar_mass", nearest(case, wrong, last)
    is_rounded = leaf == "rounding" or (last and _rounded_badly(case, text))
    if leaf in _CONVERSIONS or (_converts(case, wrong) and not is_rounded):
        return "conversion", nearest(case, wrong, last)
    if wrong.verdict.misconception in OTHERS:
        return "other_answer", nearest(case, wrong, last)
    if is_rounded:
        return "rounding", nearest(case, wrong, last)
    is_sign = "sign" in leaf.split("_")
    if (turned := with_sign_turned(case, wrong, last)) and (not leaf or is_sign or _is_own(case, turned)):
        return "sign", turned
    if is_sign and not last:
        return "sign", nearest(case, wrong, last)
    if last and _is_another_value(case, text):
        return "other_answer", nearest(case, wrong, last)
    return ("result" if last else "step"), nearest(case, wrong, last)


def _is_own(case: Case, line: str) -> bool:
    """Whether a line is the subject's own: that a turned sign leads to the same result may be chance, where the subject names
    another slip."""
    return case.own(bare(line).text) is not None


def _only_the_unit(case: Case, wrong: Judged) -> bool:
    """Whether the number alone lacks nothing but a unit."""
    number = without_unit(wrong.bare.text)
    if not number:
        return False
    verdict = case.check(number, wrong.before, wrong.reached)
    return verdict.outcome == "incomplete" and "unit" in verdict.missing


def left_unbalanced(case: Case, lines: Sequence[Judged]) -> Judged | None:
    """An equation of the work that is not balanced and that no later line balances, where balancing is not what is asked."""
    arrows = [each for each in lines if _ARROW.search(each.bare.text)]
    if not arrows or case.solution.problem.kind == "balance":
        return None
    last = arrows[-1]
    return last if last.verdict.outcome == "incomplete" and "conclusion" in last.verdict.missing else None


def balanced(case: Case, wrong: Judged) -> str:
    """The balanced equation, from the last step that ends in one."""
    for step in reversed(range(len(case.solution.steps))):
        line = case.shown(step)
        if _ARROW.search(line) and case.check(line, wrong.before, wrong.reached).outcome == "right":
            return wrong.bare.with_text(line)
    return ""


def _converts(case: Case, wrong: Judged) -> bool:
    """Whether the line only rewrites an amount in another unit."""
    found = _SAME_AMOUNT.fullmatch(wrong.bare.text.strip())
    if found and found[1] != found[2]:
        return True
    steps = case.solution.steps
    at = wrong.verdict.reached
    rule = steps[at].rule.rpartition(".")[2] if at < len(steps) else ""
    return rule.startswith("convert") and case.solution.problem.kind != "convert"


def numbers(text: str) -> list[Fraction]:
    """The numbers written in a line, with comma or point."""
    return [Fraction(found.replace("−", "-").replace(",", ".")) for found in _NUMBER.findall(text)]


def _value(case: Case) -> Fraction | None:
    answer = case.solution.answer
    return Fraction(str(answer.value["value"])) if answer.kind == "quantity" else None


def _rounded_badly(case: Case, text: str) -> bool:
    """Whether the last number is the result cut to fewer decimals than it has, and not right so."""
    value, written = _value(case), _NUMBER.findall(text)
    if value is None or not written:
        return False
    shown = numbers(written[-1])[0]
    places = len(re.split(r"[.,]", written[-1])[1]) if re.search(r"[.,]", written[-1]) else 0
    exact = (value * 10**places).denominator == 1
    return (
        not exact
        and value != 0
        and abs(shown - value) <= Fraction(2, 10**places)
        and abs(shown / value - 1) < Fraction(1, 10)
    )


def cut_badly(case: Case, lines: Sequence[Judged]) -> bool:
    """Whether the last number is not the result rounded, where all lines before are the subject's own: with other constants
    or other roundings on the way a last digit proves nothing."""
    value, last = _value(case), lines[-1]
    written = _NUMBER.findall(last.bare.text)
    if (
        value is None
        or len(lines) < 2
        or len(written) != 1
        or any(case.own(each.bare.text) is None and case.own(each.line.text) is None for each in lines[:-1])
    ):
        return False
    if case.subject.show(case.solution.answer.value["unit"], case.lang) not in last.bare.text:
        return False
    shown = numbers(written[0])[0]
    places = len(written[0].replace(",", ".").partition(".")[2])
    off = abs(shown - value)
    return off > Fraction(1, 2 * 10**places) + abs(value) / 2000 and off < Fraction(2, 10**places)


def _is_another_value(case: Case, text: str) -> bool:
    """Whether the last number is the value of an earlier step or part: the work answers another question."""
    written = numbers(text)
    if not written:
        return False
    values = {
        numbers(case.shown(step))[-1]
        for step in range(len(case.solution.steps) - 1)
        if _is_value(case.shown(step))
    }
    own = numbers(case.shown(len(case.solution.steps) - 1))
    return written[-1] in values and (not own or written[-1] != own[-1]) and len(written) == 1


def _is_value(line: str) -> bool:
    return re.fullmatch(r"[^=;]+=\s*[-−]?\d+(?:[.,]\d+)?[^=;\d]*", line) is not None


def is_answer_label(wrong: Judged) -> bool:
    """Whether the line says that it is the answer."""
    said = re.match(r"(?:la )?(?:solucion|respuesta) (?:es|final)|the answer is", folded(wrong.line.text))
    return wrong.bare.is_answer or said is not None
