"""The errors of the subjects.

    MaieuticError
    ├── StudentError          its text is safe and useful to show a student
    └── PhraseError           a bank of phrases is malformed (a programming or data error)

Every other package hangs its own errors under one of the first two.
"""

from __future__ import annotations


class MaieuticError(Exception):
    """Root of every error that this project raises on purpose."""


class StudentError(MaieuticError):
    """An error whose message may be shown to a student as it is."""


class PhraseError(MaieuticError):
    """A bank of phrases is malformed, or a slot is missing."""
