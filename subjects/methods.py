"""How a class's choice of methods is written: one name, or one for each nature of problem, `"balance, elimination"`."""

from __future__ import annotations

import re
from collections.abc import Sequence


def named(choice: str | None) -> tuple[str, ...]:
    """The names in a choice, in order; none where nothing was chosen."""
    return tuple(name for name in re.split(r"[\s,;+]+", choice or "") if name)


def unknown_in(choice: str | None, methods: Sequence[str]) -> str | None:
    """The first name in a choice that is no method of a subject, or None."""
    return next((name for name in named(choice) if name not in methods), None)


def chosen(choice: str | None, own: Sequence[str]) -> str:
    """The first name of a choice that is one's own, else one's default (the first), else ""."""
    return next((name for name in named(choice) if name in own), own[0] if own else "")
