"""Expressions without an equals sign: polynomials, factoring, algebraic fractions, values."""

from __future__ import annotations

from subjects.algebra.expressions.expressions import Expressions

family = Expressions()
