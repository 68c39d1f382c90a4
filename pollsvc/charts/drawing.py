"""From a picture to bytes: layout, one matplotlib figure, one file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, get_args

from pollsvc.charts.letters import advance, drawable, properties, set_up, system_families
from pollsvc.charts.marks import (
    HAIRLINE,
    INK,
    MUTED,
    PAPER,
    TRACK,
    Anchor,
    Box,
    Drawing,
    Words,
    runs_right_to_left,
)
from pollsvc.charts.page import page_drawing
from pollsvc.charts.palette import palette_of
from pollsvc.charts.picture import Format, Picture, Size, cleaned, in_words
from pollsvc.charts.share import share_drawing
from pollsvc.charts.typesetter import Typesetter, has_sans_title

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

# One chart at a time, and always in the same thread: matplotlib's settings belong to
# the process, and it opens every font anew for each thread that draws (24 threads: 280 MB).
_slot = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")

# Units of a drawing to the inch, and pixels to the inch of its PNG.
_UNITS = {"page": 72, "share": 100}
_PIXELS = {"page": 144, "share": 100}
# The part of a line that stands before its anchor.
_BEFORE = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}
_LTR_MARK, _RTL_MARK = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"


def draw(picture: Picture, format: Format, size: Size) -> bytes:
    """The picture as an SVG, PNG or PDF file.

    ``size`` is ``"page"`` (800 points wide, as PNG 1600 pixels, as high as its bars
    need) or ``"share"`` (1200 by 630 pixels). The same picture gives the same bytes,
    in every thread and process. No text makes it fail: too long ones are cut, letters
    that no font has become boxes. It waits for all drawings asked for before: a request
    takes ``cached_draw``.

    Raises:
        ValueError: an unknown format or size.
    """
    return in_turn(partial(drawn, picture, format, size)).result()


def in_turn(job: Callable[[], bytes]) -> Future[bytes]:
    """Have the thread that draws do this job, after those that it was given before."""
    return _slot.submit(job)


def drawn(picture: Picture, format: Format, size: Size) -> bytes:
    """The same as ``draw``, for jobs given to ``in_turn`` alone.

    Raises:
        ValueError: an unknown format or size.
    """
    if format not in get_args(Format) or size not in get_args(Size):
        raise ValueError(f"no chart of format {format!r} and size {size!r}")
    set_up()
    picture = cleaned(picture)
    drawing = _laid_out(picture, size)
    figure = _figure(drawing, _UNITS[size], outlines=format == "pdf")
    if format == "png":
        return _png(figure, _PIXELS[size], picture.accent, _further(drawing, picture.accent))
    if format == "pdf":
        return _pdf(figure, picture)
    return _svg(figure, drawing, picture, size)


def _laid_out(picture: Picture, size: Size) -> Drawing:
    setter = Typesetter(picture.rtl, has_sans_title(picture.language))
    make = share_drawing if size == "share" else page_drawing
    drawing = make(picture, setter).painted(picture.accent)
    return drawing.mirrored() if picture.rtl else drawing


def _figure(drawing: Drawing, units: int, outlines: bool) -> Figure:
    """The drawing as a figure without axes; ``units`` of it are an inch.

    ``outlines`` draws lines in scripts that run right to left as shapes: matplotlib's
    PDF sets such words apart or over each other where the font changes within a line.
    """
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure(figsize=(drawing.width / units, drawing.height / units), facecolor=PAPER)
    to_inches = Affine2D().scale(1, -1).translate(0, drawing.height).scale(1 / units)
    place = to_inches + figure.dpi_scale_trans
    for box in drawing.boxes:
        figure.add_artist(_rectangle(box, place))
    for words in drawing.words:
        shaped = outlines and runs_right_to_left(words.text, page_rtl=True)
        figure.add_artist(_outline(words, place) if shaped else _text(words, place, units))
    return figure


def _rectangle(box: Box, place: Transform) -> Artist:
    from matplotlib.patches import Rectangle

    corner = (box.x, box.y)
    return Rectangle(corner, box.width, box.height, color=box.color, linewidth=0, transform=place)


def _text(words: Words, place: Transform, units: int) -> Artist:
    from matplotlib.text import Text

    font = properties(words.face).copy()
    font.set_size(words.size * 72 / units)
    return Text(
        words.x,
        words.y,
        _directed(words),
        color=words.color,
        fontproperties=font,
        horizontalalignment=words.anchor.value,
        verticalalignment="baseline",
        parse_math=False,
        transform=place,
    )


def _outline(words: Words, place: Transform) -> Artist:
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    text = _directed(words)
    path = TextPath((0, 0), text, size=words.size, prop=properties(words.face))
    before = _BEFORE[words.anchor] * advance(text, words.face) * words.size
    stand = Affine2D().scale(1, -1).translate(words.x - before, words.y)
    return PathPatch(path, color=words.color, linewidth=0, transform=stand + place)


def _directed(words: Words) -> str:
    """The line as fonts can draw it, with a mark where its own letters would mislead.

    matplotlib takes the direction from a line's first letter; a line may begin with
    a letter that runs against its paragraph.
    """
    text = drawable(words.text, words.face)
    if runs_right_to_left(text, page_rtl=False) == words.rtl:
        return text
    return drawable(_RTL_MARK if words.rtl else _LTR_MARK, words.face) + text


def _further(drawing: Drawing, accent: str) -> tuple[str, ...]:
    """The colours that bars cut into segments have beyond those of every chart."""
    usual = {PAPER, INK, MUTED, accent, HAIRLINE, TRACK}
    return tuple(sorted({box.color for box in drawing.boxes} - usual))


def _png(figure: Figure, dpi: int, accent: str, further: tuple[str, ...]) -> bytes:
    """The figure in a palette of the shades that its few colours can have."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    red, green, blue = np.moveaxis(pixels[:, :, :3] >> 3, 2, 0)
    palette, nearest = palette_of(accent, further)
    shades = nearest[(red.astype(np.uint16) << 10) | (green.astype(np.uint16) << 5) | blue]
    image = Image.fromarray(shades)
    image.putpalette(palette)
    out = BytesIO()
    image.save(out, format="PNG", compress_level=7)
    return out.getvalue()


