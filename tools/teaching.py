"""What a page of ten worked examples teaches: fidelity to the class's way before and after, what else changes, and how long it
takes in all.

    python -m tools.teaching [PAGE…] [--out FILE]

Each page of `docs/examples` in a way that the shipped adapter does not use (or those named) is taught to the shipped adapter of
its subject as a teacher would do it, in a copy of the registry: linted, made into dialogues, trained, and tried beside the
version that speaks, on all cores. Then both are asked the gate's full list, the version that speaks is asked the turns
of fidelity once more with the class's method named, and the new one is made live. Nothing of this is kept in the real registry.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from adapters.base import EMBEDDED_BASE
from adapters.registry import DEFAULT_REGISTRY, Registry, Version
from prompts.editions import current
from subjects import catalogue
from tools.bench import ROOT, processor
from training.dataset import is_unseen
from training.dialogues import Telling, Turn
from training.examples.command import Asked, recipe_of, run
from training.examples.lessons import Lessons, lessons
from training.examples.probes import KINDS, style_of
from training.examples.way import Way, ways_of
from training.fidelity import faith, shares
from training.gate.asked import SEED
from training.gate.command import Place, tried
from training.gate.report import Report, faults
from training.gate.voice import of_version
from training.lint.lint import lint
from tutoring.classroom import read

PAGES = ROOT / "docs" / "examples"
CLASS = ROOT / "class.toml"
RISE, FAITHFUL, WITHIN = 0.5, 0.8, 15.0
"""The least rise and the least share of faithful replies afterwards, and the most minutes from page to live."""
NAMED = 60
"""Turns asked with the method named."""


def way_of(page: Path) -> Way:
    """The way of most of a page's examples."""
    settings = read(CLASS)
    return max(ways_of(lint([page], settings).examples, settings), key=lambda way: len(way.taken))


def another_way(page: Path) -> bool:
    """Whether a page is in a way that the shipped adapter does not speak by itself."""
    way = way_of(page)
    return way.choice != catalogue.find(way.subject).methods[0]


def named(given: Lessons) -> Iterator[Turn]:
    """Unseen turns on the class's way, its method and step named as in a class that has set it."""
    material, rng = given.material, Random(f"{SEED}/{given.way.subject}/named")
    while True:
        taken = rng.choice(given.way.taken)
        found = material.problem(taken, taken.lang, True, rng)
        if found is not None and is_unseen(found[1].problem, material.own):
            turns = material.about(taken, *found, Telling(method=True, step=True), taken.lang, rng)
            yield from (turn for turn in turns if turn.move.kind in KINDS and material.step_at(turn) is not None)


async def with_method_named(place: Place, live: Version, given: Lessons) -> float:
    """The share of faithful replies of the version that speaks when its prompts name the class's method and step."""
    kept, asked = style_of(given.way), list(islice(named(given), NAMED))
    async with place.opened([live]) as speaker:
        said = [await speaker.say(of_version(live).name, turn.prompt) for turn in asked]
    steps = [given.material.step_at(turn) for turn in asked]
    found = [faith(one.text, step, turn.lang, kept) for one, step, turn in zip(said, steps, asked, strict=True) if step]
    return shares(found)["whole"]


def taught(page: Path, folder: Path) -> dict[str, Any]:
    """One page, from the file to a live version and its report."""
    subject, root = way_of(page).subject, folder / "registry"
    shutil.copytree(DEFAULT_REGISTRY, root)
    registry = Registry(root)
    place = Place(str(EMBEDDED_BASE), folder / "state", registry=registry)
    live = registry.load(subject, registry.aliases()[subject])
    began = time.monotonic()
    version = run(Asked(subject, [page], place.base, who="bench", why="measured", registry=root), CLASS)
    if version is None:
        raise SystemExit(f"{page.name}: nothing was trained")
    trained = time.monotonic() - began
    tried(place, (subject, version.number), None, "bench", short=True)
    whole = time.monotonic() - began
    report = tried(place, (subject, version.number), None, "bench")
    given = lessons(subject, [page], (), read(CLASS), recipe_of(subject).usual)
    shown = asyncio.run(with_method_named(place, live, given))
    asked = time.monotonic()
    registry.point(subject, version.number, who="bench", why="measured")
    live_in = time.monotonic() - asked
    return {
        "page": page.name, "live": live.name, "minutes": round(whole / 60, 1), "minutes_of_training": round(trained / 60, 1),
        "seconds_to_publish": round(live_in, 2),
        "method_named_before": round(shown, 3),
    } | told(report)  # fmt: skip


def told(report: Report) -> dict[str, Any]:
    """The report's fidelity before and after, the other scores of both, and what the gate has against the version."""
    own, before = report.shares["version"], report.shares["against"]
    others = {
        point: {"before": before[point]["share"], "after": own[point]["share"], "noise": report.differences["against"][point]}
        for point in own if point != "method" and point in before
    }  # fmt: skip
    return {
        "faithful": {"before": before["method"], "after": own["method"], "turns": report.method["turns"],
                     "parts": report.method.get("parts")},
        "others": others, "faults": [fault.en for fault in faults(report)],
    }  # fmt: skip


def promised(one: dict[str, Any]) -> dict[str, bool]:
    """Which promises one page keeps."""
    before, after = (one["faithful"][when]["share"] for when in ("before", "after"))
    return {
        f"fidelity rises by {100 * RISE:.0f} points or more": after - before >= RISE,
        f"to {FAITHFUL:.0%} or more": after >= FAITHFUL,
        "the other scores within noise": not one["faults"],
        f"in {WITHIN:.0f} minutes at most": one["minutes"] <= WITHIN,
    }


def line(one: dict[str, Any]) -> str:
    """One page for a person."""
    before, after = (one["faithful"][when] for when in ("before", "after"))
    kept = promised(one)
    return (
        f"{one['page']}: faithful {before['share']:.1%} → {after['share']:.1%} ({after['low']:.1%} to {after['high']:.1%}) of "
        f"{one['faithful']['turns']} turns; {one['live']} with the method named {one['method_named_before']:.1%}; "
        f"{one['minutes']} min in all\n" + "\n".join(f"  {'kept' if held else 'NOT KEPT'}: {name}" for name, held in kept.items())
    )


def main() -> int:
    """Entry point; the exit status is 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tools.teaching", description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, help="pages of worked examples; all of docs/examples by default")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "teaching.json", help="where the figures go")
    given = parser.parse_args()
    found = kept(given.out)
    pages = given.pages or [page for page in sorted(PAGES.glob("*.md")) if another_way(page)]
    for page in pages:
        with tempfile.TemporaryDirectory(prefix="teaching-") as folder:
            found[page.name] = machine() | taught(page, Path(folder))
        sys.stdout.write(line(found[page.name]) + "\n")
        sys.stdout.flush()
        ordered = [found[name] for name in sorted(found)]
        given.out.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return int(not all(all(promised(found[page.name]).values()) for page in pages))


def machine() -> dict[str, Any]:
    """Where a page is taught, and by which edition of the prompts."""
    return {
        "processor": processor(), "cores": len(os.sched_getaffinity(0)), "load_before": round(os.getloadavg()[0], 1),
        "edition": current().number,
    }  # fmt: skip


def kept(out: Path) -> dict[str, dict[str, Any]]:
    """What is written of each page."""
    return {one["page"]: one for one in json.loads(out.read_text("utf-8"))} if out.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
