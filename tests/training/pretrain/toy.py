"""A small text source for the tests of the base model's training: two kinds, two languages, grounded
replies.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.pretrain.item import Item, Split

_WORDS = {
    "es": (
        "problema: {problem}\nalumno: {line}\nmovimiento: {move}",
        "Mira tu línea {line}. ¿Qué has hecho con {term} en {problem}?",
        "En {problem} el término {term} está sumando; para quitarlo se resta a los dos lados.",
    ),
    "en": (
        "problem: {problem}\nstudent: {line}\nmove: {move}",
        "Look at your line {line}. What have you done with {term} in {problem}?",
        "In {problem} the term {term} is added; to remove it subtract it on both sides.",
    ),
}


def items(seed: int, split: Split) -> Iterator[Item]:
    """Endless turns about one linear equation: `socratic` ones ask, `plain` ones explain."""
    rng = random.Random(f"toy:{split}:{seed}")
    while True:
        lang = rng.choice(("es", "en"))
        factor, term, right = rng.randint(2, 99), rng.randint(2, 99), rng.randint(2, 999)
        letter = rng.choice("xyzt")
        problem, line = f"{factor}{letter} + {term} = {right}", f"{factor}{letter} = {right + term}"
        prompt, ask, tell = _WORDS[lang]
        asks = rng.random() < 0.5
        reply = (ask if asks else tell).format(problem=problem, line=line, term=f"+{term}")
        text = prompt.format(problem=problem, line=line, move="ask" if asks else "tell")
        yield Item((("user", text), ("assistant", reply)), "socratic" if asks else "plain", (problem,), lang)
