"""Make a tiny random base model and random adapters on it, as a program: torch stays in its own process.

    python tiny_model.py FOLDER [qwen3|llama|mistral] [ADAPTERS]

Writes FOLDER/base and FOLDER/adapter-1, -2, …; float32, so that no reply depends on what shares its batch.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SPECIAL = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
TEXT = ["Resuelve 5x + 7 = 22", "¿Qué harías primero?", "What would you do first?", "La velocidad es 3 m/s"]


def write_tokenizer(folder: Path) -> list[bool]:
    """A small byte-level tokenizer with a chat template; for each token, whether it is plain ASCII text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    inner.train_from_iterator(
        TEXT, trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, special_tokens=SPECIAL)
    )
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, eos_token=SPECIAL[1], pad_token=SPECIAL[0])
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    names = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    return [name.isascii() and name not in SPECIAL for name in names]


def make_model(kind: str, readable: list[bool]) -> Any:
    """A random model of two layers in which only readable tokens are ever the likeliest."""
    import torch
    import transformers

    names = {"qwen3": "Qwen3", "llama": "Llama", "mistral": "Mistral"}
    config = getattr(transformers, f"{names[kind]}Config")(
        vocab_size=len(readable), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=32, max_position_embeddings=512,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=1, pad_token_id=0, dtype="float32",
    )  # fmt: skip
    torch.manual_seed(7)
    model = getattr(transformers, f"{names[kind]}ForCausalLM")(config).to(torch.float32)
    with torch.no_grad():
        model.get_input_embeddings().weight.mul_(10)
        model.get_input_embeddings().weight.mul_(torch.tensor(readable)[:, None])
    return model


def write_adapter(base: Path, folder: Path, seed: int) -> None:
    """A LoRA on all linear layers with large random weights: it speaks otherwise than the base."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    config = LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM")
    adapted = get_peft_model(model, config)
    torch.manual_seed(seed)
    for name, weight in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.5)
    adapted.save_pretrained(folder)


def main(folder: Path, kind: str, adapters: int) -> None:
    """Write everything."""
    base = folder / "base"
    base.mkdir(parents=True)
    make_model(kind, write_tokenizer(base)).save_pretrained(base)
    for number in range(1, adapters + 1):
        write_adapter(base, folder / f"adapter-{number}", number)


if __name__ == "__main__":
    given = [*sys.argv[1:], *["", "qwen3", "2"][len(sys.argv) - 1 :]]
    main(Path(given[0]), given[1], int(given[2]))
