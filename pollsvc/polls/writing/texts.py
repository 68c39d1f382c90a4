"""The texts of a definition, each with the name of its field."""

from __future__ import annotations

from collections.abc import Iterator

from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Link
from pollsvc.domain.texts import Localised
from pollsvc.polls.writing.columns import LINKS


def texts_of_poll(new: NewPoll) -> Iterator[tuple[str, Localised]]:
    """The texts of the poll as a whole, each with the name of its field."""
    for field in ("title", "intro", "closing"):
        text: Localised | None = getattr(new, field)
        if text:
            yield field, text
    for name in LINKS:
        link: Link | None = getattr(new, name)
        if link is not None:
            yield name, link.title
            if link.note:
                yield f"{name}_note", link.note


def texts_of_pages(new: NewPoll) -> Iterator[tuple[int, str, Localised]]:
    """The texts of pages: the page's number, the name of the field, the text."""
    for page in new.pages:
        if page.title:
            yield page.number, "title", page.title
        if page.intro:
            yield page.number, "intro", page.intro


def texts_of_question(question: NewQuestion) -> Iterator[tuple[str, Localised]]:
    """The texts of a question or row, each with the name of its field; not of its options."""
    for field in ("text", "hint", "error", "unit"):
        text: Localised | None = getattr(question, field)
        if text:
            yield field, text


def texts_of_option(option: NewOption) -> Iterator[tuple[str, Localised]]:
    """The texts of an option, each with the name of its field."""
    yield "label", option.label
    if option.short:
        yield "short", option.short
