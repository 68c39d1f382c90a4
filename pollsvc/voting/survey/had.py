"""What a page showed as answers, told question by question, so that what it changed is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from pollsvc.domain.given import Parts, Raw
from pollsvc.domain.question import Question


def had_of(questions: Iterable[Question], raw: Raw, parts: Parts) -> str:
    """What a form carries of the answers that it shows: ids, each with 8 hex digits.

    Questions and rows without an answer are left out.
    """
    found = _digests(questions, raw, parts)
    return " ".join(f"{number}.{digest}" for number, digest in found.items() if digest)


def same_as_had(questions: Iterable[Question], had: str, raw: Raw, parts: Parts) -> frozenset[int]:
    """The questions and rows that a form brings just as it showed them, with nothing included."""
    shown = dict(word.split(".", 1) for word in had.split() if "." in word)
    found = _digests(questions, raw, parts)
    return frozenset(one for one, digest in found.items() if shown.get(str(one), "") == digest)


def _digests(questions: Iterable[Question], raw: Raw, parts: Parts) -> dict[int, str]:
    places = {part.id: _given(part.id, raw, parts) for one in questions for part in one.parts}
    return {number: _digest(given) if any(given) else "" for number, given in places.items()}


def _given(number: int, raw: Raw, parts: Parts) -> tuple[list[str], list[tuple[str, str]]]:
    chosen = sorted(value for value in raw.get(number, ()) if value)
    pieces = sorted((piece, said) for (one, piece), said in parts.items() if one == number and said)
    return chosen, pieces


def _digest(given: object) -> str:
    return hashlib.blake2b(json.dumps(given).encode(), digest_size=4).hexdigest()
