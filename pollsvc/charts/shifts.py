"""The same asked twice: two bars a row, before and after, and by how much they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pollsvc.charts.marks import ACCENT, MUTED, TRACK, Anchor, Box, Drawing, Face
from pollsvc.charts.picture import Bar, Shift
from pollsvc.charts.tones import BESIDE
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

_LABEL, _FIGURE, _SMALL = 15.0, 13.5, 12.5
_BAR, _LEAD, _GAP = 15.0, 3.0, 15.0
_BESIDE_BAR = 9.0
_COLORS = (BESIDE, ACCENT)


@dataclass(frozen=True)
class _Level:
    """One bar with what stands before and after it; without a percent there is no bar."""

    bar: Bar
    name: Paragraph
    percent: Paragraph
    count: Paragraph

    @property
    def height(self) -> float:
        return max(self.name.height, self.percent.height)


@dataclass(frozen=True)
class _Row:
    label: Paragraph
    by: Paragraph
    note: Paragraph
    levels: tuple[_Level, _Level]


@dataclass(frozen=True)
class ShiftPlot:
    """Such rows, measured. ``scale`` stretches letters and heights, not the width."""

    setter: Typesetter
    scale: float
    width: float
    rows: tuple[_Row, ...]
    more: Paragraph

    @classmethod
    def of(
        cls,
        shown: tuple[tuple[Shift, ...], str],
        setter: Typesetter,
        width: float,
        scale: float = 1.0,
        lines: int = 3,
    ) -> ShiftPlot:
        """Measure those rows that are shown; ``shown`` says too what is left out.

        Labels have ``lines`` at most, and notes only where that is more than one.
        """
        small = Style(_SMALL * scale, 1.3, color=MUTED)
        strong = Style(_LABEL * scale, 1.27, Face.STRONG)
        rows = []
        for row in shown[0]:
            by = setter.paragraph(row.by, width / 3, strong, most=1)
            room = width - by.width - _GAP * scale
            label = setter.paragraph(row.label, room, Style(_LABEL * scale), most=lines, even=True)
            before, after = (_level(bar, setter, width, scale) for bar in (row.before, row.after))
            note = setter.paragraph(row.note if lines > 1 else "", width, small, most=2)
            rows.append(_Row(label, by, note, (before, after)))
        return cls(
            setter, scale, width, tuple(rows), setter.paragraph(shown[1], width, small, most=1)
        )

    @property
    def height(self) -> float:
        """Height of all rows."""
        return sum(map(self._row_height, self.rows)) + self.more.height

    def put(self, drawing: Drawing, x: float, top: float) -> float:
        """Draw them with the upper left corner there; gives the ``y`` below."""
        y = top
        for row in self.rows:
            self._put_row(drawing, row, x, y)
            y += self._row_height(row)
        return self.setter.put(drawing, self.more, x, y)

    def _row_height(self, row: _Row) -> float:
        levels = sum(level.height for level in row.levels)
        return row.label.height + row.note.height + levels + (_LEAD + _GAP) * self.scale

    def _put_row(self, drawing: Drawing, row: _Row, x: float, top: float) -> None:
        below = self.setter.put(drawing, row.label, x, top)
        self.setter.put(drawing, row.by, x + self.width, below - row.by.height, Anchor.END)
        y = self.setter.put(drawing, row.note, x, below) + _LEAD * self.scale
        for level, color in zip(row.levels, _COLORS, strict=True):
            self._put_level(drawing, level, color, x, y)
            y += level.height

    def _put_level(self, drawing: Drawing, level: _Level, color: str, x: float, top: float) -> None:
        middle = top + level.height / 2
        self.setter.put(drawing, level.name, x, middle - level.name.height / 2)
        gap = _BESIDE_BAR * self.scale
        start, end = x + self._names + gap, x + self.width - self._figures - gap
        count = middle - level.count.height / 2
        if not level.percent.lines:
            self.setter.put(drawing, level.count, start, count)
            return
        bar = _BAR * self.scale
        drawing.boxes.append(Box(start, middle - bar / 2, end - start, bar, TRACK))
        if level.bar.share:
            # Somebody chose it: a share of one in a thousand is still seen.
            length = max(level.bar.share * (end - start), 1.5)
            drawing.boxes.append(Box(start, middle - bar / 2, length, bar, color))
        right = x + self.width
        self.setter.put(drawing, level.count, right, count, Anchor.END)
        right -= self._counts + gap / 2
        top = middle - level.percent.height / 2
        self.setter.put(drawing, level.percent, right, top, Anchor.END)

    @property
    def _names(self) -> float:
        return max(level.name.width for row in self.rows for level in row.levels)

    @property
    def _counts(self) -> float:
        return self._widest(lambda level: level.count)

    @property
    def _figures(self) -> float:
        return (
            self._counts + _BESIDE_BAR * self.scale / 2 + self._widest(lambda level: level.percent)
        )

    def _widest(self, of: Callable[[_Level], Paragraph]) -> float:
        every = (level for row in self.rows for level in row.levels)
        return max((of(one).width for one in every if one.percent.lines), default=0.0)


def _level(bar: Bar, setter: Typesetter, width: float, scale: float) -> _Level:
    text, strong = Style(_FIGURE * scale, 1.4), Style(_FIGURE * scale, 1.4, Face.STRONG)
    return _Level(
        bar,
        setter.paragraph(bar.label, width / 4, text, most=1),
        setter.paragraph(bar.percent_text, width / 4, strong, most=1),
        setter.paragraph(
            bar.count_text, width / 4, Style(_SMALL * scale, 1.4, color=MUTED), most=1
        ),
    )
