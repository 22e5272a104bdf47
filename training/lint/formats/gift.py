"""Moodle's GIFT: `::name::problem {=answer ####work}`, a question between blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.lint.example import Example, Line, Read, Trouble
from training.lint.formats.html_text import plain
from training.lint.formats.table import steps
from tutoring.sentence import Sentence

_NAME = re.compile(r"\s*::.*?(?<!\\)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]", re.IGNORECASE)
_BODY = re.compile(r"(?<!\\)\{(.*?)(?<!\\)\}", re.DOTALL)
_RIGHT = re.compile(r"(?<!\\)=\s*(?:%100%)?(.*?)(?=(?<!\\)[=~#]|$)", re.DOTALL)
_NUMBER = re.compile(r"#\s*=?\s*(?:%100%)?\s*([-+]?[\d.,]+(?:e[-+]?\d+)?)", re.IGNORECASE)
_UNIT = re.compile(r"\[([^\[\]\d]{1,20}(?:[²³^]?\d?)[^\[\]]{0,10})\]\s*$")


def read(file: str, text: str) -> Read:
    """The examples of a file."""
    examples: list[Example] = []
    troubles: list[Trouble] = []
    for at, (number, block) in enumerate(_blocks(text), start=1):
        body = _BODY.search(block)
        asked = block[: body.start()] + block[body.end() :] if body else block
        problem = plain(_meant(_FORMAT.sub("", _NAME.sub("", asked, count=1), count=1)))
        if body is None or not problem.strip():
            troubles.append(Trouble(file, number, at, _LACKS))
            continue
        examples.append(_example(file, at, number, block, body, problem.strip()))
    return Read(tuple(examples), tuple(troubles))


_LACKS = Sentence(
    "la pregunta no tiene texto o respuesta entre { }", "the question has no text, or no answer between { }"
)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start, block = 1, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip() and not line.lstrip().startswith(("//", "$CATEGORY")):
            if not block:
                start = number
            block.append(line)
        elif not line.strip() and block:
            yield start, "\n".join(block)
            block = []
        elif block:
            block.append("")


def _example(file: str, at: int, number: int, block: str, body: re.Match[str], problem: str) -> Example:
    answers, _, worked = body[1].partition("####")

    def line_of(offset: int) -> int:
        return number + block[: body.start(1) + offset].count("\n")

    unit = _UNIT.search(problem)
    found = _NUMBER.match(answers.strip()) or _RIGHT.search(answers)
    answer = None
    if found is not None and found[1].strip():
        told = plain(_meant(found[1])).strip() + (f" {unit[1]}" if unit and found.re is _NUMBER else "")
        answer = Line(told, line_of(answers.find(found[1].strip())))
    work = tuple(_placed(plain(_meant(worked)), worked, line_of(len(answers))))
    asked = problem[: unit.start()].strip() if unit else problem
    return Example(file, at, number, asked, work, answer, unitless=found is not None and found.re is _NUMBER)


def _placed(text: str, raw: str, first: int) -> Iterator[Line]:
    """The steps, each on the line of the file where it stands."""
    rows = [plain(_meant(row)) for row in raw.split("\n")]
    for step in steps(text):
        yield Line(step, first + next((at for at, row in enumerate(rows) if step in row), 0))


def _meant(text: str) -> str:
    """The text without the escapes of the format."""
    return re.sub(r"\\([~=#{}:\\])", r"\1", text.replace("\\n", "\n"))
