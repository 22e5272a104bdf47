"""OpenDocument texts and spreadsheets: paragraphs, tables, formula objects, raised text, cells and rows that stand for several.

What was deleted, notes and comments are not read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from training.lint.example import Read
from training.lint.formats import table
from training.lint.formats.document import Block, Rows, read_blocks
from training.lint.formats.formula import mathml, raised, settled
from training.lint.formats.package import main_part, opened, part
from training.lint.formats.xml_tree import Node

_GONE = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "note", "table-of-content", "title", "desc", "ruby-text"}
)
_REPEATED, _COLUMNS, _ROWS = 64, 64, 1 << 20
"""Most times a cell or row with text is taken again, columns, and rows."""
_UNSEEN = {"p", "h", "table", "text-box"}


@dataclass(slots=True)
class _Text:
    """How the texts of one file are written: names of raised styles, and its formulas by the name of their part."""

    raised: frozenset[str] = frozenset()
    formulas: Mapping[str, str] = field(default_factory=dict)

    def settled(self, node: Node) -> str:
        """A paragraph's text."""
        return settled(self.written(node))

    def written(self, node: Node) -> str:
        """As `settled`, raised text still marked."""
        return "".join(each if isinstance(each, str) else self._element(each) for each in node.parts)

    def _element(self, node: Node) -> str:
        if node.name in _UNSEEN:
            return ""
        if node.name == "s":
            return " " * _times(node, "c", _REPEATED)
        if node.name in ("line-break", "tab"):
            return "\n" if node.name == "line-break" else "\t"
        if node.name == "object":
            return self.formulas.get(node.attributes.get("href", "").removeprefix("./"), "")
        if node.name == "span" and node.attributes.get("style-name") in self.raised:
            return raised(self.written(node))
        return self.written(node)


def read_odt(file: str, data: bytes) -> Read:
    """The examples of a text. Raises Unreadable."""
    with opened(data) as archive:
        root = main_part(archive, "content.xml")
        text = _Text(_raised_styles(root), _formulas(archive, root))
    root.drop(_GONE)
    return read_blocks(file, list(_blocks(root, text)))


def read_ods(file: str, data: bytes) -> Read:
    """The examples of a spreadsheet: the rows of its first sheet that holds any. Raises Unreadable."""
    with opened(data) as archive:
        root = main_part(archive, "content.xml")
    text = _Text(_raised_styles(root))
    root.drop(_GONE)
    sheets = (list(_rows(sheet, text)) for sheet in root.all("table"))
    return table.read_rows(file, next((rows for rows in sheets if rows), []))


def _raised_styles(root: Node) -> frozenset[str]:
    return frozenset(
        style.attributes.get("name", "")
        for style in root.all("style")
        for each in style.all("text-properties")
        if _is_raised(each.attributes.get("text-position", ""))
    )


def _is_raised(position: str) -> bool:
    """`super 58%`, or by how much: `33% 58%`."""
    height = position.partition(" ")[0]
    return height == "super" or (height.endswith("%") and height[:-1].isdigit() and int(height[:-1]) > 0)


def _formulas(archive: zipfile.ZipFile, root: Node) -> dict[str, str]:
    """Each formula object of a text, in a line."""
    found: dict[str, str] = {}
    for each in root.all("object"):
        name = each.attributes.get("href", "").removeprefix("./")
        content = part(archive, f"{name}/content.xml") if name else None
        if content is not None and any(content.all("math")):
            found[name] = settled(mathml(content))
    return found


def _blocks(node: Node, text: _Text) -> Iterator[Block]:
    for each in node.parts:
        if isinstance(each, str):
            continue
        if each.name in ("p", "h"):
            yield ("## " if each.name == "h" else "") + text.settled(each)
            yield from (text.settled(inner) for box in each.all("text-box") for inner in box.all("p"))
        elif each.name == "table":
            yield _cells(each, text)
        else:
            yield from _blocks(each, text)


def _cells(node: Node, text: _Text) -> Rows:
    rows = list(_rows(node, text))
    last = rows[-1][0] if rows else 0
    told = dict(rows)
    return [told.get(number, []) for number in range(1, last + 1)]


def _rows(node: Node, text: _Text) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that hold text, with their numbers."""
    number = 1
    for row in _own_rows(node):
        cells = _row(row, text)
        count = _times(row, "number-rows-repeated", _ROWS)
        if any(cells):
            yield from ((number + at, cells) for at in range(min(count, _REPEATED)))
        number += count


def _own_rows(node: Node) -> Iterator[Node]:
    for each in node.parts:
        if isinstance(each, Node) and each.name == "table-row":
            yield each
        elif isinstance(each, Node) and each.name not in ("table", "table-cell"):
            yield from _own_rows(each)


def _row(row: Node, text: _Text) -> list[str]:
    cells: list[str] = []
    for cell in row.parts:
        if isinstance(cell, Node) and cell.name in ("table-cell", "covered-table-cell"):
            told = "\n".join(text.settled(line) for line in cell.all("p", "h"))
            cells += [told] * _times(cell, "number-columns-repeated", max(0, _COLUMNS - len(cells)))
    return cells


def _times(node: Node, attribute: str, most: int) -> int:
    told = node.attributes.get(attribute, "1")
    return min(int(told), most) if told.isascii() and told.isdigit() and len(told) < 10 else min(1, most)
