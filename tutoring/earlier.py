"""Which earlier problem a message goes back to: «volvamos al de antes», "back to the first one", «el del coche»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from subjects import catalogue
from subjects.problem import Lang
from tutoring.reading import fold
from tutoring.session import Left

_BACK = re.compile(
    r"\b(?:volv(?:amos|er|emos|iendo)|vuelv[oae]s?|regres\w+|retom\w+|sig(?:amos|o|ue) con|segui(?:mos|r) con|vamos (?:a|con)|"
    r"(?:podemos|quiero) (?:hacer|seguir|acabar|terminar)|acabar|terminar|continu\w+ con|"
    r"(?:go|going|come|get|let'?s go|can we go|take me) back|back|return|resume|continue with|finish|carry on with)\b"
    r"[^.?!]{0,25}?\b(?:a|al|con|el|la|to|with|the)\b (?:el |la |lo |the |problema |problem )?"
    r"(?P<which>[^.?!]+)"
)
_BARE = re.compile(
    r"^(?:y |vale,? |ok,? |bueno,? |venga,? |and |now )*(?:el|al|la|the|to the) "
    r"(?P<which>(?:problema |ejercicio )?(?:anterior|otro|primer\w*|segund\w*|siguiente|de antes|previous|other|first|"
    r"second|next|earlier|last)(?: (?:one|problem|problema|ejercicio))?)[ .!?]*$"
)
_WHICH = re.compile(
    r"\b(?:anterior(?:es)?|antes|otro|primer\w*|segund\w*|siguiente|problema|ejercicio|previous|before|other|first|second|next|"
    r"earlier|last|old|problem|exercise|one)\b"
)
_STORY = re.compile(r"^(?:de|del|of|about)\b|\b(?:about|with) the\b")
_FIRST = re.compile(r"\b(?:primer\w*|first)\b")
_SECOND = re.compile(r"\b(?:segund\w*|second|siguiente|next)\b")
_PLAIN_WORDS = frozenset(
    ("problema", "ejercicio", "problem", "exercise", "antes", "anterior", "otro", "primero", "primer", "segundo", "previous",
     "other", "first", "second", "before", "this", "that", "esta", "este", "cuando", "donde", "with", "from", "about")
)  # fmt: skip


def points_back(text: str) -> str:
    """The words by which a message names an earlier problem; "" when it names none."""
    folded = fold(text)
    found = _BACK.search(folded) or _BARE.search(folded)
    which = found["which"] if found else ""
    return which if _WHICH.search(which) or _STORY.search(which) else ""


def earlier(which: str, left: Sequence[Left], lang: Lang) -> Left | None:
    """The problem that is meant: by what it tells or its subject, by its place, else the last that was left."""
    if not left:
        return None
    told = [one for one in left if _told(which, one, lang)]
    if told:
        return told[-1]
    begun = [one for one in left if not one.waiting]
    if _FIRST.search(which):
        return left[0]
    if _SECOND.search(which):
        return next((one for one in left if one.waiting), left[min(1, len(left) - 1)])
    return begun[-1] if begun else left[0]


def _told(which: str, one: Left, lang: Lang) -> bool:
    """Whether the words name the problem's subject or something that it speaks of."""
    named = (
        {fold(word) for word in catalogue.find(one.subject).phrases.patterns(lang, "name")}
        if one.subject
        else set()
    )
    words = set(re.findall(r"[^\W\d_]{4,}", which)) - _PLAIN_WORDS
    story = set(re.findall(r"[^\W\d_]{4,}", fold(one.problem)))
    return bool(words & story) or any(name in which for name in named)
