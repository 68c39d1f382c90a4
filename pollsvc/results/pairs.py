"""An event's page: the same asked before and after, side by side. Public, and no cookie."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext

from pollsvc.domain.errors import PageNotFoundError
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.life import State
from pollsvc.domain.pair import PairedQuestion, paired_questions
from pollsvc.domain.poll import Phase, Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.sheet import Sheet
from pollsvc.polls.queries import polls_of_event
from pollsvc.results.lines import lines_of, question_lines
from pollsvc.results.queries import Shown, shown_to
from pollsvc.web.clock import now
from pollsvc.web.formats import decimal_text, number_text, shift_text
from pollsvc.web.kept import finished
from pollsvc.web.languages import page_language
from pollsvc.web.outlets import PUBLIC, tongue_of

bp = Blueprint("pairs", __name__)


@dataclass(frozen=True, kw_only=True)
class ShiftLine:
    """One option in words: percents and counts at both times, and the shift in points."""

    before: tuple[str, str] | None
    after: tuple[str, str] | None
    shift: str


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One question with its lines in words, in the order of the pair's lines."""

    pair: PairedQuestion
    lines: tuple[ShiftLine, ...]
    before_n: str
    after_n: str
    means: str


@bp.get("/e/<code>")
def event(code: str) -> Response:
    """The event's polls, and what shifted from before to after as far as anybody may see."""
    moment = now()
    polls = polls_of_event(code)
    shown = [shown_to(poll, moment) for poll in polls]
    listed = [one for one in shown if one.state is not State.ARCHIVED] or shown
    if not listed or listed[0].poll.event is None:
        raise PageNotFoundError
    before, after = _of(Phase.BEFORE, listed), _of(Phase.AFTER, listed)
    tongue = tongue_of((after or before or listed[0]).poll)
    body = render_template(
        "results/event.html",
        event=listed[0].poll.event,
        shown=listed,
        before=before,
        after=after,
        shifts=_shifts(before, after),
        lines=lines_of(after.sheet) if after and after.sheet else None,
        tongue=tongue,
        sample=any(one.poll.sample for one in listed),
        counted={one.poll.id: _counted(one) for one in listed},
        poll_base=listed[-1].poll.base_language,
    )
    return finished(make_response(body), PUBLIC)


def event_address(poll: Poll) -> str | None:
    """The path of the page that sets a poll beside the other of its pair, if it has one."""
    return f"/e/{poll.event.code}" if poll.event is not None and poll.phase is not None else None


def _of(phase: Phase, shown: list[Shown]) -> Shown | None:
    """The newest poll of this phase."""
    return next((one for one in reversed(shown) if one.poll.phase is phase), None)


def _counted(shown: Shown) -> str:
    return lines_of(shown.sheet).counted_line if shown.sheet else ""


def _shifts(before: Shown | None, after: Shown | None) -> tuple[Shift, ...]:
    if before is None or after is None or before.sheet is None or after.sheet is None:
        return ()
    pairs = paired_questions(before.sheet, after.sheet)
    return tuple(_shift(pair, before.sheet, after.sheet) for pair in pairs)


def _shift(pair: PairedQuestion, before: Sheet, after: Sheet) -> Shift:
    first, last = _said(before, pair.before), _said(after, pair.after)
    return Shift(
        pair=pair,
        lines=tuple(
            ShiftLine(
                before=first.get(line.option.code),
                after=last.get(line.option.code),
                shift=_points(line.shift),
            )
            for line in pair.lines
        ),
        before_n=_n(pair.before),
        after_n=_n(pair.after),
        means=_means(pair),
    )


def _said(sheet: Sheet, figures: QuestionFigures) -> dict[str, tuple[str, str]]:
    """Percent and count in words, by the option's code."""
    said = question_lines(sheet, figures)
    codes = (line.option.code for line in figures.lines)
    return dict(zip(codes, zip(said.percents, said.counts, strict=True), strict=True))


def _n(figures: QuestionFigures) -> str:
    count = figures.base if figures.lines else figures.answered
    return number_text(count or 0, page_language())


def _points(shift: Fraction | None) -> str:
    """A shift of shares in percentage points; nothing where there is none to tell."""
    if shift is None:
        return ""
    return gettext("%(shift)s points", shift=shift_text(float(100 * shift), page_language()))


def _means(pair: PairedQuestion) -> str:
    before, after = pair.before.numbers, pair.after.numbers
    if before is None or after is None or pair.mean_shift is None:
        return ""
    if pair.question.kind is Kind.DATE:
        return ""
    language = page_language()
    return gettext(
        "Mean before: %(before)s. Mean after: %(after)s. Shift: %(shift)s.",
        before=decimal_text(float(before.mean or 0), language),
        after=decimal_text(float(after.mean or 0), language),
        shift=shift_text(float(pair.mean_shift), language),
    )
