"""Shares come with Wilson's interval, differences with Newcombe's."""

from __future__ import annotations

import pytest

from tutoring.measuring.intervals import Difference, Share, percent, percentile, share


def test_wilsons_interval_has_its_published_values() -> None:
    one = Share(81, 263)
    assert [one.low, one.high] == pytest.approx([0.2553, 0.3662], abs=1e-4)


def test_none_and_all_have_a_closed_end() -> None:
    assert Share(0, 20).low == 0 and Share(0, 20).high == pytest.approx(0.1611, abs=1e-4)
    assert Share(20, 20).high == 1 and Share(20, 20).low == pytest.approx(0.8389, abs=1e-4)


def test_nothing_counted_is_not_zero() -> None:
    assert share([]).value is None and str(share([])) == "none counted"


def test_newcombes_difference_has_its_published_values() -> None:
    apart = Difference(Share(56, 70), Share(48, 80))
    assert [apart.value, apart.low, apart.high] == pytest.approx([0.2, 0.0524, 0.3339], abs=1e-4)


def test_a_miss_is_never_rounded_away() -> None:
    assert (percent(0.9999), percent(0.00001), percent(1.0), percent(0.0)) == ("99.9%", "0.1%", "100.0%", "0.0%")


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([4, 1, 3, 2], q) for q in (0.5, 0.95, 0.0)] == [2, 4, 1]
    assert percentile([], 0.5) is None
