"""How votes came in and shares moved, in words and shapes for the watch page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_location
from flask_babel import gettext

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.percents import respondent_percents, whole_percents
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind
from pollsvc.domain.trend import (
    Unit,
    added_up,
    offsets,
    running_shares,
    spread,
    steps,
    unit_for,
)
from pollsvc.results.desk_charts import (
    LINES_AT_MOST,
    Columns,
    Lines,
    columns_of,
    letter,
    lines_of_shares,
)
from pollsvc.results.lines import QuestionLines, ResultLines
from pollsvc.results.trends import Watched, watched
from pollsvc.web.formats import NO_FIGURE, date_text, locale_of, number_text, whole_percent
from pollsvc.web.languages import page_language

_TICK = timedelta(microseconds=1)
_LONGEST_STEP = timedelta(days=31)


@dataclass(frozen=True)
class Course:
    """The steps in which a poll's charts run: from its opening to now, or to its end."""

    unit: Unit
    zone: str
    beginnings: tuple[datetime, ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """When each step was, as short as the foot of a chart needs it."""
        return tuple(self._label(one) for one in self._local)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """When each step was, for a table."""
        return tuple(self._name(one) for one in self._local)

    @property
    def heading(self) -> str:
        """What a chart of votes by these steps is called."""
        match self.unit:
            case Unit.HOUR:
                return gettext("Votes each hour")
            case Unit.DAY:
                return gettext("Votes each day")
            case Unit.WEEK:
                return gettext("Votes each week")
            case Unit.MONTH:
                return gettext("Votes each month")

    @property
    def column(self) -> str:
        """What the first column of a table of these steps is called."""
        match self.unit:
            case Unit.HOUR:
                return gettext("Hour from")
            case Unit.DAY:
                return gettext("Day")
            case Unit.WEEK:
                return gettext("Week from")
            case Unit.MONTH:
                return gettext("Month")

    @property
    def clock(self) -> str:
        """Whose clock the steps go by."""
        zone = ZoneInfo(self.zone)
        city = get_timezone_location(zone, locale=locale_of(page_language()), return_city=True)
        return gettext("Time zone: %(city)s", city=city)

    @property
    def _local(self) -> list[datetime]:
        return [one.astimezone(ZoneInfo(self.zone)) for one in self.beginnings]

    def _label(self, local: datetime) -> str:
        locale = locale_of(page_language())
        if self.unit is Unit.MONTH:
            return format_skeleton("yMMM", local.date(), locale=locale)
        day = format_skeleton("MMMd", local.date(), locale=locale)
        return f"{day}, {local:%H:%M}" if self.unit is Unit.HOUR else day

    def _name(self, local: datetime) -> str:
        if self.unit is Unit.MONTH:
            return self._label(local)
        day = date_text(local.date(), page_language())
        return f"{day}, {local:%H:%M}" if self.unit is Unit.HOUR else day


def course_of(poll: Poll, now: datetime) -> Course:
    """The steps from a poll's opening to now or to its end; votes all lie in between."""
    first = poll.opens_at or now
    # What closes at midnight has no vote on the day that begins then.
    last = now if poll.closes_at is None else min(now, poll.closes_at - _TICK)
    last = max(first, last)
    unit = unit_for(first, last)
    return Course(unit, poll.zone, steps(first, last, poll.zone, unit))


def votes_along(poll: Poll, course: Course) -> Watched:
    """All that is counted of a poll, by the hour or by the day as its charts need it.

    Raises:
        PollNotFoundError: it has no figures, as nobody has published it.
    """
    if course.unit is Unit.HOUR:
        return watched(poll)
    first, last = course.beginnings[0], course.beginnings[-1] + _LONGEST_STEP
    return watched(poll, offsets(first, last, course.zone))


@dataclass(frozen=True, kw_only=True)
class VotesChart:
    """Votes by steps: the chart, the same in words, and rows for the table behind it."""

    columns: Columns
    in_words: str
    rows: tuple[tuple[str, str], ...]


def votes_chart(course: Course, found: Watched, lines: ResultLines) -> VotesChart | None:
    """The chart of votes by steps; ``None`` where there are none."""
    counts = spread(found.hours, course.beginnings)
    if not any(counts):
        return None
    values = [_number(count) for count in counts]
    highest = max(range(len(counts)), key=lambda place: counts[place])
    return VotesChart(
        columns=columns_of(counts, course.labels, _number),
        in_words=gettext(
            "%(votes)s in all. The highest column: %(most)s, %(when)s."
            " The last one: %(last)s, %(now)s.",
            votes=lines.counted_line,
            most=values[highest],
            when=course.names[highest],
            last=values[-1],
            now=course.names[-1],
        ),
        rows=tuple(zip(course.names, values, strict=True)),
    )


@dataclass(frozen=True, kw_only=True)
class SharesChart:
    """Running shares of one question: drawn, in words, and rows for the table behind it.

    A row has the step's name and the percents of all options by then. ``left_out`` says
    how many options are in the table and not in the drawing.
    """

    lines: Lines
    in_words: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: int


def shares_chart(
    course: Course, found: Watched, figures: QuestionFigures, said: QuestionLines
) -> SharesChart | None:
    """The chart of running shares; ``None`` where it would say nothing or not the truth.

    That is: fewer than two steps, no votes, or respondents who chose nothing, as the hour
    in which they did is not kept.
    """
    options = [line.option.id for line in figures.lines]
    by_option = [found.trend.get(option, {}) for option in options]
    single = figures.question.kind is not Kind.MULTIPLE
    bases = spread(added_up(by_option) if single else found.hours, course.beginnings)
    if len(bases) < 2 or not figures.base or sum(bases) != figures.base:
        return None
    counts = [spread(one, course.beginnings) for one in by_option]
    drawn = _drawn([line.count for line in figures.lines])
    ends = [f"{letter(place)} {said.percents[place]}" for place in drawn]
    return SharesChart(
        lines=lines_of_shares(
            [running_shares(counts[place], bases) for place in drawn],
            ends,
            course.labels,
            lambda percent: whole_percent(percent, page_language()),
        ),
        in_words=gettext("At the end: %(shares)s.", shares=", ".join(ends)),
        rows=tuple(zip(course.names, _percents(counts, bases, single=single), strict=True)),
        left_out=len(options) - len(drawn),
    )


def _drawn(counts: Sequence[int]) -> list[int]:
    """The places of the options that have most votes, as many as can be told apart."""
    by_votes = sorted(range(len(counts)), key=lambda place: -counts[place])
    return sorted(by_votes[:LINES_AT_MOST])


def _percents(
    counts: Sequence[Sequence[int]], bases: Sequence[int], *, single: bool
) -> list[tuple[str, ...]]:
    """The percents after each step, by the one rule that all figures are printed by."""
    until = zip(*(accumulate(one) for one in counts), strict=True)
    rows = []
    for so_far, base in zip(until, accumulate(bases), strict=True):
        percents, _rule = whole_percents(so_far) if single else respondent_percents(so_far, base)
        language = page_language()
        texts = tuple(whole_percent(one, language) if base else NO_FIGURE for one in percents)
        rows.append(texts)
    return rows


def _number(count: int) -> str:
    return number_text(count, page_language())
