"""Mean, quartiles and histogram, against the standard library and NumPy."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.figures import Bin, NumberFigures, Printed
from pollsvc.domain.numbers import (
    MOST_BINS,
    Given,
    figures_of_dates,
    figures_of_numbers,
    figures_of_points,
)
from pollsvc.domain.question import Kind, Role
from pollsvc.domain.sheet import question_figures
from tests.make import make_option, make_question, make_tally

numbers = st.lists(st.integers(-300, 300), min_size=1, max_size=60)
days = st.lists(st.dates().map(date.toordinal), min_size=1, max_size=20)


def typed(values: list[int], **other: int) -> NumberFigures:
    told = {"decimals": 0, "width": 1, "low": -300, "high": 300} | other
    return figures_of_numbers(Counter(values), **told)


def spans(bins: tuple[Bin, ...]) -> list[tuple[Fraction, Fraction]]:
    return [(one.low, one.high) for one in bins]


@given(numbers)
def test_the_mean_and_the_median_are_those_of_the_standard_library(values: list[int]) -> None:
    figures = typed(values)
    exact = [Fraction(one) for one in values]
    assert (figures.n, figures.mean) == (len(values), statistics.mean(exact))
    assert figures.median == statistics.median(exact)
    assert figures.least == min(values)
    assert figures.most == max(values)
    if len(values) > 1:
        assert figures.variance == statistics.variance(exact)


@given(numbers)
def test_the_quartiles_are_those_of_numpy(values: list[int]) -> None:
    figures = typed(values)
    for found, part in ((figures.lower, 25), (figures.median, 50), (figures.upper, 75)):
        assert found is not None
        assert float(found) == pytest.approx(np.percentile(values, part))


def test_a_third_of_the_way_is_exact() -> None:
    assert Given({1: 1, 2: 2}).quantiles(Fraction(1, 3)) == (Fraction(5, 3),)


@given(numbers, st.integers(1, 3))
def test_decimals_only_move_the_point(values: list[int], decimals: int) -> None:
    whole, scaled = typed(values), typed(values, decimals=decimals)
    unit = 10**decimals
    assert whole.mean is not None
    assert scaled.mean == whole.mean / unit
    assert [one.low * unit for one in scaled.bins] == [one.low for one in whole.bins]


@given(numbers)
def test_every_number_is_in_one_column_and_columns_are_few(values: list[int]) -> None:
    bins = typed(values).bins
    assert len(bins) <= MOST_BINS
    assert [one.count for one in bins] == [
        sum(one.low <= value <= one.high for value in values) for one in bins
    ]
    assert sum(one.count for one in bins) == len(values)
    for one, following in itertools.pairwise(bins):
        assert following.low == one.high + 1


@pytest.mark.parametrize(
    ("values", "limits", "first", "last"),
    [
        ([18, 44, 93], (18, 120), (18, 19), (90, 94)),
        ([3], (0, 10), (0, 0), (10, 10)),
        ([1, 100], (1, 100), (1, 5), (96, 100)),
        ([1, 101], (1, 101), (1, 9), (100, 101)),
        ([0, 100_000], (0, 100_000), (0, 4_999), (95_000, 100_000)),
        ([0, 99_999], (0, 100_000), (0, 4_999), (95_000, 100_000)),
        ([0, 30], (0, 30), (0, 1), (28, 30)),
        ([-1, 40], (-1, 40), (-1, 4), (35, 40)),
        ([30_000, 30_000], (0, 1_000_000), (30_000, 30_000), (30_000, 30_000)),
        ([100_000], (0, 100_000), (100_000, 100_000), (100_000, 100_000)),
        ([1999, 2000], (0, 5000), (1999, 1999), (2000, 2000)),
    ],
)
def test_columns_are_round_and_end_with_the_range(
    values: list[int],
    limits: tuple[int, int],
    first: tuple[int, int],
    last: tuple[int, int],
) -> None:
    found = spans(typed(values, low=limits[0], high=limits[1]).bins)
    assert [[int(end) for end in found[place]] for place in (0, -1)] == [[*first], [*last]]


@given(numbers, st.integers(-350, -300), st.integers(300, 350))
def test_columns_are_equally_wide_but_for_those_at_the_ends_of_the_range(
    values: list[int], low: int, high: int
) -> None:
    values += [low, high]
    widths = [one.high - one.low + 1 for one in typed(values, low=low, high=high).bins]
    assert len(set(widths[1:-1])) == 1
    assert str(widths[1]).rstrip("0") in ("1", "2", "5")
    assert all(1 < end <= widths[1] + 1 for end in (widths[0], widths[-1]))


@given(st.lists(st.integers(3, 4000), min_size=1, max_size=30), st.sampled_from([2, 5, 10, 20]))
def test_of_numbers_counted_in_bins_the_mean_is_exact_and_all_else_is_near(
    values: list[int], width: int
) -> None:
    told = {"decimals": 1, "low": 3, "high": 4000}
    exact = figures_of_numbers(Counter(values), **told, width=1)
    starts = Counter(value // width * width for value in values)
    above = sum(values) - 3 * len(values)
    binned = figures_of_numbers(starts, **told, width=width, above_low=above)
    assert (exact.is_exact, binned.is_exact) == (True, False)
    assert binned.mean == exact.mean == Fraction(sum(values), 10 * len(values))
    for name in ("lower", "median", "upper"):
        near = getattr(binned, name)
        assert abs(near - getattr(exact, name)) <= Fraction(width, 10)
        assert (near * 10).denominator == 1
    assert binned.least is not None
    assert binned.most is not None
    assert 3 <= binned.least * 10 <= min(values)
    assert max(values) <= binned.most * 10 <= 4000
    for one in binned.bins:
        assert one.count == sum(one.low <= Fraction(v, 10) <= one.high for v in values)


def test_without_numbers_nothing_is_known() -> None:
    for figures in (typed([]), figures_of_dates({}), figures_of_points([])):
        assert (figures.n, figures.mean, figures.median, figures.variance) == (0, None, None, None)
        assert (figures.least, figures.most, figures.bins) == (None, None, ())


def test_counters_that_came_to_nought_are_no_numbers() -> None:
    left = {5: 0, 7: 2}
    assert figures_of_numbers(left, decimals=0, width=1, low=0, high=300).least == 7
    assert figures_of_dates({date(2026, 3, 1).toordinal(): 0}).n == 0


def test_one_number_has_no_spread() -> None:
    figures = typed([4])
    assert figures.mean == 4
    assert figures.variance is None


def test_columns_have_their_share_of_all_numbers() -> None:
    bins = typed([1, 1, 2, 4], low=1, high=4).bins
    assert [(one.count, one.share, one.percent) for one in bins] == [
        (2, Fraction(1, 2), 50),
        (1, Fraction(1, 4), 25),
        (0, 0, 0),
        (1, Fraction(1, 4), 25),
    ]
    assert {one.printed for one in bins} == {Printed.WHOLE}


@given(days)
def test_every_date_is_in_one_column_of_the_calendar(values: list[int]) -> None:
    bins = figures_of_dates(Counter(values)).bins
    assert len(bins) <= MOST_BINS
    assert [one.count for one in bins] == [
        sum(one.low <= value <= one.high for value in values) for one in bins
    ]
    assert sum(one.count for one in bins) == len(values)
    for one, following in itertools.pairwise(bins):
        assert following.low == one.high + 1


@pytest.mark.parametrize(
    ("first", "last", "column"),
    [
        ("2026-03-01", "2026-03-20", ("2026-03-01", "2026-03-01")),
        ("2026-03-04", "2026-05-04", ("2026-03-02", "2026-03-08")),
        ("2026-01-15", "2026-12-02", ("2026-01-01", "2026-01-31")),
        ("2023-02-15", "2026-12-02", ("2023-01-01", "2023-03-31")),
        ("2010-02-15", "2026-12-02", ("2010-01-01", "2010-12-31")),
        ("1850-02-15", "2026-12-02", ("1850-01-01", "1859-12-31")),
        ("0001-01-01", "9999-12-31", ("0001-01-01", "0999-12-31")),
    ],
)
def test_columns_of_dates_are_those_of_the_calendar(
    first: str, last: str, column: tuple[str, str]
) -> None:
    counts = {date.fromisoformat(one).toordinal(): 1 for one in (first, last)}
    bins = figures_of_dates(counts).bins
    assert tuple(date.fromordinal(int(end)).isoformat() for end in spans(bins)[0]) == column


def test_the_points_of_a_scale_are_numbers_and_dont_know_is_none() -> None:
    options = [
        *(make_option(number, str(value), value=value) for number, value in enumerate((0, 5, 10))),
        make_option(8, role=Role.DONT_KNOW),
    ]
    scale = make_question(kind=Kind.SCALE, options=options)
    figures = question_figures(scale, make_tally(scale, (1, 2, 1, 6))).numbers
    assert figures is not None
    assert (figures.n, figures.bins) == (4, ())
    assert figures.mean == figures.median == 5
    assert figures.is_exact


def test_dates_at_the_end_of_time_have_columns_too() -> None:
    days = [date(9999, 12, 1).toordinal(), date.max.toordinal()]
    figures = figures_of_dates(dict.fromkeys(days, 1))
    assert sum(one.count for one in figures.bins) == 2
    assert figures.bins[-1].high == date.max.toordinal()
