"""What numbers come to: mean, median, quartiles, spread and histogram, from their counters.

All is exact: sums are whole numbers, results fractions, never a running float.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import accumulate, count
from math import floor
from typing import NamedTuple

from pollsvc.domain.figures import Bin, Line, NumberFigures, ShareOf
from pollsvc.domain.percents import whole_percents

MOST_BINS = 20
"""So many columns a histogram has at most."""
_LAST_DAY = date.max.toordinal()
_STEPS = (1, 2, 5)
# Days, weeks from Monday, months, quarters, years, and then round numbers of years.
_DAYS = (1, 7)
_MONTHS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 12000)

Counts = Mapping[int, int]
"""How often each number was given."""


class _Part(NamedTuple):
    """A column of a histogram: from which whole number to which, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Given:
    """Numbers that were given, each with how often, in steps of 1 / ``unit``."""

    counts: Counts
    unit: int = 1

    @property
    def n(self) -> int:
        """How many numbers there are."""
        return sum(self.counts.values())

    def mean(self) -> Fraction | None:
        """The arithmetic mean, exact; ``None`` without numbers."""
        n = self.n
        return Fraction(self._sum(), n * self.unit) if n else None

    def variance(self) -> Fraction | None:
        """The variance of a sample, with n - 1 below the line; ``None`` under two numbers.

        Source: (n Σx² - (Σx)²) / (n (n - 1)), exact in whole numbers.
        """
        n = self.n
        if n < 2:
            return None
        squares = sum(number * number * times for number, times in self.counts.items())
        return Fraction(n * squares - self._sum() ** 2, n * (n - 1) * self.unit**2)

    def quantiles(self, *parts: Fraction) -> tuple[Fraction | None, ...]:
        """The numbers below which these parts of all lie; ``None`` without numbers.

        With the numbers in order from 0 to n - 1, the quantile of p stands at place
        (n - 1) p; between two places the line between their numbers is followed. The
        median is so the middle number, or halfway between the two in the middle.

        Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages", The
        American Statistician 50, definition 7: the one of spreadsheets, R and NumPy.
        """
        n = self.n
        if not n:
            return tuple(None for _ in parts)
        numbers = sorted(self.counts)
        below = list(accumulate(self.counts[number] for number in numbers))

        def at(place: int) -> int:
            return numbers[bisect_right(below, place)]

        found = []
        for part in parts:
            place, beyond = divmod((n - 1) * part, 1)
            here = at(place)
            onwards = at(min(place + 1, n - 1)) - here
            found.append((here + beyond * onwards) / self.unit)
        return tuple(found)

    def _sum(self) -> int:
        return sum(number * times for number, times in self.counts.items())


_HALF = Fraction(1, 2)
_QUARTERS = (Fraction(1, 4), _HALF, Fraction(3, 4))


def figures_of_points(lines: Iterable[Line]) -> NumberFigures:
    """The figures of a scale from the lines of its points; those without a value are left out."""
    counts: dict[int, int] = {}
    for line in lines:
        if line.option.value is not None and line.count:
            counts[line.option.value] = counts.get(line.option.value, 0) + line.count
    return _figures(Given(counts), Given(counts), ())


def figures_of_numbers(
    counts: Counts, *, decimals: int, width: int, low: int, high: int, above_low: int = 0
) -> NumberFigures:
    """The figures of typed numbers.

    ``counts``, ``low`` and ``high`` are scaled by ``decimals``; numbers are in bins that are
    ``width`` wide (1: each by itself) and begin at multiples of it. ``above_low`` is how far
    they lie above ``low`` all together; it is needed where they are in bins.
    """
    unit = 10**decimals
    ends = {
        start: _Part(max(start, low), min(start + width - 1, high))
        for start, times in counts.items()
        if times
    }
    # Twice as fine, so that the middle of a bin is a whole number too.
    middles = {sum(ends[start]): times for start, times in counts.items() if times}
    outer = Given({end: 1 for part in ends.values() for end in part}, unit)
    near = Given(middles, 2 * unit)
    bins = _bins(_round_parts(ends.values(), width, low, high), counts, unit)
    figures = _figures(near, outer, bins)
    if width == 1 or not near.n:
        return figures
    # What is near is told no more finely than numbers can be typed.
    lower, median, upper = (
        one and Fraction(floor(one * unit + _HALF), unit) for one in near.quantiles(*_QUARTERS)
    )
    mean = (low + Fraction(above_low, near.n)) / unit
    return replace(figures, mean=mean, lower=lower, median=median, upper=upper, is_exact=False)


def figures_of_dates(counts: Counts) -> NumberFigures:
    """The figures of dates, all as day numbers (``date.toordinal``).

    The columns of the histogram are days, weeks from Monday, months, quarters, years or
    round numbers of years, the finest of which there are few enough.
    """
    there = Given({day: times for day, times in counts.items() if times})
    return _figures(there, there, _bins(_calendar_parts(there.counts), counts, 1))


