"""The manual: the pages of ``pollsvc/help``, served at ``/help``.

A page is ``name.md`` in English; ``name.fr.md`` beside it is the same in French.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response, render_template

from pollsvc.domain.errors import PageNotFoundError
from pollsvc.domain.texts import Said
from pollsvc.web.kept import finished, keep
from pollsvc.web.languages import page_language
from pollsvc.web.outlets import PUBLIC
from pollsvc.web.site import site

if TYPE_CHECKING:
    from markdown_it.token import Token

FOLDER = Path(__file__).parent.parent / "help"
ENGLISH = "en"
INDEX = "index"
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_LINKED = re.compile(r"\]\(/help/([a-z0-9-]+)\)")
_CACHING = "public, max-age=300"
_HEADING = 3
"""Parts of a parsed page that make its heading: the opening, the words, the end."""


@dataclass(frozen=True)
class ManualPage:
    """A page of the manual; ``name`` is ``""`` for the first one, at ``/help`` itself."""

    name: str
    title: str
    language: str
    tokens: Sequence[Token]


def init_manual(app: Flask) -> None:
    """Serve the manual and the schema of definition files."""
    app.add_url_rule("/help", "manual", page, defaults={"name": INDEX})
    app.add_url_rule("/help/<name>", "manual_page", page)
    app.add_url_rule("/help/poll.schema.json", "poll_schema", schema)


def page(name: str) -> Response:
    """One page of the manual, in the page's language if it is written in it.

    Raises:
        PageNotFoundError: there is none of this name.
    """
    from pollsvc.web import prose

    keep(None)
    found = manual_page(name, page_language())
    own = publishers_text(name)
    body = render_template(
        "web/help.html",
        title=found.title,
        heading=prose.as_html(found.tokens[:_HEADING]),
        own=own,
        own_text=prose.publishers_page(own.text) if own else "",
        body=prose.as_html(found.tokens[_HEADING:]),
        text_language=found.language,
        contents=contents(page_language()),
    )
    return finished(make_response(body), PUBLIC)


def publishers_text(name: str) -> Said | None:
    """What the publisher says on this page of the manual, before the manual itself does.

    In the page's language if they say it in that, else in the one they wrote first.
    """
    here = site()
    text = {"privacy": here.privacy, "method": here.method}.get(name)
    return text.say(page_language()) if text else None


def schema() -> Response:
    """The JSON Schema of definition files, for editors' completion."""
    keep(None)
    response = make_response((FOLDER / "poll.schema.json").read_bytes())
    response.mimetype = "application/schema+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return finished(response, _CACHING)


@cache
def manual_page(name: str, language: str) -> ManualPage:
    """A page in this language, in English where it is not written in it.

    Raises:
        PageNotFoundError: there is none of this name.
    """
    from pollsvc.web import prose

    if not _NAME.match(name):
        raise PageNotFoundError
    for tongue, ending in ((language, f".{language}.md"), (ENGLISH, ".md")):
        path = FOLDER / f"{name}{ending}"
        if path.is_file():
            text = path.read_text("utf-8")
            title = text.partition("\n")[0].removeprefix("# ")
            page_name = "" if name == INDEX else name
            return ManualPage(page_name, title, tongue, prose.parsed(text))
    raise PageNotFoundError


@cache
def contents(language: str) -> tuple[ManualPage, ...]:
    """Every page of the manual, in the order in which the first one names them."""
    first = (FOLDER / f"{INDEX}.md").read_text("utf-8")
    names = [name for name in _LINKED.findall(first) if (FOLDER / f"{name}.md").is_file()]
    return tuple(manual_page(name, language) for name in (INDEX, *names))
