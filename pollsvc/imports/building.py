"""From a definition without faults to the poll that the store takes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Event, Flow, Link, Origin, Tag
from pollsvc.domain.theme import read_theme
from pollsvc.imports.checks import MOMENTS
from pollsvc.imports.faults import Path
from pollsvc.imports.moments import Moment, day_bounds, order_faults, read_day, read_moment
from pollsvc.imports.questions import localised, new_pages, new_questions, shared, sure
from pollsvc.imports.schema import CountsPart, LinkPart, PollFile, TallyPart


def moments_of(content: PollFile) -> dict[str, Moment]:
    """The times that the definition gives, by name."""
    texts = {name: getattr(content, name) for name in MOMENTS}
    return {
        name: read_moment(text, content.zone) for name, text in texts.items() if text is not None
    }


def faults_at(content: PollFile, now: datetime) -> list[tuple[Path, str]]:
    """What keeps these contents from being loaded at ``now``: paths and messages."""
    faults: list[tuple[Path, str]] = [
        ((name,), message) for name, message in order_faults(moments_of(content), now)
    ]
    opens = moments_of(content).get("opens")
    if content.sample is not None and opens is not None and opens.resolved(now) >= now:
        faults.append((("sample",), "the poll has not opened yet, so nobody can have answered it"))
    today = now.astimezone(ZoneInfo(content.zone)).date()
    for name in ("field_from", "field_to"):
        text = getattr(content.tally, name, None)
        if text is not None and read_day(text) > today:
            faults.append((("tally", name), "this day has not come yet; a past result is over"))
    return faults


def new_poll(content: PollFile, digest: str, now: datetime) -> NewPoll:
    """The poll that these contents mean when they are loaded at ``now``."""
    times = {name: moment.resolved(now) for name, moment in moments_of(content).items()}
    opens, closes = times.get("opens"), times.get("closes")
    parts: dict[str, CountsPart] | None = None
    if content.tally is not None:
        parts = _counts(content, content.tally)
        opens, closes = _field_dates(content.tally, content.zone)
    return NewPoll(
        slug=content.slug,
        origin=Origin.LIVE if parts is None else Origin.TALLY,
        languages=tuple(content.languages),
        questions=new_questions(content),
        visibility=content.visibility,
        protection=content.protection if parts is None else None,
        zone=content.zone,
        digest=digest,
        opens_at=opens,
        closes_at=closes,
        release_at=times.get("release"),
        archived_at=times.get("archived"),
        may_change=content.may_change,
        may_withdraw=content.may_withdraw,
        numbered=content.numbered,
        intro=localised(content.intro, content.languages),
        closing=localised(content.closing, content.languages),
        theme=read_theme({str(name): value for name, value in content.theme.items()}),
        asked_by=_link(content.asked_by, content.languages),
        source=_link(content.source, content.languages),
        article=_link(content.article, content.languages),
        tags=tuple(
            Tag(code=one.code, label=shared(one.label, content.languages)) for one in content.tags
        ),
        tally=None if parts is None else _tally(content, parts),
        respondents=None
        if parts is None
        else {code: part.respondents for code, part in parts.items()},
        title=localised(content.title, content.languages),
        pages=new_pages(content),
        flow=content.flow,
        check=content.check if content.check is not None else _is_checked(content),
        save_later=content.save_later,
        unfinished_days=content.unfinished_days,
        sample=content.sample is not None,
        event=_event(content),
        phase=content.phase,
    )


def _tally(content: PollFile, parts: dict[str, CountsPart]) -> dict[tuple[str, str], int]:
    return {
        (question.code, option.code): parts[question.code].counts[option.code]
        for question in content.asked
        for option in question.options
    }


def _is_checked(content: PollFile) -> bool:
    rules = any(one.show_if for one in content.asked)
    return is_checked_unless_said(content.flow, len(content.pages), len(content.asked), rules)


def is_checked_unless_said(flow: Flow, pages: int, questions: int, has_rules: bool) -> bool:
    """Whether answers are shown once more: where they are given on more than one page.

    Rules cut what would be one page, as what hangs on an answer is asked after it.
    """
    several = {Flow.PAGES: pages, Flow.ONE: questions, Flow.ALL: 0}
    return several[flow] > 1 or has_rules


def _event(content: PollFile) -> Event | None:
    if content.event is None:
        return None
    return Event(code=content.event.code, title=sure(content.event.title, content.languages))


def _counts(content: PollFile, tally: TallyPart) -> dict[str, CountsPart]:
    if tally.questions is not None:
        return tally.questions
    only = content.asked[0].code
    return {only: CountsPart(respondents=tally.respondents, counts=tally.counts or {})}


def _field_dates(tally: TallyPart, zone: str) -> tuple[datetime | None, datetime | None]:
    first = read_day(tally.field_from) if tally.field_from else None
    last = read_day(tally.field_to) if tally.field_to else None
    return day_bounds(first, last, zone)


def _link(part: LinkPart | None, languages: list[str]) -> Link | None:
    if part is None:
        return None
    return Link(
        title=sure(part.title, languages), url=part.url, note=localised(part.note, languages)
    )
