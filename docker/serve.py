"""What the model server's container runs: vLLM with the live version of every subject.

It stands in vLLM's own image, where only the standard library and vLLM are sure to be there, and takes the
registry and the base model from folders that are mounted read-only. Which versions it serves is read once:
after a publication, restart the container. Adapters cannot be loaded over HTTP. The key is in VLLM_API_KEY.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters import launch
from adapters.base import Base, find_base
from adapters.errors import AdapterError
from adapters.examine import largest_rank, read_config
from adapters.registry import Registry, Version

PORT = 8000


def live(registry: Registry, base: Base) -> list[Version]:
    """The live versions that belong to this base model; the others are told on standard error."""
    found = []
    for subject, number in sorted(registry.aliases().items()):
        try:
            found.append(registry.load(subject, number, base=base))
        except AdapterError as error:
            print(error, file=sys.stderr)  # noqa: T201
    return found


def command(base: Base, versions: list[Version]) -> list[str]:
    """The command line, with the options of `tutor serve` and the versions by name (`algebra@3`)."""
    options = launch.ServerOptions(str(base.folder), host="0.0.0.0")  # noqa: S104 - a private network
    rank = max((largest_rank(read_config(version.folder)) for version in versions), default=0)
    modules = [f"{version.name}={version.folder}" for version in versions]
    named = ["--lora-modules", *modules] if modules else []
    server = [sys.executable, "-m", "vllm.entrypoints.openai.api_server"]
    return [*server, *launch.arguments(options, base, PORT, rank), *named]


def environment(key: str) -> dict[str, str]:
    """As for `tutor serve`, except that nobody may load or forget adapters while it runs."""
    wanted = launch.environment(launch.ServerOptions(""), key)
    del wanted["VLLM_ALLOW_RUNTIME_LORA_UPDATING"]
    return wanted


def main() -> None:
    """Become the model server; exits with a sentence if that cannot be."""
    key = os.environ.get("VLLM_API_KEY")
    if not key:
        sys.exit("VLLM_API_KEY is empty: set MAIEUTIC_API_KEY in docker/.env.")
    try:
        base = find_base(os.environ["MAIEUTIC_BASE"])
        registry = Registry(Path(os.environ["MAIEUTIC_REGISTRY"]))
        line = command(base, live(registry, base))
    except (AdapterError, KeyError) as error:
        sys.exit(f"The model server cannot start: {error}")
    os.execvpe(line[0], line, environment(key))  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
