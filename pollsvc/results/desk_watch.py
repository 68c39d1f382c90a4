"""What the watch page of a poll says: numbers, answers, where votes came from, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from babel.dates import format_timedelta
from flask_babel import gettext

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.life import LifeAct, possible_acts
from pollsvc.domain.percents import share, whole_percents
from pollsvc.domain.poll import Origin, Poll, Visibility
from pollsvc.domain.question import Kind
from pollsvc.domain.sheet import Sheet, question_figures
from pollsvc.polls.at_desk import DeskPoll
from pollsvc.results.desk_charts import letter
from pollsvc.results.desk_trend import (
    Course,
    SharesChart,
    VotesChart,
    course_of,
    shares_chart,
    votes_along,
    votes_chart,
)
from pollsvc.results.lines import QuestionLines, ResultLines, lines_of
from pollsvc.results.looks import Look, Panel, panels_of
from pollsvc.results.queries import sheet_seen
from pollsvc.results.trends import Watched
from pollsvc.web.formats import locale_of, moment_text, number_text, whole_percent
from pollsvc.web.languages import page_language

_HELD_BACK = (Visibility.DESK_ONLY, Visibility.WHEN_RELEASED)


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One number on top. ``note`` says what exactly is counted, ``at`` is a time's own."""

    name: str
    number: str
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One question with its sentences, its letters, and how its shares moved."""

    panel: Panel
    letters: tuple[str, ...]
    shares: SharesChart | None

    @property
    def figures(self) -> QuestionFigures:
        """The question's figures."""
        return self.panel.figures

    @property
    def said(self) -> QuestionLines:
        """The sentences about them."""
        return self.panel.said


@dataclass(frozen=True, kw_only=True)
class Source:
    """One link by which votes came; ``name`` is empty for those without one."""

    name: str
    code: str
    votes: str
    percent: str
    share: Fraction | None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A time of the poll in words; ``at`` where it is a moment."""

    name: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Everything that the watch page shows of a poll's figures."""

    sheet: Sheet
    lines: ResultLines
    kpis: tuple[Kpi, ...]
    parts: tuple[Part, ...]
    course: Course
    votes: VotesChart | None
    sources: tuple[Source, ...]
    facts: tuple[Fact, ...]
    can: frozenset[LifeAct]


def watch_of(at_desk: DeskPoll, now: datetime) -> Watch:
    """What the watch page shows at ``now``, in the language of the page in work.

    Raises:
        PollNotFoundError: nobody has published it, so there are no figures.
    """
    poll = at_desk.poll
    course = course_of(poll, now)
    found = votes_along(poll, course)
    sheet = sheet_seen(poll, found.figures, now)
    lines = lines_of(sheet)
    may_act = at_desk.may_write and at_desk.deleted_at is None
    return Watch(
        sheet=sheet,
        lines=lines,
        kpis=_kpis(sheet, found, now),
        parts=tuple(
            Part(
                panel=panel,
                letters=tuple(map(letter, range(len(panel.figures.lines)))),
                shares=_shares(course, found, panel),
            )
            for panel in panels_of(sheet, lines)
        ),
        course=course,
        votes=votes_chart(course, found, lines),
        sources=_sources(sheet, found),
        facts=_facts(sheet),
        can=possible_acts(poll, sheet.state, now) if may_act else frozenset(),
    )


def _shares(course: Course, found: Watched, panel: Panel) -> SharesChart | None:
    """How shares moved, of what is counted by the hour: options that were chosen."""
    if panel.look is not Look.BARS or panel.question.kind is Kind.RANKING:
        return None
    return shares_chart(course, found, panel.figures, panel.said)


def changes_of(sheet: Sheet, acts: int) -> int:
    """How often a voter changed a vote that had been counted before.

    Of the acts, those that stand are counted, set aside, or withdrawn; each of the others
    was replaced by a later one. Of the replaced ones, as many as are withdrawn now were
    taken back, and the rest were changed. So a vote that was taken back and then cast
    again is two changes.
    """
    withdrawn = sheet.withdrawn or 0
    replaced = acts - sheet.counted - (sheet.set_aside or 0) - withdrawn
    return max(0, replaced - withdrawn)


