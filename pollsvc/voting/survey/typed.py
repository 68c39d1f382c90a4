"""What somebody typed, as it was typed, where it cannot be taken: to be read and copied."""

from __future__ import annotations

from datetime import datetime

from werkzeug.datastructures import MultiDict

from pollsvc.domain.answers import Response
from pollsvc.domain.flow import read_leniently
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question, Role
from pollsvc.domain.reading import INSTEAD
from pollsvc.domain.texts import Said
from pollsvc.voting.box.plan import text_digest
from pollsvc.voting.forms import SentVote, sent_fields
from pollsvc.voting.queries import OwnResponse
from pollsvc.voting.survey.screens import Line
from pollsvc.voting.survey.start import of_own
from pollsvc.voting.survey.walk import Walk
from pollsvc.voting.unfinished import Typed, Unfinished
from pollsvc.web.asked_words import option_said, with_answers
from pollsvc.web.formats import labelled


def all_typed(poll: Poll, form: MultiDict[str, str]) -> Typed:
    """Everything in a form about questions of this poll, whatever step it is from."""
    fields = sent_fields(poll, poll.questions, form)
    return Typed(
        touches=frozenset((*fields.raw, *(number for number, _ in fields.parts))),
        raw={number: tuple(values) for number, values in fields.raw.items()},
        parts=fields.parts,
    )


def whole_form(poll: Poll, sent: SentVote) -> Typed:
    """A form that has all questions of a poll at once."""
    return Typed(
        touches=frozenset(poll.parts),
        raw={number: tuple(values) for number, values in sent.raw_answers.items()},
        parts=sent.parts,
    )


def is_in(own: OwnResponse, poll: Poll, typed: Typed) -> bool:
    """Whether a response that was sent says all that was typed, so that nothing is lost."""
    after = Walk(poll, of_own(poll, own).after(typed.all_of_it))
    # Of a response that was changed or taken back only the digests of its texts are kept.
    known = {
        place: body
        for place, body in after.response.texts.items()
        if text_digest(body, own.salt) == own.digests.get(place)
    }
    before = Walk(poll, of_own(poll, own, known))
    same = (before.response.answers, before.response.texts) == (
        after.response.answers,
        after.response.texts,
    )
    # What those answers hide was typed all the same, and is not in what was sent.
    return same and not after.has_faults and not after.response.dropped


def typed_lines(poll: Poll, typed: Unfinished, tongue: str, now: datetime) -> list[Line]:
    """The questions that something was typed for, each with that, faults and all.

    Before the poll opens nobody is to read what it asks but those who have something kept:
    all others get back their own words alone.
    """
    if state_of(poll, now) is State.SCHEDULED and typed.ends_at is None:
        return _words_alone(poll, typed, tongue)
    response = read_leniently(poll, typed.raw, typed.parts)
    lines = []
    for question in poll.questions:
        wanted = question.tongue(tongue, poll.base_language)
        said = [
            labelled(with_answers(part.text.say(wanted), poll, response).text, one, wanted)
            if question.kind is Kind.MATRIX
            else one
            for part in question.parts
            for one in _said(poll, part, typed, response, wanted)
        ]
        if said:
            heading = with_answers(question.text.say(wanted), poll, response)
            lines.append(
                Line(
                    question=heading,
                    said=tuple(Said(one, wanted) for one in said),
                    is_ranking=False,
                )
            )
    return lines


def _words_alone(poll: Poll, typed: Unfinished, tongue: str) -> list[Line]:
    values = (*(one for several in typed.raw.values() for one in several), *typed.parts.values())
    # Numbers are mostly those of answers, which say nothing by themselves.
    said = tuple(Said(one, tongue) for one in values if not one.isdigit())
    return [Line(question=poll.name.say(tongue), said=said, is_ranking=False)] if said else []


def _said(
    poll: Poll, part: Question, typed: Unfinished, response: Response, tongue: str
) -> list[str]:
    """One question, or one row of a matrix."""
    labels = {
        str(one.id): with_answers(option_said(part, one, tongue), poll, response).text
        for one in part.options
    }
    beside = {piece: value for (number, piece), value in typed.parts.items() if number == part.id}
    raw = typed.raw.get(part.id, ())
    instead = [labels.get(beside[INSTEAD], "")] if INSTEAD in beside else []
    if part.kind.is_typed:
        return [*raw, *instead]
    if part.kind is Kind.RANKING:
        placed = (one for one in labels if beside.get(one))
        places = sorted(placed, key=lambda one: (len(beside[one]), beside[one]))
        return [*(f"{beside[one]}. {labels[one]}" for one in places), *instead]
    others = [str(one.id) for one in part.options if one.role is Role.OTHER]
    chosen = dict.fromkeys((*raw, *(one for one in others if beside.get(one))))
    return [
        labelled(labels[one], beside[one], tongue) if beside.get(one) else labels[one]
        for one in chosen
        if one in labels
    ]
