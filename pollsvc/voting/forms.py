"""The vote form: raw strings and their shape, no rule that the domain has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField

from pollsvc.domain.errors import Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act

FORM = "form"
ACT = "act"
_ACTS = {act.value: act for act in Act}


class AnswerField(Field):
    """The values sent for one question, as they came."""

    data: list[str]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep every value."""
        self.data = [str(value) for value in valuelist]


class VoteForm(Form):
    """What a vote brings beside the answers: the form's own id, and the act."""

    form = HiddenField()
    act = HiddenField()


class SentVote:
    """A vote form as it was sent."""

    def __init__(self, poll: Poll, sent: MultiDict[str, str]) -> None:
        """Read ``sent`` by the fields of this poll."""
        self._form = _form_class(tuple(question.id for question in poll.questions))(sent)
        self._unknown = sorted(set(sent) - set(self._form._fields))
        self._ids = tuple(question.id for question in poll.questions)

    @property
    def form_id(self) -> str:
        """The signed id of the form, as sent."""
        return self._form["form"].data or ""

    @property
    def act(self) -> Act | None:
        """What is asked for; a vote where nothing is said, ``None`` where it is unknown."""
        return _ACTS.get(self._form["act"].data or Act.VOTE)

    @property
    def raw_answers(self) -> dict[int, Sequence[str]]:
        """The strings sent for each question that something was sent for."""
        found = {number: self._form[field_name(number)].data or () for number in self._ids}
        return {number: values for number, values in found.items() if values}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the form itself: an unknown act, fields of other forms."""
        unknown = bool(self._unknown) or self.act is None
        return (Problem("unknown_field"),) if unknown else ()


def field_name(question_id: int) -> str:
    """The name of a question's field."""
    return f"q{question_id}"


@cache
def _form_class(question_ids: tuple[int, ...]) -> type[VoteForm]:
    fields = {field_name(number): AnswerField() for number in question_ids}
    return type("PollForm", (VoteForm,), fields)
