"""Versions are prompted with the templates that their card names, models that are no version with the newest."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.edition import Editions, stale, told_stale
from adapters.registry import WORDING, Registry
from prompts.editions import current
from subjects.problem import LANGS
from tests.adapters import tiny
from tutoring.wording import Wording


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """algebra@1 learned the templates of now, algebra@2 some that nobody kept."""
    found, base = Registry(tmp_path / "registry"), tiny.write_base(tmp_path / "base")
    folder = tiny.write_adapter(tmp_path / "adapter")
    card = tiny.card("algebra", base)
    for digests in (dict(current().digests), {"es/nudge.j2": "0" * 64}):
        found.publish(folder, replace(card, prompt_digests=digests), base=base, who="ana", why="test")
    return found


def test_a_version_has_the_edition_of_its_card(registry: Registry) -> None:
    editions = Editions(registry)
    assert editions.of("algebra@1") == current()
    assert [stale(version.card) for version in registry.versions("algebra")] == [False, True]


@pytest.mark.parametrize("name", [None, "base", "llama3:8b", "algebra@9", "music@1", "Álgebra@x", "a/b@1"])
def test_what_is_no_version_of_ours_is_prompted_with_the_newest(registry: Registry, name: str | None) -> None:
    assert Editions(registry).of(name) == current()


def test_templates_that_nobody_kept_are_told_once(registry: Registry, caplog: pytest.LogCaptureFixture) -> None:
    editions = Editions(registry)
    with caplog.at_level(logging.WARNING):
        assert editions.of("algebra@2") == editions.of("algebra@2") == current()
    assert len(caplog.records) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_what_to_do_is_a_command(lang: str) -> None:
    assert told_stale("algebra@2").tell(lang).endswith("teach train algebra")  # type: ignore[arg-type]


def test_a_version_is_held_to_the_words_beside_its_weights_and_others_to_none(registry: Registry, tmp_path: Path) -> None:
    base, folder = tiny.write_base(tmp_path / "small-base"), tiny.write_adapter(tmp_path / "small")
    (folder / WORDING).write_bytes(Wording.of([("", "¿Qué ves en [problema]?")]).to_bytes())
    registry.publish(folder, tiny.card("algebra", base), base=base, who="ana", why="test")
    editions = Editions(registry)
    held = editions.wording("algebra@3")
    assert held is not None and held.holds("¿Qué ves en [línea]?", ()) and not held.holds("¿Qué ves?", ())
    assert {editions.wording(name) for name in ("algebra@1", "algebra@9", "base", None, "a/b@1")} == {None}
