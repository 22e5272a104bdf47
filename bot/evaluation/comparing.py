"""Adapters against the bare base, without a guard: the raw text of both on the same unseen prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from adapters.edition import Editions
from adapters.sampling import MAX_TOKENS, TEMPERATURES
from bot.evaluation.asking import ModelGone
from bot.evaluation.prompts import Sample
from bot.evaluation.together import together
from bot.evaluation.tongue import tongue
from bot.model import ChatBackend, ModelUnavailable
from prompts.cite import labels, resolve
from prompts.editions import Edition
from tutoring.guard import judge_reply
from tutoring.measuring.intervals import Difference, Share, share
from tutoring.measuring.known import known
from tutoring.measuring.leaks import gives_away
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording
from tutoring.sentence import Sentence

BASE = "base"
"""The name that the model server gives to the base without an adapter."""
POINTS = ("form", "facts", "language")


async def compare_all(
    chosen: Sequence[Sample], models: Mapping[str, str], backend: ChatBackend, kept: Recording, name: Sentence,
    at_once: int = 4,
) -> None:  # fmt: skip
    """Let the adapter (`models` by subject) and the base answer every sample that is not kept. Raises ModelGone."""
    todo = [one for one in chosen if one.id not in kept.lines]
    progress = Progress(name, len(chosen), len(chosen) - len(todo))
    editions = Editions()

    async def both(sample: Sample) -> None:
        voices = (models[sample.subject], BASE)
        texts = [await _say(_as_learned(sample, editions.of(model)), model, backend) for model in voices]
        kept.add({
            "id": sample.id, "subject": sample.subject, "lang": sample.lang, "move": sample.plan.move.kind,
            "model": models[sample.subject], "adapter": texts[0], "base": texts[1],
        })  # fmt: skip
        progress.step()

    await together(todo, both, at_once)


def _as_learned(sample: Sample, edition: Edition) -> Sample:
    """The sample prompted in the edition that a voice learned."""
    return replace(sample, plan=sample.plan.in_edition(edition))


async def _say(sample: Sample, model: str, backend: ChatBackend) -> str:
    text = ""
    stream = backend.stream(
        sample.plan.prompt, model=model, temperature=TEMPERATURES[0], max_tokens=MAX_TOKENS
    )
    try:
        async with aclosing(stream) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                text += piece
    except ModelUnavailable as error:
        raise ModelGone from error
    return resolve(text.strip(), sample.plan.cited)  # labels of this edition: nobody later knows which it was


@dataclass(frozen=True, slots=True)
class Compared:
    """One point (form, facts, language) of a subject: the adapter's share, the base's, and what lies between."""

    subject: str
    point: str
    adapter: Share
    base: Share

    @property
    def difference(self) -> Difference:
        return Difference(self.adapter, self.base)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "subject": self.subject, "point": self.point, "adapter": self.adapter.to_json(),
            "base": self.base.to_json(), "difference": self.difference.to_json(),
        }  # fmt: skip


def compared(chosen: Sequence[Sample], kept: Recording) -> list[Compared]:
    """The points of every subject on the samples that were answered."""
    answered = [(one, kept.lines[one.id]) for one in chosen if one.id in kept.lines]
    found = []
    for subject in dict.fromkeys(one.subject for one, _ in answered):
        mine = [(one, line) for one, line in answered if one.subject == subject]
        judged = {
            voice: [points(str(line[voice]), one) for one, line in mine] for voice in ("adapter", "base")
        }
        for point in POINTS:
            shares = [share(one[point] for one in judged[voice]) for voice in ("adapter", "base")]
            found.append(Compared(subject, point, shares[0], shares[1]))
    return found


def points(text: str, sample: Sample) -> dict[str, bool]:
    """Socratic form (one or two questions, a question last, no final answer), nothing ungrounded, false or leaked,
    and the student's language; judged as a student would read it, facts in the place of their labels."""
    text = resolve(text, sample.plan.cited)
    return {
        "form": socratic(text, sample), "facts": _grounded(text, sample), "language": tongue(text) == sample.lang,
    }  # fmt: skip


def socratic(text: str, sample: Sample) -> bool:
    """One or two questions, the last words a question, and the final answer not given away."""
    asked = text.rstrip(' "»”)*_').endswith("?")
    return 1 <= text.count("?") <= 2 and asked and not leaked(text, sample)


def leaked(text: str, sample: Sample) -> str:
    """The words that give the final answer away, by the second checker."""
    session = sample.plan.session
    truth = known(sample.subject, sample.problem, sample.lang, session.level or "3eso").truth
    student = (sample.problem, *session.attempts, sample.plan.text)
    return gives_away(text, truth, student) if truth else ""


def _grounded(text: str, sample: Sample) -> bool:
    if not text or labels(text):
        return False
    found = judge_reply(text, sample.plan.scene)
    return not (found.leaks or found.false or any(one.kind == "ungrounded" for one in found.other))
