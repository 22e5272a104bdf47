"""Shares with their uncertainty, and percentiles. Plain arithmetic; nothing here knows of tutors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

Z = 1.959964
"""The normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; `low` and `high` are Wilson's 95% interval (0 to 1 where nothing was counted)."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def low(self) -> float:
        return _wilson(self.hits, self.of)[0]

    @property
    def high(self) -> float:
        return _wilson(self.hits, self.of)[1]

    def to_json(self) -> dict[str, float | int | None]:
        """As plain JSON, rounded to a tenth of a percent point."""
        value = self.value
        share = None if value is None else round(value, 4)
        return {
            "hits": self.hits, "of": self.of, "share": share,
            "low": round(self.low, 4), "high": round(self.high, 4),
        }  # fmt: skip

    def __str__(self) -> str:
        if self.value is None:
            return "none counted"
        return f"{percent(self.value)} ({self.hits}/{self.of}; {percent(self.low)} to {percent(self.high)})"


def percent(value: float) -> str:
    """0.1234 → `12.3%`; never rounded up to 100% nor down to 0%."""
    shown = f"{100 * value:.1f}"
    if value < 1 and shown == "100.0":
        shown = "99.9"
    if value > 0 and shown == "0.0":
        shown = "0.1"
    return f"{shown}%"


def share(found: Iterable[bool]) -> Share:
    """How many are true."""
    counted = list(found)
    return Share(sum(counted), len(counted))


def _wilson(hits: int, of: int) -> tuple[float, float]:
    if not of:
        return 0.0, 1.0
    p, z2 = hits / of, Z * Z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == of else min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Difference:
    """One share less another, with a 95% interval for independent shares (Newcombe's hybrid of Wilson's)."""

    of: Share
    less: Share

    @property
    def value(self) -> float:
        return (self.of.value or 0.0) - (self.less.value or 0.0)

    @property
    def low(self) -> float:
        a, b = self.of.value or 0.0, self.less.value or 0.0
        return self.value - sqrt((a - self.of.low) ** 2 + (self.less.high - b) ** 2)

    @property
    def high(self) -> float:
        a, b = self.of.value or 0.0, self.less.value or 0.0
        return self.value + sqrt((self.of.high - a) ** 2 + (b - self.less.low) ** 2)

    def to_json(self) -> dict[str, float]:
        """As plain JSON."""
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}

    def __str__(self) -> str:
        return f"{100 * self.value:+.1f} points ({100 * self.low:+.1f} to {100 * self.high:+.1f})"


def percentile(values: Sequence[float], q: float) -> float | None:
    """The smallest value that at least the fraction `q` does not exceed; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, ceil(q * len(ordered)) - 1)]
