"""The report: the targets first, then the measures, what was counted against the tutor, excerpts, and the machine.

`report` makes the JSON; `markdown` tells the same to a person. Nothing is measured here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.evaluation import success
from bot.evaluation.comparing import Compared
from bot.evaluation.machine import machine
from bot.evaluation.measures import by_group, findings, judged
from bot.evaluation.promises import of_attacks, of_students
from bot.evaluation.sampling import excerpts
from bot.evaluation.tables import shown, table
from bot.evaluation.targets import targets
from bot.evaluation.telling import told_of_attacks, told_of_students
from tutoring.measuring.recording import NotKept

Lines = Sequence[Mapping[str, Any]]
SHARES = (
    ("right language", "language"), ("answer given away", "leaks"), ("false equation", "false_equations"),
    ("routed", "routed"), ("from the model", "from_model"), ("piece under half", "piece_under_half"),
    ("question repeated", "repeated_questions"),
)  # fmt: skip


def report(
    lines: Lines, base: Lines, compared: Sequence[Compared], crowd: Mapping[str, Any] | None, voices: Mapping[str, str],
    students: Lines = (), attacked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything as plain JSON. `base`: the conversations in which the base spoke without an adapter; `students`: those of
    simulated students; `attacked`: what the attacks showed."""
    found, bare = judged(lines), judged(base)
    learners = success.by_group(students) if students else {}
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"), "voices": dict(voices), "machine": machine(),
        "targets": [one.to_json() for one in (*targets(found, compared, crowd), *of_students(learners), *of_attacks(attacked))],
        "conversations": by_group(found), "base_conversations": by_group(bare) if bare else {},
        "hand_written_messages": _by_hand(lines),
        "adapters_against_base": [one.to_json() for one in compared], "crowd": dict(crowd) if crowd else None,
        "findings": findings(found), "base_findings": findings(bare, 5) if bare else {},
        "excerpts": excerpts(lines), "students": learners, "students_lost": success.lost(students),
        "attacks": dict(attacked) if attacked else None,
    }  # fmt: skip


def _by_hand(lines: Lines) -> dict[str, int]:
    counts = {"es": 0, "en": 0}
    for line in lines:
        counts[line["lang"]] += len(line["turns"]) if line["source"] == "hand" else 0
    return counts


def write(told: Mapping[str, Any], out: Path) -> tuple[Path, Path]:
    """Write `evaluation.json` and `evaluation.md` into a folder. Raises NotKept."""
    data, page = out / "evaluation.json", out / "evaluation.md"
    try:
        out.mkdir(parents=True, exist_ok=True)
        data.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        page.write_text(markdown(told), "utf-8")
    except OSError as error:
        raise NotKept(
            f"No se puede escribir el informe en {out} ({error.strerror}). Elige otra carpeta con --out.",
            f"The report cannot be written into {out} ({error.strerror}). Choose another folder with --out.",
        ) from error
    return page, data


def markdown(told: Mapping[str, Any]) -> str:
    """The report for a person."""
    parts = [
        "# Evaluation of the tutor\n",
        f"Written by `tutor evaluate` on {told['date']}; the numbers are in `evaluation.json`. Intervals are Wilson's at "
        "95% (differences: Newcombe's). The counts of leaks, false equations and languages come from readers that share "
        "nothing with the guard.\n",
        *_targets(told), *_groups(told), *_moves(told), *told_of_students(told), *told_of_attacks(told), *_latency(told),
        *_comparison(told), *_findings(told),
        *_excerpts(told), *_machine(told),
    ]  # fmt: skip
    return "\n".join(parts).rstrip() + "\n"


def _targets(told: Mapping[str, Any]) -> Iterator[str]:
    yield "## Targets\n"
    rows = [(t["name"], t["wanted"], t["measured"], t["verdict"]) for t in told["targets"]]
    yield table(("measure", "target", "measured", ""), rows)


