"""Bars cut into segments, worked out for SVG: stacked, or on both sides of a middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.question import Question, Role
from pollsvc.domain.scales import Segment, diverging, reaches, stacked
from pollsvc.domain.texts import Said
from pollsvc.results.lines import bare_percent, label_text
from pollsvc.web.formats import direction, in_row, labelled, percent_text
from pollsvc.web.languages import page_language

MOST_KEYS = 11
"""So many segments can be told apart by their tones."""
_LEAST_WITH_FIGURE = Fraction(7, 100)
_GAP = Fraction(3, 100)
_GREYS = 3


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A segment as SVG attributes; ``tone`` ends its class, ``text`` is "" where it is small."""

    x: str
    width: str
    middle: str
    tone: str
    is_strong: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One bar with the question it is of; ``said`` is the bar in words."""

    figures: QuestionFigures
    pieces: tuple[Piece, ...]
    said: Said


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a tone stands for."""

    tone: str
    label: Said


@dataclass(frozen=True, kw_only=True)
class Strips:
    """Bars under each other; ``axis`` is the middle of diverging ones."""

    keys: tuple[Key, ...]
    rows: tuple[Strip, ...]
    axis: str | None


@dataclass(frozen=True)
class _Canvas:
    """How shares become places: ``left`` lies left of nought, all is ``whole`` wide."""

    left: Fraction
    apart: Fraction
    whole: Fraction
    rtl: bool

    def piece(self, segment: Segment, tone: str, *, is_apart: bool = False) -> Piece:
        """A segment, drawn from the right where the page runs from there."""
        start = (segment.start + (self.apart if is_apart else self.left)) / self.whole
        width = segment.width / self.whole
        if self.rtl:
            start = 1 - start - width
        line = segment.line
        return Piece(
            x=_percent(start),
            width=_percent(width),
            middle=_percent(start + width / 2),
            tone=tone,
            is_strong=abs(segment.tone) > 3,
            text=bare_percent(line) if width >= _LEAST_WITH_FIGURE else "",
        )

    @property
    def axis(self) -> str:
        """Where the middle is."""
        at = self.left / self.whole
        return _percent(1 - at if self.rtl else at)


def strips_of(rows: Sequence[QuestionFigures], asked: Question, tongue: str) -> Strips:
    """Bars of these rows, or of one question; ``asked`` says whether they have a middle."""
    rtl = direction(page_language()) == "rtl"
    if asked.diverging:
        bars = [diverging(row) for row in rows]
        left, right = reaches(bars)
        beside = max((bar.apart for bar in bars), default=Fraction(0))
        apart = left + right + (_GAP if beside else 0)
        canvas = _Canvas(left, apart, (apart + beside) or Fraction(1), rtl)
        pieces = [
            [(one, False) for one in bar.scale] + [(one, True) for one in bar.beside]
            for bar in bars
        ]
    else:
        canvas = _Canvas(Fraction(0), Fraction(0), Fraction(1), rtl)
        stacks = [stacked(row, both_ways=True) for row in rows]
        pieces = [
            [(one, False) for one in bar.scale] + [(one, True) for one in bar.beside]
            for bar in stacks
        ]
    return Strips(
        keys=tuple(
            Key(tone=_tone(one, place, pieces[0]), label=_label(one.line, tongue))
            for place, (one, _) in enumerate(pieces[0])
        ),
        rows=tuple(
            Strip(
                figures=row,
                pieces=tuple(
                    canvas.piece(one, _tone(one, place, segments), is_apart=is_apart)
                    for place, (one, is_apart) in enumerate(segments)
                    if one.width
                ),
                said=_said(segments, tongue),
            )
            for row, segments in zip(rows, pieces, strict=True)
        ),
        axis=canvas.axis if asked.diverging else None,
    )


def _tone(segment: Segment, place: int, segments: Sequence[tuple[Segment, bool]]) -> str:
    """The end of its class: ``n5`` to ``n1``, ``0``, ``1`` to ``5``; ``g0`` … beside the scale."""
    if segment.line.option.role is not Role.PLAIN:
        scale = sum(one.line.option.role is Role.PLAIN for one, _ in segments)
        return f"g{(place - scale) % _GREYS}"
    return f"n{-segment.tone}" if segment.tone < 0 else str(segment.tone)


def _label(line: Line, tongue: str) -> Said:
    return Said(label_text(line.option, tongue), line.option.label.say(tongue).language)


def _said(segments: Sequence[tuple[Segment, bool]], tongue: str) -> Said:
    language = page_language()
    said = (
        labelled(_label(one.line, tongue).text, percent_text(one.line, language), language)
        for one, _ in segments
    )
    words = in_row(said, language)
    return Said(words, tongue)


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):.2f}%"
