"""Safetensors read and written as bytes: names, shapes, types and whether every number is finite.

No torch and no numpy, so that a light install can check what it serves. Nothing is executed: the format is a
JSON header followed by raw numbers (https://github.com/huggingface/safetensors, "Format").
"""

from __future__ import annotations

import json
import math
import struct
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.errors import RejectedAdapter

_SIZES = {"F64": 8, "F32": 4, "BF16": 2, "F16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
          "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "U32": 4, "U64": 8}  # fmt: skip
# All ones in these bits of a number's upper half mean infinity or "not a number".
_EXPONENT = {"F32": 0x7F80, "BF16": 0x7F80, "F16": 0x7C00}
_LARGEST_HEADER = 100_000_000


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a file; `begin` and `end` are offsets in bytes from the start of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def read_header(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file by name.

    Raises RejectedAdapter if the file is cut short, has bytes to spare, overlaps or is of another format.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        first = stream.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else _LARGEST_HEADER + 1
        if length > min(_LARGEST_HEADER, size - 8):
            raise _unreadable(path, "its header is incomplete", "su cabecera está incompleta")
        header = stream.read(length)
    try:
        found = json.loads(header)
        tensors = {
            name: _tensor(name, entry, 8 + length) for name, entry in found.items() if name != "__metadata__"
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(path, "its header is not safetensors", "su cabecera no es safetensors") from error
    _check_extents(path, tensors.values(), 8 + length, size)
    return tensors


def _tensor(name: str, entry: Mapping[str, object], start: int) -> Tensor:
    shape, offsets, dtype = entry["shape"], entry["data_offsets"], entry["dtype"]
    if not (isinstance(shape, list) and isinstance(offsets, list) and isinstance(dtype, str)):
        raise TypeError(name)
    numbers = [*shape, *offsets]
    if len(offsets) != 2 or not all(type(n) is int and n >= 0 for n in numbers):
        raise TypeError(name)
    if offsets[1] - offsets[0] != math.prod(shape) * _SIZES[dtype]:
        raise ValueError(name)
    return Tensor(name, dtype, tuple(shape), start + offsets[0], start + offsets[1])


def _check_extents(path: Path, tensors: Iterable[Tensor], start: int, size: int) -> None:
    at = start
    for tensor in sorted(tensors, key=lambda t: (t.begin, t.end)):
        if tensor.begin != at:
            raise _unreadable(path, "its tensors overlap or leave gaps", "sus tensores no encajan")
        at = tensor.end
    if at != size:
        if at > size:
            raise _unreadable(path, "it is cut short", "está cortado")
        raise _unreadable(path, "it has bytes to spare", "le sobran bytes")


def not_finite(path: Path, tensors: Iterable[Tensor]) -> str | None:
    """The name of the first tensor with an infinite or undefined number, or None.

    Only for F32, BF16 and F16; another type counts as not finite, since it cannot be judged here.
    """
    with path.open("rb") as stream:
        for tensor in tensors:
            mask = _EXPONENT.get(tensor.dtype)
            if mask is None:
                return tensor.name
            stream.seek(tensor.begin)
            halves = _halves(stream.read(tensor.end - tensor.begin), tensor.dtype)
            # A set first: at most 65,536 different halves, however many numbers there are.
            if any(half & mask == mask for half in set(halves)):
                return tensor.name
    return None


def _halves(data: bytes, dtype: str) -> array[int]:
    halves = array("H", data)
    return halves[1::2] if dtype == "F32" else halves


def all_zero(path: Path, tensors: Iterable[Tensor]) -> bool:
    """Whether every byte of these tensors is zero."""
    with path.open("rb") as stream:
        for tensor in tensors:
            stream.seek(tensor.begin)
            if any(stream.read(tensor.end - tensor.begin)):
                return False
    return True


def zeros(shapes: Mapping[str, tuple[int, ...]]) -> bytes:
    """A safetensors file of BF16 zeros with these names and shapes."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, shape in shapes.items():
        end = at + 2 * math.prod(shape)
        header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(at)


def _unreadable(path: Path, en: str, es: str) -> RejectedAdapter:
    return RejectedAdapter(
        en=f"{path.name} cannot be used: {en}. Copy or train it again.",
        es=f"{path.name} no se puede usar: {es}. Cópialo o entrénalo otra vez.",
    )
