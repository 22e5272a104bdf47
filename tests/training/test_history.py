"""The versions are listed with their scores and with what became of them, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import reports
from adapters.registry import Registry
from subjects.problem import LANGS, Lang
from tests.adapters import tiny
from training.history import listed


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    found, base = Registry(tmp_path / "registry"), tiny.write_base(tmp_path / "base")
    folder = tiny.write_adapter(tmp_path / "adapter")
    for _ in range(3):
        found.publish(folder, tiny.card("algebra", base), base=base, who="ana", why="")
    found.point("algebra", 1, who="ana", why="")
    found.point("algebra", 2, who="ana", why="newer")
    found.rollback("algebra", who="luis", why="worse in class")
    found.share("algebra", 3, 10, who="luis", why="")
    reports.keep(found.root, "algebra@2", {"shares": {"version": {"passes": {"share": 0.875}}}})
    reports.keep(found.root, "algebra@3", {"shares": "spoilt"})
    return found


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", ("deja pasar el 87,5 %", "sin evaluar", "← habla", "← a prueba: 10 %", "vuelve algebra@1: worse in class")),
        ("en", ("lets pass 87.5%", "not evaluated", "← speaks", "← on trial: 10 %", "algebra@1 is back: worse in class")),
    ],
)
def test_every_version_and_every_change_is_a_line(registry: Registry, lang: Lang, said: tuple[str, ...]) -> None:
    lines = list(listed(registry, registry.subjects(), lang))
    assert [line.split()[0] for line in lines[:3]] == ["algebra@1", "algebra@2", "algebra@3"]
    assert len(lines) == 3 + len(registry.history("algebra"))
    text = "\n".join(lines)
    assert all(words in text for words in said), text
    assert "87" in lines[1] and "luis" in text


def test_fidelity_to_the_class_is_told_where_it_was_tried(registry: Registry) -> None:
    shares = {"passes": {"share": 0.875}, "method": {"share": 0.916}}
    reports.keep(registry.root, "algebra@2", {"shares": {"version": shares}})
    es, en = (list(listed(registry, ["algebra"], lang))[1] for lang in LANGS)
    assert "deja pasar el 87,5 %, como lo hace la clase, el 91,6 %" in es
    assert "lets pass 87.5%, in the class's way 91.6%" in en


@pytest.mark.parametrize("lang", LANGS)
def test_no_versions_are_no_lines(tmp_path: Path, lang: Lang) -> None:
    assert list(listed(Registry(tmp_path), [], lang)) == []
