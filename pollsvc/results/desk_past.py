"""Adding a past result at the desk: a question, its answers, and how many chose each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import DraftProblem, InvalidDraftError
from pollsvc.domain.draft.shape import raw_text
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import BadParameterError
from pollsvc.domain.life import State
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.past_result import (
    PastOption,
    PastResult,
    pasted_options,
    place_of,
    poll_of,
    read_past,
)
from pollsvc.domain.sheet import Sheet, build_sheet
from pollsvc.results.actions import imported_tally
from pollsvc.results.adding import add_past_result
from pollsvc.results.desk_past_words import problem_words
from pollsvc.results.pages import named
from pollsvc.results.queries import Shown
from pollsvc.web.clock import now
from pollsvc.web.desk import done
from pollsvc.web.languages import LANGUAGES, page_language
from pollsvc.web.site import site

bp = Blueprint("desk_past", __name__)
_LEAST_ROWS = 4
_MOST_ROWS = 60
_MORE_ROWS = 3
# Where the name of a field in the rules is not that of the form's field.
_ANCHORS = {"options": "answer-0", "languages": "language"}


@bp.get("/desk/polls/past")
@needs(EditorRole.EDITOR)
def new() -> Response:
    """An empty form."""
    language = page_language()
    return _page(PastResult(language=language if language in LANGUAGES else LANGUAGES[0]))


@bp.post("/desk/polls/past")
@needs(EditorRole.EDITOR)
def add() -> Response:
    """Take in a pasted list, show what the result will look like, or store it."""
    (past, over), moment, act = _typed(), now(), request.form.get("do", "save")
    if act not in ("rows", "preview", "save"):
        raise BadParameterError
    if over:
        problem = DraftProblem(
            field="options", code="list_too_long", limit=_MOST_ROWS, detail=(str(over),)
        )
        return _page(past, problems=(problem,), paste=raw_text(request.form.get("paste", "")))
    if act == "rows":
        return _page(past, more=_MORE_ROWS)
    try:
        read = read_past(past, moment, spare="past-result")
    except InvalidDraftError as error:
        return _page(past, problems=error.problems)
    if act == "preview":
        return _page(past, sheet=_sheet(read, moment))
    poll_id = add_past_result(read, current_editor(), moment)
    words = gettext("The past result is added. Readers find it on the list, with its source.")
    return done(words, f"/desk/polls/{poll_id}")


def _typed() -> tuple[PastResult, int]:
    """What the form holds, a pasted list behind the rows; and how many answers, if too many.

    A list that is too long stays where it was pasted.
    """

    def text(name: str) -> str:
        return raw_text(request.form.get(name, ""))

    labels = map(raw_text, request.form.getlist("answer"))
    counts = map(raw_text, request.form.getlist("count"))
    typed = tuple(
        PastOption(label=label, count=count) for label, count in zip(labels, counts, strict=False)
    )
    past = PastResult(
        language=text("language"),
        zone=site().zone,
        question=text("question"),
        kind=text("kind"),
        options=typed + pasted_options(text("paste")),
        respondents=text("respondents"),
        first_day=text("first_day"),
        last_day=text("last_day"),
        asked_by=text("asked_by_title"),
        source=text("source_title"),
        source_url=text("source_url"),
        note=text("source_note"),
        tags=text("tags"),
    )
    if len(past.written) > _MOST_ROWS:
        return replace(past, options=typed), len(past.written)
    return replace(past, options=past.written), 0


def _sheet(read: NewPoll, moment: datetime) -> Sheet:
    """The figures as they will be shown, by the rules of every result."""
    poll = poll_of(read)
    tally = imported_tally(poll, read)
    return build_sheet(poll, tally, state=State.CLOSED, version=1, as_of=moment)


def _page(
    past: PastResult,
    *,
    problems: tuple[DraftProblem, ...] = (),
    sheet: Sheet | None = None,
    more: int = 0,
    paste: str = "",
) -> Response:
    rows = list(past.written)
    blank = max(_LEAST_ROWS - len(rows), more)
    said = [(anchor_of(one), problem_words(one)) for one in problems]
    faults: dict[str, str] = {}
    for anchor, words in said:
        faults.setdefault(anchor, words)
    shown = named(Shown(sheet.poll, sheet.state, sheet)) if sheet else {}
    body = render_template(
        "results/desk_past.html",
        past=past,
        rows=rows + [PastOption()] * min(blank, _MOST_ROWS - len(rows)),
        problems=said,
        paste=paste,
        faults=faults,
        is_shown=sheet is not None,
        known_languages=LANGUAGES,
        **shown,
    )
    return make_response(body, 422 if problems else 200)


def anchor_of(problem: DraftProblem) -> str:
    """The id of the field at which a problem is said."""
    place = place_of(problem)
    return _ANCHORS.get(place, place)
