"""Which words of a chart have room beside each other, on a phone and on a wide page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

NARROW, WIDE = 264, 600
"""Pixels that a chart has at least: in a column of 300 pixels, and where there is room."""
_A_CHARACTER, _WIDE_CHARACTER = 7.3, 13.0
_GAP = 5.0
_BEYOND = 10.0
"""So far a word may reach over the edge of the chart."""


def width_of(text: str) -> float:
    """How wide a word is, in pixels, in the letters of charts."""
    return sum(
        _WIDE_CHARACTER if unicodedata.east_asian_width(char) in "WF" else _A_CHARACTER
        for char in text
    )


def highest_first(
    texts: Sequence[str], counts: Sequence[int], room: float, given: frozenset[int] = frozenset()
) -> frozenset[int]:
    """The places of words over columns that have room, those of high columns before others.

    ``given`` are placed already. Columns are all as wide and fill the room.
    """
    step = room / len(texts)
    taken = set(given)
    for place in sorted(range(len(texts)), key=lambda one: (-counts[one], one)):
        if all(
            abs(place - one) * step >= (width_of(texts[place]) + width_of(texts[one])) / 2 + 2
            for one in taken
            if one != place
        ):
            taken.add(place)
    return frozenset(taken)


def evenly(texts: Sequence[str], room: float) -> frozenset[int]:
    """The places of words under columns: every one, or every second, third …"""
    spans = [
        _span(text, (place + 0.5) * 100 / len(texts), room) for place, text in enumerate(texts)
    ]
    for every in range(1, len(texts) + 1):
        places = range(0, len(texts), every)
        if all(spans[one][1] + _GAP <= spans[other][0] for one, other in pairwise(places)):
            return frozenset(places)
    return frozenset({0})


def _span(text: str, middle: float, room: float) -> tuple[float, float]:
    """From where to where a word reaches, in pixels."""
    width = width_of(text)
    match anchor_of(text, middle, room):
        case "start":
            return 0.0, width
        case "end":
            return room - width, room
        case _:
            return middle * room / 100 - width / 2, middle * room / 100 + width / 2


def anchor_of(text: str, middle: float, room: float) -> str:
    """How a word stands at a place (in percent of the room) without leaving the chart."""
    half = width_of(text) / 2
    at = middle * room / 100
    if at - half < -_BEYOND:
        return "start"
    return "end" if at + half > room + _BEYOND else "middle"
