"""Markdown as HTML for the manual; imported when the first page of it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from pollsvc.web.languages import in_language

# html=False: what looks like a tag in a page comes out as text.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# What is wider than the screen scrolls by itself, and has to be reached by keyboard.
_SCROLLS = {"tabindex": "0"}


def parsed(text: str) -> Sequence[Token]:
    """The parts of a text in Markdown."""
    return _MARKDOWN.parse(text)


def as_html(tokens: Sequence[Token]) -> Markup:
    """These parts as HTML; their links stay in the language that the address asked for."""
    ready = [part for token in tokens for part in _ready(token)]
    return Markup(_MARKDOWN.renderer.render(ready, _MARKDOWN.options, {}))  # noqa: S704 - our own


def _ready(token: Token) -> Iterator[Token]:
    match token.type:
        case "fence" | "code_block":
            yield token.copy(type="code_block", attrs=_SCROLLS)
        case "table_open":
            yield Token("frame_open", "div", 1, attrs={"class": "scroll", **_SCROLLS}, block=True)
            yield token
        case "table_close":
            yield token
            yield Token("frame_close", "div", -1, block=True)
        case "link_open":
            yield token.copy(attrs={**token.attrs, "href": _address(str(token.attrs["href"]))})
        case _ if token.children:
            yield token.copy(children=[part for one in token.children for part in _ready(one)])
        case _:
            yield token


def _address(linked: str) -> str:
    return in_language(linked) if linked.startswith("/") else linked
