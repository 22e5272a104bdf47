"""JSON Lines of tuning formats: chat messages (OpenAI), contents with parts (Gemini), prompt–completion, and our own words.

A conversation of one question and one reply is a worked example; a longer one is a guided dialogue, whose problem is its
first message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.lint.example import Example, Line, Read, Trouble
from training.lint.formats.markdown import lang_named
from training.lint.formats.table import _COLUMNS, steps
from tutoring.sentence import Sentence

_STUDENT, _TUTOR = {"user", "human", "student"}, {"assistant", "model", "gpt", "tutor"}
_DEEPEST = 50


def read(file: str, text: str) -> Read:
    """The examples of a file with one JSON object a line, or with one list of them."""
    examples: list[Example] = []
    troubles: list[Trouble] = []
    for at, (number, state) in enumerate(_objects(text), start=1):
        found = _example(file, at, number, state) if isinstance(state, Mapping) else None
        if found is not None and found.problem.strip():
            examples.append(found)
        else:
            troubles.append(Trouble(file, number, at, state if isinstance(state, Sentence) else _STRANGE))
    return Read(tuple(examples), tuple(troubles))


_STRANGE = Sentence(
    "no es un ejemplo que se conozca: hacen falta «messages», «contents», «prompt» y «completion», o «problem» y «solution»",
    "no known kind of example: it needs 'messages', 'contents', 'prompt' and 'completion', or 'problem' and 'solution'",
)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    whole = _parsed(text) if text.lstrip()[:1] in ("[", "{") else None
    if isinstance(whole, list):
        yield from ((1, each) for each in whole)
        return
    if isinstance(whole, Mapping):
        yield 1, whole
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _parsed(line)


def _parsed(text: str) -> Any:
    """The value, or a sentence on why there is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return Sentence(f"no es JSON (columna {error.colno})", f"this is not JSON (column {error.colno})")
    except (RecursionError, ValueError):
        return Sentence(
            "el JSON está demasiado anidado o trae números enormes",
            "the JSON nests too deep or holds huge numbers",
        )


def _example(file: str, at: int, number: int, state: Mapping[str, Any]) -> Example | None:
    turns = list(_turns(state))
    if turns:
        return _conversation(file, at, number, turns)
    cells: dict[str, str] = {}
    for key, value in state.items():
        role = _COLUMNS.get(str(key).lower())
        if role and (told := _text(value)).strip():
            cells.setdefault(role, told)
    if "problem" not in cells:
        return None
    work = tuple(Line(step, number) for step in steps(cells.get("work", "")))
    answer = Line(cells["answer"].strip(), number) if "answer" in cells else None
    return Example(
        file, at, number, cells["problem"], work, answer, lang_named(cells.get("lang", "")), cells.get("level", ""),
        cells.get("subject", ""),
    )  # fmt: skip


def _turns(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(role, text) of a conversation, without the system's words; prompt and completion may be conversations too."""
    for key in ("messages", "contents", "conversations", "prompt", "completion"):
        said = state.get(key)
        if not isinstance(said, Sequence) or isinstance(said, str):
            continue
        for turn in said:
            if isinstance(turn, Mapping):
                role = str(turn.get("role", turn.get("from", ""))).lower()
                told = _text(turn.get("content", turn.get("parts", turn.get("value", turn.get("text", "")))))
                if role in _STUDENT | _TUTOR and told.strip():
                    yield ("student" if role in _STUDENT else "tutor"), told.strip()


def _text(value: Any, depth: int = 0) -> str:
    """The text of a content: itself, or its parts'."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _text(value.get("text", ""), depth + 1) if depth < _DEEPEST else ""
    if isinstance(value, Sequence) and depth < _DEEPEST:
        return "\n".join(told for each in value if (told := _text(each, depth + 1)))
    return str(value) if isinstance(value, int | float) else ""


def _conversation(file: str, at: int, number: int, turns: Sequence[tuple[str, str]]) -> Example | None:
    asked = next((text for role, text in turns if role == "student"), "")
    replies = [text for role, text in turns if role == "tutor"]
    guided = len(turns) > 2
    work = tuple(Line(step, number) for reply in replies for step in steps(reply))
    return Example(file, at, number, asked, work, guided=guided)
