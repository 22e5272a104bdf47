"""Judges what a student wrote against a solved motion: right, wrong and why, incomplete, or not readable.

A line is judged by what it says, not by how it looks: relations by whether they hold, numbers by value and unit,
rounded as a class does. Where a text has two readings the kinder one counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from subjects.kinematics.attempt import Line, Segment, read_lines
from subjects.kinematics.figures import alone, conversion_by_number, conversion_found, numbers_only
from subjects.kinematics.finding import UNREADABLE, Desk, Finding
from subjects.kinematics.formula import Undefined, Unreadable
from subjects.kinematics.motion import Kind
from subjects.kinematics.relations import only_formula, relation
from subjects.kinematics.truth import Truth, truth_of
from subjects.problem import Lang, Solution, Verdict

_REMEMBERED = 8


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """The verdict on an attempt; see the contract of subjects."""
    motion = solution.problem.data
    truth = truth_of(motion, solution.method)
    del lang  # numbers and letters are read in both notations
    try:
        lines = read_lines(attempt, motion.kind)
    except Unreadable:
        return Verdict("unreadable", reached=reached)
    reached = max(reached, _earlier(truth, motion.kind, history))
    findings: list[tuple[str, Finding]] = []
    now = reached
    for text, readings in [*lines, *(lines if motion.asks else ())]:
        desk = Desk(truth, now, text)
        finding = min((judge(line, desk) for line in readings), key=lambda f: f.rank, default=UNREADABLE)
        findings.append((text, finding))
        if finding.outcome in ("right", "incomplete"):
            now = max(now, finding.reached)
        elif finding.outcome == "wrong":
            break
    return _verdict(findings, attempt, reached, now)


def _earlier(truth: Truth, kind: Kind, history: Sequence[str]) -> int:
    """Steps covered by the student's earlier right lines."""
    now = 0
    for line in history[-_REMEMBERED:]:
        try:
            readings = read_lines(line, kind)
        except Unreadable:
            continue
        for text, found in readings:
            best = min(
                (judge(one, Desk(truth, now, text)) for one in found),
                key=lambda f: f.rank,
                default=UNREADABLE,
            )
            now = max(now, best.reached) if best.outcome == "right" else now
    return now


def _verdict(findings: list[tuple[str, Finding]], attempt: str, before: int, now: int) -> Verdict:
    judged = [finding for _, finding in findings if finding.outcome != "unreadable"]
    if not judged:
        return Verdict("unreadable", reached=before)
    last = findings[-1]
    if last[1].outcome == "wrong":
        lines = [line for line in attempt.replace(";", "\n").split("\n") if line.strip()]
        index = next(
            (i for i, line in enumerate(lines) if " ".join(line.split()) == last[0]), len(findings) - 1
        )
        why = last[1].misconception
        return Verdict("wrong", False, now, f"kinematics.{why}" if why else None, at_step=index, line=last[0])
    if any(finding.final for finding in judged):
        return Verdict("right", True, now)
    missing = next((f.missing for f in judged if f.outcome == "incomplete"), ())
    if missing:
        return Verdict("incomplete", False, now, missing=missing)
    if all(finding.outcome == "unknown" for finding in judged):
        return Verdict("unknown", reached=before)
    return Verdict("right", False, now)


def judge(line: Line, desk: Desk) -> Finding:
    """One reading of one line."""
    try:
        return _judge(line, desk)
    except (Undefined, Unreadable, ValueError, KeyError):
        return UNREADABLE


def _judge(line: Line, desk: Desk) -> Finding:
    segments = line.segments
    if line.symbolic:
        return only_formula(segments, desk)
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


def _pair(left: Segment, right: Segment, desk: Desk, first: Segment) -> Finding:
    if not left.symbols and right.symbols and left.bare and right.node.op == "sym":
        left, right = right, left
    if left.symbols or right.symbols:
        return relation(left, right, desk)
    return numbers_only(left, right, desk, first)
