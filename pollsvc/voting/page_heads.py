"""Titles and texts of a survey's pages, above the question with which each begins."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from pollsvc.domain.given import Response
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Question
from pollsvc.domain.texts import Localised, Said
from pollsvc.web.asked_words import with_answers


@dataclass(frozen=True)
class Head:
    """What stands above the first question of a page."""

    title: Said | None
    intro: Said | None


def heads_of(
    poll: Poll,
    questions: Iterable[Question],
    tongue: str,
    response: Response,
    *,
    headed: Page | None = None,
    begun: Container[int] = (),
) -> dict[int, Head]:
    """The heads to show, by the id of the question below.

    ``headed`` is the page whose title and text stand above all of these questions already.
    The text of a page whose number is in ``begun`` was shown with an earlier question.
    """
    first: dict[int, int] = {}
    for question in questions:
        first.setdefault(question.page, question.id)

    def said(text: Localised | None) -> Said | None:
        return with_answers(text.say(tongue), poll, response) if text else None

    return {
        first[page.number]: Head(
            said(page.title), None if page.number in begun else said(page.intro)
        )
        for page in poll.pages
        if page.number in first and page != headed
    }
