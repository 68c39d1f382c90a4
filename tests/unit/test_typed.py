"""Numbers and dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.typed import TypedError, day_text, number_text, read_day, read_number


@given(st.integers(-(10**18), 10**18), st.integers(0, 6))
def test_a_number_reads_as_it_is_written(scaled: int, decimals: int) -> None:
    assert read_number(number_text(scaled, decimals), decimals) == scaled


@given(st.dates())
def test_a_date_reads_as_it_is_written(day: date) -> None:
    assert read_day(day_text(day.toordinal())) == day.toordinal()


@given(st.text(max_size=12) | st.from_regex(r"[+-]?\d{0,5}[.,]?\d{0,3}"), st.integers(0, 3))
def test_any_text_is_a_number_or_refused(typed: str, decimals: int) -> None:
    try:
        scaled = read_number(typed, decimals)
    except TypedError:
        return
    assert float(typed) == pytest.approx(scaled / 10**decimals)


@pytest.mark.parametrize(
    ("scaled", "decimals", "text"),
    [(15, 1, "1.5"), (-5, 2, "-0.05"), (0, 1, "0.0"), (7, 0, "7"), (-7, 0, "-7")],
)
def test_digits_after_the_point_are_written_out(scaled: int, decimals: int, text: str) -> None:
    assert number_text(scaled, decimals) == text
