"""Judges what a student wrote against a solved motion: right, wrong and why, incomplete, or not readable.

A line is judged by what it says, not by how it looks: relations by whether they hold, numbers by value and unit,
rounded as a class does. Where a text has two readings the kinder one counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from subjects.kinematics.attempt import Line, Segment, read_lines
from subjects.kinematics.figures import alone, conversion_by_number, conversion_found, numbers_only
from subjects.kinematics.finding import UNREADABLE, Desk, Finding
from subjects.kinematics.formula import Node, Undefined, Unreadable, value_of
from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.notation import plain
from subjects.kinematics.relations import only_formula, relation
from subjects.kinematics.rounding import rounds_to
from subjects.kinematics.scenes.spelling import meanings, roots_stated
from subjects.kinematics.slips import slip
from subjects.kinematics.solve import work_of
from subjects.kinematics.truth import Truth, truth_of
from subjects.kinematics.units import UNITS, dimension
from subjects.kinematics.values import found_value
from subjects.labels import without_labels
from subjects.problem import Lang, Solution, Verdict

_REMEMBERED = 8
_DENIED = re.compile(
    r"[≠<>]|!=|=/=|\bno (?:es|son|sea|sean|seria|puede\w*|creo|da|sale|me da|me sale|vale|tiene|era)\b"
    r"|\b(?:isn't|isnt|cannot|can't|cant|doesn't|doesnt|don't think|dont think|not(?! (?:sure|certain)))\b"
    r"|\b(?:mas|menos|more|less|greater|smaller|bigger) (?:de|que|than) (?=-?\d)|\b(?:at least|at most|"
    r"al menos|como mucho)\b"
    r"|(?<!\d )(?<! m )(?<! s )\b(?:entre|between) [^=]{1,20}\b(?:y|and)\b"
)
"""Words and signs that deny a value or give a range: the number after them is not claimed."""
_COUNTED = re.compile(
    r"\b(?:apartado|ejercicio|problema|pregunta|paso|linea|pagina|tema|(?<!encuentran )(?<!cruzan )"
    r"(?<!alcanza )a las|por que|exercise|problem|"
    r"question|step|part|"
    r"line|page|why)\s+(?:n\w{0,5}\s+)?\d+(?![\d:.)])|\d[ºo](?!\w)|\d(?:st|nd|rd|th)\b"
    r"|\d\s+(?:anos|hermanos|hermanas|amigos|dudas|preguntas|problemas|ejercicios|pasos|veces|formulas|"
    r"datos|cosas|intentos|"
    r"years|brothers|sisters|friends|questions|doubts|problems|exercises|steps|times|formulas|things|"
    r"tries|attempts)\b"
)
"""Numbers that count or name something else than a quantity of motion."""
_FOREIGN_UNIT = re.compile(
    r"\d\s*(?:kg|kilos?|gramos?|grams?|g|n|newtons?|j|julios?|joules?|w|vatios?|watts?|l|litros?|lit(?:er|"
    r"re)s?|moles|mol|"
    r"grados|degrees|euros?|€|°c|ºc)(?![a-z0-9/^])"
)


def _claims(text: str) -> bool:
    """Whether the numbers of a line are put forward as quantities of the motion."""
    raw = text.lower().replace("’", "'")
    return not (
        _DENIED.search(raw) or _DENIED.search(plain(text)) or ("=" not in raw and _COUNTED.search(plain(raw)))
    )


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """The verdict on an attempt; see the contract of subjects."""
    motion = solution.problem.data
    truth = truth_of(work_of(solution))
    del lang  # numbers and letters are read in both notations
    attempt, history = without_labels(attempt), [without_labels(line) for line in history]
    try:
        reached = max(reached, _earlier(truth, history))
        told = "\n".join((*history[-_REMEMBERED:], attempt))
        lines = read_lines(attempt, motion.kind, meanings(truth, reached, told))
    except Unreadable:
        return Verdict("unreadable", reached=reached)
    findings: list[tuple[str, Finding]] = []
    now, signed = reached, False
    size_asked = _SIZE_ASKED.search(plain(solution.problem.text)) is not None
    for at, (text, readings) in enumerate([*lines, *(lines if motion.asks else ())]):
        desk = Desk(truth, now, text)
        finding = both_roots(desk) or best(readings, desk)
        if finding.outcome == "right" and at < len(lines):
            following = lines[at + 1][0] if at + 1 < len(lines) else ""
            finding = _of_part(text, following, readings, desk) or finding
        if size_asked and finding.misconception == "sign_of_braking":
            finding = min((finding, *(judge(turned(line), desk) for line in readings)), key=lambda f: f.rank)
        sign = sign_of_equation(readings, truth)
        if finding.outcome == "right" and signed and sign == "size":
            finding = Finding("wrong", misconception="sign_of_braking")
        signed = signed or sign == "signed"
        if at >= len(lines) and finding.outcome == "wrong":
            continue  # right when it was read first: what was due then is covered now
        findings.append((text, finding))
        if finding.outcome in ("right", "incomplete"):
            now = max(now, finding.reached)
        elif finding.outcome == "wrong":
            break
    return _verdict(findings, attempt, reached, now)


_LETTER = re.compile(r"\s*\(?([a-h])\)")


def _of_part(text: str, following: str, readings: Sequence[Line], desk: Desk) -> Finding | None:
    """A result under the letter of a question that is not the answer to that question: wrong, though it may be right as
    something found on the way. None where work on it follows, or it names another quantity."""
    motion, letter = desk.truth.work.motion, _LETTER.match(text.lower())
    if not letter or letter[1] not in motion.scene.labels or (following and not _LETTER.match(following.lower())):
        return None
    symbol = motion.parts[motion.scene.labels.index(letter[1])]
    stage = next((at for at, (_, found) in enumerate(desk.truth.work.stages) if found == symbol), None)
    named = re.sub(_LETTER, "", text.lower()).strip()
    if not re.match(r"[-+\d]|[tvsehdxy] ?=", named):
        return None
    for line in readings:
        last = line.segments[-1]
        if len(line.segments) <= 2 and last.bare and last.unit and dimension(last.unit) == DIMENSIONS[symbol]:
            finding = found_value(symbol, stage, last, desk)
            return finding if finding.outcome == "wrong" else None
    return None


def _earlier(truth: Truth, history: Sequence[str]) -> int:
    """Steps covered by the student's earlier right lines."""
    now = 0
    for line in history[-_REMEMBERED:]:
        try:
            readings = read_lines(line, truth.work.motion.kind, meanings(truth, now, line))
        except Unreadable:
            continue
        for text, found in readings:
            desk = Desk(truth, now, text)
            finding = both_roots(desk) or best(found, desk)
            now = max(now, finding.reached) if finding.outcome == "right" else now
    return now


