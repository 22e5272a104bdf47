"""What a base model is worth: held-out loss of each kind, and whether its replies stay with the prompt.

A reply is *grounded* if every number and every formula in it occurs in the prompt (or is one of the item's
`must_copy`); it has *copied* if it holds every `must_copy` of its item that the reference reply repeats; it
is *right* if it is grounded, has copied (copy lessons only), is in the prompt's language and ended by
itself. These are measures of copying, not of truth.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch

from prompts.cite import labels

from .item import Item

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_FORMULA = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]?[\d₀-₉]*|\([A-Za-z\d₀-₉]+\)[\d₀-₉]*){2,}(?![a-z])")
_WORD = re.compile(r"[a-záéíóúüñ]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_STOP_WORDS = {
    "es": """el la los las de del que en y un una es se con por para lo al qué cómo cuál si no te su tu has
        está pone esto eso hay son más pero como este esta tienes tenemos
        sale primero después vamos mira otra""",
    "en": """the of and to in is that it you for on with as are this what how which if not your do does we
        from where has have there but an be by at first then let look again here so can""",
}
_STOP = {lang: frozenset(text.split()) for lang, text in _STOP_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one reply did."""

    kind: str
    grounded: bool
    copied: bool
    language: bool
    ended: bool

    @property
    def right(self) -> bool:
        return self.grounded and self.language and self.ended and (self.copied or self.kind != "copy")


@dataclass(frozen=True, slots=True)
class KindScore:
    """Shares (0 to 1) over `replies` of one kind; `loss` in nats a character of the reference reply."""

    replies: int
    right: float
    grounded: float
    copied: float
    language: float
    ended: float
    loss: float


@dataclass(frozen=True, slots=True)
class Score:
    """The whole measure; `right` and `loss` are means over kinds, each kind counting the same."""

    right: float
    loss: float
    kinds: dict[str, KindScore]
    samples: tuple[dict[str, object], ...]

    def beats(self, other: Score) -> bool:
        """More replies right; if that is within a point, lower held-out loss."""
        if abs(self.right - other.right) > 0.01:
            return self.right > other.right
        return self.loss < other.loss

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def numbers(text: str) -> set[str]:
    """The numbers of a text, decimal comma and point alike, subscript digits as digits."""
    return {found.replace(",", ".") for found in _NUMBER.findall(text.translate(_SUBSCRIPTS))}


def formulas(text: str) -> set[str]:
    """Formula-like words: at least two symbols, or one with a count; capital words without digits are left
    out.
    """
    found = (match.group().translate(_SUBSCRIPTS) for match in _FORMULA.finditer(text))
    return {word for word in found if re.search(r"\d|[a-z]", word) and not re.fullmatch(r"[A-Z][a-z]?", word)}


def language(text: str) -> str | None:
    """The language by stop words; None where there are none or as many of each."""
    words = _WORD.findall(text.lower())
    counts = {lang: sum(word in stop for word in words) for lang, stop in _STOP.items()}
    if "¿" in text or "¡" in text or re.search(r"[áéíóúñ]", text.lower()):
        counts["es"] += 1
    return None if counts["es"] == counts["en"] else max(counts, key=lambda lang: counts[lang])


def judge(item: Item, reply: str, ended: bool) -> Verdict:
    """Judge a reply to the item's prompt."""
    known = "\n".join((item.prompt, *item.must_copy))
    expected = [text for text in item.must_copy if text in item.reply]
    return Verdict(
        kind=item.kind,
        grounded=numbers(reply) <= numbers(known)
        and formulas(reply) <= formulas(known)
        and set(labels(reply)) <= set(labels(item.prompt)),
        copied=all(text in reply for text in expected),
        language=language(reply) in (item.lang, None),
        ended=ended,
    )


def sample(streams: Sequence[Iterator[Item]], kinds: Sequence[str], each: int) -> list[Item]:
    """`each` items of every kind, as the streams bring them; a kind that is not met in a long look stays
    out.
    """
    wanted = dict.fromkeys(kinds, each)
    chosen: list[Item] = []
    for stream in streams:
        for item in itertools.islice(stream, 200 * each):
            if wanted.get(item.kind, 0):
                wanted[item.kind] -= 1
                chosen.append(item)
            if not any(wanted.values()):
                break
    return sorted(chosen, key=lambda item: kinds.index(item.kind))


