"""A class's examples made by the subjects' generators, sound or with one planted error, and the forms they are written in."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from subjects import catalogue
from subjects.problem import Lang, Level, Problem, Solution, Unsolved
from tests.training.lint.pdf_page import pdf
from training.lint.finding import Kind
from tutoring.language import detect

HEADS: Mapping[Lang, tuple[str, str]] = {"es": ("Problema", "Solución"), "en": ("Problem", "Solution")}


@dataclass(frozen=True, slots=True)
class Written:
    """An example before it is put in a file. `planted` is the kind of its error; `at` the index of its line, -1 the problem."""

    problem: str
    lines: tuple[str, ...]
    lang: Lang
    solution: Solution
    level: str = ""
    planted: Kind | None = None
    at: int = -1

    def wrong(self, kind: Kind, at: int, line: str) -> Written:
        """With another line in place of one."""
        lines = (*self.lines[:at], line, *self.lines[at + 1 :])
        return replace(self, lines=lines, planted=kind, at=at)


def sound(name: str, rng: Random, lang: Lang, level: Level, method: str | None = None) -> Written:
    """An example as the subject solves it; a text that it does not read itself is drawn again."""
    subject = catalogue.find(name)
    while True:
        text = subject.generate(rng, lang, level).text
        if (one := solved(name, text, lang, level, method)) is not None:
            return one


def worked(name: str, text: str, lang: Lang, level: Level = "3eso", method: str | None = None) -> Written:
    """The subject's own solution of a text that it reads."""
    one = solved(name, text, lang, level, method)
    assert one is not None, text
    return one


def solved(name: str, text: str, lang: Lang, level: Level = "3eso", method: str | None = None) -> Written | None:
    """The subject's own solution of a text, or None where it has none."""
    subject, text = catalogue.find(name), text.strip()
    problem = subject.parse(text, lang)
    solution = subject.solve(problem, method, level) if isinstance(problem, Problem) else problem
    if isinstance(solution, Unsolved):
        return None
    return Written(text, tuple(subject.show(step.after, lang) for step in solution.steps), lang, solution)


Plant = Callable[[Written, Random], Written | None]


def _last(kind: Kind, change: Callable[[str, Random], str | None]) -> Plant:
    def plant(one: Written, rng: Random) -> Written | None:
        if kind == "result" and "convert" in one.solution.steps[-1].rule:
            return None  # that is a conversion
        line = change(one.lines[-1], rng)
        return None if line is None or line == one.lines[-1] else one.wrong(kind, len(one.lines) - 1, line)

    return plant


def _other_number(line: str, rng: Random) -> str | None:
    """`s = 300 m` becomes `s = 337 m`: no slip that a sign or rounding explains."""
    found = re.fullmatch(r"(\D*= )(\d+)( ?\D*)", line)
    return f"{found[1]}{int(found[2]) + rng.choice((13, 17, 37))}{found[3]}" if found else None


_UNITS = {
    "m": "kg",
    "s": "m",
    "m/s": "m/s²",
    "m/s²": "m",
    "g": "mL",
    "mol": "g",
    "g/mol": "mol",
    "L": "kg",
    "h": "km",
}


def _other_unit(line: str, rng: Random) -> str | None:
    number, _, unit = line.rpartition(" ")
    return f"{number} {_UNITS[unit]}" if unit in _UNITS else None


def _no_unit(line: str, rng: Random) -> str | None:
    number, _, unit = line.rpartition(" ")
    return number if unit in _UNITS else None


def _mistake(kind: Kind, *leaves: str) -> Plant:
    def plant(one: Written, rng: Random) -> Written | None:
        subject = catalogue.find(one.solution.problem.subject)
        for step in range(len(one.lines) - 1):
            for mistake, line in subject.mistakes(one.solution, step, rng, one.lang):
                if mistake.rpartition(".")[2] in leaves:
                    return one.wrong(kind, step, line)
        return None

    return plant


def _molar(one: Written, rng: Random) -> Written | None:
    for at, line in enumerate(one.lines[:-1]):
        if (found := re.fullmatch(r"(M\(\w+\) = )(\d+)((?:[.,]\d+)? g/mol)", line)) is not None:
            return one.wrong(
                "molar_mass", at, f"{found[1]}{int(found[2]) + rng.choice((1, 4, 11))}{found[3]}"
            )
    return None


