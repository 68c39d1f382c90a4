"""The look: set at the desk with a preview, checked, and a style sheet for readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Poll
from pollsvc.domain.theme import read_theme
from pollsvc.web.look import address_of, theme_css
from tests.desk import DeskClient
from tests.integration.test_site import fields
from tests.make import make_new_poll

Add = Callable[[NewPoll], Poll]
PATH = "/desk/look"
LINK = re.compile(r'<link rel="stylesheet" href="(/look/[^"]+)">')
READERS = ("/", "/p/colours", "/p/colours/results", "/embed/colours", "/help", "/nowhere")
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def change(client: DeskClient, **other: Any) -> Any:
    """Open the page, change some fields, and save."""
    return client.post(PATH, {**fields(client.get(PATH).text), **other})


def links(client: FlaskClient, path: str) -> list[str]:
    return [unescape(one) for one in LINK.findall(client.get(path).text)]


def test_without_a_theme_no_page_asks_for_one(add: Add, reader: FlaskClient) -> None:
    add(make_new_poll())
    for path in READERS:
        assert links(reader, path) == []
        assert reader.get(path).text.count('rel="stylesheet"') == 1


def test_a_look_is_on_every_page_of_readers_at_once_and_not_at_the_desk(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    assert links(reader, "/") == []
    answer = change(owner, accent="#8A1B1B", size="18", font="Georgia", logo_text="THE HERALD")
    assert answer.status_code == 303
    for path in READERS:
        (address,) = links(reader, path)
        sheet = reader.get(address)
        assert sheet.mimetype == "text/css"
        assert "--poll-accent:#8a1b1b" in sheet.text
        assert '--poll-font:"Georgia", sans-serif' in sheet.text
        assert "--poll-size:1.125rem" in sheet.text
    assert '<a class="brand" href="/">THE HERALD</a>' in reader.get("/").text
    assert LINK.findall(owner.get(PATH).text) == []
    assert 'value="#8a1b1b"' in owner.get(PATH).text
    history = owner.get("/desk/history?group=site").text
    assert "Look of the site changed." in history
    assert "#8a1b1b" in history


def test_a_style_sheet_is_kept_for_ever_under_its_address(reader: FlaskClient) -> None:
    address = address_of(read_theme({"accent": "#8a1b1b"}))
    assert re.fullmatch(r"/look/[0-9a-f]{10}\.css\?accent=%238a1b1b", address)
    sheet = reader.get(address)
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = reader.get(address, headers={"If-None-Match": sheet.headers["ETag"]})
    assert again.status_code == 304
    other = re.sub(r"[0-9a-f]{10}", "0123456789", address)
    assert reader.get(other).headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("accent=red", 422),
        ("accent=%23ffffff", 422),
        ("font=url(x)", 422),
        ("shadow=1", 400),
        ("accent=%238a1b1b&accent=%23000000", 400),
        ("", 200),
        ("held=1", 200),
    ],
)
@on_one_database
def test_what_stands_in_an_address_is_checked_like_what_is_typed(
    reader: FlaskClient, query: str, status: int
) -> None:
    assert reader.get(f"/look/0123456789.css?{query}").status_code == status


def test_colours_of_a_light_look_stay_out_of_the_dark_and_off_paper() -> None:
    css = theme_css(read_theme({"accent": "#8a1b1b", "radius": "0", "size": "17"}))
    outside = re.sub(r"@media[^{]*\{:root\{[^}]*\}\}", "", css)
    assert outside.split() == [":root{--poll-radius:0px}"]
    assert "@media screen and (prefers-color-scheme: light){:root{color-scheme:light;" in css
    assert "@media screen{:root{--poll-size:1.0625rem}}" in css
    dark = {"bg": "#101418", "text": "#f0f0f0", "accent": "#ffb84d", "bar": "#8899aa"}
    assert "@media screen{:root{color-scheme:dark;" in theme_css(read_theme(dark))
    assert "color" not in theme_css(read_theme({"font": "Georgia"}))


def test_fonts_leave_scripts_alone_that_need_their_own() -> None:
    css = theme_css(read_theme({"font": "Georgia, serif", "font-question": "Tiempos"}))
    assert ':root:not(:lang(ar)){--poll-font:"Georgia", serif}' in css
    assert ':root:not(:lang(ar)):not(:lang(ja)){--poll-font-question:"Tiempos", serif}' in css


def test_a_poll_has_its_own_look_over_the_sites(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll(theme=(("accent", "#1b5e20"),)))
    (own,) = links(reader, "/p/colours")
    assert "accent=%231b5e20" in own
    assert links(reader, "/") == []
    change(owner, radius="0", accent="#8a1b1b")
    (own,) = links(reader, "/p/colours/results")
    assert "accent=%231b5e20" in own
    assert "radius=0px" in own
    (sites,) = links(reader, "/")
    assert "accent=%238a1b1b" in sites


def test_a_look_that_nobody_can_read_is_refused_and_says_what_would_do(owner: DeskClient) -> None:
    answer = change(owner, accent="#66aaff", bar="#eeeeee", size="30", radius="round", font="a;b")
    assert answer.status_code == 422
    page = answer.text
    assert "Text of this colour on the background is 2.3:1; readers need 4.5:1." in page
    better = re.search(r"Try (#[0-9a-f]{6})\.", page)
    assert better
    for said in (
        "A bar of this colour on the background is 1.1:1; readers need 3:1.",
        "Write a whole number from 14 to 22.",
        "Write a whole number from 0 to 24.",
        "Write names of fonts with commas between them",
    ):
        assert page.count(said) == 2
    for kept in ("#66aaff", "#eeeeee", "30", "round", "a;b"):
        assert f'value="{kept}"' in page
    assert 'aria-invalid="true"' in page
    assert "Standard" not in owner.get("/").text
    assert links(owner.browser, "/") == []


def test_a_button_fills_in_what_is_suggested_and_saves_nothing(owner: DeskClient) -> None:
    typed = {**fields(owner.get(PATH).text), "accent": "#66aaff", "bar": "#eeeeee"}
    page = owner.post(PATH, {**typed, "use": "suggested"})
    assert page.status_code == 200
    filled = fields(page.text)
    assert filled["accent"] not in ("#66aaff", "#0b4f9e")
    assert links(owner.browser, "/") == []
    assert owner.post(PATH, filled).status_code == 303
    assert len(links(owner.browser, "/")) == 1
    back = owner.post(PATH, {**fields(owner.get(PATH).text), "use": "standard"})
    assert owner.post(PATH, fields(back.text)).status_code == 303
    assert links(owner.browser, "/") == []


def test_the_contrast_of_each_colour_is_said_beside_it(owner: DeskClient) -> None:
    page = owner.get(PATH).text
    assert "Contrast 16.4:1." in page
    assert "Contrast 7.9:1." in page
    assert "Contrast 3.7:1." in page
    nothing = owner.post(PATH, {**fields(page), "bg": "white"}).text
    assert "Contrast" not in nothing


def test_the_preview_shows_what_is_typed_in_a_frame_of_the_desk(owner: DeskClient) -> None:
    typed = {**fields(owner.get(PATH).text), "accent": "#8a1b1b", "logo_text": "<Herald>"}
    page = owner.post(f"{PATH}/preview", typed)
    assert page.status_code == 200
    assert "&lt;Herald&gt;" in page.text
    (address,) = [unescape(one) for one in LINK.findall(page.text)]
    assert "accent=%238a1b1b" in address
    sheet = owner.browser.get(address).text
    assert "@media screen{:root{color-scheme:light;" in sheet
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<div inert>" in page.text
    desk = owner.get(PATH).headers
    assert "frame-src 'self'" in desk["Content-Security-Policy"]
    assert desk["X-Frame-Options"] == "DENY"
    assert links(owner.browser, "/") == []


def test_the_preview_says_what_cannot_be_read(owner: DeskClient) -> None:
    typed = {**fields(owner.get(PATH).text), "accent": "#66aaff"}
    page = owner.post(f"{PATH}/preview", typed)
    assert page.status_code == 200
    assert "Not everybody could read this look" in page.text
    assert "<div inert>" not in page.text


def test_the_page_says_it_in_french_with_french_numbers(owner: DeskClient, app: Flask) -> None:
    from pollsvc.domain.theme import ThemeProblem
    from pollsvc.site.phrases import theme_problem_text

    problem = ThemeProblem(name="text", code="too_pale", ratio=4.49, needed=4.5, suggestion="#000")
    with app.test_request_context("/?lang=fr"):
        said = theme_problem_text(problem)
    assert "4,4" in said
    unknown = ThemeProblem(name="shadow", code="unknown")
    with app.test_request_context("/?lang=en"):
        assert theme_problem_text(unknown) == "There is no variable of this name: shadow."


def test_two_owners_do_not_overwrite_each_others_look(
    owner: DeskClient, come: Callable[..., DeskClient]
) -> None:
    from pollsvc.domain.editor import EditorRole

    second = come("Otto", EditorRole.OWNER)
    theirs = fields(second.get(PATH).text)
    change(owner, size="18")
    answer = second.post(PATH, {**theirs, "size": "20"})
    assert answer.status_code == 409
    assert 'value="20"' in answer.text
    assert "/look/" in owner.get("/").text
    assert second.post(PATH, fields(answer.text)).status_code == 303
    assert "size=20px" in owner.get("/").text


def test_a_logo_text_fits_a_line(owner: DeskClient) -> None:
    assert change(owner, logo_text="x" * 101).status_code == 422


def test_charts_have_the_accent_dark_enough_for_white_paper(
    owner: DeskClient, add: Add, reader: FlaskClient
) -> None:
    add(make_new_poll())
    night = {"bg": "#101418", "text": "#f0f0f0", "accent": "#ffb84d", "bar": "#8899aa"}
    assert "#0b4f9e" in reader.get("/p/colours/results.svg").text
    change(owner, accent="#8a1b1b")
    assert "#8a1b1b" in reader.get("/p/colours/results.svg").text
    assert change(owner, **night).status_code == 303
    chart = reader.get("/p/colours/results.svg").text
    assert "#ffb84d" not in chart
    assert "#8a1b1b" not in chart
