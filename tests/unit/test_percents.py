from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pollsvc.domain.percents import (
    PercentRule,
    half_up,
    respondent_percents,
    share,
    whole_percents,
)
from tests.make import IFRI_COUNTS, IFRI_PERCENTS

counts_of_a_question = st.lists(
    st.one_of(st.integers(0, 12), st.integers(0, 10_000_000)), min_size=1, max_size=12
)
some_counts = counts_of_a_question.filter(any)


def plainly(counts: list[int]) -> tuple[int, ...]:
    """Half up by exact fractions, written another way than the code under test."""
    base = sum(counts)
    return tuple(int(Fraction(100 * one, base) + Fraction(1, 2)) for one in counts)


def test_the_ifri_poll_prints_the_percents_it_was_published_with() -> None:
    assert whole_percents(IFRI_COUNTS) == (IFRI_PERCENTS, PercentRule.WHOLE)


def test_three_equal_counts_print_99_in_sum_rather_than_differ() -> None:
    assert whole_percents([1, 1, 1]) == ((33, 33, 33), PercentRule.PLAIN)


def test_the_missing_point_goes_to_the_largest_remainder() -> None:
    assert whole_percents([404, 303, 293]) == ((41, 30, 29), PercentRule.WHOLE)


def test_a_group_of_equal_counts_that_does_not_fit_makes_all_rounding_plain() -> None:
    assert whole_percents([2, 3, 2]) == ((29, 43, 29), PercentRule.PLAIN)


def test_of_equal_remainders_the_larger_count_is_rounded_up() -> None:
    assert whole_percents([99, 101]) == ((49, 51), PercentRule.WHOLE)


def test_without_answers_there_are_no_percents() -> None:
    assert whole_percents([0, 0]) == ((0, 0), PercentRule.NONE)


def test_without_options_there_are_no_percents() -> None:
    assert whole_percents([]) == ((), PercentRule.NONE)


@given(some_counts)
def test_percents_add_up_to_100_under_the_whole_rule_and_under_no_other(
    counts: list[int],
) -> None:
    percents, rule = whole_percents(counts)
    assert (sum(percents) == 100) is (rule is PercentRule.WHOLE)


@given(some_counts)
@example([1, 1, 1])
def test_under_the_plain_rule_each_percent_is_rounded_half_up(counts: list[int]) -> None:
    percents, rule = whole_percents(counts)
    assert rule is PercentRule.WHOLE or percents == plainly(counts)


@given(st.integers(1, 60), st.integers(2, 12))
@example(1, 3)
def test_equal_counts_alone_use_the_plain_rule_unless_they_divide_100(
    count: int, number: int
) -> None:
    _, rule = whole_percents([count] * number)
    assert (rule is PercentRule.WHOLE) is (100 % number == 0)


@given(some_counts)
@example([5, 5, 1, 1])
def test_equal_counts_print_equal_percents(counts: list[int]) -> None:
    percents, _ = whole_percents(counts)
    assert len(set(zip(counts, percents, strict=True))) == len(set(counts))


@given(some_counts)
def test_a_smaller_count_never_prints_more(counts: list[int]) -> None:
    printed = sorted(zip(counts, whole_percents(counts)[0], strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(printed))


@given(some_counts)
@example(list(IFRI_COUNTS))
def test_where_plain_rounding_adds_up_to_100_the_result_is_plain_rounding(
    counts: list[int],
) -> None:
    plain = plainly(counts)
    assert sum(plain) != 100 or whole_percents(counts) == (plain, PercentRule.WHOLE)


@given(some_counts)
def test_a_percent_is_less_than_one_point_away_from_its_share(counts: list[int]) -> None:
    base = sum(counts)
    percents, _ = whole_percents(counts)
    assert all(
        abs(percent - Fraction(100 * count, base)) < 1
        for count, percent in zip(counts, percents, strict=True)
    )


@given(some_counts, st.randoms(use_true_random=False))
def test_the_order_of_options_changes_no_percent(counts: list[int], chance: Random) -> None:
    shuffled = list(range(len(counts)))
    chance.shuffle(shuffled)
    percents, rule = whole_percents(counts)
    again, same_rule = whole_percents([counts[place] for place in shuffled])
    assert (again, same_rule) == (tuple(percents[place] for place in shuffled), rule)


@given(some_counts, st.integers(2, 1000))
def test_only_the_shares_matter_not_how_many_answered(counts: list[int], times: int) -> None:
    assert whole_percents([one * times for one in counts]) == whole_percents(counts)


@pytest.mark.parametrize(
    ("count", "base", "percent"), [(1, 200, 1), (1, 201, 0), (99, 200, 50), (1, 3, 33), (2, 3, 67)]
)
def test_half_a_point_is_rounded_up(count: int, base: int, percent: int) -> None:
    assert half_up(count, base) == percent


def test_several_answers_are_of_the_respondents_and_may_add_up_to_more() -> None:
    assert respondent_percents([80, 45, 45], 100) == ((80, 45, 45), PercentRule.PER_RESPONDENT)


@pytest.mark.parametrize("base", [0, None])
def test_several_answers_without_a_base_have_no_percents(base: int | None) -> None:
    assert respondent_percents([3, 4], base) == ((0, 0), PercentRule.NONE)


@given(st.lists(st.integers(0, 500), min_size=1), st.integers(500, 1000))
def test_percents_per_respondent_stay_between_0_and_100(counts: list[int], base: int) -> None:
    percents, _ = respondent_percents(counts, base)
    assert all(0 <= one <= 100 for one in percents)


def test_a_share_is_exact() -> None:
    assert share(33, 108) == Fraction(11, 36)


@pytest.mark.parametrize("base", [0, None])
def test_there_is_no_share_of_nothing(base: int | None) -> None:
    assert share(3, base) is None
