"""The lines of a PDF's pages, with powers written out (`x^2`), from where each piece of text stands.

Run in a process of its own (`pdf`): a PDF is a program that draws, and may draw for ever. pypdf bounds what it unpacks.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from training.lint.bounded import TooLong, limit

PAGES = 300
"""Pages that are read."""
SECONDS = 40.0
"""For a whole document; a page of exercises takes a fiftieth of a second."""
LETTERS = 1 << 20
"""Characters of a document."""
_SAME_LINE = 0.6  # of a letter's height, by which a piece may stand higher or lower in its line
_SMALL = 0.92  # of a line's letters, below which a piece that is raised is a power
_RAISED, _GAP = 0.15, 1.2  # of a letter's height


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of each page that was read, or why there are none: `locked`, `broken`, `slow`, `large`."""

    lines: tuple[tuple[str, ...], ...] = ()
    trouble: str = ""
    more: bool = False


@dataclass(slots=True)
class _Line:
    y: float
    size: float
    end: float
    parts: list[str] = field(default_factory=list)


def pages(data: bytes) -> Pages:
    """The lines of a document."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with limit(SECONDS):
            return _pages(data)
    except TooLong:
        return Pages(trouble="slow")
    except MemoryError:
        return Pages(trouble="large")
    except Exception:  # noqa: BLE001 - whatever a damaged or hostile file makes of the reader, it is the file's own affair
        return Pages(trouble="broken")


def _pages(data: bytes) -> Pages:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    reader = PdfReader(io.BytesIO(data))
    try:
        # Many documents are locked against changes only, and open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            return Pages(trouble="locked")
        found, left = [], LETTERS
        for page in reader.pages[:PAGES]:
            lines = _lines(page)
            left -= sum(map(len, lines))
            if left < 0:
                return Pages(trouble="large")
            found.append(tuple(lines))
        return Pages(tuple(found), more=len(reader.pages) > PAGES)
    except DependencyError:
        return Pages(trouble="locked")
    except LimitReachedError:
        return Pages(trouble="large")


def _lines(page: Any) -> list[str]:
    lines: list[_Line] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        for at, piece in enumerate(text.split("\n")):
            if piece.strip() or (piece and at == 0 and lines):
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                _add(lines, piece, x, y, abs(size * tm[3] * cm[3]) or 1.0)

    page.extract_text(visitor_text=visit)
    return [text for line in lines if (text := " ".join("".join(line.parts).split()))]


def _add(lines: list[_Line], text: str, x: float, y: float, size: float) -> None:
    line = lines[-1] if lines else None
    if (
        line is None
        or abs(y - line.y) > _SAME_LINE * max(line.size, size)
        or x < line.end - len(text) * size - 4 * size
    ):
        lines.append(_Line(y, size, x + len(text) * size / 2, [text]))
        return
    rise = (y - line.y) / line.size
    if size < _SMALL * line.size and rise > _RAISED and text.strip():
        small = text.strip()
        text = f"^{small}" if re.fullmatch(r"\w+", small) else f"^({small})"
    elif size > line.size:  # the line began with something small
        line.size, line.y = size, y
    if x - line.end > _GAP * line.size:
        line.parts.append(" ")
    line.parts.append(text)
    line.end = x + len(text) * size / 2
