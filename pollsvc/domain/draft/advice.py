"""Hints for who writes a poll. They never keep anybody from publishing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import combinations
from statistics import median

from pollsvc.domain.counting import MOST_ORDERS, bin_width, possible_orders
from pollsvc.domain.draft.coding import with_codes
from pollsvc.domain.draft.role_words import has_no_view
from pollsvc.domain.draft.rules import RULES, is_shaped, placed_rules
from pollsvc.domain.draft.shape import Draft, DraftQuestion
from pollsvc.domain.draft.showing import poll_to_show
from pollsvc.domain.draft.wording import tidy
from pollsvc.domain.flow import RuleFault
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question, Required, Role
from pollsvc.domain.texts import same_text

MANY = 7
_QUESTION_MARKS = "?؟"
_LONG = 60
_NEARLY = 0.9
_LONG_ENOUGH = 12
_CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING, Kind.SCALE, Kind.MATRIX)
_OF_WHOLE_QUESTIONS = frozenset(("out_of_range", "too_exact", "never_shown"))
"""What is wrong with rules only once the questions that they name are all there."""
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Something to think about.

    ``code`` is ``no_way_out`` (no answer for who has no view), ``plain_no_view`` (one that
    is not marked as such), ``many_answers``, ``unequal_lengths``, ``alike``,
    ``nearly_alike``, ``two_questions``, ``grid`` (a table, in which people answer more
    alike), ``long_ranking`` (its rounds are counted when the poll closes), ``wide_range``
    (``number`` of its numbers are counted together) or ``rule``; ``question`` its place
    from 0, ``number`` the count of answers, rows or orders, ``options`` their places from
    1, ``rule`` what is odd or wrong about a rule, and ``field`` the one with that rule
    (``show_if`` or ``page_show_if``); of a text that shows answers it is ``""``.
    """

    code: str
    question: int = 0
    number: int = 0
    options: tuple[int, ...] = ()
    rule: RuleFault | None = None
    field: str = ""


def hints(draft: Draft) -> tuple[Hint, ...]:
    """Everything to think about in this draft, question by question."""
    found = [
        hint
        for place, question in enumerate(draft.questions)
        for hint in _hints(question, place, draft.base_language)
    ]
    coded = with_codes(draft)
    poll = poll_to_show(coded, poll_id=0, slug="", now=_ANY_TIME)
    for place, one in enumerate(poll.questions):
        found += _of_counting(one, place)
    found += _of_rules(coded, poll)
    return tuple(sorted(found, key=lambda one: one.question))


def _of_rules(draft: Draft, poll: Poll) -> Iterator[Hint]:
    """What is odd in rules and in texts that show answers, and what is wrong with rules."""
    placed = tuple(placed_rules(draft, poll))
    unsure = _OF_WHOLE_QUESTIONS if placed and not is_shaped(draft) else frozenset()
    for rule, where in placed:
        name = where["name"] if where["name"] in RULES else ""
        if rule.severity == "hint" or (name and rule.code not in unsure):
            yield Hint(code="rule", question=where["question"], rule=rule, field=name)


def _of_counting(question: Question, place: int) -> Iterator[Hint]:
    """What its kind costs: how a ranking or a range is counted, what a table does."""
    if question.kind is Kind.RANKING:
        ranked = len(question.plain_options)
        orders = possible_orders(ranked, question.at_least, question.at_most)
        if orders > MOST_ORDERS:
            yield Hint(code="long_ranking", question=place, number=orders)
    if question.kind is Kind.NUMBER:
        width = bin_width(question.low or 0, question.high or 0)
        if width > 1:
            yield Hint(code="wide_range", question=place, number=width)
    if question.kind is Kind.MATRIX and question.grid:
        yield Hint(code="grid", question=place, number=len(question.rows))


def _hints(question: DraftQuestion, place: int, language: str) -> Iterator[Hint]:
    labels = [tidy(one.label.get(language, ""), "answer") for one in question.options]
    written = [(number, label) for number, label in enumerate(labels, 1) if label]
    asked = same_text(question.text.get(language, ""))
    if sum(asked.count(mark) for mark in _QUESTION_MARKS) > 1:
        yield Hint(code="two_questions", question=place)
    if question.kind not in _CHOSEN or (len(written) < 2 and question.kind != Kind.SCALE):
        return
    if question.kind != Kind.RANKING:
        yield from _no_view(question, place)
    if question.kind == Kind.SCALE:
        return
    if len(written) > MANY:
        yield Hint(code="many_answers", question=place, number=len(written))
    lengths = sorted(len(label) for _, label in written)
    if lengths[-1] > max(_LONG, 4 * median(lengths[:-1])):
        longest = max(written, key=lambda one: len(one[1]))[0]
        yield Hint(code="unequal_lengths", question=place, options=(longest,))
    yield from _alike([(number, same_text(label)) for number, label in written], place)


def _no_view(question: DraftQuestion, place: int) -> Iterator[Hint]:
    """Whether who has no view can say so, or leave the question."""
    ways_out = {one.role for one in question.options} - {Role.PLAIN, Role.OTHER}
    if question.required != Required.HARD or ways_out:
        return
    plain = next((n for n, one in enumerate(question.options, 1) if has_no_view(one)), None)
    if plain is None:
        yield Hint(code="no_way_out", question=place)
    else:
        yield Hint(code="plain_no_view", question=place, options=(plain,))


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
