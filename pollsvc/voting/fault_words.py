"""What is wrong with an answer, in words that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext, ngettext

from pollsvc.domain.answers import Response
from pollsvc.domain.errors import Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question, Role
from pollsvc.domain.texts import Said
from pollsvc.web.asked_words import (
    NOTHING_YET,
    amount_text,
    apart,
    date_said,
    example_of,
    listed,
    option_said,
    place_text,
    quoted,
    with_answers,
)
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language

MISSING = frozenset(("nothing_chosen", "nothing_written", "left_out"))
"""Problems that there is no answer; for these a question may have a message of its own."""
_OF_THE_FORM = frozenset(("unknown_field", "form_not_known"))


def problem_words(
    poll: Poll, problem: Problem, tongue: str, response: Response = NOTHING_YET
) -> str:
    """What is wrong with an answer, and so what to do. ``response`` is what came before."""
    return problem_said(poll, problem, tongue, response).text


def problem_said(
    poll: Poll, problem: Problem, tongue: str, response: Response = NOTHING_YET
) -> Said:
    """The same with its language: the page's, or that of the question's own message."""
    said = _said(poll, problem, tongue)
    return with_answers(said, poll, response) if "{" in said.text else said


def _said(poll: Poll, problem: Problem, tongue: str) -> Said:
    number = problem.question
    question = None if number is None else poll.question(number) or poll.parts.get(number)
    if question is None or problem.code in _OF_THE_FORM:
        return Said(_stale_form(), page_language())
    wanted = question.tongue(tongue, poll.base_language)
    own = _own_message(poll, question, problem, wanted)
    return own or Said(_words(poll, question, problem, wanted), page_language())


def _stale_form() -> str:
    return gettext(
        "This page was open for a long time or was changed. Look at it again, then vote."
    )


def _own_message(poll: Poll, question: Question, problem: Problem, tongue: str) -> Said | None:
    if problem.code not in MISSING or problem.options:
        return None
    matrix = next((one for one in poll.questions if question in one.rows), None)
    own = question.error or (matrix.error if matrix else None)
    return own.say(tongue) if own and tongue in own.languages else None


def _words(poll: Poll, question: Question, problem: Problem, tongue: str) -> str:
    say = _SENTENCES.get(problem.code)
    if say is not None:
        return say(question, problem, tongue)
    return _answer_it(poll, question, problem, tongue)


def _answer_it(poll: Poll, question: Question, problem: Problem, tongue: str) -> str:
    """That there is no answer, or too few."""
    limit = problem.limit or 1
    is_ranking = question.kind is Kind.RANKING
    if problem.code in ("nothing_chosen", "too_few") and limit > 1:
        return _at_least(limit, is_ranking)
    asked = question.text.say(tongue)
    if poll.question(question.id) is None:
        return gettext("Choose an answer for %(row)s.", row=quoted(asked))
    if question.kind.is_typed:
        return gettext("Write an answer to: %(question)s", question=apart(asked))
    if is_ranking:
        return gettext("Give places in: %(question)s", question=apart(asked))
    return gettext("Select an answer to: %(question)s", question=apart(asked))


def _at_least(limit: int, is_ranking: bool) -> str:
    count = number_text(limit, page_language())
    if is_ranking:
        return ngettext(
            "Give a place to at least %(count)s answer.",
            "Give places to at least %(count)s answers.",
            limit,
            count=count,
        )
    return ngettext(
        "Choose at least %(count)s answer.",
        "Choose at least %(count)s answers.",
        limit,
        count=count,
    )


def _too_many(question: Question, problem: Problem, _tongue: str) -> str:
    return too_many_words(question, problem.limit or 1)


def too_many_words(question: Question, limit: int) -> str:
    """That more were chosen or ranked than may be."""
    count = number_text(limit, page_language())
    if question.kind is Kind.RANKING:
        return ngettext(
            "Give a place to no more than %(count)s answer.",
            "Give places to no more than %(count)s answers.",
            limit,
            count=count,
        )
    return ngettext(
        "Choose no more than %(count)s answer.",
        "Choose no more than %(count)s answers.",
        limit,
        count=count,
    )


def _one_only(_question: Question, _problem: Problem, _tongue: str) -> str:
    return gettext("Choose one answer only.")


def _unknown_option(_question: Question, _problem: Problem, _tongue: str) -> str:
    return gettext("Choose from the answers that are listed.")


def not_alone_words(question: Question, options: tuple[int, ...], tongue: str) -> str:
    """That an answer that excludes all others was given together with others."""
    found = [one for one in question.options if one.id in options and one.role.is_exclusive]
    if len(found) > 1:
        both = listed(quoted(one.label.say(tongue)) for one in found)
        return gettext("Choose only one of %(answers)s.", answers=both)
    alone = found or [one for one in question.options if one.role.is_exclusive]
    answer = quoted(alone[0].label.say(tongue)) if alone else "–"
    if question.kind is Kind.RANKING:
        return gettext("Either give places or choose %(answer)s, not both.", answer=answer)
    if question.kind.is_typed:
        return gettext("Either write an answer or choose %(answer)s, not both.", answer=answer)
    return gettext(
        "%(answer)s can only be chosen alone. Take it away or the other answers.", answer=answer
    )


def _not_alone(question: Question, problem: Problem, tongue: str) -> str:
    return not_alone_words(question, problem.options, tongue)


def _place_twice(question: Question, problem: Problem, tongue: str) -> str:
    place = place_text(problem.limit or 1, page_language())
    return twice_words(place, _named(question, problem, tongue))


def twice_words(place: str, answers: str) -> str:
    """That these answers were given the same place."""
    return gettext(
        "Give %(place)s place to one answer only. You gave it to %(answers)s.",
        place=place,
        answers=answers,
    )


def _place_missing(_question: Question, problem: Problem, _tongue: str) -> str:
    place = place_text(problem.limit or 1, page_language())
    return gettext(
        "No answer has %(place)s place. Give it to one, or move the others up.", place=place
    )


def _place_unknown(question: Question, problem: Problem, tongue: str) -> str:
    if not problem.options:
        return gettext("Choose places from the list.")
    answers = _named(question, problem, tongue)
    return gettext("Choose a place from the list for %(answers)s.", answers=answers)


def _named(question: Question, problem: Problem, tongue: str) -> str:
    concerned = [one for one in question.options if one.id in problem.options]
    return listed(quoted(option_said(question, one, tongue)) for one in concerned)


def _not_a_number(question: Question, _problem: Problem, _tongue: str) -> str:
    example = example_of(question)
    if question.decimals:
        return gettext(
            "Write a number in the digits 0 to 9, with a point before decimals, "
            "such as %(example)s.",
            example=example,
        )
    return gettext(
        "Write a whole number in the digits 0 to 9, such as %(example)s.", example=example
    )


def _too_small(question: Question, problem: Problem, tongue: str) -> str:
    low = amount_text(question, problem.limit or 0, tongue)
    return gettext("Write a number that is %(low)s or more.", low=low)


def _too_large(question: Question, problem: Problem, tongue: str) -> str:
    high = amount_text(question, problem.limit or 0, tongue)
    return gettext("Write a number that is %(high)s or less.", high=high)


def _too_exact(question: Question, problem: Problem, tongue: str) -> str:
    digits = problem.limit or 0
    if not digits:
        return _not_a_number(question, problem, tongue)
    return ngettext(
        "Write no more than %(digits)s digit after the point.",
        "Write no more than %(digits)s digits after the point.",
        digits,
        digits=number_text(digits, page_language()),
    )


def _not_a_date(question: Question, _problem: Problem, _tongue: str) -> str:
    days = [day for day in (question.low, question.high) if day is not None]
    example = date.fromordinal(days[-1]) if days else date(2026, 9, 30)
    return gettext(
        "Write a date as year, month and day, such as %(example)s.", example=example.isoformat()
    )


def _no_such_day(_question: Question, _problem: Problem, _tongue: str) -> str:
    return gettext("There is no such day. Check the month and the day.")


def _too_early(_question: Question, problem: Problem, _tongue: str) -> str:
    return gettext("Give a date that is %(day)s or later.", day=date_said(problem.limit or 1))


def _too_late(_question: Question, problem: Problem, _tongue: str) -> str:
    return gettext("Give a date that is %(day)s or earlier.", day=date_said(problem.limit or 1))


def _too_long(_question: Question, problem: Problem, _tongue: str) -> str:
    limit = problem.limit or 1
    return ngettext(
        "Write no more than %(count)s character.",
        "Write no more than %(count)s characters.",
        limit,
        count=number_text(limit, page_language()),
    )


def _nothing_written(question: Question, _problem: Problem, tongue: str) -> str:
    other = next((one for one in question.options if one.role is Role.OTHER), None)
    if other is None or question.kind.is_typed:
        asked = question.text.say(tongue)
        return gettext("Write an answer to: %(question)s", question=apart(asked))
    answer = quoted(other.label.say(tongue))
    return gettext("Write what you mean by %(answer)s, or choose another answer.", answer=answer)


def _not_chosen(question: Question, problem: Problem, tongue: str) -> str:
    return gettext(
        "You wrote something beside %(answers)s. Choose that answer, or delete the words.",
        answers=_named(question, problem, tongue),
    )


def _left_out(question: Question, _problem: Problem, tongue: str) -> str:
    asked = question.text.say(tongue)
    return gettext("You have not answered: %(question)s", question=apart(asked))


_SENTENCES: dict[str, Callable[[Question, Problem, str], str]] = {
    "too_many": _too_many,
    "one_only": _one_only,
    "unknown_option": _unknown_option,
    "not_alone": _not_alone,
    "place_twice": _place_twice,
    "place_missing": _place_missing,
    "place_unknown": _place_unknown,
    "not_a_number": _not_a_number,
    "too_small": _too_small,
    "too_large": _too_large,
    "too_exact": _too_exact,
    "not_a_date": _not_a_date,
    "no_such_day": _no_such_day,
    "too_early": _too_early,
    "too_late": _too_late,
    "too_long": _too_long,
    "nothing_written": _nothing_written,
    "not_chosen": _not_chosen,
    "left_out": _left_out,
}
