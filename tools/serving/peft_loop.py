"""PEFT's `set_adapter` in a loop, as a program that is told a way on each line of its input and says how fast it was.

    python -m tools.serving.peft_loop FOLDER REQUESTS TOKENS ADAPTER…

`one` answers the requests one after another, `batch` all those of an adapter together; tokens a second on each line.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from tools.serving.load import PROMPT


def main(folder: Path, requests: int, tokens: int, names: list[str]) -> None:
    """Answer until the input ends."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.bfloat16)
    model: Any = PeftModel.from_pretrained(base, folder / names[0], adapter_name=names[0])
    for name in names[1:]:
        model.load_adapter(folder / name, adapter_name=name)
    rng = Random(1)

    def answer(name: str, many: int) -> None:
        model.set_adapter(name)
        prompts = torch.tensor([[rng.randrange(3, 2000) for _ in range(PROMPT)] for _ in range(many)])
        made = model.generate(
            input_ids=prompts, attention_mask=torch.ones_like(prompts),
            max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False,
        )  # fmt: skip
        if made.shape != (many, PROMPT + tokens):
            raise RuntimeError("a reply has not the length that was asked for")

    with torch.inference_mode():
        for line in sys.stdin:
            began = time.perf_counter()
            if line.strip() == "one":
                for at in range(requests):
                    answer(names[at % len(names)], 1)
            else:
                for name in names:
                    answer(name, requests // len(names))
            print(requests * tokens / (time.perf_counter() - began), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
