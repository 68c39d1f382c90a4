"""Ids of questions and options, which count inside a poll and are never given twice."""

from __future__ import annotations

from sqlalchemy import func, select

from pollsvc.polls.models import OptionRow, PollRow, QuestionRow
from pollsvc.store.db import session

LAST_OPTION_ID = "last_option_id"
"""In ``PollRow.settings``: the largest id that an option of the poll ever had."""
LAST_QUESTION_ID = "last_question_id"
"""The same for its questions, rows of matrices included."""


def next_option_id(poll: PollRow) -> int:
    """An id that no option of this poll has had; remembers that it was given.

    For callers that hold the poll's row.
    """
    ids = Ids.of_options(poll)
    given = ids.next()
    ids.keep(poll)
    return given


def next_question_id(poll: PollRow) -> int:
    """The same for a question."""
    ids = Ids.of_questions(poll)
    given = ids.next()
    ids.keep(poll)
    return given


class Ids:
    """Gives the ids that follow on all there were."""

    def __init__(self, name: str, last: int) -> None:
        """Keep the largest id that was ever given."""
        self._name, self._last = name, last

    @classmethod
    def of_options(cls, poll: PollRow) -> Ids:
        """For options of this poll."""
        highest = select(func.max(OptionRow.id)).where(OptionRow.poll_id == poll.id)
        return cls._of(poll, LAST_OPTION_ID, session().scalar(highest))

    @classmethod
    def of_questions(cls, poll: PollRow) -> Ids:
        """For questions of this poll."""
        highest = select(func.max(QuestionRow.id)).where(QuestionRow.poll_id == poll.id)
        return cls._of(poll, LAST_QUESTION_ID, session().scalar(highest))

    @classmethod
    def _of(cls, poll: PollRow, name: str, highest: int | None) -> Ids:
        return cls(name, max(highest or 0, poll.settings.get(name, 0)))

    def next(self) -> int:
        """One that was never given."""
        self._last += 1
        return self._last

    def keep(self, poll: PollRow) -> None:
        """Remember what was given, and what there was."""
        if poll.settings.get(self._name) != self._last:
            poll.settings = {**poll.settings, self._name: self._last}
