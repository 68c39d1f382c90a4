"""Deleting a poll with its votes, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.polls.managing import KEPT_FOR, delete_poll, put_back_poll
from pollsvc.results.desk_votes import votes_of
from pollsvc.voting.erasing import erase_in_passing
from pollsvc.web.clock import now
from pollsvc.web.desk import done, is_desk, to
from pollsvc.web.formats import day_text, number_text
from pollsvc.web.languages import page_language

bp = Blueprint("desk_delete", __name__)
_EVERY = timedelta(days=1)
_DUE = "erasing_due"


@bp.get("/desk/polls/<int:poll_id>/delete")
@needs(EditorRole.EDITOR)
def ask(poll_id: int) -> Response:
    """What becomes of a poll that is deleted, before it is."""
    at_desk, moment = poll_at_desk(poll_id, current_editor(), Access.WRITE), now()
    if at_desk.deleted_at is not None:
        return to(f"/desk/polls/{poll_id}/manage")
    language = page_language()
    counted = votes_of([poll_id], moment)[poll_id].counted
    body = render_template(
        "voting/desk_delete.html",
        at_desk=at_desk,
        state=at_desk.state(moment),
        tab="manage",
        counted=counted,
        votes=number_text(counted, language),
        until=day_text(moment + KEPT_FOR, at_desk.poll.zone, language),
    )
    return make_response(body)


@bp.post("/desk/polls/<int:poll_id>/delete")
@needs(EditorRole.EDITOR)
def delete(poll_id: int) -> Response:
    """Take a poll away from readers; polls deleted long ago are erased by the way."""
    moment = now()
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    _forget(delete_poll(poll_id, current_editor(), moment))
    erase_in_passing(moment)
    until = day_text(moment + KEPT_FOR, at_desk.poll.zone, page_language())
    words = gettext("Deleted. Until %(date)s you can put it back, under Deleted.", date=until)
    return done(words, "/desk/polls")


@bp.post("/desk/polls/<int:poll_id>/put-back")
@needs(EditorRole.EDITOR)
def put_back(poll_id: int) -> Response:
    """Give a deleted poll back as it was."""
    _forget(put_back_poll(poll_id, current_editor(), now()))
    return done(gettext("The poll is back as it was."), f"/desk/polls/{poll_id}/manage")


@bp.before_app_request
def erase_once_a_day() -> None:
    """Keep the promise to erase also where the program runs for months."""
    if not is_desk(request.path):
        return
    moment = now()
    # ``pollsvc serve`` has erased at its start.
    if moment >= current_app.extensions.setdefault(_DUE, moment + _EVERY):
        current_app.extensions[_DUE] = moment + _EVERY
        erase_in_passing(moment)


def _forget(poll_ids: Iterable[int]) -> None:
    for poll_id in poll_ids:
        current_app.extensions["kept"].forget(poll_id)
