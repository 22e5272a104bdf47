"""`teach lint --fix`: a corrected copy beside the original, never over it.

A text keeps its form: only the lines with a known correction change. Of other files, and of what lies in a zip, the copy
is a Markdown page with the same examples.
"""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from subjects.problem import Lang
from training.lint.decode import decoded
from training.lint.example import Example, Unreadable
from training.lint.finding import Finding
from training.lint.lint import Report
from tutoring.sentence import OperatorError

_TEXTS = {".md", ".markdown", ".txt", ".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".gift", ".xml"}
_ESCAPES: Sequence[Callable[[str], str]] = (
    lambda text: text,
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: json.dumps(text)[1:-1],
    lambda text: html.escape(text, quote=False),
    lambda text: text.replace("=", "\\=").replace(":", "\\:").replace("{", "\\{").replace("}", "\\}"),
    lambda text: text.replace('"', '""'),
)
_HEADS: Mapping[Lang, tuple[str, str]] = {
    "es": ("## Problema", "## Solución"),
    "en": ("## Problem", "## Solution"),
}


class NoCopy(OperatorError):
    """A corrected copy could not be written."""


def rewrite(report: Report, lang: Lang) -> list[Path]:
    """Write a corrected copy of each file that has corrections; the copies' paths. Raises NoCopy."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for found in report.findings:
        if found.fix and found.wrong:
            by_file[found.file].append(found)
    return [_copy(file, found, report.examples, lang) for file, found in by_file.items()]


def _copy(file: str, found: Sequence[Finding], examples: Iterable[Example], lang: Lang) -> Path:
    path = Path(file)
    text = _corrected(path, found) if path.is_file() and path.suffix.lower() in _TEXTS else None
    suffix = path.suffix if text is not None else ".md"
    if text is None:
        text = _page([each for each in examples if each.file == file], found, lang)
    beside = _beside(path)
    out = _free(beside / f"{path.stem}{'.corregido' if lang == 'es' else '.corrected'}{suffix}")
    try:
        with out.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise NoCopy(
            f"No se puede escribir {out} ({error.strerror}).", f"{out} cannot be written ({error.strerror})."
        ) from None
    return out


def _beside(path: Path) -> Path:
    """The folder of a file, or of the zip that holds it."""
    return next(folder for folder in path.parents if folder.is_dir())


def _free(path: Path) -> Path:
    """The path, or the next one that nothing lies at."""
    at, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}-{at}{path.suffix}")
        at += 1
    return free


def _corrected(path: Path, found: Sequence[Finding]) -> str | None:
    """The file's text with its wrong lines replaced; None where one of them is not found as it was read."""
    try:
        lines = decoded(path.read_bytes()).split("\n")
    except (OSError, Unreadable):
        return None
    for each in found:
        if not 0 < each.line <= len(lines) or not _replaced(lines, each):
            return None
    return "\n".join(lines)


def _replaced(lines: list[str], found: Finding) -> bool:
    """A row of a table or an element may run over several lines: the first that holds the wrong one is taken."""
    for at in range(found.line - 1, min(found.line + 40, len(lines))):
        for escape in _ESCAPES:
            if (wrong := escape(found.wrong)) in lines[at]:
                lines[at] = lines[at].replace(wrong, escape(found.fix), 1)
                return True
    return False


def _page(examples: Sequence[Example], found: Sequence[Finding], lang: Lang) -> str:
    out = []
    for example in examples:
        fixes = {(each.line, each.wrong): each.fix for each in found if each.example == example.number}
        problem = "\n".join(
            fixes.get((example.line + at, text), text) for at, text in enumerate(example.problem.split("\n"))
        )
        heads = _HEADS[example.lang or lang]
        work = [fixes.get((line.number, line.text), line.text) for line in example.lines]
        out.append("\n\n".join([heads[0], problem, heads[1], *work]))
    return "\n\n".join(out) + "\n"
