"""The house stands as it was drawn: direction of imports, style, types, light starts, names and sizes."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("subjects", "prompts", "tutoring", "adapters", "training", "bot")
OUTSIDE = {"__pycache__", "var", "build", "node_modules"}
KEPT_DOTS = {".ci", ".gitignore", ".dockerignore", ".env.example"}
HEAVY = {
    "torch",
    "transformers",
    "vllm",
    "sympy",
    "pint",
    "langchain",
    "langchain_core",
    "discord",
    "sqlalchemy",
}
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}
LONGEST = 500
READABLE_BYTES = 2_000_000


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository, without what tools leave in the checkout."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith(".") and path.name not in KEPT_DOTS
            if hidden or path.name in OUTSIDE or path.name.endswith(".egg-info") or path.is_symlink():
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return tuple(walk(ROOT))


def modules() -> Iterator[Path]:
    """Every Python file of our packages."""
    return (path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES)


def dotted(path: Path) -> str:
    """The name a module is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def output(*command: str, **environment: str) -> str:
    """Run a command of `.venv` at the root and hand back what it said; its failure fails the test."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def tool(name: str) -> str:
    """The path of a console script that was installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def test_import_contracts_hold() -> None:
    said = output(tool("lint-imports"), "--no-logo", "--no-cache")
    assert "0 broken" in said


def test_the_contracts_speak_of_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) == set(PACKAGES)
    assert {contract["id"] for contract in settings["contracts"]} >= {
        "layers",
        "subjects",
        "channels",
        "discord",
    }


def test_ruff_is_clean() -> None:
    output(tool("ruff"), "check", "--no-cache", ".")


@pytest.mark.timeout(600)
def test_types_are_strict_and_clean() -> None:
    output(tool("mypy"))


def test_every_module_says_what_it_is() -> None:
    silent = [dotted(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_no_file_has_a_vague_name() -> None:
    vague = [
        path for path in files() if VAGUE & {part.split(".")[0] for part in path.relative_to(ROOT).parts}
    ]
    assert vague == []


def test_no_module_is_longer_than_it_may_be() -> None:
    code = [path for path in files() if path.suffix == ".py"]
    long = {dotted(path): n for path in code if (n := len(path.read_text("utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_subjects_import_no_other_subject() -> None:
    """The contract names three; this holds for every folder that is added."""
    names = {path.parent.name for path in (ROOT / "subjects").glob("*/__init__.py")}
    for path in modules():
        parts = path.relative_to(ROOT).parts
        if parts[0] != "subjects" or parts[1] not in names:
            continue
        others = "|".join(sorted(names - {parts[1]})) or "(?!)"
        found = re.findall(
            rf"^\s*(?:from|import) subjects\.(?:{others})\b", path.read_text("utf-8"), re.MULTILINE
        )
        assert found == [], dotted(path)


def test_the_repository_names_no_workplace_and_no_registry() -> None:
    registries = [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("download.pytorch", "org")]
    hosts = "|".join(re.escape(".".join(pair)) for pair in registries)
    forbidden = re.compile(rf"(?<![\w./])/(?:work|root)/[\w.]|{hosts}")
    found = []
    for path in files():
        if path.stat().st_size > READABLE_BYTES:
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


LIST_HEAVY = """
import sys
from {module} import main
sys.argv = ["{command}", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("heavy:", *sorted({heavy} & set(sys.modules)))
"""


@pytest.mark.parametrize(("command", "module"), [("tutor", "bot.main"), ("teach", "training.main")])
def test_help_imports_nothing_heavy(command: str, module: str) -> None:
    said = output(sys.executable, "-c", LIST_HEAVY.format(command=command, module=module, heavy=HEAVY))
    assert said.splitlines()[-1] == "heavy:"
    assert "--help" in said


@pytest.mark.parametrize("command", ["tutor", "teach"])
def test_the_command_is_installed(command: str) -> None:
    assert "Usage" in output(tool(command), "--help")


IMPORT_ALL = """
import importlib, socket, sys
def refuse(*given):
    raise AssertionError(f"an import wants the network: {given}")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def test_every_module_imports_without_token_gpu_or_network(tmp_path: Path) -> None:
    """Settings, clients and models are made in `main`, so importing needs none of what they need."""
    names = [dotted(path) for path in modules() if path.name != "__main__.py"]
    bare = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "CUDA_VISIBLE_DEVICES": ""}
    said = output(sys.executable, "-W", "ignore", "-c", IMPORT_ALL, *names, **bare)
    assert "Traceback" not in said
