"""A finding: where something in an example is not as it should be, what it is, and the corrected line where it is known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from subjects.problem import Lang
from tutoring.sentence import Sentence

Kind = Literal[
    "result", "step", "sign", "unit_missing", "unit_wrong", "scheme", "method", "unbalanced", "molar_mass", "conversion",
    "other_answer", "duplicate", "near_duplicate", "language", "level", "personal_data", "too_long", "rounding",
    "unfinished", "unreadable", "too_few",
]  # fmt: skip
Severity = Literal["error", "warning"]

WARNINGS: frozenset[Kind] = frozenset(
    {
        "scheme",
        "method",
        "duplicate",
        "near_duplicate",
        "language",
        "level",
        "rounding",
        "unreadable",
        "too_few",
    }
)
"""Kinds that leave an example usable; the others keep it from being learnt."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` and `example` are 1-based; 0 where a whole file or set is meant. `wrong` is the line as it was written.

    Of a file with pages, `line` is counted through the file, and `page` and `line_of_page` say where that is.
    """

    file: str
    line: int
    example: int
    kind: Kind
    said: Sentence
    fix: str = ""
    wrong: str = ""
    severe: bool | None = None
    page: int = 0
    line_of_page: int = 0

    @property
    def severity(self) -> Severity:
        """`error` keeps the example from being learnt, unless the kind's own severity is overruled."""
        severe = self.kind not in WARNINGS if self.severe is None else self.severe
        return "error" if severe else "warning"

    def row(self, lang: Lang) -> str:
        """The finding as a line of JSON: `line` and `example` are null where a whole file or set is meant."""
        row: dict[str, object] = {
            "file": self.file, "line": self.line or None, "example": self.example or None, "kind": self.kind,
            "severity": self.severity, "message": self.said.tell(lang),
        }  # fmt: skip
        row |= {"page": self.page, "line_of_page": self.line_of_page} if self.page else {}
        return json.dumps(row | ({"fix": self.fix} if self.fix else {}), ensure_ascii=False)
