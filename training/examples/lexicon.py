"""What a class calls its steps: the questions made of the teacher's words, by the rule they name and what the step undoes.

Nothing is invented: a rule that the teacher never put into words is not in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from subjects.problem import Lang, Step
from training.lint.formats.markdown import folded

Operation = Literal["+", "-", "*", "/", ""]
_OPERATIONS: Mapping[Operation, str] = {
    "-": r"\b(?:rest\w+|subtract\w*|minus|take away)\b", "+": r"\b(?:sum\w+|add|adds|adding|plus)\b",
    "/": r"\b(?:divid\w*|divis\w*)\b", "*": r"\b(?:multiplic\w*|multipl\w*)\b",
}  # fmt: skip
MOST = 8
"""Wordings kept for one rule: the teacher's most frequent ones."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One way in which the teacher names a rule: the words as written, the question made of them, what they do."""

    rule: str
    lang: Lang
    words: str
    asked: str
    does: Operation = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All namings of a class, the most frequent first."""

    namings: tuple[Naming, ...] = field(default=())

    def asking(self, step: Step, lang: Lang) -> tuple[str, ...]:
        """The teacher's questions for a step; of those that name an operation only the one that the step needs."""
        rule, due = leaf(step.rule), undoing(step, lang)
        fit = [one for one in self.namings if (one.rule, one.lang) == (rule, lang)]
        return tuple(dict.fromkeys(one.asked for one in fit if one.does in ("", due) or due == ""))[:MOST]

    def words(self, lang: Lang) -> frozenset[str]:
        """The words of all questions in a language, folded."""
        return frozenset(bare(one.asked) for one in self.namings if one.lang == lang)


def asked_in(text: str, lexicon: Lexicon, lang: Lang) -> tuple[str, ...]:
    """The teacher's questions that stand in a text, folded."""
    plain = folded(text)
    return tuple(sorted(words for words in lexicon.words(lang) if words in plain))


def bare(question: str) -> str:
    """A question's words, folded, as they are looked for in a text."""
    return folded(question).strip("¿?")


def gathered(namings: Iterable[Naming]) -> Lexicon:
    """The lexicon of a set."""
    return Lexicon(tuple(one for one, _ in Counter(namings).most_common()))


def leaf(rule: str) -> str:
    """`algebra.move_term` → `move_term`."""
    return rule.rpartition(".")[2]


def operation(words: str) -> Operation:
    """What the words do: the operation of their last such word («pasamos dividiendo»), or ""."""
    ends = {
        sign: [found.end() for found in re.finditer(form, folded(words))]
        for sign, form in _OPERATIONS.items()
    }
    said: Sequence[tuple[int, Operation]] = [(max(places), sign) for sign, places in ends.items() if places]
    return max(said)[1] if said else ""


_UNDOING: Mapping[str, Operation] = {
    "divide": "/", "divide_both_sides": "/", "multiply": "*", "multiply_both_sides": "*",
}  # fmt: skip


def undoing(step: Step, lang: Lang) -> Operation:
    """The operation by which a step gets rid of its term or coefficient; "" where it is none or more than one."""
    rule = leaf(step.rule)
    if rule in _UNDOING:
        return _UNDOING[rule]
    term = step.slots.get("term", {}).get(lang, "")
    if rule not in ("move_term", "same_both_sides") or not term or " " in term.strip():
        return ""
    return "+" if term.strip()[0] in "-−" else "-"
