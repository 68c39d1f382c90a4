"""Columns: the points of a scale, or the stretches of a histogram, worked out for SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pollsvc.domain.figures import Bin, Line, QuestionFigures
from pollsvc.domain.scales import points
from pollsvc.results.lines import bare_percent, in_percent, label_text
from pollsvc.results.looks.room import NARROW, WIDE, anchor_of, evenly, highest_first
from pollsvc.web.formats import direction, labelled, measured_text, number_text, percent_text
from pollsvc.web.languages import page_language
from pollsvc.web.measures import bin_text

BASELINE = 122.0
_HIGHEST = 100.0
_COLUMN = 0.76
_WIDEST = 20.0
"""Percent of the chart that a column takes at most, so that one alone is no block."""
_SWAPPED = {"start": "end", "end": "start", "middle": "middle"}


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word at a column; ``room`` says where it shows: ``"narrow"``, ``"wide"``, or both."""

    text: str
    x: str
    y: str
    anchor: str = "middle"
    room: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column as SVG attributes."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A chart of columns: ``values`` stand over them, ``below`` names them.

    ``said`` is each column in words.
    """

    columns: tuple[Column, ...]
    values: tuple[Word, ...]
    below: tuple[Word, ...]
    said: tuple[str, ...]


def columns_of_points(figures: QuestionFigures, tongue: str) -> Columns:
    """A column for each point of a scale."""
    lines = points(figures)
    labels = [_point(line, tongue) for line in lines]
    return _columns(labels, lines, is_percent=in_percent(figures))


def columns_of_bins(figures: QuestionFigures) -> Columns | None:
    """A column for each stretch of numbers or days; ``None`` where there are no numbers."""
    numbers = figures.numbers
    if numbers is None or not numbers.bins:
        return None
    labels = [bin_text(figures.question, one, page_language()) for one in numbers.bins]
    return _columns(labels, numbers.bins, is_percent=in_percent(figures))


def _point(line: Line, tongue: str) -> str:
    """A point by its number, where it has one."""
    value = line.option.value
    if value is None:
        return label_text(line.option, tongue)
    return measured_text(value, page_language())


def _columns(labels: Sequence[str], of: Sequence[Line | Bin], *, is_percent: bool) -> Columns:
    language = page_language()
    counts = [one.count for one in of]
    numbers = [number_text(count, language) for count in counts]
    values = [bare_percent(one) for one in of] if is_percent else numbers
    step, top = 100 / len(of), max(counts) or 1
    rtl = direction(language) == "rtl"
    middles = [_turned((place + 0.5) * step, rtl) for place in range(len(of))]
    heights = [max(1.0, _HIGHEST * count / top) for count in counts]
    width = min(step * _COLUMN, _WIDEST)
    return Columns(
        columns=tuple(
            Column(
                x=f"{middle - width / 2:.2f}%",
                y=f"{BASELINE - height:.1f}",
                width=f"{width:.2f}%",
                height=f"{height:.1f}",
            )
            for middle, height in zip(middles, heights, strict=True)
        ),
        values=_values(values, counts, middles, heights),
        below=_below(labels, middles, rtl=rtl),
        said=tuple(
            labelled(label, f"{number} ({percent_text(one, language)})", language)
            for label, number, one in zip(labels, numbers, of, strict=True)
        ),
    )


def _values(
    texts: list[str], counts: list[int], middles: list[float], heights: list[float]
) -> tuple[Word, ...]:
    narrow = highest_first(texts, counts, NARROW)
    wide = highest_first(texts, counts, WIDE, narrow)
    return tuple(
        Word(
            text=texts[place],
            x=f"{middles[place]:.2f}%",
            y=f"{BASELINE - heights[place] - 6:.1f}",
            room="" if place in narrow else "wide",
        )
        for place in sorted(wide)
    )


def _below(texts: Sequence[str], middles: list[float], *, rtl: bool) -> tuple[Word, ...]:
    """Names under the columns: on a phone fewer of them, and then other ones."""
    narrow, wide = (
        {place: _word(texts[place], middles[place], room, rtl=rtl) for place in evenly(texts, room)}
        for room in (NARROW, WIDE)
    )
    words = []
    for place in sorted({*narrow, *wide}):
        small, large = narrow.get(place), wide.get(place)
        if small == large and small is not None:
            words.append(small)
            continue
        words += [replace(one, room="narrow") for one in (small,) if one]
        words += [replace(one, room="wide") for one in (large,) if one]
    return tuple(words)


def _word(text: str, middle: float, room: float, *, rtl: bool) -> Word:
    anchor = anchor_of(text, middle, room)
    x = {"start": "0%", "end": "100%"}.get(anchor, f"{middle:.2f}%")
    return Word(text=text, x=x, y="142", anchor=_SWAPPED[anchor] if rtl else anchor)


def _turned(middle: float, rtl: bool) -> float:
    return 100 - middle if rtl else middle
