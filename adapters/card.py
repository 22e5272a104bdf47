"""The card of an adapter: what it was made from, how, by whom, and how well it did.

A card promises nothing by itself; the registry ties it to its weights with digests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from adapters.errors import CardError


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one adapter.

    `version` is 0 until the registry gives it a number. Digests are lower-case hexadecimal sha256. `time` is
    ISO 8601 in UTC. `prompt_digests` maps the name of a prompt to its digest, and `edition` to the number of
    their edition; `packages` the name of a package to its version, `scores` a measure to its value (numbers, or nested
    mappings of numbers). `likeness` is what the version is known by (`adapters.likeness`), empty where it was not tried
    before it was published.
    """

    subject: str
    version: int
    base: str
    base_digest: str
    data_digest: str
    prompt_digests: Mapping[str, str]
    recipe: Mapping[str, Any]
    packages: Mapping[str, str]
    time: str
    scores: Mapping[str, Any]
    published_by: str
    likeness: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The card as indented JSON with a final newline; keys keep their order."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Card:
        """The card written by `to_json`; fields of later formats are ignored.

        Raises CardError naming the first field that is missing or of another type.
        """
        try:
            found = json.loads(text)
        except ValueError as error:
            raise _bad(f"not JSON ({error})", f"no es JSON ({error})") from error
        if not isinstance(found, dict):
            raise _bad("not a JSON object", "no es un objeto JSON")
        values: dict[str, Any] = {}
        for each in fields(cls):
            if each.name == "likeness" and each.name not in found:
                continue  # of a card that is older than this field
            if each.name not in found:
                raise _bad(f"{each.name!r} is missing", f"falta {each.name!r}")
            values[each.name] = _checked(each.name, found[each.name])
        return cls(**values)


_MAPPINGS = frozenset({"prompt_digests", "recipe", "packages", "scores", "likeness"})


def _checked(name: str, value: object) -> object:
    wanted: type = int if name == "version" else dict if name in _MAPPINGS else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise _bad(f"{name!r} is not of type {wanted.__name__}", f"{name!r} no es de tipo {wanted.__name__}")
    return value


def _bad(en: str, es: str) -> CardError:
    return CardError(
        en=f"The card of the adapter cannot be read: {en}. Train or import the adapter again.",
        es=f"No se puede leer la ficha del adaptador: {es}. Entrena o importa el adaptador otra vez.",
    )
