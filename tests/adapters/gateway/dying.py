"""Programs that are killed with SIGKILL at a stage that a test names: a publisher, and a gateway.

    python -m tests.adapters.gateway.dying publisher REGISTRY BASE ADAPTER      asked on standard input: ACT STEP
    python -m tests.adapters.gateway.dying gateway STATE REGISTRY BASE STAGE SERVER…    killed once STATE/armed is there

A publisher's steps are its writes: each `fsync`, rename, removal, folder and permission is one. It forks before each act, so
that one program dies many times.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters import history
from adapters.base import Base, find_base
from adapters.registry import Registry
from tests.adapters import tiny

STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink"), (Path, "chmod"),
)  # fmt: skip


def kill_me() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: int) -> None:
    """Let this process be killed just before its `step`-th write, counted from 1."""
    done = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                kill_me()
            return real(*args, **kwargs)

        return wrapped

    for owner, name in STEPS:
        setattr(owner, name, counted(getattr(owner, name)))


def act(what: str, registry: Registry, base: Base, adapter: Path) -> None:
    """One change of a registry, as the commands make it."""
    if what == "publish":
        version = registry.publish(adapter, tiny.card("algebra", base), base=base, who="Ana", why="new")
        registry.point("algebra", version.number, who="Ana", why="better")
    elif what == "rollback":
        registry.rollback("algebra", who="Ana", why="worse")
    elif what == "again":
        changes = history.settled(registry.history("algebra"), registry.aliases()["algebra"])
        registry.point("algebra", max(history.withdrawn(changes)), who="Ana", why="better after all")
    elif what == "share":
        registry.share("algebra", 1, 50, who="Ana", why="try")
    else:
        registry.unshare("algebra", 1, who="Ana", why="enough")


def publisher(root: str, base_folder: str, adapter: str) -> None:
    """Make the changes that are asked for, each in a process that dies at its step; say whether it died."""
    base = find_base(base_folder)
    for line in sys.stdin:
        what, step = line.split()
        child = os.fork()
        if child == 0:
            die_at(int(step))
            act(what, Registry(Path(root)), base, Path(adapter))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("died" if os.WIFSIGNALED(status) else "lived", flush=True)


STAGES: dict[str, tuple[str, str, str]] = {
    "before the load": ("adapters.engine.Engine", "load", "before"),
    "after the load": ("adapters.engine.Engine", "load", "after"),
    "before the probe": ("adapters.gateway.probe.Prober", "probe", "before"),
    "after the probe": ("adapters.gateway.probe.Prober", "probe", "after"),
    "when it speaks, before the note": ("adapters.gateway.service.GatewayService", "_write", "before"),
    "after the note": ("adapters.gateway.service.GatewayService", "_write", "after"),
    "before the drain": ("adapters.gateway.gate.Gate", "_drained", "before"),
    "after the drain": ("adapters.gateway.gate.Gate", "_drained", "after"),
    "before the unload": ("adapters.engine.Engine", "unload", "before"),
    "after the unload": ("adapters.engine.Engine", "unload", "after"),
}


def doom(stage: str, armed: Path) -> None:
    """Let this process be killed at a stage of the next swap once the file is there."""
    where, name, when = STAGES[stage]
    module, _, owner_name = where.rpartition(".")
    owner = getattr(__import__(module, fromlist=[owner_name]), owner_name)
    real = getattr(owner, name)

    def die(moment: str) -> None:
        if moment == when and armed.exists():
            kill_me()

    async def slow(*args: Any, **kwargs: Any) -> Any:
        die("before")
        found = await real(*args, **kwargs)
        die("after")
        return found

    def quick(*args: Any, **kwargs: Any) -> Any:
        die("before")
        found = real(*args, **kwargs)
        die("after")
        return found

    setattr(owner, name, slow if inspect.iscoroutinefunction(real) else quick)


def gateway(state: str, registry: str, base: str, stage: str, port: str, *servers: str) -> None:
    """Serve until killed, before servers whose key is in the environment, each with room for three names."""
    from adapters.gateway.service import GatewayService, Servers
    from adapters.launch import ServerOptions

    if stage in STAGES:
        doom(stage, Path(state) / "armed")
    options = ServerOptions(
        base, port=int(port), state_dir=Path(state), registry_dir=Path(registry), max_cpu_loras=3
    )

    async def serve() -> None:
        async with GatewayService(options, lambda _: None, Servers(servers, os.environ["KEY_OF_SERVERS"])):
            print("serves", flush=True)
            await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    if sys.argv[1] == "publisher":
        publisher(*sys.argv[2:])
    else:
        gateway(*sys.argv[2:])
