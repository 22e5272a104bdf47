"""The word problem that a message asks, as a story with its equations."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re

from subjects.algebra.spans import maths_in
from subjects.algebra.word_problems import counts, reading, shared, told
from subjects.algebra.word_problems.solving import trace
from subjects.algebra.word_problems.story import LETTERS, Story, Unread
from subjects.expression import Node, Relation, read, show, symbols_of
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold

_LONGEST = 1200
_CUE = re.compile(
    r"\b(?:un numero|dos numeros|tres numeros|numeros?\b.*\bconsecutivos?|a number|one number|los numeros|the numbers|two numbers|three numbers"
    r"|consecutive|el doble|el triple|la mitad|twice|edad(?:es)?|years old|perimetro|perimeter|monedas|billetes|coins"
    r"|patas|legs|proporcionales|reparte\w*|mezcl\w+|quedan?|alumnos|students|complementari\w+|suplementari\w+)\b"
)
_OTHER = re.compile(
    r"\b(?:mol(?:es|s)?|gramos|grams|ecuacion\w*|equation\w*|velocidad|aceleracion|speed|acceleration|velocity"
    r"|segundos|seconds|reacciona\w*|formula|sistema|inecuacion\w*|polinomio\w*|km/h|m/s|litros de disolucion)\b"
)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The story of a message; `no_problem` for a message that tells none."""
    if len(text) > _LONGEST:
        return Unsolved("no_problem" if len(text) < 2000 else "too_long")
    plain = fold(text)
    if _OTHER.search(plain) or not re.search(
        r"\d|\b(?:dos|tres|two|three|doble|twice|un numero|a number)\b", plain
    ):
        return Unsolved("no_problem")
    if (whole := told.read(text, lang) or shared.read(text, lang)) is not None:  # every word of it is known, a lone letter too
        return build(whole, text, lang)
    bare = _PENCE.sub(r"\1 ", text)
    if any(_is_mathematics(span.node) for span in maths_in(bare, lang) if not span.worded):
        return Unsolved("no_problem")
    cue = _CUE.search(plain) is not None
    try:
        story = counts.read(text, lang) or reading.read(text, lang)
    except Unread as unread:
        return Unsolved(unread.why if cue else "no_problem", unread.detail if cue else "")
    return build(story, text, lang)


_PENCE = re.compile(r"\b(\d+)p(?=(?: and \d+p)? coins)")
_UNIT_LETTERS = frozenset("mgshlckt")


def _is_mathematics(node: Node | None) -> bool:
    """An equation or an expression in letters stands in the message: it is another family's."""
    if node is None:
        return False
    letters = symbols_of(node)
    return bool(letters - _UNIT_LETTERS) or (isinstance(node, Relation) and bool(letters))


def build(story: Story, text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of a story that can be solved."""
    if trace(story) is None:
        return Unsolved("too_hard")
    shown = "; ".join(_shown(line, lang) for line in story.equations)
    unknown = story.asked[0][1] if story.asked[0][1] in (*LETTERS, "t") else "x"
    canonical = f"{story.equations} | {tuple(node for _, node in story.asked)} | {story.unit}"
    return Problem("algebra", "word_problem", shown, unknown, text, lang, story, canonical)


def _shown(line: str, lang: Lang) -> str:
    node = read(line)
    return line if isinstance(node, Unsolved) else show(node, lang)
