"""How the answers to a question are counted: a pure function of what never changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import perm

from pollsvc.domain.question import Kind, Option, Question

MOST_ORDERS = 20_000
"""Up to so many possible orders a ranking is counted by its whole orders."""
MOST_VALUES = 10_001
"""Of a range of more numbers they are counted in bins too, and those of each one kept apart."""


class Measure(StrEnum):
    """What the counters of a question stand for."""

    OPTION = "option"
    VALUE = "value"
    ORDER = "order"
    """A ranking, by whole orders, from which everything follows."""
    PLACE = "place"
    """A ranking with too many orders: by pairs and places, and its orders kept apart."""
    WORDS = "words"
    """A text, of which only is counted that there is one."""


@dataclass(frozen=True, kw_only=True)
class How:
    """How one question is counted.

    ``special`` are the options that stand for themselves beside a number, a text or an
    order ("don't know"); ``ranked`` all that can be ranked. Numbers are counted in bins
    that are ``width`` wide and begin at multiples of it; where that is more than 1, each
    number is counted too, and what they add up to above ``low``. ``trend``: also by the hour.
    """

    measure: Measure
    special: frozenset[int] = frozenset()
    ranked: tuple[int, ...] = ()
    width: int = 1
    low: int = 0
    trend: bool = False


Counting = Mapping[int, How]
"""``{question id: how it is counted}``."""

PLAIN = How(measure=Measure.OPTION, trend=True)


def how_counted(question: Question, *, is_row: bool = False) -> How:
    """How a question is counted, or a row of a matrix, whose options are not its own."""
    special = frozenset(one.id for one in question.options if one.role.is_exclusive)
    if question.kind is Kind.RANKING:
        ranked = question.plain_options
        orders = possible_orders(len(ranked), question.at_least, question.at_most)
        measure = Measure.ORDER if orders <= MOST_ORDERS else Measure.PLACE
        return How(measure=measure, special=special, ranked=_ids(ranked))
    if question.kind is Kind.NUMBER:
        low = question.low or 0
        width = bin_width(low, question.high or 0)
        return How(measure=Measure.VALUE, special=special, width=width, low=low)
    if question.kind is Kind.DATE:
        return How(measure=Measure.VALUE, special=special)
    if question.kind.is_text:
        return How(measure=Measure.WORDS, special=special)
    return How(measure=Measure.OPTION, trend=not is_row)


def possible_orders(options: int, at_least: int, at_most: int) -> int:
    """In how many ways ``at_least`` to ``at_most`` of so many options can be put in order."""
    return sum(perm(options, places) for places in range(max(1, at_least), at_most + 1))


def bin_width(low: int, high: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 … by which a range has few enough bins."""
    width, steps = 1, (2, 5, 10)
    while (high - low) // width + 1 > MOST_VALUES:
        tens = 10 ** (len(str(width)) - 1)
        width = next(tens * step for step in steps if tens * step > width)
    return width


def _ids(options: tuple[Option, ...]) -> tuple[int, ...]:
    return tuple(one.id for one in options)
