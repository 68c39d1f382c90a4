"""The poll as readers will see it, beside the form in which it is written.

It can be voted in; nothing is stored, and no link leads out of the frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from pollsvc.accounts.guards import TOKEN_FIELD, current_editor, needs
from pollsvc.domain.answers import Answers, read_answers
from pollsvc.domain.cells import Standing, cells
from pollsvc.domain.draft import Draft, poll_to_show
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import BadParameterError, InvalidAnswerError, Problem
from pollsvc.domain.life import State, results_visible
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet, build_sheet
from pollsvc.domain.texts import first_of
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.drafts import kept_draft
from pollsvc.polls.forms import draft_from
from pollsvc.results.pages import named
from pollsvc.results.queries import Shown
from pollsvc.store.columns import to_ms
from pollsvc.voting.forms import field_name
from pollsvc.voting.queries import OwnResponse
from pollsvc.voting.screens import orders_shown
from pollsvc.web.clock import now
from pollsvc.web.errors import status_of, with_status
from pollsvc.web.languages import LANGUAGES
from pollsvc.web.security import frame_at_desk
from pollsvc.web.site import site

bp = Blueprint("desk_preview", __name__)
bp.after_request(frame_at_desk)

WIDGET = "widget"
_KINDS = (WIDGET, "phone", "page")
# Links within the page stay; all others would lead out of the frame.
_LINK = re.compile(r'(<a\b[^>]*?) href="(?!#)[^"]*"')
_DRAFT_FIELD = "draft"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A draft to look at. ``typed`` are the fields of its form, ``""`` for the one saved.

    ``kind`` is where readers would see it, ``wanted`` the language in which to see it.
    """

    poll: Poll
    typed: str
    kind: str
    wanted: str | None
    now: datetime

    @property
    def language(self) -> str:
        """The language of the page around the question."""
        return first_of((self.tongue,), LANGUAGES) or site().default_language

    @property
    def tongue(self) -> str:
        """The language of question and answers."""
        return self.poll.language_for(*((self.wanted,) if self.wanted else ()))

    @property
    def vote_address(self) -> str:
        """Where its form is sent."""
        language = f"&language={self.wanted}" if self.wanted else ""
        return f"/desk/polls/{self.poll.id}/preview/vote?as={self.kind}{language}"


@bp.get("/desk/polls/<int:poll_id>/preview")
@needs(EditorRole.EDITOR)
def saved(poll_id: int) -> Response:
    """The poll as it is saved, in a page of its own."""
    return _form(_preview(poll_id, ""), is_alone=True)


@bp.post("/desk/polls/<int:poll_id>/preview")
@needs(EditorRole.EDITOR)
def typed(poll_id: int) -> Response:
    """The poll as it is typed just now, for the frame beside the form."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN_FIELD]
    return _form(_preview(poll_id, json.dumps(fields, ensure_ascii=False)))


@bp.post("/desk/polls/<int:poll_id>/preview/vote")
@needs(EditorRole.EDITOR)
def vote(poll_id: int) -> Response:
    """The thanks and the figures that a vote would bring, if it were the first one."""
    preview = _preview(poll_id, request.form.get(_DRAFT_FIELD, ""))
    asked = [question.id for question in preview.poll.questions]
    raw = {number: request.form.getlist(field_name(number)) for number in asked}
    try:
        answers = read_answers(preview.poll, raw)
    except InvalidAnswerError as error:
        return with_status(_form(preview, raw, error.problems), status_of(error))
    return _voted(preview, answers)


def _preview(poll_id: int, typed: str) -> Preview:
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    kind, wanted, moment = request.args.get("as", "page"), request.args.get("language"), now()
    draft = _draft(at_desk, typed)
    if kind not in _KINDS or (wanted is not None and wanted not in draft.languages):
        raise BadParameterError
    poll = poll_to_show(
        draft, poll_id=poll_id, slug=at_desk.poll.slug, now=moment, look=site().theme
    )
    return Preview(poll=poll, typed=typed, kind=kind, wanted=wanted, now=moment)


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


def _form(
    preview: Preview,
    raw: Mapping[int, Sequence[str]] | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    is_alone: bool = False,
) -> Response:
    template = "desk_preview_widget" if preview.kind == WIDGET else "desk_preview_form"
    return _page(
        f"voting/{template}.html",
        preview,
        None,
        chosen={question: set(values) for question, values in (raw or {}).items()},
        problems=problems,
        orders=orders_shown(preview.poll, str(preview.poll.id).encode()),
        notice=None,
        own=None,
        stands=False,
        is_alone=is_alone,
    )


def _voted(preview: Preview, answers: Answers) -> Response:
    template = "desk_preview_widget_voted" if preview.kind == WIDGET else "desk_preview_voted"
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
    )


def _sheet(preview: Preview, answers: Answers) -> Sheet | None:
    """The figures of this one vote, if who has voted may see any."""
    poll, moment = preview.poll, preview.now
    if not results_visible(poll, State.OPEN, moment, voted=True):
        return None
    tally = cells(answers, Standing.COUNTED, to_ms(moment))
    return build_sheet(poll, tally, state=State.OPEN, version=1, as_of=moment)


def _page(template: str, preview: Preview, sheet: Sheet | None, **more: object) -> Response:
    poll = preview.poll
    with force_locale(preview.language):
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
    return make_response(_LINK.sub(r'\1 role="link" aria-disabled="true"', page))
