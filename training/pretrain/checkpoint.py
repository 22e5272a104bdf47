"""A training that can be stopped at any moment: all that decides its next step, written at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FILE = "checkpoint.pt"


def save(folder: Path, state: dict[str, Any]) -> None:
    """Write `state` (tensors and plain values) so that the old file stays until the new one is whole."""
    import torch

    part = folder / f"{FILE}.part"
    torch.save(state, part)
    part.replace(folder / FILE)


def load(folder: Path, agreed: dict[str, object]) -> dict[str, Any] | None:
    """The saved state, or None where there is none.

    Raises ValueError if it was made under other settings than `agreed`: going on would not be the same
    training.
    """
    import torch

    path = folder / FILE
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, weights_only=True)
    differing = sorted(
        key for key in agreed.keys() | state["agreed"].keys() if agreed.get(key) != state["agreed"].get(key)
    )
    if differing:
        raise ValueError(
            f"{path} was made under other settings ({', '.join(differing)}). "
            "Call again with the old settings, with another --work folder, or with --fresh to begin anew."
        )
    return state
