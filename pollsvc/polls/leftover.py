"""What was typed about a poll that cannot be saved any more, so that nobody loses it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from pollsvc.domain.draft.shape import raw_text
from pollsvc.domain.errors import NotAllowedError, PollNotFoundError

_NAMES = (
    *("question", "answer", "hint", "error", "short", "intro", "closing", "tags", "paste"),
    *("title", "event", "row", "unit", "page_title", "page_intro", "show_if", "page_show_if"),
)


def typed_page(error: PollNotFoundError | NotAllowedError) -> Response:
    """A page with the texts of the form that was sent.

    Raises:
        PollNotFoundError, NotAllowedError: the same again, where nothing was typed.
    """
    texts = [
        text
        for name, every in request.form.lists()
        if name.startswith("t-") or name.partition("-")[2] in _NAMES or name in _NAMES
        for one in every
        if (text := raw_text(one)).strip()
    ]
    if not texts:
        raise error
    is_gone = isinstance(error, PollNotFoundError)
    body = render_template("polls/leftover.html", typed="\n".join(texts), is_gone=is_gone)
    return make_response(body, 404 if is_gone else 403)
