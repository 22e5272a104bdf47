"""By what a client knows a gateway of ours: the headers of an answer, and who owns the models that it lists."""

from __future__ import annotations

VERSION = "x-maieutic-version"
"""The version that speaks, or `base`."""
REPLY = "x-maieutic-reply"
"""The number under which `POST /outcome` takes, once, what became of the reply."""
OWNER = "maieutic"
