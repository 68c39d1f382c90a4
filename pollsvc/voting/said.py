"""An answer in words, for whoever gave it: on the check page, after sending, at the desk."""

from __future__ import annotations

from pollsvc.domain.answers import Answer, Response
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.web.asked_words import date_said, number_said, option_said, with_answers
from pollsvc.web.formats import labelled


def said_answer(poll: Poll, question: Question, response: Response, tongue: str) -> tuple[str, ...]:
    """The lines of an answer: one for each option chosen, in order for a ranking.

    Nothing where there is no answer. Labels are in the question's language, as
    ``question.tongue`` gives it; those of a matrix begin with the words of their row.
    """
    wanted = question.tongue(tongue, poll.base_language)
    if question.kind is Kind.MATRIX:
        return tuple(
            labelled(with_answers(row.text.say(wanted), poll, response).text, line, wanted)
            for row in question.rows
            for line in _lines(poll, row, response, wanted)
        )
    return _lines(poll, question, response, wanted)


def _lines(poll: Poll, question: Question, response: Response, tongue: str) -> tuple[str, ...]:
    answer = response.answers.get(question.id)
    if answer is None:
        return ()
    if isinstance(answer, tuple) or not question.kind.is_typed:
        return tuple(
            _label(poll, question, option, response, tongue) for option in _chosen(question, answer)
        )
    if question.kind.is_text:
        written = response.texts.get((question.id, 0), "")
        return (written,) if written else ()
    assert isinstance(answer, int)
    if question.kind is Kind.DATE:
        return (date_said(answer),)
    return (number_said(question, answer, tongue),)


def _chosen(question: Question, answer: Answer) -> tuple[Option, ...]:
    ids = answer if isinstance(answer, tuple) else (answer,)
    found = (question.option(one) for one in ids if isinstance(one, int))
    return tuple(one for one in found if one is not None)


def _label(poll: Poll, question: Question, option: Option, response: Response, tongue: str) -> str:
    label = with_answers(option_said(question, option, tongue), poll, response).text
    written = response.texts.get((question.id, option.id)) if option.role is Role.OTHER else None
    return labelled(label, written, tongue) if written else label
