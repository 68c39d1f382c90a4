"""Letters in charts: hostile texts, every script, the vendored fonts."""

from __future__ import annotations

import hashlib
import logging
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from pollsvc.charts import Bar, Format, Picture, Size, draw, letters
from pollsvc.charts.marks import Face

SVG = "{http://www.w3.org/2000/svg}"
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
    return Picture(title="Which?", bars=bars, notes=labels, more_text="and more")


def texts_of(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize(("format", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_no_label_makes_a_chart_fail(format: Format, start: bytes, size: Size) -> None:
    for labels in (HOSTILE[:5], HOSTILE[5:10], HOSTILE[10:]):
        assert draw(poll_of(*labels), format, size).startswith(start)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_gives_well_formed_svg(text: str) -> None:
    picture = Picture(
        title=text,
        bars=(Bar(label=text, short=text, share=7.0, percent_text=text, count_text=text),) * 6,
        subtitle=text,
        notes=(text,),
        foot=text,
        more_text=text,
        site_name=text,
        language=text,
        percent_pattern=text,
    )
    for size in get_args(Size):
        assert ET.fromstring(draw(picture, "svg", size)).tag == f"{SVG}svg"


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


def test_invisible_letters_are_left_out() -> None:
    letters.set_up()
    assert letters.drawable("a\U000e0001b", Face.TEXT) == "ab"


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
    lines = (letters.FOLDER / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = [*letters.FOLDER.glob("*/*")]
    found = {
        str(path.relative_to(letters.FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert found == sums


def test_every_font_has_its_licence_beside_it() -> None:
    for font in letters.FOLDER.glob("*/*.ttf"):
        assert "SIL OPEN FONT LICENSE" in (font.parent / "LICENSE").read_text()
