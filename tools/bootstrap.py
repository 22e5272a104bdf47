"""Set up `.venv` from a hash-locked list of packages, with nothing but a bare `python3`.

    python3 tools/bootstrap.py full    # everything: bot, tests, model server, training
    python3 tools/bootstrap.py light   # without torch and vLLM: a bot whose model server is elsewhere
    python3 tools/bootstrap.py lock    # resolve requirements/*.in again into the lock files

A second run with the same lock costs a moment. Progress goes to standard error; standard output stays
empty and standard input is never read, so that a command which runs after this one owns both.

It promises Linux x86-64 with glibc 2.31 or newer. Where `nvidia-smi` answers, `full` takes the CUDA builds
of torch and vLLM (requirements/cuda.lock); MAIEUTIC_CPU=1 keeps the CPU ones. When a new lock drops
packages, delete `.venv`: installing only adds and replaces.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
PIP_PYTHON = TOOLS / "bin" / "python"
STAMP = VENV / "installed.sha256"
WHEELS = TOOLS / "wheels"
UV = TOOLS / "bin" / "uv"
UV_VERSION = "0.13.9"
PYTHON_VERSION = "3.11"
PATIENCE_S = 15
LIGHT_IMPORTS = "discord, langchain_openai, sqlalchemy, sympy, pint, prompt_toolkit, typer"
FULL_IMPORTS = f"torch, vllm.entrypoints.openai.api_server, trl, peft, datasets, {LIGHT_IMPORTS}"


Command = list["str | Path"]


class SetupFailed(Exception):
    """The set-up cannot go on; the text says what to do about it."""


def say(text: str) -> None:
    """Report progress on standard error."""
    print(f"set-up: {text}", file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """Our own environment, save what would make Python or uv install elsewhere or skip byte-code."""
    misleading = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in misleading}
    return {**kept, "UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def attempt(command: Command, *, silent: bool = False) -> bool:
    """Run a command without standard input, its output on standard error; say whether it succeeded."""
    sink = subprocess.DEVNULL if silent else sys.stderr
    start = time.monotonic()
    with subprocess.Popen(
        [str(part) for part in command],
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
    ) as process:
        while True:
            try:
                return process.wait(PATIENCE_S) == 0
            except subprocess.TimeoutExpired:
                say(f"still at it, {time.monotonic() - start:.0f} s")


def require(command: Command, otherwise: str) -> None:
    """Run a command that has to succeed, or stop with `otherwise`."""
    if not attempt(command):
        raise SetupFailed(otherwise)


def has_gpu() -> bool:
    """Whether an NVIDIA driver answers and may be used."""
    wanted = not os.environ.get("MAIEUTIC_CPU")
    return wanted and shutil.which("nvidia-smi") is not None and attempt(["nvidia-smi", "-L"], silent=True)


def digest(*paths: Path) -> str:
    """One sha256, in hexadecimal, of the files' bytes in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def stamp_of(lock: Path) -> str:
    """What the stamp holds when `lock` is installed: its digest, and how the project is entered."""
    return f"{digest(lock)}\n{digest(ROOT / 'pyproject.toml')} {ROOT}\n"


def installed() -> tuple[str, str]:
    """The two lines of the stamp, or empty ones."""
    first, _, second = (STAMP.read_text("utf-8") if STAMP.exists() else "").partition("\n")
    return first, second.strip()


