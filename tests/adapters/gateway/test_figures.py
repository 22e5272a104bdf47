"""The gateway's own histogram says what Prometheus' says of the same times."""

from __future__ import annotations

import random

from prometheus_client import CollectorRegistry, Histogram, generate_latest

from adapters.gateway import figures
from adapters.gateway.figures import Figures


def test_spans_are_told_as_prometheus_tells_them() -> None:
    theirs, ours = CollectorRegistry(), Figures()
    same = Histogram(
        "maieutic_between_pieces_seconds", "Between two pieces of a reply", ["version"],
        registry=theirs, buckets=figures._FAST,
    )  # fmt: skip
    rng = random.Random(1)
    for version in ("algebra@1", "algebra@2"):
        spans = ours.reply(version).between
        for seconds in (*figures._FAST, 0.0, 61.0, *(rng.expovariate(10) for _ in range(200))):
            spans.observe(seconds)
            same.labels(version).observe(seconds)

    def told(text: bytes) -> list[str]:
        lines = text.decode().splitlines()
        return [line for line in lines if "between_pieces_seconds" in line and "_created" not in line]

    assert told(ours.text()) == told(generate_latest(theirs))
    assert len(told(ours.text())) == 2 + 2 * (len(figures._FAST) + 3)
