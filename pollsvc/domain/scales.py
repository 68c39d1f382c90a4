"""Bars cut into segments: the points of a scale side by side, or to both sides of a middle.

All is in exact shares of one base, so that page and chart draw the same bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pollsvc.domain.figures import Line, QuestionFigures
from pollsvc.domain.question import Kind, Question, Role

TONES = 5
"""So many tones lead from the middle to each end."""
_NOUGHT = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A part of a bar that stands for one option.

    ``start`` is where it begins and ``width`` how wide it is, as shares of the base.
    ``tone`` is its colour: from -5 (the first end) over 0 (the middle) to 5 (the last end) in a
    diverging bar, from 1 (light) to 5 (full) in a plain one; 0 beside the scale (grey).
    """

    line: Line
    start: Fraction
    width: Fraction
    tone: int


@dataclass(frozen=True, kw_only=True)
class Diverging:
    """A bar that goes from a middle to both sides.

    ``left`` and ``right`` go from the middle outwards; ``start`` is counted from the
    middle, to the left below nought. ``middle`` is the neutral point of a scale with an
    odd number of points; half of it lies on either side. ``beside`` is what is no point
    ("don't know"): it stands apart, its ``start`` counted from nought.
    """

    left: tuple[Segment, ...]
    middle: Segment | None
    right: tuple[Segment, ...]
    beside: tuple[Segment, ...]

    @property
    def scale(self) -> tuple[Segment, ...]:
        """All segments but those beside, from left to right."""
        middle = (self.middle,) if self.middle else ()
        return (*reversed(self.left), *middle, *self.right)

    @property
    def reach_left(self) -> Fraction:
        """How far the bar reaches to the left of its middle, half of the neutral included."""
        return _half(self.middle) + _width(self.left)

    @property
    def reach_right(self) -> Fraction:
        """How far it reaches to the right, half of the neutral included."""
        return _half(self.middle) + _width(self.right)

    @property
    def apart(self) -> Fraction:
        """How wide all that stands beside is together."""
        return _width(self.beside)


@dataclass(frozen=True, kw_only=True)
class Stacked:
    """A bar of segments one after another; ``beside`` ("don't know") follows on them."""

    scale: tuple[Segment, ...]
    beside: tuple[Segment, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All of them, from left to right."""
        return self.scale + self.beside


def is_stackable(question: Question) -> bool:
    """Whether the shares of a question, or of the rows of a matrix, make one whole each."""
    return all(part.kind in (Kind.SINGLE, Kind.SCALE) for part in question.parts)


def points(figures: QuestionFigures) -> tuple[Line, ...]:
    """The lines that make the scale: by their values where they have any, else as listed."""
    lines = [line for line in figures.lines if line.option.role is Role.PLAIN]
    values = [line.option.value for line in lines]
    if None in values:
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: line.option.value or 0))


def diverging(figures: QuestionFigures) -> Diverging:
    """The bar of one question, or one row, whose points lead over a middle.

    The first points of the scale lie to the left, the lowest values first. With an odd
    number of points the one in the middle is neutral and cut in halves.

    Source: Robbins and Heiberger (2011), "Plotting Likert and other rating scales",
    Proceedings of the Survey Research Methods Section, ASA.
    """
    scale = points(figures)
    half = len(scale) // 2
    neutral = scale[half] if len(scale) % 2 else None
    middle = None
    if neutral:
        width = neutral.share or _NOUGHT
        middle = Segment(line=neutral, start=-width / 2, width=width, tone=0)
    left: list[Segment] = []
    right: list[Segment] = []
    below = above = _half(middle)
    for step, (one, other) in enumerate(
        zip(reversed(scale[:half]), scale[len(scale) - half :], strict=True), 1
    ):
        tone = _tone(Fraction(step, half))
        below += one.share or _NOUGHT
        left.append(Segment(line=one, start=-below, width=one.share or _NOUGHT, tone=-tone))
        right.append(Segment(line=other, start=above, width=other.share or _NOUGHT, tone=tone))
        above += other.share or _NOUGHT
    return Diverging(
        left=tuple(left), middle=middle, right=tuple(right), beside=_in_a_row(_beside(figures))
    )


def stacked(figures: QuestionFigures, *, both_ways: bool) -> Stacked:
    """The plain bar of one question or row: its points from left to right, the others after.

    ``both_ways`` gives the segments the tones of the diverging bar; it is the question's
    or the matrix's ``diverging``.
    """
    scale = points(figures)
    if both_ways:
        tones = [segment.tone for segment in diverging(figures).scale]
    else:
        tones = [_tone(Fraction(number, len(scale))) for number in range(1, len(scale) + 1)]
    segments = _in_a_row(scale, tones)
    return Stacked(scale=segments, beside=_in_a_row(_beside(figures), start=_width(segments)))


def reaches(bars: Sequence[Diverging]) -> tuple[Fraction, Fraction]:
    """How far the longest of these bars reach to the left and to the right.

    With it bars under each other have one middle.
    """
    return (
        max((bar.reach_left for bar in bars), default=_NOUGHT),
        max((bar.reach_right for bar in bars), default=_NOUGHT),
    )


def _beside(figures: QuestionFigures) -> tuple[Line, ...]:
    return tuple(line for line in figures.lines if line.option.role is not Role.PLAIN)


def _in_a_row(
    lines: Sequence[Line], tones: Sequence[int] = (), start: Fraction = _NOUGHT
) -> tuple[Segment, ...]:
    """Segments one after another; without tones they are grey."""
    found = []
    for line, tone in zip(lines, tones or [0] * len(lines), strict=True):
        width = line.share or _NOUGHT
        found.append(Segment(line=line, start=start, width=width, tone=tone))
        start += width
    return tuple(found)


def _tone(part: Fraction) -> int:
    """The tone so far on the way to an end, at least 1."""
    return max(1, (2 * TONES * part + 1) // 2)


def _half(middle: Segment | None) -> Fraction:
    return middle.width / 2 if middle else _NOUGHT


def _width(segments: Iterable[Segment]) -> Fraction:
    return sum((segment.width for segment in segments), _NOUGHT)
