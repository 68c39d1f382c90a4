"""Where figures come from and how they are cited."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext

from pollsvc.domain.flow import unpiped
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.sheet import Sheet
from pollsvc.web.dates import ended_at, field_dates
from pollsvc.web.formats import (
    as_sentence,
    date_text,
    last_day,
    local_day,
    moment_text,
    number_text,
)
from pollsvc.web.languages import beside, page_language
from pollsvc.web.outlets import tongue_of
from pollsvc.web.site import site


def asked_by(poll: Poll, wanted: tuple[str, ...], site_name: str) -> str:
    """Who asked, in the first language wanted that there is; the site if nobody is named.

    ``""`` for a tally brought in without a name.
    """
    if poll.asked_by is not None:
        return poll.asked_by.title.say(*wanted).text
    return "" if poll.origin is Origin.TALLY else site_name


def _who(poll: Poll) -> str:
    """Who asked; for figures brought in without a name, where they come from."""
    wanted, site_name = beside(page_language(), tongue_of(poll)), site().name
    if named := asked_by(poll, wanted, site_name):
        return named
    if poll.source is None:
        return site_name
    return poll.source.title.say(*wanted).text


def source_line(sheet: Sheet) -> str:
    """Who asked, when, and how many are counted."""
    said = {
        "who": _who(sheet.poll),
        "dates": field_dates(sheet.poll, sheet.state).inside,
        "n": number_text(sheet.counted, page_language()),
    }
    if sheet.poll.is_survey:
        return gettext("Source: %(who)s, reader survey, %(dates)s. n = %(n)s.", **said)
    return gettext("Source: %(who)s, reader poll, %(dates)s. n = %(n)s.", **said)


def as_published_line(sheet: Sheet) -> str:
    """That figures brought in are those that were published."""
    if sheet.poll.origin is Origin.TALLY:
        return gettext("Figures as published, single votes are not stored.")
    return ""


def _as_of(sheet: Sheet) -> datetime | None:
    """The time of the figures; for a tally brought in that is not when votes were counted."""
    return None if sheet.poll.origin is Origin.TALLY else sheet.as_of


def as_of_line(sheet: Sheet) -> str:
    """The time of the figures, where they have one."""
    as_of = _as_of(sheet)
    if as_of is None:
        return ""
    moment = moment_text(as_of, sheet.poll.zone, page_language())
    return gettext("Figures as of %(moment)s.", moment=moment)


def citation(sheet: Sheet) -> str:
    """The poll as a work that is cited, with the day of its figures."""
    poll = sheet.poll
    language = page_language()
    day = _figures_day(sheet)
    parts = {
        "who": _who(poll),
        "question": as_sentence(unpiped(poll.name.say(tongue_of(poll)).text), language),
        "dates": field_dates(poll, sheet.state).inside,
        "n": number_text(sheet.counted, language),
        "url": f"{site().base_url}/p/{poll.slug}/results",
    }
    if poll.is_survey:
        return _survey_citation(sheet, day, parts)
    if day is None:
        return gettext("%(who)s. %(question)s Reader poll, %(dates)s, n = %(n)s. %(url)s", **parts)
    parts["year"] = str(day.year)
    if poll.origin is Origin.TALLY:
        return gettext(
            "%(who)s (%(year)s). %(question)s Reader poll, %(dates)s, n = %(n)s. %(url)s", **parts
        )
    return gettext(
        "%(who)s (%(year)s). %(question)s Reader poll, %(dates)s, n = %(n)s."
        " %(url)s (figures of %(day)s).",
        day=_day_of_figures(sheet, day),
        **parts,
    )


def _survey_citation(sheet: Sheet, day: date | None, parts: dict[str, str]) -> str:
    if day is None:
        return gettext(
            "%(who)s. %(question)s Reader survey, %(dates)s, n = %(n)s. %(url)s", **parts
        )
    parts["year"] = str(day.year)
    if sheet.poll.origin is Origin.TALLY:
        return gettext(
            "%(who)s (%(year)s). %(question)s Reader survey, %(dates)s, n = %(n)s. %(url)s",
            **parts,
        )
    return gettext(
        "%(who)s (%(year)s). %(question)s Reader survey, %(dates)s, n = %(n)s."
        " %(url)s (figures of %(day)s).",
        day=_day_of_figures(sheet, day),
        **parts,
    )


def _day_of_figures(sheet: Sheet, day: date) -> str:
    as_of = _as_of(sheet)
    return date_text(local_day(as_of, sheet.poll.zone) if as_of else day, page_language())


def _figures_day(sheet: Sheet) -> date | None:
    """The day by which figures are cited, in the poll's zone: the poll's last, if it is over."""
    zone = sheet.poll.zone
    end, as_of = ended_at(sheet.poll, sheet.state), _as_of(sheet)
    if end is not None:
        return last_day(end, zone)
    return None if as_of is None else local_day(as_of, zone)
