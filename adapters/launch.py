"""How the model server is started: its options, its command line and its environment.

The values are measured (one thread fewer than cores, one process fewer, no compilation under LoRA) and hold
for vLLM 0.32; on a GPU vLLM's own defaults are kept. The key travels by the environment, never on the
command line.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from adapters.base import Base, context_length
from adapters.cpu_lora import PLUGIN
from adapters.errors import ServerFailed
from adapters.registry import DEFAULT_REGISTRY

Device = Literal["auto", "cpu", "cuda"]
# Options, base, port and the largest rank of the live adapters make a command line.
Command = Callable[["ServerOptions", Base, int, int], Sequence[str]]

# Ranks that vLLM can give its slots.
_SLOT_RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
_TCMALLOC = (
    Path("/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4"),
    Path("/usr/lib/aarch64-linux-gnu/libtcmalloc_minimal.so.4"),
)
_SECRETS = ("TOKEN", "SECRET", "PASSWORD", "API_KEY")
# What vLLM calls the weights without any adapter. Nobody is told it: the name `base` is an adapter of zeros.
RAW_NAME = "without-adapters"
BASE_NAME = "base"


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a person may decide about the model server.

    `base` is a folder or a hub name; `port` 0 takes any free one; `max_loras` adapters work at once and
    `max_cpu_loras` are known at once; `max_lora_rank` is raised if a live adapter needs more;
    `max_model_len` is in tokens, by default 1,024 or what the base was made for if that is less; times are
    in seconds.
    """

    base: str
    port: int = 8111
    state_dir: Path = Path(".maieutic")
    registry_dir: Path = DEFAULT_REGISTRY
    host: str = "127.0.0.1"
    max_loras: int = 8
    max_cpu_loras: int = 32
    max_lora_rank: int = 16
    max_model_len: int | None = None
    kv_cache_gib: int = 1
    device: Device = "auto"
    api_key: str | None = field(default=None, repr=False)
    start_timeout: float = 600.0
    stop_timeout: float = 10.0


def installed() -> bool:
    """Whether a model server can be started from this environment (a light install has none)."""
    return importlib.util.find_spec("vllm") is not None


def on_gpu(device: Device) -> bool:
    """Whether to serve on a GPU: as told, else when the CUDA build is installed and there is a card."""
    if device != "auto":
        return device == "cuda"
    try:
        cpu_build = version("vllm").endswith("+cpu")
    except PackageNotFoundError:
        cpu_build = True  # the CPU wheels carry another name
    return not cpu_build and Path("/dev/nvidiactl").exists()


def slot_rank(wanted: int) -> int:
    """The smallest rank of a slot that holds an adapter of rank `wanted`."""
    return next((rank for rank in _SLOT_RANKS if rank >= wanted), _SLOT_RANKS[-1])


def command(options: ServerOptions, base: Base, port: int, rank: int) -> list[str]:
    """The command line; `rank` is the largest rank among the live adapters (0 if there are none).

    Raises ServerFailed on a light install.
    """
    if not installed():
        raise ServerFailed(
            en="This is the light install, without a model server. "
            "Run `make run` once for the full one, or set the address of a server in MAIEUTIC_ENDPOINT.",
            es="Esta es la instalación ligera, sin servidor del modelo. "
            "Ejecuta `make run` una vez para la completa o pon la dirección de otro en MAIEUTIC_ENDPOINT.",
        )
    return [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *arguments(options, base, port, rank)]


def arguments(options: ServerOptions, base: Base, port: int, rank: int) -> list[str]:
    """What follows the program in `command`."""
    made_for = context_length(base.folder)
    pairs = {
        "--model": str(base.folder),
        "--served-model-name": RAW_NAME,
        "--host": options.host,
        "--port": str(port),
        "--max-lora-rank": str(slot_rank(max(options.max_lora_rank, rank))),
        "--max-loras": str(options.max_loras),
        "--max-cpu-loras": str(options.max_cpu_loras),
        "--max-model-len": str(options.max_model_len or min(1024, made_for or 1024)),
        "--structured-outputs-config": json.dumps({"backend": "xgrammar", "disable_any_whitespace": True}),
    }
    flags = ["--enable-lora", "--disable-fastapi-docs", "--disable-uvicorn-access-log"]
    if not on_gpu(options.device):
        flags.append("--enforce-eager")  # with LoRA on CPU nothing is compiled anyway
    return [*(part for pair in pairs.items() for part in pair), *flags]


def environment(options: ServerOptions, key: str, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The server's environment: the outer one without its secrets, made private and quick for vLLM."""
    env = {k: v for k, v in outer.items() if not any(word in k.upper() for word in _SECRETS)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code every start takes twice as long
    env.update(
        VLLM_API_KEY=key,
        VLLM_ALLOW_RUNTIME_LORA_UPDATING="True",
        VLLM_PLUGINS=PLUGIN,
        VLLM_NO_USAGE_STATS="1",
        DO_NOT_TRACK="1",
        HF_HUB_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        PYTHONSAFEPATH="1",
    )
    if not on_gpu(options.device):
        threads = max(1, len(os.sched_getaffinity(0)) - 1)
        env.update(VLLM_ENABLE_V1_MULTIPROCESSING="0", VLLM_CPU_KVCACHE_SPACE=str(options.kv_cache_gib))
        env.setdefault("OMP_NUM_THREADS", str(threads))
        library = next((path for path in _TCMALLOC if path.exists()), None)
        if library is not None:
            env.setdefault("LD_PRELOAD", str(library))
    return env
