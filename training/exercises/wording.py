"""An exercise's solution and answer as lines of text, the same for every format."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.problem import Answer, Lang
from training.exercises.scheme import rule_name
from training.exercises.sheet import Item

_ALL: dict[Lang, str] = {"es": "todos los valores", "en": "all values"}
_NONE: dict[Lang, str] = {"es": "no tiene solución", "en": "no solution"}


def lines(item: Item) -> Iterator[tuple[str, str]]:
    """(what the step does, the line after it) in class notation."""
    for at, step in enumerate(item.solution.steps):
        yield rule_name(item, at), item.subject.show(step.after, item.lang)


def answers(item: Item) -> tuple[tuple[str, str], ...]:
    """(label, answer) of each part; one with an empty label where there is only one question."""
    parts = item.subject.parts(item.solution)
    if len(parts) < 2:
        return (("", spelled(item, item.solution.answer)),)
    return tuple((label, spelled(item, answer)) for label, answer in parts)


def spelled(item: Item, answer: Answer) -> str:
    """An answer in class notation, with its unit."""
    lang, value = item.lang, answer.value
    if answer.kind == "quantity":
        unit = item.subject.show(value["unit"], lang) if value["unit"] else ""
        symbol = f"{item.subject.show(value['symbol'], lang)} = " if value.get("symbol") else ""
        return f"{symbol}{number(value['value'], lang)} {unit}".strip()
    if answer.kind == "solutions":
        pairs = [", ".join(f"{n} = {item.subject.show(str(v), lang)}" for n, v in each.items()) for each in value]
        return ("; " if len(value) > 1 and len(value[0]) > 1 else {"es": " o ", "en": " or "}[lang]).join(pairs)
    if answer.kind == "species":
        return ", ".join(item.subject.show(str(each), lang) for each in value)
    if answer.kind in ("all", "none"):
        return (_ALL if answer.kind == "all" else _NONE)[lang]
    return item.subject.show(str(value), lang)


def number(amount: object, lang: Lang) -> str:
    """A number with at most four significant digits behind what is whole, comma or point; powers of ten spelled out."""
    exact = Fraction(str(amount))
    size = abs(float(exact))
    if size and not 1e-4 <= size < 1e7:
        mantissa, power = f"{float(exact):.3e}".split("e")
        shown = mantissa.rstrip("0").rstrip(".")
        text = f"{shown} · 10^{int(power)}"
    else:
        text = f"{float(exact):.4f}".rstrip("0").rstrip(".") if size >= 1 or not size else f"{float(exact):.4g}"
    return text.replace(".", ",") if lang == "es" else text
