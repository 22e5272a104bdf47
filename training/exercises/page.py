"""A sheet as one HTML page that prints well on A4: exercises on the first pages, solutions on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from training.exercises.markdown import HEADS
from training.exercises.scheme import scheme
from training.exercises.sheet import Item
from training.exercises.wording import answers, lines

_STYLE = """
@page { size: A4; margin: 2cm }
body { font: 12pt/1.5 Georgia, "Times New Roman", serif; color: #111; max-width: 42em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.4em; border-bottom: 1px solid #999; padding-bottom: .2em }
h2 { font-size: 1.1em; margin: 1.4em 0 .3em }
.exercises > li { margin: 0 0 2.2em; white-space: pre-line; break-inside: avoid }
.line { font-family: "Cambria Math", "STIX Two Math", "DejaVu Serif", serif; white-space: pre-wrap }
.solution { break-inside: avoid }
.name { float: right; font-size: .9em; color: #555 }
table { border-collapse: collapse; font-size: .9em; margin: .4em 0 }
td { border: 1px solid #bbb; padding: .1em .6em }
td + td { text-align: right }
@media print { body { margin: 0; max-width: none; padding: 0 } .solutions { break-before: page } }
"""
_NAME = {"es": "Nombre: ______________________   Fecha: __________", "en": "Name: ______________________   Date: __________"}


def write(items: Sequence[Item]) -> str:
    """The whole page; it loads nothing from elsewhere."""
    lang, head = items[0].lang, HEADS[items[0].lang]
    title = escape(f"{head['title']}: {items[0].subject.phrases.patterns(lang, 'name')[0]}")
    exercises = "\n".join(f"<li>{escape(item.text.strip())}</li>" for item in items)
    solutions = "\n".join(part for at, item in enumerate(items, start=1) for part in _solution(at, item))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{_NAME[lang]}</p>\n"
        f'<ol class="exercises">\n{exercises}\n</ol>\n<section class="solutions">\n<h1>{head["solutions"]}</h1>\n'
        f"{solutions}\n</section>\n</body>\n</html>\n"
    )


def _solution(at: int, item: Item) -> Iterator[str]:
    head, lang = HEADS[item.lang], item.lang
    yield f'<div class="solution"><h2>{head["exercise"]} {at}</h2>'
    yield f'<p class="line">{escape(item.subject.show(item.solution.steps[0].before, lang))}</p>'
    yield "<ol>"
    for what, line in lines(item):
        yield f'<li>{escape(what)}: <span class="line">{escape(line)}</span></li>'
    yield "</ol>"
    for label, answer in answers(item):
        yield f'<p><b>{head["answer"]} {escape(label)}</b> <span class="line">{escape(answer)}</span></p>'
    rows = "".join(f"<tr><td>{escape(m.what)}</td><td>{m.points(lang)}</td></tr>" for m in scheme(item))
    yield f"<table><caption>{head['marks']}</caption>{rows}</table></div>"
