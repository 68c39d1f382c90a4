"""The screen for a hall in a real browser: everything is seen at once, or the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_desk import Desk
from tests.browser.steps import follow

pytestmark = pytest.mark.browser

WORDS = {"en": "A common fund for ports and grids", "ru": "Общий фонд для портов и энергосетей"}
LONG = {
    "en": "Which one should the countries of the region put first in the years ahead? " * 3,
    "ru": "Что страны региона должны поставить на первое место в ближайшие годы? " * 3,
    "ar": "ما الذي ينبغي لدول المنطقة أن تضعه في المقام الأول خلال السنوات المقبلة؟ " * 3,
}
ALL_SEEN = """() => {
  const root = document.documentElement;
  return root.scrollHeight <= root.clientHeight && root.scrollWidth <= root.clientWidth;
}"""
OVER = "Not everything fits on this screen."


def definition(folder: Path) -> Path:
    """A question of 200 letters with twelve answers, in three languages."""
    answers = "".join(
        f"      - {{code: a{n}, label: {{en: '{n} {WORDS['en']}', ru: '{n} {WORDS['ru']}',"
        f" ar: '{n} صندوق مشترك للموانئ والشبكات'}}}}\n"
        for n in range(1, 13)
    )
    file = folder / "hall.yaml"
    file.write_text(
        "slug: hall\nlanguages: [en, ru, ar]\nopens: -1 hour\nvisibility: always\nquestions:\n"
        "  - code: first\n    text:\n"
        + "".join(f"      {code}: '{text.strip()}'\n" for code, text in LONG.items())
        + f"    options:\n{answers}",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def hall(desk: Desk, tmp_path: Path) -> str:
    """The address of the screen of such a poll."""
    page = desk.open("/desk/polls/upload")
    page.set_input_files("input[type=file]", definition(tmp_path))
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/upload?loaded=*")
    number = page.url.rpartition("=")[2]
    return f"/desk/polls/{number}/screen"


def shown(desk: Desk, hall: str, width: int, height: int, language: str = "en") -> Page:
    page = desk.open(f"{hall}?language={language}", width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    return page


def test_a_long_question_with_twelve_answers_fits_a_wall(desk: Desk, hall: str) -> None:
    for language in LONG:
        page = shown(desk, hall, 1920, 1080, language)
        for width, height in ((1920, 1080), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(ALL_SEEN)
            letters = page.locator(".screen-bars p").first.evaluate(
                "one => parseFloat(getComputedStyle(one).fontSize)"
            )
            assert letters >= 16
            assert OVER not in page.inner_text("body")
    code, question = (page.locator(one).bounding_box() for one in (".screen-join img", "h1"))
    assert code
    assert question
    assert code["x"] < question["x"], "Arabic runs from right to left, and so do its bars"
    turned = "one => getComputedStyle(one).transform"
    assert page.locator(".screen-bars .bar-svg").first.evaluate(turned).startswith("matrix(-1")


def test_what_never_fits_is_said(desk: Desk, hall: str) -> None:
    page = shown(desk, hall, 700, 320)
    expect(page.get_by_text(OVER)).to_be_in_viewport()
    assert not page.evaluate(ALL_SEEN)
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.get_by_text(OVER)).to_have_count(0)


def test_the_stretches_of_a_number_fit_a_wall(desk: Desk) -> None:
    page = desk.open("/desk/polls?q=neighbours")
    follow(page.get_by_role("link", name="Trade with neighbours").first)
    number = page.url.split("/desk/polls/")[1].split("/")[0]
    page = desk.open(f"/desk/polls/{number}/screen", width=1280)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(ALL_SEEN)
    assert page.locator(".screen-bars li").count() > 7
    page.get_by_role("link", name="When did you last meet").click()
    page.wait_for_function(ALL_SEEN)
    expect(page.get_by_text("2023", exact=True)).to_be_visible()
