"""Copy lessons: give back exactly one or two things of the prompt, and nothing else of it.

A small network writes fluent sentences with another problem's numbers until it is taught to copy. So these
lessons hold values without meaning (random digits, equations, formulas, lines) under field names, and the
reply names the one that was asked for inside a short sentence: by its label where the prompt has labels
(`prompts.cite`), sign by sign elsewhere. Nothing here needs to be true, solvable or balanced: only the copying
is taught.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prompts.cite import label

from .copying_values import VALUES
from .copying_words import Lang, words
from .item import Item, Split

Lesson = Callable[[random.Random, Lang], Item]


@dataclass(frozen=True, slots=True)
class _Field:
    """One `name: value` line of a prompt."""

    name: str
    value: str
    labelled: bool = False

    @property
    def line(self) -> str:
        return f"{label(self.name)} {self.value}"

    @property
    def quoted(self) -> str:
        """What a reply writes for the field."""
        return label(self.name) if self.labelled else self.value


CITED = 0.7
"""Share of the lessons on fields whose prompt has labels and whose reply cites them."""


def items(seed: int, split: Split) -> Iterator[Item]:
    """Endless copy lessons; the same `seed` and `split` give the same ones, es and en alike."""
    rng = random.Random(f"copying:{split}:{seed}")
    lessons: tuple[Lesson, ...] = (
        _one_field,
        _two_fields,
        _repeat,
        _all_values,
        _asked_in_words,
        _one_of_many,
    )
    while True:
        lang: Lang = "es" if rng.random() < 0.5 else "en"
        lesson = rng.choices(lessons, weights=(40, 20, 12, 8, 20, 3))[0]
        yield lesson(rng, lang)


def _fields(rng: random.Random, lang: Lang, count: int) -> list[_Field]:
    """`count` fields with different names and values; often of one sort, so that only the name tells them
    apart.
    """
    names = rng.sample(words(lang).fields, count)
    same = rng.choice(tuple(VALUES)) if rng.random() < 0.35 else None
    values: list[str] = []
    while len(values) < count:
        value = VALUES[same or rng.choice(tuple(VALUES))](rng, lang)
        if value not in values:
            values.append(value)
    cite = rng.random() < CITED
    return [_Field(_cased(rng, name), value, cite) for name, value in zip(names, values, strict=True)]


def _cased(rng: random.Random, name: str) -> str:
    return name.capitalize() if rng.random() < 0.3 else name


def _lines(rng: random.Random, fields: list[_Field], last: str = "") -> str:
    """The fields as prompt lines, in one of the ways prompts are laid out, `last` below them."""
    if fields[0].labelled:
        return "\n".join([*(field.line for field in fields), *([last] if last else [])])
    layout = rng.choice(
        ("{name}: {value}", "{name}: {value}", "{name}: {value}", "- {name}: {value}", "{name} = {value}")
    )
    if layout.endswith("= {value}") and any("=" in field.value for field in fields):
        layout = "{name}: {value}"
    lines = [layout.format(name=field.name, value=field.value) for field in fields]
    return "\n".join([*lines, last] if last else lines)


def _quoted(rng: random.Random, field: _Field) -> str:
    """A field as a sentence holds it: its label, or its value, bare or in quotation marks."""
    marks = (("", ""), ("", ""), ("", ""), ("«", "»"), ('"', '"'), ("`", "`"))
    left, right = ("", "") if field.labelled else rng.choice(marks)
    return f"{left}{field.quoted}{right}"


def _item(rng: random.Random, lang: Lang, prompt: str, reply: str, copied: tuple[str, ...]) -> Item:
    """The prompt as a user message, or divided into a system and a user message at its last line."""
    head, _, tail = prompt.rpartition("\n")
    if head and rng.random() < 0.35:
        messages: tuple[tuple[str, str], ...] = (("system", head), ("user", tail))
    elif rng.random() < 0.3:
        messages = (("system", rng.choice(words(lang).systems)), ("user", prompt))
    else:
        messages = (("user", prompt),)
    return Item((*messages, ("assistant", reply)), "copy", copied, lang)


def _one_field(rng: random.Random, lang: Lang) -> Item:
    return _asked_for_one(rng, lang, _fields(rng, lang, rng.randint(2, 6)))


def _one_of_many(rng: random.Random, lang: Lang) -> Item:
    """A long prompt, so that far positions are met too."""
    return _asked_for_one(rng, lang, _fields(rng, lang, rng.randint(14, 32)))


def _asked_for_one(rng: random.Random, lang: Lang, fields: list[_Field]) -> Item:
    chosen = rng.choice(fields)
    task = (
        f"{rng.choice(words(lang).task_keys)}: {rng.choice(words(lang).task_texts).format(name=chosen.name)}"
    )
    reply = rng.choice(words(lang).reply).format(name=chosen.name.lower(), value=_quoted(rng, chosen))
    return _item(rng, lang, _lines(rng, fields, task), reply, (chosen.quoted,))


def _two_fields(rng: random.Random, lang: Lang) -> Item:
    fields = _fields(rng, lang, rng.randint(3, 6))
    first, second = rng.sample(fields, 2)
    ask = rng.choice(words(lang).ask_two).format(first=first.name, second=second.name)
    task = f"{rng.choice(words(lang).task_keys)}: {ask}"
    reply = rng.choice(words(lang).reply_two).format(
        first=first.name.lower(),
        second=second.name.lower(),
        one=_quoted(rng, first),
        two=_quoted(rng, second),
    )
    return _item(rng, lang, _lines(rng, fields, task), reply, (first.quoted, second.quoted))


def _repeat(rng: random.Random, lang: Lang) -> Item:
    value = VALUES[rng.choice(tuple(VALUES))](rng, lang)
    if rng.random() < 0.3:
        value = f"{value} {VALUES['signs'](rng, lang)}"
    prompt = rng.choice(words(lang).ask_repeat).format(value=value)
    return _item(rng, lang, prompt, value, (value,))


def _all_values(rng: random.Random, lang: Lang) -> Item:
    fields = _fields(rng, lang, rng.randint(2, 4))
    joined = rng.choice((", ", "; ", "\n")).join(field.quoted for field in fields)
    prompt = _lines(rng, fields, rng.choice(words(lang).ask_all))
    reply = rng.choice(words(lang).reply_all).format(values=joined)
    return _item(rng, lang, prompt, reply, tuple(field.quoted for field in fields))


def _asked_in_words(rng: random.Random, lang: Lang) -> Item:
    """The student's own message comes between the fields and the task, as chatter or as a line to quote."""
    fields = _fields(rng, lang, rng.randint(2, 5))
    chosen = rng.choice(fields)
    said = rng.choice(words(lang).greetings)
    task = f"{said}\n{rng.choice(words(lang).task_texts).format(name=chosen.name)}"
    reply = rng.choice(words(lang).reply).format(name=chosen.name.lower(), value=_quoted(rng, chosen))
    return _item(rng, lang, _lines(rng, fields, task), reply, (chosen.quoted,))
