"""The pages for people name only what exists: files, headings, commands, options, variables, and real answers."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import bot.main
import training.main
from bot import rows
from bot.batch import run_batch
from bot.settings import PREFIX, Settings
from tutoring.classroom import ClassSettings

ROOT = Path(__file__).resolve().parent.parent
PAGES = tuple(path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path.exists())
SHELL = {"sh", "bash", "console", "shell"}
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
WORDS = r"(?:[ \t]+[^\s|;&<>()`'\"]+|[ \t]+\"[^\"\n]*\"|[ \t]+'[^'\n]*')*"
COMMAND = re.compile(rf"(?:^|[|&;]\s*)(?:[A-Z_]+=\S*\s+)*(?:\.venv/bin/)?(tutor|teach|make)(?![\w./@-])({WORDS})")
MODULE = re.compile(r"python -m ([\w.]+)")
APPLICATIONS = {"tutor": bot.main.application("en"), "teach": training.main.application("en")}
FREE = {"feedback", "confidence", "text"}
"""Fields whose wording or last digit may change without the page becoming wrong."""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def text(page: Path) -> str:
    return page.read_text("utf-8")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text(page))


def shell(page: Path) -> Iterator[str]:
    """What a reader may type: inline code, the lines of shell blocks, and lines of other blocks that begin with it."""
    yield from re.findall(r"`([^`\n]+)`", prose(page))
    for kind, body in FENCE.findall(text(page)):
        for line in body.splitlines():
            typed = line.removeprefix("$ ")
            if kind in SHELL or COMMAND.match(typed):
                yield typed


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Every command of ours on a page, with its words."""
    for line in shell(page):
        for program, rest in COMMAND.findall(line):
            if words := [word.rstrip(",.:") for word in rest.split()]:
                yield program, words


@cache
def help_of(program: str, *path: str) -> str:
    """The help of a command."""
    done = CliRunner().invoke(APPLICATIONS[program], [*path, "--help"], terminal_width=200)
    return done.output if done.exit_code == 0 else ""


def unknown(program: str, words: list[str]) -> str:
    """What in a command does not exist; empty when all of it does."""
    path: list[str] = []
    for word in words:
        listed = help_of(program, *path).partition("Commands:")[2]
        if not listed:
            break
        if word.startswith("-"):
            continue
        if not re.search(rf"^  {re.escape(word)}(?:\s|$)", listed, re.MULTILINE):
            return word
        path.append(word)
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    said = help_of(program, *path)
    return next((option for option in options if not re.search(rf"{option}(?![\w-])", said)), "")


def slug(heading: str) -> str:
    """The anchor of a heading, as web pages of repositories make it."""
    bare = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)}


def test_there_are_pages() -> None:
    named = {path.name for path in PAGES}
    assert {"for-operators.md", "for-teachers.md", "for-teachers.en.md", "contributing.md"} <= named


@every_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"\w+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), target


@every_page
def test_every_command_and_option_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for program, words in commands(page):
        if program == "make":
            named = [word for word in words if "=" not in word and not word.startswith("-")]
            assert set(named[:1]) <= targets, words
        else:
            assert not unknown(program, words), (program, words)


@every_page
def test_every_variable_is_read_somewhere(page: Path) -> None:
    files = [*(ROOT / "docker").iterdir(), *(ROOT / "tools").glob("*.py")]
    elsewhere = {name for file in files if file.is_file() for name in re.findall(rf"{PREFIX}[A-Z_]+", text(file))}
    known = elsewhere | {PREFIX + field.upper() for field in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", text(page))) <= known


@every_page
def test_every_module_and_path_named_exists(page: Path) -> None:
    for line in shell(page):
        for name in MODULE.findall(line):
            assert importlib.util.find_spec(name) is not None, name
        top = line.partition("/")[0]
        is_path = re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", line) and (ROOT / top).is_dir() and top != ".venv"
        if is_path and not line.startswith(("adapters/weights", "build/", "var/")):  # made by commands
            assert (ROOT / line).exists(), line


def examples() -> dict[str, tuple[str, str]]:
    """The rows of the page of batch commands: what goes in and what came out, by command."""
    page = ROOT / "docs" / "commands.md"
    found = {}
    for section in re.split(r"^## ", text(page), flags=re.MULTILINE)[1:]:
        blocks = [body for kind, body in FENCE.findall(section) if kind == "jsonl"]
        if len(blocks) == 2 and (name := re.match(r"`tutor (\w+)`", section)):
            found[name[1]] = (blocks[0], blocks[1])
    return found


def lasting(value: Any) -> Any:
    """A result without the fields that may change."""
    if isinstance(value, Mapping):
        return {name: name if name in FREE and name != "id" else lasting(inner) for name, inner in value.items()}
    return [lasting(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["route", "solve", "check", "guard"])
def test_the_batch_commands_answer_as_their_page_shows(name: str) -> None:
    given, shown = examples()[name]
    out = BytesIO()
    handler: Callable[[dict[str, Any]], Mapping[str, Any]] = getattr(rows, name)
    assert run_batch([line.encode() for line in given.splitlines()], handler, out) == 0
    answered = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lasting(answered) == lasting([json.loads(line) for line in shown.splitlines()])


def test_the_batch_page_names_every_option_of_each_command() -> None:
    sections = re.split(r"^## ", text(ROOT / "docs" / "commands.md"), flags=re.MULTILINE)
    named = {found[1]: part for part in sections if (found := re.match(r"`tutor (\w+)`", part))}
    assert set(named) == {"route", "solve", "check", "guard", "ask"}
    for name, part in named.items():
        told = part.partition("Options: ")[2].partition("\n\n")[0]
        there = set(re.findall(r"--[\w-]+", help_of("tutor", name).partition("Options:")[2])) - {"--help"}
        assert set(re.findall(r"--[\w-]+", told)) == there, name


def test_operators_are_told_every_variable_and_teachers_every_setting() -> None:
    operators = text(ROOT / "docs" / "for-operators.md")
    assert [field for field in Settings.model_fields if f"`{PREFIX}{field.upper()}`" not in operators] == []
    for name in ("for-teachers.md", "for-teachers.en.md"):
        page = text(ROOT / "docs" / name)
        assert [field for field in ClassSettings.model_fields if f"| `{field}` |" not in page] == []


def test_both_teachers_pages_teach_the_same_commands() -> None:
    def taught(name: str) -> set[str]:
        said = [" ".join(words) for _, words in commands(ROOT / "docs" / name)]
        own = {"exam_lock sí": "exam_lock yes", "movimiento.md": "motion.md"}
        own |= {"balanza.md": "balance.md", "mis-ejemplos": "my-examples"}
        for es, en in own.items():
            said = [each.replace(es, en) for each in said]
        # An example and its language are each page's own.
        return {re.sub(r' --like "[^"]*"| --lang \w+', "", command.partition(" --why")[0]) for command in said}

    assert taught("for-teachers.md") == taught("for-teachers.en.md")


@pytest.mark.parametrize(
    "wrong",
    [("tutor", ["fly"]), ("tutor", ["ask", "--at-onse", "2"]), ("teach", ["class", "sett"]), ("teach", ["train", "--fast"])],
)
def test_a_command_or_option_that_does_not_exist_is_found(wrong: tuple[str, list[str]]) -> None:
    assert unknown(*wrong)


@pytest.mark.parametrize("right", [("tutor", ["--help"]), ("teach", ["class", "set", "level", "2eso"])])
def test_one_that_exists_is_not(right: tuple[str, list[str]]) -> None:
    assert not unknown(*right)
