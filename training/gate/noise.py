"""What lies between two voices that were asked the same, with the noise of having asked so little.

Of pairs of yes and no only those count in which the voices differ. The interval is Agresti and Min's ("Simple improved
confidence intervals for comparing matched proportions", 2005). Where several points are looked at, each interval is as wide
as is needed for all of them together to hold 95 times in 100 (Bonferroni), so that no version is refused for one unlucky
point of many.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Paired:
    """How many pairs, in how many only the one voice was good, in how many only the other; `at_once` points are looked at."""

    of: int
    gained: int
    lost: int
    at_once: int = 1

    @property
    def value(self) -> float:
        """The share of the one less that of the other; 0 of nothing."""
        return (self.gained - self.lost) / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        return self._end(-1)

    @property
    def high(self) -> float:
        return self._end(1)

    @property
    def worse(self) -> bool:
        """Whether the one is worse than the other beyond noise."""
        return self.high < 0

    def _end(self, side: int) -> float:
        n, difference = self.of + 2, self.gained - self.lost
        z = NormalDist().inv_cdf(1 - (1 - SURE) / (2 * max(1, self.at_once)))
        error = sqrt(self.gained + self.lost + 1 - difference**2 / n) / n
        return min(1.0, max(-1.0, difference / n + side * z * error))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `of`, `gained` and `lost` are whole."""
        return {
            "of": self.of, "gained": self.gained, "lost": self.lost, "at_once": self.at_once,
            "value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4),
        }  # fmt: skip


def paired(pairs: Iterable[tuple[bool, bool]], at_once: int = 1) -> Paired:
    """From (one, other) of everything that both were asked."""
    counted = list(pairs)
    gained = sum(one and not other for one, other in counted)
    lost = sum(other and not one for one, other in counted)
    return Paired(len(counted), gained, lost, at_once)
