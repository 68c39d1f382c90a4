"""A past result as an editor types it in: raw strings, what is wrong, and what they mean."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from pollsvc.domain.draft import (
    Draft,
    DraftLink,
    DraftOption,
    DraftProblem,
    DraftQuestion,
    InvalidDraftError,
    read_draft,
)
from pollsvc.domain.moments import YEARS
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Origin, Poll, Visibility
from pollsvc.domain.question import Kind, Option, Question
from pollsvc.domain.texts import clean_text

LARGEST_COUNT = 10**12
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# What languages put between groups of three digits.
_GAP = r"[ .,'’\u00a0\u2009\u202f٬]"
_GROUPED = re.compile(rf"\d{{1,3}}({_GAP}\d{{3}})+")
_OF_COUNT = re.compile(r"[\t;]")


@dataclass(frozen=True, kw_only=True)
class PastOption:
    """An answer and how many chose it."""

    label: str = ""
    count: str = ""


@dataclass(frozen=True, kw_only=True)
class PastResult:
    """Everything typed about a poll that was taken elsewhere.

    ``first_day`` and ``last_day`` are days as browsers write them, ``""`` where they are
    not known. ``respondents`` is the number of people where they could choose several.
    """

    language: str = "en"
    zone: str = "UTC"
    question: str = ""
    kind: str = "single"
    options: tuple[PastOption, ...] = ()
    respondents: str = ""
    first_day: str = ""
    last_day: str = ""
    asked_by: str = ""
    source: str = ""
    source_url: str = ""
    note: str = ""
    tags: str = ""

    @property
    def written(self) -> tuple[PastOption, ...]:
        """The rows in which something is written."""
        return tuple(one for one in self.options if one.label.strip() or one.count.strip())


class CountError(ValueError):
    """This is no count; ``code`` says why, ``meant`` what may have been meant."""

    def __init__(self, code: str, meant: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.meant = meant


def pasted_options(text: str) -> tuple[PastOption, ...]:
    """Answers with counts, one a line; the count after the last tab or semicolon."""
    rows = []
    for line in text.replace("\r", "\n").split("\n"):
        marks = list(_OF_COUNT.finditer(line))
        label, count = (line[: marks[-1].start()], line[marks[-1].end() :]) if marks else (line, "")
        if line.strip():
            rows.append(PastOption(label=label.strip(" \t;"), count=count.strip()))
    return tuple(rows)


def read_count(text: str) -> int:
    """A whole number of votes; digits of every script are taken.

    Raises:
        CountError: it is none. ``"1,283"`` is refused, as it is 1283 in one country and
            less than two in another; so are percents, from which no count can be had.
    """
    bare = clean_text(text)
    if not bare:
        raise CountError("count_empty")
    if "%" in bare or "٪" in bare:
        raise CountError("count_percent")
    if bare.isdecimal():
        if len(bare) > len(str(LARGEST_COUNT)) or int(bare) > LARGEST_COUNT:
            raise CountError("count_large")
        return int(bare)
    if bare[0] in "-−–" and bare[1:].isdecimal():
        raise CountError("count_negative")
    if _GROUPED.fullmatch(bare):
        raise CountError("count_grouped", re.sub(_GAP, "", bare))
    raise CountError("count_number")


def read_past(past: PastResult, now: datetime, *, spare: str = "poll") -> NewPoll:
    """The past result as it is to be stored; ``spare`` is the slug where none can be made.

    Raises:
        InvalidDraftError: with everything that is wrong, in the order of the form.
    """
    problems: list[DraftProblem] = []
    try:
        new = read_draft(_draft(past), now, spare=spare)
    except InvalidDraftError as error:
        problems.extend(error.problems)
        new = None
    counts = _counts(past, problems)
    people = _respondents(past, counts, problems)
    first, last = _days(past, now, problems)
    if not clean_text(past.source):
        problems.append(DraftProblem(field="source_title", code="empty"))
    if new is None or problems:
        raise InvalidDraftError(sorted(problems, key=_place))
    question = new.questions[0]
    codes = [(question.code, option.code) for option in question.options]
    return replace(
        new,
        origin=Origin.TALLY,
        protection=None,
        opens_at=first,
        closes_at=last,
        tally=dict(zip(codes, counts, strict=True)),
        respondents={question.code: people},
        digest=_digest(past),
    )


def poll_of(new: NewPoll) -> Poll:
    """The past result as a poll to look at, before it is stored; ids count from 1."""
    asked = new.questions[0]
    options = tuple(
        Option(id=number, code=one.code, label=one.label)
        for number, one in enumerate(asked.options, 1)
    )
    question = Question(
        id=1,
        code=asked.code,
        kind=asked.kind,
        text=asked.text,
        options=options,
        at_least=asked.at_least,
        at_most=asked.at_most,
    )
    return Poll(
        id=0,
        slug=new.slug,
        origin=new.origin,
        definition_version=1,
        languages=new.languages,
        questions=(question,),
        visibility=new.visibility,
        protection=None,
        zone=new.zone,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
        asked_by=new.asked_by,
        source=new.source,
        tags=new.tags,
    )


def _draft(past: PastResult) -> Draft:
    """What the rules of every poll are asked about."""

    def said(text: str) -> dict[str, str]:
        return {past.language: text}

    question = DraftQuestion(
        text=said(past.question),
        # Of no other kind are finished results brought in here.
        kind=past.kind if past.kind in (Kind.SINGLE, Kind.MULTIPLE) else "",
        # With keys, as a row that has a count is never left out for want of an answer.
        options=tuple(
            DraftOption(key=str(place), label=said(one.label))
            for place, one in enumerate(past.written, 1)
        ),
    )
    return Draft(
        languages=(past.language,),
        questions=(question,),
        zone=past.zone,
        visibility=Visibility.ALWAYS.value,
        tags=past.tags,
        asked_by=DraftLink(title=said(past.asked_by)),
        source=DraftLink(title=said(past.source), url=past.source_url, note=said(past.note)),
    )


def _counts(past: PastResult, problems: list[DraftProblem]) -> list[int]:
    counts = []
    for place, one in enumerate(past.written):
        try:
            counts.append(read_count(one.count))
        except CountError as error:
            detail = (error.meant,) if error.meant else ()
            problems.append(
                DraftProblem(field="count", code=error.code, option=place, detail=detail)
            )
    if len(counts) == len(past.written) and not any(counts) and counts:
        problems.append(DraftProblem(field="count", code="no_votes", option=0))
    return counts


def _respondents(past: PastResult, counts: list[int], problems: list[DraftProblem]) -> int | None:
    """How many people answered; ``None`` where each chose one, so that the counts say it."""
    if past.kind != Kind.MULTIPLE.value:
        return None
    try:
        people = read_count(past.respondents)
    except CountError as error:
        code = "people_empty" if error.code == "count_empty" else error.code
        detail = (error.meant,) if error.meant else ()
        problems.append(DraftProblem(field="respondents", code=code, detail=detail))
        return None
    most = max(counts, default=0)
    if people < most:
        problems.append(DraftProblem(field="respondents", code="people_few", limit=most))
    return people


def _days(
    past: PastResult, now: datetime, problems: list[DraftProblem]
) -> tuple[datetime | None, datetime | None]:
    """The first minute and the last one of the field dates, so far as they are known."""
    today = now.astimezone(ZoneInfo(past.zone)).date()
    days: dict[str, date | None] = {}
    for name in ("first_day", "last_day"):
        days[name] = None
        try:
            days[name] = _day(getattr(past, name), today)
        except ValueError as error:
            problems.append(DraftProblem(field=name, code=str(error)))
    first, last = days["first_day"], days["last_day"]
    if first and last and last < first:
        problems.append(DraftProblem(field="last_day", code="day_order"))
    start = _at(first, past.zone, 0, 0) if first else None
    return start, _at(last, past.zone, 23, 59) if last else None


def _at(day: date, zone: str, hour: int, minute: int) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def _day(text: str, today: date) -> date | None:
    bare = text.strip()
    if not bare:
        return None
    if not _DAY.fullmatch(bare):
        raise ValueError("day_form")
    try:
        day = date.fromisoformat(bare)
    except ValueError:
        raise ValueError("day_unknown") from None
    if day.year not in YEARS:
        raise ValueError("day_year")
    if day > today:
        raise ValueError("day_future")
    return day


def _digest(past: PastResult) -> str:
    """Of what was typed, so that the same button pressed twice is noticed."""
    content = json.dumps(asdict(past), ensure_ascii=False, sort_keys=True)
    return sha256(content.encode()).hexdigest()


_ORDER = (
    *("languages", "question", "options", "answer", "count", "kind", "respondents"),
    *("first_day", "last_day", "asked_by_title", "source_title", "source_url", "source_note"),
)


def _place(problem: DraftProblem) -> tuple[int, int]:
    answers = ("answer", "count")
    name = "answer" if problem.field in answers else problem.field
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    return place, problem.option or 0


def place_of(problem: DraftProblem) -> str:
    """The form's id of the field at fault."""
    if problem.option is None:
        return problem.field
    return f"{problem.field}-{problem.option}"
