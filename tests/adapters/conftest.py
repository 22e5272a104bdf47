"""A tiny base model and a registry with two subjects, written by hand for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.base import Base
from adapters.registry import Registry
from tests.adapters import tiny


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """A base model of two layers."""
    return tiny.write_base(tmp_path / "base")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """An empty registry."""
    return Registry(tmp_path / "registry")
