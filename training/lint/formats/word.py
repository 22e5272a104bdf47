"""Word documents: paragraphs, tables, formulas of the equation editor, raised text. What was deleted or is a note is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.lint.example import Read
from training.lint.formats.document import Block, Rows, read_blocks
from training.lint.formats.formula import element, raised, settled
from training.lint.formats.package import main_part, opened
from training.lint.formats.xml_tree import Node

_GONE = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "rt"})
"""What the reader of the document does not see; a fallback says again what stands before it."""
_HEADING = re.compile(r"(?i)(heading|t[ií]tulo|ttulo)")
_CONTENTS = re.compile(r"(?i)(toc|tdc)\d")
_LINES = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
_UNSEEN = {"pPr", "rPr", "p", "tbl", "txbxContent"}
_SYMBOLS = {
    ("wingdings", 0xE0): "→", ("wingdings", 0xE8): "⇒", ("wingdings", 0xF3): "⇔", ("symbol", 0xB4): "×", ("symbol", 0xD7): "·",
    ("symbol", 0xB8): "÷", ("symbol", 0xB1): "±", ("symbol", 0xA3): "≤", ("symbol", 0xB3): "≥", ("symbol", 0xB9): "≠",
    ("symbol", 0xAE): "→", ("symbol", 0xDE): "⇒", ("symbol", 0xDB): "⇔", ("symbol", 0xD6): "√", ("symbol", 0x2D): "-",
    ("symbol", 0x44): "Δ", ("symbol", 0xB0): "°",
}  # fmt: skip
"""Signs of the fonts in which Word writes arrows (it turns `-->` into one) and operators."""


def read_docx(file: str, data: bytes) -> Read:
    """The examples of a document. Raises Unreadable."""
    with opened(data) as archive:
        root = main_part(archive, "word/document.xml")
    root.drop(_GONE)
    return read_blocks(file, list(_blocks(root)))


def _blocks(node: Node) -> Iterator[Block]:
    for part in node.parts:
        if isinstance(part, str):
            continue
        if part.name == "p":
            yield from _paragraph(part)
        elif part.name == "tbl":
            yield _rows(part)
        else:
            yield from _blocks(part)


def _paragraph(node: Node) -> Iterator[str]:
    """A paragraph, then those of the boxes that hang on it."""
    style = next((each.attributes.get("val", "") for each in node.all("pStyle")), "")
    if _CONTENTS.match(style):
        return
    text = settled(_written(node))
    yield "## " + " ".join(text.split("\n")) if _HEADING.match(style) else text
    for box in node.all("txbxContent"):
        yield from (settled(_written(each)) for each in box.all("p"))


def _rows(table: Node) -> Rows:
    return [
        [cell for each in _own(row, "tc") for cell in _cells(each)]
        for row in _own(table, "tr")
    ]  # fmt: skip


def _own(node: Node, name: str) -> Iterator[Node]:
    """The rows of a table or the cells of a row, without those of tables within."""
    for part in node.parts:
        if isinstance(part, Node) and part.name == name:
            yield part
        elif isinstance(part, Node) and part.name not in ("tbl", "tr", "tc", "p"):
            yield from _own(part, name)


def _cells(cell: Node) -> Iterator[str]:
    """A cell's text, and an empty one for each further column that it spans."""
    yield "\n".join(text for each in cell.all("p") for text in _paragraph(each))
    span = next((each.attributes.get("val", "") for each in cell.all("gridSpan")), "")
    yield from [""] * (min(int(span), 64) - 1 if span.isascii() and span.isdigit() else 0)


def _written(node: Node) -> str:
    """The text of a paragraph, with its formulas in a line."""
    return "".join(part if isinstance(part, str) else _element(part) for part in node.parts)


def _element(node: Node) -> str:
    if node.name in _LINES:
        return _LINES[node.name]
    if node.name in _UNSEEN:
        return ""
    if node.name == "sym":
        font, code = node.attributes.get("font", "").lower(), node.attributes.get("char", "")
        return _SYMBOLS.get((font, int(code, 16) & 0xFF), "") if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else ""
    if node.name == "r":
        mark = next(node.all("vertAlign"), None)
        is_raised = mark is not None and mark.attributes.get("val") == "superscript"
        return raised(_written(node)) if is_raised else _written(node)
    told = element(node, _written)
    return _written(node) if told is None else told
