"""The results embed, and the loader that places it. No cookie, no script needed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from pollsvc.polls.queries import poll_by_slug
from pollsvc.results.lines import lines_of
from pollsvc.results.queries import shown_to
from pollsvc.web.assets import asset_response
from pollsvc.web.clock import now
from pollsvc.web.kept import finished
from pollsvc.web.outlets import PUBLIC, keep_for, tongue_of
from pollsvc.web.security import allow_framing

bp = Blueprint("embed", __name__)


@bp.get("/embed/<slug>")
def results(slug: str) -> Response:
    """A poll's results for a frame; while they are hidden, the question and a link."""
    moment = now()
    poll = poll_by_slug(slug)
    keep_for(poll, moment)
    shown = shown_to(poll, moment)
    lines = lines_of(shown.sheet) if shown.sheet else None
    body = render_template(
        "embed/results.html" if lines else "embed/hidden.html",
        poll=poll,
        state=shown.state,
        sheet=shown.sheet,
        lines=lines,
        tongue=tongue_of(poll),
        mine={},
    )
    return finished(allow_framing(make_response(body)), PUBLIC)


@bp.get("/embed.js")
def loader() -> Response:
    """The script that places the frame and keeps its height right."""
    return asset_response("embed.js")
