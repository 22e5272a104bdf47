"""A tokenizer as GGUF holds it: words, joins, marks, and which of llama.cpp's ways of cutting text comes nearest.

llama.cpp knows ways of cutting by name only. One that is exactly the tokenizer's is found for the large families; a tokenizer
with rules of its own gets the nearest, and `agreement` says how often the two cut alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.export.place import NotExported

_WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_FIRST = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
WAYS: Mapping[str, Sequence[str]] = {
    "qwen2": (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|" + _WORDS % "",),
    "llama-bpe": (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|" + _WORDS % "{1,3}",),
    "gpt-2": (_FIRST,),
    "smollm": (r"\p{N}", _FIRST),
    "viking": (r" ?[^(\s|.,!?…。，、।۔،)]+", r"\p{N}"),
    "superbpe": (r"\p{N}+",),
}
"""llama.cpp's names of ways of cutting, and their expressions in the order in which they are applied."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of cutting by llama.cpp's name, and the share of texts that it cuts as the tokenizer does (0 to 1)."""

    name: str
    agreement: float


def add(writer: Any, model: Path, size: int, way: str) -> None:
    """Write the tokenizer of the folder `model`, whose base has room for `size` words. Raises NotExported."""
    state = _read(model)
    words, kinds = _words(state, size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(way)
    writer.add_token_list(words)
    writer.add_token_types(kinds)
    writer.add_token_merges(
        [join if isinstance(join, str) else " ".join(join) for join in state["model"]["merges"]]
    )
    _add_marks(writer, model)


def _read(model: Path) -> Mapping[str, Any]:
    try:
        state = json.loads((model / "tokenizer.json").read_text("utf-8"))
    except (OSError, ValueError):
        state = {}
    cutter = json.dumps(state.get("pre_tokenizer"))
    if state.get("model", {}).get("type") != "BPE" or "ByteLevel" not in cutter:
        raise NotExported(
            "El tokenizador de este modelo base no es BPE de bytes, y aquí no se escribe en GGUF. Usa --as merged y "
            "conviértelo con convert_hf_to_gguf.py, de llama.cpp.",
            "This base's tokenizer is no BPE of bytes, which is not written to GGUF here. Use --as merged, and convert it "
            "with convert_hf_to_gguf.py of llama.cpp.",
        )
    return dict(state)


def _words(state: Mapping[str, Any], size: int) -> tuple[list[str], list[int]]:
    from gguf import TokenType

    words = [f"[PAD{number}]" for number in range(size)]
    kinds = [int(TokenType.UNUSED)] * size
    for word, number in state["model"]["vocab"].items():
        words[number], kinds[number] = word, int(TokenType.NORMAL)
    for added in state.get("added_tokens", ()):
        kind = TokenType.CONTROL if added.get("special") else TokenType.USER_DEFINED
        words[added["id"]], kinds[added["id"]] = added["content"], int(kind)
    return words, kinds


def _add_marks(writer: Any, model: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    for number, act in (
        (tokenizer.eos_token_id, writer.add_eos_token_id), (tokenizer.pad_token_id, writer.add_pad_token_id),
        (tokenizer.bos_token_id, writer.add_bos_token_id),
    ):  # fmt: skip
        if number is not None:
            act(number)
    writer.add_add_bos_token(bool(getattr(tokenizer, "add_bos_token", False)))
    if tokenizer.chat_template:
        # Marks of what is learned from: transformers knows them, llama.cpp does not.
        writer.add_chat_template(re.sub(r"\{%-?\s*(?:end)?generation\s*-?%\}", "", tokenizer.chat_template))


def nearest(model: Path, texts: Sequence[str]) -> Way:
    """The way that cuts most texts as the tokenizer in the folder does; the first of those that cut all."""
    from tokenizers import Tokenizer

    file = str(model / "tokenizer.json")
    own = Tokenizer.from_file(file)
    wanted = [own.encode(text, add_special_tokens=False).ids for text in texts]
    best = Way("", -1.0)
    for name, cutter in _cutters():
        other = Tokenizer.from_file(file)
        other.pre_tokenizer = cutter
        got = [other.encode(text, add_special_tokens=False).ids for text in texts]
        agreement = sum(a == b for a, b in zip(wanted, got, strict=True)) / len(texts)
        if agreement > best.agreement:
            best = Way(name, agreement)
    return best


def _cutters() -> Iterator[tuple[str, Any]]:
    from tokenizers import Regex, pre_tokenizers

    for name, expressions in WAYS.items():
        cuts = [pre_tokenizers.Split(Regex(each), "isolated") for each in expressions]
        bytes_ = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        yield name, pre_tokenizers.Sequence([*cuts, bytes_])