def _unbalanced(one: Written, rng: Random) -> Written | None:
    line, count = re.subn(r"\b2 (?=[A-Z])", "5 ", one.lines[-1], count=1)
    return one.wrong("unbalanced", len(one.lines) - 1, line) if count else None


def _conversion(one: Written, rng: Random) -> Written | None:
    for at, line in enumerate(one.lines[:-1]):
        found = re.search(r"= (\d+) m/s", line)
        is_new = found is not None and f" {found[1]} " not in one.lines[at - 1]
        if at and found and is_new and "km/h" in one.lines[at - 1] and int(found[1]) > 5:
            return one.wrong(
                "conversion", at, f"{line[: found.start(1)]}{int(found[1]) * 3}{line[found.end(1) :]}"
            )
    return None


def _scheme(one: Written, rng: Random) -> Written | None:
    rules = [step.rule.rpartition(".")[2] for step in one.solution.steps]
    if (
        sorted({*rules} - {"isolate"}) != ["data", "formula", "result", "substitute"]
        or rules.count("formula") > 1
    ):
        return None
    drop = rng.choice(("data", "formula", "substitute"))
    gone = {"formula", "isolate"} if drop == "formula" else {drop}
    kept = tuple(line for line, rule in zip(one.lines, rules, strict=True) if rule not in gone)
    return replace(one, lines=kept, planted="scheme", at=0)


def _unfinished(one: Written, rng: Random) -> Written | None:
    return (
        replace(one, lines=one.lines[:-1], planted="unfinished", at=len(one.lines) - 2)
        if len(one.lines) > 2
        else None
    )


def _private(one: Written, rng: Random) -> Written | None:
    secret = rng.choice(("ana.perez@instituto.es", "612 345 678", "12345678Z"))
    return replace(one, problem=f"{one.problem} ({secret})", planted="personal_data")


_FOREIGN: Mapping[Lang, str] = {
    "es": "Now we put the numbers in and we find the answer", "en": "Ahora ponemos los números y hallamos el resultado"
}  # fmt: skip


def _language(one: Written, rng: Random) -> Written | None:
    if detect(one.problem) != one.lang:
        return None
    at = len(one.lines) - 1
    return replace(one, lines=(*one.lines[:at], _FOREIGN[one.lang], one.lines[at]), planted="language", at=at)


def _long(one: Written, rng: Random) -> Written | None:
    talk: Mapping[Lang, str] = {
        "es": "Vamos despacio y miramos bien todo. ",
        "en": "We go slowly and look at it all well. ",
    }
    return replace(one, lines=(talk[one.lang] * 60, *one.lines), planted="too_long")


def _strange(one: Written, rng: Random) -> Written | None:
    asked: Mapping[Lang, str] = {
        "es": "¿Cuál es el sentido de la vida en 300 palabras?", "en": "What is the meaning of life in 300 words?"
    }  # fmt: skip
    return replace(one, problem=f"{asked[one.lang]} {rng.randrange(99)}", planted="unreadable")


def _level(one: Written, rng: Random) -> Written | None:
    kinds = ("quadratic", "system", "oblique", "horizontal", "radical", "biquadratic")
    return replace(one, level="1º ESO", planted="level") if one.solution.problem.kind in kinds else None


def _rounded(one: Written, rng: Random) -> Written | None:
    """`6.852 L` becomes `6.8 L`, `6.824 L` becomes `6.9 L`."""
    found = re.fullmatch(r"(.*= )([1-9]\d?)([.,])([1-8])([0123789])\d*( .*)", one.lines[-1])
    if found is None or int(found[2]) > 30:
        return None
    digit = int(found[4]) + (1 if int(found[5]) < 4 else 0)
    return one.wrong("rounding", len(one.lines) - 1, f"{found[1]}{found[2]}{found[3]}{digit}{found[6]}")


def _other_answer(one: Written, rng: Random) -> Written | None:
    if (
        one.solution.problem.kind != "word_problem"
        or one.solution.steps[-1].rule != "algebra.answer_question"
    ):
        return None
    found = re.fullmatch(r"x = (\d+); y = (\d+)", one.lines[-2])
    if found is None or found[1] == found[2]:
        return None
    asked, other = (found[1], found[2]) if one.lines[-1].startswith("x") else (found[2], found[1])
    label = {"es": "Solución", "en": "Answer"}[one.lang]
    del asked
    return one.wrong("other_answer", len(one.lines) - 1, f"{label}: {other}")


