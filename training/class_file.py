"""Edits `class.toml` for `teach class set`: one value changes, every comment stays.

The edited text is read by the class settings before it replaces the file; what they refuse is never written.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tutoring.classroom import ALLOWED, ClassroomError, parse
from tutoring.toml_lines import key_lines

TABLE = re.compile(r"\s*\[")


def set_value(path: Path, key: str, value: str) -> str:
    """Give a key of the file the value that a person typed; the line as it now stands.

    `key` is dotted (`method.algebra`). Lists may be typed with commas, texts without quotes.
    Raises ClassroomError.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError):
        raise ClassroomError(
            f"No se puede leer {path} como texto UTF-8.", f"{path} cannot be read as UTF-8 text."
        ) from None
    parse(text, str(path))
    if any(name.startswith(f"{key}.") for name in ALLOWED) or key == "method":
        raise ClassroomError(f"{key} es {ALLOWED[key].es}.", f"{key} is {ALLOWED[key].en}.")
    edited, line = _fitting(text, key, value, str(path))
    _replace(path, edited)
    return line


def _fitting(text: str, key: str, value: str, name: str) -> tuple[str, str]:
    """The text with the first reading of `value` that the settings accept, and the line; else a complaint."""
    refused: ClassroomError | None = None
    for literal in _literals(value):
        edited, line = edit(text, key, literal)
        try:
            parse(edited, name)
        except ClassroomError as error:
            refused = error
        else:
            return edited, line
    raise refused or ClassroomError("Falta el valor.", "The value is missing.")


def _literals(value: str) -> Iterator[str]:
    """What a typed value may mean in TOML: as it stands, yes or no, a text, a list of texts."""
    with suppress(tomllib.TOMLDecodeError):
        if list(tomllib.loads(f"x = {value}")) == ["x"] and "\n" not in value:
            yield value
    yes_or_no = {"sí": "true", "si": "true", "yes": "true", "no": "false"}
    if value.lower() in yes_or_no:
        yield yes_or_no[value.lower()]
    parts = [part.strip() for part in value.split(",")]
    yield f"[{', '.join(_quoted(part) for part in parts if part)}]"
    yield _quoted(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def edit(text: str, key: str, literal: str) -> tuple[str, str]:
    """`text` with `key = literal`, in the key's own place or where its table has room; and that line."""
    table, _, leaf = key.rpartition(".")
    found = key_lines(text)
    lines = text.splitlines()
    if key in found and not TABLE.match(lines[found[key] - 1]):
        start = found[key] - 1
        end = _end_of_value(lines, start)
        head = lines[start][: lines[start].index("=") + 1]
        line = f"{head} {literal}{_comment(lines[start]) if end == start + 1 else ''}"
        lines[start:end] = [line]
    else:
        line = f"{leaf} = {literal}"
        _insert(lines, found, table, leaf, line)
    return "\n".join(lines) + "\n", line


def _insert(lines: list[str], found: dict[str, int], table: str, leaf: str, line: str) -> None:
    if table and table not in found:
        lines += ["", f"[{table}]", line]
        return
    start = found[table] if table else 0
    end = next((at for at in range(start, len(lines)) if TABLE.match(lines[at])), len(lines))
    for at in range(start, end):  # under its own commented example
        if re.match(rf"\s*#\s*{re.escape(leaf)}\s*=", lines[at]):
            lines.insert(at + 1, line)
            return
    while end > start and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    lines.insert(end, line)


def _end_of_value(lines: list[str], start: int) -> int:
    """The line after a value, which may span several."""
    for end in range(start + 1, len(lines) + 1):
        with suppress(tomllib.TOMLDecodeError):
            tomllib.loads("\n".join(lines[start:end]))
            return end
    return start + 1


def _comment(line: str) -> str:
    """The comment after a value on one line, with the space before it."""
    whole = tomllib.loads(line)
    for mark in re.finditer(r"\s*#", line):
        with suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(line[: mark.start()]) == whole:
                return line[mark.start() :]
    return ""


def _replace(path: Path, text: str) -> None:
    """Write the whole file or nothing; a file that cannot be replaced (a mounted one) is written in place."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, draft)
            else:
                Path(draft).chmod(0o644)
            Path(draft).replace(path.resolve())
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError:
        _write_in_place(path, text)


def _write_in_place(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise ClassroomError(
            f"No se puede escribir {path} ({error.strerror}): da permiso de escritura.",
            f"{path} cannot be written ({error.strerror}): give write permission.",
        ) from None
