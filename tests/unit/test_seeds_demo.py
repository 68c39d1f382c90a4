"""What the demonstration says of seeds that it does not load anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pollsvc.cli.serve import _load_seeds
from pollsvc.config import load_settings
from pollsvc.imports import actions
from pollsvc.imports.faults import DefinitionFaultsError, Fault
from pollsvc.store import schema

FAULT = Fault("x.yaml", 1, 1, "", "no")


@pytest.mark.parametrize(("partly", "said"), [(True, "the next start goes on"), (False, "kept as")])
def test_a_seed_whose_sample_broke_off_is_not_said_to_be_an_older_one(
    partly: bool,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: Any) -> None:
        raise DefinitionFaultsError([FAULT], is_partly_written=partly)

    monkeypatch.setattr(actions, "load", refuse)
    settings = replace(load_settings(instance=tmp_path), base_url="http://localhost")
    schema.upgrade(settings.database_url)
    _load_seeds(settings)
    out = "".join(capsys.readouterr())
    assert f"two-minutes: not all sample responses are there; {said}" in out or (
        not partly and f"{said} it was loaded first: two-minutes" in out
    )
