"""Charts of the desk: scales, columns, and lines whose names do not overlap."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.results.desk_charts import (
    BASELINE,
    columns_of,
    letter,
    lines_of_shares,
    percent_steps,
    scale_steps,
)

shares = st.fractions(0, 1, max_denominator=200)


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ")])
def test_answers_have_letters_and_never_run_out(place: int, name: str) -> None:
    assert letter(place) == name


@pytest.mark.parametrize(
    ("top", "steps"),
    [
        (1, (0, 1)),
        (4, (0, 1, 2, 3, 4)),
        (24, (0, 5, 10, 15, 20)),
        (57, (0, 20, 40)),
        (12345, (0, 5000, 10000)),
    ],
)
def test_a_scale_has_a_few_round_numbers(top: int, steps: tuple[int, ...]) -> None:
    assert scale_steps(top) == steps


@given(st.integers(1, 10**9))
def test_a_scale_never_has_too_many_steps_and_none_above_the_highest(top: int) -> None:
    steps = scale_steps(top)
    assert 2 <= len(steps) <= 6
    assert steps[-1] <= top


@given(st.lists(shares, min_size=1))
def test_a_scale_of_percents_holds_every_share(values: list[Fraction]) -> None:
    steps = percent_steps(values)
    assert 2 <= len(steps) <= 6
    assert steps[0] <= 100 * min(values)
    assert 100 * max(values) <= steps[-1] <= 100


def test_the_highest_the_last_and_the_first_column_say_their_number() -> None:
    chart = columns_of([5, 24, 0, 0, 9, 0, 0, 0, 0, 4], [f"{n} May" for n in range(1, 11)], str)
    assert [word.text for word in chart.values] == ["5", "24", "4"]
    assert [word.text for word in chart.below] == ["1 May", "6 May", "10 May"]
    assert chart.columns[2].height == "0.0"
    assert float(chart.columns[1].y) + float(chart.columns[1].height) == BASELINE


def test_numbers_of_columns_do_not_stand_on_each_other() -> None:
    counts = [100 + number for number in range(40)]
    chart = columns_of(counts, ["x"] * 40, str)
    assert [word.text for word in chart.values] == ["100", "139"]


def test_a_chart_of_one_column_has_one_label() -> None:
    chart = columns_of([3], ["today"], str)
    assert [word.text for word in chart.below] == ["today"]
    assert [word.text for word in chart.values] == ["3"]


@given(st.lists(shares, min_size=1, max_size=8))
def test_names_of_lines_never_overlap_and_stay_on_the_chart(ends: list[Fraction]) -> None:
    lines = [(None, end, end) for end in ends]
    names = [letter(place) for place in range(len(ends))]
    chart = lines_of_shares(lines, names, ("1", "2", "3"), str)
    heights = sorted(float(line.name.y) for line in chart.lines)
    assert all(below - above >= 14.9 for above, below in pairwise(heights))
    assert heights[-1] <= BASELINE + 10
    assert heights[0] >= 10


def test_lines_begin_with_the_first_vote_and_the_fifth_is_dashed() -> None:
    half = Fraction(1, 2)
    chart = lines_of_shares([(None, half, half)] * 5, list("ABCDE"), ("1", "2", "3"), str)
    assert chart.lines[0].points.startswith("50.00,")
    assert [(line.style, line.dashed) for line in chart.lines] == [
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (1, True),
    ]


@pytest.mark.parametrize(("many", "x"), [(1, "46.00%"), (2, "21.00%")])
def test_few_columns_are_no_blocks_and_stand_over_their_words(many: int, x: str) -> None:
    chart = columns_of([5] * many, ["10 May"] * many, str)
    assert (chart.columns[0].x, chart.columns[0].width) == (x, "8.00%")
    assert len(chart.below) == many