def _verdict(findings: list[tuple[str, Finding]], attempt: str, before: int, now: int) -> Verdict:
    judged = [finding for _, finding in findings if finding.outcome != "unreadable"]
    if not judged:
        return Verdict("unreadable", reached=before)
    last = findings[-1]
    if last[1].outcome == "wrong":
        why, index = last[1].misconception, _index(last[0], attempt, len(findings) - 1)
        return Verdict("wrong", False, now, f"kinematics.{why}" if why else None, at_step=index, line=last[0])
    if any(finding.final for finding in judged):
        return Verdict("right", True, now)
    missing = next((f.missing for f in judged if f.outcome == "incomplete"), ())
    if missing:
        return Verdict("incomplete", False, now, missing=missing)
    if all(finding.outcome == "unknown" for finding in judged):
        return Verdict("unknown", reached=before)
    return Verdict("right", False, now)


def _index(statement: str, attempt: str, otherwise: int) -> int:
    """Which line of an attempt a statement stands in; on one line, which of its statements it is."""
    lines = [line for line in attempt.split("\n" if "\n" in attempt.strip() else ";") if line.strip()]
    held = ([" ".join(part.split()) for part in line.split(";")] for line in lines)
    return next((at for at, statements in enumerate(held) if statement in statements), otherwise)


def both_roots(desk: Desk) -> Finding | None:
    """Both roots of an equation of the way in one line: right, and not yet the answer."""
    stage = roots_stated(desk.text, desk.truth)
    return None if stage is None else Finding("right", desk.step("roots", stage))


_SIZE_ASKED = re.compile(
    r"\b(?:calcula\w*|halla\w*|determina\w*|encuentra|obten\w*|cual|que|find|calculate|determine|what|work out|compute)\b"
    r"[^.?¿\d]{0,30}\b(?:de(?:sa)?celeracion|deceleration|retardation)\b"
)
"""Questions for a deceleration: its size, without the sign, answers them as well."""


def turned(line: Line) -> Line:
    """The line with the other sign on all its sides without letters."""
    sides = (
        side if side.symbols else replace(side, node=Node("neg", (side.node,)))
        for side in line.segments
    )
    return replace(line, segments=tuple(sides))


def sign_of_equation(readings: Sequence[Line], truth: Truth) -> str:
    """Which sign of a braking acceleration makes an equation in it true: `signed`, `size`, or "" where both do, none
    does, or the line is no equation with data."""
    if truth.env.get("a", 0) >= 0:
        return ""
    for line in readings:
        sides = line.segments
        lettered = [side for side in sides if side.symbols]
        if len(sides) != 2 or len(lettered) != 1 or lettered[0].symbols != {"a"}:
            continue
        if lettered[0].node.op == "sym" or any(side.measured for side in sides):
            continue
        size = {**truth.env, "a": -truth.env["a"]}
        true = [_equal(sides[0].node, sides[1].node, env) for env in (truth.env, size)]
        if true[0] != true[1]:
            return "signed" if true[0] else "size"
    return ""


