"""Fidelity: whether a tutor's reply asks in the class's way. Pure: replies and the class's way in, shares out.

Meant are the model's own replies, before the guard completes them, to prompts that do not name the method. Three things are
looked at in each, and a reply is faithful when all three hold:

- wording: it says a word by which the class's method is known (`training/examples/ways.toml`) or a question made of the
  teacher's own words, and no word of a rival method;
- notation: the numbers and signs that the model wrote itself (facts cited by label are the tutor's) are in the class's
  decimal mark and sign of multiplication; a reply without any is not against it;
- order: it does not ask, in the teacher's words, for a step that the class takes at another place.

Only turns are counted where the methods part ways (`probes`): elsewhere there is nothing to be faithful to. It does not say
whether a reply is true or gives the answer away; the guard does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from subjects.problem import Lang, Step
from training.examples.lexicon import Lexicon, Naming, asked_in, leaf
from training.examples.marks import found, known, words_of
from training.examples.notation import Notation
from training.lint.formats.markdown import folded

_LABEL = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Style:
    """What to be faithful to: the class's methods in a subject, what it calls its steps, how it writes."""

    subject: str
    methods: tuple[str, ...]
    rivals: tuple[str, ...]
    lexicon: Lexicon
    notation: Notation

    def row(self) -> dict[str, Any]:
        """The style as JSON, for a card."""
        return asdict(self)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Style:
        """The style that `row` gave."""
        namings = tuple(Naming(**each) for each in row["lexicon"]["namings"])
        return cls(
            row["subject"],
            tuple(row["methods"]),
            tuple(row["rivals"]),
            Lexicon(namings),
            Notation(**row["notation"]),
        )


@dataclass(frozen=True, slots=True)
class Faith:
    """What holds of one reply."""

    wording: bool
    notation: bool
    order: bool

    @property
    def whole(self) -> bool:
        """Whether the reply is faithful."""
        return self.wording and self.notation and self.order


def style(
    subject: str, methods: Sequence[str], rivals: Sequence[str], lexicon: Lexicon, notation: Notation
) -> Style:
    """A style; rivals that the class uses itself, or whose words are not known, are none."""
    names = known(subject)
    kept = tuple(name for name in rivals if name not in methods and name in names)
    return Style(subject, tuple(methods), kept, lexicon, notation)


def faith(reply: str, step: Step, lang: Lang, kept: Style) -> Faith:
    """What holds of a reply (labels not yet replaced) that should ask for `step`, a step of the class's own way."""
    text = _LABEL.sub("…", reply)
    asks = asked_in(text, kept.lexicon, lang)
    own = asks or any(found(text, words_of(kept.subject, name, lang)) for name in kept.methods)
    rival = any(found(text, _only(kept, name, lang)) for name in kept.rivals)
    rules = {rule for words in asks for rule in _rules(words, kept.lexicon, lang)}
    return Faith(
        bool(own) and not rival, _written(text, kept.notation), not rules or leaf(step.rule) in rules
    )


def _only(kept: Style, rival: str, lang: Lang) -> tuple[str, ...]:
    """A rival's words that the class does not use itself."""
    own = " ".join(kept.lexicon.words(lang))
    return tuple(word for word in words_of(kept.subject, rival, lang) if not found(own, [word]))


def _rules(words: str, lexicon: Lexicon, lang: Lang) -> frozenset[str]:
    return frozenset(
        one.rule for one in lexicon.namings if one.lang == lang and folded(one.asked).strip("¿?") == words
    )


def _written(text: str, kept: Notation) -> bool:
    """Whether nothing that the model wrote is against the class's notation."""
    other = {",": r"\d\.\d", ".": r"\d,\d"}.get(kept.decimal)
    signs = {"·": "×", "×": "·"}.get(kept.product)
    return not (other and re.search(other, text)) and not (signs and signs in text)


def shares(faiths: Iterable[Faith]) -> Mapping[str, float]:
    """The share of replies for which each holds, all of them (`whole`), how many there were, and half the width of the 95%
    interval of `whole`."""
    each = list(faiths)
    count = len(each) or 1
    whole = sum(one.whole for one in each) / count
    return {
        "whole": whole, "wording": sum(one.wording for one in each) / count,
        "notation": sum(one.notation for one in each) / count, "order": sum(one.order for one in each) / count,
        "replies": float(len(each)), "margin": 1.96 * math.sqrt(whole * (1 - whole) / count),
    }  # fmt: skip
