"""A trial asks every voice the same, goes on where it was stopped, finds a worse version, and keeps its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters import reports
from adapters.base import Base
from adapters.registry import Registry
from prompts.editions import current
from subjects.problem import LANGS, Lang
from tests.adapters import tiny
from tests.training.gate.speakers import Script, Scripted, guiding, plain, torn
from training.gate.asked import Asked, drawn
from training.gate.compare import page
from training.gate.report import Report, family_name, faults, table, verdict
from training.gate.run import NothingAsked, Wish, beside, evaluate
from training.gate.server import NotAsked

COUNT = 60


@pytest.fixture(scope="module")
def asked() -> tuple[Asked, ...]:
    return drawn("algebra", COUNT)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return tiny.write_base(tmp_path / "base")


@pytest.fixture
def registry(tmp_path: Path, base: Base) -> Registry:
    """algebra@1 is live, algebra@2 is new."""
    found = Registry(tmp_path / "registry")
    card = replace(tiny.card("algebra", base), prompt_digests=dict(current().digests), recipe={})
    for seed in (1, 2):
        folder = tiny.write_adapter(tmp_path / f"adapter{seed}", seed=seed)
        found.publish(folder, card, base=base, who="ana", why="test")
    found.point("algebra", 1, who="ana", why="test")
    return found


def wish(registry: Registry, base: Base) -> Wish:
    version = registry.load("algebra", 2)
    return Wish(version, beside(registry, version), base, "ana", COUNT)


async def tried(
    registry: Registry, base: Base, folder: Path, asked: Sequence[Asked], new: Script, live: Script = guiding
) -> tuple[Report, Scripted]:
    server = Scripted(asked, {"algebra@2": new, "algebra@1": live, "base": plain})
    return await evaluate(wish(registry, base), registry, server.open, folder), server


async def test_a_version_as_good_as_the_live_one_has_no_faults(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    report, server = await tried(registry, base, tmp_path / "kept", asked, guiding)
    assert server.opened == [("algebra@2", "algebra@1")]
    assert server.asked == {"algebra@2": COUNT, "algebra@1": COUNT, "base": COUNT}
    assert faults(report) == []
    assert report.shares["version"]["passes"]["share"] >= 0.9 > 0.3 >= report.shares["base"]["passes"]["share"]
    assert "algebra@2" in verdict(report).en and "not worse" in verdict(report).en


@pytest.mark.parametrize(("script", "points"), [(plain, {"passes"}), (torn, {"passes", "ends"})])
async def test_a_worse_version_is_found_with_its_confidence_interval(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...], script: Script, points: set[str]
) -> None:
    report, _ = await tried(registry, base, tmp_path / "kept", asked, script)
    worse = {point for point, noise in report.differences["against"].items() if noise["high"] < 0}
    assert points <= worse
    said = verdict(report)
    assert "the guard lets it pass" in said.en and "points less (with 95% confidence, between" in said.en
    assert "el filtro la deja pasar" in said.es and "puntos menos (con un 95 % de confianza, entre" in said.es


async def test_an_adapter_that_changes_nothing_is_found(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    report, _ = await tried(registry, base, tmp_path / "kept", asked, plain, plain)
    assert any("changes nothing" in fault.en for fault in faults(report))


async def test_forgetting_on_one_kind_of_problem_is_found(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    family = max({one.family for one in asked}, key=[one.family for one in asked].count)

    def forgets(one: Asked) -> object:
        return plain(one) if one.family == family else guiding(one)

    report, _ = await tried(registry, base, tmp_path / "kept", asked, forgets)  # type: ignore[arg-type]
    name = family_name(report, family)
    assert family not in (name.es, name.en) and name.es != name.en, "told in words, not by its id"
    assert any(f"on '{name.en}'" in fault.en and f"en «{name.es}»" in fault.es for fault in faults(report))
    assert all(f">{name.tell(lang)}<" in page(report, lang) and f">{family}<" not in page(report, lang) for lang in LANGS)


async def test_a_stopped_trial_goes_on_and_the_live_versions_replies_are_not_asked_again(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    scripts = {"algebra@2": guiding, "algebra@1": guiding, "base": plain}
    broken = Scripted(asked, scripts, fail_after=70)
    with pytest.raises(NotAsked):
        await evaluate(wish(registry, base), registry, broken.open, tmp_path / "kept")
    assert reports.kept(registry.root, "algebra@2") == []
    whole = Scripted(asked, scripts)
    report = await evaluate(wish(registry, base), registry, whole.open, tmp_path / "kept")
    assert broken.asked.total() + whole.asked.total() == 3 * COUNT
    assert report.count == COUNT
    again = Scripted(asked, scripts)
    await evaluate(wish(registry, base), registry, again.open, tmp_path / "kept")
    assert again.opened == [], "no server is needed where nothing is missing"


async def test_a_trial_without_time_says_so_and_a_short_one_compares_what_all_were_asked(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    server = Scripted(asked, {"algebra@2": guiding, "algebra@1": guiding, "base": plain})
    with pytest.raises(NothingAsked):
        await evaluate(replace(wish(registry, base), seconds=-1.0), registry, server.open, tmp_path / "kept")
    assert server.asked.total() == 0


async def test_reports_are_written_once_and_go_with_their_version(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    report, _ = await tried(registry, base, tmp_path / "kept", asked, guiding)
    await tried(registry, base, tmp_path / "kept", asked, guiding)
    found = reports.kept(registry.root, "algebra@2")
    assert len(found) == 2
    assert Report.from_json(found[0]) == report
    assert Report.from_json({"version": "algebra@2"}) is None
    path = registry.root / ".reports" / "algebra@2" / "1.json"
    assert path.stat().st_mode & 0o222 == 0
    assert registry.subjects() == ("algebra",)
    registry.forget("algebra", 2, who="ana", why="test")
    assert not path.parent.exists()


@pytest.mark.parametrize("lang", LANGS)
async def test_the_report_is_read_as_a_table_and_as_a_page(
    registry: Registry, base: Base, tmp_path: Path, asked: tuple[Asked, ...], lang: Lang
) -> None:
    report, _ = await tried(registry, base, tmp_path / "kept", asked, plain)
    lines = table(report, lang).splitlines()
    assert "algebra@2" in lines[0] and "algebra@1" in lines[0] and len(lines) >= 6
    evil = replace(report, examples=[{**report.examples[0], "problem": "<script>alert(1)</script>"}])
    html = page(evil, lang)
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "http://" not in html and "https://" not in html, "the page needs nothing else"
    assert {"es": "Peor, y no por azar", "en": "Worse, and not by chance"}[lang] in html
    assert ("," in lines[1]) == (lang == "es")
