"""Random replies of the model from the last evaluation, to be read one by one by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from bot.evaluation.measures import FROM_MODEL
from tutoring.measuring.recording import Recording
from tutoring.sentence import OperatorError

CONVERSATIONS = "conversations.jsonl"


class NothingMeasured(OperatorError):
    """There are no kept conversations to draw from."""


def last_conversations(folder: Path) -> Iterable[Mapping[str, Any]]:
    """The conversations that were kept last under the evaluation's folder. Raises NothingMeasured."""
    files = sorted(folder.glob(f"*/{CONVERSATIONS}"), key=lambda path: path.stat().st_mtime)
    if not files:
        raise NothingMeasured(
            "Aún no hay conversaciones medidas: lanza antes tutor evaluate.",
            "No conversations have been measured yet: run tutor evaluate first.",
        )
    return Recording(files[-1]).lines.values()


def drawn(lines: Iterable[Mapping[str, Any]], count: int, seed: str = "sample") -> Iterator[str]:
    """`count` model replies, each with what the student said before it, the move and the guard's outcome."""
    replies = [
        (line, at) for line in lines for at, turn in enumerate(line["turns"]) if turn["guarded"] in FROM_MODEL
    ]
    for number, (line, at) in enumerate(Random(seed).sample(replies, min(count, len(replies))), start=1):
        turn = line["turns"][at]
        before = f"problem: {turn['problem']}\n" if turn["problem"] and at else ""
        yield (
            f"--- {number} · {line['subject']} {line['lang']} · {turn['move']} · {turn['guarded']} · {line['id']}\n"
            f"{before}student: {turn['text']}\ntutor:   {turn['reply']}\n"
        )


def excerpts(lines: Iterable[Mapping[str, Any]], each: int = 10, seed: str = "excerpts") -> list[dict[str, Any]]:
    """Two turns in a row of `each` random conversations in Spanish, then of as many in English."""
    kept, rng = list(lines), Random(seed)
    found = []
    for lang in ("es", "en"):
        mine = [line for line in kept if line["lang"] == lang and line["turns"]]
        for line in rng.sample(mine, min(each, len(mine))):
            at = rng.randrange(max(1, len(line["turns"]) - 1))
            turns = [
                {name: turn[name] for name in ("text", "reply", "move", "guarded")} for turn in line["turns"][at : at + 2]
            ]
            found.append({"subject": line["subject"], "lang": lang, "turns": turns})
    return found
