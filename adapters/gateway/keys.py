"""The keys of the gateway, one a role, and what each role may do. A role may do all that the one before it may.

    chat      ask the model           bots, Open WebUI, a notebook
    teacher   versions, publish, take back
    operator  figures of the machine
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from adapters import disk
from adapters.errors import NotWritable

Role = Literal["chat", "teacher", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)
FILE = "gateway.keys.json"
LEAST_KEY = 16
"""Characters."""


class Keys:
    """Compares in constant time; a key that is shorter than `LEAST_KEY` opens nothing."""

    def __init__(self, keys: Mapping[Role, str]) -> None:
        self._keys = {role: key for role, key in keys.items() if len(key) >= LEAST_KEY}

    def role(self, header: str | None) -> Role | None:
        """The role of an `Authorization: Bearer …` header, or None. Every key is compared, whichever fits."""
        scheme, _, given = (header or "").partition(" ")
        found: Role | None = None
        for role, key in self._keys.items():
            if hmac.compare_digest(given.strip().encode(), key.encode()) and scheme.lower() == "bearer":
                found = role
        return found


def may(role: Role | None, needed: Role) -> bool:
    """Whether a role may do what `needed` may; None is who has no key."""
    return role is not None and ROLES.index(role) >= ROLES.index(needed)


def keep_keys(state_dir: Path) -> dict[Role, str]:
    """The keys kept in a state folder, made on first use and readable by their owner only. Raises NotWritable."""
    path = state_dir / FILE
    try:
        found = json.loads(path.read_text("utf-8"))
        return {role: str(found[role]) for role in ROLES}
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NotWritable(
            en=f"{path} cannot be read. Delete it to make new keys, or put it back from a copy.",
            es=f"No se puede leer {path}. Bórralo para crear claves nuevas o recupéralo de una copia.",
        ) from error
    made: dict[Role, str] = {role: secrets.token_urlsafe(32) for role in ROLES}
    try:
        disk.replace(path, (json.dumps(made, indent=2) + "\n").encode(), mode=0o600)
    except OSError as error:
        raise NotWritable(
            en=f"{path} could not be written ({error.strerror}).",
            es=f"No se pudo escribir {path} ({error.strerror}).",
        ) from error
    return made
