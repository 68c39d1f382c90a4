"""The words that a form showed, told question by question."""

from __future__ import annotations

from collections.abc import Iterable

from pollsvc.domain.question import Question


def wording_of(questions: Iterable[Question]) -> str:
    """What a form carries of the words of these questions: each one's id with its digest.

    Their order does not matter. Thirty questions take some 350 characters.
    """
    in_order = sorted(questions, key=lambda one: one.id)
    return " ".join(f"{one.id}.{one.wording_digest}" for one in in_order)


def same_words(questions: Iterable[Question], wording: str) -> dict[int, bool]:
    """Which of these questions read as they did in the form that carried ``wording``.

    Those that were not in it are left out. Whatever else a form brings says nothing.
    """
    seen = dict(word.split(".", 1) for word in wording.split() if "." in word)
    return {
        one.id: seen[str(one.id)] == one.wording_digest for one in questions if str(one.id) in seen
    }
