"""The client of one vLLM server: is it well, what does it serve, load this adapter, forget that one.

Names are versions (`algebra@3`) and paths are their immutable folders: vLLM keeps its cache by name and
path, and its reload in place changes the weights of replies that are being written, so it is never used.
Chat goes elsewhere.
"""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

import httpx2

from adapters.errors import EngineDown, EngineError, KeyRefused, LoadRefused

_HEALTH_TIMEOUT = 10.0  # seconds; a busy engine on CPU may take some


class Engine:
    """One server at `url` (scheme, host and port, without `/v1`); `timeout` in seconds covers each call."""

    def __init__(self, url: str, key: str | None, *, timeout: float = 60.0) -> None:
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # A proxy of the environment has no business between us and our own server.
        self._client = httpx2.AsyncClient(
            base_url=self.url, headers=headers, timeout=timeout, trust_env=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def healthy(self, *, within: float = _HEALTH_TIMEOUT) -> bool:
        """Whether the server answers in as many seconds and its engine is alive; never raises for one that is down."""
        try:
            reply = await self._client.get("/health", timeout=within)
        except httpx2.TransportError:
            return False
        return reply.status_code == HTTPStatus.OK

    async def models(self) -> dict[str, str]:
        """The names it serves, each with the folder it came from (empty if it does not say).

        Raises EngineDown, KeyRefused or EngineError.
        """
        found = await self._call("GET", "/v1/models")
        try:
            return {str(entry["id"]): str(entry.get("root") or "") for entry in found["data"]}
        except (KeyError, TypeError, AttributeError) as error:
            raise EngineError(
                en=f"What answers at {self.url} is no model server.",
                es=f"Lo que responde en {self.url} no es un servidor del modelo.",
            ) from error

    async def load(self, name: str, folder: Path) -> None:
        """Make the adapter in `folder` answer to `name`; loading the same pair again is no error.

        Raises LoadRefused, EngineDown or KeyRefused.
        """
        path = os.path.abspath(folder)  # noqa: ASYNC240, PTH100 - no disk is touched
        reply = await self._send("POST", "/v1/load_lora_adapter", {"lora_name": name, "lora_path": path})
        if reply.is_success:
            return
        if reply.status_code == HTTPStatus.BAD_REQUEST and (await self.models()).get(name) == path:
            return
        if reply.status_code == HTTPStatus.UNAUTHORIZED:
            _refused(reply)
        why = _load_reason(_message(reply))
        raise LoadRefused(
            en=f"The model server could not load {name}: {why}. Publish the adapter again.",
            es=f"El servidor del modelo no pudo cargar {name}: {why}. Publica otra vez el adaptador.",
        )

    async def unload(self, name: str) -> None:
        """Forget a name; replies that are being written finish. An unknown name is no error.

        The caller makes sure that no new request for it is on its way. Raises EngineDown, KeyRefused,
        EngineError.
        """
        reply = await self._send("POST", "/v1/unload_lora_adapter", {"lora_name": name})
        if not reply.is_success and reply.status_code != HTTPStatus.NOT_FOUND:
            _refused(reply)

    async def _call(self, method: str, path: str, body: object = None) -> Any:
        reply = await self._send(method, path, body)
        if not reply.is_success:
            _refused(reply)
        try:
            return reply.json()
        except ValueError:
            _refused(reply)

    async def _send(self, method: str, path: str, body: object = None) -> httpx2.Response:
        try:
            return await self._client.request(method, path, json=body)
        except httpx2.TransportError as error:
            raise EngineDown(
                en=f"The model server at {self.url} does not answer. Start it with `tutor serve`.",
                es=f"El servidor del modelo en {self.url} no responde. Arráncalo con `tutor serve`.",
            ) from error


def _refused(reply: httpx2.Response) -> NoReturn:
    if reply.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise KeyRefused(
            en="The model server does not accept the key. Check the key in the settings.",
            es="El servidor del modelo no acepta la clave. Revisa la clave en los ajustes.",
        )
    status, text = reply.status_code, _message(reply)
    raise EngineError(
        en=f"The model server refused a request ({status}): {text}",
        es=f"El servidor del modelo rechazó una petición ({status}): {text}",
    )


def _message(reply: httpx2.Response) -> str:
    """The server's own words, shortened; vLLM puts them in `error.message` or `message`."""
    try:
        body = reply.json()
        found = body.get("error", body)
        text = found["message"] if isinstance(found, dict) else str(found)
    except (ValueError, KeyError, AttributeError):
        text = reply.text
    return " ".join(str(text).split())[:300]


def _load_reason(message: str) -> str:
    """The cause inside vLLM's "Call to add_lora method failed: Worker failed with error '…'"."""
    _, found, cause = message.partition("failed with error ")
    return cause.split(", please check")[0].strip("'\" .") if found else message.rstrip(".")
