"""The reader is fitted in seconds, generalises to unseen messages, and infers what scikit-learn would."""

from __future__ import annotations

import math
from typing import Any

import pytest

from training import reader as fitting
from tutoring.policy import INTENTS
from tutoring.reading import Linear, Reader, features

pytest.importorskip("sklearn", reason="the light install fits no reader")
Pairs = tuple[list[tuple[str, str]], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    return fitting.examples(21, 8000)


@pytest.fixture(scope="module")
def held() -> Pairs:
    return fitting.examples(1_000_777, 900)


@pytest.fixture(scope="module")
def fitted(pairs: Pairs, held: Pairs) -> dict[str, Any]:
    return {"intents": fitting.fit(pairs[0], held[0]), "subjects": fitting.fit(pairs[1], held[1])}


def test_every_intent_is_among_the_examples(pairs: Pairs) -> None:
    assert {label for _, label in pairs[0]} == set(INTENTS)


def test_a_small_fit_reads_nearly_all_unseen_messages(fitted: dict[str, Any], held: Pairs) -> None:
    assert fitting.accuracy(fitted["intents"], held[0]) >= 0.95
    assert fitting.accuracy(fitted["subjects"], held[1]) >= 0.95


def test_probabilities_are_calibrated(fitted: dict[str, Any], held: Pairs) -> None:
    linear = Linear.from_json(fitted["subjects"])
    tops = []
    for text, label in held[1]:
        chances = linear.probabilities(list(features(text)))
        best = max(chances, key=lambda name: chances[name])
        tops.append((chances[best], best == label))
    said = sum(chance for chance, _ in tops) / len(tops)
    right = sum(hit for _, hit in tops) / len(tops)
    assert abs(said - right) < 0.05


def test_plain_python_infers_what_scikit_learn_does() -> None:
    """Two, then three labels: the softmax over rounded weights against the library's own probabilities."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    texts = {
        "uno": "la velocidad del tren es alta",
        "dos": "resuelve la ecuacion de x",
        "tres": "el mol de agua pesa",
    }
    for labels in (("uno", "dos"), ("uno", "dos", "tres")):
        data = [
            (f"{texts[label]} {word}", label) for label in labels for word in ("hoy", "ya", "aqui", "luego")
        ]
        state = fitting.fit(data, data)
        linear = Linear.from_json(state | {"temperature": 1.0})
        vocabulary = sorted({name for text, _ in data for name in set(features(text))})
        counts = {name: sum(name in set(features(text)) for text, _ in data) for name in vocabulary}
        kept = [name for name in vocabulary if counts[name] >= 3]

        def row(text: str, kept: list[str] = kept) -> Any:
            found = list(features(text))
            return [found.count(name) / math.sqrt(len(found)) for name in kept]

        model = LogisticRegression(C=6.0, max_iter=300)
        model.fit(np.array([row(text) for text, _ in data]), [label for _, label in data])
        for text, _ in data:
            expected = dict(zip(model.classes_, model.predict_proba(np.array([row(text)]))[0], strict=True))
            found = linear.probabilities(list(features(text)))
            assert found == pytest.approx(expected, abs=0.02)


def test_reading_is_little_work(fitted: dict[str, Any]) -> None:
    """Not timed: a message costs at most some thousand look-ups, however long it is."""
    text = " ".join(f"palabra{at}" for at in range(5000))
    assert len(list(features(text))) < 2_000
    assert all(len(fitted[name]["weights"]) <= fitting.KEPT for name in fitted)


def test_the_same_seed_fits_the_same_reader() -> None:
    data = fitting.examples(5, 300)[1]
    assert fitting.fit(data, data) == fitting.fit(data, data)


def test_what_is_fitted_is_what_the_tutor_loads(fitted: dict[str, Any], tmp_path: Any) -> None:
    import json

    path = tmp_path / "reader.json"
    path.write_text(json.dumps(fitted), encoding="utf-8")
    reading = Reader.load(path).read("Resuelve 4x - 3 = 9", "es")
    assert (reading.subject, reading.intent, reading.lang) == ("algebra", "problem", "es")
