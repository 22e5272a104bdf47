"""A version taught with a teacher's examples is tried on its faithfulness to them, where the class's way parts from others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.base import Base
from adapters.registry import Registry, Version
from prompts.editions import current
from subjects.problem import LANGS
from tests.adapters import tiny
from tests.training.examples.classes import page as class_page
from tests.training.gate.speakers import Script, Scripted, guiding, plain
from training.dataset import is_held_out
from training.examples.taught import Taught, row_of, taught
from training.gate.asked import Asked, drawn, parted
from training.gate.command import Place, last, said
from training.gate.compare import page
from training.gate.report import Report, faults
from training.gate.run import FEWEST_PARTED, beside
from training.gate.voice import Said
from training.release import NotReleased, check
from tutoring.move import word
from tutoring.turn import method_name

COUNT = 48
MADE = {"made_from": json.loads(json.dumps(dict(row_of(class_page("algebra-balanza.md")))))}
"""What the card keeps of a class that works on the scales."""
NAMING = ("rule", "lang", "words", "asked", "does")


def usual(one: Asked) -> Said:
    """The tutor's bank on the way that the prompt shows, as an adapter says it that was taught no class's way."""
    return Said(word(one.turn.move, one.turn.ground, Random(one.id), True, True), True) if one.due else guiding(one)


@pytest.fixture(scope="module")
def way() -> Taught:
    found = taught(MADE)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def asked(way: Taught) -> tuple[Asked, ...]:
    """All that is asked in these tests."""
    return (*drawn("algebra", COUNT, None, way.problems), *parted(way, FEWEST_PARTED))


@dataclass(frozen=True, slots=True)
class Scene(Place):
    """A place whose server follows scripts."""

    server: Scripted = field(default_factory=lambda: Scripted((), {}))

    def opened(self, versions: Sequence[Version]) -> AbstractAsyncContextManager[Scripted]:  # type: ignore[override]
        return self.server.open(versions)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return tiny.write_base(tmp_path / "base")


def registry(folder: Path, base: Base, recipes: Sequence[Mapping[str, Any]]) -> Registry:
    """Versions of algebra with these recipes, the first live."""
    found = Registry(folder / "registry")
    card = replace(tiny.card("algebra", base), prompt_digests=dict(current().digests))
    for seed, recipe in enumerate(recipes, 1):
        adapter = tiny.write_adapter(folder / f"adapter{seed}", seed=seed)
        found.publish(adapter, replace(card, recipe=dict(recipe)), base=base, who="ana", why="test")
    found.point("algebra", 1, who="ana", why="test")
    return found


def tried(found: Registry, base: Base, asked: Sequence[Asked], new: Script, live: Script) -> tuple[Report, Scene]:
    """The report of algebra@2 beside algebra@1."""
    from training.gate import command

    server = Scripted(asked, {"algebra@2": new, "algebra@1": live, "base": plain})
    place = Scene(str(base.folder), found.root.parent / "state", registry=found, server=server)
    return command.tried(place, ("algebra", 2), None, "ana", count=COUNT), place


def test_turns_are_unseen_and_name_neither_method_nor_step(way: Taught, asked: tuple[Asked, ...]) -> None:
    probes = [one for one in asked if one.due is not None]
    assert len(probes) == FEWEST_PARTED and {one.turn.lang for one in probes} == {"es"}
    for one in probes:
        ground = one.turn.ground
        assert ground.solution is not None and ground.solution.method == "transposition"
        assert is_held_out(one.turn) and one.problem not in way.problems
        text = "\n".join(part for _, part in one.prompt(current()))
        names = [method_name(ground.subject, name, "es") for name in ("balance", "transposition")]
        assert not any(name in text for name in names) and "Paso:" not in text
        older = replace(current(), number=0)
        assert one.prompt(older) == one.turn.prompt, "a voice of another edition is told no more"


def test_a_teachers_own_problems_are_not_asked(way: Taught, asked: tuple[Asked, ...]) -> None:
    theirs = frozenset(one.problem for one in asked if one.problem)
    again = (*drawn("algebra", COUNT, None, theirs), *parted(replace(way, problems=theirs), FEWEST_PARTED))
    assert not theirs & {one.problem for one in again}


def test_a_version_that_keeps_to_the_class_is_told_from_one_that_does_not(
    base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    report, _ = tried(registry(tmp_path, base, ({}, MADE)), base, asked, guiding, usual)
    shares = {voice: report.shares[voice]["method"]["share"] for voice in ("version", "against", "base")}
    assert shares["version"] >= 0.9 and max(shares["against"], shares["base"]) <= 0.2
    assert report.differences["against"]["method"]["low"] > 0.5
    assert report.count == COUNT and report.shares["version"]["method"]["of"] == FEWEST_PARTED
    assert faults(report) == []
    wording = {voice: parts["wording"]["share"] for voice, parts in report.method["parts"].items()}
    assert wording["version"] >= 0.9 and wording["against"] <= 0.2


@pytest.mark.parametrize("lang", LANGS)
def test_it_stands_in_the_report_and_on_the_page_in_words(
    base: Base, tmp_path: Path, asked: tuple[Asked, ...], lang: str
) -> None:
    report, _ = tried(registry(tmp_path, base, ({}, MADE)), base, asked, guiding, usual)
    known = next(one for one in LANGS if one == lang)
    name = {"es": "como lo hace la clase", "en": "in the class's way"}[known]
    method = {"es": "balanza", "en": "balance"}[known]
    text, html = said(report, known), page(report, known).replace("&#39;", "'")
    assert name in text and f"({method})" in text and str(FEWEST_PARTED) in text
    assert f">{name}<" in html and f"({method})" in html
    assert {"es": "con sus palabras", "en": "in its words"}[known] in html
    assert html.count({"es": "de otro modo", "en": "in another way"}[known]) >= 6


def test_a_version_that_unlearned_the_class_is_not_published(
    base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    found = registry(tmp_path, base, (MADE, {}))
    report, place = tried(found, base, asked, usual, guiding)
    assert [fault.en.split(":")[0] for fault in faults(report)] == ["in the class's way"]
    with pytest.raises(NotReleased) as told:
        check(found, place, "algebra", 2, "", "ana")
    assert "como lo hace la clase" in told.value.sentence.es and "95% confidence" in told.value.sentence.en
    assert check(found, place, "algebra", 2, "algebra@2", "ana").startswith("insisted on although worse")


def test_a_report_that_did_not_look_at_the_class_does_not_count(
    base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    found = registry(tmp_path, base, ({}, MADE))
    report, _ = tried(found, base, asked, guiding, usual)
    version = found.load("algebra", 2)
    assert last(found, version, beside(found, version)) == report
    from adapters import reports

    reports.keep(found.root, version.name, replace(report, method={}).to_json())
    assert last(found, version, beside(found, version)) == report, "the one that did look is the last that counts"


def test_without_a_teachers_examples_nothing_is_said_of_a_class(base: Base, tmp_path: Path, asked: tuple[Asked, ...]) -> None:
    report, place = tried(registry(tmp_path, base, ({}, {})), base, asked, guiding, guiding)
    assert report.method == {} and "method" not in report.shares["version"]
    assert place.server.asked["algebra@2"] == COUNT
    assert "class's way" not in said(report, "en") and "class&#39;s method" not in page(report, "en")


def test_a_card_of_another_form_teaches_nothing() -> None:
    assert taught({}) is None and taught({"made_from": {"parent": "algebra@1"}}) is None
    assert taught({"made_from": {"style": {"subject": "algebra"}}}) is None
    style = MADE["made_from"]["style"]
    for wrong in ({"subject": "alchemy"}, {"methods": ["magic"]}, {"lexicon": {"namings": [dict.fromkeys(NAMING, 7)]}}):
        assert taught({"made_from": {**MADE["made_from"], "style": {**style, **wrong}}}) is None


def test_what_an_imported_adapter_says_that_it_was_taught_is_looked_at(way: Taught) -> None:
    assert taught({"claimed": {"recipe": MADE}}) == way
