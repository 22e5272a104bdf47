"""Whether a version that was loaded speaks, and otherwise than the base: two short greedy replies are compared.

An adapter that a server took without an error may still be none (weights that are no numbers answer nothing; a wrong
layer answers as the base does).
"""

from __future__ import annotations

from typing import Any

import httpx2

from adapters.errors import EngineDown, EngineError
from adapters.gateway.fleet import Fleet
from adapters.launch import BASE_NAME

_ASKED = (
    "Resuelve 5x + 7 = 22. ¿Cómo empiezo?",
    "A car starts from rest and speeds up at 2 m/s². What do I do?",
)
_TOKENS = 8
_LEAST = 1e-4  # difference of a token's log-probability that no rounding makes


class Prober:
    """`differs(name)` is a probe of `adapters.gateway.voices`."""

    def __init__(self, fleet: Fleet, key: str, *, timeout: float = 30.0) -> None:
        self._fleet = fleet
        self._client = httpx2.AsyncClient(
            timeout=timeout, headers={"Authorization": f"Bearer {key}"}, trust_env=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def differs(self, name: str) -> bool:
        """Whether on every ready server the version says something, and not what the base says.

        Raises EngineError.
        """
        for member in self._fleet.ready:
            pairs = [(await self._said(member.url, name, q), await self._said(member.url, BASE_NAME, q)) for q in _ASKED]
            if not all(own for own, _ in pairs) or not any(_differ(own, base) for own, base in pairs):
                return False
        return True

    async def _said(self, url: str, name: str, question: str) -> list[tuple[str, float]]:
        """The tokens of a reply with their log-probabilities."""
        body = {
            "model": name, "messages": [{"role": "user", "content": question}], "temperature": 0.0,
            "max_tokens": _TOKENS, "logprobs": True,
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


def _token(found: Any) -> tuple[str, float]:
    return str(found["token"]), float(found["logprob"])


def _differ(one: list[tuple[str, float]], two: list[tuple[str, float]]) -> bool:
    if [token for token, _ in one] != [token for token, _ in two]:
        return True
    return any(abs(a - b) > _LEAST for (_, a), (_, b) in zip(one, two, strict=True))
