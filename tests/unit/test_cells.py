from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.answers import Answer
from pollsvc.domain.cells import HOUR_MS, WHOLE_POLL, Cell, Standing, cells, tally_of

NINE = 9 * HOUR_MS + 1

answers = st.dictionaries(
    st.integers(1, 4),
    st.none() | st.integers(1, 9) | st.sets(st.integers(1, 9)).map(lambda one: tuple(sorted(one))),
)
responses = st.builds(
    cells, answers, st.sampled_from(Standing), st.integers(0, 3 * HOUR_MS), st.just({})
)


def test_a_counted_vote_adds_one_to_its_option_bases_hour_and_standing() -> None:
    assert cells({1: 2}, Standing.COUNTED, NINE, {}) == {
        Cell(WHOLE_POLL, "standing", "counted"): 1,
        Cell(WHOLE_POLL, "hour", "9"): 1,
        Cell(WHOLE_POLL, "trend", "9:2"): 1,
        Cell(1, "base", "asked"): 1,
        Cell(1, "base", "answered"): 1,
        Cell(1, "option", "2"): 1,
    }


def test_several_answers_are_one_respondent_and_many_options() -> None:
    added = cells({3: (2, 5)}, Standing.COUNTED, NINE, {})
    assert added[Cell(3, "base", "answered")] == 1
    assert {cell.cell for cell in added if cell.measure == "option"} == {"2", "5"}
    assert {cell.cell for cell in added if cell.measure == "trend"} == {"9:2", "9:5"}


def test_a_question_left_out_was_asked_and_not_answered() -> None:
    added = cells({1: None}, Standing.COUNTED, NINE, {})
    assert {cell.cell for cell in added if cell.question == 1} == {"asked"}


@given(answers, st.integers(0, HOUR_MS))
def test_a_replaced_response_adds_nothing(given_answers: dict[int, Answer], sent: int) -> None:
    assert cells(given_answers, Standing.REPLACED, sent, {}) == {}


@given(answers, st.sampled_from([Standing.SET_ASIDE, Standing.WITHDRAWN]))
def test_what_is_not_counted_shows_in_its_standing_only(
    given_answers: dict[int, Answer], standing: Standing
) -> None:
    assert cells(given_answers, standing, NINE, {}) == {Cell(WHOLE_POLL, "standing", standing): 1}


def test_a_withdrawal_has_no_answers_and_shows_as_withdrawn() -> None:
    assert cells(None, Standing.WITHDRAWN, NINE, {}) == {
        Cell(WHOLE_POLL, "standing", "withdrawn"): 1
    }


def test_a_counted_row_without_answers_adds_no_figures() -> None:
    assert cells(None, Standing.COUNTED, NINE, {}) == {Cell(WHOLE_POLL, "standing", "counted"): 1}


@given(st.lists(responses, max_size=4))
def test_the_order_of_votes_changes_no_tally(parts: list[dict[Cell, int]]) -> None:
    assert all(tally_of(order) == tally_of(parts) for order in permutations(parts))


@given(st.lists(responses), st.lists(responses))
def test_tallies_of_parts_add_up_to_the_tally_of_all(
    some: list[dict[Cell, int]], others: list[dict[Cell, int]]
) -> None:
    assert tally_of([tally_of(some), tally_of(others)]) == tally_of(some + others)


@given(responses)
def test_taking_a_response_back_leaves_nothing(part: dict[Cell, int]) -> None:
    assert tally_of([part, {cell: -count for cell, count in part.items()}]) == {}


@given(st.lists(st.integers(1, 3), max_size=20))
def test_the_counts_of_a_single_choice_add_up_to_the_votes(votes: list[int]) -> None:
    tally = tally_of(cells({1: vote}, Standing.COUNTED, NINE, {}) for vote in votes)
    counts = [tally.get(Cell(1, "option", str(option)), 0) for option in (1, 2, 3)]
    assert counts == [votes.count(option) for option in (1, 2, 3)]
    assert tally.get(Cell(1, "base", "answered"), 0) == len(votes)
