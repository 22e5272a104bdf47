"""The note of a running server is believed only while its writer runs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from adapters import running
from adapters.errors import NotWritable
from adapters.running import Running, find_running, keep_key, prepare, process_start


def note(**changes: object) -> Running:
    values: dict[str, object] = {
        "url": "http://127.0.0.1:8111", "key": "k", "pid": os.getpid(), "started": process_start(os.getpid()),
        "base": "tiny", "base_digest": "d", "models": {"algebra": "algebra@3", "general": "general@1"},
    }  # fmt: skip
    return Running(**(values | changes))  # type: ignore[arg-type]


def leave(folder: Path, one: Running) -> None:
    prepare(folder)
    keep_key(folder, one.key)
    running.write(folder, one)


def test_the_note_is_read_back(tmp_path: Path) -> None:
    leave(tmp_path / "state", note())
    assert find_running(tmp_path / "state") == note()


def test_no_note_means_no_server(tmp_path: Path) -> None:
    assert find_running(tmp_path) is None
    leave(tmp_path, note())
    running.remove(tmp_path)
    assert find_running(tmp_path) is None


def test_the_note_of_a_dead_process_is_not_believed(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    leave(tmp_path, note(pid=child.pid, started="1"))
    assert find_running(tmp_path) is None


def test_a_number_that_another_process_has_now_is_not_believed(tmp_path: Path) -> None:
    leave(tmp_path, note(started="1"))
    assert find_running(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": 1}'])
def test_a_spoilt_note_means_no_server(tmp_path: Path, text: str) -> None:
    leave(tmp_path, note())
    (tmp_path / running.NOTE).write_text(text)
    assert find_running(tmp_path) is None


def test_only_the_owner_reads_folder_key_and_note(tmp_path: Path) -> None:
    state = tmp_path / "state"
    leave(state, note())
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    for name in (running.KEY, running.NOTE):
        assert stat.S_IMODE((state / name).stat().st_mode) == 0o600
    assert "k" not in (state / running.NOTE).read_text().split('"')


def test_the_key_of_a_folder_stays_and_can_be_set(tmp_path: Path) -> None:
    first = keep_key(tmp_path, None)
    assert len(first) >= 32
    assert keep_key(tmp_path, None) == first
    assert keep_key(tmp_path, "mine") == "mine"
    assert keep_key(tmp_path, None) == "mine"


def test_a_state_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotWritable, match="MAIEUTIC_STATE_DIR"):
        prepare(tmp_path / "file" / "state")


@pytest.mark.parametrize(
    ("subject", "adapter"), [("algebra", "algebra@3"), ("geometry", "general@1"), (None, "general@1")]
)
def test_a_subject_without_an_adapter_speaks_through_the_general_one(
    subject: str | None, adapter: str
) -> None:
    assert note().adapter_for(subject) == adapter
    assert note().model_for(subject) == adapter


def test_without_any_adapter_the_base_speaks() -> None:
    assert note(models={}).adapter_for("algebra") is None
    assert note(models={}).model_for("algebra") == "base"


def test_the_key_is_not_shown() -> None:
    assert "secret-key" not in repr(note(key="secret-key"))


def test_a_session_stays_on_its_version_only_where_that_is_served_and_not_taken_back(tmp_path: Path) -> None:
    leave(tmp_path, note(pins=True, withdrawn=("algebra@2",)))
    found = find_running(tmp_path)
    assert found is not None
    assert found.stay("algebra", "algebra@1") == "algebra@1"
    assert found.stay("algebra", "general@1") == "general@1"
    assert found.stay("algebra", "algebra@2") is None
    assert found.stay("algebra", "kinematics@1") is None
    assert found.stay("algebra", "") is None
    assert note().stay("algebra", "algebra@1") is None


def test_a_gateway_is_asked_for_the_alias_and_a_server_for_the_version() -> None:
    gateway = note(pins=True)
    assert [gateway.alias_for(subject) for subject in ("algebra", "geometry", None)] == ["algebra", "general", "general"]
    assert note(pins=True, models={}).alias_for("algebra") == "base"
    assert note().alias_for("algebra") == "algebra@3"
