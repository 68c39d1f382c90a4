"""What leaves the page as a picture: the same figures, the same bytes, every script."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import get_args

import pytest
from PIL import Image

from pollsvc.charts import PAGE_BARS, Bar, Format, Picture, Size, draw
from pollsvc.charts import letters
from pollsvc.charts.marks import Face
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
HOSTILE = (
    "$5 or $10",
    r"pay $\badmacro$ now",
    "$" * 40,
    "W" * 300,
    "مرحبا IFRI (2013)",
    "😀 👩‍👩‍👧 🇫🇷",
    "e\u0301\u0323 Z\u0351\u036b\u0343",
    "</text><script>alert(1)</script>",
    "한국어 라벨",
    "a\x00b\x0bc\ud800d\ufffee",
    "\u202eevil\u202c",
    "\u3000\u2003 wide",
    "",
    "x " * 9000,
)


def poll_of(*labels: str) -> Picture:
    bars = tuple(Bar(label=one, share=0.5, percent_text="50%", count_text="(5)") for one in labels)
    return replace(GOALS, bars=bars)


def texts_of(svg: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def pixels_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize("format", get_args(Format))
def test_the_same_picture_is_the_same_bytes_in_every_thread(format: Format, size: Size) -> None:
    with ThreadPoolExecutor(4) as pool:
        charts = set(pool.map(lambda _: draw(GOALS, format, size), range(4)))
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
    root = ElementTree.fromstring(draw(GOALS, "svg", "page"))
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


def test_an_axis_without_room_numbers_every_second_ten_and_always_the_last() -> None:
    long = "A rather long answer that takes all the room there is for labels, and more"
    bars = (Bar(label=long, share=0.87, percent_text="87%", count_text="(8,700,000)"),)
    texts = texts_of(draw(replace(GOALS, bars=bars), "svg", "page"))
    assert [one for one in texts if re.fullmatch(r"\d+%?", one)] == [
        "10",
        "30",
        "50",
        "70",
        "90%",
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


def test_a_bar_is_as_long_as_its_share() -> None:
    accent = (0x0B, 0x4F, 0x9E)
    bars = tuple(
        Bar(label="a", share=one, percent_text="x", count_text="") for one in (0.4, 0.1, 0.0)
    )
    image = pixels_of(draw(replace(GOALS, bars=bars), "png", "page"))
    runs = [
        sum(image.getpixel((x, y)) == accent for x in range(image.width))
        for y in range(100, image.height)
    ]
    lengths = sorted({length for length in runs if length})
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
    accent = (0x0B, 0x4F, 0x9E)
    image = pixels_of(draw(IN_ARABIC, "png", "page"))
    # Below the title's short rule: the bars alone have the accent colour there.
    places = [
        x
        for y in range(200, image.height, 4)
        for x in range(image.width)
        if image.getpixel((x, y)) == accent
    ]
    label_room = image.width - max(places)
    assert min(places) < image.width / 2
    assert label_room > 300


def test_right_to_left_lines_say_so_in_the_svg() -> None:
    lines = {
        element.text: element
        for element in ElementTree.fromstring(draw(IN_ARABIC, "svg", "page")).iter(f"{SVG}text")
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


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_makes_a_chart_fail(label: str) -> None:
    picture = replace(poll_of(label, "b"), title=label, notes=(label,), site_name=label, foot=label)
    for size in get_args(Size):
        assert draw(picture, "png", size).startswith(b"\x89PNG")
        assert draw(picture, "pdf", size).startswith(b"%PDF")
        ElementTree.fromstring(draw(picture, "svg", size))


def test_dollars_are_not_maths() -> None:
    texts = texts_of(draw(poll_of("from $5 to $10 a day"), "svg", "page"))
    assert "from $5 to $10 a day" in texts


def test_a_label_of_markup_stays_text() -> None:
    label = "</text><script>alert(1)</script>"
    svg = draw(poll_of(label), "svg", "page")
    assert label in texts_of(svg)
    assert b"<script" not in svg


def test_emoji_that_no_font_has_stand_in_the_svg_and_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    letters._instead.cache_clear()
    with caplog.at_level(logging.INFO, "pollsvc.charts.letters"):
        texts = texts_of(draw(poll_of("한국 🦒"), "svg", "page"))
    assert "한국 🦒" in texts
    assert "U+1F992" in caplog.text


def test_invisible_letters_are_left_out_and_rare_blanks_become_plain_ones() -> None:
    letters.set_up()
    drawn = letters.drawable("a\U000e0001b\u1680c", Face.TEXT)
    assert drawn == "ab\u00a0c"


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize(
    "text",
    [
        "Les États-Unis à l’égard de la Russie\u202f? 31\u00a0%",
        "Каковы, на ваш взгляд, долгосрочные цели США в отношении России?",
        "米国のロシアに対する長期的な目標は何だと思いますか。（割合）、～",
        "برأيك، ما الأهداف البعيدة المدى للولايات المتحدة تجاه روسيا؟ قرّاء عامةً \u200e\u200f",
        "Ελλάδα, Łódź, Çeşme, Київ, Қазақстан <1% – … “ ” ≥ €",
    ],
)
def test_our_fonts_have_every_letter(text: str, face: Face) -> None:
    letters.set_up()
    assert letters.drawable(text, face) == text


def test_every_script_has_its_own_bold() -> None:
    letters.set_up()
    strong, text = (letters.font_paths(one) for one in (Face.STRONG, Face.TEXT))
    assert not set(strong) & set(text)


def test_fonts_are_the_files_that_were_vendored() -> None:
    sums = dict(
        reversed(line.split("  "))
        for line in (letters.FOLDER / "SHA256SUMS").read_text().splitlines()
    )
    files = [*letters.FOLDER.glob("*/*")]
    found = {
        str(path.relative_to(letters.FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert found == sums


def test_every_font_has_its_licence_beside_it() -> None:
    for font in letters.FOLDER.glob("*/*.ttf"):
        assert "SIL OPEN FONT LICENSE" in (font.parent / "LICENSE").read_text()


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
    foot = "Reader poll, from 16 to 30 September 2013 · 108 votes · not a random sample of anybody"
    texts = texts_of(draw(replace(GOALS, foot=foot), "svg", "share"))
    assert foot not in texts
    assert any(one.startswith("Reader poll, from 16") for one in texts)
    assert any(one.endswith("of anybody") for one in texts)


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


def test_a_chart_has_at_most_fifty_bars() -> None:
    picture = poll_of(*(f"answer {one}" for one in range(PAGE_BARS + 20)))
    texts = texts_of(draw(picture, "svg", "page"))
    assert "answer 49" in texts
    assert "answer 50" not in texts


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


def test_fifty_charts_leave_no_figure_behind() -> None:
    import gc

    from matplotlib.figure import Figure

    for number in range(50):
        draw(replace(GOALS, foot=str(number)), "svg", "share")
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Figure)]
