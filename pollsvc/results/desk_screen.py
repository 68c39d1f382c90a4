"""The screen for a hall: the question large, a code for cameras, bars that move as people vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from markupsafe import Markup

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.flow import unpiped
from pollsvc.domain.life import LifeAct, State, possible_acts, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet
from pollsvc.domain.texts import Localised, Said
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.results.desk import tagged
from pollsvc.results.lines import (
    QuestionLines,
    in_percent,
    lines_of,
    mean_place,
    question_lines,
)
from pollsvc.results.queries import result_sheet
from pollsvc.results.trends import pulse
from pollsvc.web.asked_words import has_boxes, option_said
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import number_text, percent_text
from pollsvc.web.kept import packed
from pollsvc.web.languages import page_language, speaking
from pollsvc.web.measures import bin_text
from pollsvc.web.outlets import closed_parameters
from pollsvc.web.phrases import sample_line
from pollsvc.web.site import site

bp = Blueprint("desk_screen", __name__)
_QUESTION, _BARS, _LANGUAGE = "question", "bars", "language"
_HIDDEN = "hidden"
_Bar = tuple[Said, Fraction | None, str, str]
"""A label, a share, its figure, and a word beside it."""


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: which question, in which language, with or without bars."""

    figures: tuple[QuestionFigures, ...]
    asked: dict[str, str]

    @classmethod
    def of(cls, poll: Poll, sheet: Sheet) -> Chosen:
        """Read it from the address of the page in work."""
        figures = tuple(_parts(sheet))
        codes = {one.question.code for one in figures}
        known = {_QUESTION: codes, _BARS: {_HIDDEN}, _LANGUAGE: set(poll.languages)}
        return cls(figures, closed_parameters(known))

    @property
    def shown(self) -> QuestionFigures:
        """The question that is shown, by default the first that has bars if one has."""
        code = self.asked.get(_QUESTION)
        found = [one for one in self.figures if one.question.code == code]
        drawn = [one for one in self.figures if not one.question.kind.is_text]
        return (found or drawn or self.figures)[0]

    @property
    def is_hidden(self) -> bool:
        """Whether the bars are not shown."""
        return _BARS in self.asked

    def language_of(self, poll: Poll) -> str:
        """The language of the question: the one chosen, else the desk's if the poll has it."""
        return self.asked.get(_LANGUAGE) or poll.language_for(page_language())

    def but(self, **other: str | None) -> str:
        """The query of the same screen with something else chosen; ``None`` leaves it out."""
        wanted = {**self.asked, **other}
        return "?" + urlencode({name: one for name, one in wanted.items() if one is not None})


@bp.get("/desk/polls/<int:poll_id>/screen")
@needs(EditorRole.VIEWER)
def screen(poll_id: int) -> Response:
    """One question on the whole screen, with buttons to hide its bars and to close the poll."""
    at_desk = poll_at_desk(poll_id, current_editor())
    if not at_desk.is_written:
        return to(f"/desk/polls/{poll_id}/edit")
    moment, poll = now(), at_desk.poll
    sheet = result_sheet(poll, moment)
    chosen = Chosen.of(poll, sheet)
    body = render_template(
        "results/desk_screen.html",
        at_desk=at_desk,
        poll=poll,
        state=sheet.state,
        tag=_tag(poll, sheet.version, sheet.state),
        part=_part(poll, sheet, chosen),
        chosen=chosen,
        spoken=chosen.language_of(poll),
        choices=list(_choices(poll, chosen)),
        can_close=LifeAct.CLOSE in possible_acts(poll, sheet.state, moment),
        address=f"{site().base_url}/p/{poll.slug}",
        seen=f"{poll.definition_version}.{sheet.state.value}",
    )
    return packed(make_response(body))


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
    chosen = Chosen.of(at_desk.poll, sheet)
    answer = jsonify(
        parts={"screen": _part(at_desk.poll, sheet, chosen)},
        counted=lines_of(sheet).counted_line,
        over=sheet.state.is_over,
    )
    return tagged(packed(answer), _tag(at_desk.poll, sheet.version, sheet.state))


