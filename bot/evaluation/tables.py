"""Tables of a report in Markdown, and how a share is written in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tutoring.measuring.intervals import percent


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a line a row."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(_cell(cell) for cell in cells) + " |"

    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")


def shown(one: Mapping[str, Any]) -> str:
    """A share as JSON, with its counts and interval; `-` where nothing was counted."""
    if one["share"] is None:
        return "-"
    return f"{percent(one['share'])} ({one['hits']}/{one['of']}; {percent(one['low'])}–{percent(one['high'])})"
