"""Ties for the first place, and how they are broken."""

from __future__ import annotations

from collections.abc import Sequence

from pollsvc.domain.figures import Outcome
from pollsvc.domain.ranking.orders import Preferences

FIRST_PREFERENCES = "first_preferences"
AS_LISTED = "as_listed"
EARLIER_ROUNDS = "earlier_rounds"


def outcome_of(
    groups: Sequence[tuple[int, ...]], preferences: Preferences, *, by_first: bool = True
) -> Outcome:
    """The outcome of a method that puts options in such groups, from first to last.

    Of those tied for the first place the one wins that most orders put first; among those
    that are still equal, the one that is listed first. ``by_first=False`` leaves the first
    of these rules out, where it is what they are tied by.
    """
    if not preferences.n:
        return Outcome(places=(preferences.ranked,), winner=None)
    tied = groups[0]
    if len(tied) == 1:
        return Outcome(places=tuple(groups), winner=tied[0])
    rule = AS_LISTED
    if by_first:
        most = max(map(preferences.first, tied))
        tied = tuple(option for option in tied if preferences.first(option) == most)
        rule = FIRST_PREFERENCES if len(tied) == 1 else AS_LISTED
    # The first of a group is the one that is listed first.
    return Outcome(places=tuple(groups), winner=tied[0], broken_by=rule)
