"""The figures of each kind of question, from answers through counters to the sheet."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import Cell, Standing, cells, tally_of
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.question import Kind, Method, Question, Role
from pollsvc.domain.sheet import question_figures
from tests.make import make_option, make_poll, make_question

DONT_KNOW = make_option(90, role=Role.DONT_KNOW)
TO_RANK = tuple(make_option(number) for number in range(1, 9))


def ranking(options: int, **other: Any) -> Question:
    """A ranking of so many options or "don't know"; from 8 on there are too many orders."""
    return make_question(
        kind=Kind.RANKING, options=(*TO_RANK[:options], DONT_KNOW), at_most=options, **other
    )


def tally_from(question: Question, answers: Iterable[Answer | None]) -> dict[Cell, int]:
    counting = make_poll(question).counting
    return tally_of(cells({1: one}, Standing.COUNTED, 0, counting) for one in answers)


def figures_from(question: Question, answers: Iterable[Answer | None]) -> QuestionFigures:
    return question_figures(question, tally_from(question, answers))


def test_a_scale_has_lines_of_all_who_answered_and_numbers_without_dont_know() -> None:
    points = [make_option(number, str(number), value=number) for number in range(1, 6)]
    scale = make_question(kind=Kind.SCALE, options=[*points, DONT_KNOW])
    figures = figures_from(scale, [1, 5, 5, 90, None])
    assert (figures.base, figures.answered, figures.asked) == (4, 4, 5)
    assert figures.rule is PercentRule.WHOLE
    assert [line.percent for line in figures.lines] == [25, 0, 0, 0, 50, 25]
    assert figures.numbers is not None
    assert (figures.numbers.n, figures.numbers.mean) == (3, Fraction(11, 3))


def test_options_without_values_have_no_numbers() -> None:
    mixed = make_question(options=[make_option(1, value=1), make_option(2)])
    assert figures_from(mixed, [1]).numbers is None
    assert figures_from(make_question(options=[DONT_KNOW]), [90]).numbers is None


def test_several_answers_with_values_have_no_mean() -> None:
    several = make_question(kind=Kind.MULTIPLE, options=[make_option(1, value=1)])
    assert figures_from(several, [(1,)]).numbers is None


def test_a_matrix_has_figures_by_the_row() -> None:
    options = tuple(make_option(number, value=number) for number in (1, 2))
    rows = (make_question(5, options=options), make_question(6, options=options))
    matrix = make_question(kind=Kind.MATRIX, options=options, rows=rows)
    counting = make_poll(matrix).counting
    given_answers: list[dict[int, Answer | None]] = [{5: 1, 6: 2}, {5: 1, 6: None}]
    tally = tally_of(cells(one, Standing.COUNTED, 0, counting) for one in given_answers)
    figures = question_figures(matrix, tally)
    assert (figures.lines, figures.base, figures.numbers) == ((), None, None)
    assert [row.question.id for row in figures.rows] == [5, 6]
    assert [(row.base, row.asked) for row in figures.rows] == [(2, 2), (1, 2)]
    assert [row.numbers.mean for row in figures.rows if row.numbers] == [1, 2]


def test_numbers_stand_apart_from_who_does_not_know() -> None:
    number = make_question(
        kind=Kind.NUMBER, options=[DONT_KNOW], low=0, high=1000, decimals=1, at_least=0
    )
    figures = figures_from(number, [15, 25, 25, (90,), None])
    assert (figures.base, figures.answered, figures.asked) == (3, 4, 5)
    assert figures.numbers is not None
    assert figures.numbers.median == Fraction(5, 2)
    assert [(line.count, line.share, line.percent) for line in figures.beside] == [
        (1, Fraction(1, 4), 25)
    ]
    assert (figures.rule, figures.percent_sum) == (PercentRule.WHOLE, 100)


WIDE = make_question(kind=Kind.NUMBER, options=0, low=-700, high=100_000_000, decimals=2)


@given(st.lists(st.integers(-700, 100_000_000), min_size=2, max_size=40))
def test_numbers_of_a_wide_range_are_exact_where_each_was_read(values: list[int]) -> None:
    numbers = figures_from(WIDE, values).numbers
    assert numbers is not None
    typed = sorted(Fraction(one, 100) for one in values)
    # "Inclusive" is definition 7 of Hyndman and Fan.
    quartiles = statistics.quantiles(typed, n=4, method="inclusive")
    assert [numbers.lower, numbers.median, numbers.upper] == quartiles
    assert (numbers.mean, numbers.variance) == (statistics.mean(typed), statistics.variance(typed))
    assert (numbers.least, numbers.most) == (typed[0], typed[-1])
    assert numbers.is_exact
    assert [one.count for one in numbers.bins] == [
        sum(one.low <= value <= one.high for value in typed) for one in numbers.bins
    ]


def test_equal_numbers_of_a_wide_range_are_all_that_is_shown() -> None:
    numbers = figures_from(WIDE, [30_000] * 5).numbers
    assert numbers is not None
    assert {numbers.mean, numbers.median, numbers.lower, numbers.upper} == {300}
    assert {numbers.least, numbers.most} == {300}
    assert numbers.variance == 0
    assert [(int(one.low), int(one.high), one.count) for one in numbers.bins] == [(300, 300, 5)]


def test_of_numbers_that_were_not_read_one_by_one_the_mean_alone_is_exact() -> None:
    tally = tally_from(WIDE, [12_345_678, 12_345_700, 12_345_702])
    numbers = question_figures(
        WIDE, {cell: n for cell, n in tally.items() if cell.measure != "exact"}
    ).numbers
    assert numbers is not None
    assert not numbers.is_exact
    assert numbers.mean == Fraction(12_345_678 + 12_345_700 + 12_345_702, 300)
    assert (numbers.least, numbers.most) == (Fraction(123_400), Fraction(12_349_999, 100))
    # The middle of its range is 123,449.995.
    assert numbers.median == 123_450


def test_a_number_without_a_range_is_counted_all_the_same() -> None:
    figures = figures_from(make_question(kind=Kind.NUMBER, options=0), [0])
    assert figures.numbers is not None
    assert figures.numbers.n == 1


def test_dates_are_numbers_of_days() -> None:
    figures = figures_from(make_question(kind=Kind.DATE, options=0), [700_000, 700_002])
    assert figures.numbers is not None
    assert figures.base == 2
    assert figures.numbers.mean == 700_001


def test_of_texts_is_known_how_many_there_are() -> None:
    text = make_question(kind=Kind.SHORT_TEXT, options=[DONT_KNOW])
    figures = figures_from(text, ["a digest", "another", (90,), None])
    assert (figures.base, figures.answered, figures.asked) == (2, 3, 4)
    assert (figures.rule, figures.lines, figures.numbers) == (PercentRule.NONE, (), None)
    assert [line.count for line in figures.beside] == [1]
    assert question_figures(text, {}).base == 0


def test_a_ranking_shows_first_preferences_of_those_who_ranked() -> None:
    figures = figures_from(ranking(3), [(1, 2, 3), (1,), (2, 1), (3,), (90,)])
    assert (figures.base, figures.answered, figures.percent_sum) == (4, 5, 100)
    assert [(line.option.id, line.count) for line in figures.lines] == [(1, 2), (2, 1), (3, 1)]
    assert [line.share for line in figures.beside] == [Fraction(1, 5)]
    assert figures.ranking is not None
    assert figures.ranking.mean_places == {1: Fraction(4, 3), 2: Fraction(3, 2), 3: Fraction(2)}


def test_a_ranking_without_orders_has_no_winner_and_no_rounds() -> None:
    for options in (3, 8):
        figures = figures_from(ranking(options), []).ranking
        assert figures is not None
        assert (figures.n, figures.rounds) == (0, ())
        assert {outcome.winner for outcome in figures.outcomes.values()} == {None}


def test_too_many_orders_are_not_counted_in_rounds_unless_they_were_read() -> None:
    long = ranking(8)
    tally = tally_from(long, [(1, 2), (1, 3), (2, 1)])
    figures = question_figures(long, tally).ranking
    assert figures is not None
    assert figures.outcomes[Method.INSTANT_RUNOFF].winner == 1
    without = {cell: n for cell, n in tally.items() if cell.measure != "rounds"}
    figures = question_figures(long, without).ranking
    assert figures is not None
    assert figures.rounds is None
    assert Method.INSTANT_RUNOFF not in figures.outcomes
    assert figures.outcomes[Method.SCHULZE].winner == 1


orders = st.permutations(range(1, 9)).flatmap(
    lambda order: st.integers(1, 8).map(lambda most: tuple(order[:most]))
)


@given(st.lists(orders, max_size=6))
def test_pairs_and_places_give_what_orders_give(given_orders: list[tuple[int, ...]]) -> None:
    by_place = figures_from(ranking(8), given_orders)
    # With at most two places there are few orders, so that they are counted themselves.
    few = make_question(kind=Kind.RANKING, options=(*TO_RANK, DONT_KNOW), at_most=2)
    by_order = figures_from(few, given_orders)
    assert by_place.ranking == by_order.ranking
    assert by_place.lines == by_order.lines


def test_each_matrix_row_and_question_has_its_own_counters() -> None:
    rank = ranking(3)
    tally = tally_from(rank, [(1, 2, 3)])
    assert question_figures(make_question(7), tally).base == 0
