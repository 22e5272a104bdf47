"""Whether a version that was loaded speaks, otherwise than the base, and as it did when it was first tried.

An adapter that a server took without an error may still be none (weights that are no numbers answer nothing; a wrong
layer answers as the base does) or another one. What it is known by is in its card, or kept at its first trial.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

import httpx2

from adapters.errors import EngineDown, EngineError
from adapters.gateway.fleet import Fleet, Member
from adapters.launch import BASE_NAME
from adapters.likeness import ASKED, TOKENS, Said, Token, differ, is_like, likeness

Found = Literal["good", "like_base", "other"]


class Known(Protocol):
    """Where it is kept what versions are known by; a registry is one."""

    def likeness(self, name: str) -> Mapping[str, Any] | None:
        """What a version (`algebra@3`) is known by; None before it was tried."""
        ...

    def keep_likeness(self, name: str, found: Mapping[str, Any]) -> None:
        """Keep it, where that can be."""
        ...


class Prober:
    """Tries versions on the servers of a fleet."""

    def __init__(self, fleet: Fleet, key: str, known: Known, *, timeout: float = 30.0) -> None:
        self._fleet = fleet
        self._known = known
        self._unkept: dict[str, Mapping[str, Any]] = {}
        self._client = httpx2.AsyncClient(
            timeout=timeout, headers={"Authorization": f"Bearer {key}"}, trust_env=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def probe(self, name: str) -> Found:
        """What a version is found to be on every ready server that was not tried with it. Raises EngineError."""
        for member in [member for member in self._fleet.ready if name not in member.tried]:
            found = await self._tried(member, name, await self._said(member.url, BASE_NAME))
            if found != "good":
                return found
        return "good"

    async def welcome(self, member: Member, names: Iterable[str]) -> Mapping[str, Found]:
        """What a server that has come (back) makes of each of these versions, tried all at once. Raises EngineError."""
        member.tried.add(BASE_NAME)
        names = list(names)
        base = await self._said(member.url, BASE_NAME) if names else ()
        return dict(zip(names, await asyncio.gather(*(self._tried(member, name, base) for name in names)), strict=True))

    async def _tried(self, member: Member, name: str, base: Said) -> Found:
        own = await self._said(member.url, name)
        kept = await asyncio.to_thread(self._known.likeness, name) or self._unkept.get(name)
        if not all(own) or not any(map(differ, own, base)):
            return "like_base"
        if kept is None:
            await asyncio.to_thread(self._keep, name, likeness(own))
        elif not _is_like(kept, own):
            return "other"
        member.tried.add(name)
        return "good"

    def _keep(self, name: str, found: Mapping[str, Any]) -> None:
        """Keep what a version is known by; here, where it cannot be kept otherwise."""
        self._known.keep_likeness(name, found)
        if self._known.likeness(name) is None:
            self._unkept[name] = found

    async def _said(self, url: str, name: str) -> Said:
        return await asyncio.gather(*(self._reply(url, name, question) for question in ASKED))

    async def _reply(self, url: str, name: str, question: str) -> list[Token]:
        body = {
            "model": name, "messages": [{"role": "user", "content": question}], "temperature": 0.0,
            "max_tokens": TOKENS, "logprobs": True, "top_logprobs": 2, "return_tokens_as_token_ids": True,
        }  # fmt: skip
        try:
            reply = await self._client.post(f"{url}/v1/chat/completions", json=body)
            reply.raise_for_status()
            return [_token(each) for each in reply.json()["choices"][0]["logprobs"]["content"]]
        except httpx2.TransportError as error:
            raise EngineDown(en=f"{url} does not answer.", es=f"{url} no responde.") from error
        except (httpx2.HTTPStatusError, ValueError, KeyError, TypeError) as error:
            raise EngineError(
                en=f"{name} could not be tried: the model server's answer was no reply.",
                es=f"No se pudo probar {name}: la respuesta del servidor del modelo no era una respuesta.",
            ) from error


def _is_like(kept: Mapping[str, Any], said: Said) -> bool:
    try:
        return is_like(kept, said)
    except (ValueError, KeyError, TypeError):
        return False  # spoilt: to be tried afresh


def _token(found: Any) -> Token:
    name, logprob = str(found["token"]), float(found["logprob"])
    others = [float(other["logprob"]) for other in found.get("top_logprobs", ()) if other["token"] != name]
    return Token(name, logprob, logprob - max(others) if others else 0.0)
