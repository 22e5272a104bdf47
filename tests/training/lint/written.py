"""Examples as files of every format that teachers have, and where in them each one stands."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape

from tests.training.lint.pdf_page import pdf
from tests.training.lint.planted import HEADS, Places, Written


def markdown(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """Headings, formulas between dollar signs."""
    out, places = list[str](), Places()
    for at, one in enumerate(examples, start=1):
        problem, solution = HEADS[one.lang]
        level = [f"{'Nivel' if one.lang == 'es' else 'Level'}: {one.level}"] if one.level else []
        out += [f"## {problem} {at}", *level, "", *one.problem.split("\n"), "", f"### {solution}", ""]
        start = len(out) - 2 - len(one.problem.split("\n"))
        steps = []
        for line in one.lines:
            steps.append(len(out) + 1)
            out.append(line if re.search(r"[A-Za-z]{4}", line) else f"${line}$")
        places.append((start, steps))
        out.append("")
    return "\n".join(out).encode(), places


def text(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """Plain text of a Windows editor: words with a colon, cp1252 where it can be."""
    out, places = list[str](), Places()
    for one in examples:
        problem, solution = HEADS[one.lang]
        lines = one.problem.split("\n")
        out += [f"{problem}: {lines[0]}", *lines[1:], f"{solution}:"]
        places.append((len(out) - len(lines), [len(out) + 1 + at for at in range(len(one.lines))]))
        out += [*one.lines, ""]
    joined = "\r\n".join(out)
    try:
        return joined.encode("cp1252"), places
    except UnicodeEncodeError:
        return joined.encode("utf-16"), places


def comma(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """A table with semicolons, as Spanish spreadsheets export it; steps on lines of their cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["Enunciado", "Solución", "Nivel"])
    places = Places()
    for one in examples:
        row = stream.getvalue().count("\n") + 1
        writer.writerow([one.problem, "\n".join(one.lines), one.level])
        places.append((row, [row] * len(one.lines)))
    return stream.getvalue().encode("utf-8-sig"), places


def _jsonl(state: Callable[[Written], object]) -> Callable[[Sequence[Written]], tuple[bytes, Places]]:
    def write(examples: Sequence[Written]) -> tuple[bytes, Places]:
        rows = [json.dumps(state(one), ensure_ascii=False) for one in examples]
        return "\n".join(rows).encode(), [
            (at, [at] * len(one.lines)) for at, one in enumerate(examples, start=1)
        ]

    return write


openai = _jsonl(lambda one: {"messages": [
    {"role": "system", "content": "x"}, {"role": "user", "content": one.problem},
    {"role": "assistant", "content": "\n".join(one.lines)},
]})  # fmt: skip
gemini = _jsonl(lambda one: {"contents": [
    {"role": "user", "parts": [{"text": one.problem}]}, {"role": "model", "parts": [{"text": "\n".join(one.lines)}]},
]})  # fmt: skip
pairs = _jsonl(lambda one: {"prompt": one.problem, "completion": "\n".join(one.lines), "level": one.level})


