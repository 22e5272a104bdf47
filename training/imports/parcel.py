"""What somebody brings: a folder or a zip, looked through without running or unpacking anything but an adapter's two files.

Found are `adapter_config.json` and `adapter_model.safetensors` that lie together, wherever in it, and beside them what our own
exports add: digests of the files and where they come from. Pickled weights are never opened.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from adapters.errors import RejectedAdapter
from adapters.examine import CONFIG, WEIGHTS

LARGEST_TEXT = 1 << 20
"""Bytes of a config or card."""
MOST = 10_000
"""Files that are looked at."""
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")


@dataclass(frozen=True, slots=True)
class Parcel:
    """An adapter as it was brought. `names` are all files' names, by which parts are opened."""

    path: Path
    names: Sequence[str]
    place: str
    """Where in it the adapter lies: "" or a folder's name with its slash."""

    def text(self, name: str) -> bytes | None:
        """A small file beside the adapter, or None where there is none. Raises RejectedAdapter where it is not small."""
        if self.place + name not in self.names:
            return None
        with self._opened(self.place + name) as stream:
            data = stream.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            raise rejected(f"su {name} es enorme; expórtalo otra vez", f"its {name} is huge; export it again")
        return data

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A small JSON object beside the adapter; empty where there is none. Raises RejectedAdapter where it is no such thing."""
        data = self.text(name)
        if data is None:
            return {}
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise rejected(f"su {name} está roto; cópialo otra vez", f"its {name} is broken; copy it again")
        return found

    def weights(self, out: Path, most: int) -> str:
        """Copy the weights to `out`; their sha256. Raises RejectedAdapter where they are over `most` bytes."""
        digest, left = hashlib.sha256(), most
        with self._opened(self.place + WEIGHTS) as stream, out.open("xb") as target:
            while piece := stream.read(1 << 20):
                left -= len(piece)
                if left < 0:
                    raise rejected(
                        f"{WEIGHTS} ocupa más de lo que puede un LoRA de su rango sobre esta base: lleva otras cosas "
                        "dentro, o es de otra base; guárdalo con save_pretrained(…, save_embedding_layers=False)",
                        f"{WEIGHTS} is larger than a LoRA of its rank on this base can be: there are other things in it, or it "
                        "is of another base; save it by save_pretrained(…, save_embedding_layers=False)",
                    )
                digest.update(piece)
                target.write(piece)
        return digest.hexdigest()

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            if self.path.is_dir():
                with (self.path / name).open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(name) as member:
                    yield member
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise _broken() from None
        except OSError as error:
            raise unreadable(self.path, error) from None


def found(path: Path) -> Parcel:
    """The adapter in a folder or a zip. Raises RejectedAdapter where there is none, or more than one."""
    names = _names(path)
    places = sorted({name.removesuffix(CONFIG) for name in names if PurePosixPath(name).name == CONFIG})
    whole = [place for place in places if place + WEIGHTS in names]
    if len(whole) == 1 or "" in whole:
        return Parcel(path, names, "" if "" in whole else whole[0])
    if whole:
        listed = ", ".join(place.rstrip("/") for place in whole[:5])
        raise rejected(
            f"hay varios ({listed}): di cuál, con su carpeta",
            f"there are several ({listed}): name the folder of one",
        )
    if any(name.endswith(PICKLES) for name in names):
        raise rejected(
            "trae los pesos en un pickle (.bin, .pt), que puede ejecutar programas y no se abre; guárdalo con "
            "save_pretrained(…, safe_serialization=True)",
            "it brings its weights as a pickle (.bin, .pt), which may run programs and is not opened; save it by "
            "save_pretrained(…, safe_serialization=True)",
        )
    raise rejected(
        f"no hay {CONFIG} y {WEIGHTS} juntos; da la carpeta que escribe save_pretrained de PEFT",
        f"there are no {CONFIG} and {WEIGHTS} together; give the folder that PEFT's save_pretrained writes",
    )


def _names(path: Path) -> Sequence[str]:
    try:
        names = _within(path) if path.is_dir() else _zipped(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise _broken() from None
    except OSError as error:
        raise unreadable(path, error) from None
    if len(names) > MOST:
        raise rejected(
            "hay demasiados ficheros; da solo la carpeta del adaptador",
            "there are too many files; give the adapter's folder alone",
        )
    return names


def _within(folder: Path) -> Sequence[str]:
    entries = list(islice(folder.rglob("*"), MOST + 1))
    if len(entries) > MOST:
        return [""] * len(entries)
    files = (each for each in entries if each.is_file() and not _linked(each, folder))
    return [each.relative_to(folder).as_posix() for each in files]


def _zipped(path: Path) -> Sequence[str]:
    if not path.is_file():
        raise rejected(f"no existe {path}", f"there is no {path}")
    with zipfile.ZipFile(path) as archive:
        return [each.filename for each in archive.infolist() if not each.is_dir() and not each.flag_bits & 1]


def _linked(path: Path, root: Path) -> bool:
    """Whether a file is reached by a link, so that it may lie anywhere."""
    return any(each.is_symlink() for each in (path, *path.parents) if each != root and root in each.parents)


def _broken() -> RejectedAdapter:
    return rejected(
        "el zip está roto o cortado; cópialo otra vez", "the zip is broken or cut short; copy it again"
    )


def unreadable(path: Path, error: OSError) -> RejectedAdapter:
    """What the system says to reading or copying it, with what to do."""
    why = error.strerror or str(error)
    return rejected(
        f"no se puede leer o copiar {path} ({why}); da la carpeta del adaptador y revisa los permisos y el sitio libre",
        f"{path} cannot be read or copied ({why}); give the adapter's folder, and check permissions and free space",
    )


def rejected(es: str, en: str) -> RejectedAdapter:
    """An adapter that is not taken, with what to change."""
    return RejectedAdapter(
        es=f"Este adaptador no se importa: {es}.", en=f"This adapter is not imported: {en}."
    )
