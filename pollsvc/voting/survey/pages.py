"""``/p/<slug>/answer/<form>``: a survey step by step. Never cached; no cookie before sending.

Each POST keeps what was typed on its own step and leads on to a page with an address, so
that the browser's back, reload and links work. Only the last one counts anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, request

from pollsvc.domain.errors import (
    AlreadyVotedError,
    PageNotFoundError,
    StoreBusyError,
    UnfinishedGoneError,
)
from pollsvc.domain.flow import Step, steps_of
from pollsvc.domain.life import State, state_of
from pollsvc.domain.repeat import Act
from pollsvc.polls.queries import recent_poll
from pollsvc.store.db import end_reading
from pollsvc.voting.survey.finish import send
from pollsvc.voting.survey.sent import SentStep
from pollsvc.voting.survey.start import beginning
from pollsvc.voting.survey.typed import all_typed
from pollsvc.voting.survey.visit import Visit, ended
from pollsvc.voting.survey.walk import Walk
from pollsvc.voting.unfinished import Unfinished, day_after, keep_step
from pollsvc.web.errors import UNREACHABLE, status_of
from pollsvc.web.kept import LINK_PARAMETER
from pollsvc.web.numbers import is_number

bp = Blueprint("survey", __name__)
_HERE = "/p/<slug>/answer/<form_id>"
_CHANGED = "changed_meanwhile"


def _page(show: Callable[..., Response]) -> Callable[..., Response]:
    """A page of somebody's unfinished answers; not for who has sent them, or comes too late."""

    @wraps(show)
    def view(slug: str, form_id: str, **more: int) -> Response:
        visit = Visit.of(slug, form_id)
        away = visit.turned_away()
        if away is not None:
            return away
        try:
            walk = Walk(visit.poll, visit.kept())
        except AlreadyVotedError as error:
            return visit.refused(error)
        return show(visit, walk, **more)

    return view


@bp.get(_HERE)
@_page
def resume(visit: Visit, walk: Walk) -> Response:
    """The private link: on to where the respondent was."""
    return visit.resumed(walk)


@bp.get(_HERE + "/<int:number>")
@_page
def step(visit: Visit, walk: Walk, number: int) -> Response:
    """A step with what was typed on it; who skips one by hand is led to that one."""
    here = walk.step(number)
    if here is None or walk.first_open(before=number) is not None:
        return visit.resumed(walk)
    page = visit.trail(walk).step_page(
        here,
        problems=walk.problems(here) if "faults" in request.args else (),
        notice=_CHANGED if walk.is_reworded(here) else None,
        to_check=visit.is_from_check,
    )
    return visit.page(page)


@bp.get(_HERE + "/check")
@_page
def check(visit: Visit, walk: Walk) -> Response:
    """All answers once more."""
    if walk.first_open() is not None:
        return visit.resumed(walk)
    return visit.page(visit.trail(walk).check_page())


@bp.get(_HERE + "/later")
@_page
def later(visit: Visit, walk: Walk) -> Response:
    """The private link to what is kept."""
    if not visit.poll.save_later:
        raise PageNotFoundError
    wanted = request.args.get("step", "")
    here = walk.step(int(wanted)) if is_number(wanted) else None
    return visit.page(visit.trail(walk).later_page(here or walk.first_open() or walk.back_from()))


def _takes(take: Callable[..., Response]) -> Callable[..., Response]:
    """Where a form is sent to that has nothing to belong to any more, what it brought is shown."""

    @wraps(take)
    def view(slug: str, form_id: str, **more: int) -> Response:
        try:
            return take(slug, form_id, **more)
        except UnfinishedGoneError as error:
            poll = recent_poll(slug)
            return ended(poll, all_typed(poll, request.form), error)

    return view


@bp.post(_HERE + "/<int:number>")
@_takes
def keep(slug: str, form_id: str, number: int) -> Response:
    """Keep what was typed on a step, then go where its button leads."""
    visit = Visit.of(slug, form_id, sends=True)
    here = _step_of(visit, number)
    sent = SentStep.of(visit.poll, here, request.form)
    if sent.is_reworded:
        # The form may be newer than what is kept here of the poll.
        visit = visit.anew()
        here = _step_of(visit, number)
        sent = SentStep.of(visit.poll, here, request.form)
    try:
        away = visit.turned_away(sent.typed, sends=not visit.poll.check and sent.goes_on)
        if away is not None:
            return away
        walk = _kept(visit, number, sent)
    except AlreadyVotedError as error:
        return visit.refused(error, sent.typed)
    except (StoreBusyError, *UNREACHABLE):
        end_reading()
        return _not_kept(visit, here, sent)
    return _go_on(visit, walk, number, sent)


