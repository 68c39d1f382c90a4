"""Reading what was sent for one question, or one row of a matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pollsvc.domain.errors import Problem
from pollsvc.domain.given import Answer, Parts, Raw
from pollsvc.domain.question import Kind, Option, Question, Required, Role
from pollsvc.domain.texts import clean_text
from pollsvc.domain.typed import TypedError, read_day, read_number

LONGEST_WORDS = 200
"""So many characters may stand beside "other" where the question says nothing else."""
LONGEST_TEXTS = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 5000}
"""So many characters a text may have where the question says nothing else."""
INSTEAD: Final = "s"
"""The part that holds the option chosen instead of an answer that is typed or ranked."""
LEFT_OUT: Final = "left_out"
"""The problem that is none once it was pointed out: a softly required answer is missing."""


@dataclass(frozen=True)
class Reading:
    """What was read for one question: its answer if there is no problem, and what was written.

    ``texts`` are by the id of the option they belong to, else 0.
    """

    answer: Answer | None = None
    texts: Mapping[int, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class _RefusedError(Exception):
    """The answer has these problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def longest_text(question: Question) -> int:
    """How many characters an answer to a question for a text may have."""
    return question.longest or LONGEST_TEXTS[question.kind]


def longest_words(question: Question) -> int:
    """How many characters may be written beside "other" here."""
    return question.longest or LONGEST_WORDS


def has_words(question: Question) -> bool:
    """Whether words can stand beside one of its options."""
    return question.kind is not Kind.RANKING and not question.kind.is_typed


def is_part_known(question: Question, key: str) -> bool:
    """Whether a form of this question has such a part."""
    if key == INSTEAD:
        return not has_words(question)
    if question.kind is Kind.RANKING:
        return any(str(one.id) == key for one in question.plain_options)
    return has_words(question) and any(str(one.id) == key for one in _others(question))


def is_blank(question: Question, raw: Raw, parts: Parts) -> bool:
    """Whether nothing was chosen, typed or ranked for this question."""
    keys = (INSTEAD, *(str(option.id) for option in question.options))
    sent = (*raw.get(question.id, ()), *(parts.get((question.id, key), "") for key in keys))
    return not any(map(str.strip, sent))


def read_part(question: Question, raw: Raw, parts: Parts) -> Reading:
    """The answer to one question in what was sent, or every problem with it.

    A softly required answer that is missing is the problem ``left_out``.
    """
    try:
        return _READ[question.kind](question, raw, parts)
    except _RefusedError as refused:
        return Reading(problems=refused.problems)


def _chosen(question: Question, raw: Raw, parts: Parts) -> Reading:
    """Options that were ticked, one or several."""
    sent = set(raw.get(question.id, ()))
    chosen = [option for option in question.options if str(option.id) in sent]
    if len(chosen) < len(sent):
        raise _RefusedError(Problem("unknown_option", question.id))
    words = _words(question, chosen, parts)
    if not chosen:
        _check_missing(question, "nothing_chosen", question.at_least)
        return Reading()
    ids = tuple(sorted(option.id for option in chosen))
    if question.kind is not Kind.MULTIPLE:
        if len(ids) > 1:
            raise _RefusedError(Problem("one_only", question.id, 1))
        return Reading(ids[0], words)
    alone = _ids(option for option in chosen if option.role.is_exclusive)
    if alone and len(ids) > 1:
        raise _RefusedError(Problem("not_alone", question.id, options=alone))
    if not alone:
        _check_number(question, len(ids))
    return Reading(ids, words)


def _words(question: Question, chosen: list[Option], parts: Parts) -> dict[int, str]:
    """What was written beside "other", cleaned and on one line."""
    words = {}
    for option in _others(question):
        said = _one_line(clean_text(parts.get((question.id, str(option.id)), "")))
        if not said:
            continue
        if option not in chosen:
            raise _RefusedError(Problem("not_chosen", question.id, options=(option.id,)))
        longest = longest_words(question)
        if len(said) > longest:
            raise _RefusedError(Problem("too_long", question.id, longest, (option.id,)))
        words[option.id] = said
    return words


def _check_missing(question: Question, code: str, limit: int | None = None) -> None:
    """Refuse that nothing was answered, where something should be."""
    if question.need is Required.HARD:
        raise _RefusedError(Problem(code, question.id, limit))
    if question.need is Required.SOFT:
        raise _RefusedError(Problem(LEFT_OUT, question.id))


def _check_number(question: Question, number: int) -> None:
    if number < question.at_least:
        raise _RefusedError(Problem("too_few", question.id, question.at_least))
    if number > question.at_most:
        raise _RefusedError(Problem("too_many", question.id, question.at_most))


