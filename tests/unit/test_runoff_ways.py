"""How far the ways of breaking a runoff's ties are followed, and what is said beyond that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsvc.domain.question import Method
from pollsvc.domain.ranking import Orders, Preferences, instant_runoff, ranking_figures
from pollsvc.domain.ranking.instant_runoff import runoff_outcome, runoff_rounds, runoff_winners
from tests.unit import naive_ranking as naive

MOST = 100_000


class Order(tuple[int, ...]):
    """An order that counts how often any such is read."""

    __slots__ = ()
    read = 0

    def __iter__(self) -> Iterator[int]:
        Order.read += 1
        return super().__iter__()


def rotations(options: int, number: int) -> dict[tuple[int, ...], int]:
    """As many orders as asked for; every option is as often at each place as any other."""
    chance = Random(1)
    orders: dict[tuple[int, ...], int] = {}
    while len(orders) < number:
        order = chance.sample(range(options), options)
        for step in range(options):
            orders[Order((one + step) % options + 1 for one in order)] = 1
    return orders


def triples(options: int) -> dict[tuple[int, ...], int]:
    return {Order(one): 1 for one in permutations(range(1, options + 1), 3)}


WORST = {
    "20 options": (20, rotations(20, 20_000)),
    "50 options": (50, rotations(50, 20_000)),
    "all triples": (20, triples(20)),
    "few orders": (20, rotations(20, 20)),
}


@pytest.mark.parametrize("name", WORST)
def test_whatever_the_orders_are_so_many_are_read_and_no_more(name: str) -> None:
    options, orders = WORST[name]
    Order.read = 0
    winners, is_exact = runoff_winners(range(1, options + 1), orders)
    assert Order.read <= MOST
    assert not is_exact
    assert winners == frozenset(range(1, options + 1))


def test_nobody_is_ranked_below_whom_nothing_has_ruled_out() -> None:
    """All ordered triples of 20 options: no two of these differ in anything but the list."""
    figures = ranking_figures(Preferences.of_orders(tuple(range(1, 21)), triples(20)))
    outcome = figures.outcomes[Method.INSTANT_RUNOFF]
    assert outcome.places == (tuple(range(1, 21)),)
    assert (outcome.broken_by, outcome.is_exact) == ("as_listed", False)


def test_equal_camps_are_found_without_following_every_way() -> None:
    pairs: Orders = dict.fromkeys(permutations(range(1, 21), 2), 1)
    assert runoff_winners(range(1, 21), pairs) == (frozenset(range(1, 21)), True)


def test_ties_of_many_who_together_are_too_few_cost_nothing() -> None:
    """48 options with an order each, and two with half of the rest: these two are tied."""
    orders: Orders = {(1,): 100, (2,): 100} | {(one, one % 2 + 1): 1 for one in range(3, 51)}
    assert runoff_winners(range(1, 51), orders) == (frozenset({1, 2}), True)


ballots_of = st.lists(
    st.permutations((1, 2, 3, 4, 5)).flatmap(
        lambda order: st.integers(1, 5).map(lambda most: tuple(order[:most]))
    ),
    min_size=1,
    max_size=9,
)


@given(ballots_of, st.integers(0, 60))
def test_whoever_could_win_is_named_however_few_orders_may_be_read(
    ballots: list[tuple[int, ...]], most: int
) -> None:
    options, orders = (1, 2, 3, 4, 5), Counter(ballots)
    could = naive.runoff_winners(ballots, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instant_runoff, "_MOST_READ", most)
        winners, is_exact = runoff_winners(options, orders)
        outcome = runoff_outcome(options, orders, runoff_rounds(options, orders))
    assert winners >= could
    assert winners == could or not is_exact
    assert outcome.winner in outcome.places[0]
    assert set(outcome.places[0]) >= could or outcome.broken_by == "earlier_rounds"
    assert outcome.is_exact or len(outcome.places[0]) > 1
