"""What the gateway counts, in Prometheus' form, by adapter version. No text of a message is ever part of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Spans:
    """How long something took, for the one thread of the gateway: Prometheus' own histogram, which may be used by many,
    costs ten times as much at every piece of every reply."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(_FAST) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one more."""
        self.counts[bisect_left(_FAST, seconds)] += 1
        self.total += seconds


class _SpansByVersion(Collector):
    def __init__(self, name: str, what: str) -> None:
        self._name = name
        self._what = what
        self._spans: defaultdict[str, Spans] = defaultdict(Spans)

    def labels(self, version: str) -> Spans:
        """Those of one version."""
        return self._spans[version]

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """For Prometheus: each bucket holds those before it too."""
        family = HistogramMetricFamily(f"maieutic_{self._name}_seconds", self._what, labels=["version"])
        for version, spans in self._spans.items():
            upto = zip((*map(str, _FAST), "+Inf"), accumulate(spans.counts), strict=True)
            family.add_metric([version], list(upto), spans.total)
        yield family


@dataclass(frozen=True, slots=True)
class Reply:
    """What is counted piece by piece, of one version: found once a reply, since to find it costs more than to count."""

    first: Histogram
    between: Spans


class Figures:
    """One set of figures; `text()` is what `/metrics` answers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"maieutic_{name}", what, labels, registry=self._registry)

        def histogram(name: str, what: str, *labels: str) -> Histogram:
            return Histogram(f"maieutic_{name}_seconds", what, labels, registry=self._registry, buckets=_FAST)

        self.requests = counter("requests", "Chat requests by version and how they ended", "version", "outcome")
        self.outcomes = counter("outcomes", "What became of replies, as the bot tells", "version", "outcome")
        self.moves = counter("moves", "Requests for another version that this one answered", "version")
        self.pieces = counter("reply_pieces", "Pieces of replies (about one token each)", "version")
        self.first = histogram("first_piece", "From the request's arrival to its first piece", "version")
        self.between = _SpansByVersion("between_pieces", "Between two pieces of a reply")
        self._registry.register(self.between)
        self.swaps = counter("swaps", "Times that another version began to speak", "subject", "version")
        self.swap_time = histogram("swap", "From seeing a change to the new version speaking", "subject")
        self.drain_time = histogram("drain", "From the swap to the last reply of the old version", "version")
        self.waiting = Gauge("maieutic_waiting", "Requests that wait for their turn", registry=self._registry)
        self.running = Gauge("maieutic_running", "Requests that run", registry=self._registry)
        self.servers = Gauge("maieutic_servers_ready", "Model servers that serve", registry=self._registry)

    def reply(self, version: str) -> Reply:
        """The counts of one reply's pieces."""
        return Reply(self.first.labels(version), self.between.labels(version))

    def by_version(self) -> dict[str, dict[str, Any]]:
        """For a person: replies of each version, those among them that did not end well, pieces, mean seconds to the first
        piece (None before there was one)."""
        found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for metric in self._registry.collect():
            for sample in metric.samples:
                if version := sample.labels.get("version"):
                    found[version][sample.name.removeprefix("maieutic_")] += sample.value
                    if sample.name == "maieutic_requests_total" and sample.labels["outcome"] in ("broken", "down"):
                        found[version]["bad"] += sample.value
        return {version: _row(counts) for version, counts in found.items() if counts["requests_total"]}

    def text(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self._registry)


def _row(counts: Mapping[str, float]) -> dict[str, Any]:
    answered = counts["first_piece_seconds_count"]
    return {
        "replies": int(counts["requests_total"]),
        "bad": int(counts["bad"]),
        "pieces": int(counts["reply_pieces_total"]),
        "first_s": round(counts["first_piece_seconds_sum"] / answered, 3) if answered else None,
    }
