"""Reading what a respondent sent, with every problem named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pollsvc.domain.errors import InvalidAnswerError, Problem
from pollsvc.domain.poll import Kind, Option, Poll, Question

Answer = int | tuple[int, ...]

Answers = Mapping[int, Answer | None]
"""``{question id: option id | option ids | None}``; ``None``: asked, not answered."""


def read_answers(
    poll: Poll, raw: Mapping[int, Sequence[str]], came_from: str | None = None
) -> Answers:
    """The answers in ``raw``, which holds the strings sent for each question id.

    Option ids are compared as text with the poll's own list, since ``int`` takes
    ``"1_0"`` and digits of other scripts. Several answers come out sorted by id
    and each once. ``came_from`` is the code in the link by which the reader came: where
    links are counted it answers the question that no reader is asked, and a code that
    is not known there counts as none, so that a stranger's link never breaks a vote.

    Raises:
        InvalidAnswerError: with every problem, in the order of the questions.
    """
    problems: list[Problem] = []
    answers: dict[int, Answer | None] = {}
    for question in poll.questions:
        sent = raw.get(question.id, ())
        found = _problems(question, sent)
        problems.extend(found)
        if not found:
            answers[question.id] = _answer(question, sent)
    known = {question.id for question in poll.questions}
    problems.extend(Problem("unknown_field", question=one) for one in raw if one not in known)
    if problems:
        raise InvalidAnswerError(tuple(problems))
    if poll.links is not None:
        link = link_of(poll, came_from)
        answers[poll.links.id] = link.id if link else None
    return answers


def link_of(poll: Poll, code: str | None) -> Option | None:
    """The link of this poll that has this code, where links are counted and it is one of them."""
    known = poll.links.options if poll.links else ()
    return next((link for link in known if link.code == code), None)


def _answer(question: Question, sent: Sequence[str]) -> Answer | None:
    chosen = sorted({int(one) for one in sent})
    if not chosen:
        return None
    return chosen[0] if question.kind is Kind.SINGLE else tuple(chosen)


def _problems(question: Question, sent: Sequence[str]) -> list[Problem]:
    here = {str(option.id) for option in question.options}
    chosen = set(sent)
    if chosen - here:
        return [Problem("unknown_option", question.id)]
    if not chosen and question.at_least > 0:
        return [Problem("nothing_chosen", question.id, question.at_least)]
    if question.kind is Kind.SINGLE:
        return [Problem("one_only", question.id, 1)] if len(chosen) > 1 else []
    if chosen and len(chosen) < question.at_least:
        return [Problem("too_few", question.id, question.at_least)]
    if len(chosen) > question.at_most:
        return [Problem("too_many", question.id, question.at_most)]
    return []
