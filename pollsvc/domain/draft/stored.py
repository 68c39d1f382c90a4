"""A poll that is published, as a draft to go on writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pollsvc.domain.draft.shape import Draft, DraftLink, DraftOption, DraftQuestion, Texts
from pollsvc.domain.moments import local_text
from pollsvc.domain.poll import Kind, Link, Option, Origin, Poll, Question
from pollsvc.domain.texts import Localised


def draft_of(poll: Poll) -> Draft:
    """The poll as an editor would have typed it; read again, it is the same poll."""
    return Draft(
        languages=poll.languages,
        questions=tuple(map(_question, poll.questions)) or (DraftQuestion(),),
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
    )


def has_votes(poll: Poll) -> bool:
    """Whether people have answered, so that what they were asked has to stay."""
    return poll.first_response_at is not None or poll.origin is Origin.TALLY


def is_public(poll: Poll) -> bool:
    """Whether readers may know of it, so that its address has to stay."""
    return bool(poll.questions) and (poll.opens_at is not None or poll.origin is Origin.TALLY)


def with_empty_rows(draft: Draft, least: int = 2) -> Draft:
    """The draft with so many answers at least in each question, the new ones empty."""
    return replace(
        draft,
        questions=tuple(
            replace(one, options=one.options + (DraftOption(),) * max(0, least - len(one.options)))
            for one in draft.questions
        ),
    )


def _local(at: datetime | None, zone: str) -> str:
    return "" if at is None else local_text(at, zone)


def _texts(text: Localised | None) -> Texts:
    return {} if text is None else text.as_dict()


def _link(link: Link | None) -> DraftLink:
    if link is None:
        return DraftLink()
    return DraftLink(title=_texts(link.title), url=link.url or "", note=_texts(link.note))


def _question(question: Question) -> DraftQuestion:
    single = question.kind is Kind.SINGLE
    every = question.at_most == len(question.options)
    return DraftQuestion(
        key=str(question.id),
        text=_texts(question.text),
        hint=_texts(question.hint),
        error=_texts(question.error),
        options=tuple(map(_option, question.options)),
        kind=question.kind.value,
        at_least="" if question.at_least == 1 else str(question.at_least),
        at_most="" if single or every else str(question.at_most),
        order=question.order.value,
    )


def _option(option: Option) -> DraftOption:
    return DraftOption(
        key=str(option.id),
        label=_texts(option.label),
        short=_texts(option.short),
        role=option.role.value,
    )
