"""What a version says when it is first tried, kept so that it can be known again: by its trainer, and by any gateway.

Compared are the tokens of short greedy replies, up to the first that was a near thing. Between machines, kinds of numbers
and batches the scores of tokens move a little: where the best led by `MARGIN` they do not change places, after a near thing
everything may differ. A version that is never sure cannot be known again, and only has to differ from the base.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

ASKED = (
    "Resuelve 5x + 7 = 22. ¿Cómo empiezo?",
    "A car starts from rest and speeds up at 2 m/s². What do I do?",
)
TOKENS = 12
"""Tokens of each reply."""
MARGIN = 1.0
"""Nats by which the best token leads the next where it is sure."""
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
    """What a version is known by: the digest of the questions, how many tokens of each reply are sure, and their digest."""
    sure = [len(list(takewhile(lambda token: token.lead >= MARGIN, reply))) for reply in said]
    return {"asked": _asked(), "sure": sure, "digest": _digest(said, sure)}


def is_like(kept: Mapping[str, Any], said: Said) -> bool:
    """Whether replies are a version's whose likeness was kept; True where the questions were others."""
    if kept.get("asked") != _asked():
        return True
    return bool(kept.get("digest") == _digest(said, kept["sure"]))


def differ(one: Sequence[Token], two: Sequence[Token]) -> bool:
    """Whether two replies of one server are not the same one."""
    if [token.name for token in one] != [token.name for token in two]:
        return True
    return any(abs(a.logprob - b.logprob) > _LEAST for a, b in zip(one, two, strict=True))


def _asked() -> str:
    return hashlib.sha256(json.dumps([ASKED, TOKENS], ensure_ascii=False).encode()).hexdigest()[:16]


def _digest(said: Said, sure: Sequence[int]) -> str:
    names = [[token.name for token in reply[:count]] for reply, count in zip(said, sure, strict=True)]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
