"""Shards hold what the stream says, whole; they are made once and found again only for the same text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.training.pretrain import toy
from training.pretrain import copying, shards
from training.pretrain.item import Item, Split
from training.pretrain.settings import KINDS
from training.pretrain.tokenizer import build, encode_items, load, texts

TOY = "tests.training.pretrain.toy:items"
COPYING = "training.pretrain.copying:items"


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    sample = [item for _, item in zip(range(300), toy.items(1, "train"), strict=False)]
    build(texts(sample), 600).save(str(folder / "tokenizer.json"))
    return folder / "tokenizer.json"


def order(tokenizer: Path, path: Path, source: str = TOY, tokens: int = 3000) -> shards.Order:
    return shards.Order(source, 7, "train", tokens, 512, str(tokenizer), str(path))


def test_a_shard_is_the_stream_in_order(tokenizer: Path, tmp_path: Path) -> None:
    rows = shards.load([Path(shards.make(order(tokenizer, tmp_path / "a.npz")))])
    expected = [item for _, item in zip(range(len(rows.kinds)), toy.items(7, "train"), strict=False)]
    encoded = encode_items(load(tokenizer.parent), expected)
    assert rows.ids.tolist() == [token for ids, _ in encoded for token in ids]
    assert rows.reply.tolist() == [spoken for _, reply in encoded for spoken in reply]
    assert [KINDS[kind] for kind in rows.kinds] == [item.kind for item in expected]
    assert rows.tokens >= 3000


def test_several_shards_load_as_one(tokenizer: Path, tmp_path: Path) -> None:
    paths = [Path(shards.make(order(tokenizer, tmp_path / f"{name}.npz", name))) for name in (TOY, COPYING)]
    both, first = shards.load(paths), shards.load(paths[:1])
    assert both.tokens == first.tokens + shards.load(paths[1:]).tokens
    assert both.starts[-1] == both.tokens
    assert (both.lengths > 0).all()
    assert both.starts[: len(first.starts)].tolist() == first.starts.tolist()


def test_too_long_conversations_are_left_out_whole_and_counted(tokenizer: Path) -> None:
    def uneven() -> Iterator[Item]:
        for number, item in enumerate(toy.items(1, "train")):
            long = Item((("user", "x " * 400), *item.messages[1:]), item.kind)
            yield long if number % 3 == 0 else item

    rows = shards.encode(uneven(), load(tokenizer.parent), 128, 5000)
    assert rows.lengths.max() <= 128
    assert rows.left_out >= len(rows.kinds) // 3


def test_text_that_is_nearly_all_too_long_is_refused(tokenizer: Path) -> None:
    with pytest.raises(ValueError, match="longer than 8"):
        shards.encode(toy.items(1, "train"), load(tokenizer.parent), 8, 5000)


def test_the_digest_changes_with_seed_source_and_tokenizer(tokenizer: Path, tmp_path: Path) -> None:
    other = tmp_path / "tokenizer.json"
    other.write_bytes(tokenizer.read_bytes() + b"\n")
    digests = [
        shards.digest([TOY], 1, tokenizer),
        shards.digest([TOY], 2, tokenizer),
        shards.digest([TOY, COPYING], 1, tokenizer),
        shards.digest([TOY], 1, other),
    ]
    assert len(set(digests)) == 4
    assert shards.digest([TOY], 1, tokenizer) == digests[0]


def test_only_missing_shards_are_made(tokenizer: Path, tmp_path: Path) -> None:
    first, second = order(tokenizer, tmp_path / "a.npz"), order(tokenizer, tmp_path / "b.npz", COPYING)
    shards.make(first)
    before = (tmp_path / "a.npz").stat().st_mtime_ns
    counts: list[tuple[int, int]] = []
    shards.make_all([first, second], 1, lambda made, all_: counts.append((made, all_)))
    assert (tmp_path / "a.npz").stat().st_mtime_ns == before
    assert (tmp_path / "b.npz").exists()
    assert counts == [(1, 2), (2, 2)]


def test_the_copy_stream_and_the_toy_are_found_by_name() -> None:
    assert shards.source(COPYING) is copying.items
    with pytest.raises(ModuleNotFoundError):
        shards.source("training.pretrain.nothing:items")


def test_splits_differ() -> None:
    splits: tuple[Split, Split] = ("train", "heldout")
    first, second = (
        [item for _, item in zip(range(50), toy.items(1, split), strict=False)] for split in splits
    )
    assert not {item.prompt for item in first} & {item.prompt for item in second}
