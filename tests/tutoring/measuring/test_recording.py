"""Finished lines outlive a kill; a torn one is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutoring.measuring.recording import NotKept, Recording, digest_of_files


def test_lines_are_there_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.jsonl"
    Recording(path).add({"id": "a", "said": "¿qué?"})
    assert Recording(path).lines == {"a": {"id": "a", "said": "¿qué?"}}


@pytest.mark.parametrize("torn", [b'{"id": "b", "sa', b'{"id": "b"}', b"\xff\xfe\n", b"[1]\n"])
def test_what_a_kill_left_half_written_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "x.jsonl"
    Recording(path).add({"id": "a"})
    path.write_bytes(path.read_bytes() + torn)
    again = Recording(path)
    again.add({"id": "c"})
    assert list(again.lines) == ["a", "c"] == list(Recording(path).lines)
    assert len(path.read_bytes().splitlines()) == 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(NotKept) as caught:
        Recording(tmp_path / "file" / "x.jsonl")
    assert "permisos" in caught.value.tell("es")


def test_another_text_is_another_digest(tmp_path: Path) -> None:
    page = tmp_path / "es" / "open.j2"
    page.parent.mkdir()
    page.write_text("uno", "utf-8")
    before = digest_of_files([tmp_path])
    (tmp_path / "notes.txt").write_text("not counted", "utf-8")
    assert digest_of_files([tmp_path]) == before
    page.write_text("dos", "utf-8")
    assert digest_of_files([tmp_path]) != before
