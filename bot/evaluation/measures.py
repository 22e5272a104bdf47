"""What kept conversations show: every reply judged again from its line, then counted by subject and language.

Judging needs no model; a checker that was improved counts the same conversations anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.evaluation.tongue import tongue
from subjects import catalogue
from subjects.problem import Lang
from tutoring.measuring.claims import Claims, claims, split
from tutoring.measuring.intervals import Share, percentile, share
from tutoring.measuring.known import Known, known
from tutoring.measuring.leaks import gives_away
from tutoring.measuring.stated import plain

STAGES = ("read", "ground", "plan", "speak", "guard", "total")
FROM_MODEL = ("passed", "retried")
PIECE_LIMIT = 0.5
_PIECE_WORDS = 4
_MATHS = re.compile(r"\S*[\d=+*/^·→<>½²³]\S*|(?<!\w)[A-Za-zÑñ](?!\w)")


@dataclass(frozen=True, slots=True)
class Judged:
    """One reply and what was found in it. `routed` is told of the opening message only; `piece` (the longest run of
    its words that its prompt has too, as a share of the reply, expressions aside) of the model's replies only."""

    conversation: str
    subject: str
    lang: Lang
    text: str
    reply: str
    move: str
    guarded: str
    tongue: Lang | None
    leak: str
    claims: Claims
    ms: Mapping[str, float]
    repeated: bool
    known: bool
    routed: bool | None
    piece: float | None

    @property
    def other_language(self) -> bool:
        return self.tongue is not None and self.tongue != self.lang


