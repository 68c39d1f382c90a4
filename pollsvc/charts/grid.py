"""A small table in a picture: the rounds of a count, or rows by answers."""

from __future__ import annotations

from dataclasses import dataclass

from pollsvc.charts.marks import HAIRLINE, INK, MUTED, Anchor, Box, Drawing, Face
from pollsvc.charts.parts import Grid
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

_TITLE, _HEAD, _LABEL, _CELL = 15.0, 12.5, 14.0, 14.0
_PADDING = 5.0
_GAP = 12.0
_COLUMN = 92.0
_LABEL_PART = 0.36
"""The least part of the width that the labels have."""


@dataclass(frozen=True)
class GridPlot:
    """A table, measured. ``scale`` stretches letters and heights, not the width."""

    setter: Typesetter
    scale: float
    width: float
    column: float
    title: Paragraph
    head: tuple[Paragraph, ...]
    rows: tuple[tuple[Paragraph, tuple[Paragraph, ...]], ...]
    note: Paragraph
    more: Paragraph

    @classmethod
    def of(
        cls, grid: Grid, more: str, setter: Typesetter, width: float, scale: float = 1.0
    ) -> GridPlot:
        """Measure it for this width; ``more`` says which rows are left out."""
        count = max(1, len(grid.head))
        column = min(_COLUMN * scale, width * (1 - _LABEL_PART) / count)
        room = width - column * count - _GAP
        head = Style(_HEAD * scale, 1.25, color=MUTED)
        cell = Style(_CELL * scale, 1.3)
        rows = tuple(
            (
                setter.paragraph(label, room, Style(_LABEL * scale, 1.3), most=3),
                tuple(setter.paragraph(one, column - 4, cell, most=1) for one in cells),
            )
            for label, cells in grid.rows
        )
        small = Style(_HEAD * scale, 1.5, color=MUTED)
        strong = Style(_TITLE * scale, 1.4, Face.STRONG)
        return cls(
            setter,
            scale,
            width,
            column,
            setter.paragraph(grid.title, width, strong, most=2),
            tuple(setter.paragraph(one, column - _GAP, head, most=4) for one in grid.head),
            rows,
            setter.paragraph(grid.note, width, small, most=6),
            setter.paragraph(more, width, small, most=1),
        )

    @property
    def height(self) -> float:
        """Height of title, table and notes."""
        notes = self.note.height + self.more.height
        return self.title.height + self._head + sum(map(self._row_height, self.rows)) + notes

    def put(self, drawing: Drawing, x: float, top: float) -> float:
        """Draw it with the upper left corner there; gives the ``y`` below."""
        y = self.setter.put(drawing, self.title, x, top)
        foot = y + self._head - _PADDING * self.scale
        for number, head in enumerate(self.head):
            self._put_cell(drawing, head, number, x, foot - head.height)
        y += self._head
        drawing.boxes.append(Box(x, y - 1, self.width, 1.5, INK))
        for label, cells in self.rows:
            height = self._row_height((label, cells))
            self.setter.put(drawing, label, x, y + (height - label.height) / 2)
            for number, cell in enumerate(cells):
                self._put_cell(drawing, cell, number, x, y + (height - cell.height) / 2)
            y += height
            drawing.boxes.append(Box(x, y - 1, self.width, 1, HAIRLINE))
        y = self.setter.put(drawing, self.more, x, y)
        return self.setter.put(drawing, self.note, x, y)

    @property
    def _head(self) -> float:
        return max((one.height for one in self.head), default=0.0) + 2 * _PADDING * self.scale

    def _row_height(self, row: tuple[Paragraph, tuple[Paragraph, ...]]) -> float:
        label, cells = row
        return max(one.height for one in (label, *cells)) + 2 * _PADDING * self.scale

    def _put_cell(
        self, drawing: Drawing, cell: Paragraph, number: int, x: float, top: float
    ) -> None:
        right = x + self.width - (len(self.head) - 1 - number) * self.column
        self.setter.put(drawing, cell, right, top, Anchor.END)
