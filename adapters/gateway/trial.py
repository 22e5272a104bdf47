"""A version on trial: which students hear it, and whether it does worse than the live one beyond noise.

Students are drawn by a keyed hash of their pseudonym and the version, so each stays where they are while the trial
lasts, and another trial draws others. Both versions are counted over the same time. It changes nothing itself.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal["errors", "rejected", "failed"]
"""Replies that the gateway saw break; that the guard did not let pass; that broke off for the bot."""
KINDS: tuple[Kind, ...] = get_args(Kind)
FEWEST = 20
"""Replies of each version before anything is said."""
BEYOND = 3.0
"""Standard errors by which the new version's share of bad replies must be the higher one. It is looked at after every
reply, so the usual 1.64 would end many trials by chance."""


def drawn(key: bytes, version: str, student: str, percent: int) -> bool:
    """Whether a student is among the `percent` who hear a version; the same answer every time."""
    digest = hashlib.blake2b(f"{version}\0{student}".encode(), key=key[:64], digest_size=8).digest()
    return int.from_bytes(digest) * 100 < percent << 64


def worse(bad: int, of: int, live_bad: int, live_of: int) -> bool:
    """Whether `bad` of `of` is more than `live_bad` of `live_of` beyond noise (two proportions, pooled)."""
    if of < FEWEST or live_of < FEWEST:
        return False
    pooled = (bad + live_bad) / (of + live_of)
    error = math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / live_of))
    return error > 0 and (bad / of - live_bad / live_of) / error > BEYOND


@dataclass(slots=True)
class Trial:
    """The replies of a version and of the live one since the trial began."""

    version: str
    live: str
    all: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    bad: Counter[tuple[Kind, str]] = field(default_factory=Counter)

    def count(self, kind: Kind, version: str, bad: bool) -> None:
        """One reply that was counted for bad ones of a kind."""
        if version in (self.version, self.live):
            self.all[kind, version] += 1
            self.bad[kind, version] += bad

    def lost(self) -> str | None:
        """Why the version should not go on, for the history; None while nothing speaks against it."""
        for kind in KINDS:
            new, old = (kind, self.version), (kind, self.live)
            if worse(self.bad[new], self.all[new], self.bad[old], self.all[old]):
                beside = f"{self.live}: {self.bad[old]} of {self.all[old]}"
                return f"{kind}: {self.bad[new]} of {self.all[new]}; {beside}"
        return None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `outcomes` has `bad` and `of` by kind, then by version."""
        both = (self.version, self.live)
        counts = {kind: {v: {"bad": self.bad[kind, v], "of": self.all[kind, v]} for v in both} for kind in KINDS}
        return {"version": self.version, "live": self.live, "outcomes": counts}
