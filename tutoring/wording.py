"""Whether a sentence is made of what a small model was taught for the turn at hand: every three words of it in a row stand so
in what it learned to say there.

A model of a few million parameters now and then runs two of its sentences into one, and the grammar breaks where they meet:
at three words that nothing it learned has in a row. Or it asks, in good grammar, about another step than the one at hand, or
about another kind of problem. So three words are known for a topic (`tutoring.move.topics`): the step, the kind of problem, the
concept, the reaction. A label of the prompt counts as one word, whatever fact it stands for. A larger model has sentences of
its own and is not held to any. It does not promise that a sentence makes sense, nor that one with other words is wrong.

The threes of a version are kept beside its weights (`training.wording` collects them), as sorted hashes of 32 bits.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

ANYWHERE = ""
"""The topic of what may be said in every turn."""
_WORD = re.compile(r"\[[^\]|]*\]|[^\W\d_]+|[?!.:;,]")
_BEGIN, _END, _LABEL = "^", "$", "@"


class Wording:
    """The threes that are known, each for a topic."""

    __slots__ = ("_hashes",)

    def __init__(self, hashes: Iterable[int]) -> None:
        self._hashes = array("I", sorted(set(hashes)))

    @classmethod
    def of(cls, said: Iterable[tuple[str, str]]) -> Wording:
        """Of sentences with labels in place of facts, each behind the topic to which it belongs."""
        return cls(_hash(*one) for one in {(topic, three) for topic, text in said for three in threes(text)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Wording:
        """What `to_bytes` gave."""
        hashes = array("I")
        hashes.frombytes(data)
        if sys.byteorder == "big":
            hashes.byteswap()
        return cls(hashes)

    def to_bytes(self) -> bytes:
        """Sorted, four bytes each, the low one first."""
        hashes = array("I", self._hashes)
        if sys.byteorder == "big":
            hashes.byteswap()
        return hashes.tobytes()

    def __or__(self, other: Wording) -> Wording:
        return Wording((*self._hashes, *other._hashes))

    def __len__(self) -> int:
        return len(self._hashes)

    def holds(self, sentence: str, topics: Sequence[str]) -> bool:
        """Whether every three words of a sentence, as a model writes it with labels, are known for one of the topics."""
        return all(any(self._has(_hash(topic, three)) for topic in (*topics, ANYWHERE)) for three in threes(sentence))

    def _has(self, one: int) -> bool:
        at = bisect_left(self._hashes, one)
        return at < len(self._hashes) and self._hashes[at] == one


def _hash(topic: str, three: str) -> int:
    return crc32(f"{topic}\t{three}".encode() if topic else three.encode())


def threes(sentence: str) -> Iterator[str]:
    """Each three words in a row, with what begins and ends the sentence among them."""
    words = [_LABEL if word[0] == "[" else word.lower() for word in _WORD.findall(sentence)]
    spelled = [_BEGIN, *words, _END]
    for at in range(len(spelled) - 2):
        yield " ".join(spelled[at : at + 3])
