"""A program of ours that answers each line of its input with a line of JSON: it keeps torch out of this process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tools.bench import ROOT

Ask = Callable[[object], Awaitable[Any]]


@asynccontextmanager
async def dialogue(module: Sequence[str], env: Mapping[str, str]) -> AsyncIterator[Ask]:
    """Start a module with its arguments; it ends with the block. Raises RuntimeError where it ends before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, env={**env, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    questions, answers = process.stdin, process.stdout
    if questions is None or answers is None:
        raise RuntimeError("no pipes")

    async def ask(line: object) -> Any:
        questions.write(f"{line}\n".encode())
        if not (said := await answers.readline()):
            raise RuntimeError(f"{module[0]} ended without an answer")
        return json.loads(said)

    try:
        yield ask
    finally:
        questions.close()
        await process.wait()
