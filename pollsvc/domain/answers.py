"""Reading what a respondent sent, with every problem named at once."""

from __future__ import annotations

from types import MappingProxyType

from pollsvc.domain.errors import InvalidAnswerError, Problem
from pollsvc.domain.flow.path import walk
from pollsvc.domain.given import Answer, Answers, Parts, Raw, Response, Texts
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Option
from pollsvc.domain.reading import is_part_known

__all__ = ["Answer", "Answers", "Parts", "Raw", "Response", "Texts", "link_of", "read_response"]


def read_response(
    poll: Poll, raw: Raw, parts: Parts = MappingProxyType({}), came_from: str | None = None
) -> Response:
    """The answers in what was sent.

    Questions that the other answers hide are not read: what was sent for them is dropped
    and listed. Option ids are compared as text with the poll's own list, since ``int`` takes
    ``"1_0"`` and digits of other scripts. Several answers come out sorted by id
    and each once. ``came_from`` is the code in the link by which the reader came: where
    links are counted it answers the question that no reader is asked, and a code that
    is not known there counts as none, so that a stranger's link never breaks a vote.

    Raises:
        InvalidAnswerError: with every problem, in the order of the questions. What hangs on
            an answer with a problem is looked at once that is mended.
    """
    found = walk(poll, raw, parts)
    problems = (*found.hard, *_not_known(poll, raw, parts))
    if problems:
        raise InvalidAnswerError(problems)
    if poll.links is None:
        return found.response
    link = link_of(poll, came_from)
    answers = {**found.response.answers, poll.links.id: link.id if link else None}
    return Response(answers, found.response.texts, found.response.dropped)


def link_of(poll: Poll, code: str | None) -> Option | None:
    """The link of this poll that has this code, where links are counted and it is one of them."""
    known = poll.links.options if poll.links else ()
    return next((link for link in known if link.code == code), None)


def _not_known(poll: Poll, raw: Raw, parts: Parts) -> list[Problem]:
    """What was sent for questions that no reader is asked, and for options that are not there."""
    sent = dict.fromkeys((*raw, *(one for one, _ in parts)))
    problems = [Problem("unknown_field", question=one) for one in sent if one not in poll.parts]
    options = dict.fromkeys(
        one for one, key in parts if one in poll.parts and not is_part_known(poll.parts[one], key)
    )
    return problems + [Problem("unknown_option", question=one) for one in options]
