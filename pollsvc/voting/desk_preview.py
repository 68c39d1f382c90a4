"""The poll as readers will see it, beside the form in which it is written.

It can be voted in, and a survey gone through; nothing is stored, and no link leads out of
the frame. A test run is the same on a page of its own.
"""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from pollsvc.accounts.guards import TOKEN_FIELD, current_editor, needs
from pollsvc.domain.answers import Answers, Parts, Raw, read_response
from pollsvc.domain.cells import Standing, cells
from pollsvc.domain.draft import Draft, poll_to_show
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import BadParameterError, InvalidAnswerError, Problem
from pollsvc.domain.flow import Step, first_open_step, is_staged
from pollsvc.domain.life import State, results_visible
from pollsvc.domain.order import shown_seed
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet, build_sheet
from pollsvc.domain.texts import Said
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.drafts import kept_draft
from pollsvc.polls.forms import draft_from
from pollsvc.results.pages import named
from pollsvc.results.queries import Shown
from pollsvc.store.columns import to_ms
from pollsvc.voting.asking import asked_questions_of, faults_of
from pollsvc.voting.desk_run import Run, every_path
from pollsvc.voting.forms import sent_fields
from pollsvc.voting.queries import OwnResponse
from pollsvc.web.clock import now
from pollsvc.web.errors import status_of, with_status
from pollsvc.web.languages import speaking
from pollsvc.web.security import frame_at_desk
from pollsvc.web.site import site

bp = Blueprint("desk_preview", __name__)
bp.after_request(frame_at_desk)

WIDGET = "widget"
_KINDS = (WIDGET, "phone", "page")
# Links within the page stay, at a test run also those of the desk; others would lead out.
_LINK = re.compile(r'(<a\b[^>]*?) href="(?!#)[^"]*"')
_LINK_OF_READERS = re.compile(r'(<a\b[^>]*?) href="(?!#|/desk/)[^"]*"')
_DRAFT_FIELD = "draft"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A draft to look at. ``typed`` are the fields of its form, ``""`` for the one saved.

    ``kind`` is where readers would see it, ``wanted`` the language in which to see it.
    ``is_try``: it is gone through as a test on a page of its own.
    """

    poll: Poll
    typed: str
    kind: str
    wanted: str | None
    now: datetime
    is_try: bool = False

    def speaking(self) -> AbstractContextManager[None]:
        """Have the page in its language, as far as we speak it."""
        return speaking(self.tongue, site().default_language)

    @property
    def tongue(self) -> str:
        """The language of question and answers."""
        return self.poll.language_for(*((self.wanted,) if self.wanted else ()))

    @property
    def vote_address(self) -> str:
        """Where its form is sent."""
        language = f"language={self.wanted}" if self.wanted else ""
        if self.is_try:
            return f"/desk/polls/{self.poll.id}/try?{language}".rstrip("?")
        more = f"&{language}" if language else ""
        return f"/desk/polls/{self.poll.id}/preview/vote?as={self.kind}{more}"

    @property
    def in_steps(self) -> bool:
        """Whether it is answered in steps."""
        return is_staged(self.poll)

    @property
    def seed(self) -> int:
        """One order of shuffled answers, the same on each page."""
        return shown_seed(str(self.poll.id).encode())


@bp.get("/desk/polls/<int:poll_id>/preview")
@needs(EditorRole.EDITOR)
def saved(poll_id: int) -> Response:
    """The poll as it is saved, in a page of its own."""
    return _begun(_preview(poll_id, ""), is_alone=True)


@bp.post("/desk/polls/<int:poll_id>/preview")
@needs(EditorRole.EDITOR)
def typed(poll_id: int) -> Response:
    """The poll as it is typed just now, for the frame beside the form."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN_FIELD]
    return _begun(_preview(poll_id, json.dumps(fields, ensure_ascii=False)))


@bp.post("/desk/polls/<int:poll_id>/preview/vote")
@needs(EditorRole.EDITOR)
def vote(poll_id: int) -> Response:
    """The next step, or the thanks and the figures that a first vote would bring."""
    return _taken(_preview(poll_id, request.form.get(_DRAFT_FIELD, "")))


