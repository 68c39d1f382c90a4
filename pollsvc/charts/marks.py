"""What a layout is made of: rectangles and lines of text, from the top left corner.

Layouts are made left to right; ``mirrored`` turns them for scripts that run right
to left. The unit is a point on the page size and a pixel on the share size.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum

INK = "#16202c"
MUTED = "#464f59"
ACCENT = "#0b4f9e"
HAIRLINE = "#d9dce0"
TRACK = "#eceef0"
PAPER = "#ffffff"


class Face(StrEnum):
    """The three cuts of letter that a chart uses."""

    TEXT = "text"
    STRONG = "strong"
    TITLE = "title"


class Anchor(StrEnum):
    """Which point of a line stands at its ``x``."""

    START = "left"
    MIDDLE = "center"
    END = "right"


_TURNED = {Anchor.START: Anchor.END, Anchor.MIDDLE: Anchor.MIDDLE, Anchor.END: Anchor.START}


@dataclass(frozen=True)
class Box:
    """A filled rectangle without a rim."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """One line of text; ``y`` is its baseline, ``rtl`` the direction of its paragraph."""

    x: float
    y: float
    text: str
    size: float
    face: Face = Face.TEXT
    color: str = INK
    anchor: Anchor = Anchor.START
    rtl: bool = False


@dataclass
class Drawing:
    """A finished layout: boxes below, words above, on paper of a size."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def painted(self, accent: str) -> Drawing:
        """The same layout with another colour in the place of the standard accent."""
        boxes = [replace(box, color=accent) if box.color == ACCENT else box for box in self.boxes]
        return Drawing(self.width, self.height, boxes, self.words)

    def mirrored(self) -> Drawing:
        """The same layout seen in a mirror; the words still read as they should."""
        return Drawing(
            self.width,
            self.height,
            [replace(box, x=self.width - box.x - box.width) for box in self.boxes],
            [
                replace(line, x=self.width - line.x, anchor=_TURNED[line.anchor])
                for line in self.words
            ],
        )


def runs_right_to_left(text: str, page_rtl: bool) -> bool:
    """The direction of a paragraph.

    On a page that runs left to right it is that of the first letter (Unicode UAX 9,
    P2 and P3). On one that runs right to left any letter of such a script decides,
    so that a sentence beginning with a Latin name keeps its full stop at its end.
    """
    strong = [_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG]
    return any(strong) if page_rtl else bool(strong and strong[0])


_STRONG = {"L": False, "R": True, "AL": True}
