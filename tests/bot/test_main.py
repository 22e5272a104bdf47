"""The `tutor` command: exit codes, one sentence for every trouble, results alone on standard output."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from adapters.launch import installed
from bot import main
from bot.wiring import Setup

ROOT = Path(__file__).resolve().parents[2]
TUTOR = (sys.executable, "-c", "from bot.main import main; main()")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and an English terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def tutor(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a person does."""
    env = {**os.environ, **environment}
    done = subprocess.run(
        [*TUTOR, *arguments], input=given, capture_output=True, env=env, check=False, timeout=100
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


@pytest.mark.parametrize(("lang", "said"), [("es", "Un tutor de clase"), ("en", "A class tutor")])
def test_help_is_in_the_terminals_language(lang: str, said: str) -> None:
    done = CliRunner().invoke(main.application("es" if lang == "es" else "en"), ["--help"])
    assert done.exit_code == 0
    assert said in done.output
    assert all(command.__name__ in done.output for command in main.COMMANDS)


def test_broken_class_settings_are_told_with_line_and_nearest_name(here: Path) -> None:
    (here / "class.toml").write_text('level = "3eso"\nlagn = "es"\n', "utf-8")
    done = tutor("status")
    assert done.returncode == 2
    assert done.stderr.decode() == "class.toml:2: there is no 'lagn': did you mean 'lang'?\n"
    assert done.stdout == b""


def test_trouble_is_told_in_spanish_to_a_spanish_terminal(here: Path) -> None:
    (here / "class.toml").write_text('lagn = "es"\n', "utf-8")
    said = tutor("status", LC_ALL="es_ES.UTF-8").stderr.decode()
    assert said == "class.toml:1: no existe «lagn»: ¿será «lang»?\n"


def test_a_wrong_variable_is_told_by_name() -> None:
    done = tutor("status", MAIEUTIC_PORT="seventy")
    assert done.returncode == 2
    assert b"MAIEUTIC_PORT must be a port" in done.stderr


@pytest.mark.parametrize("arguments", [("solve", "absent.jsonl"), ("nonsense",), ("ask", "--at-once", "0")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert tutor(*arguments).returncode == 2


@pytest.mark.parametrize(
    ("option", "allowed"),
    [
        (("--lang", "fr"), "es, en"),
        (("--level", "9eso"), "1eso, 2eso"),
        (("--subject", "latin"), "algebra"),
        (("--method", "magic"), "transposition"),
        (("--subject", "kinematics", "--method", "transposition"), "--method transposition: must be"),
    ],
)
def test_a_wrong_option_is_told_with_what_it_may_be(option: tuple[str, ...], allowed: str) -> None:
    done = tutor("solve", *option, given=b'{"text": "5x = 10"}\n')
    assert (done.returncode, done.stdout) == (2, b"")
    assert allowed in done.stderr.decode()


@pytest.mark.parametrize("arguments", ["solve", "--help"])
def test_a_full_disk_under_the_results_is_told(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        given = {"input": b'{"text": "5x = 10"}\n', "stdout": full, "stderr": subprocess.PIPE}
        done = subprocess.run([*TUTOR, arguments], check=False, timeout=100, **given)  # type: ignore[call-overload]
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith("Something could not be read or written (No space")
    assert b"Traceback" not in done.stderr


def test_closed_standard_streams_are_no_trouble() -> None:
    line = " ".join(shlex.quote(part) for part in (*TUTOR, "route"))
    for closed in ("<&-", "</dev/null >&-", "<&- >&- 2>&-"):
        done = subprocess.run(["sh", "-c", f"{line} {closed}"], capture_output=True, check=False, timeout=100)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_log_that_cannot_be_written_puts_no_trace_on_the_screen(here: Path) -> None:
    (here / "var").mkdir()
    (here / "var" / "tutor.log").symlink_to("/dev/full")
    done = tutor("chat", given=b"hola\n", MAIEUTIC_ENDPOINT="http://127.0.0.1:9/v1", MAIEUTIC_MODEL="x")
    assert done.returncode == 0
    assert b"Logging error" not in done.stderr


@pytest.mark.parametrize("name", ["discord", "moodle"])
def test_a_channel_without_its_token_says_where_to_put_it(name: str) -> None:
    done = tutor(name)
    assert done.returncode == 2
    assert f"MAIEUTIC_{name.upper()}" in done.stderr.decode()


def test_bad_rows_are_error_rows_and_the_exit_code_is_0() -> None:
    given = b'{"id": "a"}\n\xff\xfe\n{"id": 7, "text": 3}\n[]\n'
    done = tutor("solve", given=given)
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], row["error"]["code"]) for row in rows] == [
        ("a", "missing_field"),
        (2, "not_utf8"),
        (7, "missing_field"),
        (4, "not_an_object"),
    ]


def test_rows_may_come_from_a_file(here: Path) -> None:
    (here / "rows.jsonl").write_text('{"id": 1}\n', "utf-8")
    done = tutor("check", "rows.jsonl", given=b'{"id": 2}\n')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1]


def test_a_result_is_there_while_the_input_stays_open() -> None:
    with subprocess.Popen([*TUTOR, "guard"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"id": "first"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "first"
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_is_quiet(number: signal.Signals) -> None:
    command = [*TUTOR, "ask"]
    env = {**os.environ, "MAIEUTIC_ENDPOINT": "http://127.0.0.1:9/v1", "MAIEUTIC_MODEL": "x"}
    pipe = subprocess.PIPE
    # A test run in the background inherits an ignored SIGINT, and hands it on; a person's terminal does not.
    hears = partial(signal.signal, number, signal.SIG_DFL)
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, env=env, preexec_fn=hears
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"id": "ready"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["error"]["code"] == "missing_field"
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == main.INTERRUPTED
        assert said == b""


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*TUTOR, "solve"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b'{"id": 1}\n' * 3)
        process.stdin.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


def test_a_base_model_that_is_not_there_is_told(here: Path) -> None:
    done = tutor("chat", given=b"hola\n", MAIEUTIC_BASE=str(here / "nothing"), MAIEUTIC_PORT="0")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"nothing" in done.stderr or b"light install" in done.stderr


@pytest.mark.skipif(not installed(), reason="the light install starts no model server")
def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = tutor("chat", given=b"hola\n", MAIEUTIC_PORT=port)
    assert (done.returncode, done.stdout) == (1, b"")
    assert port in done.stderr.decode()


def test_a_state_folder_that_cannot_be_written_is_told(here: Path) -> None:
    (here / "file").write_text("not a folder", "utf-8")
    done = tutor("chat", given=b"hola\n", MAIEUTIC_STATE_DIR=str(here / "file"))
    assert done.returncode == 1
    assert b"give write permission" in done.stderr


def test_an_endpoint_that_is_not_there_is_told() -> None:
    done = tutor("ask", given=b"{}\n", MAIEUTIC_ENDPOINT="http://127.0.0.1:9/v1")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"check MAIEUTIC_ENDPOINT" in done.stderr


def test_what_nobody_foresaw_is_a_sentence_and_a_place_in_the_log(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(_setup: Setup) -> int:
        raise KeyError("a student's words")

    with pytest.raises(typer.Exit) as caught:
        main.act(work)
    assert caught.value.exit_code == 1
    assert "Something unforeseen failed (KeyError)" in capsys.readouterr().err
    log = (here / "var" / "tutor.log").read_text("utf-8")
    assert "test_main.py" in log
    assert "student's words" not in log
