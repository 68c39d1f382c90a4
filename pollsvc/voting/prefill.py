"""Answers named in the address of a survey: what its form has chosen already."""

from __future__ import annotations

from collections.abc import Mapping

from pollsvc.domain.answers import Raw
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.typed import TypedError, read_day, read_number

_LONGEST_TYPED = 40


def by_code(poll: Poll, wanted: Mapping[str, tuple[str, ...]]) -> Raw:
    """The strings for answers named in an address: option codes or values, or what is typed.

    What the poll does not know is passed over. Rankings cannot be named so.
    """
    by_name = {part.code: part for part in poll.parts.values()}
    known = {
        by_name[code].id: (by_name[code], values)
        for code, values in wanted.items()
        if code in by_name
    }
    found = {number: _named(question, values) for number, (question, values) in known.items()}
    return {number: values for number, values in found.items() if values}


def _named(question: Question, values: tuple[str, ...]) -> tuple[str, ...]:
    if question.kind is Kind.RANKING:
        return ()
    if question.kind.is_typed:
        return _typed(question, values[0]) if values and values[0] else ()
    ids = {option.code: str(option.id) for option in question.options}
    ids |= {str(one.value): str(one.id) for one in question.options if one.value is not None}
    chosen = tuple(dict.fromkeys(ids[value] for value in values if value in ids))
    return chosen if question.kind is Kind.MULTIPLE else chosen[:1]


def _typed(question: Question, value: str) -> tuple[str, ...]:
    """A text as far as it may be, and a number or a date that is one."""
    try:
        if question.kind is Kind.NUMBER:
            read_number(value, question.decimals)
        elif question.kind is Kind.DATE:
            read_day(value)
    except TypedError:
        return ()
    return (value[: question.longest or _LONGEST_TYPED],)
