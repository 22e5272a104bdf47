"""`teach train`: recipe → examples → SFT → a version in the registry, live when asked for.

What the recipe leaves out is settled here by the size of the base, once: checkpoints and card know the settled one. A run
that was killed once its version was written knows it again, and publishes no second one of the same weights.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters import disk
from adapters.base import find_base, parameters
from adapters.examine import WEIGHTS
from adapters.registry import DEFAULT_REGISTRY, Registry, Version
from training.dataset import Source
from training.pairs import Pair
from training.pretrain.progress import clock
from training.publish import publish
from training.recipe import Recipe, for_base, load, told_size
from training.sft import Trained, TrainingError, quiet, train
from tutoring.sentence import Sentence, say

WORK = Path("var") / "training"
MARK = "publishing.json"
"""The file of a working folder that tells which weights are being published, after which version."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run needs besides its recipe. `live`: point the subject's alias at the result. `source`: turns of their own;
    `parent`: the adapter whose weights it starts from; `made_from`: what the card keeps of both; `judged`: pairs of replies that
    the class judged."""

    base: str | Path
    registry: Path = DEFAULT_REGISTRY
    work: Path = WORK
    live: bool = False
    who: str = ""
    why: str = ""
    threads: int | None = None
    source: Source | None = None
    parent: Path | None = None
    made_from: Mapping[str, Any] = field(default_factory=dict)
    judged: Sequence[Pair] = ()


def train_subject(recipe: Recipe | str | Path, options: Options) -> Version:
    """Train and publish one adapter; the working folder is removed once the version is written.

    Raises RecipeError, TrainingError, AdapterError.
    """
    recipe = recipe if isinstance(recipe, Recipe) else load(recipe)
    quiet()
    base = find_base(options.base)
    size = parameters(base.folder)
    if (by_size := told_size(recipe, size)) is not None:
        say(by_size)
    recipe = for_base(recipe, size)
    started = time.monotonic()
    work = _folder(options.work / recipe.subject)
    with _alone(work):
        trained = train(
            recipe, base.folder, work, options.threads, options.source, options.parent, options.judged
        )
        version = _published(trained, recipe, options, work / MARK)
        for folder in (*(path for path in work.iterdir() if path.is_dir()), work):  # the mark last
            shutil.rmtree(folder, ignore_errors=True)
    say(told_result(version, time.monotonic() - started))
    return version


def _published(trained: Trained, recipe: Recipe, options: Options, mark: Path) -> Version:
    """The version of a trained adapter, live where that is asked for; what a killed run of the same wrote is taken up."""
    registry = Registry(options.registry)
    weights = disk.sha256(trained.folder / WEIGHTS)
    version = _there_already(registry, recipe.subject, weights, mark)
    if version is None:
        with suppress(OSError):  # whether there is room, publishing tells
            after = max(registry.numbers(recipe.subject), default=0)
            disk.replace(mark, json.dumps({"weights": weights, "after": after}).encode())
        version = publish(trained, recipe, options.base, registry, options.who, options.why, options.made_from)
    else:
        name = version.name
        say(
            Sentence(
                f"{name} ya está publicada, de antes de que esto se parase: no se publica otra vez",
                f"{name} is published already, from before this was stopped: it is not published again",
            )
        )
    if options.live and registry.aliases().get(version.subject) != version.number:
        registry.point(
            version.subject, version.number, who=version.card.published_by, why=options.why or "trained"
        )
    return version


def _there_already(registry: Registry, subject: str, weights: str, mark: Path) -> Version | None:
    """The version that a run published before it was killed: of these weights, and later than its mark says."""
    try:
        noted = json.loads(mark.read_text("utf-8"))
        if noted["weights"] != weights:
            return None
        later = [number for number in registry.numbers(subject) if number > int(noted["after"])]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = (registry.load(subject, number) for number in later)
    return next((version for version in found if disk.sha256(version.folder / WEIGHTS) == weights), None)


def told_result(version: Version, seconds: float) -> Sentence:
    """What came of a run: the version and its losses."""
    held, base = version.card.scores.get("held_out_loss"), version.card.scores.get("base_held_out_loss")
    es = en = ""
    if held is not None:
        es, en = f": pérdida {held} en ejemplos no vistos", f": loss {held} on unseen examples"
        es, en = es + (f" (la base, {base})" if base else ""), en + (f" (the base: {base})" if base else "")
    return Sentence(
        f"{version.name}{es}; {clock(seconds)} en {version.card.base}",
        f"{version.name}{en}; {clock(seconds)} on {version.card.base}",
    )


def _folder(work: Path) -> Path:
    try:
        work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(
            f"No se puede escribir en {work} ({error.strerror}): da permiso de escritura a su carpeta.",
            f"{work} cannot be written ({error.strerror}): give write permission to its folder.",
        ) from None
    return work


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Two trainings of one subject would write over each other's checkpoints."""
    try:
        with disk.exclusive(work, wait=False):
            yield
    except BlockingIOError:
        raise TrainingError(
            f"Ya se está entrenando {work.name} desde esta carpeta: espera a que acabe.",
            f"{work.name} is being trained from this folder already: wait until it ends.",
        ) from None
