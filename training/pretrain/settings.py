"""What one building of the base model is told: sizes, schedule, amounts of text.

Plain numbers with their reasons; no paths and nothing measured.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

KINDS = ("copy", "plain", "socratic", "talk")
"""The kinds of item; `copy` is sampled on a schedule of its own, all others as often as their source has
them.
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network; the defaults give about 5 million parameters (10 MB in bf16)."""

    vocabulary: int = 2048
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    head_size: int = 64
    intermediate: int = 704
    context: int = 1024


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the network is trained.

    `lengths` are the row lengths that exist (one compilation each); a row goes into the first that holds it.
    `prompt_weight` is what a prompt token weighs beside a reply token's 1: enough to learn the language of
    problems, too little to drown the replies; in copy lessons (`copy_prompt_weight`) prompts are noise that
    nobody can foretell. `copy_first` and `copy_last` are the shares of copy rows at the start and from
    `copy_until` (a share of the whole training) on. Small batches, short warm-up: after 200,000 tokens of
    copy lessons the held-out loss was 3.27 with batches of 2,560 tokens and 3.72 with 5,120.
    """

    lengths: tuple[int, ...] = (64, 96, 128, 160, 224, 512)
    batch_tokens: int = 3072
    rate: float = 1.5e-3
    last_rate: float = 0.03
    warmup_steps: int = 60
    clip: float = 1.0
    weight_decay: float = 0.05
    prompt_weight: float = 0.2
    copy_prompt_weight: float = 0.0
    copy_first: float = 0.5
    copy_last: float = 0.06
    copy_until: float = 0.4

    def weight(self, kind: str) -> float:
        """What a prompt token of a row of `kind` weighs in the loss; a reply token weighs 1."""
        return self.copy_prompt_weight if kind == "copy" else self.prompt_weight

    def copy_share(self, progress: float) -> float:
        """Share of rows that are copy lessons at `progress` (0 to 1) of the training."""
        reached = min(1.0, progress / self.copy_until)
        return self.copy_first + (self.copy_last - self.copy_first) * reached


def as_dict(shape: Shape, schedule: Schedule) -> dict[str, object]:
    """Both as plain values for JSON: what a checkpoint must agree with before it is continued."""
    return {"shape": asdict(shape), "schedule": asdict(schedule) | {"lengths": list(schedule.lengths)}}
