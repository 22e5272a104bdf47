"""What each form of file gives, and what is told of those that cannot be read."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.problem import LANGS
from tests.training.lint.planted import sound
from tests.training.lint.written import WRITERS, zipped
from training.lint.example import Read
from training.lint.reading import READERS, read_all
from training.lint.walk import File, files


def read(name: str, data: bytes | str) -> Read:
    return next(read_all([File(name, data if isinstance(data, bytes) else data.encode())]))


@pytest.mark.parametrize("name", WRITERS)
def test_every_form_gives_the_same_examples_with_their_lines(name: str) -> None:
    rng = Random(name)
    subjects = ("algebra", "kinematics", "stoichiometry")
    wanted = [sound(subject, rng, lang, "3eso") for subject in subjects for lang in LANGS]
    data, places = WRITERS[name](wanted)
    found = read(name, data)
    assert found.troubles == ()
    for example, one, (problem, steps) in zip(found.examples, wanted, places, strict=True):
        assert example.problem.split() == one.problem.split()
        assert [line.text.strip("$") for line in example.work] == list(one.lines)
        assert (example.line, [line.number for line in example.work]) == (problem, steps)


SPANISH = (
    "**Problema**\n¿Qué distancia recorre un móvil a 20 m/s en 15 s?\n**Solución**\ns = v·t\ns = 300 m\n"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_is_read(encoding: str, end: str) -> None:
    (example,) = read("a.md", SPANISH.replace("\n", end).encode(encoding)).examples
    assert example.problem == "¿Qué distancia recorre un móvil a 20 m/s en 15 s?"
    assert [(line.text, line.number) for line in example.work] == [("s = v·t", 4), ("s = 300 m", 5)]


@pytest.mark.parametrize(
    "page",
    ["## Problem 1\nSolve $x + 2 = 5$\n## Solution\n$$\nx = 5 - 2\n$$\nx = 3",
     "**Problem:** Solve $x + 2 = 5$\n\n**Solution:**\nx = 5 - 2\nx = 3",
     "Problem: Solve $x + 2 = 5$\nSolution:\nx = 5 - 2\nx = 3", "Solve $x + 2 = 5$\nx = 5 - 2\nx = 3",
     "# Exercise 7\nSolve $x + 2 = 5$\n# Solution\nx = 5 - 2\nx = 3"],
)  # fmt: skip
def test_headings_bold_words_words_with_a_colon_and_bare_blocks_are_all_read(page: str) -> None:
    (example,) = read("a.md", page).examples
    assert example.problem == "Solve $x + 2 = 5$"
    assert [line.text for line in example.work] == ["x = 5 - 2", "x = 3"]


def test_an_answer_line_is_a_line_of_the_work_and_no_heading() -> None:
    (example,) = read("a.md", "## Problema\nx + 2 = 5\n## Solución\nx = 5 - 2\nSolución: x = 3\n").examples
    assert [line.text for line in example.work] == ["x = 5 - 2", "Solución: x = 3"]


@pytest.mark.parametrize("title", ["# Ejercicios resueltos", "Problemas", "**Examples**"])
def test_a_pages_title_is_no_problem(title: str) -> None:
    page = f"{title}\nNivel: 2eso\nLos hicimos en clase.\n## Problema 1\nx + 2 = 5\n## Solución\nx = 3\n"
    (example,) = read("a.md", page).examples
    assert (example.problem, example.level, example.number) == ("x + 2 = 5", "2eso", 1)


def test_a_plural_over_one_problem_is_its_heading() -> None:
    (example,) = read("a.md", "## Ejercicios\nx + 2 = 5\n## Solución\nx = 3\n").examples
    assert example.problem == "x + 2 = 5"


def test_what_a_page_declares_holds_for_its_examples_and_an_examples_own_goes_first() -> None:
    page = "Nivel: 2º ESO\nIdioma: español\n## Problema\nx + 2 = 5\n## Solución\nx = 3\n"
    page += "## Problema\nNivel: 4º ESO\nx + 2 = 6\n## Solución\nx = 4"
    assert [(each.level, each.lang) for each in read("a.md", page).examples] == [
        ("2º ESO", "es"),
        ("4º ESO", "es"),
    ]


def test_a_table_knows_its_columns_in_both_languages_and_the_result_apart() -> None:
    for head in ("enunciado;solución;resultado;nivel", "problem;solution;answer;level"):
        (example,) = read("a.csv", f"{head}\nx + 2 = 5;x = 5 - 2;x = 3;2eso\n").examples
        assert example.answer is not None
        assert (example.problem, example.answer.text, example.level, example.line) == (
            "x + 2 = 5",
            "x = 3",
            "2eso",
            2,
        )


def test_decimal_commas_do_not_cut_a_row_that_semicolons_part() -> None:
    (example,) = read("a.csv", "problema;solución\nx + 2,5 = 5,5;x = 3\n").examples
    assert example.problem == "x + 2,5 = 5,5"


def test_a_long_conversation_is_a_guided_one() -> None:
    turns = [
        ("user", "Solve x + 2 = 5"),
        ("assistant", "What would you undo?"),
        ("user", "the 2"),
        ("assistant", "Go on!"),
    ]
    row = {"messages": [{"role": role, "content": text} for role, text in turns]}
    (example,) = read("a.jsonl", json.dumps(row)).examples
    assert example.guided
    assert example.problem == "Solve x + 2 = 5"


def test_moodles_numerical_answer_takes_the_unit_beside_it() -> None:
    bank = (
        '<quiz><question type="numerical"><questiontext><text>How far?</text></questiontext><answer fraction="100"><text>300'
        "</text></answer><units><unit><unit_name>m</unit_name></unit></units></question></quiz>"
    )
    (example,) = read("a.xml", bank).examples
    assert example.answer is not None
    assert example.answer.text == "300 m"


def test_words_formula_editor_is_written_in_a_line() -> None:
    space = 'xmlns:w="w" xmlns:m="m"'
    power = "<m:sSup><m:e><m:r><m:t>t</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    fraction = f"<m:f><m:num><m:r><m:t>2s</m:t></m:r></m:num><m:den>{power}</m:den></m:f>"
    lines = ["Problema:", "Un coche…", "Solución:"]
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    body += f"<w:p><m:oMath><m:r><m:t>a=</m:t></m:r>{fraction}</m:oMath></w:p>"
    (example,) = read(
        "a.docx", zipped({"word/document.xml": f"<w:document {space}>{body}</w:document>"})
    ).examples
    assert example.work[0].text == "a=(2s)/(t^2)"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("a.pdf", b"%PDF-1.7", "docx"), ("a.doc", b"\xd0\xcf\x11\xe0\xa1", "docx"), ("a.png", b"\x89PNG", ".md"),
     ("a.md", b"", "vac"),
     ("a.docx", b"PK\x03\x04cut", "dañado"), ("a.xml", b"<quiz><question>", "línea 1"), ("a.jsonl", b"{bad\n", "JSON"),
     ("a.xml", b'<!DOCTYPE q [<!ENTITY a "b">]><q>&a;</q>', "entidades"), ("a.md", b"hola", "## Problema"),
     ("a.xml", b"<q>" * 5000, "anidado"), ("a.jsonl", b"[" * 100_000, "anidado"), ("a.md", bytes(range(256)) * 4, "UTF-8")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_to_do(name: str, data: bytes, said: str) -> None:
    found = read(name, data)
    assert found.examples == ()
    assert said in found.troubles[0].said.es


def test_a_broken_line_is_told_with_its_number_and_the_rest_goes_on() -> None:
    good = json.dumps({"prompt": "Solve x + 2 = 5", "completion": "x = 3"})
    found = read("a.jsonl", f"{good}\n{{oops\n{good}\n")
    assert [example.line for example in found.examples] == [1, 3]
    assert [(trouble.line, trouble.example) for trouble in found.troubles] == [(2, 2)]


def test_folders_and_zips_are_walked_and_what_is_no_file_of_the_teachers_is_passed_over(
    tmp_path: Path,
) -> None:
    inner = zipped({"c.md": SPANISH})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("unit/b.md", SPANISH)
        archive.writestr("__MACOSX/._b.md", "x")
        archive.writestr("inner.zip", inner)
    (tmp_path / "z.zip").write_bytes(stream.getvalue())
    (tmp_path / "a.md").write_text(SPANISH)
    (tmp_path / ".hidden").write_text("x")
    names = [file.name.removeprefix(f"{tmp_path}/") for file in files([tmp_path])]
    assert names == ["a.md", "z.zip/inner.zip/c.md", "z.zip/unit/b.md"]


def test_a_file_that_is_not_there_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SPANISH)
    found = list(read_all(files([tmp_path / "none.md", tmp_path / "a.md"])))
    assert [len(each.examples) for each in found] == [0, 1]
    assert "no existe" in found[0].troubles[0].said.es


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.lint.walk.LARGEST", 1 << 16)
    (tmp_path / "bomb.zip").write_bytes(zipped({"big.md": "x" * (1 << 22), "good.md": SPANISH}))
    found = list(files([tmp_path / "bomb.zip"]))
    assert [(file.trouble is None, len(file.data)) for file in found] == [
        (False, 0),
        (True, len(SPANISH.encode())),
    ]


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_bring_any_reader_down(suffix: str, data: bytes) -> None:
    found = read(f"a{suffix}", data)
    assert all(example.problem for example in found.examples)
