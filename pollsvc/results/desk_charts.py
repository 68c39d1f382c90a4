"""Charts of the desk as shapes to draw: columns and lines, worked out to the pixel.

Widths are percents of the drawing, heights are pixels, so that a chart fits any width and
its words keep their size. What stands at its sides is drawn in strips of known width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

HEIGHT = 190
TOP = 26.0
BASELINE = 162.0
_WORDS = 182.0
_A_CHARACTER = 7
_COLUMN = 0.68
_WIDEST = 8.0
"""Percent of the drawing that a column takes at most, so that one alone is no block."""
_WORDS_ROOM = 16.0
"""Percent of the drawing from which a column stands far enough in for a word below it."""
_LINE_GAP = 15.0
_STYLES = 4
LINES_AT_MOST = 8


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word on a chart; ``x`` as an SVG length, ``anchor`` as SVG names it."""

    text: str
    x: str
    y: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The scale at the side: grid lines at ``ys``, with words in a strip of ``width`` pixels."""

    ys: tuple[str, ...]
    words: tuple[Word, ...]
    width: int


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A chart of columns."""

    scale: Scale
    columns: tuple[Column, ...]
    values: tuple[Word, ...]
    below: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: ``points`` in a square of 100 by 100; its name stands at its end.

    ``style`` counts from 1; a ``dashed`` one has the colour of another.
    """

    points: str
    end: str
    name: Word
    style: int
    dashed: bool


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A chart of lines; names stand in a strip of ``width`` pixels."""

    scale: Scale
    lines: tuple[Line, ...]
    below: tuple[Word, ...]
    width: int


def letter(place: int) -> str:
    """The letter of an answer by its place from 0: A, B … Z, AA, AB …"""
    name = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        name = chr(ord("A") + rest) + name
        place -= 1
    return name


def columns_of(counts: Sequence[int], labels: Sequence[str], say: Callable[[int], str]) -> Columns:
    """Columns for these counts; values stand on the highest, the last and the first one.

    ``labels`` say when each was, ``say`` puts a number in words.
    """
    highest = max(counts)
    top = highest or 1
    marks = scale_steps(highest)
    values = [say(count) for count in counts]
    scale = _scale([Fraction(mark, top) for mark in marks], [say(mark) for mark in marks])
    step = 100 / len(counts)
    width = min(step * _COLUMN, _WIDEST)
    columns = tuple(
        Column(
            x=_percent((place + 0.5) * step - width / 2),
            y=f"{_y(Fraction(count, top)):.1f}",
            width=_percent(width),
            height=f"{BASELINE - _y(Fraction(count, top)):.1f}",
        )
        for place, count in enumerate(counts)
    )
    said = tuple(
        Word(
            text=values[place],
            x=_percent((place + 0.5) * step),
            y=f"{_y(Fraction(counts[place], top)) - 6:.1f}",
        )
        for place in sorted(_labelled(counts, values))
    )
    middles = [(place + 0.5) * step for place in range(len(counts))]
    return Columns(scale=scale, columns=columns, values=said, below=tuple(_below(labels, middles)))


