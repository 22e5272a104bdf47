"""What the gateway counts, in Prometheus' form, by adapter version. No text of a message is ever part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is counted piece by piece, of one version: found once a reply, since to find it costs more than to count."""

    first: Histogram
    between: Histogram
    pieces: Counter


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
        self.between = histogram("between_pieces", "Between two pieces of a reply", "version")
        self.swaps = counter("swaps", "Times that another version began to speak", "subject", "version")
        self.swap_time = histogram("swap", "From seeing a change to the new version speaking", "subject")
        self.drain_time = histogram("drain", "From the swap to the last reply of the old version", "version")
        self.waiting = Gauge("maieutic_waiting", "Requests that wait for their turn", registry=self._registry)
        self.running = Gauge("maieutic_running", "Requests that run", registry=self._registry)
        self.servers = Gauge("maieutic_servers_ready", "Model servers that serve", registry=self._registry)

    def reply(self, version: str) -> Reply:
        """The counts of one reply's pieces."""
        return Reply(self.first.labels(version), self.between.labels(version), self.pieces.labels(version))

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