@bp.get("/desk/polls/<int:poll_id>/try")
@needs(EditorRole.EDITOR)
def begin_run(poll_id: int) -> Response:
    """The beginning of a test run, or with ``?all=1`` every step at once."""
    preview = _preview(poll_id, "", is_try=True)
    wants_all = request.args.get("all")
    if wants_all not in (None, "1"):
        raise BadParameterError
    if not wants_all:
        return _begun(preview, is_alone=True)
    with preview.speaking():
        parts = every_path(preview.poll, preview.tongue)
    return _page("voting/desk_run_all.html", preview, None, parts=parts, is_alone=True)


@bp.post("/desk/polls/<int:poll_id>/try")
@needs(EditorRole.EDITOR)
def go_on(poll_id: int) -> Response:
    """The next step of a test run."""
    return _taken(_preview(poll_id, "", is_try=True))


def _preview(poll_id: int, typed: str, *, is_try: bool = False) -> Preview:
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    kind, wanted, moment = request.args.get("as", "page"), request.args.get("language"), now()
    draft = _draft(at_desk, typed)
    if kind not in _KINDS or (wanted is not None and wanted not in draft.languages):
        raise BadParameterError
    poll = poll_to_show(
        draft, poll_id=poll_id, slug=at_desk.poll.slug, now=moment, look=site().theme
    )
    return Preview(poll=poll, typed=typed, kind=kind, wanted=wanted, now=moment, is_try=is_try)


def _draft(at_desk: DeskPoll, typed: str) -> Draft:
    """What was typed, as the page before has sent it along; else what is saved.

    Raises:
        BadParameterError: no page of ours has sent this.
    """
    if not typed:
        return kept_draft(at_desk).draft
    try:
        pairs = [(str(name), str(value)) for name, value in json.loads(typed)]
    except (ValueError, TypeError, RecursionError) as error:
        raise BadParameterError from error
    return draft_from(MultiDict(pairs))


def _begun(preview: Preview, *, is_alone: bool = False) -> Response:
    """The first page that a reader gets."""
    if not preview.in_steps:
        return _form(preview, is_alone=is_alone)
    run = Run.of(preview.poll, preview.tongue, MultiDict())
    return _step(preview, run, run.step("1"), is_alone=is_alone)


def _taken(preview: Preview) -> Response:
    """What follows after a form was sent."""
    if preview.in_steps:
        return _walked(preview, Run.of(preview.poll, preview.tongue, request.form))
    sent = sent_fields(preview.poll, preview.poll.questions, request.form)
    try:
        answers = read_response(preview.poll, sent.raw, sent.parts).answers
    except InvalidAnswerError as error:
        page = _form(preview, sent.raw, sent.parts, error.problems)
        return with_status(page, status_of(error))
    template = "desk_preview_widget_voted" if preview.kind == WIDGET else "desk_preview_voted"
    return _voted(template, preview, answers)


def _walked(preview: Preview, run: Run) -> Response:
    """The page to which a button leads; what was typed is kept by all of them."""
    go, _, wanted = request.form.get("go", "next").partition(":")
    place = request.form.get("step", "")
    here = run.step(place) if place else None
    if go == "step":
        return _step(preview, run, run.step(wanted))
    if go == "lang":
        if wanted not in preview.poll.languages:
            raise BadParameterError
        preview = replace(preview, wanted=wanted)
        run = replace(run, tongue=preview.tongue)
        return _step(preview, run, here) if here else _check(preview, run)
    if go == "back":
        before = run.walk.back_from(here.number if here else None)
        return _step(preview, run, before or run.step("1"))
    if here is None:
        return _sent(preview, run)
    problems = run.problems(here)
    if problems:
        page = _step(preview, run.told(problems), here, problems)
        return with_status(page, status_of(InvalidAnswerError(problems)))
    following = run.walk.after(here.number)
    if following is not None:
        return _step(preview, run, following)
    return _check(preview, run) if run.walk.is_checked else _sent(preview, run)


def _sent(preview: Preview, run: Run) -> Response:
    """What a respondent gets at the end, or the first step at which something is missing."""
    poll = preview.poll
    try:
        answers = read_response(poll, run.kept.raw, run.kept.parts).answers
    except InvalidAnswerError as error:
        step = first_open_step(poll, run.kept.raw, run.kept.parts) or run.step("1")
        page = _step(preview, run, step, run.problems(step))
        return with_status(page, status_of(error))
    template = "desk_preview_widget_voted" if preview.kind == WIDGET else "desk_run_done"
    with preview.speaking():
        more = {
            "answered": run.lines(),
            "title": gettext("Thank you. Your answers have been sent."),
        }
    return _voted(template, preview, answers, **more, survey=_survey(preview))


