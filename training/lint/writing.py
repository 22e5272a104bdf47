"""How an example is written, whatever its mathematics: two languages mixed, personal data, too long for the model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from training.lint.example import Example, Line
from training.lint.finding import Finding
from training.lint.privacy import private
from training.recipe import Recipe
from tutoring.language import detect
from tutoring.sentence import Sentence

LONGEST: int = Recipe.model_fields["max_length"].default
"""Tokens of an example: what training takes without cutting."""
_WORD = re.compile(r"(?<![\w\\])[^\W\d_]{2,}(?![\w(])")
_SYMBOL = re.compile(r"(?<=\S\s)[A-Z][a-z]?\b|\S*[(=·^]\S*")
"""Symbols of elements are words of a language too: As, In, He, No."""
_LANGUAGE = {"es": Sentence("español", "Spanish"), "en": Sentence("inglés", "English")}


def written_badly(example: Example) -> Iterator[Finding]:
    """The findings of the wording alone."""
    lines = [
        *(Line(text, example.line + at) for at, text in enumerate(example.problem.split("\n"))),
        *example.lines,
    ]
    yield from _mixed(example, lines)
    for line in lines:
        if (found := private(line.text)) is not None:
            said = Sentence(
                f"parece haber {found.what.es}: quítalo", f"there seems to be {found.what.en}: take it out"
            )
            yield Finding(
                example.file, line.number, example.number, "personal_data", said, found.hidden, line.text
            )
    text = "\n".join(line.text for line in lines)
    if (count := tokens(text)) > LONGEST:
        said = Sentence(
            f"es demasiado largo para el modelo: {count} tokens de {LONGEST}; divídelo en varios",
            f"it is too long for the model: {count} tokens of {LONGEST}; split it into several",
        )
        yield Finding(example.file, example.line, example.number, "too_long", said)


def _mixed(example: Example, lines: list[Line]) -> Iterator[Finding]:
    """The first line in another language than the problem's."""
    main = example.lang or detect(example.problem)
    for line in lines:
        for part in re.split(r"(?<=[.?!])\s+", line.text):
            words = _SYMBOL.sub(" ", part)
            found = detect(words) if len(_WORD.findall(words)) >= 3 else None
            if found is None:
                continue
            main = main or found
            if found != main:
                es, en = (f"{_LANGUAGE[found].tell(each)}" for each in ("es", "en"))
                es_main, en_main = (f"{_LANGUAGE[main].tell(each)}" for each in ("es", "en"))
                said = Sentence(
                    f"está en {es} y el resto en {es_main}", f"this is {en} and the rest {en_main}"
                )
                yield Finding(example.file, line.number, example.number, "language", said)
                return


def tokens(text: str) -> int:
    """The tokens of a text in the model that comes along; where its tokenizer is not installed, three characters each."""
    if len(text) <= LONGEST:
        return len(text) // 3
    tokenizer = _tokenizer()
    return len(text) // 3 if tokenizer is None else len(tokenizer.encode(text).ids)


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from adapters.base import EMBEDDED_BASE

    try:
        from tokenizers import Tokenizer
    except ImportError:
        return None
    return Tokenizer.from_file(str(EMBEDDED_BASE / "tokenizer.json"))
