"""What a chart shows: plain strings, already in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pollsvc.charts.marks import ACCENT
from pollsvc.domain.texts import clean_text

Format = Literal["svg", "png", "pdf"]
Size = Literal["page", "share"]

# The time of a drawing grows with its text, so every text has an end.
PAGE_BARS = 30
SHARE_BARS = 5
_LABEL = 200
_TITLE = 400
_NOTE = 600
_NOTES = 8
_FIGURE = 40

_COLOUR = re.compile("#[0-9a-f]{6}")
# XML 1.0 has no place for these two.
_NOT_XML = re.compile("[\ufffe\uffff]")
# Not \s: the no-break spaces of French and Russian stay what they are.
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")


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
class Picture:
    """Everything a chart says. The same picture gives the same bytes.

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


def bounded(text: str, limit: int) -> str:
    """The text on one line, fit for XML and at most ``limit`` characters long."""
    # Cut first, generously: cleaning takes its time too.
    kept = clean_text(text[: 4 * limit])
    line = _BLANKS.sub(" ", _NOT_XML.sub("", kept)).strip(" ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def cleaned(picture: Picture) -> Picture:
    """The picture with every text bounded and every share between 0 and 1."""
    return replace(
        picture,
        title=bounded(picture.title, _TITLE),
        bars=tuple(_cleaned_bar(bar) for bar in picture.bars[: PAGE_BARS + 1]),
        subtitle=bounded(picture.subtitle, _NOTE),
        notes=tuple(filter(None, (bounded(note, _NOTE) for note in picture.notes[:_NOTES]))),
        foot=bounded(picture.foot, _NOTE),
        more_text=bounded(picture.more_text, _TITLE),
        page_more_text=bounded(picture.page_more_text, _TITLE),
        notice=bounded(picture.notice, _NOTE),
        site_name=bounded(picture.site_name, _TITLE),
        language=re.sub(r"[^A-Za-z0-9-]", "", picture.language)[:_FIGURE],
        percent_pattern=bounded(picture.percent_pattern, _FIGURE),
        accent=picture.accent if _COLOUR.fullmatch(picture.accent) else ACCENT,
    )


def _cleaned_bar(bar: Bar) -> Bar:
    return Bar(
        label=bounded(bar.label, _LABEL),
        percent_text=bounded(bar.percent_text, _FIGURE),
        count_text=bounded(bar.count_text, _FIGURE),
        share=None if bar.share is None else min(max(bar.share, 0.0), 1.0),
        short=bounded(bar.short, _LABEL) or None if bar.short else None,
    )


def shown(picture: Picture, size: Size) -> tuple[tuple[Bar, ...], str]:
    """The bars that this size has room for, and what to say of those left out."""
    share = size == "share"
    most, more = (SHARE_BARS, picture.more_text) if share else (PAGE_BARS, picture.page_more_text)
    return picture.bars[:most], more if len(picture.bars) > most else ""


def in_words(picture: Picture, size: Size) -> str:
    """All that is drawn as text, for those who hear it: the ``<desc>`` of the SVG."""
    bars, more = shown(picture, size)
    lines = [picture.subtitle, picture.notice]
    lines += [
        f"{bar.label}: {' '.join(filter(None, (bar.percent_text, bar.count_text)))}" for bar in bars
    ]
    return "\n".join(filter(None, [*lines, more, *picture.notes]))
