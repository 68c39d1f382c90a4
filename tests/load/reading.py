"""What reading costs as responses grow, and what a chart costs beside its drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from pollsvc.charts import Bar, Picture, Size, draw
from tests.load.figures import Figure, NotMeasuredError, Pace
from tests.load.stores import Store
from tests.make import IFRI_COUNTS, IFRI_LABELS, IFRI_PERCENTS, IFRI_TEXT

if TYPE_CHECKING:
    from flask import Flask

FEW = 100
_PIXELS: dict[Size, tuple[int, int]] = {"page": (1600, 900), "share": (1200, 630)}


def growing(store: Store, pace: Pace) -> list[Figure]:
    """The results page with few and with many responses, never from kept bytes."""
    from pollsvc.app import create_app
    from pollsvc.config import load_settings

    few, many = store.add_filled_poll(FEW), store.add_filled_poll(pace.rows)
    settings = load_settings(store.instance, database_url=store.url)
    app = create_app(settings)
    pages = {slug: page_of(app, slug) for slug in (few, many)}
    sheets = {slug: _sheet(app, slug) for slug in (few, many)}
    small, large = in_turn([pages[few], pages[many]], pace.reads)
    small_sheet, large_sheet = in_turn([sheets[few], sheets[many]], pace.reads)
    _release(app)
    return [
        Figure(
            f"results page at {pace.rows:,} responses ÷ at {FEW}",
            large / small,
            "×",
            1.1,
            f"in process, not from kept bytes, read and rendered, {pace.reads} each in turn, "
            f"medians {large * 1000:.2f} ÷ {small * 1000:.2f} ms; votes spread over 30 days",
        ),
        Figure(
            f"its sheet alone at {pace.rows:,} ÷ at {FEW}",
            large_sheet / small_sheet,
            "×",
            1.1,
            f"`result_sheet`, same way, {large_sheet * 1e6:,.0f} ÷ {small_sheet * 1e6:,.0f} µs",
        ),
    ]


def drawing(pace: Pace) -> list[Figure]:
    """The program's chart over matplotlib's own of the same bars, both warm."""
    return [_drawn(size, max(4, pace.reads // 12)) for size in ("page", "share")]


def in_turn(acts: Sequence[Callable[[], object]], times: int) -> list[float]:
    """The median seconds of each act, after three of each that do not count."""
    found: list[list[float]] = [[] for _ in acts]
    for turn in range(times + 3):
        for act, seconds in zip(acts, found, strict=True):
            begin = perf_counter()
            act()
            if turn >= 3:
                seconds.append(perf_counter() - begin)
    return [median(seconds) for seconds in found]


def page_of(app: Flask, slug: str) -> Callable[[], object]:
    """An act that reads a poll's results page, rendered anew each time."""
    from werkzeug.test import EnvironBuilder

    from pollsvc.results.queries import forget_sheets

    path = f"/p/{slug}/results"
    builder = EnvironBuilder(path, base_url="http://127.0.0.1")
    builder.headers["Accept-Encoding"] = "gzip"
    environ = builder.get_environ()
    got: list[str] = []

    def start(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], object]:
        got[:] = [status]
        return lambda _data: None

    def act() -> None:
        app.extensions["kept"]._entries.clear()
        forget_sheets()
        answer = app.wsgi_app(dict(environ), start)
        b"".join(answer)
        getattr(answer, "close", lambda: None)()
        if not got[0].startswith("200"):
            raise NotMeasuredError(f"{path}: {got[0]}")

    return act


def _sheet(app: Flask, slug: str) -> Callable[[], object]:
    from pollsvc.polls.queries import poll_by_slug
    from pollsvc.results.queries import forget_sheets, result_sheet
    from pollsvc.web.clock import now

    def act() -> None:
        forget_sheets()
        with app.app_context():
            result_sheet(poll_by_slug(slug), now())

    return act


def _release(app: Flask) -> None:
    from pollsvc.store.db import db

    with app.app_context():
        db.engine.dispose()


def _drawn(size: Size, times: int) -> Figure:
    figures = zip(IFRI_LABELS, IFRI_COUNTS, IFRI_PERCENTS, strict=True)
    picture = Picture(
        title=IFRI_TEXT,
        bars=tuple(
            Bar(label=label, percent_text=f"{percent}%", count_text=f"{n}", share=n / 108)
            for label, n, percent in figures
        ),
        subtitle="Share of 108 votes",
        foot="n = 108",
        site_name="Reader polls",
    )
    ours, bare = in_turn([lambda: draw(picture, "png", size), lambda: _bare(picture, size)], times)
    return Figure(
        f"chart as PNG, size {size}, warm ÷ bare matplotlib",
        ours / bare,
        "×",
        1.1,
        f"`charts.draw` ÷ `Figure`, `barh`, `savefig` of the same bars at the same pixels, "
        f"{times} each in turn, medians {ours * 1000:.0f} ÷ {bare * 1000:.0f} ms",
    )


def _bare(picture: Picture, size: Size) -> bytes:
    from matplotlib.figure import Figure as Canvas

    width, height = _PIXELS[size]
    figure = Canvas(figsize=(width / 100, height / 100), dpi=100)
    axes = figure.subplots()
    bars = axes.barh([bar.label for bar in picture.bars], [bar.share or 0 for bar in picture.bars])
    axes.bar_label(bars, [bar.percent_text for bar in picture.bars])
    axes.invert_yaxis()
    axes.set_title(picture.title)
    axes.set_xlabel(picture.subtitle)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
