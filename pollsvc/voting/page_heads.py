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
    """What stands on top of a page."""

    title: Said | None = None
    intro: Said | None = None


def head_of(
    page: Page | None, poll: Poll, tongue: str, response: Response, begun: Container[int]
) -> Head:
    """The title of a page, and its text unless it was begun with an earlier question.

    ``begun`` holds the numbers of such pages. Earlier answers are put into both.
    """

    def said(text: Localised | None) -> Said | None:
        return with_answers(text.say(tongue), poll, response) if text else None

    if page is None:
        return Head()
    return Head(said(page.title), None if page.number in begun else said(page.intro))


def heads_of(
    poll: Poll,
    questions: Iterable[Question],
    tongue: str,
    response: Response,
    *,
    headed: Page | None = None,
    begun: Container[int] = (),
) -> dict[int, Head]:
    """The heads to show among these questions, by the id of the question below.

    ``headed`` is the page whose head stands above all of them already; for ``begun`` see
    ``head_of``.
    """
    first: dict[int, int] = {}
    for question in questions:
        first.setdefault(question.page, question.id)
    return {
        first[page.number]: head_of(page, poll, tongue, response, begun)
        for page in poll.pages
        if page.number in first and page != headed
    }
