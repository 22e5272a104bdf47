"""How a reply of the tutor is drawn from the model, in class and wherever a version is tried."""

from __future__ import annotations

MAX_TOKENS = 160
TEMPERATURES = (0.3, 0.8)
"""Of the first try and of the second: a refused sentence is not asked for again as surely."""
