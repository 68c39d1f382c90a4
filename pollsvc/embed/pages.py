"""The results embed, and the loader that places it. No cookie, no script needed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from pollsvc.results.pages import named, public_results
from pollsvc.web.assets import asset_response
from pollsvc.web.kept import finished
from pollsvc.web.outlets import PUBLIC
from pollsvc.web.security import allow_framing

bp = Blueprint("embed", __name__)


@bp.get("/embed/<slug>")
def results(slug: str) -> Response:
    """A poll's results for a frame; while they are hidden, the question and a link."""
    shown = public_results(slug)
    template = "embed/results.html" if shown.sheet else "embed/hidden.html"
    body = render_template(template, **named(shown))
    return finished(allow_framing(make_response(body)), PUBLIC)


@bp.get("/embed.js")
def loader() -> Response:
    """The script that places the frame and keeps its height right."""
    return asset_response("embed.js")
