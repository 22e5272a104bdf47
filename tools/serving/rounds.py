"""Rounds in which every variant has its turn, and what is told of them."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


async def interleaved(variants: Mapping[str, Callable[[], Awaitable[T]]], rounds: int) -> dict[str, list[T]]:
    """What each variant gave in each round; the first round is not counted, and the order turns round by round."""
    found: dict[str, list[T]] = {name: [] for name in variants}
    for at in range(rounds + 1):
        order = list(variants) if at % 2 else list(variants)[::-1]
        for name in order:
            value = await variants[name]()
            if at:
                found[name].append(value)
        print(f"  round {at} of {rounds}", file=sys.stderr, flush=True)
    return found


def spread(values: Sequence[float], digits: int = 2) -> dict[str, float]:
    """Median, least and most."""
    named = {"median": statistics.median(values), "least": min(values), "most": max(values)}
    return {name: round(value, digits) for name, value in named.items()}


def ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, float]:
    """How often `below` goes into `above`, round by round."""
    return spread([one / two for one, two in zip(above, below, strict=True)])


def loss(less: Sequence[float], more: Sequence[float]) -> dict[str, float]:
    """The share of `more` that `less` lacks, round by round."""
    return spread([1 - one / two for one, two in zip(less, more, strict=True)])


def tail(samples: Sequence[float], digits: int = 1) -> dict[str, float]:
    """Median, 99th percentile and the most."""
    cuts = statistics.quantiles(samples, n=100, method="inclusive")
    return {
        "p50": round(cuts[49], digits),
        "p99": round(cuts[98], digits),
        "most": round(max(samples), digits),
    }
