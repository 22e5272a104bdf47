"""Word problems that a class solves with one equation or a small system.

Keys of `solutions`: `x`, `y`, `z` for numbers in the order they are told of; a person's name; `father`, `son` and their
like; `length`, `width`; `first`, `second`, `third` for angles and shares; the thing counted, in the singular, as it is
written in the text. A time that is asked for is a quantity with the symbol `time`.
"""

from __future__ import annotations

from subjects.algebra.word_problems.word_problems import WordProblems

family = WordProblems()
