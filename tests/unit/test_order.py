"""In what order options are shown: a pure function of the form, fair to every order."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain import order
from pollsvc.domain.order import is_varied, shown_order, shown_rows, shown_seed
from pollsvc.domain.question import Kind, Order, Question, Role
from tests.make import make_option, make_poll, make_question

seeds = st.integers(0, 2**63 - 1)
# The 99.9 % point of chi-square (NIST/SEMATECH e-Handbook, §1.3.6.7.4); the seeds are fixed.
AT_MOST = {1: 10.828, 23: 49.728, 35: 66.619}


def ids(question: Question, seed: int) -> tuple[int, ...]:
    return tuple(option.id for option in shown_order(question, seed))


def chi_square(seen: Counter[tuple[int, ...]], cells: int) -> float:
    expected = seen.total() / cells
    return sum((n - expected) ** 2 for n in seen.values()) / expected + expected * (
        cells - len(seen)
    )


def with_dont_know(shown: Order) -> Question:
    options = [make_option(1), make_option(2), make_option(3)]
    return make_question(options=[*options, make_option(9, role=Role.DONT_KNOW)], order=shown)


def test_the_seed_is_known_from_the_form_alone_and_fits_a_column() -> None:
    made = [shown_seed(bytes([number]) * 16) for number in range(100)]
    assert made == [shown_seed(bytes([number]) * 16) for number in range(100)]
    assert len(set(made)) == 100
    assert all(0 <= seed < 2**63 for seed in made)
    assert any(seed >= 2**62 for seed in made)


@given(seeds)
def test_a_fixed_order_is_that_of_the_definition(seed: int) -> None:
    assert ids(make_question(options=5), seed) == (1, 2, 3, 4, 5)


@given(seeds)
def test_the_same_seed_gives_the_same_order_and_every_option_once(seed: int) -> None:
    question = make_question(options=7, order=Order.RANDOM)
    assert sorted(ids(question, seed)) == [1, 2, 3, 4, 5, 6, 7]
    assert ids(question, seed) == ids(question, seed)


def test_every_order_of_four_options_is_as_likely() -> None:
    question = make_question(options=4, order=Order.RANDOM)
    seen = Counter(ids(question, seed) for seed in range(24_000))
    assert set(seen) == set(permutations((1, 2, 3, 4)))
    assert chi_square(seen, 24) < AT_MOST[23]


def test_an_order_that_favours_some_would_be_found() -> None:
    """The control of the test above: one in twenty more often than it should be."""
    question = make_question(options=4, order=Order.RANDOM)
    seen = Counter(ids(question, seed if seed % 20 else 7) for seed in range(24_000))
    assert chi_square(seen, 24) > AT_MOST[23]


def test_half_of_the_readers_see_the_reversed_order() -> None:
    question = make_question(options=3, order=Order.REVERSED)
    seen = Counter(ids(question, seed) for seed in range(10_000))
    assert set(seen) == {(1, 2, 3), (3, 2, 1)}
    assert chi_square(seen, 2) < AT_MOST[1]


def test_two_questions_of_one_form_are_ordered_each_by_itself() -> None:
    first = make_question(1, options=3, order=Order.RANDOM)
    second = make_question(2, options=3, order=Order.RANDOM)
    pairs = {(ids(first, seed), ids(second, seed)) for seed in range(1_000)}
    assert len(pairs) == 36


@pytest.mark.parametrize("shown", Order)
@given(seed=seeds)
def test_what_is_no_plain_option_stays_last(shown: Order, seed: int) -> None:
    assert ids(with_dont_know(shown), seed)[-1] == 9


def test_options_that_are_not_plain_come_last_wherever_they_are_written() -> None:
    options = [make_option(1, role=Role.DONT_KNOW), make_option(2), make_option(3)]
    assert ids(make_question(options=options), 5) == (2, 3, 1)


def test_one_option_or_none_has_one_order() -> None:
    for options in ([], [make_option(1)], [make_option(1, role=Role.DONT_KNOW)]):
        assert len(ids(make_question(options=options, order=Order.RANDOM), 1)) == len(options)


def test_what_would_favour_some_is_drawn_again() -> None:
    """2**32 is no multiple of 3: its last number is left out, or 0 would come up once more."""
    assert order._below(3, iter([2**32 - 1, 4])) == 1
    assert order._below(4, iter([2**32 - 1])) == 3


def test_the_stream_does_not_end() -> None:
    question = make_question(options=100, order=Order.RANDOM)
    assert sorted(ids(question, 1)) == list(range(1, 101))


def pinned(*places: int, options: int = 5, **other: Any) -> Question:
    """A question whose options at these places, from 1, are pinned."""
    made = [make_option(number, pinned=number in places) for number in range(1, options + 1)]
    return make_question(options=made, **({"order": Order.RANDOM} | other))


@given(seeds)
def test_a_pinned_option_keeps_its_place(seed: int) -> None:
    for shown in (Order.RANDOM, Order.REVERSED):
        order_seen = ids(pinned(1, 3, order=shown), seed)
        assert (order_seen[0], order_seen[2]) == (1, 3)
        assert sorted(order_seen) == [1, 2, 3, 4, 5]


def test_around_what_is_pinned_every_order_is_as_likely() -> None:
    question = pinned(1, 3, options=6)
    seen = Counter(ids(question, seed) for seed in range(24_000))
    assert set(seen) == {(1, a, 3, b, c, d) for a, b, c, d in permutations((2, 4, 5, 6))}
    assert chi_square(seen, 24) < AT_MOST[23]


def test_around_what_is_pinned_the_others_are_turned_round() -> None:
    question = pinned(5, options=5, order=Order.REVERSED)
    assert {ids(question, seed) for seed in range(50)} == {(1, 2, 3, 4, 5), (4, 3, 2, 1, 5)}


def test_where_all_is_pinned_nothing_moves() -> None:
    assert {ids(pinned(1, 2, 3, options=3), seed) for seed in range(50)} == {(1, 2, 3)}


@pytest.mark.parametrize("kind", [Kind.SCALE, Kind.SINGLE, Kind.MATRIX])
def test_points_of_a_scale_are_turned_round_but_never_shuffled(kind: Kind) -> None:
    points = [make_option(number, value=number) for number in range(1, 5)]
    points.append(make_option(9, role=Role.DONT_KNOW))
    random = make_question(kind=kind, options=points, order=Order.RANDOM)
    assert {ids(random, seed) for seed in range(50)} == {(1, 2, 3, 4, 9)}
    assert not is_varied(make_poll(random))
    turned = make_question(kind=kind, options=points, order=Order.REVERSED)
    assert {ids(turned, seed) for seed in range(50)} == {(1, 2, 3, 4, 9), (4, 3, 2, 1, 9)}
    assert is_varied(make_poll(turned))


def test_options_of_a_scale_without_values_are_points_too() -> None:
    random = make_question(kind=Kind.SCALE, options=3, order=Order.RANDOM)
    assert {ids(random, seed) for seed in range(50)} == {(1, 2, 3)}


@pytest.mark.parametrize(
    ("shown", "varied"), [("fixed", False), ("random", True), ("reversed", True)]
)
def test_a_poll_is_varied_if_one_of_its_questions_is(shown: str, varied: bool) -> None:
    poll = make_poll(make_question(1), make_question(2, order=Order(shown)))
    assert is_varied(poll) is varied


def matrix(rows: int = 3, options: int = 3, **other: Any) -> Question:
    """A matrix with the id 1, whose rows are 11, 12 …"""
    lines = tuple(make_question(10 + number, options=0) for number in range(1, rows + 1))
    return make_question(kind=Kind.MATRIX, options=options, rows=lines, **other)


def row_ids(question: Question, seed: int) -> tuple[int, ...]:
    return tuple(row.id for row in shown_rows(question, seed))


@given(seeds)
def test_rows_keep_the_order_of_the_definition_unless_it_says_otherwise(seed: int) -> None:
    assert row_ids(matrix(5, order=Order.RANDOM), seed) == (11, 12, 13, 14, 15)


def test_every_order_of_four_rows_is_as_likely() -> None:
    question = matrix(4, rows_order=Order.RANDOM)
    seen = Counter(row_ids(question, seed) for seed in range(24_000))
    assert set(seen) == set(permutations((11, 12, 13, 14)))
    assert chi_square(seen, 24) < AT_MOST[23]


def test_half_of_the_readers_see_the_rows_reversed() -> None:
    question = matrix(rows_order=Order.REVERSED)
    seen = Counter(row_ids(question, seed) for seed in range(10_000))
    assert set(seen) == {(11, 12, 13), (13, 12, 11)}
    assert chi_square(seen, 2) < AT_MOST[1]


def test_rows_and_options_of_a_matrix_are_ordered_each_by_itself() -> None:
    """All 36 pairs of orders of three rows and three options come up, each as often."""
    question = matrix(order=Order.RANDOM, rows_order=Order.RANDOM)
    seen = Counter((*row_ids(question, seed), *ids(question, seed)) for seed in range(36_000))
    assert len(seen) == 36
    assert chi_square(seen, 36) < AT_MOST[35]


def test_rows_change_places_where_the_answers_are_points_of_a_scale() -> None:
    points = [make_option(number, value=number) for number in range(1, 4)]
    rows = (make_question(11, options=0), make_question(12, options=0))
    question = make_question(
        kind=Kind.MATRIX, options=points, rows=rows, rows_order=Order.RANDOM, order=Order.RANDOM
    )
    assert {row_ids(question, seed) for seed in range(50)} == {(11, 12), (12, 11)}
    assert {ids(question, seed) for seed in range(50)} == {(1, 2, 3)}
    assert is_varied(make_poll(question))


@pytest.mark.parametrize(
    ("rows", "shown", "varied"), [(2, "fixed", False), (2, "reversed", True), (1, "random", False)]
)
def test_a_poll_is_varied_if_rows_are(rows: int, shown: str, varied: bool) -> None:
    poll = make_poll(make_question(2), matrix(rows, rows_order=Order(shown)))
    assert is_varied(poll) is varied
