"""`teach train`: recipe → examples → SFT → a version in the registry, live when asked for."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from adapters.base import find_base
from adapters.registry import DEFAULT_REGISTRY, Registry, Version
from training.publish import publish
from training.recipe import Recipe, load
from training.sft import train

WORK = Path("var") / "training"


@dataclass(frozen=True, slots=True)
class Options:
    """What a run needs besides its recipe. `live`: point the subject's alias at the result."""

    base: str | Path
    registry: Path = DEFAULT_REGISTRY
    work: Path = WORK
    live: bool = False
    who: str = ""
    why: str = ""
    threads: int | None = None


def train_subject(recipe: Recipe | str | Path, options: Options) -> Version:
    """Train and publish one adapter; the working folder is removed once the version is written.

    Raises RecipeError, AdapterError.
    """
    recipe = recipe if isinstance(recipe, Recipe) else load(recipe)
    base = find_base(options.base)
    work = options.work / recipe.subject
    work.mkdir(parents=True, exist_ok=True)
    trained = train(recipe, base.folder, work, options.threads)
    registry = Registry(options.registry)
    version = publish(trained, recipe, options.base, registry, options.who, options.why)
    if options.live:
        registry.point(recipe.subject, version.number, who=version.card.published_by, why=options.why or "trained")
    shutil.rmtree(work, ignore_errors=True)
    sys.stderr.write(f"{version.name}: {version.card.scores}\n")
    return version
