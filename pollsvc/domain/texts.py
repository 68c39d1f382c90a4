"""Texts in several languages, and the one cleaning of text from outside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

# Bidirectional overrides and isolates (Unicode UAX 9, table 4) can make a label
# read as another one; LRM and RLM only help and stay.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\t")
# Characters that show nothing by themselves though their category says otherwise: joiners,
# Hangul and Braille blanks, variation selectors (Unicode, Default_Ignorable_Code_Point).
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)


class Said(NamedTuple):
    """A text and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Localised:
    """One text in one or more languages; the first is the one it was written in."""

    texts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Localised:
        """Make one from ``{language: text}``, in the mapping's order.

        Raises:
            ValueError: the mapping is empty.
        """
        if not texts:
            raise ValueError("a text needs at least one language")
        return cls(tuple(texts.items()))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in."""
        return tuple(language for language, _ in self.texts)

    def as_dict(self) -> dict[str, str]:
        """``{language: text}`` in the order written."""
        return dict(self.texts)

    def say(self, *wanted: str) -> Said:
        """The text in the first language wanted that there is, else in the first written."""
        have = self.as_dict()
        for language in wanted:
            if language in have:
                return Said(have[language], language)
        language, text = self.texts[0]
        return Said(text, language)


def shared_languages(texts: Iterable[Localised]) -> frozenset[str]:
    """The languages in which every one of these texts is written."""
    sets = [frozenset(text.languages) for text in texts]
    return frozenset.intersection(*sets) if sets else frozenset()


def first_of(wanted: Iterable[str], have: Iterable[str]) -> str | None:
    """The first wanted language that is had, comparing ``fr-CA`` as ``fr`` too."""
    there = tuple(have)
    for language in wanted:
        for form in (language, language.split("-")[0]):
            if form in there:
                return form
    return None


def clean_text(raw: str) -> str:
    """Text from outside, made safe to keep and to show.

    Gives NFC text without surrogates, control characters (line feed and tab
    stay), or bidirectional overrides, trimmed; line ends become line feeds. A
    text of nothing but invisible characters gives ``""``.

    Sources: Unicode UAX 9 (overrides), UAX 15 (NFC); PostgreSQL takes no NUL.
    """
    kept = "".join(
        char
        for char in raw.replace("\r\n", "\n").replace("\r", "\n")
        if char in _KEPT_CONTROLS
        or (char not in _BIDI and unicodedata.category(char) not in ("Cc", "Cs"))
    )
    text = unicodedata.normalize("NFC", kept).strip()
    return "" if all(map(_shows_nothing, text)) else text


def _shows_nothing(char: str) -> bool:
    return char.isspace() or char in _INVISIBLE or unicodedata.category(char) == "Cf"


def same_text(one: str) -> str:
    """The form under which two labels count as alike (NFKC, caseless, one space)."""
    folded = unicodedata.normalize("NFKC", clean_text(one)).casefold()
    return " ".join(folded.split())
