"""Greedy replies of the real llama.cpp, as a program: it has a process of its own, with its log and its threads.

    python -m tests.training.export.llama_cpp MODEL.gguf [ADAPTER.gguf] < JSON

Reads a list of prompts, each a list of token ids or a text, from standard input; writes the list of replies, as text, as the
last line of standard output.
"""

from __future__ import annotations

import json
import socket
import sys

TOKENS = 40


def main(model: str, adapter: str = "") -> None:
    """Load, ask, print."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx, params.n_parallel, params.warmup = 1024, 1, False
    params.cpuparams.n_threads = 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        params.port = free.getsockname()[1]
    if adapter:
        lora = xllamacpp.CommonAdapterLoraInfo()
        lora.path, lora.scale = adapter, 1.0
        params.lora_adapters = [lora]
    server = xllamacpp.Server(params)
    said = []
    for prompt in json.load(sys.stdin):
        asked = {"prompt": prompt, "n_predict": TOKENS, "temperature": 0.0, "cache_prompt": False}
        answer = server.handle_completions(asked)
        answer = answer if isinstance(answer, dict) else json.loads(answer)
        said.append(answer["choices"][0]["text"])
    sys.stdout.write("\n" + json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
