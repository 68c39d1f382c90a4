"""The choices of the edit form in words: kinds, counts of rankings, ways through a survey."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from pollsvc.polls.kind_words import (
    ADDED,
    FLOWS,
    KINDS,
    METHOD_NOTES,
    PHASES,
    REQUIRED,
    ROLES,
    ROWS,
)
from pollsvc.web.ranking_words import METHODS

Choices = list[tuple[str, str, str]]
"""Value, words and note of each choice."""


def words_of_kinds() -> dict[str, object]:
    """What the form's templates take, by the names that they use."""
    return {
        "kinds": _choices(KINDS),
        "known_kinds": frozenset(KINDS),
        "methods": _choices({one: (METHODS[one], note) for one, note in METHOD_NOTES.items()}),
        "required": _choices(REQUIRED),
        "flows": _choices(FLOWS),
        "phases": [(value, gettext(words), "") for value, words in PHASES.items()],
        "role_words": ROLES,
        # A long survey says these a thousand times; they are translated once.
        "row_words": {name: gettext(words) for name, words in ROWS.items()},
        "added_words": ADDED,
    }


def _choices(words: Mapping[str, tuple[str, str]]) -> Choices:
    return [
        (value, gettext(said), gettext(note) if note else "")
        for value, (said, note) in words.items()
    ]
