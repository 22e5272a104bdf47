"""Intervals of paired differences hold what they say, and many points at once are not one unlucky one."""

from __future__ import annotations

from random import Random

import pytest

from training.gate.noise import Paired, paired


def test_only_pairs_that_differ_count() -> None:
    same = paired([(True, True)] * 50 + [(False, False)] * 50)
    assert (same.value, same.gained, same.lost, same.worse) == (0.0, 0, 0, False)
    assert same.low == pytest.approx(-same.high)
    lost = paired([(False, True)] * 20 + [(True, True)] * 80)
    assert lost.value == -0.2 and lost.worse
    assert paired([]).value == 0.0 and not paired([]).worse


def test_a_small_trial_tells_less() -> None:
    few, many = paired([(False, True)] * 2 + [(True, True)] * 8), paired([(False, True)] * 40 + [(True, True)] * 160)
    assert few.value == many.value
    assert not few.worse and many.worse


def test_more_points_at_once_need_more() -> None:
    one, seven = Paired(100, 2, 11), Paired(100, 2, 11, at_once=7)
    assert one.worse and not seven.worse
    assert seven.low < one.low and seven.high > one.high


@pytest.mark.parametrize(("own", "other"), [(0.9, 0.9), (0.6, 0.7), (0.97, 0.9)])
def test_the_interval_holds_the_truth_as_often_as_it_says(own: float, other: float) -> None:
    rng, held = Random(1), 0
    for _ in range(600):
        pairs = [(rng.random() < own, rng.random() < other) for _ in range(120)]
        found = paired(pairs)
        held += found.low <= own - other <= found.high
    assert 0.92 <= held / 600 <= 0.985
