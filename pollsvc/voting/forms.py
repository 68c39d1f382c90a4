"""The vote form: raw strings and their shape, no rule that the domain has."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField

from pollsvc.domain.errors import Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.web.kept import LINK_PARAMETER

_ACTS = {act.value: act for act in Act}
_bound = threading.local()


class AnswerField(Field):
    """The values sent for one question, as they came."""

    data: list[str]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep every value."""
        self.data = [str(value) for value in valuelist]


class VoteForm(Form):
    """What a vote brings beside the answers: the form's id, the act, the wording seen."""

    form = HiddenField()
    act = HiddenField()
    wording = HiddenField()


class SentVote:
    """A vote form as it was sent."""

    def __init__(self, poll: Poll, sent: MultiDict[str, str]) -> None:
        """Read ``sent`` by the fields of this poll."""
        ids = tuple(question.id for question in poll.questions)
        form = _form_of_this_thread(ids)
        form.process(sent)
        self.form_id: str = form["form"].data or ""
        """The signed id of the form, as sent."""
        self.act: Act | None = _ACTS.get(form["act"].data or Act.VOTE)
        """What is asked for; a vote where nothing is said, ``None`` where it is unknown."""
        self.wording: str | None = form["wording"].data or None
        """The digest of the wording that the form showed; programs may leave it out."""
        answers = {number: form[field_name(number)].data or () for number in ids}
        self.raw_answers: dict[int, Sequence[str]] = {
            number: values for number, values in answers.items() if values
        }
        """The strings sent for each question that something was sent for."""
        self.came_from: str | None = form[LINK_PARAMETER].data
        """The code in the link by which the reader came, as sent."""
        unknown = self.act is None or any(name not in form for name in sent)
        self.problems = (Problem("unknown_field"),) if unknown else ()
        """What is wrong with the form itself: an unknown act, fields of other forms."""


def field_name(question_id: int) -> str:
    """The name of a question's field."""
    return f"q{question_id}"


def _form_of_this_thread(question_ids: tuple[int, ...]) -> VoteForm:
    """A form of these questions. Binding its fields costs more than reading them."""
    forms: dict[tuple[int, ...], VoteForm] = _bound.__dict__.setdefault("forms", {})
    form = forms.get(question_ids)
    if form is None:
        fields: dict[str, Field] = {field_name(number): AnswerField() for number in question_ids}
        fields[LINK_PARAMETER] = HiddenField()  # which cannot be an attribute by this name
        form = forms[question_ids] = type("PollForm", (VoteForm,), fields)()
    return form
