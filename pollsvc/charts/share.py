"""The share size: 1200 by 630 pixels, the picture that travels with a link.

A band of the accent colour, the question, at most five answers on tracks that stand
for 100%, the site's name and a foot line. The largest of a few sizes of letter that
fits is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from pollsvc.charts.columns import Columns
from pollsvc.charts.grid import GridPlot
from pollsvc.charts.marks import ACCENT, HAIRLINE, MUTED, TRACK, Anchor, Box, Drawing, Face
from pollsvc.charts.picture import Bar, Picture, shown, shown_grid
from pollsvc.charts.shifts import ShiftPlot
from pollsvc.charts.strips import StripPlot
from pollsvc.charts.typesetter import Paragraph, Style, Typesetter

WIDTH, HEIGHT = 1200.0, 630.0
_MARGIN = 64.0
_ROOM = WIDTH - 2 * _MARGIN
_TOP = 62.0
_FOOT_RULE = 537.0
_FOOT_MIDDLE = 573.0
_BOTTOM = _FOOT_RULE - 22
_SAMPLE = 36.0
# The size of a label on the page, by which other charts than lists of bars are scaled.
_PLOT_LETTER = 15.0
# Rows of two bars are higher than others of the same letters.
_TWO_BARS = 0.75


@dataclass(frozen=True)
class _Scale:
    """Letter sizes, thickness of a track and room between rows, in pixels."""

    title: float
    label: float
    percent: float
    track: float
    gap: float
    lines: int = 2


_SCALES = (
    _Scale(58, 34, 56, 36, 36),
    _Scale(52, 29, 46, 28, 27),
    _Scale(46, 24, 38, 20, 17),
    _Scale(44, 23, 36, 18, 14),
    _Scale(40, 22, 34, 16, 12),
    _Scale(36, 20, 30, 14, 10),
    _Scale(32, 18, 28, 12, 9),
    _Scale(28, 16, 24, 10, 8),
    _Scale(26, 16, 24, 10, 7, lines=1),
)


def share_drawing(picture: Picture, setter: Typesetter) -> Drawing:
    """The picture laid out on 1200 by 630 pixels, left to right."""
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.boxes.append(Box(0, 0, WIDTH, 14, ACCENT))
    _put_sample(drawing, picture, setter)
    bodies = (_Body.of(picture, setter, scale) for scale in _SCALES)
    top = _TOP + (_SAMPLE if picture.sample else 0)
    room = _BOTTOM - top
    next(one for one in bodies if one.height <= room or one.scale is _SCALES[-1]).put(drawing, top)
    _put_foot(drawing, picture, setter)
    return drawing


_Plot = Columns | StripPlot | ShiftPlot | GridPlot


@dataclass(frozen=True)
class _Body:
    """Title and rows, measured at one scale."""

    setter: Typesetter
    scale: _Scale
    title: Paragraph
    notice: Paragraph
    rows: tuple[tuple[Bar, Paragraph, Paragraph, Paragraph], ...]
    """Bar, percent, label, count."""
    column: float
    more: Paragraph
    plot: _Plot | None

    @classmethod
    def of(cls, picture: Picture, setter: Typesetter, scale: _Scale) -> _Body:
        bars, more = shown(picture.bars, picture, "share")
        percents = [
            setter.paragraph(
                bar.percent_text, _ROOM, Style(scale.percent, 1.0, Face.STRONG), most=1
            )
            for bar in bars
        ]
        column = max((percent.width for percent in percents), default=0.0) + scale.percent * 0.75
        count_style = Style(scale.label - 2, 1.22 * scale.label / (scale.label - 2), color=MUTED)
        rows = []
        for bar, percent in zip(bars, percents, strict=True):
            count = setter.paragraph(bar.count_text, _ROOM, count_style, most=1)
            room = _ROOM - column - count.width - 24
            label = setter.paragraph(
                bar.short or bar.label,
                room,
                Style(scale.label, 1.22),
                most=scale.lines,
                even=True,
            )
            rows.append((bar, percent, label, count))
        return cls(
            setter,
            scale,
            setter.paragraph(
                picture.title, _ROOM, Style(scale.title, 1.16, Face.TITLE), most=3, even=True
            ),
            setter.paragraph(picture.notice, _ROOM, Style(scale.label + 4, 1.4), most=4),
            tuple(rows),
            column,
            setter.paragraph(more, _ROOM, count_style, most=1),
            _plot(picture, setter, scale.label / _PLOT_LETTER),
        )

    @property
    def rows_height(self) -> float:
        """Height of the list of answers, or of another kind of chart."""
        if self.plot:
            return self.plot.height
        scale = self.scale
        rows = sum(label.height + 6 + scale.track for _, _, label, _ in self.rows)
        more = self.more.height + scale.gap if self.more.lines else 0.0
        return rows + max(0, len(self.rows) - 1) * scale.gap + more

    @property
    def height(self) -> float:
        """Height of everything above the foot."""
        return self.title.height + 24 + self.notice.height + self.rows_height

    def put(self, drawing: Drawing, top: float) -> None:
        """Draw it: the title on top, the rows in the middle of what is left."""
        y = self.setter.put(drawing, self.title, _MARGIN, top) + 24
        y = self.setter.put(drawing, self.notice, _MARGIN, y)
        y += max(0.0, (_BOTTOM - y - self.rows_height) / 2)
        if self.plot:
            self.plot.put(drawing, _MARGIN, y)
        start = _MARGIN + self.column
        for bar, percent, label, count in self.rows:
            height = label.height + 6 + self.scale.track
            self.setter.put(drawing, percent, _MARGIN, y + (height - percent.height) / 2)
            self.setter.put(drawing, label, start, y)
            count_top = y + label.height - count.height
            self.setter.put(drawing, count, WIDTH - _MARGIN, count_top, Anchor.END)
            self._track(drawing, start, y + label.height + 6, bar.share or 0.0)
            y += height + self.scale.gap
        self.setter.put(drawing, self.more, start, y)

    def _track(self, drawing: Drawing, x: float, y: float, share: float) -> None:
        length = WIDTH - _MARGIN - x
        drawing.boxes.append(Box(x, y, length, self.scale.track, TRACK))
        if share:
            drawn = max(share * length, 2.0)
            drawing.boxes.append(Box(x, y, drawn, self.scale.track, ACCENT))


def _plot(picture: Picture, setter: Typesetter, scale: float) -> _Plot | None:
    """The chart where it is no list of bars, at this scale."""
    if picture.columns:
        return Columns.of(picture.columns, picture.mark, setter, _ROOM, scale)
    if picture.strips:
        rows = shown(picture.strips.rows, picture, "share")
        return StripPlot.of(picture.strips, rows, setter, _ROOM, scale)
    if picture.shifts:
        pairs = shown(picture.shifts, picture, "share")
        return ShiftPlot.of(pairs, setter, _ROOM, _TWO_BARS * scale, lines=1)
    grid, more = shown_grid(picture, "share")
    return GridPlot.of(grid, more, setter, _ROOM, scale) if grid else None


def _put_sample(drawing: Drawing, picture: Picture, setter: Typesetter) -> None:
    """The band under the accent that says that the figures were made up."""
    sample = setter.paragraph(picture.sample, _ROOM, Style(21, 1.2, Face.STRONG), most=1)
    if sample.lines:
        drawing.boxes.append(Box(0, 14, WIDTH, _SAMPLE, TRACK))
        setter.put(drawing, sample, _MARGIN, 14 + (_SAMPLE - sample.height) / 2)


def _put_foot(drawing: Drawing, picture: Picture, setter: Typesetter) -> None:
    """The site's name at the start, the foot line at the end, of one line if it fits."""
    drawing.boxes.append(Box(_MARGIN, _FOOT_RULE, _ROOM, 2, HAIRLINE))
    site = setter.paragraph(picture.site_name, _ROOM * 0.45, Style(26, 1.2, Face.TITLE), most=1)
    setter.put(drawing, site, _MARGIN, _FOOT_MIDDLE - site.height / 2)
    room = _ROOM - site.width - 32
    foot = setter.paragraph(picture.foot, room, Style(22, 1.3, color=MUTED), most=2)
    if len(foot.lines) > 1:
        foot = setter.paragraph(picture.foot, room, Style(18, 1.3, color=MUTED), most=2)
    top = _FOOT_MIDDLE - foot.height / 2
    setter.put(drawing, foot, WIDTH - _MARGIN, top, Anchor.END)
