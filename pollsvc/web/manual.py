"""The manual: the pages of ``pollsvc/help``, served at ``/help``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, make_response, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from pollsvc.domain.errors import PageNotFoundError
from pollsvc.web.kept import finished, keep

FOLDER = Path(__file__).parent.parent / "help"
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_CACHING = "public, max-age=300"


def init_manual(app: Flask) -> None:
    """Serve the manual and the schema of definition files."""
    app.add_url_rule("/help", "manual", page, defaults={"name": "index"})
    app.add_url_rule("/help/<name>", "manual_page", page)
    app.add_url_rule("/help/poll.schema.json", "poll_schema", schema)


def page(name: str) -> Response:
    """One page of the manual.

    Raises:
        PageNotFoundError: there is none of this name.
    """
    keep(None)
    title, body = _rendered(name)
    return finished(
        make_response(render_template("web/help.html", title=title, body=body, name=name)),
        _CACHING,
    )


def schema() -> Response:
    """The JSON Schema of definition files, for editors' completion."""
    keep(None)
    response = make_response((FOLDER / "poll.schema.json").read_bytes())
    response.mimetype = "application/schema+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return finished(response, _CACHING)


@cache
def _rendered(name: str) -> tuple[str, Markup]:
    path = FOLDER / f"{name}.md"
    if not _NAME.match(name) or not path.is_file():
        raise PageNotFoundError
    text = path.read_text("utf-8")
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), name)
    # html=False: what looks like a tag in a page comes out as text.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return title, Markup(markdown.render(text))  # noqa: S704 - our own pages, no HTML in them
