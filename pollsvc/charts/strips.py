"""Bars cut into segments, with a key: one bar a row, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from pollsvc.charts.marks import INK, MUTED, Anchor, Box, Drawing, Face
from pollsvc.charts.parts import Key, Part, Strip, Strips
from pollsvc.charts.tones import fill_of, grey, written_on
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

_LABEL, _NOTE, _KEY, _FIGURE = 15.0, 12.5, 13.5, 12.5
_BAR, _GAP, _SEAM = 28.0, 15.0, 1.5
_APART = 14.0
"""How far what is no point stands from the bars that lead over a middle."""


@dataclass(frozen=True)
class StripPlot:
    """Such bars, measured. ``scale`` stretches letters and heights, not the width."""

    key: tuple[Key, ...]
    fills: tuple[str, ...]
    setter: Typesetter
    scale: float
    width: float
    both_ways: bool
    keys: tuple[tuple[float, float, Paragraph], ...]
    """Where each label of the key stands, and what it says."""
    rows: tuple[tuple[Strip, Paragraph, Paragraph], ...]
    """Each bar with its label and its note."""
    more: Paragraph

    @classmethod
    def of(
        cls,
        strips: Strips,
        shown: tuple[tuple[Strip, ...], str],
        setter: Typesetter,
        width: float,
        scale: float = 1.0,
    ) -> StripPlot:
        """Measure those rows that are shown; ``shown`` says too what is left out."""
        rows = []
        for row in shown[0]:
            style = Style(_NOTE * scale, 1.27, color=MUTED)
            note = setter.paragraph(row.note, width / 3, style, most=1)
            room = width - note.width - _GAP
            rows.append(
                (row, setter.paragraph(row.label, room, Style(_LABEL * scale), most=3), note)
            )
        return cls(
            strips.key,
            _fills(strips.key),
            setter,
            scale,
            width,
            strips.both_ways,
            _keys(strips.key, setter, width, scale),
            tuple(rows),
            setter.paragraph(shown[1], width, Style(_NOTE * scale, 1.5, color=MUTED), most=1),
        )

    @property
    def height(self) -> float:
        """Height of key and bars."""
        return self._key_height + sum(map(self._row_height, self.rows)) + self.more.height

    def put(self, drawing: Drawing, x: float, top: float) -> float:
        """Draw them with the upper left corner there; gives the ``y`` below."""
        side = 0.72 * _KEY * self.scale
        for (left, line, label), fill in zip(self.keys, self.fills, strict=True):
            middle = top + line + label.height / 2
            drawing.boxes.append(Box(x + left, middle - side / 2, side, side, fill))
            self.setter.put(drawing, label, x + left + 1.5 * side, top + line)
        y = top + self._key_height
        for row in self.rows:
            self._put_row(drawing, row, x, y)
            y += self._row_height(row)
        return self.setter.put(drawing, self.more, x, y)

    @property
    def _key_height(self) -> float:
        last = max((line + label.height for _, line, label in self.keys), default=0.0)
        return last + _GAP * self.scale

    def _row_height(self, row: tuple[Strip, Paragraph, Paragraph]) -> float:
        _, label, note = row
        return max(label.height, note.height) + (4 + _BAR + _GAP) * self.scale

    def _put_row(
        self, drawing: Drawing, row: tuple[Strip, Paragraph, Paragraph], x: float, top: float
    ) -> None:
        strip, label, note = row
        self.setter.put(drawing, label, x, top)
        below = top + max(label.height, note.height)
        self.setter.put(drawing, note, x + self.width, below - note.height, Anchor.END)
        bar = below + 4 * self.scale
        zero, unit, aside = self._axis()
        for key, fill, part in zip(self.key, self.fills, strip.parts, strict=False):
            start = aside if self.both_ways and key.is_beside else zero
            box = Box(
                x + start + part.start * unit, bar, part.width * unit, _BAR * self.scale, fill
            )
            self._put_part(drawing, part, box)
        if self.both_ways:
            over = 4 * self.scale
            line = Box(x + zero - 0.75, bar - over, 1.5, _BAR * self.scale + 2 * over, INK)
            drawing.boxes.append(line)

    def _put_part(self, drawing: Drawing, part: Part, box: Box) -> None:
        """Draw a segment in this box, with its figure where that has room."""
        if not box.width:
            return
        seam = _SEAM if box.width > 2 * _SEAM else 0.0
        drawing.boxes.append(replace(box, width=box.width - seam))
        style = Style(_FIGURE * self.scale, 1.25, Face.STRONG, written_on(box.color))
        figure = self.setter.paragraph(part.text, 10 * self.width, style, most=1)
        if figure.width + 4 > box.width:
            return
        middle = box.x + (box.width - seam) / 2
        if self.both_ways and part.start < 0 < part.start + part.width:
            # Beside the line in the middle, not on it.
            aside = figure.width / 2 + 5
            if middle + aside + figure.width / 2 > box.x + box.width - 2:
                return
            middle += aside
        top = box.y + (box.height - figure.height) / 2
        self.setter.put(drawing, figure, middle, top, Anchor.MIDDLE)

    def _axis(self) -> tuple[float, float, float]:
        """Where nought is, how wide a whole is, and where what stands aside begins."""
        if not self.both_ways:
            return 0.0, self.width, 0.0
        left = right = beside = 0.0
        for row, _, _ in self.rows:
            for key, part in zip(self.key, row.parts, strict=False):
                if key.is_beside:
                    beside = max(beside, part.start + part.width)
                else:
                    left = max(left, -part.start)
                    right = max(right, part.start + part.width)
        apart = _APART * self.scale if beside else 0.0
        whole = left + right + beside
        unit = (self.width - apart) / whole if whole else 0.0
        return left * unit, unit, (left + right) * unit + apart


def _fills(key: tuple[Key, ...]) -> tuple[str, ...]:
    """The colour of each segment, in the order of the key."""
    greys = (grey(place) for place in count())
    return tuple(next(greys) if one.is_beside else fill_of(one.tone) for one in key)


def _keys(
    key: tuple[Key, ...], setter: Typesetter, width: float, scale: float
) -> tuple[tuple[float, float, Paragraph], ...]:
    """The labels of the key one after another, on as many lines as they need."""
    style = Style(_KEY * scale, 1.5)
    swatch, gap = 1.1 * _KEY * scale, 1.2 * _KEY * scale
    found = []
    x, y = 0.0, 0.0
    for one in key:
        label = setter.paragraph(one.label, width - swatch, style, most=1)
        if x and x + swatch + label.width > width:
            x, y = 0.0, y + style.line
        found.append((x, y, label))
        x += swatch + label.width + gap
    return tuple(found)
