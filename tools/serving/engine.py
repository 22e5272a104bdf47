"""vLLM's engine in one process, as a program that is told a number of adapters on each line of its input.

    python -m tools.serving.engine FOLDER REQUESTS TOKENS ADAPTERS

To be run in the environment of `adapters.launch`; with its `VLLM_PLUGINS` empty it is stock vLLM. It answers so many
requests at once, spread over so many adapters (0: the base), and says on a line of its output how many tokens a second it
wrote, by the clock and by the CPU time of the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from random import Random
from typing import Any

from tools.serving.load import PROMPT


def main(folder: str, requests: int, tokens: int, adapters: int) -> None:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # vLLM prints there too
    from vllm import LLM, SamplingParams
    from vllm.lora.request import LoRARequest

    llm = LLM(
        f"{folder}/base", enable_lora=True, max_loras=8, max_cpu_loras=32, max_lora_rank=8, enforce_eager=True,
        max_model_len=1024,
    )  # fmt: skip
    voices = [LoRARequest(f"adapter-{n}", n, f"{folder}/adapter-{n}") for n in range(1, adapters + 1)]
    rng = Random(1)

    def answer(prompts: int, chosen: list[Any], length: int) -> None:
        made = [{"prompt_token_ids": [rng.randrange(3, 2000) for _ in range(PROMPT)]} for _ in range(prompts)]
        wanted = SamplingParams(temperature=0.0, max_tokens=length, ignore_eos=True)
        llm.generate(made, wanted, use_tqdm=False, lora_request=chosen)

    for voice in voices:  # every slot is filled before anything is measured
        answer(1, [voice], 2)
    for line in sys.stdin:
        kind = int(line)
        chosen = [voices[at % kind] if kind else None for at in range(requests)]
        began, worked = time.perf_counter(), time.process_time()
        answer(requests, chosen, tokens)
        spent = time.perf_counter() - began, time.process_time() - worked
        print(json.dumps([requests * tokens / seconds for seconds in spent]), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
