"""Setting paragraphs onto a drawing, line under line."""

from __future__ import annotations

from dataclasses import dataclass

from pollsvc.charts.letters import advance, drawable
from pollsvc.charts.marks import INK, Anchor, Drawing, Face, Words, runs_right_to_left
from pollsvc.charts.wrapping import lines_of

# Japanese and the scripts that run right to left have no serif cut that goes with
# ours; their titles are set in the bold of the text.
_SANS_TITLES = ("ja", "zh", "ko", "ar", "fa", "he", "ur")
_CAP_HEIGHT = 0.72


def has_sans_title(language: str) -> bool:
    """Whether titles in this language are set without serifs."""
    return language.split("-", maxsplit=1)[0].lower() in _SANS_TITLES


@dataclass(frozen=True)
class Style:
    """How a paragraph looks: letter size, line height as a part of it, face, colour."""

    size: float
    leading: float = 1.27
    face: Face = Face.TEXT
    color: str = INK

    @property
    def line(self) -> float:
        """Height of one line in the drawing's unit."""
        return self.size * self.leading

    def width(self, text: str) -> float:
        """Width of a line in the drawing's unit."""
        return advance(drawable(text, self.face), self.face) * self.size


@dataclass(frozen=True)
class Paragraph:
    """A text broken into lines, and how they look."""

    lines: tuple[str, ...]
    style: Style
    rtl: bool

    @property
    def height(self) -> float:
        """Height of all lines in the drawing's unit."""
        return len(self.lines) * self.style.line

    @property
    def width(self) -> float:
        """Width of the widest line."""
        return max(map(self.style.width, self.lines), default=0.0)


@dataclass(frozen=True)
class Typesetter:
    """Sets the texts of one picture, which runs left to right or right to left."""

    rtl: bool
    sans_title: bool

    def style(self, style: Style) -> Style:
        """The style, its title face replaced where the language has none."""
        if self.sans_title and style.face is Face.TITLE:
            return Style(style.size, style.leading, Face.STRONG, style.color)
        return style

    def paragraph(
        self, text: str, room: float, style: Style, *, most: int, even: bool = False
    ) -> Paragraph:
        """The text in lines no wider than ``room``, at most ``most`` of them."""
        dressed = self.style(style)
        lines = lines_of(text, room, dressed.width, most=most, even=even)
        return Paragraph(tuple(lines), dressed, runs_right_to_left(text, self.rtl))

    def put(
        self,
        drawing: Drawing,
        paragraph: Paragraph,
        x: float,
        top: float,
        anchor: Anchor = Anchor.START,
    ) -> float:
        """Draw the paragraph with its top at ``top``; gives the ``y`` below it."""
        style = paragraph.style
        baseline = top + (style.line + _CAP_HEIGHT * style.size) / 2
        for number, line in enumerate(paragraph.lines):
            drawing.words.append(
                Words(
                    x=x,
                    y=baseline + number * style.line,
                    text=line,
                    size=style.size,
                    face=style.face,
                    color=style.color,
                    anchor=anchor,
                    rtl=paragraph.rtl,
                )
            )
        return top + paragraph.height
