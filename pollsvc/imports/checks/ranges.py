"""Ranges: points of a scale, numbers, days."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pollsvc.domain.question import Kind
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path, shown
from pollsvc.imports.moments import day_words
from pollsvc.imports.numbers import number_words
from pollsvc.imports.schema.texts import day_number, exact

MOST_POINTS = 50
_WHOLE = "0123456789"


def range_faults(read: AsRead, question: Path, kind: Kind) -> Iterator[Fault]:
    """Every fault of a question's range, where its kind has one."""
    if kind in (Kind.SCALE, Kind.MATRIX):
        yield from _scale_faults(read, (*question, "scale"))
    elif kind is Kind.NUMBER:
        yield from _number_faults(read, question)
    elif kind is Kind.DATE:
        yield from _date_faults(read, question)


def _scale_faults(read: AsRead, path: Path) -> Iterator[Fault]:
    first, last = read.sound(*path, "from"), read.sound(*path, "to")
    if first is None or last is None:
        return
    if last <= first:
        yield (*path, "to"), f"this must be more than from, {first}"
        return
    points = last - first + 1
    if points > MOST_POINTS:
        said = f"a scale has at most {MOST_POINTS} points, this one has {points}"
        yield (*path, "to"), f"{said}; use kind: number for more"
    labels = read.part((*path, "labels"))
    for point in labels if isinstance(labels, dict) else ():
        if _point(point) not in range(first, last + 1):
            yield (
                (*path, "labels", point),
                f"{shown(point)} is no point from {first} to {last}",
            )


def _point(text: str) -> int | None:
    """The number that the name of a point says, written the one way there is."""
    digits = text.removeprefix("-")
    fine = 0 < len(digits) < 6 and all(one in _WHOLE for one in digits)
    return int(text) if fine and str(int(text)) == text else None


def _number_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    decimals = read.sound(*question, "decimals") or 0
    found: dict[str, Decimal] = {}
    for name in ("low", "high"):
        here = (*question, name)
        value: Any = read.part(here)
        if value is None:
            yield here, "a number needs its range; give low and high"
        elif here in read.faulty:
            continue
        elif isinstance(value, str):
            yield here, number_words(value)
        elif (number := exact(value)) is not None:
            found[name] = number
            if number != round(number, decimals):
                yield here, f"this has more digits after the point than decimals, {decimals}"
    if len(found) == 2 and found["high"] <= found["low"]:
        yield (*question, "high"), f"this must be more than low, {found['low']}"


def _date_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    found: dict[str, int] = {}
    for name in ("low", "high"):
        here = (*question, name)
        value: Any = read.sound(*here)
        if isinstance(value, str):
            if wrong := day_words(value):
                yield here, wrong
            else:
                found[name] = day_number(value)
        elif value is not None:
            yield here, 'give a day such as "2024-01-31"'
    if len(found) == 2 and found["high"] < found["low"]:
        yield (*question, "high"), "this must not come before low"
