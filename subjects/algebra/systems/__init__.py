"""Systems of equations."""

from subjects.algebra.systems.systems import Systems

family = Systems()

__all__ = ["family"]
