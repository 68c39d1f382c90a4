"""Charts that are no lists of bars: columns, bars cut into segments, small tables."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from pollsvc.charts import Bar, Format, Picture, Size, draw
from pollsvc.charts.columns import Columns
from pollsvc.charts.marks import ACCENT, Drawing
from pollsvc.charts.palette import palette_of
from pollsvc.charts.parts import COLUMNS, KEYS, Column, Grid, Key, Mark, Part, Strip, Strips
from pollsvc.charts.tones import fill_of, grey, written_on
from pollsvc.charts.typesetter import Typesetter

SVG = "{http://www.w3.org/2000/svg}"
ENDS = ("Very bad", "", "Neither good nor bad", "", "Very good")
SCALE = Picture(
    title="How would you rate relations today?",
    columns=(
        *(
            Column(
                label=str(number),
                words=words,
                percent_text=f"{10 * number}%",
                count_text=f"({number})",
                share=number / 10,
            )
            for number, words in enumerate(ENDS)
        ),
        Column(label="Don’t know", percent_text="5%", count_text="(1)", share=0.05, is_beside=True),
    ),
    mark=Mark(place=2.4, text="Average 2.4"),
    subtitle="Share of 20 people",
    notes=("Source: a reader survey.",),
    foot="n = 20",
    site_name="Herald",
)
KEY = (
    Key(label="Unlikely", tone=-5),
    Key(label="As likely as not"),
    Key(label="Likely", tone=5),
    Key(label="Don’t know", is_beside=True),
)


def strip(label: str, left: float, middle: float, right: float, beside: float) -> Strip:
    """A bar on both sides of its middle, as ``domain.scales`` gives it."""
    half = middle / 2
    parts = ((-half - left, left), (-half, middle), (half, right), (0.0, beside))
    return Strip(
        label=label,
        note="n = 20",
        parts=tuple(
            Part(start=start, width=width, text=f"{100 * width:.0f}", said=f"{100 * width:.0f}%")
            for start, width in parts
        ),
    )


LIKELY = Picture(
    title="How likely is each of these?",
    strips=Strips(
        key=KEY,
        rows=(strip("Peace", 0.4, 0.3, 0.2, 0.1), strip("War", 0.1, 0.1, 0.8, 0.0)),
        both_ways=True,
    ),
)
ROUNDS = Grid(
    title="Rounds",
    head=("Round 1", "Round 2"),
    rows=(("Energy", ("19", "31")), ("Trade", ("15", "–"))),
    note="Trade left.",
)
TABLE = Picture(title="Which of these in each country?", grid=ROUNDS)
KINDS = {"columns": SCALE, "strips": LIKELY, "grid": TABLE}


def texts_of(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def said_of(svg: bytes) -> list[str]:
    return (ET.fromstring(svg).findtext(f"{SVG}desc") or "").splitlines()


def colours_of(png: bytes) -> set[str]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = image.getcolors(1 << 24) or []
    return {"#" + bytes(color).hex() for _, color in pixels if isinstance(color, tuple)}


def widths_of(svg: bytes, colour: str) -> list[float]:
    """Widths of the boxes of a colour, in the units of the SVG."""
    paths = re.findall(rf'<path d="([^"]+)"[^>]*style="fill: {colour}', svg.decode())
    found = []
    for path in paths:
        across = [float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", path)]
        found.append(max(across) - min(across))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize("format", get_args(Format))
def test_every_chart_is_drawn_the_same_every_time(kind: str, size: Size, format: Format) -> None:
    assert draw(KINDS[kind], format, size) == draw(KINDS[kind], format, size)


@pytest.mark.parametrize("size", get_args(Size))
def test_columns_have_percents_counts_labels_and_the_mean(size: Size) -> None:
    texts = texts_of(draw(SCALE, "svg", size))
    for wanted in ("40%", "(4)", "4", "Very bad", "Neither good nor bad", "Average 2.4"):
        assert wanted in texts


def test_columns_are_said_in_words() -> None:
    said = said_of(draw(SCALE, "svg", "page"))
    assert "0 Very bad: 0% (0)" in said
    assert "Don’t know: 5% (1)" in said
    assert "Average 2.4" in said


def test_columns_without_a_mark_or_votes_are_drawn() -> None:
    empty = tuple(replace(one, share=None, percent_text="–") for one in SCALE.columns)
    svg = draw(replace(SCALE, columns=empty, mark=None), "svg", "page")
    assert texts_of(svg).count("–") == 6
    assert widths_of(svg, fill_of(5)) != []  # the rule above the title alone


def test_a_mark_off_the_scale_is_drawn_at_its_end() -> None:
    for place in (-9.0, 99.0):
        marked = replace(SCALE, mark=Mark(place=place, text="Average"))
        assert "Average" in texts_of(draw(marked, "svg", "page"))


def stretches(number: int, label: str, count: str = "(1)") -> Picture:
    columns = tuple(
        Column(label=label.format(one), percent_text="5%", count_text=count, share=0.05)
        for one in range(number)
    )
    return replace(SCALE, columns=columns, mark=None)


def test_labels_without_room_are_written_under_some_columns_only() -> None:
    texts = texts_of(draw(stretches(20, "10{:02}–1099"), "svg", "page"))
    assert "1000–1099" in texts
    assert "1001–1099" not in texts


def test_long_words_under_columns_are_set_in_lines() -> None:
    texts = texts_of(draw(stretches(5, "Neither agree nor disagree at all {}"), "svg", "page"))
    assert any(one.startswith("Neither") for one in texts)


def test_words_that_never_fit_are_set_small_under_every_column() -> None:
    texts = texts_of(draw(stretches(3, "W" * 60 + "{}"), "svg", "page"))
    assert sum(one.startswith("WW") for one in texts) >= 3


def test_counts_without_room_are_left_out_and_percents_stay() -> None:
    texts = texts_of(draw(stretches(40, "{}", count="(1,000,000)"), "svg", "page"))
    assert "(1,000,000)" not in texts
    assert "5%" in texts


def test_a_chart_has_an_end_however_many_columns_it_is_given() -> None:
    texts = texts_of(draw(stretches(COLUMNS + 9, "{}"), "svg", "page"))
    assert texts.count("5%") == COLUMNS


@pytest.mark.parametrize(("number", "part"), [(1, 0.2), (2, 0.2), (10, 0.074)])
def test_few_columns_are_no_blocks(number: int, part: float) -> None:
    setter = Typesetter(rtl=False, sans_title=False)
    mark = Mark(place=0.0, text="Average 1")
    drawing = Drawing(1000.0, 400.0)
    Columns.of(stretches(number, "{}").columns, mark, setter, 1000.0).put(drawing, 0.0, 0.0)
    bars = [box for box in drawing.boxes if box.color == ACCENT]
    assert [box.width for box in bars] == pytest.approx([1000 * part] * number)
    assert bars[0].x + bars[0].width / 2 == pytest.approx(500 / number)


def test_a_single_column_is_drawn() -> None:
    one = replace(SCALE.columns[4], words="Very good")
    assert "Very good" in texts_of(draw(replace(SCALE, columns=(one,)), "svg", "page"))


@pytest.mark.parametrize("size", get_args(Size))
def test_segments_have_their_figures_rows_and_key(size: Size) -> None:
    texts = texts_of(draw(LIKELY, "svg", size))
    for wanted in ("Peace", "War", "Unlikely", "Don’t know", "40", "80", "n = 20"):
        assert wanted in texts


def test_segments_are_said_with_their_percents() -> None:
    said = said_of(draw(LIKELY, "svg", "page"))
    assert "Peace (n = 20): Unlikely 40%; As likely as not 30%; Likely 20%; Don’t know 10%" in said


def test_segments_are_as_wide_as_their_shares_on_one_scale() -> None:
    svg = draw(LIKELY, "svg", "page")
    first, second = (width + 1.5 for width in widths_of(svg, fill_of(-5))[1:])
    assert first / second == pytest.approx(4, rel=0.02)


def test_brown_leads_over_a_middle_to_blue_and_grey_stands_beside() -> None:
    colours = colours_of(draw(LIKELY, "png", "page"))
    assert {fill_of(-5), fill_of(0), fill_of(5), grey(0)} <= colours


def test_bars_without_a_middle_follow_on_each_other_over_the_whole_width() -> None:
    key = (Key(label="A", tone=-5), Key(label="B", tone=5), Key(label="?", is_beside=True))
    parts = tuple(
        Part(start=start, width=width, text="")
        for start, width in ((0, 0.5), (0.5, 0.3), (0.8, 0.2))
    )
    plain = replace(LIKELY, strips=Strips(key=key, rows=(Strip(label="Row", parts=parts),)))
    svg = draw(plain, "svg", "page")
    widths = [widths_of(svg, fill)[-1] + 1.5 for fill in (fill_of(-5), fill_of(5), grey(0))]
    assert widths == pytest.approx([376, 225.6, 150.4], abs=0.1)


def test_figures_stand_only_where_they_have_room() -> None:
    rows = (strip("Narrow", 0.01, 0.02, 0.97, 0.0), strip("None", 0, 0, 0, 0))
    texts = texts_of(
        draw(replace(LIKELY, strips=Strips(key=KEY, rows=rows, both_ways=True)), "svg", "page")
    )
    assert "97" in texts
    assert not {"0", "1", "2"} & set(texts)


def test_a_figure_in_the_middle_stands_beside_the_line_or_not_at_all() -> None:
    rows = (strip("Narrow", 0.45, 0.03, 0.52, 0.0),)
    strips = Strips(key=KEY, rows=rows, both_ways=True)
    texts = texts_of(draw(replace(LIKELY, strips=strips), "svg", "page"))
    assert "45" in texts
    assert "3" not in texts


def test_bars_that_nobody_answered_are_drawn_empty() -> None:
    empty = Strips(key=KEY, rows=(strip("None", 0, 0, 0, 0),), both_ways=True)
    assert "None" in texts_of(draw(replace(LIKELY, strips=empty), "svg", "page"))


def test_a_key_runs_over_several_lines_and_has_an_end() -> None:
    key = tuple(Key(label=f"A rather long answer, number {one}") for one in range(KEYS + 5))
    parts = tuple(Part(start=one / 20, width=0.05, text="5") for one in range(KEYS + 5))
    strips = Strips(key=key, rows=(Strip(label="", parts=parts),))
    texts = texts_of(draw(replace(LIKELY, strips=strips), "svg", "page"))
    assert sum(one.startswith("A rather") for one in texts) == KEYS
    assert draw(replace(LIKELY, strips=strips), "png", "page").startswith(b"\x89PNG")


def test_rows_without_room_are_left_out_and_counted() -> None:
    rows = tuple(strip(f"Row {one}", 0.4, 0.3, 0.2, 0.1) for one in range(7))
    strips = Strips(key=KEY, rows=rows, both_ways=True)
    texts = texts_of(draw(replace(LIKELY, strips=strips, more_text="and 2 more"), "svg", "share"))
    assert "Row 4" in texts
    assert "Row 5" not in texts
    assert "and 2 more" in texts


@pytest.mark.parametrize("size", get_args(Size))
def test_a_table_has_its_heads_rows_and_note(size: Size) -> None:
    texts = texts_of(draw(TABLE, "svg", size))
    for wanted in ("Rounds", "Round 1", "Energy", "19", "–", "Trade left."):
        assert wanted in texts


def test_a_table_is_said_in_words() -> None:
    said = said_of(draw(TABLE, "svg", "page"))
    assert said[:4] == ["Rounds", "Round 1; Round 2", "Energy: 19; 31", "Trade: 15; –"]


def test_a_table_without_columns_is_drawn() -> None:
    bare = Grid(title="", head=(), rows=(("Energy", ()),))
    assert "Energy" in texts_of(draw(replace(TABLE, grid=bare), "svg", "page"))


def test_rounds_stand_under_the_bars_of_a_page_and_not_in_the_picture_to_share() -> None:
    bars = (Bar(label="Energy", share=0.5, percent_text="50%", count_text=""),)
    both = replace(TABLE, bars=bars)
    assert "Round 1" in texts_of(draw(both, "svg", "page"))
    assert "Round 1" not in texts_of(draw(both, "svg", "share"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", get_args(Size))
def test_sample_data_are_said_to_be_invented_in_the_picture(kind: str, size: Size) -> None:
    sample = replace(KINDS[kind], sample="Sample data: invented.")
    svg = draw(sample, "svg", size)
    assert "Sample data: invented." in texts_of(svg)
    assert "Sample data: invented." in said_of(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_right_to_left_a_chart_is_seen_in_a_mirror(kind: str) -> None:
    rtl = replace(KINDS[kind], rtl=True, language="ar")
    assert draw(rtl, "png", "page") != draw(KINDS[kind], "png", "page")
    assert texts_of(draw(rtl, "svg", "page")) == texts_of(draw(KINDS[kind], "svg", "page"))


def test_texts_of_every_chart_are_made_fit() -> None:
    odd = "a\ud800\x00\u202e " + "long " * 900
    pictures = (
        replace(SCALE, columns=(replace(SCALE.columns[0], label=odd, words=odd),), sample=odd),
        replace(SCALE, mark=Mark(place=1.0, text=odd)),
        replace(LIKELY, strips=Strips(key=(Key(label=odd),), rows=(Strip(label=odd, parts=()),))),
        replace(TABLE, grid=Grid(title=odd, head=(odd,), rows=((odd, (odd,)),), note=odd)),
    )
    for picture in pictures:
        for size in get_args(Size):
            ET.fromstring(draw(picture, "svg", size))


@pytest.mark.parametrize("tone", [*range(-5, 6), 9])
def test_figures_on_segments_can_be_read(tone: int) -> None:
    from pollsvc.domain.colour import contrast

    assert contrast(fill_of(tone), written_on(fill_of(tone))) >= 4.5


def test_a_palette_has_room_for_256_colours() -> None:
    further = tuple(f"#{one:02x}4020" for one in range(0, 250, 8))
    palette, _ = palette_of("#0b4f9e", further)
    assert len(palette) <= 256 * 3
