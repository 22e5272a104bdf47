"""How a reply of the tutor is drawn from the model, in class and wherever a version is tried."""

from __future__ import annotations

MAX_TOKENS = 160
TEMPERATURES = (0.2, 0.4, 0.8)
"""Of each try: a refused sentence is not asked for again as surely, and one that was refused twice in the same words (a question
that was asked before, words of another step) hardly comes a third time. The embedded model falls apart oftener at 0.8, and
is held to its words there as well."""
