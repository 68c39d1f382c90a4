"""The colours of a bar cut into segments: brown over a middle to blue, and grey beside it."""

from __future__ import annotations

from pollsvc.charts.marks import INK, PAPER
from pollsvc.domain.colour import contrast

# Two ends that are told apart with all common kinds of colour blindness, whatever the accent.
_BOTH_WAYS = {
    -5: "#9a4708",
    -4: "#ae5e20",
    -3: "#d98a4b",
    -2: "#e5ac7e",
    -1: "#f0ceb2",
    0: "#e4e2dc",
    1: "#d0deef",
    2: "#a8c2e3",
    3: "#7fa6d6",
    4: "#3f73b2",
    5: "#0b4f9e",
}
_BESIDE = ("#c9ced6", "#aab2bd", "#8e98a5")
BESIDE = _BESIDE[1]
"""The colour of a column that is no point of the scale."""


def fill_of(tone: int) -> str:
    """The colour of a segment of a scale: -5 (one end) over 0 (the middle) to 5 (the other)."""
    return _BOTH_WAYS[min(max(tone, -5), 5)]


def grey(place: int) -> str:
    """The colour of segment ``place`` (from 0) of those beside the scale."""
    return _BESIDE[place % len(_BESIDE)]


def written_on(fill: str) -> str:
    """The colour of letters on this one: ink, or paper where that is read more easily."""
    return max((INK, PAPER), key=lambda one: contrast(one, fill))
