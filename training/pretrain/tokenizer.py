"""The tokenizer of the base model: byte-level BPE whose pieces suit copying of mathematics.

Every text comes back unchanged (bytes are the fallback). Digits, element symbols, brackets, operators and
single letters are pieces of their own, so that `5x`, `Fe2(SO4)3` or `12,5` are copied sign by sign; only
words are merged, with the space before them. It does not normalise: `₂` and `2` stay different.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .item import Item

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SPECIAL = (PAD, START, END)
FILE = "tokenizer.json"

_UNITS = "km|cm|mm|dm|hm|nm|kg|mg|mol|min|ms|kJ|kN|Hz|mL|ml|dL|cL|kPa|Pa|atm|rad"
PIECES = "|".join(
    (
        r"\n",
        r" ?\[\p{Ll}{2,}(?: \p{Ll}+)*\]",  # the label of a fact, whole
        r" (?:<->|->|<=|>=|[-+=−·×÷*/:<>≤≥≠→⇌±]) ",  # an operator with its spaces; a sign has none
        r"\p{N}",
        rf"(?<=\p{{N}})(?:{_UNITS})(?!\p{{L}})",
        r"(?<=\p{N})\p{Ll}",  # the unknown of 5x, also in 5xy
        r"\\\p{L}+",
        r" [aeouyAEOUYI](?= \p{Ll}{2})",  # conjunctions, articles: no unknown stands before a word
        r" ?(?:\p{Lu}\p{Ll}{2,}|\p{Ll}{2,})",
        r"\p{Lu}\p{Ll}?",  # element symbols and the capitals of HCl, kWh, MRU
        r"\p{L}",
        r"<->|->|<=|>=",
        r"[\s\S]",
    )
)
"""The pre-tokenizer: the first alternative that matches is a piece; BPE never merges across pieces."""

_SIGNS = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª«»“”‘’…–—°−·÷×√∛±≤≥≠≈∞→⇌⟶½⅓¼¾²³¹⁰⁴⁵⁶⁷⁸⁹⁻⁺₀₁₂₃₄₅₆₇₈₉₊₋Δαβγθλμµπρσωφ∆Ω€👍🙂😅"
_ELEMENTS = (
    "He Li Be Ne Na Mg Al Si Cl Ar Ca Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Ag Cd Sn Sb Te Xe "
    "Cs Ba Pt Au Hg Pb Bi"
)
_COMMANDS = r"\frac \cdot \text \sqrt \left \right \times \to"
_WORDS = f"system user assistant {_UNITS.replace('|', ' ')} {_COMMANDS}"
_WEIGHT = 3000
"""How often each assured sign is fed to the trainer: more than the rarest merges of a few megabytes of
text.
"""

CHAT_TEMPLATE = """\
{%- for message in messages -%}
{%- if message.role not in ['system', 'user', 'assistant'] -%}
{{- raise_exception('Unknown role: ' + message.role) -}}
{%- endif -%}
{{- '<|im_start|>' + message.role + '\\n' -}}
{%- if message.role == 'assistant' -%}
{%- generation -%}{{- message.content + '<|im_end|>' -}}{%- endgeneration -%}
{%- else -%}
{{- message.content + '<|im_end|>' -}}
{%- endif -%}
{{- '\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|im_start|>assistant\\n' -}}
{%- endif -%}
"""


def build(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Train on `texts`; the result has at most `vocabulary` tokens, the special ones included.

    Signs, element symbols and units of the three subjects are assured a token even if `texts` lack them.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_with_assured(texts), trainer)
    return tokenizer


def _with_assured(texts: Iterable[str]) -> Iterator[str]:
    yield from texts
    operators = "1".join(f" {sign} " for sign in (*"+-=−·×÷*/:<>≤≥≠→", "->", "<=", ">="))
    block = "\n".join(
        (*_SIGNS, *_ELEMENTS.split(), *_WORDS.split(), operators, "1km 1cm 1kg 1mol 1min 1ms 1kJ 1Hz")
    )
    for _ in range(_WEIGHT):
        yield block


def texts(items: Iterable[Item]) -> Iterator[str]:
    """The text of every message of `items`."""
    for item in items:
        for _, text in item.messages:
            yield text


def wrap(tokenizer: Tokenizer, context: int) -> PreTrainedTokenizerFast:
    """The same tokenizer for transformers, TRL and vLLM, with its chat template."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=[START],
        chat_template=CHAT_TEMPLATE,
        model_max_length=context,
        clean_up_tokenization_spaces=False,
        padding_side="right",
    )


def load(folder: Path) -> Tokenizer:
    """The bare tokenizer of a base's or a run's folder."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / FILE))


def encode_items(tokenizer: Tokenizer, items: list[Item]) -> list[tuple[list[int], list[bool]]]:
    """Token ids of every conversation as the chat template writes it, and which of them are an assistant's.

    Assistant tokens are the text and the closing mark, in every assistant message, as the template's
    generation marks say. Same ids as `apply_chat_template`, without the cost of Jinja.
    """
    contents = [text for item in items for _, text in item.messages]
    encoded: Iterator[Any] = iter(tokenizer.encode_batch_fast(contents, add_special_tokens=False))
    heads = {role: _ids(tokenizer, f"{START}{role}\n") for role in ("system", "user", "assistant")}
    end, newline = _ids(tokenizer, END), _ids(tokenizer, "\n")
    rows = []
    for item in items:
        ids: list[int] = []
        reply: list[bool] = []
        for role, _ in item.messages:
            body = [*next(encoded).ids, *end]
            ids += [*heads[role], *body, *newline]
            spoken = role == "assistant"
            reply += [*([False] * len(heads[role])), *([spoken] * len(body)), *([False] * len(newline))]
        rows.append((ids, reply))
    return rows


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return list(tokenizer.encode(text, add_special_tokens=False).ids)
