"""From a definition without faults to the poll that the store takes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Kind, Link, Origin, Tag
from pollsvc.domain.texts import Localised
from pollsvc.domain.theme import read_theme
from pollsvc.imports.checks import MOMENTS
from pollsvc.imports.faults import Path
from pollsvc.imports.moments import Moment, day_bounds, order_faults, read_day, read_moment
from pollsvc.imports.schema import CountsPart, LinkPart, PollFile, QuestionPart, TallyPart, Text


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
        questions=tuple(_question(one, content.languages) for one in content.questions),
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
        intro=_text(content.intro, content.languages),
        closing=_text(content.closing, content.languages),
        theme=read_theme({str(name): value for name, value in content.theme.items()}),
        asked_by=_link(content.asked_by, content.languages),
        source=_link(content.source, content.languages),
        article=_link(content.article, content.languages),
        tags=tuple(
            Tag(code=one.code, label=_shared(one.label, content.languages)) for one in content.tags
        ),
        tally=None
        if parts is None
        else {
            (question.code, option.code): parts[question.code].counts[option.code]
            for question in content.questions
            for option in question.options
        },
        respondents=None
        if parts is None
        else {code: part.respondents for code, part in parts.items()},
    )


def _counts(content: PollFile, tally: TallyPart) -> dict[str, CountsPart]:
    if tally.questions is not None:
        return tally.questions
    only = content.questions[0].code
    return {only: CountsPart(respondents=tally.respondents, counts=tally.counts or {})}


def _field_dates(tally: TallyPart, zone: str) -> tuple[datetime | None, datetime | None]:
    first = read_day(tally.field_from) if tally.field_from else None
    last = read_day(tally.field_to) if tally.field_to else None
    return day_bounds(first, last, zone)


def _question(part: QuestionPart, languages: list[str]) -> NewQuestion:
    every = 1 if part.kind is Kind.SINGLE else len(part.options)
    return NewQuestion(
        code=part.code,
        kind=part.kind,
        text=_sure(part.text, languages),
        options=tuple(
            NewOption(
                code=one.code,
                label=_sure(one.label, languages),
                short=_text(one.short, languages),
                role=one.role,
            )
            for one in part.options
        ),
        at_least=part.at_least,
        at_most=every if part.at_most is None else part.at_most,
        hint=_text(part.hint, languages),
        error=_text(part.error, languages),
        order=part.order,
    )


def _link(part: LinkPart | None, languages: list[str]) -> Link | None:
    if part is None:
        return None
    return Link(title=_sure(part.title, languages), url=part.url, note=_text(part.note, languages))


def _text(text: Text | None, languages: list[str]) -> Localised | None:
    return None if text is None else _sure(text, languages)


def _sure(text: Text, languages: list[str]) -> Localised:
    if isinstance(text, str):
        return Localised.of({languages[0]: text})
    # In the poll's order, the base language first: a text falls back to its first.
    return Localised.of({one: text[one] for one in languages if one in text})


def _shared(text: Text, languages: list[str]) -> Localised:
    more = [] if isinstance(text, str) else sorted(set(text) - set(languages))
    return _sure(text, [*languages, *more])
