"""`teach lint` and `teach start`: from what was typed to findings on standard output; progress goes to standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.lint.lint import Report, lint
from training.lint.printing import printed
from training.lint.rewrite import rewrite
from tutoring.classroom import ClassSettings, read
from tutoring.sentence import OperatorError, Sentence


class NothingRead(OperatorError):
    """Not one example could be read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    paths: Sequence[Path]
    json: bool = False
    fix: bool = False


def run(asked: Asked, class_file: Path) -> int:
    """Lint and print; the exit code: 0 without errors, 1 with. As JSON lines 0 whenever examples were read and judged.

    Raises NothingRead, and ClassroomError where the class settings are broken.
    """
    settings = read(class_file)
    report = lint(asked.paths, settings, _progress)
    if asked.json:
        for found in report.findings:
            sys.stdout.write(found.row(settings.lang) + "\n")
    else:
        printed(report, settings.lang, sys.stdout)
    if asked.fix:
        _fix(report, settings)
    if asked.json:
        return 0 if report.examples else 1
    return 1 if report.errors or not report.examples else 0


def _fix(report: Report, settings: ClassSettings) -> None:
    copies = rewrite(report, settings.lang)
    for path in copies:
        sys.stderr.write(Sentence(f"corregido en {path}", f"corrected in {path}").tell(settings.lang) + "\n")
    if not copies:
        told = Sentence(
            "No hay ninguna línea que se sepa corregir.", "There is no line whose correction is known."
        )
        sys.stderr.write(told.tell(settings.lang) + "\n")


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and (done == of or not done % 20):
        sys.stderr.write(f"\r{done}/{of}" + ("\n" if done == of else ""))
        sys.stderr.flush()
