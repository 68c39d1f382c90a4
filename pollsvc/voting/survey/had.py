"""What a page showed as answers, told question by question, so that what it changed is known."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from pollsvc.domain.given import Parts, Raw
from pollsvc.domain.question import Question
from pollsvc.domain.wording import by_question, read_by_question


def had_of(questions: Iterable[Question], raw: Raw, parts: Parts) -> str:
    """What a form carries of the answers that it shows: ids, each with 8 hex digits.

    Questions and rows without an answer are left out.
    """
    found = _digests(questions, raw, parts)
    return by_question({number: digest for number, digest in found.items() if digest})


def same_as_had(questions: Iterable[Question], had: str, raw: Raw, parts: Parts) -> frozenset[int]:
    """The questions and rows that a form brings just as it showed them, with nothing included."""
    shown, found = read_by_question(had), _digests(questions, raw, parts)
    return frozenset(one for one, digest in found.items() if shown.get(str(one), "") == digest)


def _digests(questions: Iterable[Question], raw: Raw, parts: Parts) -> dict[int, str]:
    pieces: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for (number, piece), said in parts.items():
        if said:
            pieces[number].append((piece, said))
    found = {}
    for part in (part for one in questions for part in one.parts):
        chosen = sorted(value for value in raw.get(part.id, ()) if value)
        given = (chosen, sorted(pieces[part.id]))
        found[part.id] = _digest(given) if any(given) else ""
    return found


def _digest(given: object) -> str:
    return hashlib.blake2b(json.dumps(given).encode(), digest_size=4).hexdigest()
