"""Conversations through the tutor's own `Asker`, every reply kept with its prompt and the model's raw tries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.edition import Editions
from bot.evaluation.conversations import Conversation
from bot.evaluation.overheard import Overheard
from bot.evaluation.together import together
from bot.model import ChatBackend
from bot.rows import Asker
from bot.tutor import Voices
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording
from tutoring.sentence import OperatorError, Sentence
from tutoring.turn import Lesson


class ModelGone(OperatorError):
    """The model stopped answering in the middle; what was finished is kept."""

    def __init__(self) -> None:
        super().__init__(
            "El modelo ha dejado de responder. Lo medido está guardado: lanza la orden otra vez y seguirá.",
            "The model has stopped answering. What was measured is kept: run the command again and it goes on.",
        )


async def ask_all(
    chosen: Sequence[Conversation],
    backend: ChatBackend,
    voices: Voices,
    lesson: Lesson,
    kept: Recording,
    name: Sentence,
    at_once: int = 4,
) -> None:
    """Hold the conversations that are not kept yet. Raises ModelGone and NotKept."""
    heard = Overheard(backend)
    asker = Asker(heard, voices, lesson, editions=Editions())
    todo = [one for one in chosen if one.id not in kept.lines]
    progress = Progress(name, len(chosen), len(chosen) - len(todo))

    async def hold(one: Conversation) -> None:
        kept.add(await _hold(one, asker, heard))
        progress.step()

    await together(todo, hold, at_once)


async def _hold(one: Conversation, asker: Asker, heard: Overheard) -> dict[str, Any]:
    asker.sessions.pop(one.id, None)
    turns = []
    for text in one.messages:
        with heard.listening() as tries:
            row = await asker.ask({"text": text, "session": one.id, "lang": one.lang, "level": one.level})
        if row["model_down"]:
            raise ModelGone
        session = asker.sessions[one.id]
        turns.append({
            "text": text, **{key: value for key, value in row.items() if key not in ("session", "model_down")},
            "prompt": [list(pair) for pair in tries[-1].prompt] if tries else [], "tries": [t.text for t in tries],
            "problem": session.problem, "problem_subject": session.subject, "problem_lang": session.lang,
        })  # fmt: skip
    del asker.sessions[one.id]
    return {
        "id": one.id, "subject": one.subject, "lang": one.lang, "source": one.source, "level": one.level,
        "turns": turns,
    }  # fmt: skip
