"""What a running gateway says of a change, for the command that made it: does the version speak now, and on how many servers.

Without a gateway there is nothing to say: a model server alone follows the registry by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.errors import EngineDown
from adapters.gateway.keys import keep_keys
from adapters.running import find_running

_TIMEOUT = 60.0  # seconds; loading and probing a large adapter may take some


@dataclass(frozen=True, slots=True)
class News:
    """`speaks` is the version's name by subject after the change; `seconds` is how long the gateway took."""

    speaks: Mapping[str, str]
    ready: int
    servers: int
    seconds: float


def follow_now(state_dir: Path, subject: str) -> News | None:
    """Let the gateway of a state folder do at once what the registry says of a subject; None where none runs.

    Raises EngineDown.
    """
    found = find_running(state_dir)
    if found is None or not found.pins:
        return None
    key = keep_keys(state_dir)["teacher"]
    changed = _asked("POST", f"{found.url}/follow?subject={subject}", key)
    there = _asked("GET", f"{found.url}/versions", key)["servers"]
    ready = sum(bool(server["ready"]) for server in there)
    return News(dict(changed["speaks"]), ready, len(there), float(changed["ms"]) / 1000)


def look(state_dir: Path) -> Mapping[str, Any] | None:
    """What speaks and how the servers are, as the gateway's `/versions` says it; None where no gateway runs.

    Raises EngineDown.
    """
    found = find_running(state_dir)
    if found is None or not found.pins:
        return None
    return _asked("GET", f"{found.url}/versions", keep_keys(state_dir)["teacher"])


def _asked(method: str, url: str, key: str) -> dict[str, Any]:
    import httpx2

    try:
        with httpx2.Client(timeout=_TIMEOUT, trust_env=False) as client:
            reply = client.request(method, url, headers={"Authorization": f"Bearer {key}"})
            reply.raise_for_status()
            return dict(json.loads(reply.text))
    except (httpx2.HTTPError, ValueError) as error:
        raise EngineDown(
            en=f"The gateway at {url} did not answer. The change is made; it follows when the gateway is back.",
            es=f"La pasarela de {url} no respondió. El cambio está hecho; se aplicará cuando vuelva.",
        ) from error
