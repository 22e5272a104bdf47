"""The tokenizer loses nothing, cuts formulas sign by sign and writes what the chat template writes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.pretrain import toy
from training.pretrain import copying
from training.pretrain.item import Item
from training.pretrain.tokenizer import END, PAD, START, build, encode_items, texts, wrap

VOCABULARY = 1024


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    lessons = itertools.islice(copying.items(3, "train"), 300)
    turns = itertools.islice(toy.items(3, "train"), 300)
    return build(texts([*lessons, *turns]), VOCABULARY)


def pieces(tokenizer: Any, text: str) -> list[str]:
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return [tokenizer.decode([token], skip_special_tokens=False) for token in ids]


@pytest.mark.parametrize(
    "text",
    [
        "  dos  espacios\t\r\n\n fin ",
        "¿Cuánto es ½·x² − 3√y ≤ 10⁻³ µg/m³ a 25 °C?",
        "Fe₂(SO₄)₃ ⇌ \\frac{3x}{4}$",
        "日本語 🤯 e\u0301 \u200b\x00 ẞ",
        "",
    ],
)
def test_any_text_comes_back_unchanged(tokenizer: Any, text: str) -> None:
    assert (
        tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False)
        == text
    )


@given(text=st.text(max_size=60))
def test_random_unicode_comes_back_unchanged(tokenizer: Any, text: str) -> None:
    assert (
        tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False)
        == text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5x + 7 = 22", ["5", "x", " + ", "7", " = ", "2", "2"]),
        ("-12,5", ["-", "1", "2", ",", "5"]),
        ("Fe2(SO4)3", ["Fe", "2", "(", "S", "O", "4", ")", "3"]),
        ("2Na₂O", ["2", "Na", "₂", "O"]),
        ("3xy", ["3", "x", "y"]),
        ("20km/h", ["2", "0", "km", "/", "h"]),
        ("v = 3 m/s²", ["v", " = ", "3", " ", "m", "/", "s", "²"]),
        ("½·8√2 ≥ °", ["½", "·", "8", "√", "2", " ≥ ", "°"]),
    ],
)
def test_mathematics_is_cut_into_signs(tokenizer: Any, text: str, expected: list[str]) -> None:
    assert pieces(tokenizer, text) == expected


def test_the_unknown_is_the_same_token_everywhere(tokenizer: Any) -> None:
    token = tokenizer.encode("x", add_special_tokens=False).ids[0]
    for text in ("5x", "2x+1", " x = 3", "(x)", "la x"):
        assert token in tokenizer.encode(text, add_special_tokens=False).ids


def test_vocabulary_is_bounded_and_special_tokens_are_single(tokenizer: Any) -> None:
    assert tokenizer.get_vocab_size() <= VOCABULARY
    assert [len(tokenizer.encode(mark, add_special_tokens=False).ids) for mark in (PAD, START, END)] == [
        1,
        1,
        1,
    ]


def test_rows_are_what_the_chat_template_writes(tokenizer: Any) -> None:
    item = Item(
        (
            ("system", "Usa 3 datos."),
            ("user", "5x = 2"),
            ("assistant", "¿Y 5?"),
            ("user", "no"),
            ("assistant", "5x"),
        ),
        "copy",
    )
    wrapped = wrap(tokenizer, 1024)
    messages = [{"role": role, "content": text} for role, text in item.messages]
    expected = wrapped.apply_chat_template(messages, return_dict=True, return_assistant_tokens_mask=True)
    ((ids, reply),) = encode_items(tokenizer, [item])
    assert ids == expected["input_ids"]
    assert reply == [bool(mark) for mark in expected["assistant_masks"]]
    assert (
        wrapped.decode([token for token, spoken in zip(ids, reply, strict=True) if spoken])
        == f"¿Y 5?{END}5x{END}"
    )


def test_generation_prompt_is_the_beginning_of_the_assistants_row(tokenizer: Any) -> None:
    wrapped = wrap(tokenizer, 1024)
    messages = [{"role": "user", "content": "hola"}, {"role": "assistant", "content": "5x"}]
    asked = wrapped.apply_chat_template(messages[:1], tokenize=False, add_generation_prompt=True)
    assert wrapped.apply_chat_template(messages, tokenize=False) == f"{asked}5x{END}\n"
    assert wrapped.eos_token == END
    assert wrapped.pad_token == PAD


def test_an_unknown_role_is_refused(tokenizer: Any) -> None:
    with pytest.raises(Exception, match="Unknown role"):
        wrap(tokenizer, 1024).apply_chat_template([{"role": "tool", "content": "x"}], tokenize=False)
