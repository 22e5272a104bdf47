"""A contributor who changes the templates is told what to do, and what was learned is kept as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from adapters.registry import Registry
from prompts.editions import HERE, LABELS, Edition, current, edition_of, frozen, kept
from subjects.problem import LANGS
from training.editions import advice, keep
from tutoring.labels import renamed, words


@pytest.fixture
def work(tmp_path: Path) -> Edition:
    """A copy of the templates to change."""
    for lang in LANGS:
        shutil.copytree(HERE / lang, tmp_path / "prompts" / lang)
    return Edition(3, tmp_path / "prompts")


def changed(work: Edition) -> Edition:
    """The same folder with another wording, looked at anew."""
    path = work.folder / "en" / "nudge.j2"
    path.write_text(path.read_text("utf-8").replace("hint 1", "first hint"), "utf-8")
    return Edition(work.number, work.folder)


def test_what_was_learned_is_kept_word_for_word(work: Edition, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    assert "is not kept yet" in advice(work, root)
    keep(work, root)
    (found,) = frozen(root)
    assert found.number == 3 and dict(found.digests) == dict(work.digests)
    assert found.labels == words()
    assert "which is kept" in advice(work, root)
    with pytest.raises(FileExistsError):
        keep(work, root)


def test_a_changed_template_begins_the_next_edition(work: Edition, tmp_path: Path) -> None:
    root = tmp_path / "editions"
    keep(work, root)
    said = advice(changed(work), root)
    assert "  en/nudge.j2" in said and "write `number = 4` in prompts/edition.toml" in said


def test_a_renamed_label_begins_the_next_edition(work: Edition, tmp_path: Path) -> None:
    path = keep(work, tmp_path / "editions") / LABELS
    labels = json.loads(path.read_text("utf-8"))
    labels["es"]["algebra.before"] = "estás en"
    labels["es"]["algebra.gone"] = "de antes"
    path.write_text(json.dumps(labels), "utf-8")
    assert "es algebra.before: estás en → va por" in advice(work, tmp_path / "editions")
    assert len(renamed(labels)) == 1


def test_labels_are_those_of_the_newest_edition_that_is_kept() -> None:
    newest = kept()[-1]
    if newest.number == current().number:
        assert renamed({lang: dict(newest.labels[lang]) for lang in LANGS}) == [], advice(current())


def test_every_shipped_version_has_its_edition_here() -> None:
    """Templates that a shipped adapter learned must not be lost: keep them before they are changed."""
    registry = Registry()
    lost = [
        version.name
        for subject in registry.subjects()
        for version in registry.versions(subject)
        if edition_of(version.card.prompt_digests, kept()) is None
    ]
    assert lost == [], advice(current())
