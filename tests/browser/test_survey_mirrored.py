"""A survey that is written from left to right, on a page that is read from right to left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Browse = Callable[..., Page]
SURVEY = "/p/east-asia-experts"
# How far the words of each place are from the right and the left edge of what holds them.
EDGES = """([within, places]) => [...document.querySelectorAll(places)].map((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const outer = one.closest(within).getBoundingClientRect();
  const inner = words.getBoundingClientRect();
  return [outer.right - inner.right, inner.left - outer.left];
})"""


def at_page(browse: Browse, number: int, language: str = "ar") -> Page:
    """The survey on a phone, answered up to this page; the fifth is the check page."""
    page = browse(f"{SURVEY}?lang={language}", width=360)
    answers = ("#q1-1 #q2-1", "#q3-1", "#q6-1 #q7-1 #q8-1 #q9-1 #q10-1", "#q11-1 #q11-2")
    for step in answers[: number - 1]:
        for one in step.split():
            page.locator(one).check()
        if step == "#q3-1":
            page.locator("#q4-1").select_option("1")
            page.locator("#q4-2").select_option("2")
        page.locator(".btns [name=go][value=next]").click()
        page.wait_for_load_state()
    return page


def ends_stand_at_the_ends(page: Page) -> bool:
    """Whether the words of the lowest point begin the line and those of the highest end it."""
    first, last = page.evaluate(EDGES, [".ends", ".ends > span"])
    start, end = (0, 1) if page.evaluate("document.dir") == "rtl" else (1, 0)
    return bool(first[start] < 2 and last[end] < 2)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_of_a_scale_stand_at_its_ends(browse: Browse, language: str) -> None:
    page = at_page(browse, 3, language)
    assert ends_stand_at_the_ends(page)
    page.goto(f"{SURVEY}/results?lang={language}")
    assert ends_stand_at_the_ends(page)


def test_marks_of_a_list_stand_beside_its_words(browse: Browse) -> None:
    page = at_page(browse, 5)
    assert page.locator(".sum li").count() == 2 + 4 + 2
    lists = page.locator(".sum :is(ol, ul)").all()
    assert {one.evaluate("(list) => getComputedStyle(list).direction") for one in lists} == {"rtl"}
    assert all(right < 2 for right, _left in page.evaluate(EDGES, ["li", ".sum li"]))
    assert page.locator(".sum li > [lang=en][dir=ltr]").count() == 2 + 4 + 2


def test_a_hint_of_the_other_direction_has_its_own_lines(browse: Browse) -> None:
    page = browse("/p/business-in-numbers?lang=ar", width=360)
    hint = page.locator(".q-hint:has(> [lang=en])").first
    how, own = hint.evaluate(
        """(hint) => [hint.firstChild, hint.querySelector("[lang=en]")].map((one) => {
          const words = document.createRange();
          words.selectNodeContents(one);
          const {top, bottom, right} = words.getBoundingClientRect();
          return {top, bottom, right};
        })"""
    )
    assert own["top"] >= how["bottom"] - 1
    assert abs(own["right"] - how["right"]) < 2


def test_on_a_wide_check_page_what_was_skipped_stands_in_the_columns_of_the_others(
    browse: Browse,
) -> None:
    page = at_page(browse, 5, "en")
    page.set_viewport_size({"width": 1200, "height": 900})
    edges = """[...document.querySelectorAll(".sum > div")].map((row) =>
      [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left)).join())"""
    assert len(set(page.evaluate(edges))) == 1
    skipped = page.locator(".sum > div").last
    told = skipped.locator("dd").first.bounding_box()
    link = skipped.get_by_role("link", name="Answer this question").bounding_box()
    assert told is not None
    assert link is not None
    assert abs(told["y"] - link["y"]) < 10  # their first lines, where the link has two


def test_japanese_hints_stand_apart_from_words_in_latin_letters(browse: Browse) -> None:
    page = browse("/p/business-in-numbers?lang=ja", width=360)
    spaced, tight = page.locator(".q-hint").first.evaluate(
        """(hint) => ["normal", "no-autospace"].map((space) => {
          const one = hint.appendChild(document.createElement("span"));
          one.textContent = "168 hoursまで";
          one.style.whiteSpace = "nowrap";
          if (space !== "normal") one.style.textAutospace = space;
          return one.getBoundingClientRect().width;
        })"""
    )
    assert spaced > tight


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ja", "ar"])
def test_the_words_of_every_place_have_room(browse: Browse, language: str) -> None:
    page = at_page(browse, 2, language)
    for width in (300, 320, 360):
        page.set_viewport_size({"width": width, "height": 800})
        shown, needed = page.evaluate(
            """() => {
              const one = document.querySelector(".rank select");
              const free = one.cloneNode(true);
              free.style.cssText = "position: absolute; inline-size: max-content";
              one.after(free);
              const widths = [one.offsetWidth, free.offsetWidth];
              free.remove();
              return widths;
            }"""
        )
        assert shown >= needed, width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
