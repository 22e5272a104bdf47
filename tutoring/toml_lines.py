"""Where the keys of a TOML text stand: the standard parser does not say.

Meant for settings that people write: keys on lines of their own, tables with `[name]`. It does not validate.
"""

from __future__ import annotations

import re

HEADER = re.compile(r"\s*\[\s*([\w\-.\"' ]+?)\s*\]\s*(?:#.*)?$")
KEY = re.compile(r"\s*([\w\-\"'][\w\-.\"' ]*?)\s*=")


def key_lines(text: str) -> dict[str, int]:
    """The 1-based line of each dotted key and table of a valid TOML text."""
    found: dict[str, int] = {}
    table = ""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            if header := HEADER.match(line):
                table = _plain(header.group(1))
                found.setdefault(table, number)
            elif key := KEY.match(line):
                found.setdefault(".".join(filter(None, (table, _plain(key.group(1))))), number)
        inside = _open_string(line, inside)
    return found


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _open_string(line: str, inside: str) -> str:
    """The triple quote that is still open after a line, or ""."""
    for quote in re.findall(r"\"\"\"|'''", line):
        if not inside:
            inside = quote
        elif quote == inside:
            inside = ""
    return inside
