"""Columns on a line: the points of a scale, or a histogram, with the mean marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pollsvc.charts.marks import ACCENT, INK, MUTED, PAPER, Anchor, Box, Drawing, Face
from pollsvc.charts.parts import Column, Mark
from pollsvc.charts.tones import BESIDE
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

_HEIGHT = 168.0
_PERCENT, _COUNT, _LABEL, _WORDS, _MARK = 15.0, 12.5, 13.5, 12.5, 13.5
_LEAST = 8.5
"""No letters smaller than this, before a size is scaled."""
_FULL = 0.74
"""The part of its slot that a column fills."""
_WIDEST = 0.2
"""The part of the chart that a column takes at most, so that one alone is no block."""
_APART = 0.6
"""How many slots lie between the points and what is none."""
_GAP = 6.0
_DASH, _PAUSE = 5.0, 4.0


@dataclass(frozen=True)
class Columns:
    """Columns, measured. ``scale`` stretches letters and heights, not the width."""

    columns: tuple[Column, ...]
    setter: Typesetter
    scale: float
    width: float
    slot: float
    percents: tuple[Paragraph, ...]
    counts: tuple[Paragraph, ...]
    labels: tuple[Paragraph, ...]
    words: tuple[Paragraph, ...]
    mark: tuple[float, Paragraph] | None

    @classmethod
    def of(
        cls,
        columns: tuple[Column, ...],
        mark: Mark | None,
        setter: Typesetter,
        width: float,
        scale: float = 1.0,
    ) -> Columns:
        """Measure them for this width."""
        apart = _APART if any(one.is_beside for one in columns) else 0.0
        slot = width / (len(columns) + apart)
        percents = _one_size(
            [one.percent_text for one in columns], setter, slot, _PERCENT * scale, Face.STRONG
        )
        counts = _one_size([one.count_text for one in columns], setter, slot, _COUNT * scale)
        if any(paragraph.width > slot for paragraph in counts):
            counts = _one_size([""] * len(columns), setter, slot, 0.0)
        marked = None
        if mark:
            style = Style(_MARK * scale, 1.3, Face.STRONG)
            marked = (mark.place, setter.paragraph(mark.text, width, style, most=1))
        return cls(
            columns,
            setter,
            scale,
            width,
            slot,
            percents,
            counts,
            _labels(columns, setter, slot, scale),
            _words(columns, setter, slot, scale),
            marked,
        )

    @property
    def height(self) -> float:
        """Height of everything, from the mark's text to the words under the labels."""
        gap = _GAP * self.scale
        return self._head + self._tops + _HEIGHT * self.scale + gap + self._feet

    def put(self, drawing: Drawing, x: float, top: float) -> float:
        """Draw them with the upper left corner there; gives the ``y`` below."""
        ground = top + self._head + self._tops + _HEIGHT * self.scale
        highest = max((one.share or 0.0 for one in self.columns), default=0.0) or 1.0
        self._put_mark(drawing, x, top, ground)
        for number, one in enumerate(self.columns):
            share = one.share or 0.0
            # Somebody chose it: a share of one in a thousand is still seen.
            height = max(share / highest * _HEIGHT * self.scale, 1.5) if share else 0.0
            self._put_column(drawing, number, self._middle(x, number), ground, height)
        drawing.boxes.append(Box(x, ground, self._line, 1.5, INK))
        self._put_feet(drawing, x, ground + _GAP * self.scale)
        return top + self.height

    @property
    def _head(self) -> float:
        return self.mark[1].height + _GAP * self.scale if self.mark else 0.0

    @property
    def _tops(self) -> float:
        counts = max((one.height for one in self.counts), default=0.0)
        return max((one.height for one in self.percents), default=0.0) + counts + 3

    @property
    def _feet(self) -> float:
        words = max((one.height for one in self.words), default=0.0)
        return max(self._point_labels + words, *(one.height for one in self.labels))

    @property
    def _point_labels(self) -> float:
        """Height of the labels of points, under which their words stand."""
        points = zip(self.columns, self.labels, strict=True)
        return max((label.height for one, label in points if not one.is_beside), default=0.0)

    @property
    def _line(self) -> float:
        """How long the ground line is: as far as the points go."""
        return self.slot * sum(not one.is_beside for one in self.columns)

    def _middle(self, x: float, number: int) -> float:
        apart = _APART if self.columns[number].is_beside else 0.0
        return x + (number + 0.5 + apart) * self.slot

    def _put_column(
        self, drawing: Drawing, number: int, middle: float, ground: float, height: float
    ) -> None:
        wide = min(self.slot * _FULL, self.width * _WIDEST)
        color = BESIDE if self.columns[number].is_beside else ACCENT
        percent, count = self.percents[number], self.counts[number]
        top = ground - height - 3 - percent.height - count.height
        text = max(percent.width, count.width) + 4
        drawing.boxes.append(
            Box(middle - text / 2, top, text, percent.height + count.height + 3, PAPER)
        )
        drawing.boxes.append(Box(middle - wide / 2, ground - height, wide, height, color))
        below = self.setter.put(drawing, percent, middle, top, Anchor.MIDDLE)
        self.setter.put(drawing, count, middle, below, Anchor.MIDDLE)
        if self.mark and abs(self.mark[0] - number) * self.slot < wide / 2:
            at = middle + (self.mark[0] - number) * self.slot
            _dashes(drawing, at, ground - height, ground, PAPER)

    def _put_mark(self, drawing: Drawing, x: float, top: float, ground: float) -> None:
        if self.mark is None:
            return
        place, text = self.mark
        at = x + (place + 0.5) * self.slot
        half = text.width / 2
        middle = min(max(at, x + half), x + self.width - half)
        below = self.setter.put(drawing, text, middle, top, Anchor.MIDDLE)
        _dashes(drawing, at, below + 2, ground, INK)

    def _put_feet(self, drawing: Drawing, x: float, top: float) -> None:
        labels = self._point_labels
        last = sum(not one.is_beside for one in self.columns) - 1
        for number, (label, words) in enumerate(zip(self.labels, self.words, strict=True)):
            middle = self._middle(x, number)
            half = label.width / 2
            inside = min(max(middle, x + half), x + self.width - half)
            self.setter.put(drawing, label, inside, top, Anchor.MIDDLE)
            edge = self.slot * _FULL / 2
            if number == 0 < last:
                self.setter.put(drawing, words, middle - edge, top + labels)
            elif number == last > 0:
                self.setter.put(drawing, words, middle + edge, top + labels, Anchor.END)
            else:
                self.setter.put(drawing, words, middle, top + labels, Anchor.MIDDLE)


