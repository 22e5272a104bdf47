"""Banks of short phrases with alternatives and slots, as data beside the code that uses them.

A pattern is text with `[a|b|c]` for alternatives (nesting allowed, an empty one is fine) and `{slot}` for a value
of the problem at hand: `¿[Qué|Y qué] [harías|se te ocurre hacer] con {term}?`. A pattern whose slots are not all
given is refused, never half filled. The same banks word the tutor's own hints and the examples that adapters
learn from; which wording a reply takes is the model's choice.

Beside `es` and `en` a phrase may be worded apart for the youngest (`junior`, 1º and 2º ESO) and for Bachillerato
(`senior`); a bank taken `at` a level reads those first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from subjects.errors import PhraseError
from subjects.problem import Lang, Level

Tree = tuple["str | Choice", ...]
STAGES: Mapping[Level, str] = {"1eso": "junior", "2eso": "junior", "1bach": "senior", "2bach": "senior"}
"""The wording of its own that a level may have; 3º and 4º ESO read the plain one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives between square brackets."""

    options: tuple[Tree, ...]


def _parse(text: str, at: int, depth: int) -> tuple[Tree, int]:
    parts: list[str | Choice] = []
    literal: list[str] = []
    while at < len(text):
        char = text[at]
        if char == "[":
            if literal:
                parts.append("".join(literal))
                literal = []
            options: list[Tree] = []
            at += 1
            while True:
                option, at = _parse(text, at, depth + 1)
                options.append(option)
                if at >= len(text):
                    raise PhraseError(f"unclosed [ in {text!r}")
                at += 1
                if text[at - 1] == "]":
                    break
            parts.append(Choice(tuple(options)))
            continue
        if char in "|]" and depth:
            break
        literal.append(char)
        at += 1
    if literal:
        parts.append("".join(literal))
    return tuple(parts), at


@lru_cache(maxsize=20_000)
def compile_pattern(pattern: str) -> Tree:
    """The pattern as a tree of literals and choices.

    Raises PhraseError for unbalanced brackets.
    """
    tree, at = _parse(pattern, 0, 0)
    if at != len(pattern):
        raise PhraseError(f"unbalanced brackets in {pattern!r}")
    return tree


def expand(tree: Tree, rng: Random) -> str:
    """One expansion, each alternative equally likely."""
    return "".join(part if isinstance(part, str) else expand(rng.choice(part.options), rng) for part in tree)


def count(tree: Tree) -> int:
    """How many different texts a pattern stands for (before its slots are filled)."""
    total = 1
    for part in tree:
        if isinstance(part, Choice):
            total *= sum(count(option) for option in part.options)
    return total


def fill(pattern: str, slots: Mapping[str, str], rng: Random) -> str:
    """One expansion of `pattern` with its slots filled and its first letter capital.

    Raises PhraseError when a slot is missing.
    """
    text = expand(compile_pattern(pattern), rng)
    try:
        text = text.format_map(slots)
    except (KeyError, IndexError, ValueError) as error:
        raise PhraseError(f"slot {error} is missing for {pattern!r}") from error
    return tidied(text)


def contracted(text: str) -> str:
    """The Spanish contractions that a value put into a sentence can bring about: `de el tiempo` → `del tiempo`."""
    return re.sub(
        r"\b([dD]e|[aA]) el (?=[a-zñáéíóú])",
        lambda found: found[1][0] + ("el " if found[1][1:] else "l "),
        text,
    )


def tidied(text: str) -> str:
    """Spaces, contractions and a capital put right."""
    text = " ".join(contracted(text).split()).replace(" ,", ",").replace(" .", ".").replace(" ?", "?")
    for at, char in enumerate(text):
        if char.isalpha():
            return text if at and text[at - 1] not in "¿¡ (" else text[:at] + char.upper() + text[at + 1 :]
        if char.isdigit() or char not in "¿¡ (":
            return text
    return text


class Phrases:
    """A bank read from a TOML file: `[rule.move_term.nudge]` with `es = [...]` and `en = [...]`."""

    def __init__(self, tree: Mapping[str, Any], source: str = "", stage: str = "") -> None:
        self._tree = tree
        self._source = source
        self._stage = stage

    @classmethod
    def read(cls, path: Path) -> Phrases:
        """Raises PhraseError when the file is not TOML."""
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
        except tomllib.TOMLDecodeError as error:
            raise PhraseError(f"{path}: {error}") from error

    @classmethod
    def of(cls, folder: Path) -> Phrases:
        """The bank of a subject: its `phrases.toml`, `concepts.toml` where there is one, and the `phrases.toml` of the
        folders below it.

        Raises PhraseError when a file is not TOML or two of them word the same thing.
        """
        files = [folder / "phrases.toml", folder / "concepts.toml", *sorted(folder.glob("*/phrases.toml"))]
        tree: dict[str, Any] = {}
        for path in files:
            if path.is_file():
                _merge(tree, cls.read(path)._tree, str(path))
        return cls(tree, str(folder))

    def at(self, level: Level) -> Phrases:
        """The same bank, worded for a level."""
        return Phrases(self._tree, self._source, STAGES.get(level, ""))

    def keys(self, *path: str) -> tuple[str, ...]:
        """The names below a path: `keys("rule")`."""
        node = self._node(path)
        return tuple(node) if isinstance(node, Mapping) else ()

    def patterns(self, lang: Lang, *path: str) -> Sequence[str]:
        """All patterns at a path, or an empty tuple: `patterns("es", "rule", "move_term", "nudge")`."""
        own = self._worded(lang, *path, self._stage) if self._stage else ()
        return own or self._worded(lang, *path)

    def _worded(self, lang: Lang, *path: str) -> Sequence[str]:
        node = self._node((*path, lang))
        if isinstance(node, str):
            return (node,)
        return tuple(node) if isinstance(node, Sequence) else ()

    def text(self, *path: str) -> str:
        """A text that is the same in both languages, such as a source; "" where there is none."""
        node = self._node(path)
        return node if isinstance(node, str) else ""

    def _node(self, path: Sequence[str]) -> Any:
        node: Any = self._tree
        for name in path:
            if not isinstance(node, Mapping) or name not in node:
                return None
            node = node[name]
        return node

    def say(self, lang: Lang, slots: Mapping[str, str], rng: Random, *path: str) -> str | None:
        """One wording of a phrase, or None when the bank has none at this path that these slots can fill."""
        for patterns in (self.patterns(lang, *path), self._worded(lang, *path)):
            if fitting := [p for p in patterns if _fits(p, slots)]:
                return fill(rng.choice(fitting), slots, rng)
        return None


def _merge(into: dict[str, Any], new: Mapping[str, Any], source: str) -> None:
    for key, node in new.items():
        if key not in into:
            into[key] = node
        elif isinstance(node, Mapping) and isinstance(into[key], dict):
            _merge(into[key], node, source)
        else:
            raise PhraseError(f"{source}: {key!r} is worded in another file already")


@lru_cache(maxsize=20_000)
def slot_names(pattern: str) -> frozenset[str]:
    """The names between braces."""
    return frozenset(part.split("}", 1)[0] for part in pattern.split("{")[1:])


def _fits(pattern: str, slots: Mapping[str, str]) -> bool:
    return slot_names(pattern) <= slots.keys()
