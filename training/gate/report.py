"""The report of one trial: shares with their noise by voice, what lies between the voices, and what speaks against it.

It holds no text of a student: problems are generated and messages invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from subjects import catalogue
from subjects.problem import LANGS, Lang
from training.gate.asked import Asked
from training.gate.judging import POINTS, Judged, Point
from training.gate.noise import Paired, paired
from tutoring.measuring.intervals import share
from tutoring.sentence import Sentence

Voiced = Mapping[str, Judged]
"""What one voice said, by what it was asked."""
FEWEST = 12
"""Turns on one family of problems before it is looked at for itself."""
SAME = 0.1
"""An adapter that changes fewer replies than this share speaks as the base does."""


@dataclass(frozen=True, slots=True)
class Report:
    """`against` is the version it is compared with, "" for none (then only with the base). `shares`: by voice (`version`,
    `against`, `base`) and point; `differences`: by other voice and point; `families`: by kind of problem, of `passes`;
    `method`: fidelity to the way that a teacher's examples taught (`training.gate.fidelity`), empty where none did."""

    version: str
    digest: str
    against: str
    against_digest: str
    base: str
    base_digest: str
    edition: int
    asked: str
    count: int
    short: bool
    time: str
    who: str
    seconds: float
    differs: Mapping[str, Any]
    shares: Mapping[str, Mapping[str, Any]]
    differences: Mapping[str, Mapping[str, Any]]
    families: Mapping[str, Mapping[str, Any]]
    examples: Sequence[Mapping[str, Any]]
    method: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, with what speaks against the version."""
        return asdict(self) | {"faults": [fault.en for fault in faults(self)]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Report | None:
        """A report that was kept; None for one of another form."""
        try:
            return cls(**{each.name: found[each.name] for each in fields(cls)})
        except (KeyError, TypeError):
            return None


def faults(report: Report) -> list[Sentence]:
    """What speaks against letting the version speak; nothing where it is as good, or noise cannot tell."""
    other = "against" if report.against else "base"
    found = [_worse(report, other, point) for point in POINTS]
    if other != "base":
        found.append(_worse(report, "base", "passes"))
    return [*filter(None, found), *_like_base(report), *_forgotten(report)]


def family_name(report: Report, family: str) -> Sentence:
    """What a kind of problem is called, by its subject's bank; its id where the bank has no name for it."""
    subject = report.version.partition("@")[0]
    if subject not in catalogue.names():
        return Sentence(family, family)
    phrases = catalogue.find(subject).phrases
    es, en = (next(iter(phrases.patterns(lang, "kind", family)), family) for lang in LANGS)
    return Sentence(es, en)


def name_of(report: Report, voice: str) -> str:
    """The version or base behind `version`, `against` or `base`."""
    return {"version": report.version, "against": report.against}.get(voice, report.base)


def _worse(report: Report, other: str, point: Point) -> Sentence | None:
    noise = report.differences[other].get(point)
    if noise is None or noise["high"] >= 0:
        return None
    own, others = (report.shares[voice][point]["share"] for voice in ("version", other))
    return _told(POINTS[point], own, others, name_of(report, other), noise)


def _forgotten(report: Report) -> Iterator[Sentence]:
    for family, found in report.families.items():
        if found["difference"]["high"] < 0:
            passes, name = POINTS["passes"], family_name(report, family)
            where = Sentence(f"en «{name.es}», {passes.es}", f"on '{name.en}', {passes.en}")
            own, other = (found[voice]["share"] for voice in ("version", "against"))
            yield _told(where, own, other, report.against, found["difference"])


def _told(where: Sentence, own: float, other: float, name: str, noise: Mapping[str, Any]) -> Sentence:
    """What is worse, by how much, and how sure that is."""
    low, high = sorted(abs(100 * noise[end]) for end in ("low", "high"))
    lost = -100 * noise["value"]
    return Sentence(
        f"{where.es}: {100 * own:.0f} % frente a {100 * other:.0f} % de {name}, "
        f"{lost:.0f} puntos menos (con un 95 % de confianza, entre {low:.0f} y {high:.0f})",
        f"{where.en}: {100 * own:.0f}% against {100 * other:.0f}% of {name}, "
        f"{lost:.0f} points less (with 95% confidence, between {low:.0f} and {high:.0f})",
    )


