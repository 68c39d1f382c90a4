"""The figures of a ranking: every method side by side, from the same preferences."""

from __future__ import annotations

from pollsvc.domain.figures import Outcome, RankingFigures
from pollsvc.domain.question import Method
from pollsvc.domain.ranking.borda import (
    borda_outcome,
    borda_points,
    first_outcome,
    mean_places,
    ranked_by,
)
from pollsvc.domain.ranking.instant_runoff import runoff_outcome, runoff_rounds
from pollsvc.domain.ranking.orders import Preferences
from pollsvc.domain.ranking.schulze import condorcet_winner, schulze_outcome, strongest_paths


def ranking_figures(preferences: Preferences) -> RankingFigures:
    """What all methods make of these preferences; without the orders none in rounds."""
    points = borda_points(preferences)
    strengths = strongest_paths(preferences)
    outcomes: dict[Method, Outcome] = {}
    rounds = None
    if preferences.orders is not None:
        rounds = runoff_rounds(preferences.ranked, preferences.orders)
        outcomes[Method.INSTANT_RUNOFF] = runoff_outcome(
            preferences.ranked, preferences.orders, rounds
        )
    outcomes[Method.BORDA] = borda_outcome(points, preferences)
    outcomes[Method.SCHULZE] = schulze_outcome(strengths, preferences)
    outcomes[Method.FIRST_PREFERENCES] = first_outcome(preferences)
    return RankingFigures(
        n=preferences.n,
        pairs=preferences.pairs,
        borda=points,
        ranked_by=ranked_by(preferences),
        mean_places=mean_places(preferences),
        strengths=strengths,
        condorcet=condorcet_winner(preferences),
        rounds=rounds,
        outcomes=outcomes,
    )
