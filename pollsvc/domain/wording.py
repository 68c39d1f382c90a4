"""The words that a form showed, told question by question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pollsvc.domain.question import Question


def wording_of(questions: Iterable[Question]) -> str:
    """What a form carries of the words of these questions: each one's id with its digest.

    Their order does not matter. Thirty questions take some 350 characters.
    """
    in_order = sorted(questions, key=lambda one: one.id)
    return by_question({one.id: one.wording_digest for one in in_order})


def same_words(questions: Iterable[Question], wording: str) -> dict[int, bool]:
    """Which of these questions read as they did in the form that carried ``wording``.

    Those that were not in it are left out. Whatever else a form brings says nothing.
    """
    seen = read_by_question(wording)
    return {
        one.id: seen[str(one.id)] == one.wording_digest for one in questions if str(one.id) in seen
    }


def by_question(digests: Mapping[int, str]) -> str:
    """Digests as a form carries them: ``"1.0a1b2c3d 2.…"``."""
    return " ".join(f"{number}.{digest}" for number, digest in digests.items())


def read_by_question(sent: str) -> dict[str, str]:
    """The same as it was sent, by the id as written; whatever has no such shape is passed over."""
    return dict(word.split(".", 1) for word in sent.split() if "." in word)
