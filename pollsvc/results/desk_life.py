"""The life of a poll at the desk: buttons that act at once, and the page of its times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Access, Editor, EditorRole
from pollsvc.domain.errors import ActRefusedError, StaleEditError
from pollsvc.domain.life import (
    LifeAct,
    Seen,
    State,
    closing_fault,
    hindrance,
    possible_acts,
    release_fault,
    results_visible,
)
from pollsvc.domain.moments import NoSuchTimeError, local_text, read_time
from pollsvc.domain.poll import Poll
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.desk_manage import TypedTime, manage_page, typed_time
from pollsvc.results import actions
from pollsvc.results.desk_stale import stale_words
from pollsvc.results.desk_words import WHY, WRONG_TIME
from pollsvc.results.queries import state_now
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import moment_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

bp = Blueprint("desk_life", __name__)
_DONE: dict[str, tuple[Callable[[int, Editor, datetime, Seen | None], None], str]] = {
    "open": (
        actions.open_poll,
        N_("The poll is open: readers can vote from now on. To stop that, close it."),
    ),
    "close": (
        actions.close_poll,
        N_("The poll is closed: no more votes are counted. To take votes again, reopen it."),
    ),
    "archive": (
        actions.archive_poll,
        N_(
            "The poll is in the archive: off the list of polls, and its address still works."
            " You can take it out again."
        ),
    ),
    "unarchive": (
        actions.unarchive_poll,
        N_("The poll is out of the archive and back on the list of polls."),
    ),
}
_BACK = {"watch": "", "screen": "/screen"}
"""Where a button comes back to, by what its form says; else to the page of all acts."""
_NO_TIME = {
    "time_form": N_("Write a time such as 2026-03-01 18:00."),
    "time_unknown": N_("There is no such day or time of day."),
    "time_year": N_("Choose a year from 1900 to 2199."),
    "time_twice": N_("On that night the clocks show this time twice. Choose which one you mean."),
    "time_skipped": N_("On that day the clocks skip this time. Choose another one."),
}


class _WrongTimeError(Exception):
    """What was typed is no time that the poll can have; ``fault`` says what to do."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@bp.get("/desk/polls/<int:poll_id>/times")
@needs(EditorRole.EDITOR)
def times(poll_id: int) -> Response:
    """When voting ends and when results come out, to be changed."""
    return _times_page(poll_at_desk(poll_id, current_editor(), Access.WRITE), now())


@bp.post("/desk/polls/<int:poll_id>/<any(open, close, archive, unarchive):deed>")
@needs(EditorRole.EDITOR)
def act(poll_id: int, deed: str) -> Response:
    """Open, close, archive a poll now, or take it out of the archive."""
    editor, moment = current_editor(), now()
    poll_at_desk(poll_id, editor, Access.WRITE)
    do, words = _DONE[deed]
    return _did(poll_id, lambda: do(poll_id, editor, moment, _seen()), gettext(words))


@bp.post("/desk/polls/<int:poll_id>/<any(extend, reopen):deed>")
@needs(EditorRole.EDITOR)
def extend(poll_id: int, deed: str) -> Response:
    """Give a poll another closing time; reopen a closed one until then, or without an end."""
    editor, moment = current_editor(), now()
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    if _is_stale(at_desk, moment, explicit=deed == "reopen"):
        return _stale(at_desk, editor, moment)
    try:
        closes = _closing(at_desk.poll, moment, may_be_empty=deed == "reopen")
    except _WrongTimeError as error:
        closing = _as_typed("closes", at_desk.poll, error.fault)
        return _again(at_desk, editor, moment, closing)
    do = actions.reopen_poll if deed == "reopen" else actions.extend_poll
    if closes is None and at_desk.poll.release_at is not None:
        words = gettext(
            "The poll is open until you close it. Results then come out when you release them."
        )
    elif closes is None:
        words = gettext("The poll is open until you close it.")
    else:
        words = gettext("The poll closes on %(moment)s.", moment=_said(at_desk.poll, closes))
    return _did(poll_id, lambda: do(poll_id, editor, moment, closes, _seen()), words)


@bp.post("/desk/polls/<int:poll_id>/release")
@needs(EditorRole.EDITOR)
def release(poll_id: int) -> Response:
    """Let the results come out: now, or, with a field ``release``, at the time in it."""
    editor, moment = current_editor(), now()
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    if "release" not in request.form:
        words = gettext("The results are out: readers see them now.")
        return _did(
            poll_id, lambda: actions.release_results(poll_id, editor, moment, _seen()), words
        )
    if _is_stale(at_desk, moment, explicit=True):
        return _stale(at_desk, editor, moment)
    try:
        out = _release_time(at_desk.poll, moment)
    except _WrongTimeError as error:
        release = _as_typed("release", at_desk.poll, error.fault)
        return _times_page(at_desk, moment, release=release, status=422)
    if out is None:
        words = gettext("The results come out when you release them.")
    else:
        words = gettext("The results come out on %(moment)s.", moment=_said(at_desk.poll, out))
    return _did(poll_id, lambda: actions.set_release(poll_id, editor, moment, out, _seen()), words)


