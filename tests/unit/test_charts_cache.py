"""Charts are drawn once, and a folder that cannot be written harms nothing."""

from __future__ import annotations

import errno
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pollsvc.charts import Bar, Picture, cached_draw, draw
from pollsvc.charts import cache as chart_cache
from pollsvc.charts.drawing import in_turn
from pollsvc.charts.seats import Seats
from pollsvc.domain.errors import ChartBusyError

PICTURE = Picture(
    title="Yes or no?",
    bars=(Bar(label="Yes", share=1.0, percent_text="100%", count_text="(3)"),),
)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """The pictures really drawn."""
    pictures: list[Picture] = []

    def counting(picture: Picture, format: str, size: str) -> bytes:
        pictures.append(picture)
        return f"{picture.title} {format} {size}".encode("utf-8", "replace")

    monkeypatch.setattr(chart_cache, "drawn", counting)
    return pictures


def test_a_cached_chart_is_the_drawn_chart(tmp_path: Path) -> None:
    assert cached_draw(PICTURE, "svg", "share", tmp_path) == draw(PICTURE, "svg", "share")


def test_the_same_picture_is_drawn_once(tmp_path: Path, drawn: list[Picture]) -> None:
    first = cached_draw(PICTURE, "svg", "page", tmp_path / "new")
    assert cached_draw(PICTURE, "svg", "page", tmp_path / "new") == first
    assert len(drawn) == 1


def test_another_figure_format_or_size_is_another_chart(
    tmp_path: Path, drawn: list[Picture]
) -> None:
    cached_draw(PICTURE, "svg", "page", tmp_path)
    cached_draw(PICTURE, "svg", "share", tmp_path)
    cached_draw(PICTURE, "png", "page", tmp_path)
    cached_draw(replace(PICTURE, foot="n = 4"), "svg", "page", tmp_path)
    assert len(drawn) == len(list(tmp_path.iterdir())) == 4


def test_a_newer_look_is_drawn_anew(
    tmp_path: Path, drawn: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_draw(PICTURE, "svg", "page", tmp_path)
    monkeypatch.setattr(chart_cache, "DRAWING_VERSION", chart_cache.DRAWING_VERSION + 1)
    cached_draw(PICTURE, "svg", "page", tmp_path)
    assert len(drawn) == 2


def test_broken_text_has_a_place_too(tmp_path: Path, drawn: list[Picture]) -> None:
    cached_draw(replace(PICTURE, title="\ud800"), "svg", "page", tmp_path)
    assert len(list(tmp_path.iterdir())) == len(drawn) == 1


def test_the_oldest_charts_are_forgotten(
    tmp_path: Path, drawn: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chart_cache, "MOST_FILES", 3)
    for age in range(5):
        old = tmp_path / f"{age}.svg"
        old.write_bytes(b"")
        os.utime(old, (1_000_000 - age, 1_000_000 - age))
    cached_draw(PICTURE, "svg", "page", tmp_path)
    assert {"0.svg", "1.svg"} <= {path.name for path in tmp_path.iterdir()}
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_is_a_file_only_means_no_keeping(
    tmp_path: Path, drawn: list[Picture], caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "charts"
    blocked.write_bytes(b"")
    assert cached_draw(PICTURE, "svg", "page", blocked) == b"Yes or no? svg page"
    assert "charts are not kept" in caplog.text


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, drawn: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert cached_draw(PICTURE, "svg", "page", tmp_path) == b"Yes or no? svg page"
    assert list(tmp_path.iterdir()) == []


def test_a_kept_chart_needs_no_seat(
    tmp_path: Path, drawn: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cached_draw(PICTURE, "svg", "page", tmp_path)
    monkeypatch.setattr(chart_cache, "_seats", Seats(most=0))
    assert cached_draw(PICTURE, "svg", "page", tmp_path) == kept
    with pytest.raises(ChartBusyError):
        cached_draw(PICTURE, "png", "page", tmp_path)


def test_a_chart_that_another_process_drew_meanwhile_is_not_drawn_again(
    tmp_path: Path, drawn: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_draw(PICTURE, "svg", "page", tmp_path / "first")
    (made,) = (tmp_path / "first").iterdir()
    seats, go_on = Seats(), threading.Event()
    monkeypatch.setattr(chart_cache, "_seats", seats)
    with ThreadPoolExecutor() as pool:
        in_turn(lambda: str(go_on.wait()).encode())
        asked = pool.submit(cached_draw, PICTURE, "svg", "page", tmp_path)
        while not (seats.taken or asked.done()):
            time.sleep(0.002)
        (tmp_path / made.name).write_bytes(b"drawn by another")
        go_on.set()
        assert asked.result() == b"drawn by another"
    assert len(drawn) == 1
