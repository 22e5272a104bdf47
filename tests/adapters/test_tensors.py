"""Safetensors are read without trusting them: every length, offset and number is checked."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

import pytest

from adapters import tensors
from adapters.errors import RejectedAdapter
from tests.adapters import tiny

SHAPES: dict[str, tuple[int, ...]] = {"a": (2, 3), "b": (4,), "empty": (0, 3)}


def raw(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.mark.parametrize("dtype", ["BF16", "F16", "F32"])
def test_a_whole_file_gives_names_shapes_and_types(tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "x.safetensors"
    tiny.write_tensors(path, SHAPES, dtype=dtype)
    found = tensors.read_header(path)
    assert {name: tensor.shape for name, tensor in found.items()} == SHAPES
    assert {tensor.dtype for tensor in found.values()} == {dtype}
    assert tensors.not_finite(path, found.values()) is None


@pytest.mark.parametrize("keep", [0, 1, 7, 8, 20, -1])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "x.safetensors"
    tiny.write_tensors(path, SHAPES)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(RejectedAdapter, match=r"x\.safetensors"):
        tensors.read_header(path)


@pytest.mark.parametrize(
    "content",
    [
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 3) + b"{]}",
        raw([]),
        raw({"a": {"dtype": "F32", "shape": [1]}}),
        raw({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, bytes(4)),
        raw({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}, bytes(8)),
        raw({"a": {"dtype": "PICKLE", "shape": [1], "data_offsets": [0, 4]}}, bytes(4)),
        raw({"a": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, bytes(4)),
        raw({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, bytes(8)),
        raw({n: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} for n in "ab"}, bytes(4)),
        raw({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, bytes(5)),
    ],
    ids=["huge", "json", "list", "keys", "negative", "extent", "dtype", "bool", "gap", "overlap", "spare"],
)
def test_a_header_that_lies_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(RejectedAdapter):
        tensors.read_header(path)


def numbers(dtype: str, values: list[float]) -> bytes:
    if dtype == "BF16":
        return b"".join(struct.pack("<f", value)[2:] for value in values)
    return struct.pack(f"<{len(values)}{'e' if dtype == 'F16' else 'f'}", *values)


@pytest.mark.parametrize("dtype", ["BF16", "F16", "F32"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_one_number_that_is_not_finite_is_found(tmp_path: Path, dtype: str, value: float) -> None:
    data = numbers(dtype, [1.0, -2.0, value, 60000.0])
    path = tmp_path / "x.safetensors"
    path.write_bytes(raw({"w": {"dtype": dtype, "shape": [4], "data_offsets": [0, len(data)]}}, data))
    assert tensors.not_finite(path, tensors.read_header(path).values()) == "w"


def test_the_largest_finite_numbers_are_finite(tmp_path: Path) -> None:
    data = struct.pack("<2f", 3.4028234e38, -1e-40)
    path = tmp_path / "x.safetensors"
    path.write_bytes(raw({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, data))
    assert tensors.not_finite(path, tensors.read_header(path).values()) is None


def test_a_type_that_cannot_be_judged_is_not_called_finite(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(raw({"w": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}, b"\0"))
    assert tensors.not_finite(path, tensors.read_header(path).values()) == "w"


def test_zeros_are_read_back_as_zeros(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(tensors.zeros(SHAPES))
    found = tensors.read_header(path)
    assert {name: tensor.shape for name, tensor in found.items()} == SHAPES
    assert tensors.all_zero(path, found.values())


def test_one_bit_makes_it_not_all_zero(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(tensors.zeros({"a": (3,)})[:-1] + b"\x01")
    assert not tensors.all_zero(path, tensors.read_header(path).values())
