"""Text made once and kept as arrays, so that training never waits for the generators.

A shard is one `.npz` file of rows: token ids, which of them a reply holds, row starts, kinds. Conversations
that are longer than the longest row are left out whole and counted, never cut.
"""

from __future__ import annotations

import hashlib
import importlib
import itertools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .item import Item, Source, Split
from .settings import KINDS

_CHUNK = 500
_PROBE = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """Conversations as flat arrays.

    `ids` (tokens,) uint16; `reply` (tokens,) bool; `starts` (rows + 1,) int64, row r is `starts[r]:starts[r
    + 1]`; `kinds` (rows,) uint8, an index into `KINDS`; `left_out` counts conversations too long for a row.
    """

    ids: NDArray[np.uint16]
    reply: NDArray[np.bool_]
    starts: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    left_out: int

    @property
    def tokens(self) -> int:
        return int(self.ids.size)

    @property
    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Order:
    """One shard to be made; plain values, because another process makes it."""

    source: str
    seed: int
    split: Split
    tokens: int
    longest: int
    tokenizer: str
    path: str


def source(name: str) -> Source:
    """The stream called `module:function`.

    Raises ModuleNotFoundError or AttributeError where there is none.
    """
    module, _, function = name.partition(":")
    return cast(Source, getattr(importlib.import_module(module), function))


def digest(names: Sequence[str], seed: int, tokenizer: Path) -> str:
    """A short name for what the streams say and how it is cut into tokens: shards of another text are not
    taken up.
    """
    text = hashlib.sha256(tokenizer.read_bytes())
    for name in names:
        for item in itertools.islice(source(name)(seed, "train"), _PROBE):
            text.update(json.dumps([name, item.messages, item.kind], ensure_ascii=False).encode())
    return text.hexdigest()[:12]


def encode(items: Iterator[Item], tokenizer: Any, longest: int, tokens: int) -> Rows:
    """Rows from `items` until they hold `tokens` tokens."""
    from .tokenizer import encode_items

    ids: list[NDArray[np.uint16]] = []
    reply: list[NDArray[np.bool_]] = []
    kinds: list[int] = []
    held = left_out = 0
    while held < tokens:
        chunk = list(itertools.islice(items, _CHUNK))
        for item, (row, spoken) in zip(chunk, encode_items(tokenizer, chunk), strict=True):
            if len(row) > longest:
                left_out += 1
                continue
            ids.append(np.array(row, np.uint16))
            reply.append(np.array(spoken, np.bool_))
            kinds.append(KINDS.index(item.kind))
            held += len(row)
        if left_out > _CHUNK and left_out > 4 * len(kinds):
            raise ValueError(
                f"Most conversations are longer than {longest} tokens; use longer rows or shorter text."
            )
    starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])]).astype(np.int64)
    return Rows(np.concatenate(ids), np.concatenate(reply), starts, np.array(kinds, np.uint8), left_out)


def make(order: Order) -> str:
    """Make one shard and put it in its place at once; returns its path."""
    from tokenizers import Tokenizer

    rows = encode(
        source(order.source)(order.seed, order.split),
        Tokenizer.from_file(order.tokenizer),
        order.longest,
        order.tokens,
    )
    part = Path(f"{order.path}.part")
    with part.open("wb") as file:
        np.savez(
            file,
            ids=rows.ids,
            reply=rows.reply,
            starts=rows.starts,
            kinds=rows.kinds,
            left_out=np.array(rows.left_out),
        )
    part.replace(order.path)
    return order.path


def make_all(orders: Sequence[Order], workers: int, done: Callable[[int, int], None]) -> None:
    """Make the shards that are not there yet, `workers` at a time; `done(made, all)` is called after each."""
    missing = [order for order in orders if not Path(order.path).exists()]
    done(len(orders) - len(missing), len(orders))
    if not missing:
        return
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(make, order) for order in missing]
        for count, future in enumerate(as_completed(futures), 1):
            future.result()
            done(len(orders) - len(missing) + count, len(orders))


def load(paths: Sequence[Path]) -> Rows:
    """All rows of the shards, in memory (3 bytes a token)."""
    parts = [np.load(path) for path in paths]
    offsets = np.cumsum([0, *(part["ids"].size for part in parts)])
    starts = [part["starts"][:-1] + offset for part, offset in zip(parts, offsets, strict=False)]
    return Rows(
        np.concatenate([part["ids"] for part in parts]),
        np.concatenate([part["reply"] for part in parts]),
        np.concatenate([*starts, offsets[-1:]]).astype(np.int64),
        np.concatenate([part["kinds"] for part in parts]),
        int(sum(int(part["left_out"]) for part in parts)),
    )
