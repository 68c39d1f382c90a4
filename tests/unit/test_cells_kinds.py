"""What each kind of question adds to the tally, and that taking it back leaves nothing."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import Cell, Standing, cells, sum_of, tally_of
from pollsvc.domain.counting import PLAIN, Counting, How, Measure

RANKED = (1, 2, 3, 4)
COUNTING: Counting = {
    1: PLAIN,
    2: How(measure=Measure.OPTION),
    3: How(measure=Measure.ORDER, ranked=RANKED, special=frozenset({9})),
    4: How(measure=Measure.PLACE, ranked=RANKED, special=frozenset({9})),
    5: How(measure=Measure.VALUE, width=5, low=-100, special=frozenset({9})),
    6: How(measure=Measure.WORDS, special=frozenset({9})),
}
instead = st.just((9,))
orders = st.permutations(RANKED).flatmap(
    lambda order: st.integers(1, 4).map(lambda most: tuple(order[:most]))
)
answers = st.fixed_dictionaries(
    {},
    optional={
        1: st.none() | st.integers(1, 5),
        2: st.none() | st.sets(st.integers(1, 5), min_size=1).map(lambda one: tuple(sorted(one))),
        3: st.none() | orders | instead,
        4: st.none() | orders | instead,
        5: st.none() | st.integers(-100, 100) | instead,
        6: st.none() | st.text() | instead,
    },
)


def added(question: int, answer: Answer) -> set[tuple[str, str]]:
    """Measure and cell of what an answer adds, but for asked and answered."""
    counters = cells({question: answer}, Standing.COUNTED, 0, COUNTING)
    return {
        (cell.measure, cell.cell)
        for cell in counters
        if cell.question == question and cell.measure != "base"
    }


@pytest.mark.parametrize(
    ("question", "answer", "counters"),
    [
        (1, 4, {("option", "4")}),
        (2, (2, 5), {("option", "2"), ("option", "5")}),
        (3, (3, 1, 2), {("order", "3>1>2")}),
        (3, (9,), {("option", "9")}),
        (5, 17, {("value", "15"), ("exact", "17"), ("sum", "1")}),
        (5, -1, {("value", "-5"), ("exact", "-1"), ("sum", "1")}),
        (5, -100, {("value", "-100"), ("exact", "-100")}),
        (
            5,
            2 * 10**9 + 1,
            {
                ("value", "2000000000"),
                ("exact", "2000000001"),
                ("sum", "1"),
                ("sum", "1000000000"),
            },
        ),
        (5, (9,), {("option", "9")}),
        (6, "a digest", set()),
        (6, (9,), {("option", "9")}),
        (4, (9,), {("option", "9")}),
    ],
)
def test_each_kind_has_its_counters(
    question: int, answer: Answer, counters: set[tuple[str, str]]
) -> None:
    assert added(question, answer) == counters


def test_a_long_ranking_is_counted_by_pairs_places_and_its_order() -> None:
    assert added(4, (3, 1)) == {
        ("rounds", "3>1"),
        ("place", "3@1"),
        ("place", "1@2"),
        *(("pair", pair) for pair in ("3>1", "3>2", "3>4", "1>2", "1>4")),
    }


@given(orders)
def test_each_pair_has_one_before_the_other_or_neither(order: tuple[int, ...]) -> None:
    pairs = {cell for measure, cell in added(4, order) if measure == "pair"}
    for one, other in permutations(RANKED, 2):
        rank = {option: order.index(option) if option in order else 9 for option in (one, other)}
        assert (f"{one}>{other}" in pairs) == (rank[one] < rank[other])


@given(answers)
def test_only_what_is_counted_by_the_hour_has_a_trend(one: dict[int, Answer | None]) -> None:
    counters = cells(one, Standing.COUNTED, 0, COUNTING)
    trend = {cell.cell for cell in counters if cell.measure == "trend"}
    first = one.get(1)
    assert trend == (set() if first is None else {f"0:{first}"})


@given(st.lists(answers, max_size=6), st.lists(answers, max_size=6))
def test_changes_up_and_down_come_to_nothing(
    kept: list[dict[int, Answer | None]], taken_back: list[dict[int, Answer | None]]
) -> None:
    up = [cells(one, Standing.COUNTED, 5, COUNTING) for one in kept + taken_back]
    down = [
        {cell: -n for cell, n in cells(one, Standing.COUNTED, 5, COUNTING).items()}
        for one in taken_back
    ]
    assert tally_of(up + down) == tally_of(
        cells(one, Standing.COUNTED, 5, COUNTING) for one in kept
    )


@given(st.lists(st.integers(0, 2 * 10**18), min_size=1, max_size=20))
def test_numbers_in_bins_add_up_exactly_in_counters_of_64_bits(values: list[int]) -> None:
    counting = {5: How(measure=Measure.VALUE, width=10**14, low=-(10**18))}
    tally = tally_of(cells({5: value - 10**18}, Standing.COUNTED, 5, counting) for value in values)
    sums = {cell.cell: n for cell, n in tally.items() if cell.measure == "sum"}
    assert sum_of(sums) == sum(values)
    assert max(sums.values(), default=0) * 4_000_000_000 < 2**63 * len(values)


@given(st.lists(answers, max_size=8))
def test_every_answer_is_in_just_one_kind_of_counter(
    responses: list[dict[int, Answer | None]],
) -> None:
    tally = tally_of(cells(one, Standing.COUNTED, 5, COUNTING) for one in responses)
    for question in COUNTING:
        given_answers = [one[question] for one in responses if one.get(question) is not None]
        asked = sum(question in one for one in responses)
        assert tally.get(Cell(question, "base", "asked"), 0) == asked
        assert tally.get(Cell(question, "base", "answered"), 0) == len(given_answers)
    for question, measure in ((3, "order"), (4, "rounds"), (5, "value"), (5, "exact")):
        counted = Counter(one.get(question) for one in responses)
        typed = sum(n for answer, n in counted.items() if answer not in (None, (9,)))
        assert typed == sum(n for cell, n in tally.items() if cell[:2] == (question, measure))
