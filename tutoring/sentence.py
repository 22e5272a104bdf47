"""How the commands speak to whoever runs them, in Spanish or English.

Not for students: what they read comes from the phrases of `tutoring/` and the subjects. The language of a
command is that of the terminal: the class may be taught in another one than its administrator speaks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from subjects.errors import MaieuticError
from subjects.problem import Lang


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message in both languages."""

    es: str
    en: str

    def tell(self, lang: Lang) -> str:
        """The message in one language."""
        return self.es if lang == "es" else self.en


class OperatorError(MaieuticError):
    """Something that whoever runs a command can put right; `sentence` says how, without a stack trace."""

    exit_code = 1
    """What a command ends with: 1 when something could not run, 2 when what a person wrote is wrong."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Sentence(es, en)

    def tell(self, lang: Lang) -> str:
        """The message in one language."""
        return self.sentence.tell(lang)


def operator_lang(environ: Mapping[str, str] | None = None) -> Lang:
    """Spanish where the terminal's locale is Spanish, else English (LC_ALL before LC_MESSAGES, LANG)."""
    environ = os.environ if environ is None else environ
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "es" if locale.lower().startswith("es") else "en"


def say(sentence: Sentence) -> None:
    """Tell whoever runs a command, beside what it gives out."""
    sys.stderr.write(sentence.tell(operator_lang()) + "\n")
    sys.stderr.flush()


def told(error: Exception, lang: Lang) -> str:
    """What a command says of an error that was raised on purpose."""
    return error.tell(lang) if isinstance(error, OperatorError) else str(error)
