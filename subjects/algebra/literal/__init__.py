"""Literal equations: a letter of a formula isolated."""

from subjects.algebra.literal.literal import Literal

family = Literal()

__all__ = ["family"]
