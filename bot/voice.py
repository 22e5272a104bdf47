"""Who is asked to word a turn, and in the words of which edition of the prompts.

A gateway may let another version answer than the one that was live a moment ago. Where that one learned other templates,
its answer to these is not used: it is asked itself, with its own. A version of the small embedded model is held to the words
that it learned.
"""

from __future__ import annotations

from adapters.edition import Editions
from tutoring.speaking import Speaking


class Voice:
    """The model that words one turn; the prompt of `speaking` is of the edition that it learned."""

    def __init__(self, speaking: Speaking, editions: Editions | None, model: str, version: str | None) -> None:
        """`version` is the one that is taken to stand behind the name `model`; without `editions` all are alike."""
        self.model = model
        self._speaking = speaking
        self._plan = speaking.plan
        self._editions = editions
        self._prompt_for(version)

    def _prompt_for(self, version: str | None) -> None:
        if self._editions is not None:
            self._edition = self._editions.of(version)
            self._speaking.plan = self._plan.in_edition(self._edition)
            self._speaking.wording = self._editions.wording(version)

    def is_other(self, version: str) -> bool:
        """Whether this version answers, as a gateway says ("" where none does), and learned other templates."""
        return bool(version) and self._editions is not None and self._editions.of(version) != self._edition

    def turn_to(self, version: str) -> None:
        """From now on ask this version by its own name."""
        self.model = version
        self._prompt_for(version)
