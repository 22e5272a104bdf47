"""Another OpenAI-compatible server as the tutor's model: which name to ask it for.

A gateway of ours is asked for a subject, and says which version spoke. A server that lists adapters by version
(`algebra@3`, vLLM started by hand) is asked for the subject's; any other is asked for one model, the one that was set or
the only one there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.gateway.headers import OWNER
from adapters.launch import BASE_NAME
from tutoring.sentence import OperatorError

VERSION = re.compile(r"([a-z][a-z0-9_]*)@(\d+)")
GENERAL = "general"


class EndpointError(OperatorError):
    """The server that was set does not answer, or has several models and none was chosen."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where the model answers. `one` speaks for everything; "" where `adapters` has one a subject, or where a `gateway`
    has an alias a subject."""

    base_url: str
    key: str = field(repr=False)
    one: str
    adapters: Mapping[str, str]
    gateway: bool = False

    def model_for(self, subject: str | None) -> str:
        """The name to ask for."""
        if self.one or self.gateway:
            return self.one or self.adapter_for(subject) or BASE_NAME
        return self.adapter_for(subject) or next(iter(self.adapters.values()))

    def base_for(self, subject: str | None) -> str:
        """The name of the base, without any adapter; the subject's own where the server does not say which its base is."""
        return self.one or (BASE_NAME if self.gateway else self.model_for(subject))

    def alias_for(self, subject: str | None) -> str:
        """The name to ask for where a gateway may choose the version."""
        if not self.gateway:
            return self.model_for(subject)
        return next((name for name in (subject or GENERAL, GENERAL) if name in self.adapters), BASE_NAME)

    def adapter_for(self, subject: str | None) -> str | None:
        """The adapter version that speaks for a subject; None where one model speaks for all."""
        return self.adapters.get(subject or GENERAL) or self.adapters.get(GENERAL)

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on, at a gateway: it answers for one that was taken back with the live one.
        None elsewhere: what speaks now is all there is."""
        mine = before.partition("@")[0] in (subject or GENERAL, GENERAL)
        return before if self.gateway and mine and before else None


async def find(base_url: str, key: str, name: str, live: Mapping[str, int]) -> Elsewhere:
    """Ask a server for its models, unless the name is set. `live`: which version the registry says is live.

    Raises EndpointError.
    """
    if name:
        return Elsewhere(base_url, key, name, {})
    found = await _listed(base_url, key)
    aliases = _aliases(found)
    if aliases is not None:
        return Elsewhere(base_url, key, "", aliases, gateway=True)
    listed = [str(model["id"]) for model in found]
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


def _aliases(found: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    """The version behind each alias, as a gateway of ours lists them; None for another server."""
    if not found or any(model.get("owned_by") != OWNER for model in found):
        return None
    named = {str(model["id"]): str(model.get("root")) for model in found}
    return {name: version for name, version in named.items() if "@" not in name and name != BASE_NAME}


async def _listed(base_url: str, key: str) -> list[dict[str, Any]]:
    import httpx2

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx2.AsyncClient(timeout=10.0) as client:
            answer = await client.get(f"{base_url}/models", headers=headers)
            answer.raise_for_status()
            return [{**model, "id": model["id"]} for model in answer.json()["data"]]
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
