"""A draft as readers would see it, however unfinished."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from pollsvc.domain.draft.lists import split_topics
from pollsvc.domain.draft.reading import is_web_address
from pollsvc.domain.draft.shape import Draft, DraftLink, DraftQuestion, Texts
from pollsvc.domain.draft.wording import tidy
from pollsvc.domain.moments import read_time, read_zone
from pollsvc.domain.poll import (
    Kind,
    Link,
    Option,
    Order,
    Origin,
    Poll,
    Protection,
    Question,
    Role,
    Tag,
    Visibility,
)
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
    )


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


def _sure(texts: Texts, draft: Draft, kind: str) -> Localised:
    return _texts(texts, draft, kind) or Localised.of({draft.base_language: ""})


def _link(link: DraftLink, draft: Draft) -> Link | None:
    title = _texts(link.title, draft, "title")
    url = link.url.strip() if is_web_address(link.url.strip()) else None
    if title is None and url:
        title = Localised.of({draft.base_language: url})
    return Link(title=title, url=url, note=_texts(link.note, draft, "note")) if title else None


def _questions(draft: Draft) -> tuple[Question, ...]:
    questions: list[Question] = []
    for number, one in enumerate(draft.questions, 1):
        shown = sum(len(question.options) for question in questions)
        questions.append(_question(one, draft, number, shown))
    return tuple(questions)


def _question(one: DraftQuestion, draft: Draft, number: int, shown: int) -> Question:
    kind = _word(Kind, one.kind, Kind.SINGLE)
    labels = [(_texts(option.label, draft, "answer"), option) for option in one.options]
    options = [
        Option(
            id=shown + place,
            code=f"o{place}",
            label=label,
            short=_texts(option.short, draft, "short"),
            role=_word(Role, option.role, Role.PLAIN),
        )
        for place, (label, option) in enumerate(((a, b) for a, b in labels if a), 1)
    ]
    options.sort(key=lambda option: option.role is not Role.PLAIN)
    most = max(1, len(options))
    return Question(
        id=number,
        code=f"q{number}",
        kind=kind,
        text=_sure(one.text, draft, "question"),
        hint=_texts(one.hint, draft, "hint"),
        error=_texts(one.error, draft, "error"),
        options=tuple(options),
        at_least=_within(one.at_least, 1, (0, most)),
        at_most=1 if kind is Kind.SINGLE else _within(one.at_most, most, (1, most)),
        order=_word(Order, one.order, Order.FIXED),
    )


def _within(typed: str, default: int, bounds: tuple[int, int]) -> int:
    text = typed.strip()
    number = int(text) if text.isdecimal() and len(text) < 5 else default
    return min(max(number, bounds[0]), bounds[1])
