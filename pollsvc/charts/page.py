"""The page size: the chart for print, downloads and places that take a picture.

800 points wide; the height follows from the bars and their labels. A short rule of
the accent colour, the question as title, the base line, bars on an axis from 0 to
the next ten above the largest share, notes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pollsvc.charts.columns import Columns
from pollsvc.charts.grid import GridPlot
from pollsvc.charts.marks import (
    ACCENT,
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    TRACK,
    Anchor,
    Box,
    Drawing,
    Face,
)
from pollsvc.charts.picture import Bar, Picture, shown, shown_grid
from pollsvc.charts.shifts import ShiftPlot
from pollsvc.charts.strips import StripPlot
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

WIDTH = 800.0
_MARGIN = 24.0
_ROOM = WIDTH - 2 * _MARGIN

_TITLE = Style(23, 1.25, Face.TITLE)
_SUBTITLE = Style(15, 1.4, color=MUTED)
_SAMPLE = Style(14, 1.35, Face.STRONG)
_NOTICE = Style(17, 1.45)
_LABEL = Style(15)
_PERCENT = Style(15, face=Face.STRONG)
_COUNT = Style(13, color=MUTED)
_MORE = Style(13.5, 1.4, color=MUTED)
_TICK = Style(13, color=MUTED)
_NOTE = Style(12.5, 1.5, color=MUTED)

_LABEL_ROOM = 402.0
_LABEL_ROOM_LEAST = 72.0
# A long list keeps to the three lines that labels should have; a short one may grow.
_LABEL_LINES, _LABEL_LINES_OF_MANY = 6, 3
_MANY = 12
_LABEL_GAP = 22.0
_VALUE_GAP = 8.0
_COUNT_GAP = 5.0
# Height of the white behind a figure, where the grid stops.
_HALO = 22.0


def page_drawing(picture: Picture, setter: Typesetter) -> Drawing:
    """The picture laid out on a page 800 points wide, left to right."""
    drawing = Drawing(WIDTH, 0)
    drawing.boxes.append(Box(_MARGIN, 22, 42, 6, ACCENT))
    y = setter.put(
        drawing, setter.paragraph(picture.title, _ROOM, _TITLE, most=6, even=True), _MARGIN, 38
    )
    if picture.subtitle:
        subtitle = setter.paragraph(picture.subtitle, _ROOM, _SUBTITLE, most=4)
        y = setter.put(drawing, subtitle, _MARGIN, y + 4)
    if picture.sample:
        y = _put_sample(drawing, setter, picture.sample, y)
    if picture.notice:
        notice = setter.paragraph(picture.notice, _ROOM - 20, _NOTICE, most=6)
        drawing.boxes.append(Box(_MARGIN, y + 18, 4, notice.height, ACCENT))
        y = setter.put(drawing, notice, _MARGIN + 20, y + 18) + 6
    y = _put_figures(drawing, picture, setter, y + 18) + 12
    for note in picture.notes:
        y = setter.put(drawing, setter.paragraph(note, _ROOM, _NOTE, most=6), _MARGIN, y)
    drawing.height = math.ceil(y + 20)
    return drawing


def _put_figures(drawing: Drawing, picture: Picture, setter: Typesetter, top: float) -> float:
    """The chart and the table under it; gives the ``y`` below."""
    y = top
    if picture.bars:
        bars, more = shown(picture.bars, picture, "page")
        y = _Plot.of(picture, bars, setter).put(drawing, y)
        y = setter.put(drawing, setter.paragraph(more, _ROOM, _MORE, most=2), _MARGIN, y + 4)
    if picture.columns:
        columns = Columns.of(picture.columns, picture.mark, setter, _ROOM)
        y = columns.put(drawing, _MARGIN, y)
    if picture.strips:
        rows = shown(picture.strips.rows, picture, "page")
        strips = StripPlot.of(picture.strips, rows, setter, _ROOM)
        y = strips.put(drawing, _MARGIN, y)
    if picture.shifts:
        shifts = ShiftPlot.of(shown(picture.shifts, picture, "page"), setter, _ROOM)
        y = shifts.put(drawing, _MARGIN, y)
    grid, more = shown_grid(picture, "page")
    if grid:
        gap = 14 if y > top else 0
        y = GridPlot.of(grid, more, setter, _ROOM).put(drawing, _MARGIN, y + gap)
    return y if y > top else top - 18


def _put_sample(drawing: Drawing, setter: Typesetter, text: str, top: float) -> float:
    """A band that says that the figures were made up; gives the ``y`` below."""
    sample = setter.paragraph(text, _ROOM - 24, _SAMPLE, most=2)
    drawing.boxes.append(Box(_MARGIN, top + 8, _ROOM, sample.height + 12, TRACK))
    return setter.put(drawing, sample, _MARGIN + 12, top + 14) + 6


def axis_end(bars: tuple[Bar, ...]) -> int:
    """The end of the axis in percent: the next ten at or above the largest share."""
    shares = [bar.share for bar in bars if bar.share is not None]
    if not any(shares):
        return 100
    # 0.7 * 10 is a hair over 7 in binary, and 70% needs no axis to 80.
    return max(10, math.ceil(round(max(shares) * 10, 9)) * 10)


@dataclass(frozen=True)
class _Plot:
    """Bars and axis, measured."""

    bars: tuple[Bar, ...]
    percent_pattern: str
    setter: Typesetter
    labels: tuple[Paragraph, ...]
    values: tuple[tuple[Paragraph, Paragraph], ...]
    axis: float
    end: int
    unit: float
    """Width of one percent."""

    @classmethod
    def of(cls, picture: Picture, bars: tuple[Bar, ...], setter: Typesetter) -> _Plot:
        most = _LABEL_LINES_OF_MANY if len(bars) > _MANY else _LABEL_LINES
        labels = tuple(
            setter.paragraph(bar.label, _LABEL_ROOM, _LABEL, most=most, even=True) for bar in bars
        )
        values = tuple(
            (
                setter.paragraph(bar.percent_text, _ROOM, _PERCENT, most=1),
                setter.paragraph(bar.count_text, _ROOM, _COUNT, most=1),
            )
            for bar in bars
        )
        widest = max(paragraph.width for paragraph in labels)
        axis = _MARGIN + min(max(widest, _LABEL_ROOM_LEAST), _LABEL_ROOM) + _LABEL_GAP
        end = axis_end(bars)
        right = WIDTH - _MARGIN
        last_tick = _TICK.width(picture.percent_pattern.replace("{}", str(end)))
        unit = (right - axis - last_tick / 2) / end
        for bar, value in zip(bars, values, strict=True):
            if bar.share:
                unit = min(unit, (right - axis - _value_width(value)) / (bar.share * 100))
        return cls(bars, picture.percent_pattern, setter, labels, values, axis, end, unit)

    def put(self, drawing: Drawing, top: float) -> float:
        """Draw it with the tick labels at ``top``; gives the ``y`` below."""
        plot_top = self._ticks(drawing, top)
        dense = len(self.labels) > 6
        thickness, least, padding = (26, 48, 16) if dense else (32, 60, 22)
        heights = [max(least, label.height + padding) for label in self.labels]
        bottom = plot_top + sum(heights)
        self._grid(drawing, plot_top, bottom)
        y = plot_top
        for number, height in enumerate(heights):
            self._row(drawing, number, y + height / 2, thickness)
            y += height
        drawing.boxes.append(Box(self.axis - 1, plot_top, 1.5, bottom - plot_top, INK))
        return bottom

    def _ticks(self, drawing: Drawing, top: float) -> float:
        """The numbers above the axis, as many as have room; the last has the sign."""
        step = 10 if self.unit * 10 >= 30 or self.end < 30 else 20
        numbers = range(0, self.end + 1, step)
        below = top
        for number in numbers:
            text = str(number)
            if number == numbers[-1]:
                text = self.percent_pattern.replace("{}", text)
            tick = self.setter.paragraph(text, _ROOM, _TICK, most=1)
            x = self.axis + number * self.unit
            below = self.setter.put(drawing, tick, x, top, Anchor.MIDDLE)
        return below + 5

    def _grid(self, drawing: Drawing, top: float, bottom: float) -> None:
        for number in range(10, self.end + 1, 10):
            x = round(2 * (self.axis + number * self.unit)) / 2
            drawing.boxes.append(Box(x, top, 1, bottom - top, HAIRLINE))

    def _row(self, drawing: Drawing, number: int, middle: float, thickness: float) -> None:
        label, (percent, count) = self.labels[number], self.values[number]
        self.setter.put(drawing, label, _MARGIN, middle - label.height / 2)
        share = self.bars[number].share or 0.0
        # Somebody chose it: a share of one in a thousand is still seen.
        length = max(share * 100 * self.unit, 1.5) if share else 0.0
        bar_top = middle - thickness / 2
        halo_width = _value_width((percent, count))
        halo = Box(self.axis + length, middle - _HALO / 2, halo_width, _HALO, PAPER)
        drawing.boxes += [halo, Box(self.axis, bar_top, length, thickness, ACCENT)]
        x = self.axis + length + _VALUE_GAP
        self.setter.put(drawing, percent, x, middle - percent.height / 2)
        x += percent.width + _COUNT_GAP
        self.setter.put(drawing, count, x, middle - count.height / 2)


def _value_width(value: tuple[Paragraph, Paragraph]) -> float:
    percent, count = value
    return _VALUE_GAP + percent.width + _COUNT_GAP + count.width + 3
