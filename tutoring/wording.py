"""Whether a sentence is made of what a small model was taught: every three words of it in a row stand so in what it learned.

A model of a few million parameters now and then runs two of its sentences into one, and the grammar breaks where they meet:
at three words that nothing it learned has in a row. A label of the prompt counts as one word, whatever fact it stands for.
A larger model has sentences of its own and is not held to any. It does not promise that a sentence makes sense, nor that one
with other words is wrong.

The threes of a version are kept beside its weights (`training.wording` collects them), as sorted hashes of 32 bits.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from zlib import crc32

_WORD = re.compile(r"\[[^\]|]*\]|[^\W\d_]+|[?!.:;,]")
_BEGIN, _END, _LABEL = "^", "$", "@"


class Wording:
    """The threes that are known."""

    __slots__ = ("_hashes",)

    def __init__(self, hashes: Iterable[int]) -> None:
        self._hashes = array("I", sorted(set(hashes)))

    @classmethod
    def of(cls, sentences: Iterable[str]) -> Wording:
        """Of sentences with labels in place of facts."""
        return cls(crc32(three.encode()) for three in {three for said in sentences for three in threes(said)})

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

    def holds(self, sentence: str) -> bool:
        """Whether every three words of a sentence, as a model writes it with labels, are known."""
        return all(self._has(crc32(three.encode())) for three in threes(sentence))

    def _has(self, one: int) -> bool:
        at = bisect_left(self._hashes, one)
        return at < len(self._hashes) and self._hashes[at] == one


def threes(sentence: str) -> Iterator[str]:
    """Each three words in a row, with what begins and ends the sentence among them."""
    words = [_LABEL if word[0] == "[" else word.lower() for word in _WORD.findall(sentence)]
    spelled = [_BEGIN, *words, _END]
    for at in range(len(spelled) - 2):
        yield " ".join(spelled[at : at + 3])
