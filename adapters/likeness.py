"""What a version says when it is first tried, kept so that it can be known again: by its trainer, and by any gateway.

Kept are the tokens of short greedy replies, each with its log-probability and its lead over the next best token. Another
machine, another kind of number or a shared batch moves these a little (trained in float32 and served in bfloat16: by 0.06
at most in what was measured), and a near thing may then fall the other way, after which everything differs. So scores may
move by `TOLERANCE`, the best token and the next may change places where less than twice that lay between them, and there the
comparison ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

ASKED = (
    "Resuelve 5x + 7 = 22. ¿Cómo empiezo?",
    "A car starts from rest and speeds up at 2 m/s². What do I do?",
)
TOKENS = 12
"""Tokens of each reply."""
TOLERANCE = 0.3
"""Nats by which the score of a token may move."""
_LEAST = 1e-4  # difference of a token's log-probability that no rounding makes


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a greedy reply: its name (`token_id:7`), its log-probability and its lead over the next best."""

    name: str
    logprob: float
    lead: float


Said = Sequence[Sequence[Token]]
"""A greedy reply to each question of `ASKED`."""


def named(number: int) -> str:
    """The name of a token, as the model server writes it."""
    return f"token_id:{number}"


def likeness(said: Said) -> dict[str, Any]:
    """What a version is known by: the digest of the questions, and its reply to each as token, log-probability and lead."""
    replies = [[[token.name, round(token.logprob, 4), round(token.lead, 4)] for token in reply] for reply in said]
    return {"asked": _asked(), "replies": replies}


def is_like(kept: Mapping[str, Any], said: Said) -> bool:
    """Whether replies are a version's whose likeness was kept; True where the questions were others, so nothing is known.

    Raises ValueError, KeyError or TypeError where what was kept is no likeness.
    """
    if kept["asked"] != _asked():
        return True
    replies = [[Token(str(name), float(score), float(lead)) for name, score, lead in reply] for reply in kept["replies"]]
    return all(_is_like(before, now) for before, now in zip(replies, said, strict=True))


def _is_like(before: Sequence[Token], now: Sequence[Token]) -> bool:
    for old, new in zip_longest(before, now):
        if old is None or new is None:
            return False  # it ended elsewhere, and was not in doubt about it
        if old.name != new.name:
            return _swapped(old, new)
        if abs(old.logprob - new.logprob) > TOLERANCE:
            return False
    return True


def _swapped(old: Token, new: Token) -> bool:
    """Whether the best token and the next may only have changed places."""
    near = max(old.lead, new.lead) < 2 * TOLERANCE
    return near and abs(new.logprob - (old.logprob - old.lead)) <= TOLERANCE


def differ(one: Sequence[Token], two: Sequence[Token]) -> bool:
    """Whether two replies of one server are not the same one."""
    if [token.name for token in one] != [token.name for token in two]:
        return True
    return any(abs(a.logprob - b.logprob) > _LEAST for a, b in zip(one, two, strict=True))


def _asked() -> str:
    return hashlib.sha256(json.dumps([ASKED, TOKENS], ensure_ascii=False).encode()).hexdigest()[:16]
