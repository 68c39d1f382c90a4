"""Numbers of votes and of people in words."""

from __future__ import annotations

from flask_babel import ngettext

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language

MOST_COUNTED = 1_000
"""From so many in one column on percents stand over columns, as counts have no room there."""
_ONE_VOTE_EACH = (Kind.SINGLE, Kind.SCALE)


def counts_people(poll: Poll, question: Question) -> bool:
    """Whether a response is more than one vote, so that people are what is counted.

    On the lines of a matrix each person gives several answers.
    """
    return poll.is_survey or question not in poll.questions or question.kind not in _ONE_VOTE_EACH


def votes_text(count: int) -> str:
    """A number of votes: ``"1 vote"``, ``"33 votes"``."""
    shown = number_text(count, page_language())
    return ngettext("%(count)s vote", "%(count)s votes", count, count=shown)


def people_text(count: int) -> str:
    """A number of people: ``"1 person"``, ``"57 people"``."""
    shown = number_text(count, page_language())
    return ngettext("%(count)s person", "%(count)s people", count, count=shown)


def responses_text(poll: Poll, counted: int) -> str:
    """How many responses are counted: of a survey people, else votes."""
    return people_text(counted) if poll.is_survey else votes_text(counted)


def in_percent(figures: QuestionFigures) -> bool:
    """Whether columns of a question have percents over them instead of counts."""
    bins = figures.numbers.bins if figures.numbers else ()
    counts = [*(one.count for one in figures.lines), *(one.count for one in bins)]
    return max(counts, default=0) >= MOST_COUNTED
