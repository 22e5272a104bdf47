"""Another OpenAI-compatible server as the tutor's model: which name to ask it for.

A server that lists adapters by version (`algebra@3`, our own or vLLM started by hand) is asked for the
subject's; any other is asked for one model, the one that was set or the only one there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutoring.sentence import OperatorError

VERSION = re.compile(r"([a-z][a-z0-9_]*)@(\d+)")
GENERAL = "general"


class EndpointError(OperatorError):
    """The server that was set does not answer, or has several models and none was chosen."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where the model answers. `one` speaks for everything; "" where `adapters` has one a subject."""

    base_url: str
    key: str = field(repr=False)
    one: str
    adapters: Mapping[str, str]

    def model_for(self, subject: str | None) -> str:
        """The name to ask for."""
        return self.one or self.adapter_for(subject) or next(iter(self.adapters.values()))

    def adapter_for(self, subject: str | None) -> str | None:
        """The adapter version that speaks for a subject; None where one model speaks for all."""
        return self.adapters.get(subject or GENERAL) or self.adapters.get(GENERAL)

    def stay(self, _subject: str | None, _before: str) -> str | None:
        """No session stays on a version: what speaks now is all there is."""
        return None


async def find(base_url: str, key: str, name: str, live: Mapping[str, int]) -> Elsewhere:
    """Ask a server for its models, unless the name is set. `live`: which version the registry says is live.

    Raises EndpointError.
    """
    if name:
        return Elsewhere(base_url, key, name, {})
    listed = await _listed(base_url, key)
    adapters = choose(listed, live)
    if adapters:
        return Elsewhere(base_url, key, "", adapters)
    if len(listed) == 1:
        return Elsewhere(base_url, key, listed[0], {})
    names = ", ".join(listed[:8]) or "-"
    raise EndpointError(
        f"Di en MAIEUTIC_MODEL qué modelo de {base_url} ha de hablar; tiene: {names}.",
        f"Say in MAIEUTIC_MODEL which model of {base_url} is to speak; it has: {names}.",
    )


def choose(listed: Sequence[str], live: Mapping[str, int]) -> dict[str, str]:
    """The version of each subject among the listed names: the live one if it is listed, else the latest."""
    found: dict[str, list[int]] = {}
    for name in listed:
        if match := VERSION.fullmatch(name):
            found.setdefault(match.group(1), []).append(int(match.group(2)))
    numbers = {s: live[s] if live.get(s) in versions else max(versions) for s, versions in found.items()}
    return {subject: f"{subject}@{number}" for subject, number in numbers.items()}


async def _listed(base_url: str, key: str) -> list[str]:
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx2.AsyncClient(timeout=10.0) as client:
            answer = await client.get(f"{base_url}/models", headers=headers)
            answer.raise_for_status()
            return [str(model["id"]) for model in answer.json()["data"]]
    except httpx2.HTTPStatusError as error:
        code = error.response.status_code
        if code in (401, 403):
            raise EndpointError(
                f"{base_url} no acepta la clave: revisa MAIEUTIC_API_KEY.",
                f"{base_url} does not accept the key: check MAIEUTIC_API_KEY.",
            ) from None
        raise _silent(base_url, str(code)) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise _silent(base_url, type(error).__name__) from None


def _silent(base_url: str, why: str) -> EndpointError:
    return EndpointError(
        f"{base_url} no responde como un servidor compatible con OpenAI ({why}): revisa MAIEUTIC_ENDPOINT, "
        f"que suele "
        "acabar en /v1, o di el modelo en MAIEUTIC_MODEL.",
        f"{base_url} does not answer as an OpenAI-compatible server ({why}): check MAIEUTIC_ENDPOINT, which "
        f"usually "
        "ends in /v1, or say the model in MAIEUTIC_MODEL.",
    )
