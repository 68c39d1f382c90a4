"""Charts of the same asked before and after: two bars an answer, and by how much they differ."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from pollsvc.charts import PAGE_BARS, SHARE_BARS, Bar, Format, Picture, Shift, Size, draw
from pollsvc.charts.marks import ACCENT
from pollsvc.charts.parts import Grid
from pollsvc.charts.picture import in_words
from pollsvc.charts.share import share_drawing
from pollsvc.charts.tones import BESIDE
from pollsvc.charts.typesetter import Typesetter

FOOT = 537
SVG = "{http://www.w3.org/2000/svg}"


def at(name: str, share: float | None) -> Bar:
    """A bar for one time; ``None`` where it was not asked."""
    if share is None:
        return Bar(label=name, percent_text="", count_text="not asked")
    return Bar(label=name, percent_text=f"{share:.0%}", count_text="(4)", share=share)


def shift(label: str, before: float | None, after: float | None, **other: str) -> Shift:
    values = {"label": label, "by": "+5.0 points", **other}
    return Shift(**values, before=at("Before", before), after=at("After", after))


PAIR = Picture(
    title="Will it improve?",
    subtitle="Before: n = 10. After: n = 20.",
    shifts=(shift("Yes", 0.25, 0.3), shift("No", 0.75, None, by="", note="Before it read “Nope”.")),
    notes=("The two groups are not paired.",),
    foot="n = 10 before, 20 after",
    site_name="Herald",
)


def texts_of(svg: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def widths_of(svg: bytes, colour: str) -> list[float]:
    """How wide the boxes of this colour are, from the top down."""
    box = rf'<path d="M ([\d.]+) [^"]*?L ([\d.]+) [^"]*"[^>]*fill: {colour}'
    ends = re.findall(box, svg.decode())
    return [round(abs(float(end) - float(start)), 1) for start, end in ends]


@pytest.mark.parametrize("format", get_args(Format))
@pytest.mark.parametrize("size", get_args(Size))
def test_a_shift_is_drawn_the_same_every_time(size: Size, format: Format) -> None:
    assert draw(PAIR, format, size) == draw(PAIR, format, size)


@pytest.mark.parametrize("size", get_args(Size))
def test_both_times_stand_with_their_figures_and_the_shift(size: Size) -> None:
    texts = texts_of(draw(PAIR, "svg", size))
    for said in ("Yes", "+5.0 points", "25%", "30%", "(4)", "not asked"):
        assert said in texts
    assert texts.count("Before") == texts.count("After") == 2


def test_bars_are_as_wide_as_their_shares_and_what_was_not_asked_has_none() -> None:
    svg = draw(PAIR, "svg", "page")
    first, second = widths_of(svg, BESIDE)
    (after,) = widths_of(svg, ACCENT)[1:]
    assert second == pytest.approx(3 * first, rel=0.01)
    assert after == pytest.approx(1.2 * first, rel=0.01)


def test_somebody_is_always_seen_and_nobody_never() -> None:
    picture = replace(PAIR, shifts=(shift("Rare", 0.0001, 0.0),))
    assert widths_of(draw(picture, "svg", "page"), BESIDE) == [1.5]


def test_notes_of_answers_stand_on_the_page_only() -> None:
    note = "Before it read “Nope”."
    assert note in texts_of(draw(PAIR, "svg", "page"))
    assert note not in texts_of(draw(PAIR, "svg", "share"))


def test_a_shift_is_said_in_words() -> None:
    said = in_words(PAIR, "page")
    assert "Yes: Before: 25% (4); After: 30% (4); +5.0 points" in said
    assert "No: Before it read “Nope”.; Before: 75% (4); After: not asked" in said


@pytest.mark.parametrize(("size", "most"), [("page", PAGE_BARS), ("share", SHARE_BARS)])
def test_answers_without_room_are_left_out_and_counted(size: Size, most: int) -> None:
    rows = tuple(shift(f"Answer {number}", 0.1, 0.2) for number in range(most + 3))
    picture = replace(PAIR, shifts=rows, more_text="and more", page_more_text="and more")
    texts = texts_of(draw(picture, "svg", size))
    assert sum(one.startswith("Answer") for one in texts) == most
    assert "and more" in texts


def test_a_table_stands_alone_where_there_are_no_bars() -> None:
    grid = Grid(title="", head=("Before", "After", "Shift"), rows=(("Mean", ("1", "2", "+1")),))
    alone = replace(PAIR, shifts=(), grid=grid)
    assert "Mean" in texts_of(draw(alone, "svg", "share"))
    assert "Mean" not in texts_of(draw(replace(PAIR, grid=grid), "svg", "share"))


def test_the_picture_to_share_keeps_above_its_foot_with_five_answers() -> None:
    rows = tuple(shift(f"Answer {number}", 0.1, 0.2) for number in range(SHARE_BARS + 1))
    picture = replace(
        PAIR,
        title="A question of some length " * 6,
        shifts=rows,
        sample="Invented.",
        more_text="more",
    )
    drawing = share_drawing(picture, Typesetter(rtl=False, sans_title=False))
    assert max(one.y for one in drawing.words if one.text == "more") < FOOT


def test_right_to_left_a_shift_is_seen_in_a_mirror() -> None:
    rtl = replace(PAIR, rtl=True, language="ar")
    assert draw(rtl, "png", "page") != draw(PAIR, "png", "page")
    assert texts_of(draw(rtl, "svg", "page")) == texts_of(draw(PAIR, "svg", "page"))
