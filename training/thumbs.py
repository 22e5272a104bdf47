"""What a class's students judged, as pairs of replies to learn from: the guiding reply with a thumb up against another one to the
same prompt, one with a thumb down or the step told plainly.

Only where the class allows it (`train_on_thumbs`). The replies are asked of `tutor feedback`, which knows where they are kept,
and are nowhere but in memory and a folder of this user's that is removed at once. Left out are replies to prompts of other
templates, on problems that no training may see, with personal data, and thumbs up on replies that do not ask.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prompts.cite import label, labels, resolve
from prompts.editions import current
from subjects.problem import Lang
from training.dataset import is_apart
from training.lint.privacy import private
from training.pairs import Message, Pair
from training.sft import TrainingError
from tutoring.sentence import Sentence

_ASK = "from bot.main import main; main()"
_SHORTEST = 3
"""Letters of a fact that is looked for in a reply: shorter ones stand in words."""
_STEP = re.compile(r"^(?:Paso|Step): (.+)$", re.MULTILINE)
_TOLD: Mapping[Lang, str] = {"es": "Lo que hay que hacer es {step}.", "en": "What has to be done is: {step}."}


@dataclass(frozen=True, slots=True)
class Thumbs:
    """`judged` replies of a subject whose words are kept, and the pairs that they make."""

    judged: int
    pairs: tuple[Pair, ...]

    def told(self) -> Sentence:
        """How many there were and how many are used."""
        return Sentence(
            f"respuestas valoradas por la clase: {self.judged}; pares que salen de ellas: {len(self.pairs)}",
            f"replies judged by the class: {self.judged}; pairs made of them: {len(self.pairs)}",
        )


def of_class(subject: str) -> Thumbs:
    """The thumbs of the class whose settings are in force here. Raises TrainingError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "thumbs.jsonl"
        asked = [sys.executable, "-c", _ASK, "feedback", "--export", str(path)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode or not path.is_file():
            why = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise TrainingError(
                f"No se pueden leer los pulgares de la clase: {why} Para entrenar sin ellos: teach class set train_on_thumbs no",
                f"The class's thumbs cannot be read: {why} To train without them: teach class set train_on_thumbs no",
            )
        return thumbs([json.loads(line) for line in path.read_text("utf-8").splitlines()], subject)


def thumbs(rows: Iterable[Mapping[str, Any]], subject: str) -> Thumbs:
    """What rows of `tutor feedback --export` give to a subject."""
    mine = [row for row in rows if row.get("subject") == subject]
    up: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    down: dict[str, list[str]] = defaultdict(list)
    for row in mine:
        if _usable(row):
            key = json.dumps(row["prompt"], ensure_ascii=False)
            if not row["label"]:
                down[key].append(_reply(row))
            elif "?" in _reply(row):
                up[key].append(row)
    found = (_pair(row, down[key]) for key, liked in up.items() for row in liked)
    return Thumbs(len(mine), tuple({json.dumps(pair): pair for pair in found if pair is not None}.values()))


def _usable(row: Mapping[str, Any]) -> bool:
    problem = row.get("problem")
    if row.get("edition") != current().number or problem is None or (problem and is_apart(problem)):
        return False
    texts = [message["content"] for message in (*row["prompt"], *row["completion"])]
    return not any(private(line) for text in texts for line in text.splitlines())


def _reply(row: Mapping[str, Any]) -> str:
    return str(row["completion"][-1]["content"])


def _pair(liked: Mapping[str, Any], disliked: Sequence[str]) -> Pair | None:
    """The liked reply against one that was not; None where there is none and the prompt names no step to tell."""
    prompt: list[Message] = [dict(message) for message in liked["prompt"]]
    text, reply = prompt[-1]["content"], _reply(liked)
    other = next((each for each in disliked if each != reply), None)
    step = _STEP.search(text)
    if other is None and step is None:
        return None
    told = cited(other, text) if other is not None else _told(str(step and step[1]), liked["lang"])
    return Pair(prompt=prompt, chosen=[_said(cited(reply, text))], rejected=[_said(told)])


def _told(step: str, lang: Lang) -> str:
    return _TOLD[lang].format(step=step[:1].lower() + step[1:])


def _said(text: str) -> Message:
    return {"role": "assistant", "content": text}


def cited(reply: str, prompt: str) -> str:
    """A reply as the model worded it, with the facts' labels; as it stands where those would not give it back."""
    facts = {}
    for line in prompt.splitlines():
        name, closed, fact = line.partition("] ")
        if closed and labels(f"{name}]") == (name.removeprefix("["),):
            facts[name.removeprefix("[")] = fact
    text = reply
    for name, fact in sorted(facts.items(), key=lambda item: -len(item[1])):
        if len(fact) >= _SHORTEST:
            text = re.sub(rf"(?<![\w\[]){re.escape(fact)}(?!\w)", label(name), text)
    return text if resolve(text, facts) == reply else reply
