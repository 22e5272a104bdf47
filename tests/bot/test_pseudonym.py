"""Pseudonyms: stable, keyed, unmixable; their key made once and kept to its owner."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.pseudonym import FILE, KeyFileError, Pseudonyms, open_pseudonyms

KEY = b"k" * 32


def test_a_person_keeps_their_pseudonym_across_processes() -> None:
    # Written down once: whoever changes how it is made cuts every student from their sessions.
    assert Pseudonyms(KEY).student("discord", "1234") == "47cc2649fb0dc05a9134fab06d94e529"


def test_nothing_of_the_id_shows() -> None:
    made = Pseudonyms(KEY).student("moodle", "ana.garcia@example.org")
    assert re.fullmatch(r"[0-9a-f]{32}", made)


def test_key_channel_kind_and_id_all_matter() -> None:
    one, other = Pseudonyms(KEY), Pseudonyms(b"x" * 32)
    made = {
        one.student("discord", "1"),
        other.student("discord", "1"),
        one.student("moodle", "1"),
        one.room("discord", "1"),
        one.student("discord", "2"),
    }
    assert len(made) == 5


def test_parts_cannot_be_moved_over_their_border() -> None:
    names = Pseudonyms(KEY)
    assert names.student("ab", "c") != names.student("a", "bc")


def test_any_text_is_an_id() -> None:
    assert len(Pseudonyms(KEY).room("terminal", "\ud83d niño")) == 32


def test_the_key_does_not_show() -> None:
    assert "kkkk" not in repr(Pseudonyms(KEY))


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    first = open_pseudonyms(folder)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert open_pseudonyms(folder).key == first.key
    assert len(first.key) >= 32
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: open_pseudonyms(tmp_path).key, range(24)))
    assert len(set(keys)) == 1


def test_a_key_left_open_to_others_is_closed(tmp_path: Path) -> None:
    open_pseudonyms(tmp_path)
    (tmp_path / FILE).chmod(0o644)
    open_pseudonyms(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_from_the_environment_leaves_no_file(tmp_path: Path) -> None:
    assert open_pseudonyms(tmp_path, "a-key-of-a-school").key == b"a-key-of-a-school"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["short", "0123456789abcde"])
def test_a_short_key_is_refused_by_name(key: str, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="MAIEUTIC_PSEUDONYM_KEY"):
        open_pseudonyms(tmp_path, key)


def test_a_key_cut_short_on_disk_is_refused_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"")
    with pytest.raises(KeyFileError, match="cut or short"):
        open_pseudonyms(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b""


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", "utf-8")
    with pytest.raises(KeyFileError, match="give write permission"):
        open_pseudonyms(tmp_path / "var")
