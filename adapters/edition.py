"""What each published version learned: the edition of the prompts, with which it is prompted, and the words to which it is held.

A version whose templates are not kept here is prompted with the newest, which is logged once; what it says is judged like
everything else.
"""

from __future__ import annotations

import logging

from adapters.card import Card
from adapters.errors import AdapterError
from adapters.registry import WORDING, Registry
from prompts.editions import Edition, current, edition_of
from tutoring.sentence import Sentence
from tutoring.wording import Wording

log = logging.getLogger(__name__)


class Editions:
    """The editions of a registry's versions; each is looked up once, since versions do not change."""

    def __init__(self, registry: Registry | None = None) -> None:
        self._registry = registry or Registry()
        self._known: dict[str, Edition] = {}
        self._wordings: dict[str, Wording | None] = {}

    def of(self, name: str | None) -> Edition:
        """The edition of `algebra@3`; the newest for a model that is no version of ours."""
        if name is None or "@" not in name:
            return current()
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def wording(self, name: str | None) -> Wording | None:
        """The words to which a version is held, where training kept them beside its weights; None for a larger base."""
        if name is None or "@" not in name:
            return None
        if name not in self._wordings:
            self._wordings[name] = self._read_wording(name)
        return self._wordings[name]

    def _read_wording(self, name: str) -> Wording | None:
        subject, _, number = name.partition("@")
        try:
            return Wording.from_bytes((self._registry.load(subject, int(number)).folder / WORDING).read_bytes())
        except (AdapterError, ValueError, OSError):
            return None

    def _find(self, name: str) -> Edition:
        subject, _, number = name.partition("@")
        try:
            card = next(
                (one.card for one in self._registry.versions(subject) if one.number == int(number)), None
            )
        except (AdapterError, ValueError):
            card = None
        found = edition_of(card.prompt_digests) if card is not None else None
        if found is None:
            log.warning("%s: its prompt templates are not kept here; it is prompted with the newest", name)
        return found or current()


def stale(card: Card) -> bool:
    """Whether an adapter is known to have learned other templates than the newest; of an imported one it may be unknown."""
    return bool(card.prompt_digests) and edition_of(card.prompt_digests) != current()


def told_stale(name: str) -> Sentence:
    """What to do about a version that speaks, and learned an older edition."""
    subject = name.partition("@")[0]
    return Sentence(
        f"{name} aprendió plantillas que ya no son las actuales: sigue hablando con las suyas. "
        f"Para ponerla al día: teach train {subject}",
        f"{name} learned templates that are no longer current: it goes on speaking with its own. "
        f"To bring it up to date: teach train {subject}",
    )
