"""Watching a poll at the desk: its page, and what is new on it without loading it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.life import State, state_of
from pollsvc.domain.trend import hour_of
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.results.desk_watch import Watch, watch_of
from pollsvc.results.trends import pulse
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.kept import packed
from pollsvc.web.languages import page_language

bp = Blueprint("desk_results", __name__)

PARTS = {
    "kpis": "results/_desk_kpis.html",
    "answers": "results/_desk_answers.html",
    "votes": "results/_desk_votes.html",
    "shares": "results/_desk_shares.html",
    "sources": "results/_desk_sources.html",
    "times": "results/_desk_times.html",
    "state": "polls/_desk_state.html",
}
"""What changes on the page while people vote, each in a place of its own."""


@bp.get("/desk/polls/<int:poll_id>")
@needs(EditorRole.VIEWER)
def watch(poll_id: int) -> Response:
    """A poll's figures and times; what was never published has none and is written on."""
    moment = now()
    at_desk = poll_at_desk(poll_id, current_editor())
    if not at_desk.is_written:
        return to(f"/desk/polls/{poll_id}/edit")
    seen = watch_of(at_desk, moment)
    page = render_template(
        "results/desk_watch.html",
        tag=_tag(at_desk, seen.sheet.version, seen.sheet.state, moment),
        **_named(at_desk, seen),
    )
    return packed(make_response(page))


@bp.get("/desk/polls/<int:poll_id>/live.json")
@needs(EditorRole.VIEWER)
def live(poll_id: int) -> Response:
    """What is new on the watch page; 304 after one small look where nothing is."""
    moment = now()
    at_desk = poll_at_desk(poll_id, current_editor())
    beat = pulse(poll_id)
    if beat is None:
        raise PollNotFoundError
    tag = _tag(at_desk, beat.version, state_of(at_desk.poll, moment, beat.latched), moment)
    if request.if_none_match.contains_weak(tag):
        return tagged(Response(status=304), tag)
    seen = watch_of(at_desk, moment)
    named = _named(at_desk, seen)
    answer = jsonify(
        parts={name: render_template(template, **named) for name, template in PARTS.items()},
        counted=seen.lines.counted_line,
        over=seen.sheet.state.is_over,
    )
    tag = _tag(at_desk, seen.sheet.version, seen.sheet.state, moment)
    return tagged(packed(answer), tag)


def _named(at_desk: DeskPoll, seen: Watch) -> dict[str, Any]:
    return {
        "at_desk": at_desk,
        "state": seen.sheet.state,
        "tab": "results",
        "poll": at_desk.poll,
        "tongue": at_desk.poll.language_for(page_language()),
        "watch": seen,
        "can": {act.value for act in seen.can},
    }


def _tag(at_desk: DeskPoll, version: int, state: State, moment: datetime) -> str:
    """What a page shows hangs on these; the hour, as charts run on with it."""
    written = at_desk.poll.definition_version
    return f"{version}.{written}.{state.value}.{hour_of(moment)}.{page_language()}"


def tagged(response: Response, tag: str) -> Response:
    """The answer with what the page asks for it by again; kept by nobody but the browser."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
