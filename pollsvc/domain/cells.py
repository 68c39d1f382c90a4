"""What one response adds to the tally: one pure function for writer, verify and import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from pollsvc.domain.answers import Answers

HOUR_MS = 3_600_000
WHOLE_POLL = 0
"""The question number under which figures of the poll as a whole are kept."""


class Standing(StrEnum):
    """Whether a response is in the tally; every act of a voter is a new response."""

    COUNTED = "counted"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Cell(NamedTuple):
    """One counter of the tally. ``measure``: standing, hour, trend, base, or option.

    The cell of a trend is ``hour:option``, as option ids are unique in the poll.
    """

    question: int
    measure: str
    cell: str


Tally = Mapping[Cell, int]
"""Counters by cell. A missing base is not known; a missing option is nought."""


def cells(answers: Answers | None, standing: Standing, sent_ms: int) -> dict[Cell, int]:
    """The counters that a response with this standing adds one to.

    ``answers`` is ``None`` for a withdrawal; ``sent_ms`` is UTC milliseconds. A
    replaced response adds nothing: another row stands in its place. What is set
    aside or withdrawn shows in its standing only.
    """
    if standing is Standing.REPLACED:
        return {}
    counters = {Cell(WHOLE_POLL, "standing", standing.value): 1}
    if standing is not Standing.COUNTED or answers is None:
        return counters
    hour = sent_ms // HOUR_MS
    counters[Cell(WHOLE_POLL, "hour", str(hour))] = 1
    for question, answer in answers.items():
        counters[Cell(question, "base", "asked")] = 1
        if answer is None:
            continue
        counters[Cell(question, "base", "answered")] = 1
        chosen = (answer,) if isinstance(answer, int) else answer
        for option in chosen:
            counters[Cell(question, "option", str(option))] = 1
            # Under the poll as a whole, so that reading the figures need not pass over them.
            counters[Cell(WHOLE_POLL, "trend", f"{hour}:{option}")] = 1
    return counters


def tally_of(parts: Iterable[Mapping[Cell, int]]) -> dict[Cell, int]:
    """The sum of such counters, without those that came to nought."""
    total: Counter[Cell] = Counter()
    for part in parts:
        for cell, count in part.items():
            total[cell] += count
    return {cell: count for cell, count in total.items() if count}
