"""Excel workbooks: the rows of the first sheet that holds any, with texts shared or in their cell, and what is raised in them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence

from training.lint.example import Read
from training.lint.formats import table
from training.lint.formats.formula import raised, settled
from training.lint.formats.package import opened, part
from training.lint.formats.xml_tree import Node

_COLUMNS = 64
_PHONETIC = frozenset({"rPh", "phoneticPr"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(file: str, data: bytes) -> Read:
    """The examples of a workbook. Raises Unreadable."""
    with opened(data) as archive:
        shared = _shared(archive)
        for name in _sheets(archive):
            sheet = part(archive, name)
            if sheet is not None and (rows := _rows(sheet, shared)):
                return table.read_rows(file, rows)
    return Read()


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets: in the order of the workbook, where it tells it; then by their names."""
    names = [n for n in archive.namelist() if re.fullmatch(r"(?i)xl/worksheets/[^/]+\.xml", n)]
    names.sort(key=lambda each: (int((re.findall(r"\d+", each) or ["0"])[-1]), each))
    book, links = part(archive, "xl/workbook.xml"), part(archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return names
    targets = {each.attributes.get("Id"): each.attributes.get("Target", "") for each in links.all("Relationship")}
    told = (targets.get(each.attributes.get("id"), "") for each in book.all("sheet"))
    ordered = [posixpath.normpath(posixpath.join("/xl", each)).lstrip("/") for each in told if each]
    return [*dict.fromkeys([*(each for each in ordered if each in names), *names])]


def _shared(archive: zipfile.ZipFile) -> list[str]:
    root = part(archive, "xl/sharedStrings.xml")
    return [] if root is None else [_text(item) for item in root.all("si")]


def _text(item: Node) -> str:
    """A text, of one piece or of several of which some are raised."""
    item.drop(_PHONETIC)
    return settled("".join(_piece(each) for each in item.parts if isinstance(each, Node)))


def _piece(node: Node) -> str:
    if node.name == "t":
        return _ESCAPED.sub(_meant, node.text()).replace("\r\n", "\n").replace("\r", "\n")
    told = "".join(_piece(each) for each in node.parts if isinstance(each, Node))
    mark = next(node.all("vertAlign"), None) if node.name == "r" else None
    return raised(told) if mark is not None and mark.attributes.get("val") == "superscript" else told


def _meant(found: re.Match[str]) -> str:
    """The sign that an escape stands for; half of one stands for none."""
    sign = chr(int(found[1], 16))
    return "" if "\ud800" <= sign <= "\udfff" else sign


def _rows(root: Node, shared: Sequence[str]) -> list[tuple[int, list[str]]]:
    rows = []
    for at, row in enumerate(root.all("row"), start=1):
        told = row.attributes.get("r", "")
        cells = dict(_cells(row, shared))
        if any(cells.values()):
            listed = [cells.get(column, "") for column in range(max(cells) + 1)]
            rows.append((int(told) if told.isdigit() else at, listed))
    return rows


def _cells(row: Node, shared: Sequence[str]) -> Iterator[tuple[int, str]]:
    for at, cell in enumerate(row.all("c")):
        letters = re.match(r"[A-Z]{1,3}", cell.attributes.get("r", ""))
        column = at
        if letters is not None:
            column = 0
            for letter in letters[0]:
                column = 26 * column + ord(letter) - 64
            column -= 1
        if column < _COLUMNS:
            yield column, _value(cell, shared)


def _value(cell: Node, shared: Sequence[str]) -> str:
    kind = cell.attributes.get("t", "n")
    if kind == "inlineStr":
        inline = cell.child("is")
        return "" if inline is None else _text(inline)
    value = cell.child("v")
    text = "" if value is None else value.text()
    if kind == "s":
        return shared[int(text)] if text.isdigit() and len(text) < 10 and int(text) < len(shared) else ""
    return _number(text) if kind == "n" else text


def _number(text: str) -> str:
    """A number as it is seen: 9.8 is kept as 9.8000000000000007."""
    try:
        value = float(text)
    except ValueError:
        return text
    return f"{value:.15g}" if len(text) > 15 and abs(value) < 1e15 and "e" not in f"{value:.15g}" else text
