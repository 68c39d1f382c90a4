from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.counting import (
    MOST_VALUES,
    How,
    Measure,
    bin_width,
    how_counted,
    possible_orders,
)
from pollsvc.domain.question import Kind, Role
from tests.make import make_option, make_question

DONT_KNOW = make_option(9, role=Role.DONT_KNOW)


@given(st.integers(1, 6), st.integers(0, 6), st.integers(1, 6))
def test_possible_orders_are_as_many_as_can_be_written_down(
    options: int, least: int, most: int
) -> None:
    listed = sum(
        len(list(permutations(range(options), places)))
        for places in range(1, options + 1)
        if least <= places <= most
    )
    assert possible_orders(options, least, most) == listed


@pytest.mark.parametrize(
    ("options", "least", "most", "orders"),
    [(7, 1, 7, 13_699), (12, 1, 4, 13_344), (27, 1, 3, 18_279), (8, 8, 8, 40_320)],
)
def test_possible_orders_of_known_size(options: int, least: int, most: int, orders: int) -> None:
    assert possible_orders(options, least, most) == orders


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**12))
def test_a_range_has_few_enough_bins_and_none_could_be_finer(low: int, more: int) -> None:
    width = bin_width(low, low + more)
    assert more // width + 1 <= MOST_VALUES
    assert str(width).rstrip("0") in ("1", "2", "5")
    finer = {"1": width // 2, "2": width // 2, "5": width * 2 // 5}[str(width).rstrip("0")]
    assert width == 1 or more // finer + 1 > MOST_VALUES


def test_choices_are_counted_by_option_and_by_the_hour() -> None:
    for kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE):
        assert how_counted(make_question(kind=kind)) == How(measure=Measure.OPTION, trend=True)


def test_rows_of_a_matrix_are_not_counted_by_the_hour() -> None:
    assert how_counted(make_question(), is_row=True) == How(measure=Measure.OPTION)


@pytest.mark.parametrize(("options", "measure"), [(7, Measure.ORDER), (8, Measure.PLACE)])
def test_rankings_are_counted_by_order_where_there_are_few(options: int, measure: Measure) -> None:
    how = how_counted(make_question(kind=Kind.RANKING, options=options, at_most=options))
    assert (how.measure, how.ranked) == (measure, tuple(range(1, options + 1)))


def test_what_stands_beside_an_order_is_not_ranked() -> None:
    options = (make_option(1), make_option(2), DONT_KNOW)
    how = how_counted(make_question(kind=Kind.RANKING, options=options, at_most=2))
    assert (how.ranked, how.special) == ((1, 2), frozenset({9}))


def test_numbers_and_dates_are_counted_by_value() -> None:
    number = make_question(kind=Kind.NUMBER, options=[DONT_KNOW], low=0, high=20_000)
    assert how_counted(number) == How(measure=Measure.VALUE, special=frozenset({9}), width=2)
    date = make_question(kind=Kind.DATE, options=0, low=700_000, high=None)
    assert how_counted(date) == How(measure=Measure.VALUE)


def test_a_number_without_a_range_has_one_bin_a_number() -> None:
    assert how_counted(make_question(kind=Kind.NUMBER, options=0)).width == 1


@pytest.mark.parametrize("kind", [Kind.SHORT_TEXT, Kind.LONG_TEXT])
def test_of_texts_is_counted_that_there_is_one(kind: Kind) -> None:
    assert how_counted(make_question(kind=kind, options=0)) == How(measure=Measure.WORDS)
