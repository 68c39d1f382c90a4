"""What publishers write in Markdown: it keeps to itself, whatever is in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.web.prose import readers_html

TAGS = {"p", "strong", "em", "a", "ul", "ol", "li", "br", "hr", "blockquote", "code", "pre"}


class Found(HTMLParser):
    """Tags with their attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def html_of(text: str, path: str = "/p/x") -> str:
    with Flask("x").test_request_context(path):
        return str(readers_html(text)).strip()


def tags_of(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Found()
    parser.feed(html_of(text))
    return parser.tags


@pytest.mark.parametrize("text", ["A plain text.", "Two sentences. Nothing else!", "5 < 6 & so on"])
def test_a_plain_text_is_one_paragraph_as_before(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert html_of(text) == f"<p>{escaped}</p>"


@pytest.mark.parametrize("text", ["# One", "###### One", "One\n===", "One\n---"])
def test_a_heading_is_a_bold_line_so_that_the_page_keeps_its_outline(text: str) -> None:
    assert re.sub(r"\s", "", html_of(text)) == "<p><strong>One</strong></p>"


def test_tags_are_text() -> None:
    assert tags_of("<script>alert(1)</script> <b onclick=x>") == [("p", {})]
    assert tags_of("a\n\n<iframe src=//evil></iframe>") == [("p", {}), ("p", {})]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=1&c=2#d",
        "http://a.example",
        "mailto:a@b.example",
        "HTTPS://EXAMPLE.ORG",
    ],
)
def test_links_to_the_web_and_to_mail_are_links(address: str) -> None:
    assert tags_of(f"[x]({address})")[1] == ("a", {"href": address})


def test_a_path_of_this_site_stays_in_the_readers_language() -> None:
    assert '<a href="/p/other?lang=fr">' in html_of("[x](/p/other)", "/p/x?lang=fr")
    assert '<a href="/p/other?from=a">' in html_of("[x](/p/other?from=a)", "/p/x?lang=fr")
    assert '<a href="/help#b">' in html_of("[x](/help#b)", "/p/x?lang=fr")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "tel:1",
        "//evil.example",
        "relative",
        "#here",
        "&#106;avascript:alert(1)",
        "\u0001javascript:alert(1)",
        "java\nscript:alert(1)",
    ],
)
def test_links_elsewhere_stay_text(address: str) -> None:
    assert [tag for tag, _ in tags_of(f"[x]({address})")] == ["p"]
    assert [tag for tag, _ in tags_of(f"<{address}>")] == ["p"]
    assert [tag for tag, _ in tags_of(f"[x]\n\n[x]: {address}")][:1] == ["p"]
    assert "href" not in html_of(f"[x]\n\n[x]: {address}")


def test_a_picture_is_the_words_that_stand_for_it() -> None:
    assert html_of("See ![a **map**](https://tracker.example/a.png).") == "<p>See a map.</p>"
    assert html_of("![a ![b](/b.png)](/a.png)") == "<p>a b</p>"
    linked = tags_of("[![a map](https://tracker.example/a.png)](https://example.org)")
    assert linked == [("p", {}), ("a", {"href": "https://example.org"})]


@given(st.text(alphabet="ab*_`~#<>[]()!:/\\\"'&; \n-1.=|\u202e", max_size=80))
def test_nothing_gets_out_of_it(text: str) -> None:
    for tag, attributes in tags_of(text):
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "tabindex", "start"}
