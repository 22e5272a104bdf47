"""The gate in the real model server: a shipped version speaks otherwise than the base, and better; it is taken down again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from adapters import reports
from adapters.base import EMBEDDED_BASE
from adapters.launch import installed
from adapters.registry import DEFAULT_REGISTRY, Registry
from adapters.running import find_running
from training.gate.command import Place, last, tried
from training.gate.report import faults

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not installed(), reason="the light install has no model server"),
]
COUNT = 32


def test_a_shipped_version_is_tried_in_the_server_that_is_started_for_it(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "registry")
    shutil.copytree(DEFAULT_REGISTRY, registry.root)
    live = registry.aliases()["stoichiometry"]
    place = Place(str(EMBEDDED_BASE), tmp_path / "state", registry=registry)
    report = tried(place, ("stoichiometry", live), None, "ana", count=COUNT)
    assert report.count == COUNT
    assert report.differs["share"] > 0.5
    assert report.differences["base"]["passes"]["low"] > 0, "the adapter is better than the base beyond noise"
    assert not any("changes nothing" in fault.en for fault in faults(report))
    assert reports.kept(registry.root, f"stoichiometry@{live}")
    assert find_running(tmp_path / "state" / "gate") is None, "the server that was started is stopped again"
    version = registry.load("stoichiometry", live)
    other = None if not report.against else registry.load("stoichiometry", int(report.against.partition("@")[2]))
    assert last(registry, version, other) == report
