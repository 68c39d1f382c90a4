"""Borda's points, and the plain count of first preferences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from pollsvc.domain.figures import Outcome
from pollsvc.domain.ranking.orders import Preferences
from pollsvc.domain.ranking.ties import outcome_of


def borda_points(preferences: Preferences) -> dict[int, Fraction]:
    """The points of each option: one for every other option and order that puts it before.

    Where an order leaves both out, each has half a point. So every order gives away as many
    points as there are pairs, however many options it names.

    Source: Borda (1781) in the tournament form, see Emerson (2013), "The original Borda
    count and partial voting", Social Choice and Welfare 40, for why it matters what those
    left out are given.
    """
    n, pairs = preferences.n, preferences.pairs
    points = dict.fromkeys(preferences.ranked, Fraction(0))
    for (one, other), before in pairs.items():
        points[one] += before + Fraction(n - before - pairs[other, one], 2)
    return points


def borda_outcome(points: Mapping[int, Fraction], preferences: Preferences) -> Outcome:
    """Most points first."""
    return outcome_of(_grouped(points), preferences)


def first_outcome(preferences: Preferences) -> Outcome:
    """Most first preferences first."""
    first = {option: Fraction(preferences.first(option)) for option in preferences.ranked}
    return outcome_of(_grouped(first), preferences, by_first=False)


def ranked_by(preferences: Preferences) -> dict[int, int]:
    """How many gave each option a place."""
    given: defaultdict[int, int] = defaultdict(int)
    for (option, _), times in preferences.places.items():
        given[option] += times
    return {option: given[option] for option in preferences.ranked}


def mean_places(preferences: Preferences) -> dict[int, Fraction | None]:
    """The mean of the places that each option was given by those who ranked it."""
    given = ranked_by(preferences)
    total: defaultdict[int, int] = defaultdict(int)
    for (option, place), times in preferences.places.items():
        total[option] += place * times
    return {
        option: Fraction(total[option], given[option]) if given[option] else None
        for option in preferences.ranked
    }


def _grouped(points: Mapping[int, Fraction]) -> list[tuple[int, ...]]:
    """Options from most points to fewest, equal ones together in the order listed."""
    groups: defaultdict[Fraction, list[int]] = defaultdict(list)
    for option, number in points.items():
        groups[number].append(option)
    return [tuple(groups[number]) for number in sorted(groups, reverse=True)]
