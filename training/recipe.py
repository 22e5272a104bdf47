"""A recipe: everything that decides one training run, read from YAML, with unknown keys refused."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from subjects import catalogue
from subjects.methods import unknown_in
from tutoring.sentence import OperatorError, Sentence
from tutoring.turn import GENERAL

HERE = Path(__file__).parent / "recipes"


class RecipeError(OperatorError):
    """A recipe is missing or says something that cannot be."""


class Recipe(BaseModel):
    """The settings of one training run; the files in `training/recipes/` explain each field.

    What a recipe leaves out of `BY_SIZE` is only known with its base: see `for_base`. The defaults are a small base's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    examples: Annotated[int, Field(ge=32, le=1_000_000)] = 4_000
    held_out: Annotated[int, Field(ge=0, le=10_000)] = 200
    epochs: Annotated[float, Field(gt=0, le=100)] = 2.0
    learning_rate: Annotated[float, Field(gt=0, lt=1)] = 4e-3
    batch: Annotated[int, Field(ge=1, le=1024)] = 8
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.05
    rank: Annotated[int, Field(ge=1, le=512)] = 16
    alpha: Annotated[int, Field(ge=1, le=2048)] = 32
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    max_length: Annotated[int, Field(ge=64, le=131_072)] = 512
    seed: int = 17
    method: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    start: Literal["base", "live"] = "base"
    usual: Annotated[float, Field(ge=0, le=1)] = 0.3
    quantize: Literal["none", "4bit"] = "none"
    pairs: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    pair_learning_rate: Annotated[float, Field(gt=0, lt=1)] = 1e-4
    pair_strength: Annotated[float, Field(gt=0, le=10)] = 0.1


BY_SIZE: tuple[tuple[float, Mapping[str, float | int]], ...] = (
    (1e8, {"learning_rate": 4e-3, "batch": 8, "rank": 16, "alpha": 32, "max_length": 512}),
    (2e9, {"learning_rate": 5e-4, "batch": 8, "rank": 16, "alpha": 32, "max_length": 1024}),
    (float("inf"), {"learning_rate": 2e-4, "batch": 4, "rank": 16, "alpha": 32, "max_length": 2048}),
)
"""What a recipe leaves out, by the parameters of its base: each row holds below its number.

Under 100 million: measured on the base of the repository. Above it the rates are those of the field: TRL's documentation
("PEFT integration") has 2e-4 for fine-tuning with LoRA; Tinker's rule for LoRA, 5e-4 · (2000 / hidden size) to a power by
family, gives 5e-4 at 1 to 2 thousand million parameters and 2.9e-4 for Llama's 8. Rank 16 with alpha 32 is TRL's
`ModelConfig`; the best rate hardly depends on the rank, and batches stay under 32 ("LoRA without regret", Schulman et al.
2025), smaller ones for the memory of larger bases. `max_length` 1024 is TRL's; larger bases have larger contexts.
"""


def for_base(recipe: Recipe, parameters: int) -> Recipe:
    """The recipe on a base of so many parameters: what it leaves out comes by size, what it states stays."""
    return recipe.model_copy(update=_by_size(recipe, parameters))


def told_size(recipe: Recipe, parameters: int) -> Sentence | None:
    """What of a recipe comes by the size of its base; None where it states all."""
    if not (found := _by_size(recipe, parameters)):
        return None
    shown, millions = ", ".join(f"{key} {value:g}" for key, value in found.items()), max(1, round(parameters / 1e6))
    return Sentence(
        f"por el tamaño de la base ({millions} millones de parámetros): {shown}",
        f"by the size of the base ({millions} million parameters): {shown}",
    )


def _by_size(recipe: Recipe, parameters: int) -> dict[str, float | int]:
    row = dict(next(row for below, row in BY_SIZE if parameters < below))
    if recipe.start == "live":  # half: what speaks already has less to learn, and something to forget
        row["learning_rate"] /= 2
    return {key: value for key, value in row.items() if key not in recipe.model_fields_set}


def load(name: str | Path) -> Recipe:
    """The recipe of a subject (`algebra` → `training/recipes/algebra.yaml`) or of a file.

    Raises RecipeError naming the key, what is allowed and the nearest name.
    """
    import yaml

    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = HERE / f"{name}.yaml"
    try:
        state = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        recipe = Recipe.model_validate(state)
    except FileNotFoundError:
        there = ", ".join(sorted(file.stem for file in HERE.glob("*.yaml")))
        raise RecipeError(
            f"No hay receta {path}. Las hay para: {there}.", f"There is no recipe {path}. There are: {there}."
        ) from None
    except yaml.YAMLError as error:
        raise RecipeError(f"{path} no es YAML: {error}", f"{path} is not YAML: {error}") from None
    except ValidationError as error:
        said = "; ".join(_fault(fault) for fault in error.errors())
        raise RecipeError(f"{path}: {said}", f"{path}: {said}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"No se puede leer {path} ({type(error).__name__}).",
            f"{path} cannot be read ({type(error).__name__}).",
        ) from None
    _check_names(recipe, str(path))
    return recipe


def _check_names(recipe: Recipe, where: str) -> None:
    """Refuse a subject or a method that there is not."""
    subjects = (*catalogue.names(), GENERAL)
    if recipe.subject not in subjects:
        raise _no_such("subject", recipe.subject, subjects, where)
    methods = () if recipe.subject == GENERAL else catalogue.find(recipe.subject).methods
    if (stray := unknown_in(recipe.method, methods)) is not None:
        raise _no_such("method", stray, methods, where)


def _no_such(key: str, given: str, known: tuple[str, ...], where: str) -> RecipeError:
    near = difflib.get_close_matches(given, known, 1)
    listed, hint = ", ".join(known) or "-", f" → `{near[0]}`" if near else ""
    return RecipeError(
        f"{where}: `{key}` no puede ser `{given}`{hint}. Hay: {listed}.",
        f"{where}: `{key}` cannot be `{given}`{hint}. There are: {listed}.",
    )


def _fault(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, list(Recipe.model_fields), 1)
        return f"`{key}`?" + (f" → `{near[0]}`" if near else "")
    return f"`{key}`: {fault['msg']}"
