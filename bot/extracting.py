"""Asks the model what stands in a problem that no rule could read; `tutoring.extraction` judges what it says.

At most one request a message, bounded in time and length. A server that refuses the schema, is late or is gone, and an answer
that is no JSON, are all the same to a student: the tutor asks on without stating any fact. What is logged and counted are
outcomes, never a text.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.model import ModelUnavailable
from tutoring.extraction import ANSWER_LIMIT, MAX_TOKENS, Extracted, Request

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Longest wait for an answer: a student waits for it before the first word."""


class Structured(Protocol):
    """A model that answers in JSON."""

    async def structured(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        schema: Mapping[str, Any],
        max_tokens: int,
        most: int,
        student: str = "",
    ) -> str:
        """One answer that the server holds to the schema, at most `most` characters. Raises ModelUnavailable."""
        ...


class Extractor:
    """Carries out the requests of plans. `model` gives the name to ask for by subject; `seconds` bounds one request.

    `outcomes` counts what became of them: `accepted`, `refused` by the rules, `timeout`, or why the model was unavailable.
    """

    def __init__(self, backend: Structured, model: Callable[[str], str], seconds: float = SECONDS) -> None:
        self._backend = backend
        self._model = model
        self._seconds = seconds
        self.outcomes: Counter[str] = Counter()

    async def ask(self, request: Request, student: str = "") -> Extracted | None:
        """What the model says of a text, not judged yet; None where there is no answer. `student` is a pseudonym."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._backend.structured(
                    request.prompt,
                    model=self._model(request.subject),
                    schema=request.schema,
                    max_tokens=MAX_TOKENS,
                    most=ANSWER_LIMIT,
                    student=student,
                )
        except TimeoutError:
            self.note("timeout", request, began)
            return None
        except ModelUnavailable as error:
            self.note(error.reason, request, began)
            return None
        return Extracted(request.subject, answer)

    def note(self, outcome: str, request: Request, began: float | None = None) -> None:
        """Count what became of a request."""
        self.outcomes[outcome] += 1
        spent = "" if began is None else f" ms={1000 * (time.monotonic() - began):.0f}"
        log.info("extraction subject=%s outcome=%s%s", request.subject, outcome, spent)
