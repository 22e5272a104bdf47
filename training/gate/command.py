"""The gate's part of the `teach` command: which voices, which base, which server, and where replies are kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from adapters import reports
from adapters.base import find_base
from adapters.launch import ServerOptions
from adapters.notice import Notice
from adapters.registry import Registry, Version
from prompts.editions import current
from subjects.problem import Lang
from training.gate.fidelity import told
from training.gate.report import Report, table, verdict
from training.gate.run import FULL, SHORT, SHORT_SECONDS, Wish, beside, evaluate, way_of
from training.gate.server import Speakers, speakers
from training.gate.voice import of_version
from tutoring.sentence import operator_lang


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are: the base model's folder or name, the state folder of servers, and a server's key if one is set."""

    base: str
    state_dir: Path
    key: str = ""
    registry: Registry | None = None

    @property
    def kept(self) -> Path:
        """Where replies are kept."""
        return self.state_dir / "gate" / "replies"

    def opened(self, versions: Sequence[Version]) -> AbstractAsyncContextManager[Speakers]:
        """The model server."""
        options = ServerOptions(self.base, state_dir=self.state_dir)
        options = options if not self.key else replace(options, api_key=self.key)
        if self.registry is not None:
            options = replace(options, registry_dir=self.registry.root)
        return speakers(options, versions, partial(_tell, operator_lang()))


def _tell(lang: Lang, notice: Notice) -> None:
    if not notice.passing:
        print(notice.tell(lang), file=sys.stderr, flush=True)  # noqa: T201


def tried(
    place: Place, name: tuple[str, int], against: tuple[str, int] | None, who: str, short: bool = False, count: int = 0
) -> Report:
    """Try a version now. Raises OperatorError."""
    registry = place.registry or Registry()
    base = find_base(place.base)
    version = registry.load(*name, base=base)
    other = beside(registry, version) if against is None else registry.load(*against, base=base)
    wish = Wish(version, other, base, who, count or (SHORT if short else FULL))
    if short:
        wish = replace(wish, seconds=SHORT_SECONDS)
    return asyncio.run(evaluate(wish, registry, place.opened, place.kept))


def last(registry: Registry, version: Version, against: Version | None) -> Report | None:
    """The newest report of a version beside this other one, if it still holds: the same weights, and the templates of now."""
    other = "" if against is None else of_version(against).digest
    taught = way_of(version, against) is not None
    for found in reversed(reports.kept(registry.root, version.name)):
        report = Report.from_json(found)
        if report is None or report.digest != of_version(version).digest:
            continue
        if report.against_digest == other and report.edition == current().number and bool(report.method) == taught:
            return report
    return None


def said(report: Report, lang: Lang) -> str:
    """A report for a terminal."""
    asked = {
        "es": f"{report.count} turnos sobre problemas no vistos, en los dos idiomas; entre paréntesis, el 95 % de confianza",
        "en": f"{report.count} turns on unseen problems, in both languages; in brackets, 95% confidence",
    }[lang]
    method = told(report.method)
    more = f"\n({method.tell(lang)})" if method is not None else ""
    return f"{table(report, lang)}\n({asked}){more}\n{verdict(report).tell(lang)}"
