"""Why a model server ended before it was ready, read from its exit code and the end of its log.

Only causes that a person can do something about are told apart; for the rest the log is named.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path

from adapters.errors import OutOfMemory, PortTaken, ServerFailed

_TAIL = 200_000  # bytes of the log that are looked at
_MEMORY = re.compile(
    r"out of memory|cannot allocate memory|can't allocate memory|MemoryError|std::bad_alloc"
    r"|less than desired .{0,10}memory|No available memory|not enough memory|KV cache is needed.*larger than",
    re.IGNORECASE,
)
_PORT = re.compile(r"address already in use", re.IGNORECASE)
_KILLED = 137  # 128 + SIGKILL: on Linux, almost always the kernel's answer to a lack of memory
_ERROR = re.compile(r"^.*?\b(?:\w+\.)*(\w*(?:Error|Exception)): (.+)$", re.MULTILINE)


def check_port(host: str, port: int) -> None:
    """Raise PortTaken if nothing can listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise PortTaken(
                en=f"Port {port} is reserved for the system. Set another MAIEUTIC_PORT, above 1023.",
                es=f"El puerto {port} es del sistema. Pon otro en MAIEUTIC_PORT, mayor que 1023.",
            ) from error
        except OSError as error:
            raise port_taken(port) from error


def free_port(host: str) -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def port_taken(port: int) -> PortTaken:
    """The sentence for a port that another program listens on."""
    return PortTaken(
        en=f"Port {port} is taken by another program. Stop it, or set another MAIEUTIC_PORT.",
        es=f"El puerto {port} lo usa otro programa. Ciérralo o pon otro en MAIEUTIC_PORT.",
    )


def explain(code: int, log: Path, port: int) -> ServerFailed:
    """The error for a server that ended with `code` before it was ready."""
    text = _tail(log)
    if _PORT.search(text):
        return port_taken(port)
    if code == _KILLED or _MEMORY.search(text):
        return OutOfMemory(
            en="The model server ran out of memory. Close other programs, or set a smaller MAIEUTIC_BASE.",
            es="El servidor del modelo se quedó sin memoria. Cierra otros programas o pon un modelo menor "
            "en MAIEUTIC_BASE.",
        )
    causes = _ERROR.findall(text)
    en = es = f"code {code}" if not causes else f"{causes[0][0]}: {causes[0][1][:200]}"
    return ServerFailed(
        en=f"The model server did not start ({en}). The whole story is in {log}.",
        es=f"El servidor del modelo no arrancó ({es}). Los detalles están en {log}.",
    )


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - _TAIL))
            return stream.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