def moodle(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """A question bank: essays with their worked solution as feedback."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    places = Places()
    for one in examples:
        start = "\n".join(out).count("\n") + 2
        html = "".join(f"<p>{escape(line)}</p>" for line in one.lines)
        asked = f"<![CDATA[<p>{escape(one.problem)}</p>]]>"
        out += [
            '<question type="essay">', f"<questiontext format=\"html\"><text>{asked}</text></questiontext>",
            f"<generalfeedback format=\"html\"><text>{escape(html)}</text></generalfeedback>", "</question>",
        ]  # fmt: skip
        places.append((start, [start + 2 + one.problem.count("\n")] * len(one.lines)))
    return "\n".join([*out, "</quiz>"]).encode(), places


def gift(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """GIFT essays with feedback."""
    blocks, places, line = [], Places(), 1

    def escaped(text: str) -> str:
        return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")

    for at, one in enumerate(examples, start=1):
        parted = "\\n" if any(";" in each for each in one.lines) else "; "
        feedback = parted.join(escaped(each) for each in one.lines)
        blocks.append(f"::E{at}::{escaped(one.problem)} {{####{feedback}}}")
        places.append((line, [line] * len(one.lines)))
        line += 2
    return "\n\n".join(blocks).encode(), places


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _paragraphs(examples: Sequence[Written]) -> tuple[list[str], Places]:
    out, places = list[str](), Places()
    for one in examples:
        problem, solution = HEADS[one.lang]
        out += [f"## {problem}", *one.problem.split("\n"), f"## {solution}"]
        start = len(out) - len(one.problem.split("\n"))
        places.append((start, [len(out) + 1 + at for at in range(len(one.lines))]))
        out += one.lines
    return out, places


def docx(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """A Word document with headings."""
    lines, places = _paragraphs(examples)
    body = "".join(_word(line) for line in lines)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped({"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"}), places


def _word(line: str) -> str:
    style = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>' if line.startswith("## ") else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(line.removeprefix("## "))}</w:t></w:r></w:p>'


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def odt(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """An OpenDocument text with headings."""
    lines, places = _paragraphs(examples)
    body = "".join(
        f"<text:h>{escape(line[3:])}</text:h>"
        if line.startswith("## ")
        else f"<text:p>{escape(line)}</text:p>"
        for line in lines
    )
    content = f"<office:document-content {_ODF}><office:body>{body}</office:body></office:document-content>"
    return zipped({"content.xml": content}), places


def ods(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """An OpenDocument spreadsheet: a column a step."""
    rows = _rows(examples)

    def cell(value: str) -> str:
        lines = "".join(f"<text:p>{escape(each)}</text:p>" for each in value.split("\n"))
        return f"<table:table-cell>{lines}</table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = f"<office:document-content {_ODF}><table:table>{body}</table:table></office:document-content>"
    return zipped({"content.xml": content}), _row_places(examples)


def xlsx(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """An Excel workbook: a column a step, shared strings."""
    rows = _rows(examples)
    strings = list(dict.fromkeys(value for row in rows for value in row))
    at = {value: number for number, value in enumerate(strings)}

    def cells(number: int, row: Sequence[str]) -> str:
        return "".join(
            f'<c r="{chr(65 + at_)}{number}" t="s"><v>{at[value]}</v></c>' for at_, value in enumerate(row)
        )

    body = "".join(
        f'<row r="{number}">{cells(number, row)}</row>' for number, row in enumerate(rows, start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t>{escape(value)}</t></si>" for value in strings)
    return zipped({
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
    }), _row_places(examples)  # fmt: skip


def _rows(examples: Sequence[Written]) -> list[list[str]]:
    widest = max(len(one.lines) for one in examples)
    head = ["Problema", "Nivel", *(f"Paso {at}" for at in range(1, widest + 1))]
    return [head, *([one.problem, one.level, *one.lines] for one in examples)]


def _row_places(examples: Sequence[Written]) -> Places:
    return [(at, [at] * len(one.lines)) for at, one in enumerate(examples, start=2)]


def portable(examples: Sequence[Written]) -> tuple[bytes, Places]:
    """A PDF of pages of 35 lines, broken wherever they end; powers raised."""
    out, places = list[str](), Places()
    for at, one in enumerate(examples, start=1):
        problem, solution = HEADS[one.lang]
        lines = one.problem.split("\n")
        out += [f"{problem} {at}", *lines, solution]
        places.append((len(out) - len(lines), [len(out) + 1 + step for step in range(len(one.lines))]))
        out += one.lines
    return pdf([out[at : at + 35] for at in range(0, len(out), 35)]), places


WRITERS: Mapping[str, Callable[[Sequence[Written]], tuple[bytes, Places]]] = {
    "a.md": markdown, "b.txt": text, "c.csv": comma, "d.jsonl": openai, "e.jsonl": gemini, "f.jsonl": pairs, "g.xml": moodle,
    "h.gift": gift, "i.docx": docx, "j.odt": odt, "k.ods": ods, "l.xlsx": xlsx, "m.pdf": portable,
}  # fmt: skip
