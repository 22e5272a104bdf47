"""Batches have few shapes, weigh replies over prompts, follow the copy schedule, can be taken up again."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.training.pretrain import toy
from training.pretrain import copying
from training.pretrain.batches import Batch, Sampler, form
from training.pretrain.item import Item
from training.pretrain.settings import KINDS, Schedule
from training.pretrain.shards import Rows, encode
from training.pretrain.tokenizer import build, texts

PAD = 0
SCHEDULE = Schedule(lengths=(64, 128, 512), batch_tokens=512)


def mixed(seed: int) -> Any:
    for turn, lesson in zip(toy.items(seed, "train"), copying.items(seed, "train"), strict=False):
        yield turn
        yield lesson


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return build(texts(itertools.islice(mixed(1), 400)), 700)


@pytest.fixture(scope="module")
def rows(tokenizer: Any) -> Rows:
    return encode(mixed(2), tokenizer, 512, 30_000)


def test_only_known_shapes_come_and_tokens_are_counted_without_padding(rows: Rows) -> None:
    sampler = Sampler(rows, SCHEDULE, PAD, 1)
    for _ in range(60):
        batch = sampler.batch(0.3)
        assert batch.inputs.shape in {(8, 64), (4, 128), (1, 512)}
        assert batch.tokens == int((batch.inputs != PAD).sum())


def test_a_row_is_one_conversation_with_shifted_targets_and_weights(tokenizer: Any) -> None:
    item = Item((("user", "5x + 7 = 22"), ("assistant", "Mira el 7.")), "plain")
    rows = encode(itertools.repeat(item), tokenizer, 512, 10)
    batch = form(rows, [0], 64, PAD, [0.2] * len(KINDS))
    size = int(rows.lengths[0])
    assert batch.targets[0, : size - 1].tolist() == batch.inputs[0, 1:size].tolist()
    assert (batch.inputs[0, size:] == PAD).all()
    spoken = tokenizer.decode(batch.targets[0][batch.weights[0] == 1].tolist(), skip_special_tokens=False)
    assert spoken == "Mira el 7.<|im_end|>"
    assert batch.weights[0, size - 1 :].sum() == 0
    assert np.isclose(batch.weights[0, : size - 1][batch.weights[0, : size - 1] < 1], 0.2).all()


def test_copy_prompts_weigh_what_the_schedule_says(rows: Rows) -> None:
    only_copies = replace(SCHEDULE, copy_first=1.0, copy_last=1.0, copy_prompt_weight=0.0)
    assert set(np.unique(Sampler(rows, only_copies, PAD, 1).batch(0.0).weights)) == {0.0, 1.0}


@pytest.mark.parametrize(("progress", "share"), [(0.0, 0.5), (0.2, 0.28), (0.4, 0.06), (1.0, 0.06)])
def test_the_share_of_copy_lessons_falls(progress: float, share: float) -> None:
    assert Schedule().copy_share(progress) == pytest.approx(share)


def test_batches_hold_copy_lessons_in_the_scheduled_share(rows: Rows) -> None:
    copies = {tuple(rows.ids[rows.starts[r] : rows.starts[r + 1]]) for r in np.flatnonzero(rows.kinds == 0)}
    for progress in (0.0, 1.0):
        sampler = Sampler(rows, SCHEDULE, PAD, 3)
        drawn = [row for _ in range(150) for row in sampler.batch(progress).inputs]
        share = sum(tuple(row[row != PAD]) in copies for row in drawn) / len(drawn)
        assert share == pytest.approx(SCHEDULE.copy_share(progress), abs=0.07)


def test_a_restored_sampler_goes_on_with_the_same_batches(rows: Rows) -> None:
    sampler = Sampler(rows, SCHEDULE, PAD, 4)
    for _ in range(25):
        sampler.batch(0.2)
    state = sampler.state()
    expected = [sampler.batch(0.2) for _ in range(25)]
    other = Sampler(rows, SCHEDULE, PAD, 4)
    other.restore(state)
    assert [same(other.batch(0.2), batch) for batch in expected] == [True] * 25


def same(one: Batch, two: Batch) -> bool:
    return bool((one.inputs == two.inputs).all() and (one.weights == two.weights).all())


def test_every_row_comes_before_any_comes_again(rows: Rows) -> None:
    sampler = Sampler(rows, replace(SCHEDULE, copy_first=0.0, copy_last=0.0), PAD, 5)
    others = int((rows.kinds != 0).sum())
    seen: list[bytes] = []
    while len(seen) < others // 2:
        seen += [row.tobytes() for row in sampler.batch(0.0).inputs]
    assert len(set(seen)) == len(seen)


def test_missing_copy_lessons_are_told(tokenizer: Any) -> None:
    plain = encode(toy.items(1, "train"), tokenizer, 512, 2000)
    with pytest.raises(ValueError, match="copy lessons"):
        Sampler(plain, SCHEDULE, PAD, 1)


def test_rows_longer_than_the_schedule_are_told(rows: Rows) -> None:
    with pytest.raises(ValueError, match="longer"):
        Sampler(rows, replace(SCHEDULE, lengths=(16,)), PAD, 1)
