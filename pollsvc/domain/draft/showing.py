"""A draft as readers would see it, however unfinished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any, TypeVar

from pollsvc.domain.draft.asked import UNFINISHED_DAYS, page_numbers, read_pages, read_question
from pollsvc.domain.draft.coding import with_codes
from pollsvc.domain.draft.lists import split_topics
from pollsvc.domain.draft.reading import LONGEST_WAIT, is_web_address
from pollsvc.domain.draft.shape import Draft, DraftLink, Texts
from pollsvc.domain.draft.wording import Checks, tidy
from pollsvc.domain.moments import read_time, read_zone
from pollsvc.domain.new_poll import NewOption, NewQuestion
from pollsvc.domain.poll import (
    Event,
    Flow,
    Link,
    Origin,
    Phase,
    Poll,
    Protection,
    Tag,
    Visibility,
)
from pollsvc.domain.question import Option, Question
from pollsvc.domain.slugs import code_of
from pollsvc.domain.texts import Localised
from pollsvc.domain.theme import InvalidThemeError, Theme, read_theme

Word = TypeVar("Word", bound=StrEnum)


def poll_to_show(draft: Draft, *, poll_id: int, slug: str, now: datetime, look: Theme = ()) -> Poll:
    """The draft as an open poll to look at; never refuses.

    Empty answers are left out, so that there may be none; a text that is missing is ``""``.
    Ids of questions and options count from 1. What cannot be read is as in a new draft.
    ``look`` is the site's theme, under the poll's own.
    """
    draft = with_codes(_as_far_as_written(draft))
    zone = _zone(draft.zone)
    closes = _moment(draft.closes, zone)
    return Poll(
        id=poll_id,
        slug=slug,
        origin=Origin.LIVE,
        definition_version=1,
        languages=draft.languages,
        questions=_questions(draft),
        visibility=_word(Visibility, draft.visibility, Visibility.AFTER_VOTING),
        protection=_word(Protection, draft.protection, Protection.BROWSER),
        zone=zone,
        opens_at=now,
        closes_at=closes if closes and closes > now else None,
        release_at=_moment(draft.release, zone),
        may_change=draft.may_change,
        may_withdraw=draft.may_withdraw,
        numbered=draft.numbered,
        intro=_texts(draft.intro, draft, "intro"),
        closing=_texts(draft.closing, draft, "closing"),
        tags=tuple(
            Tag(code=code_of(label), label=Localised.of({draft.base_language: label}))
            for label in split_topics(draft.tags)
        ),
        theme=_theme(draft, look),
        article=_link(draft.article, draft),
        asked_by=_link(draft.asked_by, draft),
        source=_link(draft.source, draft),
        title=_texts(draft.title, draft, "title"),
        pages=tuple(read_pages(Checks(draft.languages), draft)),
        flow=_word(Flow, draft.flow, Flow.PAGES),
        check=draft.check,
        save_later=draft.save_later,
        sample=draft.sample,
        unfinished_days=_days(draft.unfinished_days),
        event=_event(draft),
        phase=_phase(draft),
    )


def _days(typed: str) -> int:
    return Checks(("en",)).whole("", typed, UNFINISHED_DAYS, (1, LONGEST_WAIT))


def _event(draft: Draft) -> Event | None:
    title = _texts(draft.event, draft, "event")
    return Event(code=draft.event_code, title=title) if title else None


def _phase(draft: Draft) -> Phase | None:
    is_known = draft.phase in list(Phase) and _event(draft) is not None
    return Phase(draft.phase) if is_known else None


def _theme(draft: Draft, look: Theme) -> Theme:
    try:
        return read_theme(draft.theme, look)
    except InvalidThemeError:
        return ()


def _zone(typed: str) -> str:
    try:
        return read_zone(typed.strip())
    except ValueError:
        return "UTC"


def _moment(typed: str, zone: str) -> datetime | None:
    try:
        return read_time(typed.strip(), zone)
    except ValueError:
        return None


def _word(kinds: type[Word], typed: str, default: Word) -> Word:
    try:
        return kinds(typed)
    except ValueError:
        return default


def _texts(texts: Texts, draft: Draft, kind: str) -> Localised | None:
    read = {one: tidy(texts.get(one, ""), kind) for one in draft.languages}
    written = {language: text for language, text in read.items() if text}
    return Localised.of(written) if draft.base_language in written else None


def _link(link: DraftLink, draft: Draft) -> Link | None:
    title = _texts(link.title, draft, "title")
    url = link.url.strip() if is_web_address(link.url.strip()) else None
    if title is None and url:
        title = Localised.of({draft.base_language: url})
    return Link(title=title, url=url, note=_texts(link.note, draft, "note")) if title else None


def _questions(draft: Draft) -> tuple[Question, ...]:
    """The questions as far as they are written, numbered as the store would number them."""
    checks = Checks(draft.languages)
    pages = page_numbers(draft)
    read = [
        read_question(checks, one, place, pages[place], None)
        for place, one in enumerate(draft.questions)
    ]
    ids, option_ids = count(1), count(1)
    return tuple(_numbered(one, ids, option_ids) for one in read)


def _numbered(new: NewQuestion, ids: Iterator[int], option_ids: Iterator[int]) -> Question:
    number = next(ids)
    options = tuple(Option(id=next(option_ids), **_fields(one)) for one in new.options)
    rows = tuple(Question(id=next(ids), **{**_fields(row), "options": options}) for row in new.rows)
    return Question(id=number, **{**_fields(new), "options": options, "rows": rows})


def _fields(part: NewQuestion | NewOption) -> dict[str, Any]:
    return {one.name: getattr(part, one.name) for one in fields(part)}


def _as_far_as_written(draft: Draft) -> Draft:
    """The draft without answers and rows that have no text in its base language."""
    base = draft.base_language

    def is_there(texts: Texts, value: str = "") -> bool:
        return bool(value.strip() or tidy(texts.get(base, ""), "answer"))

    return replace(
        draft,
        questions=tuple(
            replace(
                one,
                options=tuple(o for o in one.options if is_there(o.label, o.value)),
                rows=tuple(row for row in one.rows if is_there(row.text)),
            )
            for one in draft.questions
        ),
    )
