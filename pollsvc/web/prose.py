"""Markdown as HTML, for the manual and for what a publisher says on a poll's page.

Imported when the first such text is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from pollsvc.web.languages import in_language

# html=False: what looks like a tag in a page comes out as text.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# What is wider than the screen scrolls by itself, and has to be reached by keyboard.
_SCROLLS = {"tabindex": "0"}
_LINKED = ("http://", "https://", "mailto:")


class _PublishersMarkdown(MarkdownIt):
    """Markdown of publishers: links lead to the web, to mail, or to a path of this site."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's own name
        """Whether this address may be linked; the text stays as it was written if not."""
        own = url.startswith("/") and not url.startswith("//")
        return own or url.lower().startswith(_LINKED)


_PUBLISHERS = _PublishersMarkdown("commonmark", {"html": False})


def parsed(text: str) -> Sequence[Token]:
    """The parts of a text in Markdown."""
    return _MARKDOWN.parse(text)


def as_html(tokens: Sequence[Token]) -> Markup:
    """These parts as HTML; their links stay in the language that the address asked for."""
    ready = [part for token in tokens for part in _ready(token)]
    return Markup(_MARKDOWN.renderer.render(ready, _MARKDOWN.options, {}))  # noqa: S704 - our own


def readers_html(text: str) -> Markup:
    """A publisher's text for readers as HTML that keeps to itself.

    Tags in it are text, a heading is a bold line, so that the page keeps its outline, and
    a picture is the words that stand for it: nothing is asked of other sites.
    """
    ready = [part for token in _publishers(text) for part in _contained(token)]
    return Markup(_PUBLISHERS.renderer.render(ready, _PUBLISHERS.options, {}))  # noqa: S704


def publishers_page(text: str) -> Markup:
    """A longer text of a publisher inside a page of ours: its headings go below the page's."""
    ready = [part for token in _publishers(text) for part in _lowered(token)]
    return Markup(_PUBLISHERS.renderer.render(ready, _PUBLISHERS.options, {}))  # noqa: S704


def _lowered(token: Token) -> Iterator[Token]:
    if token.type in ("heading_open", "heading_close"):
        yield token.copy(tag=f"h{min(6, int(token.tag[1]) + 1)}")
    else:
        yield from _contained(token)


@lru_cache(maxsize=256)
def _publishers(text: str) -> Sequence[Token]:
    return _PUBLISHERS.parse(text)


def _contained(token: Token) -> Iterator[Token]:
    match token.type:
        case "heading_open":
            yield Token("paragraph_open", "p", 1, block=True)
            yield Token("strong_open", "strong", 1)
        case "heading_close":
            yield Token("strong_close", "strong", -1)
            yield Token("paragraph_close", "p", -1, block=True)
        case "image":
            yield Token("text", "", 0, content=_words(token))
        case _ if token.children:
            yield token.copy(children=[part for one in token.children for part in _contained(one)])
        case _:
            yield from _ready(token)


def _words(token: Token) -> str:
    """What is read of a token, without its marks."""
    return "".join(map(_words, token.children)) if token.children else token.content


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
    is_page = linked.startswith("/") and not set(linked) & set("?#")
    return in_language(linked) if is_page else linked