def replies(
    model: Any, tokenizer: Any, items: Sequence[Item], batch: int = 32, longest: int = 128
) -> list[tuple[str, bool]]:
    """Greedy replies to the prompts of `items`, each with whether it ended by itself within `longest`
    tokens.
    """
    order = sorted(range(len(items)), key=lambda place: len(items[place].prompt))
    answers: dict[int, tuple[str, bool]] = {}
    for begin in range(0, len(order), batch):
        places = order[begin : begin + batch]
        texts = [_prompt(tokenizer, items[place]) for place in places]
        answers.update(zip(places, _generate(model, tokenizer, texts, longest), strict=True))
    return [answers[place] for place in range(len(items))]


def _prompt(tokenizer: Any, item: Item) -> str:
    messages = [{"role": role, "content": text} for role, text in item.messages[:-1]]
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def _generate(model: Any, tokenizer: Any, texts: list[str], longest: int) -> Iterator[tuple[str, bool]]:
    inputs = tokenizer(
        texts, return_tensors="pt", padding=True, padding_side="left", add_special_tokens=False
    )
    inputs = {name: inputs[name].to(model.device) for name in ("input_ids", "attention_mask")}
    with torch.no_grad():
        out = model.generate(
            **inputs,
            max_new_tokens=longest,
            do_sample=False,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    for row in out[:, inputs["input_ids"].shape[1] :].tolist():
        ended = tokenizer.eos_token_id in row
        end = row.index(tokenizer.eos_token_id) if ended else len(row)
        yield tokenizer.decode(row[:end], skip_special_tokens=True), ended


def loss(model: Any, tokenizer: Any, items: Sequence[Item]) -> float:
    """Nats a character of the reference replies (a measure that does not depend on the tokenizer)."""
    nats = 0.0
    for item in items:
        before = tokenizer(_prompt(tokenizer, item), add_special_tokens=False)["input_ids"]
        after = tokenizer(item.reply + tokenizer.eos_token, add_special_tokens=False)["input_ids"]
        ids = torch.tensor([before + after], device=model.device)
        with torch.no_grad():
            logits = model(input_ids=ids[:, :-1]).logits[0, len(before) - 1 :]
        nats += float(
            torch.nn.functional.cross_entropy(logits.float(), ids[0, len(before) :], reduction="sum")
        )
    return nats / max(1, sum(len(item.reply) for item in items))


def score(model: Any, tokenizer: Any, items: Sequence[Item], shown: int = 4) -> Score:
    """Judge greedy replies to all `items` and measure the loss of their references; keeps `shown` samples
    a kind.
    """
    model.eval()
    spoken = replies(model, tokenizer, items)
    verdicts = [judge(item, text, ended) for item, (text, ended) in zip(items, spoken, strict=True)]
    kinds: dict[str, KindScore] = {}
    samples: list[dict[str, object]] = []
    for kind in dict.fromkeys(item.kind for item in items):
        places = [place for place, item in enumerate(items) if item.kind == kind]
        kinds[kind] = _kind_score(
            [verdicts[place] for place in places], loss(model, tokenizer, [items[place] for place in places])
        )
        samples += [_shown(items[place], spoken[place][0], verdicts[place]) for place in places[:shown]]
    return Score(
        right=_mean(part.right for part in kinds.values()),
        loss=_mean(part.loss for part in kinds.values()),
        kinds=kinds,
        samples=tuple(samples),
    )


def _kind_score(verdicts: list[Verdict], nats: float) -> KindScore:
    return KindScore(
        replies=len(verdicts),
        right=_mean(verdict.right for verdict in verdicts),
        grounded=_mean(verdict.grounded for verdict in verdicts),
        copied=_mean(verdict.copied for verdict in verdicts),
        language=_mean(verdict.language for verdict in verdicts),
        ended=_mean(verdict.ended for verdict in verdicts),
        loss=round(nats, 5),
    )


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return round(sum(held) / len(held), 4) if held else math.nan


def _shown(item: Item, reply: str, verdict: Verdict) -> dict[str, object]:
    return {
        "kind": item.kind,
        "prompt": item.prompt,
        "reference": item.reply,
        "reply": reply,
        "right": verdict.right,
    }
