"""The screen for a hall: the question large, a code for cameras, bars that move as people vote."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.life import LifeAct, State, possible_acts, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.domain.sheet import Sheet
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.results.desk import tagged
from pollsvc.results.lines import lines_of, question_lines
from pollsvc.results.queries import result_sheet
from pollsvc.results.trends import pulse
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.kept import packed
from pollsvc.web.languages import page_language
from pollsvc.web.outlets import closed_parameters
from pollsvc.web.site import site

bp = Blueprint("desk_screen", __name__)
_QUESTION, _BARS = "question", "bars"
_HIDDEN = "hidden"


@bp.get("/desk/polls/<int:poll_id>/screen")
@needs(EditorRole.VIEWER)
def screen(poll_id: int) -> Response:
    """One question on the whole screen, with buttons to hide its bars and to close the poll."""
    at_desk = poll_at_desk(poll_id, current_editor())
    if not at_desk.is_written:
        return to(f"/desk/polls/{poll_id}/edit")
    named = _named(at_desk, result_sheet(at_desk.poll, now()))
    return packed(make_response(render_template("results/desk_screen.html", **named)))


@bp.get("/desk/polls/<int:poll_id>/screen.json")
@needs(EditorRole.VIEWER)
def screen_live(poll_id: int) -> Response:
    """What is new on the screen; 304 after one small look where nothing is."""
    at_desk = poll_at_desk(poll_id, current_editor())
    beat = pulse(poll_id)
    if beat is None:
        raise PollNotFoundError
    tag = _tag(at_desk.poll, beat.version, state_of(at_desk.poll, now(), beat.latched))
    if request.if_none_match.contains_weak(tag):
        return tagged(Response(status=304), tag)
    sheet = result_sheet(at_desk.poll, now())
    named = _named(at_desk, sheet)
    answer = jsonify(
        parts={"screen": render_template("results/_desk_screen.html", **named)},
        counted=lines_of(sheet).counted_line,
        over=sheet.state.is_over,
    )
    return tagged(packed(answer), named["tag"])


def _named(at_desk: DeskPoll, sheet: Sheet) -> dict[str, Any]:
    poll = at_desk.poll
    figures = _with_bars(sheet)
    by_code = {one.question.code: one for one in figures}
    chosen = closed_parameters({_QUESTION: by_code.keys(), _BARS: {_HIDDEN}})
    shown = by_code.get(chosen.get(_QUESTION, ""), figures[0] if figures else None)
    tongue = poll.language_for(page_language())
    return {
        "at_desk": at_desk,
        "poll": poll,
        "state": sheet.state,
        "sheet": sheet,
        "tag": _tag(poll, sheet.version, sheet.state),
        "figures": shown,
        "said": question_lines(sheet, shown) if shown else None,
        "group": _group(poll, shown.question) if shown else None,
        "tongue": shown.question.tongue(tongue, poll.base_language) if shown else tongue,
        "poll_tongue": tongue,
        "choices": [one.question for one in figures],
        "hidden": _BARS in chosen,
        "counted": lines_of(sheet).counted_line,
        "can_close": LifeAct.CLOSE in possible_acts(poll, sheet.state, now()),
        "address": f"{site().base_url}/p/{poll.slug}",
        "seen": f"{poll.definition_version}.{sheet.state.value}",
    }


def _with_bars(sheet: Sheet) -> list[QuestionFigures]:
    """What has bars to show: questions, and rows of a matrix each for itself."""
    every = (part for one in sheet.questions for part in (one.rows or (one,)))
    return [one for one in every if one.lines]


def _group(poll: Poll, row: Question) -> Question | None:
    """The matrix that this is a row of."""
    return next((one for one in poll.questions if row in one.rows), None)


def _tag(poll: Poll, version: int, state: State) -> str:
    return f"{version}.{poll.definition_version}.{state.value}.{page_language()}"