@bp.post(_HERE + "/check")
@_takes
def finish(slug: str, form_id: str) -> Response:
    """Send all answers as one vote; the same ones again get the same thanks."""
    visit = Visit.of(slug, form_id, sends=True)
    away = visit.turned_away(sends=True)
    if away is not None:
        return away
    try:
        walk = Walk(visit.poll, visit.kept())
    except AlreadyVotedError as error:
        return visit.refused(error)
    act = _sent_act()
    if walk.first_open() is not None:
        return visit.resumed(walk)
    if request.form.get("go") != "send":
        return visit.to("check")
    if request.form.get("saved", walk.kept.digest) != walk.kept.digest:
        return visit.page(visit.trail(walk).check_page("changed_elsewhere", act), 409)
    return send(visit, walk, act)


def _step_of(visit: Visit, number: int) -> Step | None:
    return next((one for one in steps_of(visit.poll) if one.number == number), None)


def _kept(visit: Visit, number: int, sent: SentStep) -> Walk:
    """Keep the step; the first one may begin, all others belong to what is there.

    Raises:
        UnfinishedGoneError: there is nothing, or not any more.
        AlreadyVotedError: this browser's vote stands already.
    """
    # What a page saves by itself begins nothing: it may come after all was sent.
    begins = number == 1 and sent.go != "save"
    poll, start = visit.poll, _start(visit) if begins else None
    if visit.voter.own is not None:
        visit.refuse_second(visit.kept_so_far(start) if start else visit.kept())
    kept = keep_step(
        poll.id,
        visit.word,
        sent.kept,
        visit.now,
        ends_at=day_after(visit.now, poll.unfinished_days),
        start=start,
        voter=visit.changing if start and start.act is Act.CHANGE else None,
    )
    return Walk(poll, kept)


def _start(visit: Visit) -> Unfinished:
    return beginning(visit.poll, visit.voter.own, _sent_act(), request.form.get(LINK_PARAMETER))


def _sent_act() -> Act:
    return Act.CHANGE if request.form.get("act") == Act.CHANGE else Act.VOTE


def _go_on(visit: Visit, walk: Walk, number: int, sent: SentStep) -> Response:
    """Where the button leads, once the step is kept."""
    to = "check" if visit.is_from_check else None
    here, sent_from = walk.step(number), _step_of(visit, number)
    if sent.too_long and sent_from is not None:
        return _too_long(visit, walk, sent_from, sent)
    if sent.go == "save":
        return visit.page("", 204)
    if sent.language is not None:
        return visit.to(number, lang=sent.language, to=to)
    if sent.go == "later":
        return visit.to("later", step=number)
    if sent.go == "back":
        before = walk.back_from(number)
        return visit.to(before.number if before else number)
    if here is None:
        return visit.resumed(walk)
    if sent.problems:
        page = visit.trail(walk).step_page(here, problems=sent.problems, to_check=bool(to))
        return visit.page(page, 422)
    if sent.is_reworded:
        return visit.to(number, to=to)
    if walk.problems(here):
        return visit.to(number, faults=1, to=to, fragment="errors")
    return _forward(visit, walk, number, back_to_check=sent.go == "check")


def _forward(visit: Visit, walk: Walk, number: int, *, back_to_check: bool) -> Response:
    """To the next step; from a change of one answer back to the check; or to the end."""
    following = None if back_to_check else walk.after(number)
    if following is not None:
        return visit.to(following.number)
    open_step = walk.first_open()
    if open_step is not None:
        return visit.to(open_step.number, to="check" if back_to_check else None)
    if back_to_check or walk.is_checked:
        return visit.to("check")
    return send(visit, walk, walk.kept.act)


def _too_long(visit: Visit, walk: Walk, here: Step, sent: SentStep) -> Response:
    """What is wrong with a step that is too much to be kept, with all of it still there."""
    whole = Walk(visit.poll, walk.kept.after(sent.typed.all_of_it), sent.shown)
    problems = (*sent.problems, *whole.problems(here))
    page = visit.trail(whole).step_page(
        here, problems=problems, to_check=visit.is_from_check, is_whole=False
    )
    return visit.page(page, 422)


def _not_kept(visit: Visit, here: Step | None, sent: SentStep) -> Response:
    """The same page with all that was typed, as the database did not take it."""
    if here is None or state_of(visit.poll, visit.now) is State.SCHEDULED:
        raise StoreBusyError
    # What was kept before can mostly still be read, and stands in the texts of this page.
    before = visit.kept_so_far(
        Unfinished(act=_sent_act(), came_from=request.form.get(LINK_PARAMETER))
    )
    walk = Walk(visit.poll, before.after(sent.typed.all_of_it), sent.shown)
    page = visit.trail(walk).step_page(here, notice="not_saved", to_check=visit.is_from_check)
    return visit.page(page, status_of(StoreBusyError()))
