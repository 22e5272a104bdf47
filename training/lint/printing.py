"""Findings for people: file by file, each with its line, what it is and the corrected line, and a summary."""

from __future__ import annotations

from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.text import Text

from subjects.problem import Lang
from training.lint.finding import Finding
from training.lint.lint import Report
from tutoring.sentence import Sentence

_LINE = Sentence("línea", "line")
_PAGE = Sentence("página", "page")
_EXAMPLE = Sentence("ejemplo", "example")
_SEVERITY = {"error": Sentence("error", "error"), "warning": Sentence("aviso", "warning")}
_STYLE = {"error": "bold red", "warning": "yellow"}


def printed(report: Report, lang: Lang, out: TextIO) -> None:
    """Print the report; colours only on a terminal."""
    console = Console(file=out, highlight=False, soft_wrap=True)
    for file, found in groupby(report.findings, key=lambda each: each.file):
        console.print(Text(file, style="bold"))
        for each in found:
            console.print(_row(each, lang))
    console.print(Text(summary(report).tell(lang)))


def _row(found: Finding, lang: Lang) -> Text:
    place = f"{_LINE.tell(lang)} {found.line_of_page or found.line}" if found.line else ""
    if found.page:
        place = f"{_PAGE.tell(lang)} {found.page}, {place}"
    if found.example:
        place += f"{', ' if place else ''}{_EXAMPLE.tell(lang)} {found.example}"
    text = Text("  ")
    text.append(_SEVERITY[found.severity].tell(lang), style=_STYLE[found.severity])
    text.append(f" {found.kind}{f' ({place})' if place else ''}: {found.said.tell(lang)}")
    if found.fix:
        text.append("\n      → ").append(found.fix, style="green")
    return text


def summary(report: Report) -> Sentence:
    """How many examples, how many sound, how many errors and warnings."""
    examples, warnings = len(report.examples), len(report.findings) - report.errors
    return Sentence(
        f"Ejemplos: {examples}; sin nada que decir: {report.sound}; errores: {report.errors}; avisos: {warnings}.",
        f"Examples: {examples}; nothing to say: {report.sound}; errors: {report.errors}; warnings: {warnings}.",
    )