def _equal(left: Node, right: Node, env: Mapping[str, Fraction]) -> bool:
    try:
        return value_of(left, dict(env)) == value_of(right, dict(env))
    except (Undefined, ValueError, KeyError):
        return False


def best(readings: Sequence[Line], desk: Desk) -> Finding:
    """The kindest reading of a line; a number under a unit that is none of motion has a wrong unit, not "
    "a missing one."""
    if not _claims(desk.text):
        return UNREADABLE
    finding = min((judge(line, desk) for line in readings), key=lambda f: f.rank, default=UNREADABLE)
    if finding.misconception == "there_and_back" and _whole_way(readings):
        return Finding("unknown")
    if finding.outcome == "wrong" and _is_mean(readings, desk):
        return Finding("right", desk.reached)
    if finding.outcome == "wrong" and any(_in_base_unit(line, desk.truth) for line in readings):
        return Finding("incomplete", missing=("unit",))
    if finding.outcome == "wrong" and not finding.misconception:
        why = next((found for line in readings if not line.symbolic and (found := slip(line, desk))), None)
        finding = replace(finding, misconception=why)
    if finding.missing == ("unit",) and _FOREIGN_UNIT.search(plain(desk.text)):
        return Finding("wrong", misconception="unit_wrong")
    return finding


def _whole_way(readings: Sequence[Line]) -> bool:
    """Whether a line works out a way without calling it the distance that is asked: it may be the way there and back."""
    named = any(line.segments[0].node == Node("sym", name="d") for line in readings)
    worked = any(not side.bare and not side.symbols for line in readings for side in line.segments)
    return worked and not named


def _in_base_unit(line: Line, truth: Truth) -> bool:
    """Whether a number without a unit is the answer in m, s, m/s though the text is in larger units and asks for none."""
    work, last = truth.work, line.segments[-1]
    named = len(line.segments) == 2 and line.segments[0].node == Node("sym", name=work.motion.unknown)
    if work.motion.unit or work.motion.asks or not (named or len(line.segments) == 1):
        return False
    scale = UNITS[work.unit][1]
    if scale == 1 or not last.bare or last.measured:
        return False
    return rounds_to(work.result * scale, value_of(last.node, {}), last.decimals)


_MEAN = re.compile(r"\bv\s?_?\s?\{?m(?:ed(?:ia)?)?\b|\b(?:velocidad|rapidez|vel) media\b|\b(?:average|"
    r"mean) (?:speed|velocity)\b")


def _is_mean(readings: Sequence[Line], desk: Desk) -> bool:
    """Whether a line gives the mean of the first and the last velocity by that name: with it and the "
    "time comes the way."""
    env = desk.truth.env
    if desk.truth.work.motion.kind == "uniform" or not {"v0", "v"} <= env.keys() or not _MEAN.search(plain(desk.text)):
        return False
    mean = (env["v0"] + env["v"]) / 2
    for line in readings:
        last = line.segments[-1]
        if last.bare and last.unit in ("", "m/s") and rounds_to(mean, value_of(last.node, {}), last.decimals):
            return True
    return False


def judge(line: Line, desk: Desk) -> Finding:
    """One reading of one line."""
    try:
        return _judge(line, desk)
    except (Undefined, Unreadable, ValueError, KeyError):
        return UNREADABLE


def _judge(line: Line, desk: Desk) -> Finding:
    segments = line.segments
    if line.symbolic:
        return _lettered(segments, desk)
    if len(segments) == 1:
        return alone(segments[0], desk)
    if conversion_by_number(segments, desk):
        return conversion_found(segments[-1], desk)
    findings = [_pair(one, two, desk, segments[0]) for one, two in pairwise(segments)]
    wrong = next((finding for finding in findings if finding.outcome == "wrong"), None)
    if wrong:
        return wrong
    best = max(findings, key=lambda finding: (finding.final, finding.outcome == "right", finding.reached))
    incomplete = findings[-1] if findings[-1].outcome == "incomplete" else None
    return incomplete or best


def _lettered(segments: tuple[Segment, ...], desk: Desk) -> Finding:
    """A formula with letters that might be units, and the numbers that follow it: `t = √(2s/a) = √100 = "
    "10 s`."""
    start = only_formula(segments[:2], desk)
    if len(segments) < 3 or start.outcome != "right" or segments[0].node.op != "sym":
        return start if len(segments) < 3 else UNREADABLE
    rest = [_pair(one, two, desk, segments[0]) for one, two in pairwise(segments[1:])]
    return next(
        (f for f in rest if f.outcome != "right"), max([start, *rest], key=lambda f: (f.final, f.reached))
    )


def _pair(left: Segment, right: Segment, desk: Desk, first: Segment) -> Finding:
    if not left.symbols and right.symbols and left.bare and right.node.op == "sym":
        left, right = right, left
    if left.symbols and left is not first and not right.symbols and first.node.op == "sym":
        return relation(first, right, desk)
    if left.symbols or right.symbols:
        return relation(left, right, desk)
    return numbers_only(left, right, desk, first)
