"""PDFs: findings at their page and line, powers read as powers, scans and locked ones told kindly, hostile ones bounded."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from tests.ending import ends
from tests.training.lint.pdf_page import document, locked, pdf, scan
from training.lint.bounded import MEMORY, Apart
from training.lint.formats import pdf_text
from training.lint.formats.pdf_text import pages
from training.lint.lint import lint
from training.lint.printing import printed
from training.lint.reading import read_all
from training.lint.walk import File
from tutoring.classroom import ClassSettings

FIRST = [
    "Álgebra de 3.º ESO",
    "Problema 1",
    "Resuelve 5x + 7 = 22",
    "Solución",
    "5x = 22 + 7",
    "5x = 29",
    "x = 5,8",
]
SECOND = ["Problema 2", "Resuelve x^2 - 9 = 0", "Solución", "x^2 = 9", "x = 3, x = -3"]


def read(data: bytes, name: str = "a.pdf") -> tuple[list[str], list[str]]:
    """The problems of a document, and what is told of it in English."""
    found = next(read_all([File(name, data)]))
    return [each.problem for each in found.examples], [each.said.tell("en") for each in found.troubles]


def test_its_examples_are_read_with_accents_and_powers() -> None:
    assert read(pdf([FIRST, SECOND])) == (["Resuelve 5x + 7 = 22", "Resuelve x^2 - 9 = 0"], [])


def test_an_example_may_go_on_on_the_next_page() -> None:
    found = next(read_all([File("a.pdf", pdf([FIRST[:5], FIRST[5:]]))]))
    assert [line.text for line in found.examples[0].work] == ["5x = 22 + 7", "5x = 29", "x = 5,8"]
    assert found.pages == (1, 6)


def test_findings_name_the_page_and_the_line_on_it(tmp_path: Path) -> None:
    wrong = ["Problema 3", "Resuelve 2x = 10", "Solución", "x = 10 / 2", "x = 6"]
    (tmp_path / "a.pdf").write_bytes(pdf([FIRST, SECOND, wrong]))
    report = lint([tmp_path / "a.pdf"], ClassSettings())
    places = {
        (one.page, one.line_of_page, one.line, one.example)
        for one in report.findings
        if one.severity == "error"
    }
    assert places == {(1, 5, 5, 1), (3, 5, 17, 3)}
    row = json.loads(next(one for one in report.findings if one.page == 3).row("es"))
    assert (row["page"], row["line_of_page"], row["line"]) == (3, 5, 17)
    out = io.StringIO()
    printed(report, "es", out)
    assert "página 3, línea 5, ejemplo 3" in out.getvalue()


def test_a_corrected_copy_is_a_page_beside_it(tmp_path: Path) -> None:
    from training.lint.rewrite import rewrite

    (tmp_path / "a.pdf").write_bytes(pdf([FIRST]))
    (copy,) = rewrite(lint([tmp_path / "a.pdf"], ClassSettings()), "es")
    assert copy.name == "a.corregido.md" and "5x = 22 - 7" in copy.read_text("utf-8")


@pytest.mark.parametrize("name", ["a.PDF", "a.docx"])
def test_it_is_known_by_what_it_holds(name: str) -> None:
    assert len(read(pdf([SECOND]), name)[0]) == 1


def test_a_scan_is_declined_kindly() -> None:
    for data in (scan(), scan(3), document([b""])):
        assert read(data) == ([], [said := read(data)[1][0]])
        assert "scan" in said and "OCR" in said and "teach start" in said


def test_a_picture_between_pages_of_text_is_told_with_its_page() -> None:
    drawn = pdf([FIRST])
    assert read(drawn)[1] == []
    both = next(read_all([File("a.pdf", pdf([FIRST, [], SECOND]))]))
    assert [(each.line, each.said.en.partition(" is")[0]) for each in both.troubles] == [(8, "page 2")]
    assert len(both.examples) == 2


def test_a_locked_document_is_told_and_one_locked_against_changes_only_is_read() -> None:
    problems, (said,) = read(locked(pdf([SECOND]), "secret"))
    assert problems == [] and "password" in said
    assert read(locked(pdf([SECOND]), "")) == (["Resuelve x^2 - 9 = 0"], [])


@pytest.mark.parametrize("data", [
    b"%PDF-1.7", b"%PDF-1.7\n%%EOF", pdf([SECOND])[:400], b"%PDF-1.4\n" + bytes(range(256)) * 40,
])  # fmt: skip
def test_a_broken_one_is_told(data: bytes) -> None:
    problems, (said,) = read(data)
    assert problems == [] and ("damaged" in said or "scan" in said)


def test_a_page_that_unpacks_without_end_is_not_unpacked() -> None:
    data = document([b" " * (300 << 20)])
    assert len(data) < 1 << 20
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    problems, said = read(data)
    assert problems == [] and len(said) == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before < MEMORY >> 10


def test_a_drawing_that_draws_itself_ends() -> None:
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm0 8 0 R >> >> /Length 15 >>"
    form += b"\nstream\n/Fm0 Do /Fm0 Do\nendstream"
    assert read(document([b"/Fm0 Do"], [form]))[0] == []


def test_pages_that_hold_each_other_end() -> None:
    data = pdf([SECOND]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")
    assert read(data)[0] == []


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "SECONDS", 0.2)
    with ends():
        assert pages(pdf([[f"{at} + {at} = {2 * at}" for at in range(30)]] * 290)).trouble == "slow"


def _sleeps(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


def _dies(_: object) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def test_what_is_read_apart_may_sleep_or_die() -> None:
    with Apart() as beside:
        assert beside.run(_sleeps, 0.0, 30) == "done"
        assert beside.run(_sleeps, 60.0, 1) is None
        assert beside.run(_dies, None, 30) is None
        assert beside.run(_sleeps, 0.0, 30) == "done"


def test_a_process_is_kept_for_many_documents() -> None:
    with Apart() as beside:
        assert len({beside.run(_who, None, 30) for _ in range(3)}) == 1


def _who(_: object) -> int:
    return os.getpid()


def test_a_document_of_too_many_pages_is_read_up_to_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "PAGES", 1)
    found = pages(pdf([FIRST, SECOND]))
    assert len(found.lines) == 1 and found.more
