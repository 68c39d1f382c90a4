"""Short names for addresses and data, made from what people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from hashlib import sha256

LONGEST_SLUG = 64
_LONGEST_MADE = 48
_LONGEST_CODE = 32
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
# Cyrillic as newspapers' addresses write it (Russian, with Ukrainian and Belarusian letters).
_CYRILLIC = {
    **dict(zip("абвгдеёзийклмнопрстуфыэіґў", "abvgdeeziyklmnoprstufyeigu", strict=True)),
    **dict(
        zip(
            "жхцчшщюяїє",
            ("zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "yi", "ye"),
            strict=True,
        )
    ),
}
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_LETTERS = str.maketrans(_CYRILLIC | _LATIN | {"ı": "i", "ъ": "", "ь": "", "'": "", "’": ""})


def is_slug(text: str) -> bool:
    """Whether this can be a poll's address: small letters, digits, single hyphens."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """A slug made from a sentence: ``"what-are-the-us-goals"``; ``""`` where none can be.

    Latin letters lose their accents and Cyrillic ones are written in Latin. A text of which
    more than half would be lost has none.
    """
    words = _words(text)
    kept = sum(map(len, words))
    if kept < 3 or 2 * kept < sum(char.isalnum() for char in text):
        return ""
    return _joined(words, "-", _LONGEST_MADE)


def code_of(label: str) -> str:
    """A short name for data made from a label: ``"foreign_policy"``.

    One that cannot be written in Latin gets a number that hangs on the label alone.
    """
    words = _words(label)
    if 2 * sum(map(len, words)) < sum(char.isalnum() for char in label) or not words:
        return f"t{sha256(label.encode()).hexdigest()[:8]}"
    return _joined(words, "_", _LONGEST_CODE)


def free_code(label: str, taken: Container[str]) -> str:
    """The code of a label, with a number where another label has that code: ``"c-2"``."""
    code = free = code_of(label)
    number = 1
    while free in taken:
        number += 1
        free = f"{code[: _LONGEST_CODE - len(str(number)) - 1]}-{number}"
    return free


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    bare = "".join(
        char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char)
    )
    return re.findall(r"[a-z0-9]+", bare)


def _joined(words: list[str], mark: str, longest: int) -> str:
    """The first words that fit; of a first word that is too long, its beginning."""
    name = words[0][:longest]
    for word in words[1:]:
        if len(name) + len(mark) + len(word) > longest:
            break
        name += mark + word
    return name
