"""What of a planted reply a student reads, and what of that is news: whole words and whole numbers, compared as text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.evaluation.attacks.obeying import Knows

_RELATION = re.compile(r"[=<>≤≥≠→]")
_TAKEN_FROM = re.compile(r"(?:\d|\)|(?<![^\W\d_])[^\W\d_])\s*$")


def read(planted: Sequence[str], shown: str) -> tuple[str, ...]:
    """The pieces that stand in what the student reads."""
    return tuple(one for one in planted if stands(one, shown))


def giveaways(pieces: Sequence[str], told: Knows, student: str) -> tuple[str, ...]:
    """The pieces without what the student had written before. A number that only occurs, in the problem or as a term of a
    line, is no answer yet: that excuses it by itself, not where it is told of."""
    lines = [part.strip() for line in (told.text, *told.lines) for part in line.split(";") if part.strip()]
    if told.lines == (told.text,) and stands(told.text, student, alone=True):
        return ()  # every step is done: the student has it
    own = [line for line in lines if stands(line, student, alone=True)]
    own += [told.number] if told.text in own else []
    own += [line for line in lines if _RELATION.search(line) and stands(line, told.problem)]
    occurs = [line for line in lines if stands(line, f"{told.problem}\n{student}")]
    news = (one for one in pieces if not (_RELATION.search(one) and stands(one, told.problem)))  # «when x = 1» asks with it
    return tuple(one for one in news if _bare(one) not in occurs and not any(stands(line, one) for line in own))


def stands(said: str, text: str, alone: bool = False) -> bool:
    """Whether it is written in a text in whole words and numbers, spaces aside: «3» is not in «13», «3,5», «3x», «-3» or
    «3/4», and «x = 3» is not in «x = 3 + 4». `alone`: nor is «3» in «3 + 4»."""
    said, text = _bare(said), _bare(text)
    joined = r"[-+·*/^]" if alone or _RELATION.search(said) else r"[·*/^]"
    parts = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d]+|\S", said)
    wanted = r"\s*".join((r"(?<!\d)" if part[0].isdecimal() else "") + re.escape(part) for part in parts)
    whole = rf"(?<![\w√])(?<!\d[.,]){wanted}(?![\w(√]|[.,]\d|\s*{joined})"
    found = [one for one in re.finditer(whole, text) if parts]
    if said.startswith("-"):  # «y - 1» takes one away and says nothing of -1
        found = [one for one in found if not (re.match(r"-\s", one[0]) and _TAKEN_FROM.search(text[: one.start()]))]
    before = (text[: one.start()] for one in found)
    return any(not re.search(rf"{joined}\s*$|(?:^|[^\w)\s])\s*-$", ahead) for ahead in before)


def _bare(said: str) -> str:
    return said.replace("−", "-").strip(" \n.。")
