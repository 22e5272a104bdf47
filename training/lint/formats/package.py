"""Files that are zips of XML: their parts, read with bounds."""

from __future__ import annotations

import io
import zipfile

from training.lint.example import Unreadable
from training.lint.formats.xml_tree import Node, parsed
from training.lint.walk import unpacked


def opened(data: bytes) -> zipfile.ZipFile:
    """The zip. Raises Unreadable."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Unreadable(
            "está dañado o es de una versión antigua; guárdalo como .docx, .xlsx, .odt o .ods",
            "it is damaged or of an old version; save it as .docx, .xlsx, .odt or .ods",
        ) from None


def part(archive: zipfile.ZipFile, name: str) -> Node | None:
    """One part's tree, or None where there is no such part. Raises Unreadable."""
    try:
        return parsed(unpacked(archive, archive.getinfo(name)))
    except KeyError:
        return None


def main_part(archive: zipfile.ZipFile, name: str) -> Node:
    """The part without which it is no such document. Raises Unreadable."""
    found = part(archive, name)
    if found is None:
        raise Unreadable("no es un documento de ese tipo", "it is no document of that kind")
    return found
