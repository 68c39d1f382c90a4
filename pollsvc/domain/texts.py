"""Texts in several languages, and the one cleaning of text from outside."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

# Bidirectional overrides and isolates (Unicode UAX 9, table 4) can make a label
# read as another one; LRM and RLM only help and stay.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Spreadsheets take a cell for a formula that begins with one of these (OWASP, "CSV
# Injection"), in East Asian ones also in their wide forms.
_SIGNS = frozenset("=+-@＝＋－＠")
_KEPT_CONTROLS = frozenset("\n\t")
# Of the category of invisible format characters, yet seen: number signs and their like
# (Unicode, Prepended_Concatenation_Mark), and what arranges hieroglyphs.
_SEEN = frozenset(
    "\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    + "".join(map(chr, (*range(0x0600, 0x0606), *range(0x13430, 0x13440))))
)
# With these after a black flag, emoji tell the flags of regions apart (UTS 51, ED-14a).
_FLAG, _TAGS = "\U0001f3f4", frozenset(map(chr, range(0xE0020, 0xE0080)))
# Characters that show nothing by themselves though their category says otherwise: joiners,
# Hangul and Braille blanks, variation selectors (Unicode, Default_Ignorable_Code_Point).
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Codes of Chinese often name only the region where the script is what matters (CLDR,
# likely subtags).
_IN_FULL = {f"zh-{region}": f"zh-hans-{region}" for region in ("cn", "my", "sg")} | {
    f"zh-{region}": f"zh-hant-{region}" for region in ("hk", "mo", "tw")
}


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
        language = first_of(wanted, have) or self.texts[0][0]
        return Said(have[language], language)


def shared_languages(texts: Iterable[Localised]) -> frozenset[str]:
    """The languages in which every one of these texts is written."""
    sets = [frozenset(text.languages) for text in texts]
    return frozenset.intersection(*sets) if sets else frozenset()


def first_of(wanted: Iterable[str], have: Collection[str]) -> str | None:
    """The first wanted language that is had, in any form of it.

    The same code is best. Else the wanted one loses its last part until something fits
    (``pt`` for ``pt-BR``, as in the lookup of RFC 4647), and a longer code fits as well
    (``pt-PT``): of several the first by code. No more is taken of ``wanted`` than decides.
    """
    for language in wanted:
        if language in have:
            return language
        there = sorted((_in_full(one), one) for one in have)
        for form in wider_forms(_in_full(language)):
            for full, one in there:
                if full == form or full.startswith(f"{form}-"):
                    return one
    return None


def wider_forms(language: str) -> Iterator[str]:
    """A code and what is left as its last part is taken away: ``pt-BR``, then ``pt``."""
    while language:
        yield language
        language = language.rpartition("-")[0]


def _in_full(language: str) -> str:
    small = language.lower()
    return _IN_FULL.get(small, small)


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
    """The form under which two labels count as alike (NFKC, caseless, one space).

    Invisible characters are left out, joiners too: what they change is how letters are
    drawn. It is for comparing and seeking only, never for showing.
    """
    text = clean_text(one)
    kept = _TAGS if _FLAG in text else frozenset[str]()
    seen = "".join(char for char in text if char in kept or not _is_invisible(char))
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def _is_invisible(char: str) -> bool:
    return char in _INVISIBLE or (unicodedata.category(char) == "Cf" and char not in _SEEN)


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might work this text out instead of showing it."""
    return text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in _SIGNS


def guarded_text(text: str) -> str:
    """The text for a cell of a CSV file, with an apostrophe before what looks like a formula."""
    return f"'{text}" if is_like_a_formula(text) else text
