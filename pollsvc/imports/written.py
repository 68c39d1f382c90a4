"""From a poll back to the definition file that says the same, as data in the manual's order.

What is as usual is left out, so that the file reads as somebody would write it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pollsvc.domain.moments import local_text
from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Link, Origin, Page, Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.texts import Localised
from pollsvc.imports.building import is_checked_unless_said
from pollsvc.imports.checks import MOMENTS
from pollsvc.imports.questions import LONGEST, most_unless_said, point_code

Data = dict[str, Any]


class Line(dict[str, Any]):
    """Names and values that may stand on one line."""


@dataclass(frozen=True, kw_only=True)
class PastCounts:
    """The counts of a past result, by the codes of question and option.

    ``respondents`` are by the question's code; a question without has no base.
    """

    counts: Mapping[tuple[str, str], int]
    respondents: Mapping[str, int | None]


def definition_data(poll: Poll | NewPoll, past: PastCounts | None = None) -> Data:
    """What a file says that makes this poll; ``past`` are the counts of a past result.

    Its responses are not in it, nor how sample responses were invented.
    """
    written = _Written(poll)
    data: Data = {"slug": poll.slug, "languages": list(poll.languages)}
    data |= written.survey() | written.texts() | written.times() | written.readers()
    data |= written.asked()
    if past is not None:
        data["tally"] = written.tally(past)
    return data


class _Written:
    """Writes one poll."""

    def __init__(self, poll: Poll | NewPoll) -> None:
        self._poll = poll

    def survey(self) -> Data:
        """What the questions have in common."""
        poll = self._poll
        data = self._text("title", poll.title) | _unlike(poll, "flow")
        rules = any(one.show_if for one in poll.questions)
        pages = len({one.page for one in poll.questions})
        if poll.check != is_checked_unless_said(poll.flow, pages, len(poll.questions), rules):
            data["check"] = poll.check
        data |= _unlike(poll, "save_later", "unfinished_days")
        if poll.event:
            event = {"code": poll.event.code} | self._text("title", poll.event.title)
            data["event"] = Line(event)
        return data | _unlike(poll, "phase") | _unlike(poll, "numbered")

    def texts(self) -> Data:
        """What is said around the questions, and how it looks."""
        poll = self._poll
        data = self._text("intro", poll.intro) | self._text("closing", poll.closing)
        for name in ("asked_by", "source", "article"):
            link: Link | None = getattr(poll, name)
            if link:
                url = {"url": link.url} if link.url else {}
                title, note = self._text("title", link.title), self._text("note", link.note)
                data[name] = title | url | note
        if poll.tags:
            data["tags"] = [
                Line({"code": one.code} | self._text("label", one.label)) for one in poll.tags
            ]
        return data | ({"theme": dict(poll.theme)} if poll.theme else {})

    def times(self) -> Data:
        """The times of a poll that readers vote in, in its zone."""
        poll = self._poll
        data: Data = {"zone": poll.zone} if poll.zone != "UTC" else {}
        for name in MOMENTS:
            at: datetime | None = getattr(poll, f"{name}_at")
            is_past = poll.origin is Origin.TALLY and name in ("opens", "closes")
            if at is not None and not is_past:
                data[name] = _time(at, poll.zone)
        return data

    def readers(self) -> Data:
        """What readers see and may do."""
        data = {"visibility": self._poll.visibility.value}
        if self._poll.protection is not None:
            data["protection"] = self._poll.protection.value
        usual = {"visibility": "always", "protection": "browser"}
        said = {name: value for name, value in data.items() if value != usual[name]}
        return said | _unlike(self._poll, "may_change", "may_withdraw")

    def asked(self) -> Data:
        """What is asked, on pages if there are any."""
        poll = self._poll
        around = {page.number: page for page in poll.pages}
        numbers = list(dict.fromkeys(one.page for one in poll.questions))
        if len(numbers) == 1 and not around:
            return {"questions": [self._question(one) for one in poll.questions]}
        return {"pages": [self._page(number, around.get(number)) for number in numbers]}

    def _page(self, number: int, page: Page | None) -> Data:
        data: Data = {}
        if page is not None:
            data = self._text("title", page.title) | self._text("intro", page.intro)
            data |= _unlike(page, "show_if")
        asked = (one for one in self._poll.questions if one.page == number)
        return data | {"questions": [self._question(one) for one in asked]}

    def _question(self, one: Question | NewQuestion) -> Data:
        kind = {} if one.kind is Kind.SINGLE else {"kind": one.kind.value}
        data: Data = {"code": one.code} | kind | self._text("text", one.text)
        data |= self._text("hint", one.hint) | _unlike(one, "required")
        data |= self._text("error", one.error) | _unlike(one, "show_if", "series")
        data |= _unlike(one, "at_least")
        if one.at_most != most_unless_said(one.kind, one.options):
            data["at_most"] = one.at_most
        data |= _unlike(one, "order", "rows_order", "diverging", "grid", "method")
        data |= _range(one) | _unlike(one, "decimals") | self._text("unit", one.unit)
        if one.longest != LONGEST.get(one.kind, 0):
            data["longest"] = one.longest
        data |= _unlike(one, "private")
        if one.rows:
            rows = ({"code": row.code} | self._text("text", row.text) for row in one.rows)
            data["rows"] = [Line(row) for row in rows]
        return data | self._answers(one)

    def _answers(self, one: Question | NewQuestion) -> Data:
        data: Data = {}
        options: Sequence[Option | NewOption] = one.options
        points = [option for option in options if option.role is Role.PLAIN]
        if one.kind in (Kind.SCALE, Kind.MATRIX) and _is_scale(points):
            data["scale"] = self._scale(points)
            options = [option for option in options if option.role is not Role.PLAIN]
            points = []
        if options:
            values = [point.value for point in points]
            counted = one.kind is Kind.SCALE and values == list(range(1, len(values) + 1))
            data["options"] = [self._option(option, counted) for option in options]
        return data

    def _option(self, option: Option | NewOption, is_counted: bool) -> Line:
        # A code that is left out is the role.
        code = {} if option.code == option.role.value else {"code": option.code}
        data = code | _unlike(option, "role")
        data |= self._text("label", option.label) | self._text("short", option.short)
        value = {} if is_counted or option.value is None else {"value": option.value}
        return Line(data | value | _unlike(option, "pinned"))

    def _scale(self, points: Sequence[Option | NewOption]) -> Line:
        bare = dict.fromkeys(self._poll.languages)
        labels: Data = {}
        for point in points:
            if point.label.as_dict() != dict.fromkeys(bare, str(point.value)):
                labels |= self._text(point.value, point.label)
        ends = {"from": points[0].value, "to": points[-1].value}
        return Line(ends | ({"labels": Line(labels)} if labels else {}))

    def _text(self, name: Any, text: Localised | None) -> Data:
        """A text under its name, plain where it is in the base language alone."""
        if text is None:
            return {}
        said = text.as_dict()
        plain = list(said) == [self._poll.languages[0]]
        return {name: said[self._poll.languages[0]] if plain else Line(said)}

    def tally(self, past: PastCounts) -> Data:
        """The counts of a past result."""
        parts = {one.code: _counts(one, past) for one in self._poll.questions}
        only = len(parts) == 1
        data: Data = next(iter(parts.values())) if only else {"questions": parts}
        ends = {"field_from": self._poll.opens_at, "field_to": self._poll.closes_at}
        days = {name: _day(at, self._poll.zone) for name, at in ends.items() if at}
        return data | days


def _counts(one: Question | NewQuestion, past: PastCounts) -> Data:
    counts = {option.code: past.counts[one.code, option.code] for option in one.options}
    people = past.respondents.get(one.code)
    base = {} if one.kind is Kind.SINGLE or people is None else {"respondents": people}
    return base | {"counts": Line(counts)}


def _unlike(part: Any, *names: str) -> Data:
    """These fields, as far as they say anything but what is so without them."""
    said = {name: getattr(part, name) for name in names}
    usual = type(part)
    return {
        name: getattr(value, "value", value)
        for name, value in said.items()
        if value != getattr(usual, name)
    }


def _is_scale(points: Sequence[Option | NewOption]) -> bool:
    """Whether these points are written by their numbers, one after the other."""
    values = [point.value for point in points]
    first = values[0] if values else None
    if first is None or len(values) < 2:
        return False
    return all(
        point.value == number
        and point.code == point_code(number)
        and not point.short
        and not point.pinned
        for number, point in enumerate(points, first)
    )


def _range(one: Question | NewQuestion) -> Data:
    ends = {"low": one.low, "high": one.high}
    return {name: _bound(one, end) for name, end in ends.items() if end is not None}


def _bound(one: Question | NewQuestion, end: int) -> int | float | str:
    if one.kind is Kind.DATE:
        return date.fromordinal(end).isoformat()
    number = Decimal(end).scaleb(-one.decimals)
    return int(number) if number == number.to_integral_value() else float(number)


def _time(at: datetime, zone: str) -> str:
    if at.second:
        return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return local_text(at, zone).replace("T", " ")


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()
