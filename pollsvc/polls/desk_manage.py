"""The page on which a poll is managed: every act on it, said in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Access, Editor, EditorRole
from pollsvc.domain.errors import BadParameterError, PollNotFoundError
from pollsvc.domain.life import LifeAct
from pollsvc.domain.moments import local_text, offsets_at
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.copying import NewVersionThereError, begin_new_version, clone_poll
from pollsvc.polls.forms import draft_from
from pollsvc.polls.managing import (
    KEPT_FOR,
    LastWorkerError,
    acts_that_fit,
    add_worker,
    may_join,
    remove_worker,
    workers_of,
)
from pollsvc.web.clock import now
from pollsvc.web.desk import done
from pollsvc.web.formats import day_text, moment_text
from pollsvc.web.languages import page_language
from pollsvc.web.numbers import is_number

bp = Blueprint("desk_manage", __name__)
_PICKED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")


@dataclass(frozen=True)
class TypedTime:
    """A time as typed in the poll's zone, and what is wrong with it (``""``: nothing).

    Where the clocks show it twice, ``offsets`` are those to choose from and ``offset`` is
    the one that was chosen.
    """

    typed: str = ""
    fault: str = ""
    offset: str = ""
    offsets: tuple[str, ...] = ()

    @property
    def fits_a_picker(self) -> bool:
        """Whether a browser's own field for times can hold it; one with an offset it would drop."""
        return not self.typed or _PICKED.match(self.typed) is not None


def typed_time(text: str, zone: str, fault: str = "", offset: str = "") -> TypedTime:
    """A text for the field of a time; ``offset`` is what was chosen beside it."""
    local = text[:16].replace(" ", "T")
    try:
        offsets = offsets_at(datetime.fromisoformat(local), zone)
    except (ValueError, OverflowError):
        return TypedTime(text, fault)
    own = text[16:] or (offset if offset in offsets else "")
    if len(offsets) == 2 and (not own or own in offsets):
        return TypedTime(local, fault, own, offsets)
    return TypedTime(text, fault)


@bp.get("/desk/polls/<int:poll_id>/manage")
@needs(EditorRole.EDITOR)
def manage(poll_id: int) -> Response:
    """What can be done with a poll, and who works on it."""
    editor = current_editor()
    return manage_page(poll_at_desk(poll_id, editor, Access.WRITE), editor, now())


def manage_page(
    at_desk: DeskPoll,
    editor: Editor,
    moment: datetime,
    *,
    closing: TypedTime | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    """The page; ``closing`` is what was typed where extending or reopening was refused.

    ``problem`` is said in the summary where no field is at fault.
    """
    language, poll = page_language(), at_desk.poll
    if closing is None and poll.closes_at is not None and poll.closes_at > moment:
        closing = typed_time(local_text(poll.closes_at, poll.zone), poll.zone)
    fits = acts_that_fit(at_desk, moment)
    body = render_template(
        "polls/manage.html",
        at_desk=at_desk,
        state=at_desk.state(moment),
        tab="manage",
        fits=fits,
        has_life=not fits.isdisjoint(act.value for act in LifeAct),
        closing=closing or TypedTime(),
        problem=problem,
        closes=moment_text(poll.closes_at, poll.zone, language) if poll.closes_at else "",
        zone_says=moment_text(moment, poll.zone, language),
        workers=workers_of(at_desk),
        joining=may_join(at_desk),
        is_last=len(at_desk.workers) == 1 and editor.role is not EditorRole.OWNER,
        editor=editor,
        kept_until=_kept_until(at_desk, language),
    )
    return make_response(body, status)


@bp.post("/desk/polls/<int:poll_id>/workers")
@needs(EditorRole.EDITOR)
def workers(poll_id: int) -> Response:
    """Add somebody to a poll, or take them off it."""
    editor, moment = current_editor(), now()
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    page = f"/desk/polls/{poll_id}/manage"
    if request.form.get("add") == "":
        words = gettext("Choose who is to work on this poll.")
        return manage_page(at_desk, editor, moment, problem=words, status=422)
    if "add" in request.form:
        name = add_worker(poll_id, _number("add"), editor, moment)
        return done(gettext("%(name)s works on this poll now.", name=name), page)
    try:
        name = remove_worker(poll_id, _number("remove"), editor, moment)
    except LastWorkerError:
        words = gettext("Somebody has to work on this poll. Add another editor first.")
        return manage_page(at_desk, editor, moment, problem=words, status=409)
    words = gettext("%(name)s no longer works on this poll.", name=name)
    gone = _number("remove") == editor.id and editor.role is not EditorRole.OWNER
    return done(words, "/desk/polls" if gone else page)


@bp.post("/desk/polls/<int:poll_id>/clone")
@needs(EditorRole.EDITOR)
def clone(poll_id: int) -> Response:
    """Begin a draft that says what this poll says."""
    made = clone_poll(poll_id, current_editor(), now())
    return done(gettext("This is the clone, a draft of its own."), f"/desk/polls/{made}/edit")


@bp.post("/desk/polls/<int:poll_id>/new-version")
@needs(EditorRole.EDITOR)
def new_version(poll_id: int) -> Response:
    """Begin the next version of a poll; if there is one, show that."""
    editor, moment = current_editor(), now()
    try:
        typed = draft_from(request.form) if "question_key" in request.form else None
        made = begin_new_version(poll_id, editor, moment, typed)
    except NewVersionThereError as error:
        try:
            there = poll_at_desk(error.poll_id, editor)
        except PollNotFoundError:
            words = gettext(
                "Somebody else has begun a new version of this poll. Ask your colleagues."
            )
            at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
            return manage_page(at_desk, editor, moment, problem=words, status=409)
        words = gettext("There is a new version of that poll already. This is it.")
        return done(words, f"/desk/polls/{there.id}{'/edit' if there.may_write else ''}")
    return done(gettext("This is the new version, a draft so far."), f"/desk/polls/{made}/edit")


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    if not is_number(raw):
        raise BadParameterError
    return int(raw)


def _kept_until(at_desk: DeskPoll, language: str) -> str:
    if at_desk.deleted_at is None:
        return ""
    return day_text(at_desk.deleted_at + KEPT_FOR, at_desk.poll.zone, language)
