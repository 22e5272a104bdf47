"""What every `teach` command needs: the settings around it, who types, and errors told in a sentence."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from subjects.errors import MaieuticError
from tutoring.sentence import operator_lang, told

Why = Annotated[str, typer.Option("--why", help="kept in the history / queda en el historial")]


def setting(name: str) -> str:
    """A variable of ours, from the environment or else from `.env`; "" where neither has it."""
    from dotenv import dotenv_values

    key = f"MAIEUTIC_{name}"
    return os.environ.get(key) or dotenv_values(".env").get(key) or ""


def class_file() -> Path:
    """Where the class settings are."""
    return Path(setting("CLASS_FILE") or "class.toml")


def state_dir() -> Path:
    """Where servers leave their notes."""
    return Path(setting("STATE_DIR") or "var")


def chosen_base(typed: str) -> str:
    """The base model: as typed, else of the environment, else the class's, else the one that comes with us."""
    from adapters.base import EMBEDDED_BASE
    from tutoring.classroom import read

    return typed or setting("BASE") or read(class_file()).model.base or str(EMBEDDED_BASE)


def who() -> str:
    """Who is recorded as the author of a change: the name of this machine's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def act(work: Callable[[], None]) -> None:
    """Do the work; errors become a sentence and an exit code."""
    try:
        work()
    except MaieuticError as error:
        print(told(error, operator_lang()), file=sys.stderr)  # noqa: T201
        raise typer.Exit(getattr(error, "exit_code", 1)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
