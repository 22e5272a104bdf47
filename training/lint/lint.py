"""The whole of lint: paths to examples and findings, in the order of the files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.lint.bounded import each
from training.lint.examine import Examined, Wish, examine, lost
from training.lint.example import Example, Trouble
from training.lint.finding import Finding
from training.lint.gathered import gathered
from training.lint.reading import read_all
from training.lint.walk import files
from tutoring.classroom import ClassSettings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """The examples that were read and all findings."""

    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """Findings that keep an example from being learnt, or a file from being read."""
        return sum(found.severity == "error" for found in self.findings)

    @property
    def sound(self) -> int:
        """Examples without any finding."""
        blamed = {(found.file, found.example) for found in self.findings}
        return sum((each.file, each.number) not in blamed for each in self.examples)


def _quietly(_done: int, _of: int) -> None:
    pass


def lint(paths: Sequence[Path], settings: ClassSettings, progress: Progress = _quietly) -> Report:
    """Read and recompute every example of the paths."""
    reads = list(read_all(files(paths)))
    examples = [example for read in reads for example in read.examples]
    troubles = [_unread(trouble) for read in reads for trouble in read.troubles]
    wishes = [
        Wish(one, settings.lang, settings.level, settings.method, settings.subjects) for one in examples
    ]
    examined: list[Examined] = []
    for done, one in enumerate(each(examine, wishes, lost), start=1):
        examined.append(one)
        progress(done, len(wishes))
    found = [*troubles, *(finding for one in examined for finding in one.findings), *gathered(examined)]
    found = list(_placed(found, {one.examples[0].file: one.pages for one in reads if one.pages and one.examples}))
    names = [*(one.file for one in examples), *(one.file for one in found)]
    order = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return Report(tuple(examples), tuple(sorted(found, key=lambda f: (order[f.file], f.line, f.example))))


def _placed(found: Iterable[Finding], pages: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """The findings with their page, where the file has pages."""
    for one in found:
        starts = pages.get(one.file, ())
        page = bisect_right(starts, one.line) if one.line else 0
        yield replace(one, page=page, line_of_page=one.line - starts[page - 1] + 1) if page else one


def _unread(trouble: Trouble) -> Finding:
    return Finding(trouble.file, trouble.line, trouble.example, "unreadable", trouble.said, severe=True)
