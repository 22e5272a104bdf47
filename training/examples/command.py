"""`teach train SUBJECT [FILES…]`: by its recipe alone, or with a teacher's examples: linted, the class's way shown, what the
model will see previewed, then trained."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.base import find_base
from adapters.registry import DEFAULT_REGISTRY, Version
from training.dataset import Usual
from training.examples import preview
from training.examples.lessons import FILELESS, Lessons, NothingToLearn, lessons, parent_of, told
from training.examples.way import told as told_way
from training.pairs import Pair
from training.recipe import Recipe, load
from training.sft import quiet
from training.thumbs import of_class
from training.train import Options, train_subject
from tutoring.classroom import ClassSettings, read
from tutoring.sentence import Sentence, say
from tutoring.turn import method_name


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. `preview`: how many examples to show instead of training."""

    recipe: str
    paths: Sequence[Path]
    base: str
    insist: Sequence[str] = ()
    preview: int = 0
    who: str = ""
    why: str = ""
    registry: Path = DEFAULT_REGISTRY


def run(asked: Asked, class_file: Path) -> Version | None:
    """Train and write a version; None after a preview.

    Raises NothingToLearn, RecipeError, TrainingError, AdapterError.
    """
    quiet()  # a base by its name is looked up on its hub
    settings = read(class_file)
    return _with_examples(asked, settings) if asked.paths else _by_recipe(asked, settings)


def _by_recipe(asked: Asked, settings: ClassSettings) -> Version | None:
    if asked.insist:
        raise NothingToLearn(FILELESS.es, FILELESS.en)
    recipe = load(asked.recipe)
    if asked.preview:
        preview.show(Usual(recipe), recipe.seed, asked.preview, find_base(asked.base).folder, sys.stdout)
        return None
    parent = _parent(recipe, asked)
    options = Options(
        asked.base, registry=asked.registry, who=asked.who, why=asked.why, parent=parent[0] if parent else None,
        made_from={"parent": parent[1]} if parent else {}, judged=judged(recipe, settings),
    )  # fmt: skip
    return train_subject(recipe, options)


def _with_examples(asked: Asked, settings: ClassSettings) -> Version | None:
    recipe = recipe_of(asked.recipe)
    given = lessons(recipe.subject, asked.paths, asked.insist, settings, recipe.usual)
    say(told(given))
    say(told_way(given.way))
    if (hint := other_method(given, settings)) is not None:
        say(hint)
    base = find_base(asked.base)
    if asked.preview:
        preview.show(given, recipe.seed, asked.preview, base.folder, sys.stdout)
        return None
    parent = _parent(recipe, asked)
    made_from: dict[str, Any] = dict(given.record()) | ({"parent": parent[1]} if parent else {})
    options = Options(
        asked.base, registry=asked.registry, who=asked.who, why=asked.why, source=given, made_from=made_from,
        parent=parent[0] if parent else None, judged=judged(recipe, settings),
    )  # fmt: skip
    return train_subject(recipe, options)


def judged(recipe: Recipe, settings: ClassSettings) -> tuple[Pair, ...]:
    """The pairs of what the class's students judged, where the class allows it and the recipe learns from pairs."""
    if not settings.train_on_thumbs:
        return ()
    if not recipe.pairs:
        say(
            Sentence(
                "lo valorado por la clase no se usa: la receta no aprende de pares (`pairs: 0`)",
                "what the class judged is not used: the recipe does not learn from pairs (`pairs: 0`)",
            )
        )
        return ()
    found = of_class(recipe.subject)
    say(found.told())
    return found.pairs


def _parent(recipe: Recipe, asked: Asked) -> tuple[Path, str] | None:
    """The version that training starts from, or None."""
    if recipe.start != "live":
        return None
    return parent_of(recipe.subject, asked.registry, find_base(asked.base))


def recipe_of(name: str) -> Recipe:
    """The recipe of a subject as a teacher's examples change it; a recipe file of the teacher's own is left as it is."""
    recipe = load(name)
    if Path(name).suffix in (".yaml", ".yml"):
        return recipe
    import yaml

    changes = yaml.safe_load((Path(__file__).parent / "recipe.yaml").read_text("utf-8"))
    # What neither states is left out still: it comes by the size of the base.
    return Recipe.model_validate(recipe.model_dump(exclude_unset=True) | changes)


def other_method(given: Lessons, settings: ClassSettings) -> Sentence | None:
    """What to do where the class's settings choose another method than its examples show."""
    way = given.way
    if way.choice is None:
        return None
    chosen = settings.method_of(way.subject) or ""
    lacking = [name for name, _ in way.methods if name not in chosen]
    if not lacking:
        return None
    value = ", ".join(name for name, _ in way.methods)
    es, en = (method_name(given.material.subject, lacking[0], lang) for lang in ("es", "en"))
    command = f'teach class set method.{way.subject} "{value}"'
    return Sentence(
        f"los ajustes de la clase no eligen {es}; para que el tutor también siga esos pasos: {command}",
        f"the class settings do not choose {en}; for the tutor to take those steps too: {command}",
    )
