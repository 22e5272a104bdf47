"""What hears trouble beside the patterns is fitted in seconds from messages of both languages, and is the one that is shipped."""

import json
from collections import Counter
from pathlib import Path

import pytest

from training import trouble as fitting
from tutoring.reading import Linear, features
from tutoring.trouble import HEARD, WEIGHTS, undone, weighed


def test_messages_are_labelled_in_both_languages_and_none_stands_twice() -> None:
    rows = list(fitting.messages())
    many = Counter((label, lang) for label, lang, _ in rows)
    assert set(many) == {(label, lang) for label in (*HEARD, fitting.CALM) for lang in ("es", "en")}
    assert min(many.values()) >= 90 and len({text for _, _, text in rows}) == len(rows)


def test_messages_that_are_measured_are_not_learned() -> None:
    measured = Path(__file__).parents[1] / "tutoring" / "trouble_others.tsv"
    others = {line.split("\t")[2] for line in measured.read_text("utf-8").splitlines()}
    assert others.isdisjoint(text for _, _, text in fitting.messages())


def test_fitting_again_gives_what_is_shipped(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="the light install fits no classifier")
    assert fitting.main(["--out", str(tmp_path / "trouble.json")]) == 0
    again = Linear.from_json(json.loads((tmp_path / "trouble.json").read_text("utf-8")))
    for text in ("ya he repartido mis cosas y me siento en paz", "no sé despejar la x", "he keeps touching me in the lab"):
        found = list(features(undone(text)))
        assert again.probabilities(found) == pytest.approx(weighed().probabilities(found), abs=0.05)
    assert abs((tmp_path / "trouble.json").stat().st_size - WEIGHTS.stat().st_size) < 0.02 * WEIGHTS.stat().st_size
