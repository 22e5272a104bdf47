"""A small server with the routes, answers and manners of vLLM's that this project meets, as a program.

    python fake_vllm.py --model FOLDER --served-model-name NAME --port N [--fail WORDS]

It loads an adapter if its folder holds weights, tells words one by one, and dies (code 0, as vLLM does) when
asked to. `--fail` prints words and ends with code 1 before it listens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
DOOM = ("load", "loaded", "probe", "reply", "unload")
"""Stages at which a server kills itself when the file `FAKE_DOOM` names it: before or after a load, and so on."""
WORDS = ["¿Qué ", "harías ", "primero", "?"]


class FakeVllm:
    """The routes; `adapters` is what is loaded, `closed` counts replies that the client gave up, `says` is what a model
    says instead of its name and a question, `garbled` what it adds to a reply in one piece."""

    def __init__(self, base_name: str, folder: str, key: str | None) -> None:
        self.base_name = base_name
        self.folder = folder
        self.key = key
        self.adapters: dict[str, str] = {}
        self.requests: list[dict[str, object]] = []
        self.refused: set[str] = set()
        self.may_load, self.may_unload = asyncio.Event(), asyncio.Event()
        self.may_load.set()
        self.may_unload.set()
        self.loads: list[dict[str, object]] = []
        self.most_names = 0
        self.headers: list[dict[str, str]] = []
        self.closed = 0
        self.well = True
        self.halves = False
        self.drops = 0
        self.silent: set[str] = set()
        self.like_base: set[str] = set()
        self.garbled: dict[str, str] = {}
        self.says: dict[str, list[str]] = {}
        self.app = web.Application(middlewares=[self._guard])
        self.app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/v1/models", self.models),
                web.post("/v1/load_lora_adapter", self.load),
                web.post("/v1/unload_lora_adapter", self.unload),
                web.post("/v1/chat/completions", self.chat),
            ]
        )

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        wanted = f"Bearer {self.key}"
        if self.key and request.path.startswith("/v1") and request.headers.get("Authorization") != wanted:
            return web.json_response({"error": "Unauthorized"}, status=401)
        return await handler(request)

    async def health(self, _request: web.Request) -> web.Response:
        """Alive, unless it is told to seem otherwise."""
        return web.Response(status=200 if self.well else 503)

    async def models(self, _request: web.Request) -> web.Response:
        """Base and adapters, each with its folder."""
        names = {self.base_name: self.folder, **self.adapters}
        return web.json_response({"data": [{"id": name, "root": root} for name, root in names.items()]})

    async def load(self, request: web.Request) -> web.Response:
        """As vLLM: 400 for a name it has, 404 without a folder, 500 for weights it cannot read."""
        body = await request.json()
        name, path = body["lora_name"], Path(body["lora_path"])
        self.loads.append(body)
        _meet("load")
        await self.may_load.wait()
        if name in self.adapters and not body.get("load_inplace"):
            return _error(400, f"The lora adapter '{name}' has already been loaded.")
        if name in self.refused:
            return _error(500, "Call to add_lora method failed: Worker failed with error 'no memory', please check")
        weights = path / "adapter_model.safetensors"
        if not weights.exists():
            return _error(404, f"Loading lora {name} failed: No adapter found for {path}")
        if weights.stat().st_size < 64:
            text = (
                "Call to add_lora method failed: Worker failed with error 'Error while deserializing header: "
            )
            return _error(
                500, text + "header too small', please check the stack trace above for the root cause"
            )
        self.adapters[name] = str(path)
        self.most_names = max(self.most_names, len(self.adapters))
        _meet("loaded")
        return web.Response(text=f"Success: LoRA adapter '{name}' added successfully.")

    async def unload(self, request: web.Request) -> web.Response:
        """As vLLM: 404 for a name it has not."""
        body = await request.json()
        _meet("unload")
        if self.adapters.pop(body["lora_name"], None) is None:
            return _error(404, f"The lora adapter '{body['lora_name']}' cannot be found.")
        await self.may_unload.wait()
        return web.Response(text="Success")

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """A streamed reply; the last message may ask for a manner of failing."""
        body = await request.json()
        self.requests.append(body)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if body["model"] not in {self.base_name, *self.adapters}:
            return _error(404, f"The model `{body['model']}` does not exist.")
        wish = body["messages"][-1]["content"]
        if self.drops:  # the connection ends as it is used
            self.drops -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if body.get("logprobs"):
            _meet("probe")
        if wish == "die":
            os._exit(0)
        if wish.startswith("status "):
            return _error(int(wish.split()[1]), f"{self.folder}: 1 validation error, input {wish!r}")  # as vLLM may
        if not body.get("stream"):
            return await self._half(request) if self.halves else self._whole(body["model"])
        return await self._stream(request, body["model"], wish)

    def weights(self, model: str) -> str:
        """Whose weights a name has now: its folder is `…/algebra/3`. A running reply keeps them unless they are replaced in
        place, as in vLLM."""
        if model not in self.adapters:
            return model
        folder = Path(self.adapters[model])
        return f"{folder.parent.name}@{folder.name}"

    async def _half(self, request: web.Request) -> web.StreamResponse:
        """A reply in one piece whose server goes away in the middle."""
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        assert request.transport is not None
        request.transport.abort()
        return response

    def _whole(self, model: str) -> web.Response:
        """A reply in one piece, with the log-probabilities that a probe asks for."""
        text = "" if model in self.silent else "base" if model in self.like_base else model
        text += self.garbled.get(model, "")
        near = [{"token": text, "logprob": -0.5}, {"token": "other", "logprob": -5.0}]
        token = [{**near[0], "top_logprobs": near}] if text else []
        choice = {
            "index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop",
            "logprobs": {"content": token},
        }  # fmt: skip
        return web.json_response({"id": "c", "object": "chat.completion", "model": model, "choices": [choice]})

    async def _stream(self, request: web.Request, model: str, wish: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        words = ["word "] * 10_000 if wish == "for ever" else self.says.get(model, [f"{model}: ", *WORDS])
        if wish == "flood":
            words = ["x" * 65_536] * 1000
        if wish == "who":  # every word says whose it is, by the weights that it has now
            words = [""] * 8
        try:
            if wish == "never begin":
                await asyncio.sleep(60)
            for word in words:
                if wish == "error event":  # vLLM's way of telling that its engine died
                    error = {"message": f"EngineCore died in {self.folder}: {wish}", "code": 500}
                    await response.write(f"data: {json.dumps({'error': error})}\n\n".encode())
                    break
                word = word or f"{self.weights(model)} "
                await response.write(_event({"role": "assistant", "content": word}, None))
                _meet("reply")
                if wish == "error event later":
                    wish = "error event"
                if wish == "die after a word":
                    os._exit(0)
                if wish == "silence":
                    await asyncio.sleep(60)
                if wish == "cut":
                    await response.write_eof()
                    return response
                await asyncio.sleep(0 if wish == "flood" else 0.01)
        except (ConnectionResetError, asyncio.CancelledError):
            self.closed += 1
            raise
        await response.write(_event({"content": ""}, "stop"))
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response


@asynccontextmanager
async def serving(fake: FakeVllm, port: int = 0) -> AsyncIterator[str]:
    """The address of a fake that serves in this process, without `/v1`."""
    runner = web.AppRunner(fake.app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _meet(stage: str) -> None:
    """Die here if it is our fate, once."""
    doom = Path(os.environ.get("FAKE_DOOM", "/nonexistent"))
    if doom.exists() and doom.read_text() == stage:
        doom.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _event(delta: dict[str, str], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "x", "code": status}}, status=status)


def main() -> None:
    """Serve until killed; the key comes by the environment, as vLLM's does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--served-model-name", required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fail", default="")
    arguments, _ = parser.parse_known_args()
    if arguments.fail:
        print(arguments.fail, flush=True)
        sys.exit(1)
    fake = FakeVllm(arguments.served_model_name, arguments.model, os.environ["VLLM_API_KEY"])
    web.run_app(fake.app, host=arguments.host, port=arguments.port, print=None)


if __name__ == "__main__":
    main()
