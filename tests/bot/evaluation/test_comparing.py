"""Adapters against the base: form, facts and language are counted for each voice on its own text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from bot.evaluation.asking import ModelGone
from bot.evaluation.comparing import BASE, compare_all, compared, points
from bot.evaluation.prompts import Sample, samples
from bot.evaluation.run import NAMES
from tests.bot.evaluation.scripted import LESSON, Scripted, lang_of, socratic
from tutoring.measuring.known import known
from tutoring.measuring.recording import Recording
from tutoring.reading import reader

MODELS = {"algebra": "algebra@1"}


@lru_cache(maxsize=4)
def some(count: int = 8) -> tuple[Sample, ...]:
    return samples("algebra", count, LESSON, reader())


def kind_of(sample: Sample) -> str:
    solution = sample.plan.ground.solution
    return solution.problem.kind if solution else ""


def plain_base(messages: Sequence[tuple[str, str]], model: str) -> str:
    """The base tells instead of asking."""
    if model != BASE:
        return socratic(messages, model)
    return {"es": "Se hace así, y ya está.", "en": "That is how it is done."}[lang_of(messages)]


async def test_the_base_is_counted_apart_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    chosen, backend = some(), Scripted(plain_base)
    kept = Recording(tmp_path / "p.jsonl")
    await compare_all(chosen[:3], MODELS, backend, kept, NAMES["compare"])
    await compare_all(chosen, MODELS, backend, Recording(tmp_path / "p.jsonl"), NAMES["compare"])
    assert len(backend.asked) == 16 and {model for model, _ in backend.asked} == {"algebra@1", BASE}
    found = {one.point: one for one in compared(chosen, Recording(tmp_path / "p.jsonl"))}
    assert (found["form"].adapter.hits, found["form"].base.hits, found["form"].adapter.of) == (8, 0, 8)
    assert found["form"].difference.value == 1.0 and found["form"].difference.low > 0.5
    assert (found["language"].adapter.hits, found["language"].base.hits) == (8, 8)


async def test_a_model_that_stops_ends_the_measure_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelGone):
        await compare_all(some(4), MODELS, Scripted(breaks_after=3), Recording(tmp_path / "p"), NAMES["compare"])
    assert len(Recording(tmp_path / "p").lines) <= 1


def test_each_fault_costs_its_point() -> None:
    one = next(s for s in some(40) if s.lang == "es" and kind_of(s) == "linear")
    truth = known("algebra", one.problem, "es", one.plan.session.level or "3eso").truth
    assert truth is not None
    good = "Vamos a verlo. ¿Qué harías tú ahora?"
    assert points(good, one) == {"form": True, "facts": True, "language": True}
    assert not points(f"{good} Eso es todo.", one)["form"]
    assert not points("¿Qué ves? ¿Qué haces? ¿Y ahora qué?", one)["form"]
    answer = next(iter(truth.value[0].values()))
    assert not points(f"¿Ves que {truth.unknown} = {answer}?", one)["form"]
    assert not points("Suma 98765 a los dos lados. ¿Qué queda ahora?", one)["facts"]
    assert not points("What would you do now?", one)["language"]
    assert not any(points("", one).values())