def _instead(question: Question, parts: Parts) -> int | None:
    """The option chosen instead of an answer that is typed or ranked."""
    sent = parts.get((question.id, INSTEAD), "")
    if not sent:
        return None
    for option in question.options:
        if option.role.is_exclusive and str(option.id) == sent:
            return option.id
    raise _RefusedError(Problem("unknown_option", question.id))


def _ranked(question: Question, raw: Raw, parts: Parts) -> Reading:
    """Options with the places given to them."""
    if any(raw.get(question.id, ())):
        raise _RefusedError(Problem("unknown_option", question.id))
    instead = _instead(question, parts)
    places, problems = _places(question, parts)
    if instead is not None and (places or problems):
        raise _RefusedError(Problem("not_alone", question.id, options=(instead,)))
    if instead is not None:
        return Reading((instead,))
    problems += _ties_and_gaps(question, places)
    if problems:
        raise _RefusedError(*problems)
    if not places:
        _check_missing(question, "nothing_chosen", question.at_least)
        return Reading()
    order = tuple(options[0] for _, options in sorted(places.items()))
    _check_number(question, len(order))
    return Reading(order)


def _places(question: Question, parts: Parts) -> tuple[dict[int, list[int]], list[Problem]]:
    """The options by the place given to them."""
    known = {str(place): place for place in range(1, len(question.plain_options) + 1)}
    places: dict[int, list[int]] = defaultdict(list)
    lost = []
    for option in question.plain_options:
        sent = parts.get((question.id, str(option.id)), "")
        if sent in known:
            places[known[sent]].append(option.id)
        elif sent:
            lost.append(option.id)
    problems = [Problem("place_unknown", question.id, options=tuple(lost))] if lost else []
    return places, problems


def _ties_and_gaps(question: Question, places: Mapping[int, list[int]]) -> list[Problem]:
    """Places given twice, and the first one left out; a tie fills the places after it."""
    problems = []
    free, has_gap = 1, False
    for place, options in sorted(places.items()):
        if place > free and not has_gap:
            behind = tuple(one for at in sorted(places) if at >= place for one in places[at])
            problems.append(Problem("place_missing", question.id, free, behind))
            has_gap = True
        if len(options) > 1:
            problems.append(Problem("place_twice", question.id, place, tuple(options)))
        free = max(free, place) + len(options)
    return problems


def _typed(question: Question, raw: Raw, parts: Parts) -> Reading:
    """A number, a date or a text."""
    instead = _instead(question, parts)
    sent = {said for said in map(str.strip, raw.get(question.id, ())) if said}
    if len(sent) > 1:
        raise _RefusedError(Problem("one_only", question.id, 1))
    typed = sent.pop() if sent else ""
    if question.kind.is_text:
        typed = clean_text(typed)
    if instead is not None:
        if typed:
            raise _RefusedError(Problem("not_alone", question.id, options=(instead,)))
        return Reading((instead,))
    if not typed:
        _check_missing(question, "nothing_written")
        return Reading()
    if question.kind.is_text:
        return _text(question, typed)
    return _measured(question, typed)


def _text(question: Question, typed: str) -> Reading:
    said = _one_line(typed) if question.kind is Kind.SHORT_TEXT else typed
    longest = longest_text(question)
    if len(said) > longest:
        raise _RefusedError(Problem("too_long", question.id, longest))
    return Reading(said, {0: said})


def _measured(question: Question, typed: str) -> Reading:
    is_date = question.kind is Kind.DATE
    try:
        number = read_day(typed) if is_date else read_number(typed, question.decimals)
    except TypedError as error:
        limit = question.decimals if error.code == "too_exact" else None
        raise _RefusedError(Problem(error.code, question.id, limit)) from None
    if question.low is not None and number < question.low:
        code = "too_early" if is_date else "too_small"
        raise _RefusedError(Problem(code, question.id, question.low))
    if question.high is not None and number > question.high:
        code = "too_late" if is_date else "too_large"
        raise _RefusedError(Problem(code, question.id, question.high))
    return Reading(number)


def _others(question: Question) -> tuple[Option, ...]:
    return tuple(one for one in question.options if one.role is Role.OTHER)


def _ids(options: Iterable[Option]) -> tuple[int, ...]:
    return tuple(option.id for option in options)


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


_READ: Mapping[Kind, Callable[[Question, Raw, Parts], Reading]] = {
    Kind.SINGLE: _chosen,
    Kind.MULTIPLE: _chosen,
    Kind.SCALE: _chosen,
    Kind.RANKING: _ranked,
    Kind.NUMBER: _typed,
    Kind.DATE: _typed,
    Kind.SHORT_TEXT: _typed,
    Kind.LONG_TEXT: _typed,
}
