"""What leaves the page as a picture: the same figures, the same bytes, every script."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pollsvc.charts import PAGE_BARS, Bar, Format, Picture, Size, draw
from pollsvc.charts.page import axis_end

SVG = "{http://www.w3.org/2000/svg}"
GOALS = Picture(
    title="In your opinion, what are the US long-term goals for Russia?",
    bars=tuple(
        Bar(label=label, share=count / 108, percent_text=percent, count_text=f"({count})")
        for label, count, percent in (
            ("U.S. wants to establish partnership relations with Russia", 33, "31%"),
            ("U.S. wants to deter Russia’s military and political activity", 30, "28%"),
            ("U.S. wants to dissolve Russia", 24, "22%"),
            ("U.S. wants to establish alliance relations with Russia", 21, "19%"),
        )
    ),
    subtitle="Share of 108 votes",
    notes=("This is a poll of readers who chose to take part.", "Source: a reader poll. n = 108."),
    foot="Reader poll · n = 108",
    site_name="Meridian Institute",
)
IN_ARABIC = replace(
    GOALS,
    title="برأيك، ما الأهداف البعيدة المدى للولايات المتحدة تجاه روسيا؟",
    bars=(
        Bar(
            label="تريد الولايات المتحدة تفكيك روسيا",
            share=0.6,
            percent_text="60%",
            count_text="(6)",
        ),
        Bar(label="IFRI", share=0.4, percent_text="40%", count_text="(4)"),
    ),
    notes=("Meridian Institute: استطلاع قرّاء.",),
    language="ar",
    rtl=True,
)
IN_JAPANESE = replace(
    GOALS, title="米国のロシアに対する長期的な目標は何だと思いますか。", language="ja"
)


def poll_of(*labels: str) -> Picture:
    bars = tuple(Bar(label=one, share=0.5, percent_text="50%", count_text="(5)") for one in labels)
    return replace(GOALS, bars=bars)


def texts_of(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def accents_of(png: bytes) -> NDArray[np.bool_]:
    """Which pixels have the colour of the bars."""
    accent: NDArray[np.bool_] = (np.asarray(pixels_of(png)) == (0x0B, 0x4F, 0x9E)).all(axis=2)
    return accent


def pixels_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize("format", get_args(Format))
def test_the_same_picture_is_the_same_bytes_in_every_thread(format: Format, size: Size) -> None:
    with ThreadPoolExecutor(4) as pool:
        charts = set(pool.map(lambda _: draw(GOALS, format, size), range(3)))
    assert len(charts) == 1


def test_another_process_draws_the_same_bytes() -> None:
    program = (
        "import hashlib, sys\n"
        "from pollsvc.charts import *\n"
        "picture = eval(sys.argv[1])\n"
        "for format in ('svg', 'png', 'pdf'):\n"
        "    print(hashlib.sha256(draw(picture, format, 'page')).hexdigest())\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, repr(GOALS)], capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(draw(GOALS, one, "page")).hexdigest() for one in ("svg", "png", "pdf")]
    assert found.stdout.split() == here


def test_importing_the_charts_does_not_import_matplotlib() -> None:
    program = "import sys, pollsvc.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_pyplot_is_never_imported() -> None:
    draw(GOALS, "png", "share")
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize(("format", "size"), [("gif", "page"), ("png", "huge")])
def test_an_unknown_format_or_size_is_refused(format: str, size: str) -> None:
    with pytest.raises(ValueError, match="no chart of format"):
        draw(GOALS, format, size)  # type: ignore[arg-type]


def test_the_svg_keeps_its_text_as_text() -> None:
    texts = texts_of(draw(GOALS, "svg", "page"))
    for wanted in (GOALS.title, "U.S. wants to dissolve Russia", "31%", "(33)", *GOALS.notes):
        assert wanted in texts


def test_the_svg_says_what_it_shows() -> None:
    root = ET.fromstring(draw(GOALS, "svg", "page"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == GOALS.title
    assert "U.S. wants to dissolve Russia: 22% (24)" in (root.findtext(f"{SVG}desc") or "")


def test_the_svg_asks_for_fonts_that_readers_have() -> None:
    svg = draw(GOALS, "svg", "page").decode()
    assert "sans-serif" in svg
    assert "Pollsvc" not in svg


def test_the_axis_runs_from_zero_to_the_next_ten() -> None:
    texts = texts_of(draw(GOALS, "svg", "page"))
    assert [one for one in texts if one in ("0", "10", "20", "30", "40", "40%", "50%")] == [
        "0",
        "10",
        "20",
        "30",
        "40%",
    ]


@pytest.mark.parametrize(
    ("shares", "end"),
    [
        ((0.3, 0.7), 70),
        ((0.701,), 80),
        ((0.004,), 10),
        ((1.0,), 100),
        ((0.0, None), 100),
        ((), 100),
    ],
)
def test_the_axis_ends_at_the_next_ten(shares: tuple[float | None, ...], end: int) -> None:
    bars = tuple(Bar(label="a", share=one, percent_text="", count_text="") for one in shares)
    assert axis_end(bars) == end


def test_an_axis_without_room_numbers_every_second_ten() -> None:
    bars = (
        Bar(label="W" * 40, share=0.87, percent_text="87%", count_text="(8,700,000 of 10,000,000)"),
    )
    texts = texts_of(draw(replace(GOALS, bars=bars), "svg", "page"))
    assert [one for one in texts if re.fullmatch(r"\d+%?", one)] == [
        "0",
        "20",
        "40",
        "60",
        "80%",
        "87%",
    ]


def test_the_axis_prints_percents_as_the_language_does() -> None:
    french = replace(GOALS, percent_pattern="{}\u00a0%")
    assert "40\u00a0%" in texts_of(draw(french, "svg", "page"))


def test_the_share_picture_is_1200_by_630_pixels() -> None:
    assert pixels_of(draw(GOALS, "png", "share")).size == (1200, 630)


def test_the_page_picture_is_1600_pixels_wide_and_grows_with_its_bars() -> None:
    few, many = (pixels_of(draw(poll_of(*"ab" * times), "png", "page")).size for times in (1, 5))
    assert few[0] == many[0] == 1600
    assert many[1] > few[1] + 200


def test_the_paper_is_white_and_the_bars_have_the_accent_colour() -> None:
    colors = {color for _, color in pixels_of(draw(GOALS, "png", "page")).getcolors(1 << 24) or []}
    assert {(255, 255, 255), (0x0B, 0x4F, 0x9E), (0x16, 0x20, 0x2C)} <= colors


@pytest.mark.parametrize("size", ["page", "share"])
def test_a_publishers_accent_takes_the_place_of_ours(size: Size) -> None:
    picture = draw(replace(GOALS, accent="#8a1b1b"), "png", size)
    found = {color for _, color in pixels_of(picture).getcolors(1 << 24) or []}
    assert (0x8A, 0x1B, 0x1B) in found
    assert (0x0B, 0x4F, 0x9E) not in found
    assert draw(replace(GOALS, accent="red; }"), "svg", size) == draw(GOALS, "svg", size)


def test_a_bar_is_as_long_as_its_share() -> None:
    bars = tuple(
        Bar(label="a", share=one, percent_text="x", count_text="") for one in (0.4, 0.1, 0.0)
    )
    accent = accents_of(draw(replace(GOALS, bars=bars), "png", "page"))
    lengths = sorted({int(length) for length in accent[100:].sum(axis=1) if length})
    assert lengths[1] == pytest.approx(4 * lengths[0], rel=0.02)
    assert len(lengths) == 2


def test_a_share_of_one_in_ten_thousand_is_still_seen() -> None:
    bars = tuple(
        Bar(label="a", share=one, percent_text="", count_text="") for one in (0.9999, 0.0001)
    )
    picture = replace(GOALS, bars=bars)
    nothing = replace(picture, bars=(bars[0], replace(bars[1], share=0.0)))
    assert draw(picture, "png", "share") != draw(nothing, "png", "share")


def test_right_to_left_the_bars_grow_leftwards() -> None:
    left, right = (
        accents_of(draw(picture, "png", "page")) for picture in (GOALS, replace(GOALS, rtl=True))
    )
    assert (left == right[:, ::-1]).mean() > 0.999
    assert (left != right).any()


def test_right_to_left_lines_say_so_in_the_svg() -> None:
    lines = {
        element.text: element
        for element in ET.fromstring(draw(IN_ARABIC, "svg", "page")).iter(f"{SVG}text")
    }
    arabic, latin = lines["تريد الولايات المتحدة تفكيك روسيا"], lines["IFRI"]
    assert arabic.get("direction") == "rtl"
    assert "text-anchor: start" in (arabic.get("style") or "")
    assert latin.get("direction") is None
    assert "text-anchor: end" in (latin.get("style") or "")


def test_an_arabic_sentence_that_begins_in_latin_is_set_right_to_left() -> None:
    plain = replace(IN_ARABIC, rtl=False, notes=("Meridian Institute: استطلاع قرّاء.",))
    assert draw(IN_ARABIC, "png", "page") != draw(plain, "png", "page")
    assert 'direction="rtl"' in draw(IN_ARABIC, "svg", "page").decode()


def test_a_line_that_begins_against_its_paragraph_is_turned() -> None:
    note = "Meridian Institute " * 5 + "مرحبا " * 40
    assert draw(replace(GOALS, notes=(note,)), "png", "page").startswith(b"\x89PNG")


def test_the_share_picture_takes_short_labels_and_counts_the_answers_left_out() -> None:
    bars = tuple(
        Bar(label=f"Long {one}", short=f"Short {one}", percent_text="1%", count_text="")
        for one in range(7)
    )
    picture = replace(GOALS, bars=bars, more_text="and 2 more answers")
    share, page = (texts_of(draw(picture, "svg", size)) for size in ("share", "page"))
    assert "Short 4" in share
    assert "Short 5" not in share
    assert "and 2 more answers" in share
    assert "Long 6" in page
    assert "and 2 more answers" not in page


def test_the_share_picture_of_few_answers_leaves_out_nothing() -> None:
    assert "and more" not in texts_of(draw(replace(GOALS, more_text="and more"), "svg", "share"))


def test_the_share_picture_shrinks_a_long_foot_to_two_lines() -> None:
    foot = "Reader poll, from 16 to 30 September 2013 · 108 votes · not a random sample"
    foot += " of anybody, and no more than that"
    texts = texts_of(draw(replace(GOALS, foot=foot), "svg", "share"))
    assert foot not in texts
    assert any(one.startswith("Reader poll, from 16") for one in texts)
    assert any(one.endswith("no more than that") for one in texts)


@pytest.mark.parametrize("size", get_args(Size))
def test_a_notice_stands_where_the_results_are_hidden(size: Size) -> None:
    notice = "Results come out on 30 September."
    hidden = replace(GOALS, bars=(), subtitle="", notes=(), notice=notice)
    texts = texts_of(draw(hidden, "svg", size))
    assert notice in texts
    assert not [one for one in texts if "%" in one]


def test_without_votes_there_are_dashes_and_no_bars() -> None:
    bars = tuple(Bar(label=one, percent_text="–", count_text="(0)") for one in ("Yes", "No"))
    texts = texts_of(draw(replace(GOALS, bars=bars), "svg", "page"))
    assert texts.count("–") == 2
    assert "100%" in texts


def test_a_page_has_at_most_thirty_bars_and_says_how_many_are_left_out() -> None:
    picture = poll_of(*(f"answer {one}" for one in range(1, PAGE_BARS + 21)))
    svg = draw(replace(picture, page_more_text="and 20 more answers"), "svg", "page")
    texts = texts_of(svg)
    assert "answer 30" in texts
    assert "answer 31" not in texts
    assert "and 20 more answers" in texts
    described = (ET.fromstring(svg).findtext(f"{SVG}desc") or "").splitlines()
    assert "answer 30: 50% (5)" in described
    assert "and 20 more answers" in described
    assert "answer 31: 50% (5)" not in described


def test_a_page_with_room_for_all_bars_leaves_out_nothing() -> None:
    picture = replace(poll_of(*["answer"] * PAGE_BARS), page_more_text="and more")
    assert "and more" not in texts_of(draw(picture, "svg", "page"))


def test_a_label_is_drawn_up_to_its_two_hundredth_letter() -> None:
    texts = "".join(texts_of(draw(poll_of("a" * 200, "b" * 201), "svg", "page")))
    assert texts.count("a" * 5) == 40
    assert "b…" in texts


@pytest.mark.parametrize(("bars", "lines"), [(12, 6), (13, 3)])
def test_labels_grow_to_six_lines_and_in_long_lists_to_three(bars: int, lines: int) -> None:
    picture = poll_of(*["W" * 300] * bars)
    texts = texts_of(draw(picture, "svg", "page"))
    assert sum(one.startswith("WW") for one in texts) == bars * lines


def test_japanese_titles_have_no_serifs() -> None:
    assert b"Georgia" in draw(GOALS, "svg", "page")
    assert b"Georgia" not in draw(IN_JAPANESE, "svg", "page")


def test_the_pdf_embeds_its_fonts_and_carries_no_time() -> None:
    pdf = draw(IN_JAPANESE, "pdf", "page")
    assert b"PollsvcSansJapanese-Bold" in pdf
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf


def test_arabic_in_the_pdf_is_drawn_as_shapes() -> None:
    assert b"PollsvcSansArabic" not in draw(IN_ARABIC, "pdf", "page")


def test_drawn_charts_leave_no_figure_behind() -> None:
    import gc

    from matplotlib.figure import Figure

    for number in range(10):
        draw(replace(GOALS, foot=str(number)), "svg", "share")
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Figure)]
