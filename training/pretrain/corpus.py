"""The text that the base model is made from: tutor turns told plainly, transcripts of guided classes, plain talk.

Every number in it comes from a verified problem. The base answers the tutor's own prompts with plain statements; that
a teacher may also ask is known to it only from class transcripts, under other headings. Copy lessons are mixed in by
the trainer (`training.pretrain.copying`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random

from prompts.cite import label, labels
from subjects import catalogue
from subjects.phrases import Phrases
from subjects.problem import Lang
from training import students
from training.dialogues import Turn, turns
from training.pretrain.item import Item, Split

PLAIN, GUIDED = 0.26, 0.90
"""Cumulative shares: plain turns, then guided transcripts, then talk."""
HELD_OUT = 20
"""One problem in twenty, by its id, is never trained on."""


@lru_cache(maxsize=1)
def talk() -> Phrases:
    """Plain science and mathematics talk."""
    return Phrases.read(Path(__file__).parent / "talk.toml")


def items(seed: int, split: Split) -> Iterator[Item]:
    """Endless items; the same for the same seed and split; no problem is in both splits."""
    rng = Random(f"corpus/{seed}/{split}")
    names = (*catalogue.names(), catalogue.OTHER)
    streams = {name: turns(rng.randrange(1 << 30), name) for name in names}
    while True:
        share = rng.random()
        if share >= GUIDED:
            yield _talk(rng)
            continue
        name = rng.choices(names, [8 if n != catalogue.OTHER else 3 for n in names])[0]
        turn = next(t for t in streams[name] if _split(t) in (split, None))
        yield _plain(turn, rng) if share < PLAIN else _guided(turn, rng)


def _split(turn: Turn) -> Split | None:
    if turn.ground.solution is None:
        return None
    return "heldout" if int(turn.ground.solution.problem.id, 16) % HELD_OUT == 0 else "train"


def _copied(text: str) -> tuple[str, ...]:
    """The labels that a reply cites, and the numbers that it writes out."""
    cited = (label(name) for name in labels(text))
    return tuple(dict.fromkeys((*cited, *re.findall(r"\d+(?:[.,]\d+)?", text))))


def _plain(turn: Turn, rng: Random) -> Item:
    system, user = turn.prompt
    if rng.random() < 0.4:
        said = talk().say(turn.lang, {"subject": _subject(turn)}, rng, "system", "plain") or system[1]
        system = ("system", said)
    head = (system, user) if rng.random() < 0.9 else (user,)
    return Item((*head, ("assistant", turn.plain)), "plain", _copied(turn.plain), turn.lang)


def _guided(turn: Turn, rng: Random) -> Item:
    said = talk().say(turn.lang, {"subject": _subject(turn)}, rng, "system", "class") or ""
    messages = (("system", said), turn.prompt[1], ("assistant", turn.guiding))
    return Item(messages, "socratic", _copied(turn.guiding), turn.lang)


def _subject(turn: Turn) -> str:
    subject = turn.ground.subject
    return (
        subject.phrases.patterns(turn.lang, "name")[0]
        if subject
        else {"es": "clase", "en": "class"}[turn.lang]
    )


def _talk(rng: Random) -> Item:
    lang: Lang = "es" if rng.random() < 0.5 else "en"
    if rng.random() < 0.35:
        return _concept(lang, rng)
    topic = rng.choice(talk().keys("topic"))
    asked = talk().say(lang, {}, rng, "topic", topic, "ask") or ""
    told = talk().say(lang, {}, rng, "topic", topic, "tell") or ""
    if rng.random() < 0.5:
        asked = students.careless(asked, lang, rng)
    return Item((("user", asked), ("assistant", told)), "talk", (), lang)


def _concept(lang: Lang, rng: Random) -> Item:
    subject = catalogue.find(rng.choice(catalogue.names()))
    concept = rng.choice(subject.phrases.keys("concept"))
    name = subject.phrases.patterns(lang, "concept", concept, "name")[0]
    asked = students.message("concept", lang, rng, {"concept": name})
    told = subject.phrases.say(lang, {}, rng, "concept", concept, "plain") or name
    return Item((("user", asked), ("assistant", told)), "talk", (), lang)
