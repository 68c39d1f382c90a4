"""Hints for who writes a poll. They never keep anybody from publishing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from statistics import median

from pollsvc.domain.draft.moves import has_no_view
from pollsvc.domain.draft.shape import Draft, DraftQuestion
from pollsvc.domain.draft.wording import tidy
from pollsvc.domain.poll import Role
from pollsvc.domain.texts import same_text

MANY = 7
_QUESTION_MARKS = "?؟"
_LONG = 60
_NEARLY = 0.9
_LONG_ENOUGH = 12


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Something to think about.

    ``code`` is ``no_way_out`` (no answer for who has no view), ``plain_no_view`` (one that
    is not marked as such), ``many_answers``, ``unequal_lengths``, ``alike``,
    ``nearly_alike`` or ``two_questions``; ``question`` its place from 0, ``number`` the
    count of answers, ``options`` their places from 1.
    """

    code: str
    question: int = 0
    number: int = 0
    options: tuple[int, ...] = ()


def hints(draft: Draft) -> tuple[Hint, ...]:
    """Everything to think about in this draft, question by question."""
    return tuple(
        hint
        for place, question in enumerate(draft.questions)
        for hint in _hints(question, place, draft.base_language)
    )


def _hints(question: DraftQuestion, place: int, language: str) -> Iterator[Hint]:
    labels = [tidy(one.label.get(language, ""), "answer") for one in question.options]
    written = [(number, label) for number, label in enumerate(labels, 1) if label]
    asked = same_text(question.text.get(language, ""))
    if sum(asked.count(mark) for mark in _QUESTION_MARKS) > 1:
        yield Hint(code="two_questions", question=place)
    if len(written) < 2:
        return
    if all(one.role == Role.PLAIN for one in question.options):
        plain = next((n for n, one in enumerate(question.options, 1) if has_no_view(one)), None)
        if plain is None:
            yield Hint(code="no_way_out", question=place)
        else:
            yield Hint(code="plain_no_view", question=place, options=(plain,))
    if len(written) > MANY:
        yield Hint(code="many_answers", question=place, number=len(written))
    lengths = sorted(len(label) for _, label in written)
    if lengths[-1] > max(_LONG, 4 * median(lengths[:-1])):
        longest = max(written, key=lambda one: len(one[1]))[0]
        yield Hint(code="unequal_lengths", question=place, options=(longest,))
    yield from _alike([(number, same_text(label)) for number, label in written], place)


def _alike(written: list[tuple[int, str]], place: int) -> Iterator[Hint]:
    first: dict[str, int] = {}
    for number, text in written:
        if first.setdefault(text, number) != number:
            yield Hint(code="alike", question=place, options=(first[text], number))
    for (one, text), (other, second) in combinations(written, 2):
        if _nearly_alike(text, second):
            yield Hint(code="nearly_alike", question=place, options=(one, other))
            return


def _nearly_alike(first: str, second: str) -> bool:
    """Whether two labels differ by marks alone, or hardly; equal ones have a hint of their own."""
    bare, other = (re.sub(r"\W", "", text) for text in (first, second))
    if first == second or not bare or not other:
        return False
    if bare == other:
        return True
    if min(len(bare), len(other)) < _LONG_ENOUGH or _digits(first) != _digits(second):
        return False
    matcher = SequenceMatcher(None, bare, other, autojunk=False)
    return matcher.quick_ratio() > _NEARLY and matcher.ratio() > _NEARLY


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)
