"""Word, OpenDocument and Excel files: zips of XML, read with bounds. Paragraphs and rows are counted as lines.

Formulas of the equation editors are written out in a line: fractions `(a)/(b)`, powers `^`, roots `√( )`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from training.lint.example import Read, Unreadable
from training.lint.formats import markdown, table
from training.lint.formats.xml_tree import Node, parsed
from training.lint.walk import unpacked

_REPEATED = 64
_COLUMNS = 64


def read_docx(file: str, data: bytes) -> Read:
    """The examples of a Word document: a table's rows where it begins with one and has no headings, else its paragraphs."""
    return _page(file, _paragraphs(_part(data, "word/document.xml")))


def read_odt(file: str, data: bytes) -> Read:
    """The examples of an OpenDocument text."""
    return _page(file, _odt_paragraphs(_part(data, "content.xml")))


def read_ods(file: str, data: bytes) -> Read:
    """The examples of an OpenDocument spreadsheet: the rows of its first sheet that holds any."""
    sheets = [_ods_rows(sheet) for sheet in _part(data, "content.xml").all("table")]
    return table.read_rows(file, next((rows for rows in sheets if rows), []))


def read_xlsx(file: str, data: bytes) -> Read:
    """The examples of an Excel workbook: the rows of its first sheet that holds any."""
    with _opened(data) as archive:
        names = sorted(n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
        shared = _shared(archive)
        for name in sorted(names, key=lambda each: int(re.findall(r"\d+", each)[-1])):
            if rows := _xlsx_rows(parsed(unpacked(archive, archive.getinfo(name))), shared):
                return table.read_rows(file, rows)
    return Read()


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Unreadable(
            "está dañado o es de una versión antigua; guárdalo como .docx, .xlsx, .odt o .ods",
            "it is damaged or of an old version; save it as .docx, .xlsx, .odt or .ods",
        ) from None


def _part(data: bytes, name: str) -> Node:
    with _opened(data) as archive:
        try:
            return parsed(unpacked(archive, archive.getinfo(name)))
        except KeyError:
            raise Unreadable("no es un documento de ese tipo", "it is no document of that kind") from None


def _page(file: str, paragraphs: Sequence[str]) -> Read:
    return markdown.read(file, "\n".join(paragraphs))


def _paragraphs(root: Node) -> list[str]:
    lines: list[str] = []
    for paragraph in root.all("p"):
        style = next((node.attributes.get("val", "") for node in paragraph.all("pStyle")), "")
        mark = "## " if re.match(r"(?i)(heading|t[ií]tulo|ttulo)", style) else ""
        text = mark + _written(paragraph)
        lines += [" ".join(text.split("\n"))] if mark else text.split("\n")
    return lines


def _odt_paragraphs(root: Node) -> list[str]:
    return [("## " if node.name == "h" else "") + _written(node) for node in root.all("h", "p")]


_LINES = {"br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " "}
_UNSEEN = {
    "instrText",
    "delText",
    "del",
    "annotation",
    "note",
    "pPr",
    "rPr",
    "p",
    "fPr",
    "radPr",
    "degHide",
    "ctrlPr",
}


def _written(node: Node) -> str:
    """The text of a paragraph with its formulas in a line."""
    return "".join(part if isinstance(part, str) else _element(part) for part in node.parts)


def _element(node: Node) -> str:
    name = node.name
    if name in _LINES:
        return _LINES[name]
    if name in _UNSEEN:
        return ""
    if name == "f":
        return "({})/({})".format(*(_of(node, each) for each in ("num", "den")))
    if name == "rad":
        return f"√({_of(node, 'e')})"
    if name in ("sSup", "sSub"):
        base, small = _of(node, "e"), _of(node, "sup" if name == "sSup" else "sub")
        return base + (f"^{_bracketed(small)}" if name == "sSup" else small)
    if name == "d":
        return f"({_written(node)})"
    if name == "r" and (mark := next(iter(node.all("vertAlign")), None)) is not None:
        return (
            _written(node)
            if mark.attributes.get("val") != "superscript"
            else f"^{_bracketed(_written(node))}"
        )
    return _written(node)


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"\w+", text.strip()) else f"({text})"


def _of(node: Node, name: str) -> str:
    child = node.child(name)
    return "" if child is None else _written(child)


def _times(node: Node, attribute: str, most: int) -> int:
    told = node.attributes.get(attribute, "1")
    return min(int(told), most) if told.isascii() and told.isdigit() else 1


def _ods_rows(sheet: Node) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    number = 1
    for row in sheet.all("table-row"):
        cells: list[str] = []
        for cell in (
            part for part in row.parts if isinstance(part, Node) and part.name.endswith("table-cell")
        ):
            text = "\n".join(_written(line) for line in cell.all("p"))
            cells += [text] * _times(cell, "number-columns-repeated", _COLUMNS if text else 1)
        if any(cells):
            rows.append((number, cells[:_COLUMNS]))
        number += _times(row, "number-rows-repeated", 1 << 20)
    return rows


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = parsed(unpacked(archive, archive.getinfo("xl/sharedStrings.xml")))
    return ["".join(text.text() for text in item.all("t")) for item in root.all("si")]


def _xlsx_rows(root: Node, shared: Sequence[str]) -> list[tuple[int, list[str]]]:
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
        letters = re.match(r"[A-Z]{1,2}", cell.attributes.get("r", ""))
        column = at
        if letters is not None:
            column = 0
            for letter in letters[0]:
                column = 26 * column + ord(letter) - 64
            column -= 1
        if column < _COLUMNS:
            yield column, _value(cell, shared)


def _value(cell: Node, shared: Sequence[str]) -> str:
    if cell.attributes.get("t") == "inlineStr":
        return "".join(text.text() for text in cell.all("t"))
    value = cell.child("v")
    text = "" if value is None else value.text()
    if cell.attributes.get("t") == "s":
        return shared[int(text)] if text.isdigit() and int(text) < len(shared) else ""
    return text
