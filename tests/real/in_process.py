"""Serve one base and one adapter with vLLM inside this process, and print what each says: quicker than a server.

    python -m tests.real.in_process BASE ADAPTER

Prints one JSON object: {"base": text, "adapter": text}. To be run in the environment of `adapters.launch`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ASKED = [{"role": "user", "content": "Resuelve 5x + 7 = 22"}]


def main(base: str, adapter: str) -> None:
    """Ask both the same."""
    from vllm import LLM, SamplingParams
    from vllm.lora.request import LoRARequest

    llm = LLM(base, enable_lora=True, max_loras=2, max_lora_rank=16, enforce_eager=True, max_model_len=256)
    wanted = SamplingParams(temperature=0.0, max_tokens=24)

    def said(request: Any = None) -> str:
        replies = llm.chat([ASKED], wanted, use_tqdm=False, lora_request=request)
        return str(replies[0].outputs[0].text)

    # The base first and alone: vLLM's CPU build answers wrongly for it once an adapter is loaded.
    print(json.dumps({"base": said(), "adapter": said(LoRARequest("algebra@1", 1, adapter))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