def _one_size(
    texts: Sequence[str], setter: Typesetter, room: float, size: float, face: Face = Face.TEXT
) -> tuple[Paragraph, ...]:
    """Lines of one size, small enough for the widest to fit, if that can still be read."""
    color = MUTED if face is Face.TEXT else INK
    widest = max((Style(1, face=face).width(text) for text in texts), default=0.0)
    fitting = min(size, room / widest) if widest else size
    least = max(fitting, min(size, _LEAST))
    style = Style(least, 1.25, face, color)
    return tuple(setter.paragraph(text, 4 * room, style, most=1) for text in texts)


def _labels(
    columns: tuple[Column, ...], setter: Typesetter, slot: float, scale: float
) -> tuple[Paragraph, ...]:
    """The labels under the columns: in lines, or where words do not fit only some of them."""
    style = Style(_LABEL * scale, 1.25)
    words = [max(map(style.width, one.label.split()), default=0.0) for one in columns]
    widest = max(words, default=0.0)
    room = slot - 4
    if widest > room and not any(one.is_beside for one in columns):
        step = math.ceil((max(map(style.width, (one.label for one in columns))) + 8) / slot)
        if step <= max(2, len(columns) // 2):
            return tuple(
                setter.paragraph(
                    one.label if number % step == 0 else "", step * slot, style, most=1
                )
                for number, one in enumerate(columns)
            )
    smaller = Style(max(_LEAST, min(style.size, style.size * room / (widest or 1))), 1.25)
    return tuple(setter.paragraph(one.label, room, smaller, most=5, even=True) for one in columns)


def _words(
    columns: tuple[Column, ...], setter: Typesetter, slot: float, scale: float
) -> tuple[Paragraph, ...]:
    """The words of points that have some, each with room up to the next that has."""
    style = Style(_WORDS * scale, 1.25, color=MUTED)
    there = [number for number, one in enumerate(columns) if one.words]
    found = []
    for number, one in enumerate(columns):
        near = min((abs(number - other) for other in there if other != number), default=2)
        room = slot * near * (0.62 if near > 1 else 0.94)
        found.append(setter.paragraph(one.words, room, style, most=4))
    return tuple(found)


def _dashes(drawing: Drawing, x: float, top: float, bottom: float, color: str) -> None:
    y = top
    while y < bottom:
        drawing.boxes.append(Box(x - 0.75, y, 1.5, min(_DASH, bottom - y), color))
        y += _DASH + _PAUSE
