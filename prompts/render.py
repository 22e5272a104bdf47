"""The strict renderer of the prompt templates: a prompt knows its variables and refuses to be half filled.

Training and serving build their prompts here and nowhere else. A template's digest names its exact text, so
that an adapter's card can say which prompts it learned; `prompts.editions` keeps those that are no longer the newest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from prompts.cite import label
from prompts.editions import Edition, current
from subjects.errors import MaieuticError
from subjects.problem import Lang

STUDENT_LIMIT = 120
"""Characters of the student's message that enter a prompt: prompts stay bounded."""


class PromptError(MaieuticError):
    """A template is unknown, or was not given all that it names."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a prompt may say about a turn. Empty strings are left out of the text.

    problem: short statement, where a reply may not quote it; kind: what sort of problem it is, where the words of
    the move depend on it; cited: (label, fact) pairs that a reply may name by their labels (`prompts.cite`): the
    problem, its unknown, the line the student stands at, the line that is wrong, what the step is about; wrote:
    whether that was a step, several at once or the answer, where a reason is asked for; slots: what each of these
    is, whatever its label is called (`algebra.term`); student: the last message; error: the name of the mistake;
    step: the name of the step; missing, concept, example: as their moves need them. Nothing here is a sentence of
    the reply, nor the final answer.
    """

    subject: str
    level: str
    method: str = ""
    problem: str = ""
    kind: str = ""
    student: str = ""
    error: str = ""
    step: str = ""
    wrote: str = ""
    missing: str = ""
    concept: str = ""
    example: str = ""
    cited: Sequence[tuple[str, str]] = ()
    slots: Sequence[str] = ()

    def labelled(self, words: Mapping[str, str]) -> Facts:
        """With the labels that another edition had: `words` by slot, today's where it knows none."""
        if not words:
            return self
        pairs = zip(self.slots, self.cited, strict=True)
        named = {(label(words[slot]) if slot in words else said): fact for slot, (said, fact) in pairs}
        return replace(self, cited=tuple(named.items()), slots=())

    def variables(self) -> Mapping[str, Any]:
        """The template variables, with the student's text on one bounded line."""
        student = re.sub(r"\s+", " ", self.student).strip()
        if len(student) > STUDENT_LIMIT:
            student = student[: STUDENT_LIMIT - 1].rstrip() + "…"
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"student": student}


@lru_cache(maxsize=8)
def _environment(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # prompts are no HTML: a student's < must stay a <
        keep_trailing_newline=True,
    )


def moves() -> tuple[str, ...]:
    """The moves that have a template in both languages."""
    return tuple(sorted(current().moves))


def rendered(folder: Path, name: str, variables: Mapping[str, Any]) -> str:
    """A template filled in. Raises PromptError where there is none, or where it names what was not given."""
    from jinja2 import TemplateNotFound, UndefinedError

    try:
        return str(_environment(folder).get_template(name).render(variables)).strip()
    except TemplateNotFound as error:
        raise PromptError(f"there is no prompt template {name}") from error
    except UndefinedError as error:
        raise PromptError(f"prompt {name} was not given all it needs: {error.message}") from error


def messages(move: str, lang: Lang, facts: Facts, edition: Edition | None = None) -> tuple[tuple[str, str], ...]:
    """The prompt of one turn as (role, text) pairs: system, then user; in the words of an edition, by default the newest.

    A move that an older edition lacks is asked for as the nearest that it has. Raises PromptError for a move that the
    newest does not know.
    """
    folder = current().folder
    if edition is not None and edition != current():
        folder, move, facts = edition.folder, edition.nearest(move), facts.labelled(edition.labels.get(lang, {}))
    variables = facts.variables()
    return (
        ("system", rendered(folder, f"{lang}/system.j2", variables)),
        ("user", rendered(folder, f"{lang}/{move}.j2", variables)),
    )


def digests() -> Mapping[str, str]:
    """What a card says of the prompts that its adapter learned: the digests of the newest edition."""
    return current().digests