def _like_base(report: Report) -> Iterator[Sentence]:
    share = report.differs["share"]
    if share is not None and share < SAME:
        yield Sentence(
            f"no cambia nada: solo el {100 * share:.0f} % de sus respuestas son distintas de las de {report.base}",
            f"it changes nothing: only {100 * share:.0f}% of its replies are other than those of {report.base}",
        )


def shares(voiced: Voiced) -> dict[str, Any]:
    """The share of every point that shows in what a voice said."""
    found = {point: [one.points[point] for one in voiced.values() if point in one.points] for point in POINTS}
    return {point: share(hits).to_json() for point, hits in found.items() if hits}


def differences(own: Voiced, other: Voiced) -> dict[str, Any]:
    """What lies between two voices in every point, on what both were asked."""
    pairs = {
        point: [
            (one.points[point], other[id_].points[point])
            for id_, one in own.items()
            if id_ in other and point in one.points and point in other[id_].points
        ]
        for point in POINTS
    }
    shown = {point: found for point, found in pairs.items() if found}
    return {point: paired(found, len(shown)).to_json() for point, found in shown.items()}


def families(asked: Sequence[Asked], own: Voiced, other: Voiced) -> dict[str, Any]:
    """What the guard lets pass, by kind of problem, of those that were asked about often enough."""
    names = {name: [one.id for one in asked if one.family == name] for name in dict.fromkeys(a.family for a in asked)}
    often = {name: ids for name, ids in names.items() if name and len(ids) >= FEWEST}
    return {name: _family(ids, own, other, len(often)) for name, ids in sorted(often.items())}


def _family(ids: Sequence[str], own: Voiced, other: Voiced, at_once: int) -> dict[str, Any]:
    pairs = [(own[id_].points["passes"], other[id_].points["passes"]) for id_ in ids]
    between: Paired = paired(pairs, at_once)
    return {
        "version": share(one for one, _ in pairs).to_json(), "against": share(two for _, two in pairs).to_json(),
        "difference": between.to_json(),
    }  # fmt: skip


def verdict(report: Report) -> Sentence:
    """In one or more sentences: whether it may speak, and why not."""
    found = faults(report)
    other = report.against or report.base
    if not found:
        return Sentence(
            f"{report.version} no es peor que {other} en nada de lo medido.",
            f"{report.version} is not worse than {other} in anything that was measured.",
        )
    es, en = ("\n".join(f"  - {said.tell(lang)}" for said in found) for lang in ("es", "en"))
    return Sentence(f"{report.version} es peor que {other}:\n{es}", f"{report.version} is worse than {other}:\n{en}")


def table(report: Report, lang: Lang) -> str:
    """The shares of all voices as lines for a terminal."""
    voices = [voice for voice in ("version", "against", "base") if voice in report.shares]
    width = max(len(said.tell(lang)) for said in POINTS.values())
    lines = [" " * width + "".join(f"{name_of(report, voice):>26}" for voice in voices)]
    for point, said in POINTS.items():
        if point in report.shares["version"]:
            cells = [_cell(report.shares[voice].get(point), lang) for voice in voices]
            lines.append(f"{said.tell(lang):<{width}}" + "".join(f"{cell:>26}" for cell in cells))
    return "\n".join(lines)


def _cell(found: Mapping[str, Any] | None, lang: Lang) -> str:
    if found is None or found["share"] is None:
        return "-"
    between = {"es": "a", "en": "to"}[lang]
    shown = f"{100 * found['share']:.1f} % ({100 * found['low']:.1f} {between} {100 * found['high']:.1f})"
    return shown.replace(".", ",") if lang == "es" else shown.replace(" %", "%")
