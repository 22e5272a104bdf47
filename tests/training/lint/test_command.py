"""`teach lint` and `teach start` as a teacher types them."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner, Result

import training.main
from tests.training.lint.planted import planted
from tests.training.lint.written import WRITERS, zipped
from training.lint.bounded import TooLong, each, limit
from training.lint.formats import markdown

SOUND = "## Problema\nResuelve 5x + 7 = 22\n## Solución\n5x = 22 - 7\n5x = 15\nx = 3\n"
WRONG = SOUND.replace("22 - 7", "22 + 7")


def teach(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str, settings: str = 'lang = "es"\n') -> Result:
    (folder / "class.toml").write_text(settings)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MAIEUTIC_CLASS_FILE", str(folder / "class.toml"))
    return CliRunner().invoke(training.main.application("es"), list(words))


@pytest.mark.parametrize(("page", "code"), [(SOUND, 0), (WRONG, 1), ("", 1)])
def test_it_ends_with_0_where_nothing_is_wrong_and_1_where_something_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, code: int
) -> None:
    (tmp_path / "a.md").write_text(page)
    assert teach(tmp_path, monkeypatch, "lint", "a.md").exit_code == code


def test_people_read_the_place_the_fault_the_line_and_a_summary_in_the_classs_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    said = teach(tmp_path, monkeypatch, "lint", "a.md").stdout
    assert "error sign (línea 4, ejemplo 1)" in said
    assert "→ 5x = 22 - 7" in said
    assert "errores: 1" in said
    assert "errors: 1" in teach(tmp_path, monkeypatch, "lint", "a.md", settings='lang = "en"\n').stdout


def test_json_gives_a_line_a_finding_and_ends_with_0_where_rows_were_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    done = teach(tmp_path, monkeypatch, "lint", "--json", "a.md", "none.md")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["file"], row["line"], row["kind"], row["severity"]) for row in rows if row["kind"] != "too_few"] == [
        ("a.md", 4, "sign", "error"), ("none.md", None, "unreadable", "error"),
    ]  # fmt: skip
    assert done.exit_code == 0
    assert teach(tmp_path, monkeypatch, "lint", "--json", "none.md").exit_code == 1


def test_fix_writes_beside_and_never_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(WRONG)
    for name in ("a.corregido.md", "a.corregido-2.md"):
        teach(tmp_path, monkeypatch, "lint", "--fix", "a.md")
        assert (tmp_path / name).read_text() == SOUND
    assert (tmp_path / "a.md").read_text() == WRONG


@pytest.mark.parametrize("name", WRITERS)
def test_the_corrected_copy_of_every_form_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    rng = Random(name)
    hand = [planted(kind, rng, "es")[0] for kind in ("result", "unit_wrong", "molar_mass", "unbalanced")]
    data, _ = WRITERS[name](hand)
    (tmp_path / name).write_bytes(data)
    assert teach(tmp_path, monkeypatch, "lint", "--fix", name).exit_code == 1
    (copy,) = tmp_path.glob("*.corregido.*")
    assert teach(tmp_path, monkeypatch, "lint", copy.name).exit_code == 0
    assert (tmp_path / name).read_bytes() == data


def test_of_a_file_in_a_zip_a_page_is_written_beside_the_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "z.zip").write_bytes(zipped({"unit/a.md": WRONG}))
    teach(tmp_path, monkeypatch, "lint", "--fix", "z.zip")
    assert "5x = 22 - 7" in (tmp_path / "a.corregido.md").read_text()


@pytest.mark.parametrize("subject", ["algebra", "kinematics", "stoichiometry"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_sample_page_is_sound_and_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subject: str, lang: str
) -> None:
    assert teach(tmp_path, monkeypatch, "start", subject, "--lang", lang).exit_code == 0
    page = (tmp_path / f"{subject}.md").read_text()
    assert len(markdown.read("a.md", page).examples) == 2
    assert teach(tmp_path, monkeypatch, "lint", f"{subject}.md").exit_code == 0
    assert teach(tmp_path, monkeypatch, "start", subject).exit_code == 1
    assert (tmp_path / f"{subject}.md").read_text() == page


def test_an_unknown_subject_names_those_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert teach(tmp_path, monkeypatch, "start", "algbra").exit_code == 2


def test_an_act_is_ended_at_its_limit() -> None:
    with pytest.raises(TooLong), limit(0.05):
        time.sleep(60)


def test_a_limit_leaves_the_timer_of_others_running() -> None:
    before = signal.getitimer(signal.ITIMER_REAL)[0]
    with limit(5):
        pass
    assert (signal.getitimer(signal.ITIMER_REAL)[0] > 0) == (before > 0)


def _act(number: int) -> int:
    if number == 13:
        os._exit(1)
    return number * number


def _lost(number: int) -> int:
    return -number


def test_an_example_whose_process_dies_costs_only_itself() -> None:
    found = list(each(_act, range(30), _lost, cores=2))
    assert found == [-13 if number == 13 else number * number for number in range(30)]
