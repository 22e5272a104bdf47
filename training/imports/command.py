"""`teach import`: an adapter from elsewhere becomes a version, checked and carded; it speaks only once it is published.

What is not known of it, the card says is not known: its data, its prompts, how it was trained. What its own card claims is
kept as a claim where the files are the ones that it speaks of.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.base import Base, find_base
from adapters.card import Card
from adapters.examine import CONFIG, WEIGHTS, examine
from adapters.registry import CARD, DIGESTS, Registry, Version
from prompts.editions import NUMBER
from subjects import catalogue
from training.imports.compatible import Known, check_base, check_config, most_bytes
from training.imports.parcel import Parcel, found, rejected, unreadable
from tutoring.sentence import OperatorError, Sentence
from tutoring.turn import GENERAL

ORIGIN = "origin.json"
"""What our exports of dialogues say of themselves; a training that keeps it beside its adapter makes more known."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class UnknownSubject(OperatorError):
    """There is no such subject to import into."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. `same_base`: who imports vouches for the base, whose name differs."""

    path: Path
    subject: str
    base: str
    same_base: bool
    who: str
    why: str


def run(asked: Asked, registry: Registry | None = None) -> Version:
    """Check and publish it as the subject's next version. Raises RejectedAdapter, WrongBase, BaseMissing, NotWritable."""
    subjects = (*catalogue.names(), GENERAL)
    if asked.subject not in subjects:
        there = ", ".join(subjects)
        raise UnknownSubject(
            f"No hay asignatura «{asked.subject}»; hay: {there}.",
            f"There is no subject '{asked.subject}'; there are: {there}.",
        )
    base, parcel = find_base(asked.base), found(asked.path)
    config = parcel.mapping(CONFIG)
    check_config(config)
    origin = _origin(parcel)
    known = check_base(config, origin, base, asked.same_base)
    try:
        with tempfile.TemporaryDirectory() as name:
            draft = Path(name)
            _check_digest(parcel, parcel.weights(draft / WEIGHTS, most_bytes(config, base)))
            (draft / CONFIG).write_text(json.dumps(config), encoding="utf-8")
            examine(draft, base.folder)
            card = _card(asked, config, origin, known, base)
            return (registry or Registry()).publish(
                draft, card, base=base, who=asked.who, why=asked.why or "imported"
            )
    except OSError as error:
        raise unreadable(asked.path, error) from None


def _origin(parcel: Parcel) -> Mapping[str, Any]:
    """What is told of where it comes from: by our own card, else by what our dialogues carried."""
    return parcel.mapping(CARD) or parcel.mapping(ORIGIN)


def _check_digest(parcel: Parcel, digest: str) -> None:
    told = parcel.mapping(DIGESTS).get(WEIGHTS)
    if told is not None and told != digest:
        raise rejected(
            f"{WEIGHTS} no es el que se exportó (cortado o cambiado); cópialo otra vez",
            f"{WEIGHTS} is not the one that was exported (cut short or changed); copy it again",
        )


def _card(
    asked: Asked, config: Mapping[str, Any], origin: Mapping[str, Any], known: Known, base: Base
) -> Card:
    unknown = [name for name in ("data_digest", "prompt_digests", "recipe", "scores") if not origin.get(name)]
    recipe = {
        "origin": "imported", "base_known_by": known.by, "base_named": known.named, "rank": config["r"],
        "alpha": config["lora_alpha"], "target_modules": config.get("target_modules"), "unknown": unknown,
        "claimed": {name: origin[name] for name in ("recipe", "scores", "time") if origin.get(name)},
    }  # fmt: skip
    peft = config.get("peft_version")
    return Card(
        subject=asked.subject, version=0, base=base.name, base_digest=base.digest,
        data_digest=_digest(origin.get("data_digest")), prompt_digests=_digests(origin.get("prompt_digests")), recipe=recipe,
        packages={"peft": str(peft)[:40]} if peft else {}, time=datetime.now(UTC).isoformat(timespec="seconds"), scores={},
        published_by=asked.who,
    )  # fmt: skip


def _digest(value: object) -> str:
    return value if isinstance(value, str) and _DIGEST.fullmatch(value) else ""


def _digests(value: object) -> dict[str, str]:
    """The digests of templates and the number of their edition, as cards have them."""
    told = value.items() if isinstance(value, dict) else ()
    return {
        name[:80]: each for name, each in told if _digest(each) or (name == NUMBER and str(each).isdecimal())
    }


def told(version: Version) -> Sentence:
    """What came of it, what is not known, and what to do next."""
    recipe = version.card.recipe
    lacking = ", ".join(recipe["unknown"]) or "-"
    es, en = {
        "digest": ("por su huella", "by its digest"), "name": ("solo por su nombre", "by its name only"),
        "word": ("porque tú lo dices", "because you say so"),
    }[recipe["base_known_by"]]  # fmt: skip
    name = version.name
    return Sentence(
        f"{name}: importada y aún no habla. Base {version.card.base}, conocida {es}. No se sabe: {lacking}. "
        f"Para verla a prueba: teach evaluate {name}; para que hable, si no es peor: teach publish {name}",
        f"{name}: imported, and does not speak yet. Base {version.card.base}, known {en}. Not known: {lacking}. "
        f"To try it: teach evaluate {name}; to let it speak, if it is no worse: teach publish {name}",
    )