@contextmanager
def alone() -> Iterator[None]:
    """Hold other set-ups of this checkout back while one is at work."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "busy").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_tools() -> None:
    """Put uv into `.tools`, away from whatever Python the machine has."""
    if UV.exists():
        return
    say("fetching the installer")
    require(
        [sys.executable, "-m", "venv", TOOLS],
        "python3 cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv",
    )
    require(
        [PIP_PYTHON, "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"],
        "the installer could not be fetched. Check the network, or point pip at your mirror.",
    )


def make_venv() -> None:
    """Make `.venv` with Python 3.11, which uv fetches where the machine has another one."""
    python = VENV / "bin" / "python"
    if python.exists() and attempt([python, "-c", ""], silent=True):
        return
    require(
        [UV, "venv", "--quiet", "--clear", "--python", PYTHON_VERSION, VENV],
        f"no Python {PYTHON_VERSION} was found and none could be fetched. Install it, then try again.",
    )


def torch_pin() -> str:
    """The requirement of torch's CPU build, such as ``torch==2.13.0+cpu``."""
    found = re.search(r"^torch==\S+", (REQUIREMENTS / "model.in").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SetupFailed("requirements/model.in names no version of torch.")
    return found[0]


def torch_source() -> list[str]:
    """The options by which uv finds torch's CPU build: its own mirror, pip's source, or PyTorch's index."""
    own = {"UV_FIND_LINKS", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_TORCH_BACKEND"} & set(os.environ)
    probe: Command = [
        UV,
        "pip",
        "install",
        "--python",
        VENV,
        "--dry-run",
        "--no-deps",
        "--reinstall",
        torch_pin(),
    ]
    if own and attempt(probe, silent=True):
        return []
    download: Command = [PIP_PYTHON, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    if attempt([*download, "--python-version", PYTHON_VERSION, "--dest", WHEELS, torch_pin()], silent=True):
        return ["--find-links", str(WHEELS)]
    return ["--torch-backend", "cpu"]


def install(lock: Path, source: Sequence[str]) -> None:
    """Install every line of a lock, each checked against its hash; through pip where uv sees no mirror."""
    locked = ["--no-deps", "--require-hashes", "-r", str(lock)]
    shown = [] if sys.stderr.isatty() else ["--quiet"]
    if attempt([UV, "pip", "install", *shown, "--python", VENV, "--only-binary", ":all:", *source, *locked]):
        return
    say("trying again with pip, which may know a mirror that uv does not")
    pip: Command = [PIP_PYTHON, "-m", "pip", "--python", VENV / "bin" / "python", "install", "--quiet"]
    links: Command = ["--find-links", WHEELS] if WHEELS.exists() else []
    require(
        [*pip, "--only-binary=:all:", *links, *locked],
        "the packages could not be installed. Read the lines above; most often the network is at fault.",
    )


def install_project() -> None:
    """Make this checkout importable from `.venv` and put its commands, `tutor` and `teach`, there."""
    options: Command = [
        "--quiet",
        "--python",
        VENV,
        "--no-deps",
        "--no-build-isolation",
        "--offline",
        "--reinstall",
    ]
    require(
        [UV, "pip", "install", *options, "--editable", ROOT],
        "the project itself could not be installed. Delete .venv and try again.",
    )


def check_imports(imports: str) -> None:
    """Import the main packages once: proves the installation and leaves byte-code behind for fast starts."""
    say("checking the installation")
    require(
        [VENV / "bin" / "python", "-W", "ignore", "-c", f"import {imports}"],
        "the packages are installed but cannot be imported. Delete .venv and try again.",
    )


def install_packages(lock: Path) -> None:
    """Bring `.venv` to what `lock` names."""
    say(f"installing {len(re.findall(r'==', lock.read_text('utf-8')))} packages of {lock.relative_to(ROOT)}")
    make_tools()
    make_venv()
    try:
        install(lock, torch_source() if lock.stem == "full" else [])
    finally:
        shutil.rmtree(WHEELS, ignore_errors=True)


def set_up(mode: str) -> None:
    """Bring `.venv` to what `mode` needs; a full one serves for light."""
    full = REQUIREMENTS / ("cuda.lock" if has_gpu() else "full.lock")
    lock = full if mode == "full" else REQUIREMENTS / "light.lock"
    with alone():
        packages, project = installed()
        if packages == digest(full):
            lock = full
        wanted = stamp_of(lock)
        if f"{packages}\n{project}\n" == wanted:
            return
        start = time.monotonic()
        if packages != digest(lock):
            STAMP.unlink(missing_ok=True)
            install_packages(lock)
            check_imports(LIGHT_IMPORTS if lock.stem == "light" else FULL_IMPORTS)
        install_project()
        STAMP.write_text(wanted, "utf-8")
        say(f"ready after {time.monotonic() - start:.0f} s")


def compile_locks() -> None:
    """Resolve `requirements/*.in` into the lock files: names, versions and hashes, no address."""
    make_tools()
    make_venv()
    options = ["--quiet", "--python-version", PYTHON_VERSION, "--python-platform", "x86_64-manylinux_2_31"]
    options += ["--only-binary", ":all:", "--generate-hashes", "--no-header", "--no-annotate"]
    options += ["--no-emit-index-url", "--no-emit-find-links"]
    bot, dev, model, cuda = (REQUIREMENTS / f"{name}.in" for name in ("bot", "dev", "model", "model-cuda"))
    full, light = REQUIREMENTS / "full.lock", REQUIREMENTS / "light.lock"
    compiler: Command = [UV, "pip", "compile", *options]
    excludes: Command = ["--excludes", REQUIREMENTS / "excluded.txt", *torch_source()]
    failed = "the requirements do not fit together; the lines above say which ones."
    require([*compiler, *excludes, bot, dev, model, "-o", full], failed)
    require([*compiler, bot, dev, "-c", full, "-o", light], failed)
    require([*compiler, bot, "-c", light, "-o", REQUIREMENTS / "bot.lock"], failed)
    require([*compiler, bot, dev, cuda, "-c", light, "-o", REQUIREMENTS / "cuda.lock"], failed)
    shutil.rmtree(WHEELS, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run one mode; 0 when it is done, 1 when it failed, 2 for wrong usage."""
    if len(arguments) != 1 or arguments[0] not in {"full", "light", "lock"}:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if arguments[0] == "lock":
            with alone():
                compile_locks()
        else:
            set_up(arguments[0])
    except (SetupFailed, OSError) as error:
        print(f"set-up failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
