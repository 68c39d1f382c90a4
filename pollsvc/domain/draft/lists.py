"""Answers pasted as a list, and topics typed with commas."""

from __future__ import annotations

import re
from itertools import pairwise

_NUMBER = re.compile(r"([0-9]{1,2})[.)]\s+")
_LETTER = re.compile(r"([A-Za-z])\)\s+")
_BULLET = re.compile(r"[-*•·‣◦–—▪☐]\s+")


def split_list(text: str) -> tuple[str, ...]:
    """The lines of a pasted list as answers; ``text`` alone where it has one line.

    Blank lines are left out. List marks go only when every line has one, of whatever kind,
    and numbers and letters only when they count on: "1. FC Köln" is a name.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return (text.strip("\n"),)
    return tuple(line[length:] for line, length in zip(lines, _marks(lines), strict=True))


def _marks(lines: list[str]) -> list[int]:
    """The length of the list mark in front of each line, nought where they are none."""
    found = [_BULLET.match(one) or _NUMBER.match(one) or _LETTER.match(one) for one in lines]
    marks = [one for one in found if one]
    counts = [one[1].lower() for one in marks if one.re is not _BULLET]
    if len(marks) < len(lines) or not _count_on([one for one in counts if one.isdigit()]):
        return [0] * len(lines)
    if not _count_on([one for one in counts if not one.isdigit()]):
        return [0] * len(lines)
    return [one.end() for one in marks]


def _count_on(marks: list[str]) -> bool:
    """Whether each of these is more than the one before; all numbers or all letters."""
    order = [(len(one.lstrip("0")), one.lstrip("0")) for one in marks]
    return all(before < after for before, after in pairwise(order))


def split_topics(text: str) -> tuple[str, ...]:
    """The topics of a list with commas (or one a line), each once, in order."""
    parts = (" ".join(part.split()) for part in re.split(r"[,،、\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))
