"""Linear equations in one unknown: parentheses, fractions, decimals, no solution, all values."""

from __future__ import annotations

from subjects.algebra.linear.linear import Linear

family = Linear()
