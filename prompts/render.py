"""The strict renderer of the prompt templates: a prompt knows its variables and refuses to be half filled.

Training and serving build their prompts here and nowhere else. A template's digest names its exact text, so
that an adapter's card can say which prompts it learned.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from subjects.errors import MaieuticError
from subjects.problem import Lang

HERE = Path(__file__).parent
STUDENT_LIMIT = 120
"""Characters of the student's message that enter a prompt: prompts stay bounded."""


class PromptError(MaieuticError):
    """A template is unknown, or was not given all that it names."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a prompt may say about a turn. Empty strings are left out of the text.

    problem: short statement, where a reply may not quote it; cited: (label, fact) pairs that a reply may name by their
    labels (`prompts.cite`): the problem, its unknown, the line the student stands at, the line that is wrong, what the
    step is about; student: the last message; error: the name of the mistake; step: the name of the step; missing,
    concept, example: as their moves need them. Nothing here is a sentence of the reply, nor the final answer.
    """

    subject: str
    level: str
    method: str = ""
    problem: str = ""
    student: str = ""
    error: str = ""
    step: str = ""
    missing: str = ""
    concept: str = ""
    example: str = ""
    cited: Sequence[tuple[str, str]] = ()

    def variables(self) -> Mapping[str, Any]:
        """The template variables, with the student's text on one bounded line."""
        student = re.sub(r"\s+", " ", self.student).strip()
        if len(student) > STUDENT_LIMIT:
            student = student[: STUDENT_LIMIT - 1].rstrip() + "…"
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"student": student}


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # prompts are no HTML: a student's < must stay a <
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=1)
def moves() -> tuple[str, ...]:
    """The moves that have a template in both languages."""
    found = [{path.stem for path in (HERE / lang).glob("*.j2")} - {"system"} for lang in ("es", "en")]
    return tuple(sorted(found[0] & found[1]))


def _render(name: str, variables: Mapping[str, Any]) -> str:
    from jinja2 import TemplateNotFound, UndefinedError

    try:
        return str(_environment().get_template(name).render(variables)).strip()
    except TemplateNotFound as error:
        raise PromptError(f"there is no prompt template {name}") from error
    except UndefinedError as error:
        raise PromptError(f"prompt {name} was not given all it needs: {error.message}") from error


def messages(move: str, lang: Lang, facts: Facts) -> tuple[tuple[str, str], ...]:
    """The prompt of one turn as (role, text) pairs: system, then user.

    Raises PromptError for an unknown move.
    """
    variables = facts.variables()
    return (
        ("system", _render(f"{lang}/system.j2", variables)),
        ("user", _render(f"{lang}/{move}.j2", variables)),
    )


@lru_cache(maxsize=1)
def digests() -> Mapping[str, str]:
    """sha256 of every template by its name, for cards and for telling stale adapters."""
    return {
        str(path.relative_to(HERE)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(HERE.glob("*/*.j2"))
    }
