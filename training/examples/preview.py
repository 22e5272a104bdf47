"""What the model will see of an example, and which tokens count: those of the tutor's reply and its end.

The mask is the one that TRL trains with (`assistant_only_loss`): both take it from the chat template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from training.dataset import Source, as_messages
from tutoring.sentence import Sentence, operator_lang

OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Token:
    """One token as text, and whether its loss is learnt from."""

    text: str
    counts: bool


def tokens(tokenizer: Any, example: Sequence[dict[str, str]]) -> tuple[Token, ...]:
    """The tokens of an example as the model reads them."""
    found = tokenizer.apply_chat_template(
        list(example), tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    texts = _texts(tokenizer, list(found["input_ids"]))
    return tuple(Token(text, bool(mask)) for text, mask in zip(texts, found["assistant_masks"], strict=True))


def _texts(tokenizer: Any, ids: Sequence[int]) -> Iterator[str]:
    """Each token's text: what the decoded whole gains by it, so that a letter of several tokens is not torn."""
    done = ""
    for at in range(len(ids)):
        whole = tokenizer.decode(ids[: at + 1], skip_special_tokens=False, clean_up_tokenization_spaces=False)
        yield "" if whole.endswith("\ufffd") else whole[len(done) :]
        done = done if whole.endswith("\ufffd") else whole


def marked(example: Sequence[Token]) -> str:
    """The text with what counts between ⟦ and ⟧."""
    parts = (
        (counts, "".join(token.text for token in run))
        for counts, run in groupby(example, lambda token: token.counts)
    )
    return "".join(f"{OPEN}{text}{CLOSE}" if counts else text for counts, text in parts)


def show(source: Source, seed: int, count: int, base: Path, out: TextIO) -> None:
    """Print the first examples of a source, marked, each with its number of tokens."""
    from training.sft import quiet, tokenizer_of

    quiet()
    tokenizer = tokenizer_of(base)
    for number, turn in zip(range(1, count + 1), source.turns(seed), strict=False):
        each = tokens(tokenizer, as_messages(turn))
        counted = sum(token.counts for token in each)
        head = Sentence(
            f"── ejemplo {number}: {len(each)} tokens, cuentan {counted} (entre {OPEN} y {CLOSE})",
            f"── example {number}: {len(each)} tokens, {counted} count (between {OPEN} and {CLOSE})",
        )
        out.write(f"{head.tell(operator_lang())}\n{marked(each)}\n\n")
