"""Whether a reply stays in the class's method, notation and order.

Method: no equation in it belongs to the way of another method only, unless the student wrote it. Notation: its decimal
mark is that of the student's language, quoted lines aside. Order: a step it asks for is the next that the student has not
done. Worked examples under a title are held to the notation alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from subjects import catalogue
from subjects.problem import Lang, Level, Problem, Solution
from tutoring.measuring.claims import split
from tutoring.measuring.stated import plain

_WRONG_MARK: Mapping[Lang, re.Pattern[str]] = {"es": re.compile(r"\d+\.\d+"), "en": re.compile(r"\d+,\d+")}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """One reply of the tutor: whether it kept each."""

    method: bool
    notation: bool
    order: bool

    @property
    def kept(self) -> bool:
        """Whether it kept all three."""
        return self.method and self.notation and self.order


def fidelity(line: Mapping[str, Any]) -> Iterator[Fidelity]:
    """Every reply of a kept conversation that is no fixed text."""
    foreign = _foreign(line["subject"], line["problem"], line["lang"], line["level"])
    said = [line["problem"]]
    for turn in line["turns"]:
        said.append(turn["said"])
        if turn["guarded"] == "fixed":
            continue
        written = _spelled("\n".join(said))
        body = _spelled(split(turn["reply"])[0])
        strange = any(_stands(other, body) and other not in written for other in foreign)
        order = turn["asked"] is None or turn["asked"] == turn["done"]
        yield Fidelity(not strange, _marks(turn["reply"], line["lang"], "\n".join(said)), order)


def _marks(reply: str, lang: Lang, written: str) -> bool:
    return all(number in written for number in _WRONG_MARK[lang].findall(reply))


def _spelled(text: str) -> str:
    return re.sub(r"[\s·*]+", "", plain(text)).replace(",", ".")


def _stands(line: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(line)}(?![\w(]|\.\d)", text) is not None


@lru_cache(maxsize=4096)
def _foreign(name: str, text: str, lang: Lang, level: Level) -> frozenset[str]:
    """The lines of the other methods' ways that the class's own does not have."""
    subject = catalogue.find(name)
    problem = subject.parse(text, lang)
    if not isinstance(problem, Problem):
        return frozenset()
    own = subject.solve(problem, None, level)
    others = [subject.solve(problem, method, level) for method in subject.methods[1:]]
    lines = {_spelled(line) for way in others for line in _lines(way, lang)}
    return frozenset(line for line in lines - {_spelled(one) for one in _lines(own, lang)} if "=" in line)


def _lines(way: object, lang: Lang) -> Iterator[str]:
    if isinstance(way, Solution):
        subject = catalogue.find(way.problem.subject)
        for step in way.steps:
            yield from (part.strip() for part in subject.show(step.after, lang).split(";"))
        yield way.problem.statement
