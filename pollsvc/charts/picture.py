"""What a chart shows: plain strings, already in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pollsvc.charts.marks import ACCENT
from pollsvc.charts.parts import (
    FIGURE,
    LABEL,
    NOTE,
    ROWS,
    Column,
    Grid,
    Mark,
    Strips,
    bounded,
    cleaned_columns,
    cleaned_grid,
    cleaned_mark,
    cleaned_strips,
    columns_in_words,
    grid_in_words,
    strips_in_words,
    within,
)

_Row = TypeVar("_Row")

Format = Literal["svg", "png", "pdf"]
Size = Literal["page", "share"]

# The time of a drawing grows with its text, so every text has an end.
PAGE_BARS = ROWS
SHARE_BARS = 5
_TITLE = 400
_NOTES = 14

_COLOUR = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One answer: its label and its figures as they are printed.

    ``share`` runs from 0 to 1 and is ``None`` where there is no base; ``short`` is
    a label of a few words for the share picture.
    """

    label: str
    percent_text: str
    count_text: str
    share: float | None = None
    short: str | None = None


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One answer asked twice: a bar for each time, labelled with it, and how they differ.

    ``note`` stands small under the label.
    """

    label: str
    by: str
    before: Bar
    after: Bar
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything a chart says. The same picture gives the same bytes.

    One of ``bars``, ``columns`` (with a ``mark``), ``strips`` and ``shifts`` is the chart;
    a ``grid`` stands alone, or on the page size under it. ``sample`` says that the figures
    were made up.
    ``subtitle`` is the base line; ``notes`` stand under the bars of the page size,
    ``foot`` beside the site's name on the share size; ``more_text`` says there how
    many answers beyond the first five are left out ("and 3 more"), ``page_more_text``
    on the page size how many beyond the first 30. ``notice`` is for a poll whose
    results are hidden: give no bars with it. ``percent_pattern`` prints the axis,
    ``{}`` standing for the number. ``accent`` is the colour of bars, as ``#rrggbb``.
    """

    title: str
    bars: tuple[Bar, ...] = ()
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    foot: str = ""
    more_text: str = ""
    page_more_text: str = ""
    notice: str = ""
    site_name: str = ""
    language: str = "en"
    rtl: bool = False
    percent_pattern: str = "{}%"
    accent: str = ACCENT
    columns: tuple[Column, ...] = ()
    mark: Mark | None = None
    strips: Strips | None = None
    grid: Grid | None = None
    shifts: tuple[Shift, ...] = ()
    sample: str = ""


def cleaned(picture: Picture) -> Picture:
    """The picture with every text bounded and every share between 0 and 1."""
    columns = cleaned_columns(picture.columns)
    return replace(
        picture,
        title=bounded(picture.title, _TITLE),
        bars=tuple(_cleaned_bar(bar) for bar in picture.bars[: PAGE_BARS + 1]),
        subtitle=bounded(picture.subtitle, NOTE),
        notes=tuple(filter(None, (bounded(note, NOTE) for note in picture.notes[:_NOTES]))),
        foot=bounded(picture.foot, NOTE),
        more_text=bounded(picture.more_text, _TITLE),
        page_more_text=bounded(picture.page_more_text, _TITLE),
        notice=bounded(picture.notice, NOTE),
        site_name=bounded(picture.site_name, _TITLE),
        language=re.sub(r"[^A-Za-z0-9-]", "", picture.language)[:FIGURE],
        percent_pattern=bounded(picture.percent_pattern, FIGURE),
        sample=bounded(picture.sample, NOTE),
        columns=columns,
        mark=cleaned_mark(picture.mark, len(columns)) if picture.mark and columns else None,
        strips=cleaned_strips(picture.strips) if picture.strips else None,
        grid=cleaned_grid(picture.grid) if picture.grid else None,
        shifts=tuple(_cleaned_shift(one) for one in picture.shifts[: PAGE_BARS + 1]),
        accent=picture.accent if _COLOUR.fullmatch(picture.accent) else ACCENT,
    )


def _cleaned_bar(bar: Bar) -> Bar:
    return Bar(
        label=bounded(bar.label, LABEL),
        percent_text=bounded(bar.percent_text, FIGURE),
        count_text=bounded(bar.count_text, FIGURE),
        share=None if bar.share is None else within(bar.share),
        short=bounded(bar.short, LABEL) or None if bar.short else None,
    )


def _cleaned_shift(shift: Shift) -> Shift:
    return Shift(
        label=bounded(shift.label, LABEL),
        by=bounded(shift.by, FIGURE),
        before=_cleaned_bar(shift.before),
        after=_cleaned_bar(shift.after),
        note=bounded(shift.note, LABEL),
    )


def shown(rows: tuple[_Row, ...], picture: Picture, size: Size) -> tuple[tuple[_Row, ...], str]:
    """The rows that this size has room for, and what to say of those left out."""
    share = size == "share"
    most, more = (SHARE_BARS, picture.more_text) if share else (PAGE_BARS, picture.page_more_text)
    return rows[:most], more if len(rows) > most else ""


def shown_grid(picture: Picture, size: Size) -> tuple[Grid | None, str]:
    """The table where it is drawn, cut to the rows that there is room for, and what is left out.

    The share size has it only where it stands alone.
    """
    grid = picture.grid
    if grid is None or (size == "share" and _has_chart(picture)):
        return None, ""
    rows, more = shown(grid.rows, picture, size)
    return replace(grid, rows=rows), more


def _has_chart(picture: Picture) -> bool:
    """Whether there is another chart than a table."""
    return bool(picture.bars or picture.columns or picture.strips or picture.shifts)


def in_words(picture: Picture, size: Size) -> str:
    """All that is drawn as text, for those who hear it: the ``<desc>`` of the SVG."""
    bars, more = shown(picture.bars, picture, size)
    grid, more_rows = shown_grid(picture, size)
    lines = [picture.subtitle, picture.sample, picture.notice]
    lines += map(_bar_in_words, bars)
    lines += columns_in_words(picture.columns, picture.mark)
    if picture.strips:
        strips, more = shown(picture.strips.rows, picture, size)
        lines += strips_in_words(picture.strips.key, strips)
    if picture.shifts:
        shifts, more = shown(picture.shifts, picture, size)
        lines += map(_shift_in_words, shifts)
    lines.append(more)
    if grid:
        lines += [*grid_in_words(grid), more_rows]
    return "\n".join(filter(None, [*lines, *picture.notes]))


def _bar_in_words(bar: Bar) -> str:
    return f"{bar.label}: {' '.join(filter(None, (bar.percent_text, bar.count_text)))}"


def _shift_in_words(one: Shift) -> str:
    said = (one.note, *map(_bar_in_words, (one.before, one.after)), one.by)
    return f"{one.label}: {'; '.join(filter(None, said))}"
