"""The figures of one question, whatever its kind: what the sheet is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from pollsvc.domain.percents import PercentRule, share
from pollsvc.domain.question import Method, Option, Question


class Printed(StrEnum):
    """How a percent is printed where the whole number alone would mislead."""

    NONE = "none"
    """No base: print a dash."""
    WHOLE = "whole"
    UNDER_ONE = "under_one"
    """Somebody chose it, but less than half a percent: print "<1%"."""
    OVER_99 = "over_99"
    """Not everybody chose it, but it rounds to 100: print ">99%"."""


class ShareOf(NamedTuple):
    """A count as a share of its base: exact, in whole percents, and how that is printed."""

    share: Fraction | None
    percent: int | None
    printed: Printed

    @classmethod
    def made(cls, count: int, base: int | None, percent: int) -> ShareOf:
        """The share of a base that may be nought or not known; ``percent`` is as rounded."""
        exact = share(count, base)
        if exact is None:
            return cls(None, None, Printed.NONE)
        printed = Printed.WHOLE
        if percent == 0 and count:
            printed = Printed.UNDER_ONE
        elif percent == 100 and exact < 1:
            printed = Printed.OVER_99
        return cls(exact, percent, printed)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One option's figures. ``share`` is exact, ``percent`` whole; both of the base."""

    option: Option
    count: int
    share: Fraction | None
    percent: int | None
    printed: Printed


@dataclass(frozen=True, kw_only=True)
class Bin:
    """How many answers lie from ``low`` to ``high``, both included.

    In the question's own unit (dates: day numbers), as numbers can be typed.
    """

    low: Fraction
    high: Fraction
    count: int
    share: Fraction | None
    percent: int | None
    printed: Printed


@dataclass(frozen=True, kw_only=True)
class NumberFigures:
    """What numbers come to: the points of a scale, numbers, dates (as day numbers).

    ``n`` is how many there are; "don't know" and its like are none. All else is in the
    question's own unit and ``None`` where ``n`` is nought (``variance``: where it is under
    two). ``lower`` and ``upper`` are the quartiles. ``is_exact`` is false where so many
    different numbers were given that only bins were read: ``mean`` is exact even then,
    ``least`` and ``most`` are the outer ends of the outer bins, and all else is worked out as
    if every number lay in the middle of its bin, quartiles as finely as numbers can be typed.
    ``bins`` is the histogram, empty for scales, whose lines are one.
    """

    n: int
    mean: Fraction | None
    median: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    least: Fraction | None
    most: Fraction | None
    variance: Fraction | None
    is_exact: bool = True
    bins: tuple[Bin, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of an instant runoff.

    ``counts`` are the orders that each option still in has, by option id; ``exhausted``
    those that name none of them. ``out`` is the option that leaves, ``None`` in the last
    round; ``tied`` are those that could have left as well, by ``broken_by``.
    """

    counts: Mapping[int, int]
    exhausted: int
    out: int | None
    tied: tuple[int, ...] = ()
    broken_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one method makes of the orders.

    ``places`` are the options by id from first to last, those that are tied together in
    one group; ``winner`` is the first once ties are broken, ``None`` without any order.
    ``broken_by`` says how a tie for the first place was broken, where there was one:
    ``"earlier_rounds"``, ``"first_preferences"`` or ``"as_listed"``. ``is_exact`` is false
    where there were too many ways of breaking ties to follow them all: then the first group
    are all whom nothing has ruled out, and some of them might win by no way.
    """

    places: tuple[tuple[int, ...], ...]
    winner: int | None
    broken_by: str | None = None
    is_exact: bool = True


@dataclass(frozen=True, kw_only=True)
class RankingFigures:
    """What rankings come to. ``n`` is the number of orders.

    ``pairs[a, b]`` is how many put a before b, where an option left out stands behind all
    that were ranked. ``borda``, ``ranked_by`` (how many gave it a place) and ``mean_places``
    (of those who did) are by option id. ``condorcet`` is the option that beats every other,
    if one does. ``strengths`` are those of the strongest paths (Schulze). ``rounds`` is
    ``None`` where there are too many orders to count in rounds while the poll is open; there
    is no such outcome then.
    """

    n: int
    pairs: Mapping[tuple[int, int], int]
    borda: Mapping[int, Fraction]
    ranked_by: Mapping[int, int]
    mean_places: Mapping[int, Fraction | None]
    strengths: Mapping[tuple[int, int], int]
    condorcet: int | None
    rounds: tuple[Round, ...] | None
    outcomes: Mapping[Method, Outcome]


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """One question's figures.

    ``lines`` are options with shares of ``base``, the number of respondents whose answers
    they are; for a ranking they are first preferences, for a number, date or text there are
    none, and ``base`` is how many numbers, dates or texts there are. ``beside`` are options
    that were chosen instead of an answer typed or ranked ("don't know"), with shares of
    ``answered``. ``asked`` is how many saw the question. Each is ``None`` where it is not
    known. ``percent_sum`` is what the printed percents of ``lines`` add up to, or of the
    bins of ``numbers``; ``rule`` is how these were rounded. ``rows`` are the rows of a
    matrix, each with figures of its own; the matrix itself has none. ``numbers`` are those
    of scales, numbers and dates, and of other single answers whose options all have values;
    ``ranking`` that of a ranking.
    """

    question: Question
    lines: tuple[Line, ...]
    base: int | None
    asked: int | None
    rule: PercentRule
    percent_sum: int
    answered: int | None = None
    beside: tuple[Line, ...] = ()
    rows: tuple[QuestionFigures, ...] = ()
    numbers: NumberFigures | None = None
    ranking: RankingFigures | None = None
