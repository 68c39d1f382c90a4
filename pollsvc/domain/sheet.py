"""The one sheet of numbers that page, widget, chart and file all show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from pollsvc.domain.cells import WHOLE_POLL, Cell, Standing, Tally
from pollsvc.domain.life import State
from pollsvc.domain.percents import PercentRule, respondent_percents, share, whole_percents
from pollsvc.domain.poll import Kind, Option, Origin, Poll, Question


class Printed(StrEnum):
    """How a percent is printed where the whole number alone would mislead."""

    NONE = "none"
    """No base: print a dash."""
    WHOLE = "whole"
    UNDER_ONE = "under_one"
    """Somebody chose it, but less than half a percent: print "<1%"."""
    OVER_99 = "over_99"
    """Not everybody chose it, but it rounds to 100: print ">99%"."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One option's figures. ``share`` is exact, ``percent`` whole; both of the base."""

    option: Option
    count: int
    share: Fraction | None
    percent: int | None
    printed: Printed


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """One question's figures.

    ``base`` is the number of respondents that shares are of; ``asked`` is how many
    saw the question; each is ``None`` where it is not known. ``percent_sum`` is
    what the printed percents add up to.
    """

    question: Question
    lines: tuple[Line, ...]
    base: int | None
    asked: int | None
    rule: PercentRule
    percent_sum: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The numbers of one poll at one moment, ready to show.

    ``as_of`` is the time of the last change (``None``: no response yet, or an
    imported tally whose date is not known), so that the same figures are the same
    bytes. ``counted`` and the others are numbers of responses; ``set_aside`` and
    ``withdrawn`` are ``None`` for an imported tally, where they are not known.
    """

    poll: Poll
    state: State
    as_of: datetime | None
    version: int
    counted: int
    set_aside: int | None
    withdrawn: int | None
    questions: tuple[QuestionFigures, ...]


def build_sheet(
    poll: Poll, tally: Tally, *, state: State, version: int, as_of: datetime | None
) -> Sheet:
    """The sheet of a poll from its tally; pure, so that equal figures give equal sheets."""

    def standing(one: Standing) -> int:
        return tally.get(Cell(WHOLE_POLL, "standing", one.value), 0)

    live = poll.origin is Origin.LIVE
    figures = tuple(question_figures(question, tally) for question in poll.questions)
    return Sheet(
        poll=poll,
        state=state,
        as_of=as_of,
        version=version,
        counted=standing(Standing.COUNTED),
        set_aside=standing(Standing.SET_ASIDE) if live else None,
        withdrawn=standing(Standing.WITHDRAWN) if live else None,
        questions=figures,
    )


def question_figures(question: Question, tally: Tally) -> QuestionFigures:
    """One question's lines in the order of its options, with base and rule."""
    counts = [tally.get(Cell(question.id, "option", str(one.id)), 0) for one in question.options]
    answered = tally.get(Cell(question.id, "base", "answered"))
    if question.kind is Kind.SINGLE:
        base: int | None = sum(counts)
        percents, rule = whole_percents(counts)
    else:
        # Counts without a number of respondents: shares cannot be worked out.
        base = None if answered is None and any(counts) else answered or 0
        percents, rule = respondent_percents(counts, base)
    lines = tuple(
        _line(option, count, base, percent)
        for option, count, percent in zip(question.options, counts, percents, strict=True)
    )
    return QuestionFigures(
        question=question,
        lines=lines,
        base=base,
        asked=tally.get(Cell(question.id, "base", "asked")),
        rule=rule,
        percent_sum=sum(percents),
    )


def _line(option: Option, count: int, base: int | None, percent: int) -> Line:
    exact = share(count, base)
    if exact is None:
        return Line(option=option, count=count, share=None, percent=None, printed=Printed.NONE)
    printed = Printed.WHOLE
    if percent == 0 and count:
        printed = Printed.UNDER_ONE
    elif percent == 100 and exact < 1:
        printed = Printed.OVER_99
    return Line(option=option, count=count, share=exact, percent=percent, printed=printed)
