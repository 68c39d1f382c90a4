"""What a respondent sent and what was read in it: the shapes only, see ``domain.answers``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Answer = int | tuple[int, ...] | str

Answers = Mapping[int, Answer | None]
"""``{question id: answer}``; ``None``: asked, not answered; missing: not asked.

An option id (single, scale, a row of a matrix); a number, scaled, or a date's day number;
option ids, sorted (multiple) or in the order they were put in (ranking); ``(option id,)``
where "don't know" or its like was chosen instead of a number, date, text or order; for a
text the text, and once it is stored its digest.
"""

Texts = Mapping[tuple[int, int], str]
"""What was written, by question id and the id of the option it belongs to, else 0."""

Raw = Mapping[int, Sequence[str]]
"""The strings sent for each question id: option ids, a number, a date, a text."""

Parts = Mapping[tuple[int, str], str]
"""Further strings of a question: ``(question, option id)`` is the place given to an option of
a ranking, or the words beside "other"; ``(question, "s")`` the id of the option chosen
instead of an answer that is typed or ranked."""


@dataclass(frozen=True)
class Response:
    """What a respondent sent, as read.

    ``dropped`` are questions that something was sent for and that their other answers hide.
    """

    answers: Answers
    texts: Texts
    dropped: tuple[int, ...] = ()
