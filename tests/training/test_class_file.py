"""`teach class set` changes one value, keeps every comment, and never writes what the class would refuse."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from subjects import catalogue
from training.class_file import set_value
from tutoring.classroom import ClassroomError, read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the committed settings."""
    path = tmp_path / "class.toml"
    path.write_bytes((ROOT / "class.toml").read_bytes())
    return path


def changed(path: Path) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, against the committed settings."""
    before, after = (ROOT / "class.toml").read_text("utf-8").split("\n"), path.read_text("utf-8").split("\n")
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_one_line_changes_and_no_other(file: Path) -> None:
    assert set_value(file, "level", "2eso") == 'level = "2eso"'
    assert changed(file) == (['level = "3eso"'], ['level = "2eso"'])
    assert read(file).level == "2eso"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("retention_days", "7", 7),
        ("exam_lock", "true", True),
        ("exam_lock", "sí", True),
        ("exam_lock", "no", False),
        ("teachers", "discord:1, moodle:2", ("discord:1", "moodle:2")),
        ("teachers", "discord:1", ("discord:1",)),
        ("teachers", '["moodle:3"]', ("moodle:3",)),
        ("teachers", "", ()),
        ("lang", "en", "en"),
        ("lang", '"en"', "en"),
    ],
)
def test_a_value_may_be_typed_as_people_do(file: Path, key: str, typed: str, value: object) -> None:
    set_value(file, key, typed)
    assert getattr(read(file), key) == value


def test_a_text_of_a_table_keeps_its_signs(file: Path) -> None:
    typed = 'Llama a "Marta" \\ 116 111 # siempre\nya'
    set_value(file, "helpline.es", typed)
    assert read(file).helpline.es == typed


def test_the_comment_beside_a_value_stays(file: Path) -> None:
    line = set_value(file, "model.endpoint", "http://127.0.0.1:11434/v1")
    assert line.startswith('endpoint = "http://127.0.0.1:11434/v1"    # another OpenAI-compatible server')
    assert read(file).model.endpoint == "http://127.0.0.1:11434/v1"


def test_a_sign_that_only_looks_like_a_comment_is_part_of_the_value(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    path.write_text('[model]\nname = "a # b" # true comment\n', "utf-8")
    set_value(path, "model.name", "c")
    assert path.read_text("utf-8") == '[model]\nname = "c" # true comment\n'


def test_a_key_that_is_only_an_example_is_put_below_it(file: Path) -> None:
    subject = catalogue.names()[0]
    set_value(file, "subjects", subject)
    lines = file.read_text("utf-8").split("\n")
    at = lines.index(f'subjects = ["{subject}"]')
    assert lines[at - 1].startswith("# subjects = ")
    assert read(file).subjects == (subject,)


def test_a_value_of_several_lines_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    path.write_text('# first\nteachers = [\n  "discord:1", # Marta\n  "moodle:2",\n]\nlang = "en"\n', "utf-8")
    set_value(path, "teachers", "moodle:9")
    assert path.read_text("utf-8") == '# first\nteachers = ["moodle:9"]\nlang = "en"\n'


def test_a_missing_file_and_table_are_made(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    set_value(path, "level", "1bach")
    set_value(path, "model.base", "Qwen/Qwen3-4B-Instruct-2507")
    set_value(path, "lang", "en")
    found = read(path)
    assert (found.level, found.model.base, found.lang) == ("1bach", "Qwen/Qwen3-4B-Instruct-2507", "en")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("levl", "3eso", "did you mean 'level'"),
        ("level", "5eso", "must be one of"),
        ("retention_days", "soon", "a whole number from 1 to 3650"),
        ("method.french", "x", "there is no 'french'"),
        ("helpline", "x", "a table"),
        ("level", 'x"\nlang = "en', "must be one of"),
    ],
)
def test_what_the_class_would_refuse_is_told_and_not_written(
    file: Path, key: str, value: str, said: str
) -> None:
    with pytest.raises(ClassroomError, match=said):
        set_value(file, key, value)
    assert changed(file) == ([], [])


def test_a_file_with_faults_is_told_before_it_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    path.write_text("level = 3\n", "utf-8")
    with pytest.raises(ClassroomError, match=r"class\.toml:1"):
        set_value(path, "lang", "en")
    assert path.read_text("utf-8") == "level = 3\n"


def test_who_may_read_the_file_stays_and_no_draft_is_left(file: Path) -> None:
    file.chmod(0o640)
    set_value(file, "lang", "en")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["class.toml"]
