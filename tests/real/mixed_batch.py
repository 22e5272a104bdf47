"""Ask a base and its adapters the same alone and all at once, with vLLM inside this process, and print what differs.

    python -m tests.real.mixed_batch BASE ADAPTER…

Prints one JSON object: {"rows": how many were asked at once, "base": how many base rows differ from their solo reply,
"adapters": how many others}. To be run in the environment of `adapters.launch`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ASKED = ("Resuelve 5x + 7 = 22", "¿Qué harías primero?", "What would you do first?", "La velocidad es 3 m/s")


def main(base: str, *adapters: str) -> None:
    """Fill every slot, since it is the last one that stock vLLM takes for "none"; one adapter more than slots, so that
    slots are written again; and replies so long that weights are packed on the way."""
    from vllm import LLM, SamplingParams
    from vllm.lora.request import LoRARequest

    llm = LLM(
        base, enable_lora=True, max_loras=len(adapters) - 1, max_cpu_loras=len(adapters), max_lora_rank=8,
        enforce_eager=True, max_model_len=256, dtype="float32",
    )  # fmt: skip
    wanted = SamplingParams(temperature=0.0, max_tokens=48, ignore_eos=True)
    voices = [None, *(LoRARequest(f"adapter-{at}", at, path) for at, path in enumerate(adapters, start=1))]

    def said(pairs: list[tuple[str, Any]]) -> list[tuple[int, ...]]:
        texts, requests = [text for text, _ in pairs], [voice for _, voice in pairs]
        replies = llm.generate(texts, wanted, use_tqdm=False, lora_request=requests)
        return [tuple(reply.outputs[0].token_ids) for reply in replies]

    for voice in voices[1:]:
        said([(ASKED[0], voice)])
    rows = [(text, voice) for text in ASKED for voice in voices]
    alone = [said([row])[0] for row in rows]
    differ = [voice for (_, voice), one, two in zip(rows, alone, said(rows), strict=True) if one != two]
    base_rows = sum(voice is None for voice in differ)
    print(json.dumps({"rows": len(rows), "base": base_rows, "adapters": len(differ) - base_rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