def judged(lines: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Every reply of kept conversations."""
    return [one for line in lines for one in _conversation(line)]


def _conversation(line: Mapping[str, Any]) -> list[Judged]:
    found: list[Judged] = []
    students: list[str] = []
    quotable: list[str] = []
    asked: set[str] = set()
    intended = _intended(line)
    for number, turn in enumerate(line["turns"]):
        students.append(turn["text"])
        if turn["move"] == "exercise":
            intended = Known()
        now = known(turn["problem_subject"], turn["problem"], turn["problem_lang"], line["level"])
        about = now if now.truth else intended
        truths = {one.truth.problem: one.truth for one in (now, intended) if one.truth}
        leaks = [gives_away(turn["reply"], truth, students) for truth in truths.values()]
        body, example = split(turn["reply"])
        put = set(questions(body))
        found.append(Judged(
            line["id"], line["subject"], line["lang"], turn["text"], turn["reply"], turn["move"], turn["guarded"],
            tongue(turn["reply"]), next((one for one in leaks if one), ""),
            claims(turn["reply"], about, (*students, turn["problem"], *quotable)), turn["ms"],
            bool(put & asked), bool(truths), _routed(line, turn) if number == 0 else None, _piece(turn, body),
        ))  # fmt: skip
        asked |= put
        quotable.append(example)
    return found


def _intended(line: Mapping[str, Any]) -> Known:
    if line["subject"] not in catalogue.names() or not line["turns"]:
        return Known()
    return known(line["subject"], line["turns"][0]["text"], line["lang"], line["level"])


def _routed(line: Mapping[str, Any], turn: Mapping[str, Any]) -> bool:
    adapter = str(turn.get("adapter") or "")
    speaker = line["subject"] if line["subject"] != catalogue.OTHER else "general"
    return turn["subject"] == line["subject"] and (not adapter or adapter.split("@")[0] == speaker)


def questions(text: str) -> list[str]:
    """The questions of a text in one spelling, to be compared word for word."""
    return [re.sub(r"\W+", " ", one).strip().lower() for one in re.findall(r"(?:[^.?!¿\n]|(?<=\d)\.(?=\d))+\?", text)]


def _piece(turn: Mapping[str, Any], body: str) -> float | None:
    if turn["guarded"] not in FROM_MODEL or not turn["prompt"]:
        return None
    return longest_piece(body, "\n".join(text for _, text in turn["prompt"]))


def longest_piece(reply: str, prompt: str) -> float:
    """The longest run of characters that a reply shares with its prompt, as a share of the reply; expressions
    (whatever holds a figure or a sign of calculation, and single letters) are left out of both, and a run of fewer than four
    words is no piece: «what is next?» is a question of its own."""
    said, given = _prose(reply), _prose(prompt)
    if not said:
        return 0.0
    found = SequenceMatcher(None, said, given, autojunk=False).find_longest_match()
    run = said[found.a : found.a + found.size]
    return found.size / len(said) if len(run.split()) >= _PIECE_WORDS else 0.0


def _prose(text: str) -> str:
    return re.sub(r"\s+", " ", _MATHS.sub(" ", plain(text))).strip().lower()


def summary(found: Sequence[Judged]) -> dict[str, Any]:
    """The measures of some replies, as plain JSON."""
    guarded = Counter(one.guarded for one in found)
    spoken = [one for one in found if one.guarded != "fixed"]
    equations = sum(one.claims.counted for one in found)
    return {
        "conversations": len({one.conversation for one in found}), "replies": len(found),
        "language": share(not one.other_language for one in found).to_json()
        | {"unclear": sum(one.tongue is None for one in found)},
        "leaks": share(bool(one.leak) for one in found if one.known).to_json(),
        "false_equations": share(bool(one.claims.false) for one in found).to_json()
        | {"equations": equations, "unread": sum(len(one.claims.unread) for one in found)},
        "routed": share(one.routed for one in found if one.routed is not None).to_json(),
        "from_model": share(one.guarded in FROM_MODEL for one in spoken).to_json(),
        "guarded": {name: guarded[name] for name in ("passed", "retried", "replaced", "fixed")},
        "piece_under_half": share(one.piece < PIECE_LIMIT for one in found if one.piece is not None).to_json(),
        "piece_p95": percentile([round(one.piece, 3) for one in found if one.piece is not None], 0.95),
        "repeated_questions": share(one.repeated for one in spoken).to_json(),
        "moves": dict(Counter(one.move for one in found).most_common()),
        "ms": {stage: _latency(found, stage) for stage in STAGES},
    }  # fmt: skip


def _latency(found: Sequence[Judged], stage: str) -> dict[str, float | None]:
    values = [one.ms[stage] for one in found if one.guarded != "fixed" and stage in one.ms]
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95)}


def by_group(found: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """The measures of all, and of every subject and language (`algebra es`)."""
    groups: dict[str, list[Judged]] = {"all": list(found)}
    for one in found:
        groups.setdefault(f"{one.subject} {one.lang}", []).append(one)
    first = {"all": ""}
    return {name: summary(groups[name]) for name in sorted(groups, key=lambda n: first.get(n, n))}


def routed_by_topic(found: Sequence[Judged]) -> Share:
    """Whether opening messages that name a subject's topic reached its adapter."""
    return share(one.routed for one in found if one.routed is not None and one.subject in catalogue.names())


def findings(found: Sequence[Judged], most: int = 20) -> dict[str, list[dict[str, str]]]:
    """What was counted against the tutor, in its own words, so that a person can judge the checker too."""
    kinds: dict[str, Callable[[Judged], str]] = {
        "leaks": lambda one: one.leak,
        "false_equations": lambda one: "; ".join(one.claims.false),
        "language": lambda one: str(one.tongue) if one.other_language else "",
        "unread_equations": lambda one: "; ".join(one.claims.unread),
        "long_pieces": lambda one: f"{one.piece:.2f}" if one.piece is not None and one.piece >= PIECE_LIMIT else "",
        "routing": lambda one: "elsewhere" if one.routed is False else "",
    }
    return {kind: [_told(one, why(one)) for one in found if why(one)][:most] for kind, why in kinds.items()}


def _told(one: Judged, why: str) -> dict[str, str]:
    return {
        "conversation": one.conversation, "student": one.text, "reply": one.reply, "move": one.move,
        "guarded": one.guarded, "found": why,
    }  # fmt: skip
