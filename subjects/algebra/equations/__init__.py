"""Equations in one unknown beyond linear ones: quadratic, biquadratic, factorable, rational, radical, absolute value."""

from __future__ import annotations

from subjects.algebra.equations.equations import Equations

family = Equations()
