"""What was promised, beside what was measured: pass or miss, and "not measured" where it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.evaluation.comparing import Compared
from bot.evaluation.measures import FROM_MODEL, Judged, routed_by_topic
from tutoring.measuring.intervals import Share

Verdict = Literal["pass", "miss", "not measured"]
CONVERSATIONS, PROMPTS = 300, 200
FORM_POINTS = 0.30


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table."""

    name: str
    wanted: str
    measured: str
    verdict: Verdict

    def to_json(self) -> dict[str, str]:
        """As plain JSON."""
        return {"name": self.name, "wanted": self.wanted, "measured": self.measured, "verdict": self.verdict}


def targets(
    found: Sequence[Judged], compared: Sequence[Compared], crowd: Mapping[str, Any] | None
) -> list[Target]:
    """The whole table."""
    return [*_of_conversations(found), *_of_comparison(compared), *_of_crowd(crowd)]


def _verdict(known: bool, met: bool) -> Verdict:
    return ("pass" if met else "miss") if known else "not measured"


def _of_conversations(found: Sequence[Judged]) -> list[Target]:
    held = len({one.conversation for one in found})
    spoken = [one for one in found if one.guarded != "fixed"]
    language = Share(sum(not one.other_language for one in found), len(found))
    known = [one for one in found if one.known]
    leaks = Share(sum(bool(one.leak) for one in known), len(known))
    false = Share(sum(bool(one.claims.false) for one in found), len(found))
    routed = routed_by_topic(found)
    model = Share(sum(one.guarded in FROM_MODEL for one in spoken), len(spoken))
    pieces = [one.piece for one in found if one.piece is not None]
    piece = Share(sum(one < 0.5 for one in pieces), len(pieces))
    return [
        Target("conversations held", f"{CONVERSATIONS}", str(held), _verdict(held > 0, held >= CONVERSATIONS)),
        _all("replies in the student's language", "every one", language),
        _none("replies that give the answer away", leaks),
        _none("replies with a false equation", false),
        _least("opening messages that reach the right adapter", 0.95, routed),
        _least("replies worded by the model", 0.90, model),
        _all("model replies whose longest piece of the prompt is under half", "every one", piece),
        Target(
            "model replies that make sense, read by a person", "at least 95% of 200",
            "read them with `tutor evaluate --sample 200`", "not measured",
        ),
    ]  # fmt: skip


def _all(name: str, wanted: str, share: Share) -> Target:
    return Target(name, wanted, str(share), _verdict(share.of > 0, share.hits == share.of))


def _none(name: str, share: Share) -> Target:
    return Target(name, "none", str(share), _verdict(share.of > 0, share.hits == 0))


def _least(name: str, least: float, share: Share) -> Target:
    met = share.value is not None and share.value >= least
    return Target(name, f"at least {least:.0%}", str(share), _verdict(share.of > 0, met))


def _of_comparison(compared: Sequence[Compared]) -> list[Target]:
    if not compared:
        return [Target("adapters against the bare base", "form 30 points above, the rest not below", "-", "not measured")]
    found = []
    for one in compared:
        enough = one.adapter.of >= PROMPTS
        shown = f"{one.difference} on {one.adapter.of} prompts"
        if one.point == "form":
            met = enough and one.difference.low >= FORM_POINTS
            found.append(Target(
                f"{one.subject}: Socratic form above the base", f"30 points or more, 95% interval, {PROMPTS} prompts",
                shown, _verdict(one.adapter.of > 0, met),
            ))  # fmt: skip
        else:
            # Replies are sampled: one of 200 more or less is chance, so below means below by the whole interval.
            met = enough and one.difference.high >= 0
            name = {"facts": "grounded facts", "language": "right language"}[one.point]
            wanted = "not below the base, 95% interval"
            found.append(Target(f"{one.subject}: {name}", wanted, shown, _verdict(one.adapter.of > 0, met)))
    return found


def _of_crowd(crowd: Mapping[str, Any] | None) -> list[Target]:
    found = []
    for name, key, q, most in (
        ("8 students at once: first sentence", "first_sentence_s", "p50", 2.0),
        ("8 students at once: whole reply", "whole_reply_s", "p95", 5.0),
    ):
        value = crowd[key][q] if crowd else None
        shown = "-" if value is None else f"{value:.2f} s"
        met = value is not None and value <= most
        found.append(Target(name, f"at most {most:.0f} s ({q})", shown, _verdict(value is not None, met)))
    return found
