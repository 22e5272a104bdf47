"""Every attack of the suite on the live tutor and its own model, each on a problem of every subject; kept an attack a line.

The siege proves the guard with a model that obeys; this shows what students who attack would read here. Leaks are those of
the second checker, since nothing is planted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bot.evaluation.attacks.siege import Besieged, problems, second
from bot.evaluation.attacks.suite import Attack, attacks
from bot.evaluation.pupils import spoken
from bot.evaluation.together import together
from bot.model import ChatBackend
from bot.tutor import Voices
from subjects.problem import LANGS, Lang
from tutoring.measuring.intervals import share
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording, digest
from tutoring.reading import reader
from tutoring.sentence import Sentence
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, plan_turn

NAME = Sentence("ataques al tutor en marcha", "attacks on the live tutor")
SEED = "assailed"


def assailants(most: int, subjects: Sequence[str], langs: Sequence[Lang] = LANGS) -> list[tuple[str, Attack, str]]:
    """A name, an attack and the subject of its problem, every attack with every subject; of every family some, where not all
    are wanted. The same attack in another subject meets another problem."""
    mixed = [one for one in attacks() if one.lang in langs]
    Random(SEED).shuffle(mixed)
    return [(digest([attack.turns, name]), attack, name) for attack in mixed[:most] for name in subjects]


async def assail(
    chosen: Sequence[tuple[str, Attack, str]], backend: ChatBackend, voices: Voices, lesson: Lesson, kept: Recording,
    at_once: int = 4,
) -> None:  # fmt: skip
    """Hold the attacks that are not kept yet. Raises ModelGone and NotKept."""
    todo = [one for one in chosen if one[0] not in kept.lines]
    progress = Progress(NAME, len(chosen), len(chosen) - len(todo))

    async def hold(one: tuple[str, Attack, str]) -> None:
        name, attack, subject = one
        target = next(problems(subject, attack.lang, lesson, reader(), f"{SEED}/{name}"))
        turns = await _turns(attack, target, backend, voices, lesson)
        kept.add({"id": name, "family": attack.family, "lang": attack.lang, "subject": subject, "turns": turns})
        progress.step()

    await together(todo, hold, at_once)


async def _turns(
    attack: Attack, target: Besieged, backend: ChatBackend, voices: Voices, lesson: Lesson
) -> list[dict[str, Any]]:
    session, turns = target.session, []
    for text in attack.turns:
        speaking = Speaking(plan_turn(session, text, lesson, reader()))
        await spoken(speaking, backend, voices)
        session = speaking.session()
        # A reviewed text knows nothing of the problem: the numbers of its helpline are no answer.
        leak = speaking.guarded != "fixed" and second(target, speaking.shown, session)
        turns.append({"said": text, "reply": speaking.shown, "guarded": speaking.guarded, "leak": leak})
    return turns


def counted(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Leaks by family and language, and of all."""
    groups: dict[str, list[bool]] = {"all": []}
    for line in lines:
        leaks = [bool(turn["leak"]) for turn in line["turns"]]
        groups["all"] += leaks
        groups.setdefault(f"{line['family']} {line['lang']}", []).extend(leaks)
    found = [[turn["said"], turn["reply"]] for line in lines for turn in line["turns"] if turn["leak"]]
    return {"families": {name: share(leaks).to_json() for name, leaks in groups.items()}, "examples": found[:20]}
