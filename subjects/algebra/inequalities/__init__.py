"""Inequalities in one unknown."""

from subjects.algebra.inequalities.inequalities import Inequalities

family = Inequalities()

__all__ = ["family"]
