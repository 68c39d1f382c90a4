"""Shares and printed percents: the one rule, used by every outlet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction


class PercentRule(StrEnum):
    """How the percents of a question were made; each outlet says it in words."""

    WHOLE = "whole"
    """Rounded so that they add up to 100."""
    PLAIN = "plain"
    """Rounded one by one (half up), as no fair way to reach 100 exists."""
    PER_RESPONDENT = "per_respondent"
    """Several answers: share of respondents, rounded one by one (half up)."""
    NONE = "none"
    """Nobody has answered, so there are no shares."""


def share(count: int, base: int | None) -> Fraction | None:
    """The exact share, or ``None`` where the base is nought or not known."""
    return Fraction(count, base) if base else None


def half_up(count: int, base: int) -> int:
    """``100 * count / base`` rounded half up, in integers."""
    return (200 * count + base) // (2 * base)


def whole_percents(counts: Sequence[int]) -> tuple[tuple[int, ...], PercentRule]:
    """Whole percents of a single-choice question, and the rule that made them.

    Largest remainder by groups of equal counts: every share is rounded down;
    the points still missing from 100 go to whole groups by falling remainder
    (equal remainders: the larger count first). If a group does not fit into the
    points left, every share is rounded half up instead. So equal counts print
    equal percents, a smaller count never prints more than a larger one, and where
    plain rounding adds up to 100 the result is plain rounding.

    Source: Hamilton's method (largest remainder) with ties kept together.
    """
    base = sum(counts)
    if base == 0:
        return tuple(0 for _ in counts), PercentRule.NONE
    sizes = Counter(counts)
    floors = {count: 100 * count // base for count in sizes}
    left = 100 - sum(floors[count] * size for count, size in sizes.items())
    order = iter(sorted(sizes, key=lambda one: (-(100 * one % base), -one)))
    while left:
        count = next(order)  # does not run out: fewer points are missing than there are counts
        if sizes[count] > left:
            return tuple(half_up(one, base) for one in counts), PercentRule.PLAIN
        floors[count] += 1
        left -= sizes[count]
    return tuple(floors[count] for count in counts), PercentRule.WHOLE


def respondent_percents(
    counts: Sequence[int], base: int | None
) -> tuple[tuple[int, ...], PercentRule]:
    """Whole percents per respondent, rounded half up one by one, and the rule.

    Meant for several answers: the sum may be anything and is never forced to 100.
    """
    if not base:
        return tuple(0 for _ in counts), PercentRule.NONE
    return tuple(half_up(one, base) for one in counts), PercentRule.PER_RESPONDENT