Source = tuple[str, Sequence[Level], Plant]
PLANTS: Mapping[Kind, Source] = {
    "result": ("kinematics", ("2eso", "3eso"), _last("result", _other_number)),
    "step": ("algebra", ("2eso", "3eso"), _mistake("step", "arithmetic", "inverse_operation", "distribute_first_only")),
    "sign": ("algebra", ("1eso", "3eso"), _mistake("sign", "sign_on_moving_term", "sign_before_parenthesis")),
    "unit_missing": ("kinematics", ("3eso", "4eso"), _last("unit_missing", _no_unit)),
    "unit_wrong": ("stoichiometry", ("3eso", "4eso"), _last("unit_wrong", _other_unit)),
    "scheme": ("kinematics", ("2eso", "3eso"), _scheme),
    "unbalanced": ("stoichiometry", ("1eso", "2eso"), _unbalanced),
    "molar_mass": ("stoichiometry", ("3eso", "4eso"), _molar),
    "conversion": ("kinematics", ("3eso", "4eso"), _conversion),
    "other_answer": ("algebra", ("3eso", "4eso"), _other_answer),
    "language": ("algebra", ("1eso", "2eso"), _language),
    "level": ("algebra", ("3eso", "4eso"), _level),
    "personal_data": ("kinematics", ("2eso", "3eso"), _private),
    "too_long": ("algebra", ("2eso", "3eso"), _long),
    "rounding": ("stoichiometry", ("3eso", "4eso"), _rounded),
    "unfinished": ("algebra", ("2eso", "3eso"), _unfinished),
    "unreadable": ("algebra", ("2eso",), _strange),
}  # fmt: skip


def planted(kind: Kind, rng: Random, lang: Lang) -> tuple[Written, Written]:
    """(an example with one error of a kind, its sound twin)."""
    name, levels, plant = PLANTS[kind]
    for _ in range(400):
        one = sound(name, rng, lang, rng.choice(levels))
        if (wrong := plant(one, rng)) is not None:
            return wrong, one
    raise AssertionError(f"no example for {kind}")


# Errors that only the whole set shows: what stands wrongly beside a sound example.


def _again(one: Written, rng: Random) -> Written | None:
    return replace(one, planted="duplicate")


_BEFORE: Mapping[Lang, str] = {"es": "Para practicar en casa:", "en": "To practise at home:"}


def _reworded(one: Written, rng: Random) -> Written | None:
    name, was = one.solution.problem.subject, one.solution.problem
    again = solved(name, f"{_BEFORE[one.lang]} {one.problem}", one.lang)
    if again is None or again.solution.problem.id != was.id:
        return None
    return replace(again, planted="near_duplicate")


def _other_number_asked(one: Written, rng: Random) -> Written | None:
    """The same words with one of the data changed, of three or more."""
    numbers = re.findall(r"(?<![\w.,^])\d+(?:[.,]\d+)?(?![\w.,^])", one.problem)
    whole = [number for number in numbers if len(number) > 1 and number.isdigit()]
    if one.solution.problem.subject != "kinematics" or len(numbers) < 4 or not whole or len(one.problem.split()) < 8:
        return None
    number = rng.choice(whole)
    text = re.sub(rf"(?<![\w.,^]){number}(?![\w.,^])", str(int(number) + 1), one.problem, count=1)
    other = solved(one.solution.problem.subject, text, one.lang)
    return None if other is None else replace(other, planted="near_duplicate")


def _almost(one: Written, rng: Random) -> Written | None:
    return _other_number_asked(one, rng) or _reworded(one, rng)


def _other_way(one: Written, rng: Random) -> Written | None:
    name = one.solution.problem.subject
    for method in catalogue.find(name).methods[1:]:
        other = solved(name, one.problem, one.lang, method=method)
        if other is not None and {*other.lines} - {*one.lines} and {*one.lines} - {*other.lines}:
            return replace(other, planted="method", at=0)
    return None


BESIDE: Mapping[Kind, Plant] = {"duplicate": _again, "near_duplicate": _almost}


def other_way(name: str, rng: Random, lang: Lang, level: Level) -> Written:
    """A sound example by another method than the subject's first, which it solves too."""
    while True:
        if (found := _other_way(sound(name, rng, lang, level), rng)) is not None:
            return found


# How examples are written: each writer gives the file's bytes and, for each example, the lines of the file where its problem
# and its lines stand.

Places = list[tuple[int, list[int]]]


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