def _figures(given: Given, outer: Given, bins: tuple[Bin, ...]) -> NumberFigures:
    lower, median, upper = given.quantiles(*_QUARTERS)
    least, most = outer.quantiles(Fraction(0), Fraction(1))
    return NumberFigures(
        n=given.n,
        mean=given.mean(),
        median=median,
        lower=lower,
        upper=upper,
        least=least,
        most=most,
        variance=given.variance(),
        bins=bins,
    )


def _bins(parts: list[_Part], counts: Counts, unit: int) -> tuple[Bin, ...]:
    """The columns with how many numbers lie in each, and their shares of all."""
    found = [0] * len(parts)
    starts = [part.low for part in parts]
    for number, times in counts.items():
        if times:
            # What was counted in a bin may begin before the least number that can be typed.
            found[max(0, bisect_right(starts, number) - 1)] += times
    n = sum(found)
    percents, _ = whole_percents(found)
    bins = []
    for part, times, percent in zip(parts, found, percents, strict=True):
        share, printed_percent, printed = ShareOf.made(times, n, percent)
        bins.append(
            Bin(
                low=Fraction(part.low, unit),
                high=Fraction(part.high, unit),
                count=times,
                share=share,
                percent=printed_percent,
                printed=printed,
            )
        )
    return tuple(bins)


class _Grid(NamedTuple):
    """Columns of a range that are ``wide`` whole numbers wide.

    They begin at multiples of it, or one further where this tiles the range (1 to 10, 11 to
    20). An end of the range that would be alone belongs to the column beside it.
    """

    low: int
    high: int
    wide: int
    start: int

    def number(self, value: int) -> int:
        """The number of the column that this lies in."""
        inside = min(max(value, self.low + self._edge), self.high - self._edge)
        return (inside - self.start) // self.wide

    def part(self, number: int) -> _Part:
        """The column with this number, as far as it is in the range."""
        first = self.start + number * self.wide
        last = first + self.wide - 1
        return _Part(
            first if first - self._edge > self.low else self.low,
            last if last + self._edge < self.high else self.high,
        )

    @property
    def _edge(self) -> int:
        return int(self.wide > 1)


def _round_parts(given: Iterable[_Part], width: int, low: int, high: int) -> list[_Part]:
    """Columns 1, 2, 5, 10, 20 … wide, as fine as few enough of them hold all that was given.

    They end where the range does. A range of few numbers is shown whole.
    """
    there = list(given)
    if not there:
        return []
    least, most = min(part.low for part in there), max(part.high for part in there)
    if high - low < MOST_BINS:
        least, most = low, high
    grids = (_grid(wide, width, low, high) for wide in _widths() if wide % width == 0)
    grid = next(one for one in grids if one.number(most) - one.number(least) < MOST_BINS)
    return [grid.part(number) for number in range(grid.number(least), grid.number(most) + 1)]


def _grid(wide: int, width: int, low: int, high: int) -> _Grid:
    tiles = width == 1 and low % wide == 1 and high % wide == 0
    return _Grid(low, high, wide, int(tiles))


def _widths() -> Iterable[int]:
    return (step * 10**tens for tens in count() for step in _STEPS)


def _calendar_parts(days: Iterable[int]) -> list[_Part]:
    """Columns of the calendar, as fine as few enough of them hold all these days."""
    there = list(days)
    if not there:
        return []
    least, most = min(there), max(there)
    # Day 1 is a Monday.
    steps: list[tuple[Callable[[int, int], int], Callable[[int, int], int], int]] = [
        *((_days_before, _first_of_days, length) for length in _DAYS),
        *((_months_before, _first_of_months, length) for length in _MONTHS),
    ]
    number, first, length = next(
        step for step in steps if step[0](most, step[2]) - step[0](least, step[2]) < MOST_BINS
    )
    return [
        _Part(max(1, first(part, length)), min(first(part + 1, length) - 1, _LAST_DAY))
        for part in range(number(least, length), number(most, length) + 1)
    ]


def _days_before(day: int, length: int) -> int:
    """How many stretches of so many days lie before that of this day."""
    return (day - 1) // length


def _first_of_days(number: int, length: int) -> int:
    return number * length + 1


def _months_before(day: int, length: int) -> int:
    """How many stretches of so many months, counted from a year nought, lie before."""
    on = date.fromordinal(day)
    return (on.year * 12 + on.month - 1) // length


def _first_of_months(number: int, length: int) -> int:
    year, month = divmod(number * length, 12)
    if year < 1:
        return 1
    return date(year, month + 1, 1).toordinal() if year <= date.max.year else _LAST_DAY + 1
