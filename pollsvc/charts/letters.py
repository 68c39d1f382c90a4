"""The letters of a chart: which fonts, how wide a text is, and what no font can draw.

The fonts are our own files (see ``fonts/README.md``) under names that no reader's or
server's system has, so that a picture is the same bytes on every machine.
matplotlib is imported when the first chart is drawn: at the top of a module it would
double the start-up time and the memory of every process.
"""

from __future__ import annotations

import logging
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pollsvc.charts.marks import Face

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "fonts"
_SANS = ("Pollsvc Sans", "Pollsvc Sans Arabic", "Pollsvc Sans Japanese", "DejaVu Sans")
_FAMILIES = {
    Face.TEXT: _SANS,
    Face.STRONG: _SANS,
    Face.TITLE: ("Pollsvc Serif", *_SANS),
}
_WEIGHTS = {Face.TEXT: "normal", Face.STRONG: "bold", Face.TITLE: "bold"}

# What a reader's machine has, for the SVG, which keeps its text as text. Those
# before the generic name are no wider than ours, so that nothing runs over.
_SYSTEM_SANS = (
    "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Liberation Sans', "
    "'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans JP', 'Noto Sans CJK JP', "
    "'Noto Sans Arabic', sans-serif"
)
_SYSTEM_SERIF = (
    "Charter, 'Iowan Old Style', 'Source Serif 4', Georgia, 'Noto Serif', 'Liberation Serif', serif"
)

_MEASURE_SIZE = 100.0
STAND_IN = "□"


@cache
def set_up() -> None:
    """Bring matplotlib into the one state in which every chart is drawn.

    ``rcParams`` belong to the whole process: set once, never per drawing, or two
    threads would draw with each other's settings.
    """
    import matplotlib as mpl
    from matplotlib import font_manager

    mpl.rcdefaults()
    mpl.rcParams.update(
        {
            "text.parse_math": False,
            "text.usetex": False,
            "text.hinting": "no_hinting",
            "svg.fonttype": "none",
            "svg.hashsalt": "pollsvc",
            "pdf.fonttype": 42,
            "path.simplify": False,
        }
    )
    for path in sorted(FOLDER.glob("*/*.ttf")):
        font_manager.fontManager.addfont(path)


@cache
def properties(face: Face) -> FontProperties:
    """The face as matplotlib names it, without a size."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(_FAMILIES[face]), weight=_WEIGHTS[face])


def system_families(face: Face, sans_title: bool) -> str:
    """The CSS ``font-family`` of the face on a reader's own machine."""
    return _SYSTEM_SERIF if face is Face.TITLE and not sans_title else _SYSTEM_SANS


@cache
def font_paths(face: Face) -> tuple[str, ...]:
    """The font files of the face, in the order in which a letter is looked for."""
    from matplotlib.font_manager import FontProperties, findfont

    set_up()
    return tuple(
        str(findfont(FontProperties(family=name, weight=_WEIGHTS[face]), fallback_to_default=False))
        for name in _FAMILIES[face]
    )


@cache
def _ruler(face: Face) -> FT2Font:
    from matplotlib.font_manager import get_font

    return get_font(font_paths(face))


@cache
def covered(face: Face) -> frozenset[int]:
    """Every code point that some font of the face can draw."""
    from matplotlib.font_manager import get_font

    return frozenset().union(*(get_font(path).get_charmap() for path in font_paths(face)))


@lru_cache(maxsize=8192)
def advance(text: str, face: Face) -> float:
    """How far a drawable text moves the pen, in parts of the letter size.

    Measured between two bars, so that blanks at the ends count, which the
    extent of ink alone would leave out.
    """
    return _ink(f"|{text}|", face) - _bars(face)


@cache
def _bars(face: Face) -> float:
    return _ink("||", face)


def _ink(text: str, face: Face) -> float:
    from matplotlib.ft2font import LoadFlags

    font = _ruler(face)
    font.set_size(_MEASURE_SIZE, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width: int = font.get_width_height()[0]
    return width / 64 / _MEASURE_SIZE


def drawable(text: str, face: Face) -> str:
    """The text with a box for every letter that no font has, and without invisible ones.

    matplotlib would draw such a box too, but warn of it each time; the log names
    a letter once.
    """
    letters = covered(face)
    if letters.issuperset(map(ord, text)):
        return text
    return "".join(char if ord(char) in letters else _instead(char) for char in text)


@lru_cache(maxsize=1024)
def _instead(char: str) -> str:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    log.info("no font of the charts has U+%04X", ord(char))
    return STAND_IN
