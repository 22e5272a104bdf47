"""The folder that an export makes: whole or not there at all, and never over anything."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutoring.sentence import OperatorError


class NotExported(OperatorError):
    """An export cannot be made; the message says what to change."""


class WrongExport(NotExported):
    """What was typed cannot be."""

    exit_code = 2


@contextmanager
def made(folder: Path) -> Iterator[Path]:
    """A draft that becomes `folder` when the block ends well, and is removed when it does not.

    Raises NotExported where the folder is there already, or the disk does not take it.
    """
    if folder.exists() or folder.is_symlink():
        raise NotExported(
            f"{folder} ya existe, y no se escribe encima: elige otra carpeta con --out, o muévela.",
            f"{folder} is there already and is not written over: choose another folder with --out, or move it.",
        )
    draft: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        draft.chmod(0o755)
        yield draft
        draft.rename(folder)
    except OSError as error:
        raise NotExported(
            f"No se puede escribir {folder} ({error.strerror or error}): revisa los permisos y el espacio libre.",
            f"{folder} cannot be written ({error.strerror or error}): check its permissions and the free space.",
        ) from None
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
