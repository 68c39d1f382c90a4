"""Breaking a text into lines of a measured width. Pure: the ruler comes in.

The places to break are a small part of Unicode UAX 14: after spaces, hyphens and
slashes, and between East Asian characters, with the Japanese rules for what may
neither begin nor end a line (JIS X 4051). A word joiner (U+2060) holds together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

Width = Callable[[str], float]

ELLIPSIS = "…"
_NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》］｝ー々ゝゞ～〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…"
)
_NOT_LAST = frozenset("（「『【〔〈《［｛")
_HANGUL = range(0xAC00, 0xD7A4)


def lines_of(text: str, room: float, width: Width, *, most: int, even: bool = False) -> list[str]:
    """The text as at most ``most`` lines, each no wider than ``room``.

    What does not fit ends in an ellipsis. ``even`` gives lines of about the same
    length.
    """
    parts = [_part(piece, width) for piece in _pieces_that_fit(text, room, width)]
    lines = _filled(parts, room)
    if even and 1 < len(lines) <= most:
        lines = _evened(parts, room, len(lines))
    if len(lines) > most:
        return [*lines[: most - 1], _cut(lines[most - 1], room, width)]
    return lines


class _Part(NamedTuple):
    """A piece of text with its width, and that without the blanks at its end."""

    text: str
    full: float
    bare: float


def _part(text: str, width: Width) -> _Part:
    # Measuring is what takes the time, and blanks at an end are all alike.
    word = text.rstrip(" ")
    bare = width(word)
    return _Part(text, bare + (len(text) - len(word)) * width(" "), bare)


def _filled(parts: list[_Part], room: float) -> list[str]:
    """Lines filled one after the other."""
    lines: list[str] = []
    line, used = "", 0.0
    for part in parts:
        if line and used + part.bare > room:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        line += part.text
        used += part.full
    return [*lines, line.rstrip(" ")] if line else lines


def _evened(parts: list[_Part], room: float, count: int) -> list[str]:
    """The same number of lines in the narrowest room that still gives it."""
    low, high = max(part.bare for part in parts), room
    for _ in range(8):
        middle = (low + high) / 2
        if len(_filled(parts, middle)) > count:
            low = middle
        else:
            high = middle
    return _filled(parts, high)


def _cut(line: str, room: float, width: Width) -> str:
    """The line with an ellipsis at its end, still no wider than the room."""
    clusters = list(_clusters(line))
    while clusters and sum(map(width, clusters)) + width(ELLIPSIS) > room:
        clusters.pop()
    return "".join(clusters).rstrip(" ,;:-") + ELLIPSIS


def _pieces_that_fit(text: str, room: float, width: Width) -> Iterator[str]:
    """The pieces of the text, those wider than the room cut once more, and more finely."""
    for phrase in pieces(text, phrases=_has_kana(text)):
        for piece in pieces(phrase) if width(phrase.rstrip(" ")) > room else (phrase,):
            if width(piece.rstrip(" ")) <= room:
                yield piece
            else:
                yield from _clusters(piece)


@lru_cache(maxsize=1024)
def pieces(text: str, *, phrases: bool = False) -> tuple[str, ...]:
    """The text cut at every place where a line may end; joined it is the text again.

    ``phrases`` keeps Japanese phrases whole: they end in hiragana or punctuation,
    so a line ends there, and not inside a word of kanji or katakana.
    """
    found: list[str] = []
    start = 0
    for at in range(1, len(text)):
        if _may_break(text, at, phrases):
            found.append(text[start:at])
            start = at
    return (*found, text[start:]) if text else ()


def _clusters(text: str) -> Iterator[str]:
    """Characters with the marks that belong to them."""
    cluster = text[:1]
    for char in text[1:]:
        if _joins(char):
            cluster += char
        else:
            yield cluster
            cluster = char
    yield cluster


def _joins(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")


def _may_break(text: str, at: int, phrases: bool) -> bool:
    before, after = text[at - 1], text[at]
    if after == " " or _joins(after) or unicodedata.category(before) == "Cf":
        return False
    if before == " ":
        return "=" not in (after, text[at - 2 : at - 1])  # "n = 86" stays on one line
    if before in "-/":
        return after.isalpha() and at > 1 and text[at - 2].isalnum()
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if phrases and _is_wide(before):
        return not _is_hiragana(after) and (_is_hiragana(before) or not before.isalnum())
    return _breaks_anywhere(before, after)


def _breaks_anywhere(before: str, after: str) -> bool:
    wide = (_is_wide(before), _is_wide(after))
    return all(wide) or (wide[0] and after.isalpha()) or (wide[1] and before.isalpha())


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and ord(char) not in _HANGUL


def _has_kana(text: str) -> bool:
    return any("\u3041" <= char <= "\u30ff" for char in text)


def _is_hiragana(char: str) -> bool:
    return "\u3041" <= char <= "\u309f"
