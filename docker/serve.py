"""What the model server's container runs: vLLM, which the gateway's container alone reaches and gives its adapters.

It stands in vLLM's own image, where only the standard library and vLLM are sure to be there. The base model and the registry
are mounted read-only, the registry where the gateway has it too: adapters are loaded by their folders. Our plugin for LoRA on
CPU is offered to vLLM as if it were installed. The key is in VLLM_API_KEY.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters import launch
from adapters.base import Base, find_base, zero_adapter, zero_folder
from adapters.cpu_lora import PLUGIN
from adapters.errors import AdapterError
from adapters.examine import largest_rank, read_config
from adapters.registry import Registry

PORT = 8000
ENTRY = f"""[vllm.general_plugins]
{PLUGIN} = adapters.cpu_lora:register
"""


def command(base: Base, rank: int) -> list[str]:
    """The command line, with the options of `tutor serve`; `rank` is the largest of the adapters that are published."""
    options = launch.ServerOptions(str(base.folder), host="0.0.0.0")  # noqa: S104 - a private network
    return [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *launch.arguments(options, base, PORT, rank)]


def largest(registry: Registry) -> int:
    """The largest rank in a registry; 0 where nothing is published."""
    versions = [version for subject in registry.subjects() for version in registry.versions(subject)]
    return max((largest_rank(read_config(version.folder)) for version in versions), default=0)


def environment(key: str, site: Path) -> dict[str, str]:
    """As for `tutor serve`, with our code, and in `site` a note by which vLLM finds the plugin in it."""
    note = site / "maieutic-0.dist-info"
    note.mkdir(parents=True, exist_ok=True)
    (note / "METADATA").write_text("Metadata-Version: 2.1\nName: maieutic\nVersion: 0\n", "utf-8")
    (note / "entry_points.txt").write_text(ENTRY, "utf-8")
    wanted = launch.environment(launch.ServerOptions(""), key)
    paths = [str(Path(__file__).resolve().parent.parent), str(site), *filter(None, [wanted.get("PYTHONPATH")])]
    return {**wanted, "PYTHONPATH": os.pathsep.join(paths)}


def main() -> None:
    """Become the model server; exits with a sentence if that cannot be."""
    key = os.environ.get("VLLM_API_KEY")
    if not key:
        sys.exit("VLLM_API_KEY is empty: set MAIEUTIC_SERVER_KEY in docker/.env.")
    try:
        base = find_base(os.environ["MAIEUTIC_BASE"])
        line = command(base, largest(Registry(Path(os.environ["MAIEUTIC_REGISTRY"]))))
        # Without an adapter vLLM answers through one that changes nothing, which has to lie where the gateway has its own.
        state = Path(os.environ["MAIEUTIC_STATE_DIR"])
        zero_adapter(base.folder, zero_folder(state, base.digest))
        wanted = environment(key, state / "site")
    except (AdapterError, KeyError, OSError) as error:
        sys.exit(f"The model server cannot start: {error}")
    os.execvpe(line[0], line, wanted)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
