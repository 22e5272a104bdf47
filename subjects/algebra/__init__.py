"""Algebra: linear equations in one unknown."""

from subjects.algebra.algebra import Algebra

subject = Algebra()

__all__ = ["subject"]