def _part(poll: Poll, sheet: Sheet, chosen: Chosen) -> Markup:
    """Question and bars as HTML, with their sentences in the same language if we speak it."""
    with speaking(chosen.language_of(poll), page_language()):
        html = render_template("results/_desk_screen.html", **_named(poll, sheet, chosen))
    return Markup(html)  # noqa: S704 - made by a template


def _named(poll: Poll, sheet: Sheet, chosen: Chosen) -> dict[str, Any]:
    """What stands on the screen, under the names that its template has for it."""
    figures = chosen.shown
    question = figures.question
    group = _group(poll, question)
    tongue = (group or question).tongue(chosen.language_of(poll), poll.base_language)
    said = question_lines(sheet, figures)
    return {
        "poll": poll,
        "state": sheet.state,
        "hidden": chosen.is_hidden,
        "counted": lines_of(sheet).counted_line,
        "sample": sample_line(poll),
        "text": _said(question.text, tongue),
        "group": _said(group.text, tongue) if group else None,
        "notes": [one for one in (said.base_line, said.measured) if one],
        "bars": list(_bars(figures, said, tongue, is_hidden=chosen.is_hidden)),
    }


def _bars(
    figures: QuestionFigures, said: QuestionLines, tongue: str, *, is_hidden: bool
) -> Iterator[_Bar]:
    """The bars of a question; nothing of what people typed where they are hidden."""
    if figures.question.kind not in (Kind.NUMBER, Kind.DATE):
        yield from _options(figures, said, tongue)
    elif not is_hidden:
        yield from _stretches(figures)


def _options(figures: QuestionFigures, said: QuestionLines, tongue: str) -> Iterator[_Bar]:
    """A bar for each answer or point."""
    question = figures.question
    is_counts = has_boxes(question) and not in_percent(figures)
    texts = said.numbers if is_counts else said.percents
    for line, text in zip(figures.lines, texts, strict=True):
        label = _unpiped(option_said(question, line.option, tongue))
        yield label, line.share, text, mean_place(figures, line.option)


def _stretches(figures: QuestionFigures) -> Iterator[_Bar]:
    """A bar for each stretch of numbers or days."""
    language, is_percent = page_language(), in_percent(figures)
    for one in figures.numbers.bins if figures.numbers else ():
        label = Said(bin_text(figures.question, one, language), language)
        text = percent_text(one, language) if is_percent else number_text(one.count, language)
        yield label, one.share, text, ""


def _choices(poll: Poll, chosen: Chosen) -> Iterator[tuple[str, Question, str]]:
    """What can be shown, with its number in the survey; rows with theirs in the grid too."""
    numbers = {}
    for number, question in enumerate(poll.questions, 1):
        numbers[question.id] = str(number)
        numbers |= {row.id: f"{number}.{place}" for place, row in enumerate(question.rows, 1)}
    for one in chosen.figures:
        yield numbers[one.question.id], one.question, _text_of(poll, one.question)


def _text_of(poll: Poll, question: Question) -> str:
    """A question as the list at the foot names it, in the language of the desk."""
    tongue = question.tongue(poll.language_for(page_language()), poll.base_language)
    return _said(question.text, tongue).text


def _said(text: Localised, tongue: str) -> Said:
    return _unpiped(text.say(tongue))


def _unpiped(said: Said) -> Said:
    return Said(unpiped(said.text), said.language)


def _parts(sheet: Sheet) -> Iterator[QuestionFigures]:
    """What can be shown: questions, and rows of a matrix each for itself."""
    for one in sheet.questions:
        yield from one.rows or (one,)


def _group(poll: Poll, row: Question) -> Question | None:
    """The matrix that this is a row of."""
    return next((one for one in poll.questions if row in one.rows), None)


def _tag(poll: Poll, version: int, state: State) -> str:
    return f"{version}.{poll.definition_version}.{state.value}.{page_language()}"
