"""A server of constant timing that speaks the routes of vLLM's that the gateway uses, as a program.

    python -m tools.serving.fixed PORT

The first piece of a reply comes after 40 milliseconds and eleven more follow, 20 apart, or fewer where fewer tokens are asked
for: about the pace of the embedded base with eight students, and nothing computes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

FIRST, BETWEEN, PIECES = 0.04, 0.02, 12
"""Seconds to the first piece and between two, and how many there are."""

loaded: dict[str, str] = {}


async def health(_request: Request) -> Response:
    """Always well."""
    return Response()


async def models(_request: Request) -> Response:
    """What was loaded, and from where."""
    return JSONResponse({"data": [{"id": name, "root": root} for name, root in loaded.items()]})


async def load(request: Request) -> Response:
    """Remember a name and its folder."""
    body = await request.json()
    loaded[body["lora_name"]] = body["lora_path"]
    return Response("Success")


async def unload(request: Request) -> Response:
    """Forget a name."""
    loaded.pop((await request.json())["lora_name"], None)
    return Response("Success")


async def chat(request: Request) -> Response:
    """A reply at the fixed pace, or in one piece for the gateway's probe: its words are the model's name."""
    body = await request.json()
    if body.get("stream"):
        pieces = min(PIECES, body["max_tokens"])
        return StreamingResponse(_paced(body["model"], pieces), media_type="text/event-stream")
    choice = {
        "index": 0, "message": {"role": "assistant", "content": body["model"]}, "finish_reason": "stop",
        "logprobs": {"content": [{"token": body["model"], "logprob": -0.5}]},
    }  # fmt: skip
    return JSONResponse({"id": "c", "object": "chat.completion", "model": body["model"], "choices": [choice]})


async def _paced(model: str, pieces: int) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for at in range(pieces):
        await asyncio.sleep(began + FIRST + at * BETWEEN - loop.time())
        choice = {"index": 0, "delta": {"content": f"{model} "}, "finish_reason": None}
        yield f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()
    yield b"data: [DONE]\n\n"


app = Starlette(
    routes=[
        Route("/health", health),
        Route("/v1/models", models),
        Route("/v1/load_lora_adapter", load, methods=["POST"]),
        Route("/v1/unload_lora_adapter", unload, methods=["POST"]),
        Route("/v1/chat/completions", chat, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
