"""Tables: CSV, and rows that spreadsheets hold. A row is an example; columns are known by their names.

Without a known header the first column is the problem and the others its solution. Steps in a cell stand on lines of their
own or are divided by `;`, `|` or an arrow.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from training.lint.example import Example, Line, Read, Trouble
from training.lint.formats.markdown import folded, lang_named
from tutoring.sentence import Sentence

_COLUMNS: Mapping[str, str] = {
    name: role
    for role, names in {
        "problem": "problema problem enunciado ejercicio exercise pregunta question statement text texto prompt "
        "input instruction",
        "work": "solucion solution desarrollo resolucion pasos steps working worked_solution completion output response",
        "answer": "resultado result respuesta answer final solucion_final resultado_final final_answer",
        "level": "nivel level curso year", "lang": "idioma lang language lengua", "subject": "asignatura subject materia",
    }.items()
    for name in names.split()
}  # fmt: skip
_STEP = re.compile(r"(?:paso|step|linea|line)_?\d+")
_WIDEST = 1 << 20


def read(file: str, text: str) -> Read:
    """The examples of comma-, semicolon- or tab-separated values."""
    csv.field_size_limit(_WIDEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        said = Sentence(
            "desde aquí la tabla no se puede leer: mira las comillas",
            "from here the table cannot be read: check the quotes",
        )
        found = read_rows(file, rows)
        return Read(found.examples, (*found.troubles, Trouble(file, before + 1, 0, said)))
    return read_rows(file, rows)


def _delimiter(text: str) -> str:
    """The separator that cuts the first line into most cells; a semicolon before a comma, which Spanish numbers use."""
    first = text.lstrip("\n").partition("\n")[0]
    return max(
        "\t;,|",
        key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])) * (1.5 if sign in "\t;" else 1),
    )


def read_rows(file: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Read:
    """The examples of rows of cells, each with the line or row where it stands."""
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return Read()
    roles = [_role(cell) for cell in filled[0][1]]
    if "problem" in roles:
        filled = filled[1:]
    else:
        roles = ["problem", *["work"] * (max(len(row) for _, row in filled) - 1)]
    examples, troubles = [], []
    for at, (number, row) in enumerate(filled, start=1):
        found = _example(file, at, number, roles, row)
        if found.problem:
            examples.append(found)
        else:
            troubles.append(
                Trouble(file, number, at, Sentence("la fila no tiene problema", "the row has no problem"))
            )
    return Read(tuple(examples), tuple(troubles))


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row with text names a column of problems and another of solutions or results."""
    roles = {_role(cell) for cell in next((row for row in rows if any(cell.strip() for cell in row)), ())}
    return "problem" in roles and bool(roles & {"work", "answer"})


def _role(cell: str) -> str:
    name = re.sub(r"\W+", "_", folded(cell.strip())).strip("_")
    return "work" if _STEP.fullmatch(name) else _COLUMNS.get(name, "")


def _example(file: str, at: int, number: int, roles: Sequence[str], row: Sequence[str]) -> Example:
    cells: dict[str, list[str]] = {}
    for role, cell in zip(roles, row, strict=False):
        if role and cell.strip():
            cells.setdefault(role, []).append(cell.strip())
    written = cells.get("work", [])
    parted = steps if len(written) == 1 else str.splitlines
    work = tuple(Line(step, number) for cell in written for step in parted(cell))
    answers = cells.get("answer", [])
    one = {role: found[0] for role, found in cells.items()}
    return Example(
        file, at, number, one.get("problem", ""), work, Line(answers[-1], number) if answers else None,
        lang_named(one.get("lang", "")), one.get("level", ""), one.get("subject", ""),
    )  # fmt: skip


def steps(cell: str) -> Iterator[str]:
    """The steps in one cell or text: its lines, else what `|`, `⇒` or `;` divide."""
    lines = [line.strip() for line in re.split(r"\n|\\\\", cell) if line.strip()]
    if len(lines) > 1:
        yield from lines
        return
    for sign in (r"\s\|\s", r"⇒|⟹|\\Rightarrow|=>(?!=)|⇔", r";\s"):
        parts = [part.strip() for part in re.split(sign, cell) if part.strip()]
        if len(parts) > 1:
            yield from parts
            return
    yield from lines
