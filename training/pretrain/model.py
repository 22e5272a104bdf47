"""The network of the base model: Qwen3 in small, text only, tied embeddings."""

from __future__ import annotations

from transformers import Qwen3Config, Qwen3ForCausalLM

from .settings import Shape


def config(shape: Shape, eos: int, pad: int) -> Qwen3Config:
    """The transformers configuration; `eos` and `pad` are token ids."""
    return Qwen3Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        head_dim=shape.head_size,
        max_position_embeddings=shape.context,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        initializer_range=0.02,
        attention_bias=False,
        eos_token_id=eos,
        pad_token_id=pad,
        bos_token_id=None,
    )


def fresh(shape: Shape, eos: int, pad: int, seed: int) -> Qwen3ForCausalLM:
    """New weights in float32: normal with deviation 0.02, what writes into the residual stream scaled down
    by depth.
    """
    import torch

    torch.manual_seed(seed)
    model = Qwen3ForCausalLM(config(shape, eos, pad))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.mul_((2 * shape.layers) ** -0.5)
    return model


def parameters(model: Qwen3ForCausalLM) -> int:
    """Number of weights, tied ones once."""
    return sum(weight.numel() for weight in model.parameters())
