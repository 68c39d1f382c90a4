"""The vote form: raw strings and their shape, no rule that the domain has."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField

from pollsvc.domain.errors import Problem
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.reading import INSTEAD, is_part_known
from pollsvc.domain.repeat import Act
from pollsvc.web.kept import LINK_PARAMETER

_ACTS = {act.value: act for act in Act}
_FIELD = re.compile(r"q([1-9][0-9]{0,17})(?:\.([1-9][0-9]{0,17}|s))?")
_bound = threading.local()


class VoteForm(Form):
    """What a vote brings beside the answers: the form's id, the act, the wording seen."""

    form = HiddenField()
    act = HiddenField()
    wording = HiddenField()


_GO = "go"
_OWN_FIELDS = frozenset(("form", "act", "wording", _GO, LINK_PARAMETER))
LANGUAGE_BUTTON = "lang:"
"""How the value of a button begins that shows the form in another language."""


@dataclass(frozen=True)
class SentFields:
    """The strings sent for some questions, without the empty ones.

    ``raw`` and ``parts`` are what ``domain.answers`` reads; ``problems`` are fields that
    these questions do not have, or have twice.
    """

    raw: dict[int, Sequence[str]]
    parts: dict[tuple[int, str], str]
    problems: tuple[Problem, ...]


class SentVote:
    """A vote form as it was sent."""

    def __init__(self, poll: Poll, sent: MultiDict[str, str]) -> None:
        """Read ``sent`` by the fields of this poll."""
        form = _form_of_this_thread()
        form.process(sent)
        self.form_id: str = form.form.data or ""
        """The signed id of the form, as sent."""
        self.act: Act | None = _ACTS.get(form.act.data or Act.VOTE)
        """What is asked for; a vote where nothing is said, ``None`` where it is unknown."""
        self.wording: str | None = form.wording.data or None
        """The digest of the wording that the form showed; programs may leave it out."""
        fields = sent_fields(poll, poll.questions, sent)
        self.raw_answers = fields.raw
        """The strings sent for each question that something was sent for."""
        self.parts = fields.parts
        """Places, words beside "other", and what was chosen instead of an answer."""
        is_taken_back = self.act is Act.WITHDRAW
        self.is_switch: bool = not is_taken_back and sent.get(_GO, "").startswith(LANGUAGE_BUTTON)
        """Whether it is sent only to be seen in another language, that of the address."""
        self.came_from: str | None = sent.get(LINK_PARAMETER)
        """The code in the link by which the reader came, as sent."""
        others = (name for name in sent if name not in _OWN_FIELDS and not _FIELD.fullmatch(name))
        unknown = self.act is None or next(others, None) is not None
        self.problems = (*((Problem("unknown_field"),) if unknown else ()), *fields.problems)
        """What is wrong with the form itself: an unknown act, fields of other forms."""


def sent_fields(poll: Poll, questions: Iterable[Question], sent: MultiDict[str, str]) -> SentFields:
    """What was sent for these questions of a poll, such as those of one step.

    Fields of no question are passed over; those of another question are a problem.
    """
    asked = {part.id: part for one in questions for part in one.parts}
    raw: dict[int, Sequence[str]] = {}
    parts: dict[tuple[int, str], str] = {}
    problems: list[Problem] = []
    for name in sent:
        found = _FIELD.fullmatch(name)
        if found is None:
            continue
        number, piece = int(found[1]), found[2]
        question = asked.get(number)
        if question is None or not _has_field(question, piece):
            known = number if number in poll.parts else None
            problems.append(Problem("unknown_field", known))
            continue
        values = tuple(value for value in sent.getlist(name) if value)
        if piece is None and values:
            raw[number] = values
        elif values:
            parts[number, piece] = values[0]
            if len(set(values)) > 1:
                problems.append(_twice(question, piece, values))
    return SentFields(raw, parts, tuple(problems))


def field_name(question_id: int, piece: int | str | None = None) -> str:
    """The name of a question's field, or of a further one: an option's id, ``"s"``."""
    return f"q{question_id}" if piece is None else f"q{question_id}.{piece}"


def _has_field(question: Question, piece: str | None) -> bool:
    """Whether the form of this question has such a field; see ``domain.given.Parts``."""
    if piece is None:
        return question.kind is not Kind.RANKING
    return is_part_known(question, piece)


def _twice(question: Question, piece: str, values: tuple[str, ...]) -> Problem:
    if piece != INSTEAD:
        return Problem("one_only", question.id, 1)
    chosen = tuple(one.id for one in question.options if str(one.id) in values)
    return Problem("not_alone", question.id, options=chosen)


def _form_of_this_thread() -> VoteForm:
    """The form of this thread. Binding its fields costs more than reading them."""
    form: VoteForm | None = _bound.__dict__.get("form")
    if form is None:
        form = _bound.form = VoteForm()
    return form
