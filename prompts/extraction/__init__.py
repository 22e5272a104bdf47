"""The prompt that asks a model what stands in a problem: strict like those of the moves, and no template of a move, so no
edition and no adapter's card knows it.
"""

from __future__ import annotations

from pathlib import Path

from prompts.render import rendered
from subjects.problem import Lang

HERE = Path(__file__).parent


def messages(subject: str, guide: str, text: str, lang: Lang) -> tuple[tuple[str, str], ...]:
    """(role, text) pairs: what is to be extracted of a subject, then the student's text and nothing else. Raises PromptError."""
    return ("system", rendered(HERE, f"{lang}.j2", {"subject": subject, "guide": guide})), ("user", text)
