"""Every method against its naive twin, and what must hold of it whatever the orders are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.figures import RankingFigures
from pollsvc.domain.question import Method
from pollsvc.domain.ranking import Preferences, ranking_figures
from tests.unit import naive_ranking as naive

OPTIONS = (1, 2, 3, 4, 5)
ballots_of = st.lists(
    st.permutations(OPTIONS).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda most: tuple(order[:most]))
    ),
    min_size=1,
    max_size=9,
)


def figures_of(ballots: Sequence[tuple[int, ...]], options: Sequence[int] = OPTIONS) -> Any:
    return ranking_figures(Preferences.of_orders(tuple(options), Counter(ballots)))


def winners(figures: RankingFigures) -> dict[Method, int | None]:
    return {method: outcome.winner for method, outcome in figures.outcomes.items()}


def placed(figures: RankingFigures, method: Method) -> list[int]:
    return [one for group in figures.outcomes[method].places for one in group]


@given(ballots_of)
def test_pairs_are_those_of_every_ballot(ballots: list[tuple[int, ...]]) -> None:
    pairs = figures_of(ballots).pairs
    for one, other in permutations(OPTIONS, 2):
        assert pairs[one, other] == naive.prefer(ballots, OPTIONS, one, other)


@given(ballots_of)
def test_borda_points_are_those_of_every_duel(ballots: list[tuple[int, ...]]) -> None:
    figures = figures_of(ballots)
    assert figures.borda == {one: naive.borda(ballots, OPTIONS, one) for one in OPTIONS}
    assert sum(figures.borda.values()) == len(ballots) * 10
    points = [figures.borda[one] for one in placed(figures, Method.BORDA)]
    assert points == sorted(points, reverse=True)


@given(ballots_of)
def test_the_strongest_paths_are_those_found_by_search(ballots: list[tuple[int, ...]]) -> None:
    figures = figures_of(ballots)
    for one, other in permutations(OPTIONS, 2):
        assert figures.strengths[one, other] == naive.strength(ballots, OPTIONS, one, other)
    groups = figures.outcomes[Method.SCHULZE].places
    assert set(groups[0]) == naive.schulze_winners(ballots, OPTIONS)
    assert sorted(placed(figures, Method.SCHULZE)) == list(OPTIONS)


@given(ballots_of)
def test_the_runoff_goes_as_it_does_ballot_by_ballot(ballots: list[tuple[int, ...]]) -> None:
    figures = figures_of(ballots)
    left, winner = naive.runoff(ballots, OPTIONS)
    assert [one.out for one in figures.rounds] == [*left, None]
    assert figures.outcomes[Method.INSTANT_RUNOFF].winner == winner
    assert sorted(placed(figures, Method.INSTANT_RUNOFF)) == list(OPTIONS)


@given(ballots_of)
def test_a_runoff_names_all_whom_another_list_would_elect(ballots: list[tuple[int, ...]]) -> None:
    outcome = figures_of(ballots).outcomes[Method.INSTANT_RUNOFF]
    tied = outcome.places[0] if outcome.broken_by == "as_listed" else (outcome.winner,)
    assert set(tied) == naive.runoff_winners(ballots, OPTIONS)


@given(ballots_of)
def test_no_order_is_lost_in_any_round(ballots: list[tuple[int, ...]]) -> None:
    for one in figures_of(ballots).rounds:
        assert sum(one.counts.values()) + one.exhausted == len(ballots)


@given(ballots_of)
def test_every_tie_of_a_runoff_is_named_and_its_rule(ballots: list[tuple[int, ...]]) -> None:
    for one in figures_of(ballots).rounds[:-1]:
        fewest = {option for option, n in one.counts.items() if n == min(one.counts.values())}
        assert {one.out, *one.tied} == fewest
        assert (one.broken_by is None) == (len(fewest) == 1)


@given(ballots_of)
def test_a_tie_for_the_first_place_says_how_it_was_broken(
    ballots: list[tuple[int, ...]],
) -> None:
    for outcome in figures_of(ballots).outcomes.values():
        assert outcome.winner in outcome.places[0]
        assert (outcome.broken_by is None) == (len(outcome.places[0]) == 1)


@given(ballots_of)
def test_first_preferences_and_mean_places_are_those_of_the_ballots(
    ballots: list[tuple[int, ...]],
) -> None:
    figures = figures_of(ballots)
    firsts = Counter(ballot[0] for ballot in ballots)
    first = figures.outcomes[Method.FIRST_PREFERENCES]
    assert first.winner is not None
    assert firsts[first.winner] == max(firsts.values())
    for one in OPTIONS:
        given_places = [ballot.index(one) + 1 for ballot in ballots if one in ballot]
        mean = Fraction(sum(given_places), len(given_places)) if given_places else None
        assert figures.mean_places[one] == mean
        assert figures.ranked_by[one] == len(given_places)


@given(ballots_of)
def test_who_beats_everybody_wins_by_schulze_and_who_loses_to_everybody_wins_no_runoff(
    ballots: list[tuple[int, ...]],
) -> None:
    figures = figures_of(ballots)
    beaten = [
        one
        for one in OPTIONS
        if all(figures.pairs[x, one] > figures.pairs[one, x] for x in OPTIONS if x != one)
    ]
    for method in (Method.INSTANT_RUNOFF, Method.SCHULZE, Method.BORDA):
        assert figures.outcomes[method].winner not in beaten
    champion = [
        one
        for one in OPTIONS
        if all(figures.pairs[one, x] > figures.pairs[x, one] for x in OPTIONS if x != one)
    ]
    assert figures.condorcet == (champion[0] if champion else None)
    if champion:
        assert figures.outcomes[Method.SCHULZE].places[0] == (champion[0],)


@given(ballots_of, st.permutations((11, 22, 33, 44, 55)))
def test_what_options_are_called_changes_nothing(
    ballots: list[tuple[int, ...]], names: list[int]
) -> None:
    called = dict(zip(OPTIONS, names, strict=True))
    renamed = figures_of([tuple(called[one] for one in ballot) for ballot in ballots], names)
    figures = figures_of(ballots)
    assert winners(renamed) == {
        method: called[one] for method, one in winners(figures).items() if one is not None
    }
    assert renamed.borda == {called[one]: points for one, points in figures.borda.items()}


@given(ballots_of, st.integers(2, 4))
def test_so_many_times_the_same_orders_have_the_same_outcome(
    ballots: list[tuple[int, ...]], times: int
) -> None:
    assert figures_of(ballots * times).outcomes == figures_of(ballots).outcomes


@given(ballots_of, st.permutations(range(9)))
def test_the_sequence_of_ballots_changes_nothing(
    ballots: list[tuple[int, ...]], order: list[int]
) -> None:
    other = [ballots[place] for place in order if place < len(ballots)]
    assert figures_of(other) == figures_of(ballots)


@given(ballots_of, st.sampled_from([Method.BORDA, Method.SCHULZE, Method.FIRST_PREFERENCES]))
def test_a_further_order_for_the_winner_alone_leaves_the_winner(
    ballots: list[tuple[int, ...]], method: Method
) -> None:
    winner = figures_of(ballots).outcomes[method].winner
    assert winner is not None
    assert figures_of([*ballots, (winner,)]).outcomes[method].winner == winner


@given(ballots_of, ballots_of)
def test_pairs_and_points_of_two_groups_add_up(
    some: list[tuple[int, ...]], others: list[tuple[int, ...]]
) -> None:
    one, other, both = figures_of(some), figures_of(others), figures_of(some + others)
    assert both.n == one.n + other.n
    assert both.pairs == {pair: n + other.pairs[pair] for pair, n in one.pairs.items()}
    assert both.borda == {key: points + other.borda[key] for key, points in one.borda.items()}


def test_without_orders_nobody_wins() -> None:
    figures = figures_of([])
    assert (figures.n, figures.rounds, figures.condorcet) == (0, (), None)
    assert set(winners(figures).values()) == {None}
    assert {outcome.places for outcome in figures.outcomes.values()} == {(OPTIONS,)}
    assert set(figures.mean_places.values()) == {None}


def test_orders_counted_nought_times_are_none() -> None:
    figures = ranking_figures(Preferences.of_orders((1, 2), {(1, 2): 0, (2,): 1}))
    assert figures.outcomes[Method.INSTANT_RUNOFF].winner == 2


RULES: Mapping[str, tuple[Sequence[tuple[int, ...]], int, str]] = {
    "the earlier round": (
        # 5 leaves, then 4 (fewest at once with 3, but 3 had more in the first round).
        [(1,)] * 5 + [(2,)] * 4 + [(3,)] * 3 + [(4,)] * 2 + [(5, 4)],
        4,
        "earlier_rounds",
    ),
    "the list": ([(1,)] * 3 + [(2,)] * 2 + [(3,)] * 2, 3, "as_listed"),
}


@pytest.mark.parametrize("rule", RULES)
def test_of_equals_one_leaves_by_the_stated_rule(rule: str) -> None:
    ballots, leaves, broken_by = RULES[rule]
    tied = [one for one in figures_of(ballots).rounds if one.tied]
    assert (leaves, broken_by) in {(one.out, one.broken_by) for one in tied}


def test_half_against_half_is_a_tie_for_the_first_place() -> None:
    figures = figures_of([(1,), (2,)], (1, 2))
    outcome = figures.outcomes[Method.INSTANT_RUNOFF]
    assert (outcome.places, outcome.winner, outcome.broken_by) == (((1, 2),), 1, "as_listed")


def test_half_against_half_after_a_round_goes_by_that_round() -> None:
    figures = figures_of([(1,)] * 3 + [(2,)] * 4 + [(3, 1)], (1, 2, 3))
    outcome = figures.outcomes[Method.INSTANT_RUNOFF]
    assert (outcome.places, outcome.winner) == (((1, 2), (3,)), 2)
    assert outcome.broken_by == "earlier_rounds"


def test_options_that_only_the_list_tells_apart_share_a_place() -> None:
    figures = figures_of([(1,)] * 3 + [(2,)], (1, 2, 3, 4, 5))
    assert figures.outcomes[Method.INSTANT_RUNOFF].places == ((1,), (2,), (3, 4, 5))
    figures = figures_of([(1,)] * 3 + [(2,)] * 3, (1, 2, 3, 4, 5))
    assert figures.outcomes[Method.INSTANT_RUNOFF].places == ((1, 2), (3, 4, 5))


def test_three_equal_camps_are_tied_together() -> None:
    figures = figures_of([(1,), (2,), (3,)], (1, 2, 3))
    assert {outcome.places for outcome in figures.outcomes.values()} == {((1, 2, 3),)}
    assert {outcome.broken_by for outcome in figures.outcomes.values()} == {"as_listed"}


def test_a_tie_is_broken_by_first_preferences_before_the_list() -> None:
    figures = figures_of([(1, 2), (2, 1), (2, 1), (1, 2), (2,), (3, 1)], (1, 2, 3))
    outcome = figures.outcomes[Method.SCHULZE]
    assert (outcome.places[0], outcome.winner) == ((1, 2), 2)
    assert outcome.broken_by == "first_preferences"