def _did(poll_id: int, do: Callable[[], None], words: str) -> Response:
    """Do it, say so or why not, and go back to where the button was."""
    try:
        do()
    except StaleEditError:
        editor = current_editor()
        return _stale(poll_at_desk(poll_id, editor, Access.WRITE), editor, now())
    except ActRefusedError as error:
        flash(gettext(error.message), "warn")
    else:
        current_app.extensions["kept"].forget(poll_id)
        flash(words, "ok")
    return to(f"/desk/polls/{poll_id}{_BACK.get(request.form.get('back', ''), '/manage')}")


def _seen() -> Seen | None:
    return Seen.read(request.form.get("seen", ""))


def _is_stale(at_desk: DeskPoll, moment: datetime, *, explicit: bool) -> bool:
    """Whether the form shows another poll than there is; looked at again under the lock.

    ``explicit``: it says itself what is to become of a closed poll.
    """
    seen, state = _seen(), _state(at_desk, moment)
    if seen is None:
        return state is State.CLOSED and not explicit
    return seen != Seen(at_desk.poll.definition_version, state)


def _state(at_desk: DeskPoll, moment: datetime) -> State:
    return state_now(at_desk.poll, moment) if at_desk.is_written else State.DRAFT


def _stale(at_desk: DeskPoll, editor: Editor, moment: datetime) -> Response:
    """The form as the poll is now, with what was typed, and who changed the poll."""
    poll = at_desk.poll
    words = stale_words(poll, _state(at_desk, moment), _seen())
    closing = _as_typed("closes", poll) if "closes" in request.form else None
    if not _came_from_watching():
        return manage_page(at_desk, editor, moment, closing=closing, problem=words, status=409)
    release = _as_typed("release", poll) if "release" in request.form else None
    return _times_page(at_desk, moment, closing=closing, release=release, problem=words, status=409)


def _as_typed(name: str, poll: Poll, fault: str = "") -> TypedTime:
    return typed_time(_typed(name), poll.zone, fault, _typed(f"{name}_offset"))


def _came_from_watching() -> bool:
    return request.form.get("back") == "watch"


def _closing(poll: Poll, moment: datetime, *, may_be_empty: bool) -> datetime | None:
    if "open_end" in request.form or (may_be_empty and not _typed("closes")):
        return None
    if not _typed("closes"):
        raise _WrongTimeError(gettext("Choose when the poll closes."))
    closes = _read("closes", poll.zone)
    fault = closing_fault(poll, closes, moment)
    if fault is not None:
        raise _WrongTimeError(gettext(WRONG_TIME[fault]))
    return closes


def _release_time(poll: Poll, moment: datetime) -> datetime | None:
    if not _typed("release"):
        return None
    out = _read("release", poll.zone)
    fault = release_fault(poll, out, moment)
    if fault is not None:
        raise _WrongTimeError(gettext(WRONG_TIME[fault]))
    return out


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _read(name: str, zone: str) -> datetime:
    typed = _typed(name)
    try:
        return read_time(typed, zone)
    except NoSuchTimeError as error:
        chosen = _typed(f"{name}_offset")
        if chosen in error.offsets:
            return read_time(typed + chosen, zone)
        raise _WrongTimeError(gettext(_NO_TIME[error.code])) from error


def _said(poll: Poll, at: datetime) -> str:
    return moment_text(at, poll.zone, page_language())


def _again(at_desk: DeskPoll, editor: Editor, moment: datetime, closing: TypedTime) -> Response:
    """The page that the form was on, with what was typed and what is wrong with it."""
    if _came_from_watching():
        return _times_page(at_desk, moment, closing=closing, status=422)
    return manage_page(at_desk, editor, moment, closing=closing, status=422)


def _times_page(
    at_desk: DeskPoll,
    moment: datetime,
    *,
    closing: TypedTime | None = None,
    release: TypedTime | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    poll = at_desk.poll
    state = _state(at_desk, moment)
    can = possible_acts(poll, state, moment)
    why = hindrance(LifeAct.EXTEND, poll, state, moment)
    page = render_template(
        "results/desk_times.html",
        at_desk=at_desk,
        state=state,
        tab="",
        can={one.value for one in can} if at_desk.deleted_at is None else set(),
        why=gettext(WHY[why]) if why else "",
        closing=closing or _picked(poll, poll.closes_at, moment),
        release=release or _picked(poll, poll.release_at, moment),
        problem=problem,
        zone_says=_said(poll, moment),
        are_out=results_visible(poll, state, moment),
    )
    return make_response(page, status)


def _picked(poll: Poll, at: datetime | None, moment: datetime) -> TypedTime:
    if at is None or at <= moment:
        return TypedTime()
    return typed_time(local_text(at, poll.zone), poll.zone)
