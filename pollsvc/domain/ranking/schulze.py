"""Schulze's method: who beats whom by a chain of victories, and Condorcet's winner."""

from __future__ import annotations

from collections.abc import Mapping

from pollsvc.domain.figures import Outcome
from pollsvc.domain.ranking.orders import Preferences
from pollsvc.domain.ranking.ties import outcome_of

Strengths = Mapping[tuple[int, int], int]


def strongest_paths(preferences: Preferences) -> dict[tuple[int, int], int]:
    """How strong the strongest path between each two options is, nought where there is none.

    A path goes from victory to victory over pairs; it is as strong as the weakest of them.
    A victory is as strong as the number of those who put the winner before the loser
    ("winning votes").

    Source: Schulze (2011), "A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method", Social Choice and Welfare 36,
    after Floyd and Warshall.
    """
    options, pairs = preferences.ranked, preferences.pairs
    strength = {
        (one, other): before if before > pairs[other, one] else 0
        for (one, other), before in pairs.items()
    }
    for over in options:
        for one in options:
            if one == over:
                continue
            so_far = strength[one, over]
            for other in options:
                if other not in (one, over):
                    way = min(so_far, strength[over, other])
                    strength[one, other] = max(strength[one, other], way)
    return strength


def schulze_outcome(strengths: Strengths, preferences: Preferences) -> Outcome:
    """Those first whom nobody beats by a stronger path, then so on among the rest."""
    left = list(preferences.ranked)
    groups: list[tuple[int, ...]] = []
    while left:
        unbeaten = tuple(
            one
            for one in left
            if all(strengths[other, one] <= strengths[one, other] for other in left if other != one)
        )
        groups.append(unbeaten)
        left = [one for one in left if one not in unbeaten]
    return outcome_of(groups, preferences)


def condorcet_winner(preferences: Preferences) -> int | None:
    """The option that more put before than behind each other one, if there is one."""
    options, pairs = preferences.ranked, preferences.pairs
    if not preferences.n:
        return None
    return next(
        (
            one
            for one in options
            if all(pairs[one, other] > pairs[other, one] for other in options if other != one)
        ),
        None,
    )
