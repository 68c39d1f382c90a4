"""What one response adds to the tally: one pure function for writer, verify and import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from pollsvc.domain.answers import Answer, Answers
from pollsvc.domain.counting import PLAIN, Counting, How, Measure

HOUR_MS = 3_600_000
WHOLE_POLL = 0
"""The question number under which figures of the poll as a whole are kept."""
SUM_UNIT = 10**9
"""Sums are counted in ones and in these, so that no counter comes near 2 to the 63rd:
numbers of the widest range, 2 times 10 to the 18th, only after 4,000,000,000 answers."""


_MEASURES = {Measure.OPTION: "option", Measure.VALUE: "value"}


class Standing(StrEnum):
    """Whether a response is in the tally; every act of a voter is a new response."""

    COUNTED = "counted"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Cell(NamedTuple):
    """One counter of the tally.

    ``measure`` and its ``cell``: standing (its word), hour (since 1970), trend
    (``hour:option``, as option ids are unique in the poll), base (asked, answered), option
    (its id), value (a number, scaled, or the beginning of its bin; a date's day number),
    order (``3>1>2``). Of numbers in bins exact, which are the numbers themselves, read only
    where there are few, and sum (how far they lie above the least that can be typed, all
    together: so many times the cell, which is 1 or ``SUM_UNIT``). Of rankings with too many
    orders pair (``3>1``), place (``3@1``) and rounds, which are their orders, read only for
    counting in rounds.
    """

    question: int
    measure: str
    cell: str


Tally = Mapping[Cell, int]
"""Counters by cell. A missing base is not known; a missing option is nought."""


def cells(
    answers: Answers | None, standing: Standing, sent_ms: int, counting: Counting
) -> dict[Cell, int]:
    """The counters that a response with this standing adds to: one, but for sums.

    ``answers`` is ``None`` for a withdrawal; ``sent_ms`` is UTC milliseconds; ``counting``
    is the poll's, see ``Poll.counting``. A replaced response adds nothing: another row
    stands in its place. What is set aside or withdrawn shows in its standing only.
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
        how = counting.get(question, PLAIN)
        for measure, cell in _counted(answer, how):
            counters[Cell(question, measure, cell)] = 1
            if how.trend:
                # Under the poll as a whole, so that reading the figures need not pass over them.
                counters[Cell(WHOLE_POLL, "trend", f"{hour}:{cell}")] = 1
        if how.width > 1 and isinstance(answer, int):
            many, ones = divmod(answer - how.low, SUM_UNIT)
            parts = ((SUM_UNIT, many), (1, ones))
            counters |= {Cell(question, "sum", str(unit)): n for unit, n in parts if n}
    return counters


def sum_of(counters: Mapping[str, int]) -> int:
    """What the counters of a sum come to, by their cells."""
    return sum(int(unit) * n for unit, n in counters.items())


def _counted(answer: Answer, how: How) -> Iterator[tuple[str, str]]:
    """Measure and cell of each counter of an answer."""
    if isinstance(answer, str):
        return
    if isinstance(answer, int):
        value = answer // how.width * how.width if how.measure is Measure.VALUE else answer
        yield _MEASURES[how.measure], str(value)
        if how.width > 1:
            yield "exact", str(answer)
    elif how.measure is Measure.OPTION or not how.special.isdisjoint(answer):
        yield from (("option", str(option)) for option in answer)
    else:
        order = ">".join(map(str, answer))
        if how.measure is Measure.ORDER:
            yield "order", order
        else:
            yield "rounds", order
            yield from _pairs_and_places(answer, how.ranked)


def _pairs_and_places(order: tuple[int, ...], ranked: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """Who stands before whom: what was left out stands behind all that was ranked."""
    behind = [option for option in ranked if option not in order]
    for place, option in enumerate(order, 1):
        yield "place", f"{option}@{place}"
        for other in (*order[place:], *behind):
            yield "pair", f"{option}>{other}"


def tally_of(parts: Iterable[Mapping[Cell, int]]) -> dict[Cell, int]:
    """The sum of such counters, without those that came to nought."""
    total: Counter[Cell] = Counter()
    for part in parts:
        for cell, count in part.items():
            total[cell] += count
    return {cell: count for cell, count in total.items() if count}
