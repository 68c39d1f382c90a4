"""Instances for the tests that end, starve and lock them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.running import Instance, instance


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Instance]:
    """An instance on SQLite whose server is not started yet."""
    folder = tmp_path / "instance"
    with instance(folder, f"sqlite:///{folder / 'pollsvc.db'}") as made:
        yield made
