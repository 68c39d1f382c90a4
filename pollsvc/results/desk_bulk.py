"""Closing and archiving several polls of the list at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Blueprint, Response, current_app, flash, request
from flask_babel import gettext, ngettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Access, Editor, EditorRole
from pollsvc.domain.errors import ActRefusedError, BadParameterError, PollNotFoundError
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.listing import PAGE_SIZE
from pollsvc.results.actions import archive_poll, close_poll
from pollsvc.results.desk_list import list_url, wanted_polls
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language
from pollsvc.web.numbers import is_number

bp = Blueprint("desk_bulk", __name__)
_ACTS: dict[str, Callable[[int, Editor, datetime], None]] = {
    "close": close_poll,
    "archive": archive_poll,
}
_NAMED = 3
_LONGEST_NAME = 60


@bp.post("/desk/polls/bulk")
@needs(EditorRole.EDITOR)
def bulk() -> Response:
    """Do one act with each poll that is ticked; then the list again, as it was searched."""
    editor, moment = current_editor(), now()
    wanted, act = wanted_polls(), request.form.get("do", "")
    if act not in _ACTS:
        raise BadParameterError
    # All of them are looked at first: what one may not write stops the whole.
    ticked = [poll_at_desk(poll_id, editor, Access.WRITE) for poll_id in _ticked()]
    if not ticked:
        flash(gettext("Tick the polls first, then choose what to do with them."), "warn")
    done, left = 0, defaultdict(list)
    for at_desk in ticked:
        try:
            _ACTS[act](at_desk.id, editor, moment)
        except (ActRefusedError, PollNotFoundError) as error:
            left[error.message].append(at_desk)
        else:
            done += 1
            current_app.extensions["kept"].forget(at_desk.id)
    _say(act, done, left.items())
    return to(list_url(wanted, number=wanted.number))


def _ticked() -> list[int]:
    """The ids of the polls that are ticked, each once."""
    raw = list(dict.fromkeys(request.form.getlist("poll")))
    if len(raw) > PAGE_SIZE or not all(map(is_number, raw)):
        raise BadParameterError
    return [int(one) for one in raw]


def _say(act: str, done: int, left: Iterable[tuple[str, list[DeskPoll]]]) -> None:
    """What was done, and what was not, with the reason."""
    count = number_text(done, page_language())
    if done and act == "close":
        flash(
            ngettext(
                "%(count)s poll was closed.", "%(count)s polls were closed.", done, count=count
            )
        )
    elif done:
        words = ngettext(
            "%(count)s poll was archived.", "%(count)s polls were archived.", done, count=count
        )
        flash(words)
    for why, polls in left:
        names = [_name(one) for one in polls[:_NAMED]] + ["…"] * (len(polls) > _NAMED)
        words = gettext("Not changed: %(polls)s. %(why)s", polls=", ".join(names), why=gettext(why))
        flash(words, "warn")


def _name(at_desk: DeskPoll) -> str:
    title = at_desk.title
    short = title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"
    return gettext("“%(poll)s”", poll=short)
