"""A sheet as Markdown: the exercises first, then each solution with its mark scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from subjects.problem import Lang
from training.exercises.scheme import POINTS, scheme
from training.exercises.sheet import Item
from training.exercises.wording import answers, lines

HEADS: dict[Lang, dict[str, str]] = {
    "es": {
        "title": "Ejercicios", "solutions": "Soluciones", "solution": "Solución", "answer": "Resultado",
        "marks": f"Criterios ({POINTS} puntos)", "exercise": "Ejercicio", "points": "puntos",
    },
    "en": {
        "title": "Exercises", "solutions": "Solutions", "solution": "Solution", "answer": "Answer",
        "marks": f"Mark scheme ({POINTS} points)", "exercise": "Exercise", "points": "points",
    },
}  # fmt: skip


def write(items: Sequence[Item]) -> str:
    """The whole page, with a final newline."""
    head = HEADS[items[0].lang]
    out = [f"# {head['title']}: {_subject(items[0])}", ""]
    for at, item in enumerate(items, start=1):
        out += [f"{at}. {_indented(item.text)}", ""]
    out += [f"# {head['solutions']}", ""]
    for at, item in enumerate(items, start=1):
        out += [f"## {head['exercise']} {at}", "", *_solution(item), ""]
    return "\n".join(out).rstrip() + "\n"


def _subject(item: Item) -> str:
    return item.subject.phrases.patterns(item.lang, "name")[0]


def _indented(text: str) -> str:
    return escaped(text.strip()).replace("\n", "\n   ")


def _solution(item: Item) -> Iterator[str]:
    head, lang = HEADS[item.lang], item.lang
    yield f"`{item.subject.show(item.solution.steps[0].before, lang)}`"
    yield ""
    for at, (what, line) in enumerate(lines(item), start=1):
        yield f"{at}. {escaped(_capital(what))}: `{line}`"
    yield ""
    for label, answer in answers(item):
        yield f"**{head['answer']}{f' {label}' if label else ''}:** `{answer}`"
        yield ""
    yield f"*{head['marks']}:* " + "; ".join(f"{escaped(m.what)} {m.points(lang)}" for m in scheme(item)) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def escaped(text: str) -> str:
    """Text in which no character means anything to Markdown."""
    for sign in "\\`*_{}[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return text
