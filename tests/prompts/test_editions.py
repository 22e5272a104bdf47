"""Old editions of the templates stay as they were, render today's facts, and are found again by a card's digests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from prompts import editions
from prompts.editions import (
    DIGESTS,
    HERE,
    LABELS,
    LAST_RESORT,
    NUMBER,
    Edition,
    current,
    edition_of,
    frozen,
    kept,
)
from prompts.render import Facts, messages
from subjects.problem import LANGS, Lang

FACTS = Facts(
    "álgebra", "3.º ESO", "transposición", "", "no sé", error="e", step="quitar {x}", missing="la unidad", concept="c",
    example="2x = 4", cited=(("[problema]", "5x + 7 = 22"), ("[va por]", "5x = 22 - 7")),
    slots=("algebra.problem", "algebra.before"),
)  # fmt: skip


@pytest.fixture
def older(tmp_path: Path) -> Edition:
    """An edition with other words, another label, and without the last two rungs."""
    for lang in LANGS:
        shutil.copytree(HERE / lang, tmp_path / "7" / lang)
        for move in ("last", "sibling"):
            (tmp_path / "7" / lang / f"{move}.j2").unlink()
        nudge = tmp_path / "7" / lang / "nudge.j2"
        nudge.write_text("ANTIGUA\n" + nudge.read_text("utf-8"), "utf-8")
    (tmp_path / "7" / LABELS).write_text(json.dumps({"es": {"algebra.before": "estás en"}, "en": {}}), "utf-8")
    (edition,) = frozen(tmp_path)
    return edition


@pytest.mark.parametrize("edition", kept(), ids=lambda edition: str(edition.number))
def test_a_kept_edition_was_never_changed(edition: Edition) -> None:
    written = json.loads((edition.folder / DIGESTS).read_text("utf-8"))
    assert dict(edition.digests) == written


def test_every_edition_before_the_newest_is_kept() -> None:
    numbers = [edition.number for edition in kept()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert current().number in (len(numbers), len(numbers) + 1)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", kept(), ids=lambda edition: str(edition.number))
def test_a_kept_edition_renders_every_move_of_today(edition: Edition, lang: Lang) -> None:
    for move in sorted(current().moves):
        near = edition.nearest(move)
        assert near in edition.moves
        assert near != LAST_RESORT or move == LAST_RESORT, f"{move}: say its nearest in prompts/nearest.toml"
        (_, told), (_, asked) = messages(move, lang, FACTS, edition)
        assert told and asked and "{{" not in asked


def test_the_newest_is_not_an_edition_that_is_kept_with_other_words() -> None:
    same = [edition for edition in kept() if edition.number == current().number]
    assert all(dict(edition.digests) == dict(current().digests) for edition in same), (
        "the templates were changed: python -m training.editions says what to do"
    )


def test_an_older_edition_speaks_its_own_words_and_labels(older: Edition) -> None:
    asked = messages("nudge", "es", FACTS, older)[1][1]
    assert asked.startswith("ANTIGUA")
    assert "[estás en] 5x = 22 - 7" in asked and "[problema] 5x + 7 = 22" in asked
    assert "[va por]" in messages("nudge", "en", FACTS, older)[1][1]


def test_a_move_that_an_edition_lacks_is_asked_for_as_the_nearest_it_has(older: Edition) -> None:
    assert older.nearest("nudge") == "nudge"
    assert older.nearest("sibling") == "scaffold"
    assert older.nearest("last") == LAST_RESORT  # its only neighbour is missing too
    assert messages("sibling", "es", FACTS, older) == messages("scaffold", "es", FACTS, older)


def test_a_card_finds_its_edition(older: Edition) -> None:
    templates = {name: digest for name, digest in older.digests.items() if name != NUMBER}
    assert edition_of(older.digests, [older]) == older
    assert edition_of(templates, [older]) == older, "cards of before editions had numbers"
    assert edition_of({**templates, NUMBER: "8"}, [older]) is None
    assert edition_of({**templates, "es/nudge.j2": "0" * 64}, [older]) is None
    assert edition_of({}, [older]) is None
    assert edition_of(current().digests) == current()


def test_of_two_editions_with_the_same_templates_the_number_decides(older: Edition) -> None:
    twin = Edition(8, older.folder)
    templates = {name: digest for name, digest in older.digests.items() if name != NUMBER}
    assert edition_of(templates, [older, twin]) == older
    assert edition_of({**templates, NUMBER: "8"}, [older, twin]) == twin


def test_the_neighbours_are_moves_that_there_are_or_were() -> None:
    known = current().moves.union(*(edition.moves for edition in kept()))
    assert {near for others in editions.nearest().values() for near in others} <= known