def _form(
    preview: Preview,
    raw: Raw = MappingProxyType({}),
    parts: Parts = MappingProxyType({}),
    problems: tuple[Problem, ...] = (),
    *,
    is_alone: bool = False,
) -> Response:
    """A poll of one step, as readers fill it in."""
    poll, tongue = preview.poll, preview.tongue
    with preview.speaking():
        questions = asked_questions_of(
            poll, poll.questions, raw, parts, problems, seed=preview.seed, tongue=tongue
        )
        faults = faults_of(poll, questions, problems, tongue)
    template = "desk_preview_widget" if preview.kind == WIDGET else "desk_preview_form"
    return _page(
        f"voting/{template}.html",
        preview,
        None,
        questions=questions,
        faults=faults,
        notice=None,
        own=None,
        stands=False,
        is_alone=is_alone,
    )


def _step(
    preview: Preview,
    run: Run,
    step: Step,
    problems: tuple[Problem, ...] = (),
    *,
    is_alone: bool = True,
) -> Response:
    """One step of a survey, with the list of all beside it."""
    poll = preview.poll
    with preview.speaking():
        questions = run.asked(step, problems)
        head, is_first = run.head(step), run.walk.back_from(step.number) is None
        survey = _survey(preview)
        more: dict[str, Any] = {
            "questions": questions,
            "faults": faults_of(poll, questions, problems, preview.tongue),
            "heading": (survey if is_first else None) or head.title,
            "head": head,
            "progress": run.progress(step),
            "is_first": is_first,
            "is_last": run.walk.after(step.number) is None and not run.walk.is_checked,
            "carried": list(run.carried(step)),
            "stops": run.stops(step),
        }
    more["several"] = more["heading"] is not None or len(questions) != 1
    template = "desk_run_widget" if preview.kind == WIDGET else "desk_run_step"
    return _page(
        f"voting/{template}.html", preview, None, **more, step=step.number, is_alone=is_alone
    )


def _check(preview: Preview, run: Run) -> Response:
    """All answers once more, as before they are sent."""
    with preview.speaking():
        more: dict[str, Any] = {
            "answered": run.lines(),
            "dropped": run.dropped(),
            "carried": list(run.carried(None)),
            "stops": run.stops(None),
        }
    template = "desk_run_widget_check" if preview.kind == WIDGET else "desk_run_check"
    return _page(f"voting/{template}.html", preview, None, **more, step="", is_alone=True)


def _voted(template: str, preview: Preview, answers: Answers, **more: Any) -> Response:
    own = OwnResponse(1, Standing.COUNTED, answers, preview.now)
    return _page(
        f"voting/{template}.html",
        preview,
        _sheet(preview, answers),
        mine=own.chosen(),
        notice="thanks",
        own=own,
        stands=True,
        is_alone=True,
        **more,
    )


def _survey(preview: Preview) -> Said | None:
    """The survey's title."""
    title = preview.poll.title
    return title.say(preview.tongue) if title else None


def _sheet(preview: Preview, answers: Answers) -> Sheet | None:
    """The figures of this one vote, if who has voted may see any."""
    poll, moment = preview.poll, preview.now
    if not results_visible(poll, State.OPEN, moment, voted=True):
        return None
    tally = cells(answers, Standing.COUNTED, to_ms(moment), poll.counting)
    return build_sheet(poll, tally, state=State.OPEN, version=1, as_of=moment)


def _page(template: str, preview: Preview, sheet: Sheet | None, **more: object) -> Response:
    poll = preview.poll
    with preview.speaking():
        context: dict[str, object] = {
            **named(Shown(poll, State.OPEN, sheet)),
            "tongue": preview.tongue,
            "preview": preview,
            "act": "vote",
            "form_id": "",
            "came_from": None,
            "may_change": poll.may_change,
            "may_withdraw": False,  # a form that would lead out of the frame
            "may_again": False,
            "can_see": results_visible(poll, State.OPEN, preview.now),
        }
        page = render_template(template, **(context | more))
    links = _LINK_OF_READERS if preview.is_try else _LINK
    return make_response(links.sub(r'\1 role="link" aria-disabled="true"', page))
