"""What was done with one poll: a page, and a file."""

from __future__ import annotations

import re

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import func, select

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import BadParameterError, PageNotFoundError
from pollsvc.history.files import history_csv
from pollsvc.history.models import HistoryRow
from pollsvc.history.queries import COMMAND_LINE, ActFilter, acts_page
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.store.db import session
from pollsvc.web.clock import now
from pollsvc.web.paging import Pages, page_number

bp = Blueprint("desk_poll_history", __name__)
_EDITOR = re.compile(r"0\Z|[1-9][0-9]{0,17}\Z")


@bp.get("/desk/polls/<int:poll_id>/history")
@needs(EditorRole.VIEWER)
def history(poll_id: int) -> Response:
    """Everything that was done with a poll, the newest first."""
    at_desk = poll_at_desk(poll_id, current_editor())
    wanted, number = _wanted(poll_id), page_number()
    page = acts_page(wanted, number)
    if number > page.count:
        raise PageNotFoundError
    here = f"/desk/polls/{poll_id}/history"
    by = "" if wanted.editor_id is None else f"editor={wanted.editor_id}"

    def url(to: int) -> str:
        query = "&".join(filter(None, (by, f"page={to}" if to > 1 else "")))
        return f"{here}?{query}" if query else here

    body = render_template(
        "polls/poll_history.html",
        at_desk=at_desk,
        state=at_desk.state(now()),
        tab="history",
        acts=page.acts,
        actors=who_acted(poll_id),
        by=wanted.editor_id,
        csv_url=f"{here}.csv?{by}" if by else f"{here}.csv",
        pages=Pages.at(page.number, page.count, url),
    )
    return make_response(body)


@bp.get("/desk/polls/<int:poll_id>/history.csv")
@needs(EditorRole.VIEWER)
def history_file(poll_id: int) -> Response:
    """The same as a file, all of it."""
    poll_at_desk(poll_id, current_editor())
    return history_csv(_wanted(poll_id), f"history-poll-{poll_id}.csv")


def who_acted(poll_id: int) -> tuple[tuple[int, str], ...]:
    """The ids and names of who acted on a poll; id 0 and no name for the command line."""
    rows = session().execute(
        select(HistoryRow.editor_id, func.max(HistoryRow.editor_name))
        .where(HistoryRow.poll_id == poll_id)
        .group_by(HistoryRow.editor_id)
        .order_by(func.max(HistoryRow.editor_name))
    )
    return tuple((COMMAND_LINE if one is None else one, name) for one, name in rows)


def _wanted(poll_id: int) -> ActFilter:
    raw = request.args.get("editor") or None
    if raw is not None and not _EDITOR.match(raw):
        raise BadParameterError
    return ActFilter(poll_id=poll_id, editor_id=None if raw is None else int(raw))
