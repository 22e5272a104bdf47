"""Why a server did not start, in a sentence that says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from adapters.diagnosis import check_port, explain, free_port
from adapters.errors import OutOfMemory, PortTaken, ServerFailed

HOST = "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("OSError: [Errno 98] Address already in use", PortTaken),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", OutOfMemory),
        ("RuntimeError: [enforce fail] DefaultCPUAllocator: can't allocate memory", OutOfMemory),
        (
            "ValueError: Available memory on node 0 (0.5/8 GiB) on startup is less than desired CPU memory",
            OutOfMemory,
        ),
        ("MemoryError", OutOfMemory),
    ],
)
def test_causes_that_a_person_can_mend_are_told_apart(
    tmp_path: Path, text: str, kind: type[ServerFailed]
) -> None:
    log = tmp_path / "server.log"
    log.write_text(f"INFO starting\n{text}\n")
    error = explain(1, log, 8111)
    assert type(error) is kind
    assert "MAIEUTIC_" in error.tell("es")


def test_a_server_killed_by_the_system_ran_out_of_memory(tmp_path: Path) -> None:
    assert isinstance(explain(137, tmp_path / "no-log", 8111), OutOfMemory)


def test_any_other_end_names_the_first_error_and_the_log(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("pydantic.ValidationError: the model is odd\nRuntimeError: Engine core failed\n")
    text = str(explain(1, log, 8111))
    assert "ValidationError: the model is odd" in text
    assert str(log) in text


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            check_port(HOST, port)
    for text in (caught.value.tell("es"), caught.value.tell("en")):
        assert str(port) in text
        assert "MAIEUTIC_PORT" in text


def test_a_free_port_passes() -> None:
    check_port(HOST, free_port(HOST))
