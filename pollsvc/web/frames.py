"""How high a frame has to be in which the results of a poll are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Kind, Question, Required, Role
from pollsvc.domain.scales import is_stackable

_CHART = 235
_OUTCOME = 260
_IN_A_ROW = 20
"""Characters of one label of a key that stands beside others."""


def frame_height(poll: Poll, tongue: str, is_over: bool) -> int:
    """A height in pixels in which the results fit a frame 300 pixels wide.

    An estimate from the length of the texts, rounded up to ten; the loader and
    the frame's own messages correct it where scripts run. Of a survey one question is
    shown at a time, and the highest of them counts.
    """
    # A poll that is open has a button and longer notes.
    height = 310 if is_over else 350
    if poll.origin is Origin.TALLY:
        height += 40  # it says so, in two rows at most
    if poll.sample:
        height += 100
    if poll.is_survey:
        # Its name, longer notes, and the numbers of its questions.
        height += 170 + 40 * -(-len(poll.questions) // 7)
    height += max(_question(question, question.tongue(tongue)) for question in poll.questions)
    return -(-height // 10) * 10


def _question(question: Question, tongue: str) -> int:
    text = 27 * _rows(question.text.say(tongue).text, 24)
    if question.show_if or question.need is not Required.HARD:
        text += 66  # of whom it was asked, and who left it
    if any(option.role is Role.OTHER for option in question.options):
        text += 45  # the way to what was written
    return text + _figures(question, tongue)


def _figures(question: Question, tongue: str) -> int:
    """The room under a question's text, by the way in which its figures are drawn."""
    match question.kind:
        case Kind.SINGLE:
            return 30 + _bars(question, tongue)
        case Kind.MULTIPLE:
            return 70 + _bars(question, tongue)
        case Kind.RANKING:
            return 70 + _OUTCOME + _bars(question, tongue)
        case Kind.MATRIX if is_stackable(question):
            lines = (34 + 22 * _label_rows(row.text.say(tongue).text) for row in question.rows)
            return 165 + _key(question, tongue) + sum(lines)
        case Kind.MATRIX:
            titles = (30 + 22 * _label_rows(row.text.say(tongue).text) for row in question.rows)
            return 90 + sum(titles) + len(question.rows) * _bars(question, tongue)
        case Kind.SCALE if question.diverging:
            return 90 + _key(question, tongue)
        case Kind.SCALE if not any(one.is_bare for one in question.options):
            return 50 + _bars(question, tongue)
        case Kind.SCALE | Kind.NUMBER | Kind.DATE:
            return _CHART + 75 + 30 * len(question.options[:3])
        case _:
            return 90


def _bars(question: Question, tongue: str) -> int:
    labels = (option.label.say(tongue).text for option in question.options)
    return sum(36 + 22 * _label_rows(label) for label in labels)


def _key(question: Question, tongue: str) -> int:
    labels: Iterable[str] = (option.label.say(tongue).text for option in question.options)
    return 26 * -(-sum(max(1, _rows(label, _IN_A_ROW)) for label in labels) // 2) + 30


def _label_rows(text: str) -> int:
    return _rows(text, 33)


def _rows(text: str, room: int) -> int:
    """Rows of a text where ``room`` narrow characters fit one row."""
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return max(1, -(-width // room))
