"""A version as the folder that PEFT writes and reads, with a model card: for the Hugging Face hub, vLLM or another tutor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.examine import CONFIG, WEIGHTS
from adapters.registry import CARD, DIGESTS, Version
from training.export.readme import readme
from training.export.source import Source


def write(source: Source, folder: Path) -> None:
    """Write the adapter, the card of the registry with its digests, and README.md. Raises UnknownVersion, TamperedVersion."""
    version = source.version()
    copy(version, folder)
    for name in (CARD, DIGESTS):
        shutil.copyfile(version.folder / name, folder / name)
    described(version, "peft", folder)


def copy(version: Version, folder: Path) -> None:
    """The adapter's config and weights; the base is named in the config exactly as the card does."""
    for name in (CONFIG, WEIGHTS):
        shutil.copyfile(version.folder / name, folder / name)


def described(version: Version, destination: str, folder: Path, **more: object) -> None:
    """Write README.md with what the version's card knows."""
    card = version.card
    config = json.loads((version.folder / CONFIG).read_text("utf-8"))
    readme(
        destination, folder, subject=card.subject, version=version.name, base=card.base, base_digest=card.base_digest,
        data_digest=card.data_digest, rank=config["r"], alpha=config["lora_alpha"],
        modules=_modules(config.get("target_modules")), time=card.time, scores=_flat(card.scores),
        packages=dict(card.packages), **more,
    )  # fmt: skip


def _modules(targets: object) -> str:
    """The adapted layers: PEFT takes a list of names, or an expression."""
    return ", ".join(sorted(map(str, targets))) if isinstance(targets, list) else str(targets or "?")


def _flat(scores: Mapping[str, Any]) -> dict[str, Any]:
    """The scores that are one number each; tables of them are in card.json."""
    return {name: value for name, value in scores.items() if isinstance(value, int | float)}