def scale_steps(top: int) -> tuple[int, ...]:
    """Round numbers from nought to at most ``top``, three to six of them where that can be."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if top < 5 * size * factor:
                return tuple(range(0, top + 1, size * factor))
        size *= 10


def _labelled(counts: Sequence[int], values: Sequence[str]) -> set[int]:
    """The highest column, the last and the first, as far as their words have room."""
    highest = max(range(len(counts)), key=lambda place: counts[place])
    taken: set[int] = set()
    for place in (highest, len(counts) - 1, 0):
        room = max(6, 3 * len(values[place]))
        far = (abs(place - one) * 100 / len(counts) >= room for one in taken)
        if counts[place] and all(far):
            taken.add(place)
    return taken


def lines_of_shares(
    shares: Sequence[Sequence[Fraction | None]],
    names: Sequence[str],
    labels: Sequence[str],
    say: Callable[[int], str],
) -> Lines:
    """Lines for these shares, each with its name at its end; names do not overlap.

    Each has as many shares as there are labels, at least two; those without one lie
    before the first vote. ``say`` puts a percent in words.
    """
    marks = percent_steps([one for line in shares for one in line if one is not None])
    low, high = Fraction(marks[0], 100), Fraction(marks[-1], 100)

    def up(share: Fraction) -> Fraction:
        return (share - low) / (high - low)

    ends = [_y(up(line[-1] or Fraction(0))) for line in shares]
    places = _spread_out(ends)
    lines = tuple(
        Line(
            points=" ".join(_points(line, up)),
            end=f"{ends[number]:.1f}",
            name=Word(text=names[number], x="12", y=f"{places[number] + 4.5:.1f}", anchor="start"),
            style=number % _STYLES + 1,
            dashed=number >= _STYLES,
        )
        for number, line in enumerate(shares)
    )
    last = len(labels) - 1
    return Lines(
        scale=_scale([up(Fraction(mark, 100)) for mark in marks], [say(mark) for mark in marks]),
        lines=lines,
        below=tuple(_below(labels, [place * 100 / last for place in range(len(labels))])),
        width=18 + (_A_CHARACTER + 1) * max(map(len, names)),
    )


def percent_steps(shares: Sequence[Fraction]) -> tuple[int, ...]:
    """The percents at the side of a chart of these shares, from below them to above them."""
    low = min(100 * min(shares) // 10 * 10, 90)
    high = max(-(-100 * max(shares) // 10) * 10, low + 10)
    step = 10
    if high - low > 50:
        step = 25 if low == 0 and high > 90 else 20
    low = low // step * step
    top = low - (low - high) // step * step
    return tuple(range(low, top + 1, step))


def _points(line: Sequence[Fraction | None], up: Callable[[Fraction], Fraction]) -> Iterator[str]:
    last = len(line) - 1
    for place, share in enumerate(line):
        if share is not None:
            yield f"{100 * place / last:.2f},{100 - 100 * float(up(share)):.2f}"


def _spread_out(ends: Sequence[float]) -> list[float]:
    """Heights for words at these heights, so far apart that none lies on another."""
    order = sorted(range(len(ends)), key=lambda number: ends[number])
    found = list(ends)
    lowest = TOP - _LINE_GAP
    for number in order:
        found[number] = lowest = max(ends[number], lowest + _LINE_GAP)
    # What was pushed out below goes up again, and pushes the others.
    highest = BASELINE + _LINE_GAP
    for number in reversed(order):
        found[number] = highest = min(found[number], highest - _LINE_GAP)
    return found


def _scale(parts: Sequence[Fraction], numbers: Sequence[str]) -> Scale:
    width = 10 + _A_CHARACTER * max(map(len, numbers))
    ys = [_y(part) for part in parts]
    words = tuple(
        Word(text=text, x=str(width - 6), y=f"{y + 4:.1f}", anchor="end")
        for text, y in zip(numbers, ys, strict=True)
    )
    return Scale(ys=tuple(f"{y:.1f}" for y in ys), words=words, width=width)


def _below(labels: Sequence[str], middles: Sequence[float]) -> Iterator[Word]:
    """The first, the last and the middle label, as far as there is room."""
    last = len(labels) - 1
    y = f"{_WORDS:.0f}"
    if middles[0] >= _WORDS_ROOM:  # few columns: each word fits below its own
        for label, middle in zip(labels, middles, strict=True):
            yield Word(text=label, x=_percent(middle), y=y)
        return
    yield Word(text=labels[0], x="0", y=y, anchor="start")
    if last >= 4:
        middle = (last + 1) // 2
        yield Word(text=labels[middle], x=_percent(middles[middle]), y=y)
    yield Word(text=labels[last], x="100%", y=y, anchor="end")


def _y(part: Fraction) -> float:
    """The height of a share of the whole height, counted from above."""
    return BASELINE - (BASELINE - TOP) * float(part)


def _percent(number: float) -> str:
    return f"{number:.2f}%"
