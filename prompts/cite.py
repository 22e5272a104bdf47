"""Labels: how a prompt names its facts and a reply cites them.

A line `[problema] 5x + 7 = 22` of a prompt gives a fact and its label; where a reply says `[problema]`, the tutor puts
the fact in its place before anything is judged or shown. So a model, however small, need not copy a long expression
sign by sign, and what stands in a reply is what was verified. Writing the expression out is allowed as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from subjects.phrases import contracted

_LABEL = re.compile(r"\[([^\W\d_][^\W\d_ ]+(?: [^\W\d_]+)*)\]")
_FIRST = re.compile(r"(?:^|(?<=[.?!…:] ))([¿¡]?)" + _LABEL.pattern)
_LINE = re.compile(r"^(?:" + _LABEL.pattern + r"|[^:\n]{1,30}:) ?")
_WORD = re.compile(r"[a-záéíóúüñ]{2}")


def label(name: str) -> str:
    """How `name` is written in prompts and replies."""
    return f"[{name.lower()}]"


def labels(text: str) -> tuple[str, ...]:
    """The names of all labels of a text, in order."""
    return tuple(found[1].lower() for found in _LABEL.finditer(text))


def resolve(text: str, cited: Mapping[str, str]) -> str:
    """The text with every label that `cited` knows (by its name) replaced by its fact; unknown ones stay.

    A word put where a sentence begins gets its capital, and Spanish contractions are made: `de [magnitud]` becomes
    `del tiempo`.
    """
    if "[" not in text:
        return text

    def first(found: re.Match[str]) -> str:
        fact = cited.get(found[2].lower())
        if fact is None:
            return found[0]
        return found[1] + (fact[0].upper() + fact[1:] if _WORD.match(fact) else fact)

    def later(found: re.Match[str]) -> str:
        return cited.get(found[1].lower(), found[0])

    return contracted(_LABEL.sub(later, _FIRST.sub(first, text)))


def body(line: str) -> str:
    """A line of a prompt without its label or heading."""
    return _LINE.sub("", line, count=1)
