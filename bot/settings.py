"""Secrets and addresses, from the environment and `.env` (the environment goes first).

What a teacher decides is in `class.toml` (tutoring.classroom). Nothing is read at import, and no secret is
ever part of a message or a log line.
"""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tutoring.sentence import OperatorError, Sentence, operator_lang

log = logging.getLogger(__name__)

PREFIX = "MAIEUTIC_"


class SettingsError(OperatorError):
    """A value of the environment or of `.env` cannot be used; the message names it and what is allowed."""

    exit_code = 2


def _address(value: str) -> str:
    if value and not (re.fullmatch(r"https?://[^/\s]+(/\S*)?", value) and _has_host(value)):
        raise ValueError("not an address")
    return value.rstrip("/")


def _has_host(value: str) -> bool:
    """Whether there is a host, and a port that can be, if any. Raises ValueError on half an IPv6 address."""
    parts = urlsplit(value)
    return bool(parts.hostname) and parts.port != 0  # asking for a port out of range raises too


def _addresses(value: str) -> str:
    return " ".join(_address(each).removesuffix("/v1") for each in re.split(r"[\s,]+", value) if each)


Extraction = Literal["off", "base", "adapter"]
"""Whether a model is asked what stands in a problem that no rule can read, and which."""
Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    """Where things are and the keys to them; every field is the variable MAIEUTIC_<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    discord_token: SecretStr | None = None
    moodle_url: Address = ""
    moodle_token: SecretStr | None = None
    endpoint: Address = ""
    api_key: SecretStr | None = None
    model: str = ""
    base: str = ""
    extraction: Extraction = "off"
    port: Annotated[int, Field(ge=0, le=65535)] = 8111
    servers: Annotated[str, AfterValidator(_addresses)] = ""
    server_key: SecretStr | None = None
    gateway_host: str = "127.0.0.1"
    class_file: Path = Path("class.toml")
    state_dir: Path = Path("var")
    database: str = ""
    pseudonym_key: SecretStr | None = None

    @property
    def database_url(self) -> str:
        """The address of the sessions' database; by default a SQLite file in the state folder."""
        return self.database or f"sqlite+aiosqlite:///{self.state_dir / 'sessions.db'}"


@dataclass(frozen=True, slots=True)
class ChannelOptions:
    """The part of the settings that channels see, with the class's language."""

    discord_token: SecretStr | None
    moodle_url: str | None
    moodle_token: SecretStr | None
    state_dir: Path
    lang: str


def for_channels(settings: Settings, lang: str) -> ChannelOptions:
    """What every channel is told."""
    return ChannelOptions(
        discord_token=settings.discord_token,
        moodle_url=settings.moodle_url or None,
        moodle_token=settings.moodle_token,
        state_dir=settings.state_dir,
        lang=lang,
    )


ALLOWED = {
    "moodle_url": Sentence(
        "una dirección como https://aula.ejemplo.org", "an address like https://moodle.example.org"
    ),
    "endpoint": Sentence(
        "una dirección como http://127.0.0.1:8000/v1", "an address like http://127.0.0.1:8000/v1"
    ),
    "servers": Sentence(
        "direcciones como http://10.0.0.2:8111 http://10.0.0.3:8111",
        "addresses like http://10.0.0.2:8111 http://10.0.0.3:8111",
    ),
    "extraction": Sentence("off, base o adapter", "off, base or adapter"),
    "port": Sentence(
        "un puerto de 1 a 65535, o 0 para uno libre", "a port from 1 to 65535, or 0 for a free one"
    ),
}
TEXT = Sentence("un texto", "a text")


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process.

    Raises SettingsError. A variable of ours in `.env` that nothing reads is warned of, with the nearest name.
    """
    for line, name in _misspelt(env_file):
        near = difflib.get_close_matches(name, _names(), n=1)
        log.warning(_unread(f"{env_file}:{line}", name, near).tell(operator_lang()))
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic-settings takes it
    except ValidationError as error:
        raise _unusable([str(found["loc"][0]) for found in error.errors()], env_file) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"No se puede leer {env_file}: ha de ser texto en UTF-8 y tuyo.",
            f"{env_file} cannot be read: it must be UTF-8 text that you may read.",
        ) from None
    if settings.class_file != Settings.model_fields["class_file"].default and not settings.class_file.exists():
        raise _no_class_file(settings.class_file)
    return settings


def _no_class_file(path: Path) -> SettingsError:
    """A class without a file has the defaults, but not one whose teacher said where the file is."""
    return SettingsError(
        f"MAIEUTIC_CLASS_FILE dice {path}, que no existe: corrígelo, o quítalo para usar class.toml.",
        f"MAIEUTIC_CLASS_FILE says {path}, which does not exist: correct it, or leave it out for class.toml.",
    )


def _unread(where: str, name: str, near: list[str]) -> Sentence:
    return Sentence(
        f"{where}: nada lee {name}" + (f"; ¿será {near[0]}?" if near else ""),
        f"{where}: nothing reads {name}" + (f"; is it {near[0]}?" if near else ""),
    )


def _names() -> list[str]:
    return [PREFIX + field.upper() for field in Settings.model_fields]


def _misspelt(env_file: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = env_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(lines, start=1):
        found = re.match(rf"\s*(?:export\s+)?({PREFIX}\w*)\s*=", line, re.IGNORECASE)
        if found and found.group(1).upper() not in _names():
            yield number, found.group(1)


def _unusable(locations: list[str], env_file: Path) -> SettingsError:
    fields = [location.lower().removeprefix(PREFIX.lower()) for location in locations]
    told = [(PREFIX + field.upper(), ALLOWED.get(field, TEXT)) for field in fields]
    return SettingsError(
        "\n".join(
            f"{name} ha de ser {allowed.es} (en el entorno o en {env_file})." for name, allowed in told
        ),
        "\n".join(
            f"{name} must be {allowed.en} (in the environment or in {env_file})." for name, allowed in told
        ),
    )