def _kpis(sheet: Sheet, found: Watched, now: datetime) -> tuple[Kpi, ...]:
    poll = sheet.poll
    counted = Kpi(name=gettext("Votes counted"), number=_number(sheet.counted))
    if poll.origin is Origin.TALLY:
        return (counted,)
    kpis = [counted]
    if sheet.set_aside:
        note = gettext("left out after a review; stored, and not in the figures")
        kpis.append(Kpi(name=gettext("Set aside"), number=_number(sheet.set_aside), note=note))
    changed = changes_of(sheet, found.acts)
    if poll.may_change or changed:
        note = gettext("times; a vote taken back and cast again counts as two")
        kpis.append(Kpi(name=gettext("Changed"), number=_number(changed), note=note))
    if poll.may_withdraw or sheet.withdrawn:
        number = _number(sheet.withdrawn or 0)
        kpis.append(Kpi(name=gettext("Taken back"), number=number))
    kpis.append(_last_act(sheet, now))
    return tuple(kpis)


def _last_act(sheet: Sheet, now: datetime) -> Kpi:
    both = sheet.poll.may_change or sheet.poll.may_withdraw
    name = gettext("Last vote or change") if both else gettext("Last vote")
    if sheet.as_of is None:
        none = gettext("none") if sheet.state.is_over else gettext("none yet")
        return Kpi(name=name, number=none)
    exact = moment_text(sheet.as_of, sheet.poll.zone, page_language())
    return Kpi(name=name, number=ago_text(sheet.as_of, now), note=exact, at=sheet.as_of)


def ago_text(moment: datetime, now: datetime) -> str:
    """How long ago that was: ``"12 minutes ago"``."""
    passed = now - moment
    if passed.total_seconds() < 60:
        return gettext("just now")
    locale = locale_of(page_language())
    return format_timedelta(-passed, threshold=1, add_direction=True, locale=locale)


def _sources(sheet: Sheet, found: Watched) -> tuple[Source, ...]:
    """Votes by link, those without one last; nothing where the poll has no links."""
    links = sheet.poll.links
    if links is None:
        return ()
    figures = question_figures(links, found.figures.tally)
    counts = [line.count for line in figures.lines]
    counts.append(max(0, sheet.counted - sum(counts)))
    percents, _rule = whole_percents(counts)
    names = [
        (line.option.label.say(page_language()).text, line.option.code) for line in figures.lines
    ]
    return tuple(
        Source(
            name=name,
            code=code,
            votes=_number(count),
            percent=whole_percent(percent, page_language()) if sum(counts) else "–",
            share=share(count, sum(counts)),
        )
        for (name, code), count, percent in zip([*names, ("", "")], counts, percents, strict=True)
    )


def _facts(sheet: Sheet) -> tuple[Fact, ...]:
    """The poll's times, each in its zone, and who sees the results."""
    poll, state = sheet.poll, sheet.state
    facts = []
    if poll.origin is Origin.LIVE:
        if poll.opens_at is not None:
            began = gettext("Opens") if state == "scheduled" else gettext("Opened")
            facts.append(_fact(poll, began, poll.opens_at))
        ends = gettext("Closed") if state.is_over else gettext("Closes")
        if poll.closes_at is not None:
            facts.append(_fact(poll, ends, poll.closes_at))
        elif not state.is_over:
            facts.append(Fact(name=ends, text=gettext("when you close it")))
    if poll.archived_at is not None:
        archived = gettext("In the archive since") if state == "archived" else gettext("Archive")
        facts.append(_fact(poll, archived, poll.archived_at))
    # Where nobody votes and nothing closes, all other choices mean that all see them.
    if poll.origin is Origin.LIVE or poll.visibility in _HELD_BACK:
        facts.append(Fact(name=gettext("Readers see results"), text=seen_text(poll)))
    return tuple(facts)


def _fact(poll: Poll, name: str, at: datetime) -> Fact:
    return Fact(name=name, text=moment_text(at, poll.zone, page_language()), at=at)


def seen_text(poll: Poll) -> str:
    """When readers see the results, as the end of a line that says so."""
    match poll.visibility:
        case Visibility.ALWAYS:
            return gettext("from the first vote on")
        case Visibility.AFTER_VOTING:
            return gettext("after they have voted, and everybody once the poll is closed")
        case Visibility.AFTER_CLOSING:
            return gettext("once the poll is closed")
        case Visibility.DESK_ONLY:
            return gettext("never: they are for the desk only")
        case Visibility.WHEN_RELEASED:
            if poll.release_at is None:
                return gettext("once you release them")
            moment = moment_text(poll.release_at, poll.zone, page_language())
            return gettext("from %(moment)s on", moment=moment)


def _number(count: int) -> str:
    return number_text(count, page_language())
