"""The results embed, and the loader that places it. No cookie, no script needed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from pollsvc.domain.errors import BadParameterError
from pollsvc.results.looks import Panel
from pollsvc.results.pages import named, public_results
from pollsvc.results.queries import Shown
from pollsvc.web.assets import asset_response
from pollsvc.web.kept import finished
from pollsvc.web.outlets import PUBLIC
from pollsvc.web.security import allow_framing

bp = Blueprint("embed", __name__)
QUESTION = "question"
"""Names the question of a survey that is shown, by its code."""


@bp.get("/embed/<slug>")
def results(slug: str) -> Response:
    """A poll's results for a frame, of a survey those of one question.

    While they are hidden, the question and a link.
    """
    shown = public_results(slug)
    code = _chosen(shown)
    values = named(shown)
    panels: tuple[Panel, ...] = values["panels"]  # type: ignore[assignment]
    if shown.sheet is None:
        body = render_template("embed/hidden.html", **values)
    else:
        here = [panel for panel in panels if panel.question.code == code]
        others = panels if len(panels) > 1 else ()
        body = render_template(
            "embed/results.html", **{**values, "panels": here, "choices": others, "code": code}
        )
    return finished(allow_framing(make_response(body)), PUBLIC)


def _chosen(shown: Shown) -> str:
    """The code of the question that is wanted; the first one where none is.

    Raises:
        BadParameterError: the poll has no such question, or several are wanted.
    """
    codes = [question.code for question in shown.poll.questions]
    wanted = request.args.getlist(QUESTION)
    if not wanted:
        return codes[0]
    if len(wanted) > 1 or wanted[0] not in codes:
        raise BadParameterError
    return wanted[0]


@bp.get("/embed.js")
def loader() -> Response:
    """The script that places the frame and keeps its height right."""
    return asset_response("embed.js")
