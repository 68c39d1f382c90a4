"""What stands in a picture besides bars: columns, bars cut into segments, small tables.

Plain strings, already in the reader's language, as in ``picture``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pollsvc.domain.texts import clean_text

COLUMNS = 64
ROWS = 30
KEYS = 14
GRID_COLUMNS = 9
LABEL = 200
FIGURE = 40
NOTE = 600

# XML 1.0 has no place for these two.
_NOT_XML = re.compile("[\ufffe\uffff]")
# Not \s: the no-break spaces of French and Russian stay what they are.
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: a point of a scale or a stretch of numbers, with its figures as printed.

    ``words`` stand under the label where a point has both. One that ``is_beside`` is no
    point ("don't know") and stands apart.
    """

    label: str
    percent_text: str
    count_text: str = ""
    share: float | None = None
    words: str = ""
    is_beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A line across the columns, as at the mean.

    ``place`` is counted in columns: 0 is the middle of the first, 0.5 where it ends.
    """

    place: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a segment stands for. ``tone`` is -5 to 5, as in ``domain.scales``."""

    label: str
    tone: int = 0
    is_beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """A segment: where it begins and how wide it is, as shares, and what is written on it.

    ``said`` is the same where it stands in a sentence.
    """

    start: float
    width: float
    text: str
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A bar cut into segments, one for each key; ``note`` stands at the label's end."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Strips:
    """Such bars under each other.

    ``both_ways``: they lie on both sides of a middle, which all of them share. Starts are then
    counted from that middle; those beside from nought.
    """

    key: tuple[Key, ...]
    rows: tuple[Strip, ...]
    both_ways: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A small table: heads of columns, and rows of a label and its figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""


def bounded(text: str, limit: int) -> str:
    """The text on one line, fit for XML and at most ``limit`` characters long."""
    # Cut first, generously: cleaning takes its time too.
    kept = clean_text(text[: 4 * limit])
    line = _BLANKS.sub(" ", _NOT_XML.sub("", kept)).strip(" ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def within(share: float, least: float = 0.0) -> float:
    """A share between 0 (or ``least``) and 1."""
    return min(max(share, least), 1.0)


def cleaned_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns with every text bounded and every share between 0 and 1."""
    return tuple(
        replace(
            one,
            label=bounded(one.label, LABEL),
            words=bounded(one.words, LABEL),
            percent_text=bounded(one.percent_text, FIGURE),
            count_text=bounded(one.count_text, FIGURE),
            share=None if one.share is None else within(one.share),
        )
        for one in tuple(columns)[:COLUMNS]
    )


def cleaned_mark(mark: Mark, columns: int) -> Mark:
    """The mark with its text bounded, somewhere on so many columns."""
    place = min(max(mark.place, -0.5), columns - 0.5)
    return Mark(place=place, text=bounded(mark.text, LABEL))


def cleaned_strips(strips: Strips) -> Strips:
    """The bars with every text bounded, every width a share, and parts for keys alone."""
    key = tuple(replace(one, label=bounded(one.label, LABEL)) for one in strips.key[:KEYS])
    rows = tuple(
        replace(
            row,
            label=bounded(row.label, LABEL),
            note=bounded(row.note, FIGURE),
            parts=tuple(
                Part(
                    start=within(part.start, -1.0),
                    width=within(part.width),
                    text=bounded(part.text, FIGURE),
                    said=bounded(part.said, FIGURE),
                )
                for part in row.parts[: len(key)]
            ),
        )
        for row in strips.rows[: ROWS + 1]
    )
    return replace(strips, key=key, rows=rows)


def cleaned_grid(grid: Grid) -> Grid:
    """The table with every text bounded, and no more columns than have room."""
    return Grid(
        title=bounded(grid.title, LABEL),
        head=tuple(bounded(one, LABEL) for one in grid.head[:GRID_COLUMNS]),
        rows=tuple(
            (bounded(label, LABEL), tuple(bounded(one, FIGURE) for one in cells[:GRID_COLUMNS]))
            for label, cells in grid.rows[: ROWS + 1]
        ),
        note=bounded(grid.note, NOTE),
    )


def columns_in_words(columns: Iterable[Column], mark: Mark | None) -> list[str]:
    """The columns as text, a line each, and what is marked."""
    lines = [
        _said(_joined((one.label, one.words)), (one.percent_text, one.count_text))
        for one in columns
    ]
    return [*lines, mark.text] if mark else lines


def strips_in_words(key: tuple[Key, ...], rows: Iterable[Strip]) -> list[str]:
    """The bars as text, a line each with all its segments."""
    lines = []
    for row in rows:
        parts = [
            f"{one.label} {part.said or part.text}"
            for one, part in zip(key, row.parts, strict=False)
        ]
        label = " ".join(filter(None, (row.label, row.note and f"({row.note})")))
        lines.append(_joined((label, "; ".join(parts)), ": "))
    return lines


def grid_in_words(grid: Grid) -> list[str]:
    """The table as text, a line each row."""
    lines = [grid.title, _joined(grid.head, "; ")]
    lines += [f"{label}: {'; '.join(cells)}" for label, cells in grid.rows]
    return list(filter(None, [*lines, grid.note]))


def _said(label: str, figures: tuple[str, ...]) -> str:
    return f"{label}: {_joined(figures)}"


def _joined(texts: Iterable[str], by: str = " ") -> str:
    return by.join(filter(None, texts))
