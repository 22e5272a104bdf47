"""What every test runs under: no network beyond this machine, no account, no telemetry, nobody's settings.

The environment is cleaned before any package of ours is imported, since some libraries read it at import.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

OURS = ("MAIEUTIC_", "DISCORD_", "MOODLE_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_", "VLLM_")
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
}

for name in [name for name in os.environ if name.startswith(OURS) and name != "MAIEUTIC_CPU"]:
    del os.environ[name]
os.environ.update(QUIET)
# How quick a busy machine makes up examples says nothing about us.
hypothesis.settings.register_profile("here", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("here")


class BeyondThisMachine(AssertionError):
    """A test tried to reach another machine."""


def is_here(address: Any) -> bool:
    """Whether a socket address is a file, a loopback address or a name for one."""
    host = address[0] if isinstance(address, tuple) else None
    if host is None or host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _stay_on_this_machine() -> Iterator[None]:
    """Refuse every connection that leaves the loopback interface, whatever library asks for it."""
    patch = pytest.MonkeyPatch()

    def guarded(real: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if not is_here(address):
                raise BeyondThisMachine(f"a test must not reach {address}")
            return real(self, address)

        return connect

    for method in ("connect", "connect_ex"):
        patch.setattr(socket.socket, method, guarded(getattr(socket.socket, method)))
    yield
    patch.undo()
