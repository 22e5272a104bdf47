"""Whether a reply asks about the step at hand, by the words with which the subject's own bank speaks of that step, or by a
question that the teacher's examples taught for it.

Words that the bank uses for many steps tell nothing and are left out; so are labels and figures, which a prompt gives to every
reply. A bank with few words for a step cannot tell: such turns are not counted. It is a measure of many replies, no
judgement of one: a good question in other words counts as off the step.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from subjects import catalogue
from subjects.problem import LANGS, Lang
from subjects.subject import Subject
from training.examples.lexicon import Lexicon, asked_in, bare
from training.gate.asked import Asked
from training.lint.formats.markdown import folded
from tutoring.move import STEP_MOVES, short

_STEM = 5
"""Letters of a word that are compared."""
_COMMON = 0.25
"""A word that more than this share of a subject's steps use says nothing of one of them."""
_FEWEST = 4
"""Words that a step must have of its own for replies about it to be counted."""
_NOISE = re.compile(r"\[[^\]|]*\]|\{\w+\}")


def on_step(text: str, asked: Asked, lexicon: Lexicon | None = None) -> bool | None:
    """Whether a reply (labels as the model wrote them) speaks of the step of its turn; None where that cannot be told.

    `lexicon`: what the class that is learnt from calls its steps, the same for every voice that is compared.
    """
    ground, move = asked.turn.ground, asked.turn.move
    if move.kind not in STEP_MOVES or ground.subject is None or ground.solution is None or not ground.solution.steps:
        return None
    at = min(move.step if move.step is not None else ground.reached, len(ground.solution.steps) - 1)
    own = _own(ground.subject.name, ground.lang).get(short(ground.solution.steps[at].rule), frozenset())
    if move.misconception:
        own |= _stems(_words(ground.subject, "misconception", short(move.misconception), ground.lang))
    if len(own) < _FEWEST:
        return None
    if lexicon is not None:
        due = {bare(one) for one in lexicon.asking(ground.solution.steps[at], ground.lang)}
        if due.intersection(asked_in(text, lexicon, ground.lang)):
            return True
    return bool(own & _stems(re.sub(r"\[[^\]]*\]", " ", text)))


@lru_cache(maxsize=32)
def _own(name: str, lang: Lang) -> dict[str, frozenset[str]]:
    """The stems by which each step of a subject is known."""
    subject = catalogue.find(name)
    rules = {rule: _stems(_words(subject, "rule", rule, lang)) for rule in subject.phrases.keys("rule")}
    used = Counter(stem for stems in rules.values() for stem in stems)
    often = {stem for stem, count in used.items() if count > _COMMON * len(rules)}
    return {rule: stems - often for rule, stems in rules.items()}


def _words(subject: Subject, table: str, name: str, lang: Lang) -> str:
    """All that the bank says under a name, in one language."""
    found: list[str] = []
    stack: list[tuple[str, ...]] = [(table, name)]
    while stack:
        path = stack.pop()
        found += subject.phrases.patterns(lang, *path)
        stack += [(*path, key) for key in subject.phrases.keys(*path) if key not in LANGS]
    return _NOISE.sub(" ", " ".join(found))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in re.findall(r"[a-zñ]{4,}", folded(text)))
