"""Greedy tokens of a merged model by vLLM inside this process: quicker than a server.

    python -m tests.real.merged_in_process MODEL TOKENS < JSON

Reads a list of prompts as token ids from standard input, prints the list of replies likewise. To be run in the environment of
`adapters.launch`.
"""

from __future__ import annotations

import json
import sys


def main(model: str, tokens: str) -> None:
    """Ask and print."""
    from vllm import LLM, SamplingParams

    llm = LLM(model, dtype="float32", enforce_eager=True, max_model_len=512)
    wanted = SamplingParams(temperature=0.0, max_tokens=int(tokens))
    asked = [{"prompt_token_ids": ids} for ids in json.load(sys.stdin)]
    replies = llm.generate(asked, wanted, use_tqdm=False)
    print(json.dumps([list(reply.outputs[0].token_ids) for reply in replies]))


if __name__ == "__main__":
    main(*sys.argv[1:])