def _groups(told: Mapping[str, Any]) -> Iterator[str]:
    hand = told["hand_written_messages"]
    yield "## Conversations\n"
    yield (
        "Hand-written conversations, then conversations on unseen generated problems in which every fourth message is "
        f"written by hand; {hand['es']} Spanish and {hand['en']} English messages of the first kind.\n"
    )
    for title, key in (("With the live adapters", "conversations"), ("The base without an adapter", "base_conversations")):
        if not told[key]:
            continue
        yield f"### {title}\n"
        groups = told[key]
        rows = [
            (name, f"{one['conversations']}", f"{one['replies']}", *(shown(one[field]) for _, field in SHARES))
            for name, one in groups.items()
        ]
        yield table(("group", "conversations", "replies", *(name for name, _ in SHARES)), rows)
        every = groups["all"]
        yield (
            f"Replies: {', '.join(f'{name} {count}' for name, count in every['guarded'].items())}. "
            f"Equations read: {every['false_equations']['equations']}, of which {every['false_equations']['unread']} have "
            "letters without a value and were not judged. "
            f"Language unclear (mostly mathematics): {every['language']['unclear']}. "
            f"Longest piece shared with the prompt, p95: {every['piece_p95']}.\n"
        )


def _moves(told: Mapping[str, Any]) -> Iterator[str]:
    yield "### Moves\n"
    moves = told["conversations"]["all"]["moves"]
    yield table(("move", "replies"), [(name, str(count)) for name, count in moves.items()])


def _latency(told: Mapping[str, Any]) -> Iterator[str]:
    yield "## Time\n"
    rows = [
        (stage, *("-" if ms[q] is None else f"{ms[q]:.1f}" for q in ("p50", "p95")))
        for stage, ms in told["conversations"]["all"]["ms"].items()
    ]
    yield "Stages of a turn while several conversations ran at a time; fixed texts left out:\n"
    yield table(("stage of a turn, ms", "p50", "p95"), rows)
    if crowd := told["crowd"]:
        yield (
            f"{crowd['students']} students who all send at the same moment, {crowd['rounds']} times; "
            f"{crowd['replies']} replies of the model:\n"
        )
        rows = [
            (name, *("-" if crowd[key][q] is None else f"{crowd[key][q]:.2f}" for q in ("p50", "p95")))
            for name, key in (("first sentence", "first_sentence_s"), ("whole reply", "whole_reply_s"))
        ]
        yield table(("seconds", "p50", "p95"), rows)


def _comparison(told: Mapping[str, Any]) -> Iterator[str]:
    if not (rows := told["adapters_against_base"]):
        return
    yield "## Adapters against the bare base, no guard\n"
    yield (
        "The raw text of both on the same unseen prompts. Form: one or two questions, a question last, no final answer. "
        "Facts: the guard's rules find nothing ungrounded, false or leaked.\n"
    )
    yield table(
        ("adapter", "point", "adapter's", "base's", "difference, points"),
        [(one["subject"], one["point"], shown(one["adapter"]), shown(one["base"]), _apart(one["difference"])) for one in rows],
    )  # fmt: skip


def _apart(one: Mapping[str, float]) -> str:
    return f"{100 * one['value']:+.1f} ({100 * one['low']:+.1f} to {100 * one['high']:+.1f})"


def _findings(told: Mapping[str, Any]) -> Iterator[str]:
    yield "## What was counted against the tutor\n"
    nothing = True
    for kind, found in told["findings"].items():
        if not found:
            continue
        nothing = False
        yield f"### {kind.replace('_', ' ')} (the first {len(found)})\n"
        yield table(
            ("found", "student", "reply", "move", "guard"),
            [(one["found"], one["student"], one["reply"], one["move"], one["guarded"]) for one in found],
        )
    if nothing:
        yield "Nothing.\n"


def _excerpts(told: Mapping[str, Any]) -> Iterator[str]:
    yield "## Excerpts, drawn by chance\n"
    for one in told["excerpts"]:
        yield f"**{one['subject']}, {one['lang']}**\n"
        for turn in one["turns"]:
            yield f"> {_quoted(turn['text'])}\n>\n> — {_quoted(turn['reply'])} *({turn['move']}, {turn['guarded']})*\n>"
        yield ""


def _quoted(text: str) -> str:
    return text.replace("*", "\\*").replace("\n", "  \n> ")


def _machine(told: Mapping[str, Any]) -> Iterator[str]:
    yield "## Machine, versions and voices\n"
    rows = [*told["machine"].items(), *((f"speaks: {name}", voice) for name, voice in told["voices"].items())]
    yield table(("", ""), rows)