def _pdf(figure: Figure, picture: Picture) -> bytes:
    out = BytesIO()
    named = {"Title": picture.title, "Author": picture.site_name or None}
    silent = {"CreationDate": None, "Creator": None, "Producer": None}
    figure.savefig(out, format="pdf", metadata={**named, **silent})
    return out.getvalue()


_HEAD = re.compile(r"^.*?(?=<defs)", re.DOTALL)
_TEXT = re.compile(r"<text style=\"([^\"]*)\"([^>]*)>[^<]*</text>")
_FAMILY = re.compile(r"font-family: [^;]*;")
_TURNED = {"start": "end", "end": "start", "middle": "middle"}


def _svg(figure: Figure, drawing: Drawing, picture: Picture, size: Size) -> bytes:
    """matplotlib's SVG with a spoken title and description, and fonts that readers have."""
    out = BytesIO()
    figure.savefig(out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    width, height = (f"{side:g}" for side in (drawing.width, drawing.height))
    points = figure.get_size_inches() * 72
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'version="1.1" role="img" aria-labelledby="title desc" '
        f'xml:lang="{escape(picture.language)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {points[0]:g} {points[1]:g}">\n'
        f'<title id="title">{escape(picture.title)}</title>\n'
        f'<desc id="desc">{escape(in_words(picture, size))}</desc>\n'
    )
    lines = iter(drawing.words)
    sans_title = has_sans_title(picture.language)
    body = _HEAD.sub("", out.getvalue().decode("utf-8"), count=1)
    return (head + _TEXT.sub(lambda found: _retold(found, lines, sans_title), body)).encode("utf-8")


def _retold(found: re.Match[str], lines: Iterator[Words], sans_title: bool) -> str:
    """One text element again: the letters as given, a reader's own fonts, the direction."""
    words = next(lines)
    families = f"font-family: {system_families(words.face, sans_title)};"
    style = _FAMILY.sub(families, found[1])
    turn = ""
    if words.rtl:
        turn = ' direction="rtl"'
        style = re.sub(
            r"text-anchor: (\w+)", lambda anchor: f"text-anchor: {_TURNED[anchor[1]]}", style
        )
    return f'<text style="{style}"{found[2]}{turn}>{escape(words.text)}</text>'
