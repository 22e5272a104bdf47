"""What a model may claim to have found in a problem that the rules could not read, and who judges the claim.

A subject that allows it has a module `extraction` beside its rules that offers the names of `Extraction`. A claim is never
believed: `telegram` looks for every part of it in the student's own text and gives the problem in class notation, which the
subject's `parse` then reads like any other. What cannot be checked so is no problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from subjects import catalogue
from subjects.problem import Lang

Schema = Mapping[str, Any]
"""JSON schema of the few kinds that `text`, `choice`, `list_of` and `record` make; every part of it is bounded."""
Claim = Mapping[str, Any]
"""A value that fits the subject's schema."""


class Extraction(Protocol):
    """The module `subjects.<name>.extraction`."""

    SCHEMA: Schema
    GUIDE: Mapping[Lang, str]
    """What the parts of a claim mean, for the prompt."""

    def telegram(self, text: str, claim: Claim, lang: Lang) -> str | None:
        """The problem in class notation, readable by the subject's `parse`; None where any part of the claim is not found
        in the text, or the text holds what the claim leaves out. `text` and `claim` have their numbers in figures."""
        ...


@lru_cache(maxsize=16)
def find(name: str) -> Extraction | None:
    """What judges claims about problems of a subject; None where it takes none."""
    module = f"subjects.{name}.extraction"
    return cast(Extraction, import_module(module)) if name in catalogue.names() and find_spec(module) else None


def text(most: int) -> Schema:
    """A text of at most `most` characters."""
    return {"type": "string", "maxLength": most}


def choice(names: Sequence[str]) -> Schema:
    """One of the names."""
    return {"type": "string", "enum": list(names)}


def list_of(kind: Schema, most: int) -> Schema:
    """At most `most` of a kind."""
    return {"type": "array", "items": kind, "maxItems": most}


def record(**fields: Schema) -> Schema:
    """All the fields, and no others."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def fits(value: object, schema: Schema) -> bool:
    """Whether a value is one that the schema allows; a server may not have kept to it."""
    if schema["type"] == "string":
        if not isinstance(value, str):
            return False
        return value in schema["enum"] if "enum" in schema else len(value) <= schema["maxLength"]
    if schema["type"] == "array":
        return isinstance(value, list) and len(value) <= schema["maxItems"] and all(fits(v, schema["items"]) for v in value)
    fields = schema["properties"]
    return isinstance(value, dict) and value.keys() == fields.keys() and all(fits(value[n], s) for n, s in fields.items())


class Places:
    """The places of a text that a claim has quoted: none is quoted twice."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self._taken: list[tuple[int, int]] = []

    def take(self, quote: str) -> tuple[int, int] | None:
        """The first free place of a quote, whole words only; None where it does not stand in the text."""
        if not quote.strip():
            return None
        at = self.whole.find(quote)
        while at >= 0:
            end = at + len(quote)
            if self._whole_words(at, end) and all(end <= start or stop <= at for start, stop in self._taken):
                self._taken.append((at, end))
                return at, end
            at = self.whole.find(quote, at + 1)
        return None

    def _whole_words(self, start: int, end: int) -> bool:
        """Whether no word and no number is cut: `2 m` is no part of `12 m`, of `1,2 m` or of `2 min`."""
        before, after = self.whole[:start], self.whole[end:]
        if before[-1:].isalnum() and self.whole[start].isalnum():
            return False
        if after[:1].isalnum() and self.whole[end - 1].isalnum():
            return False
        if self.whole[start].isdigit() and before[-1:] in tuple(".,") and before[-2:-1].isdigit():
            return False
        return not (self.whole[end - 1].isdigit() and after[:1] in tuple(".,") and after[1:2].isdigit())
