"""A poll that is published, as a draft to go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pollsvc.domain.draft.asked import LONGEST, UNFINISHED_DAYS
from pollsvc.domain.draft.shape import (
    Draft,
    DraftLink,
    DraftOption,
    DraftQuestion,
    DraftRow,
    Texts,
)
from pollsvc.domain.draft.wording import range_text
from pollsvc.domain.moments import local_text
from pollsvc.domain.poll import Link, Origin, Page, Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.texts import Localised


def draft_of(poll: Poll) -> Draft:
    """The poll as an editor would have typed it; read again, it is the same poll."""
    return Draft(
        languages=poll.languages,
        questions=tuple(_questions(poll)) or (DraftQuestion(),),
        intro=_texts(poll.intro),
        closing=_texts(poll.closing),
        slug=poll.slug if poll.questions else "",
        zone=poll.zone,
        opens=_local(poll.opens_at, poll.zone),
        closes=_local(poll.closes_at, poll.zone),
        release=_local(poll.release_at, poll.zone),
        visibility=poll.visibility.value,
        protection=poll.protection.value if poll.protection else "",
        may_change=poll.may_change,
        may_withdraw=poll.may_withdraw,
        numbered=poll.numbered,
        tags=", ".join(tag.label.say(poll.base_language).text for tag in poll.tags),
        theme=dict(poll.theme),
        article=_link(poll.article),
        asked_by=_link(poll.asked_by),
        source=_link(poll.source),
        title=_texts(poll.title),
        flow=poll.flow.value,
        check=poll.check,
        save_later=poll.save_later,
        unfinished_days=(
            "" if poll.unfinished_days == UNFINISHED_DAYS else str(poll.unfinished_days)
        ),
        event=_texts(poll.event.title if poll.event else None),
        event_code=poll.event.code if poll.event else "",
        phase=poll.phase.value if poll.phase else "",
        sample=poll.sample,
    )


def has_votes(poll: Poll) -> bool:
    """Whether people have answered, so that what they were asked has to stay."""
    return poll.first_response_at is not None or poll.origin is Origin.TALLY


def is_public(poll: Poll) -> bool:
    """Whether readers may know of it, so that its address has to stay."""
    return bool(poll.questions) and (poll.opens_at is not None or poll.origin is Origin.TALLY)


def with_empty_rows(draft: Draft, least: int = 2) -> Draft:
    """The draft with so many answers at least where they are needed, the new ones empty.

    A matrix has so many rows too. Points of a scale without words need no row.
    """
    return replace(draft, questions=tuple(_filled(one, least) for one in draft.questions))


def _filled(question: DraftQuestion, least: int) -> DraftQuestion:
    kind = question.kind
    rows = question.rows
    if kind == Kind.MATRIX:
        rows += (DraftRow(),) * max(0, least - len(rows))
    if kind in (Kind.SCALE, *filter(lambda one: one.is_typed, Kind)) or question.scale_from:
        return replace(question, rows=rows)
    options = question.options + (DraftOption(),) * max(0, least - len(question.options))
    return replace(question, rows=rows, options=options)


def _local(at: datetime | None, zone: str) -> str:
    return "" if at is None else local_text(at, zone)


def _texts(text: Localised | None) -> Texts:
    return {} if text is None else text.as_dict()


def _link(link: Link | None) -> DraftLink:
    if link is None:
        return DraftLink()
    return DraftLink(title=_texts(link.title), url=link.url or "", note=_texts(link.note))


def _questions(poll: Poll) -> Iterator[DraftQuestion]:
    """The questions in order; the first of each page carries what the page says."""
    pages = {page.number: page for page in poll.pages}
    before = 0
    for place, question in enumerate(poll.questions):
        begins = place == 0 or question.page != before
        page = pages.get(question.page) if begins else None
        before = question.page
        yield replace(_question(question), **_page(page), new_page=begins and place > 0)


def _page(page: Page | None) -> dict[str, Any]:
    if page is None:
        return {}
    texts = {"page_title": _texts(page.title), "page_intro": _texts(page.intro)}
    return {**texts, "page_show_if": page.show_if or ""}


def _question(question: Question) -> DraftQuestion:
    points = _points(question)
    options = question.options
    if points:
        options = tuple(one for one in options if not one.is_bare or one.short)
    return DraftQuestion(
        key=str(question.id),
        code=question.code,
        text=_texts(question.text),
        hint=_texts(question.hint),
        error=_texts(question.error),
        options=tuple(map(_option, options)),
        rows=tuple(
            DraftRow(key=str(row.id), code=row.code, text=_texts(row.text)) for row in question.rows
        ),
        kind=question.kind.value,
        at_least="" if question.at_least == 1 else str(question.at_least),
        at_most="" if question.at_most == _usual(question) else str(question.at_most),
        order=question.order.value,
        required=question.required.value,
        show_if=question.show_if or "",
        series=question.series or "",
        diverging=question.diverging,
        grid=question.grid,
        rows_order=question.rows_order.value,
        private=question.private,
        method=question.method.value,
        scale_from=str(points[0]) if points else "",
        scale_to=str(points[-1]) if points else "",
        **_measures(question),
    )


def _usual(question: Question) -> int:
    """How many answers are taken at most where nobody says otherwise."""
    match question.kind:
        case Kind.MULTIPLE:
            return len(question.options)
        case Kind.RANKING:
            return len(question.plain_options)
        case _:
            return 1


def _points(question: Question) -> range | None:
    """The points of a scale that go in steps of one, which need no words then."""
    values = [one.value for one in question.options if one.role is Role.PLAIN]
    first, last = (values[0], values[-1]) if values else (None, None)
    if first is None or last is None or values != list(range(first, last + 1)) or last == first:
        return None
    is_needed = question.kind is Kind.SCALE or any(one.is_bare for one in question.options)
    return range(first, last + 1) if is_needed else None


def _measures(question: Question) -> dict[str, Any]:
    """What is typed of a number's range, a date's days, or a text's length."""
    kind, digits = question.kind, question.decimals
    match kind:
        case Kind.NUMBER | Kind.DATE:
            return {
                "unit": _texts(question.unit),
                "decimals": str(digits) if digits else "",
                "low": range_text(kind, question.low, digits),
                "high": range_text(kind, question.high, digits),
            }
        case _ if question.longest and question.longest != LONGEST.get(question.kind):
            return {"longest": str(question.longest)}
        case _:
            return {}


def _option(option: Option) -> DraftOption:
    return DraftOption(
        key=str(option.id),
        code=option.code,
        label=_texts(option.label),
        short=_texts(option.short),
        role=option.role.value,
        value="" if option.value is None else str(option.value),
        pinned=option.pinned,
    )
