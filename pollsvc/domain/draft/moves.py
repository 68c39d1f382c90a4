"""What the buttons beside questions, answers and rows do to a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pollsvc.domain.draft.role_words import WORDS, has_no_view
from pollsvc.domain.draft.shape import Draft, DraftOption, DraftQuestion, DraftRow
from pollsvc.domain.draft.sorting import (
    with_question_added,
    with_question_copied,
    with_question_moved,
    with_question_removed,
    with_question_stepped,
)
from pollsvc.domain.question import Kind, Role

_LEAST = 2
_MOVE = re.compile(
    r"(?:q([0-9]{1,3})-)?(?:(row_)?(add|remove-|up-|down-)([0-9]{0,3})"
    r"|(dont_know|no_answer|none|other)|ask_(up|down|copy|remove))",
    re.ASCII,
)
_ADD = re.compile(r"ask_add-([a-z_]+)", re.ASCII)
Part = TypeVar("Part", DraftOption, DraftRow)


@dataclass(frozen=True)
class Moved:
    """A draft after a button was pressed; the others say where to go on.

    Places of ``question``, ``option`` and ``row`` count from 0; ``button`` is the button
    that was pressed, if it is still good.
    """

    draft: Draft
    question: int
    option: int = 0
    button: str | None = None
    row: int | None = None


def moved(draft: Draft, button: str, *, pages_stay: bool = False) -> Moved | None:
    """The draft after this button; ``None`` where it is no such button or cannot be pressed.

    ``add``, and ``remove-3``, ``up-3``, ``down-3`` for the third answer; the same with
    ``row_`` in front for the rows of a matrix. ``dont_know``, ``no_answer``, ``none`` and
    ``other`` add the answer that stands for it. ``ask_up``, ``ask_down``, ``ask_copy`` and
    ``ask_remove`` are about the question. With ``q2-`` in front each is about the second
    one. ``ask_add-scale`` adds a question of that kind at the end. With ``pages_stay``
    questions only change places, and pages begin where they did.
    """
    new = _ADD.fullmatch(button)
    if new is not None:
        return _asked(draft, new[1])
    found = _MOVE.fullmatch(button)
    if found is None:
        return None
    place = int(found[1] or 1) - 1
    if place not in range(len(draft.questions)):
        return None
    question = draft.questions[place]
    if found[6]:
        return _about_question(draft, place, found[6], pages_stay=pages_stay)
    if found[5]:
        options, goes_to = _with_role(draft, question, Role(found[5]))
        return Moved(_with(draft, place, options=options), place, goes_to)
    return _in_list(draft, place, found)


def _in_list(draft: Draft, place: int, found: re.Match[str]) -> Moved | None:
    """After a button that is about one answer, or one row."""
    question, act, number = draft.questions[place], found[3].rstrip("-"), int(found[4] or 0) - 1
    front = f"{_front(place)}{found[2] or ''}"
    if found[2]:
        if act == "add":
            rows = (*question.rows, DraftRow())
            return Moved(_with(draft, place, rows=rows), place, row=len(rows) - 1)
        if number not in range(len(question.rows)):
            return None
        rows, goes_to = _shifted(question.rows, act, number)
        button = _kept(front, act, goes_to, len(rows))
        return Moved(_with(draft, place, rows=rows), place, button=button, row=goes_to)
    if act == "add":
        options, goes_to = _with_blank(question)
        return Moved(_with(draft, place, options=options), place, goes_to)
    if number not in range(len(question.options)):
        return None
    options, goes_to = _shifted(question.options, act, number)
    button = _kept(front, act, goes_to, len(options))
    return Moved(_with(draft, place, options=options), place, goes_to, button)


def _asked(draft: Draft, typed: str) -> Moved | None:
    if typed not in list(Kind):
        return None
    changed = with_question_added(draft, Kind(typed))
    return Moved(changed, len(changed.questions) - 1)


def _about_question(draft: Draft, place: int, act: str, *, pages_stay: bool) -> Moved | None:
    last, is_up = len(draft.questions) - 1, act == "up"
    if act == "copy":
        return Moved(with_question_copied(draft, place), place + 1)
    if act == "remove":
        return Moved(with_question_removed(draft, place), min(place, last - 1)) if last else None
    if pages_stay:
        goes_to = min(max(0, place + (-1 if is_up else 1)), last)
        changed = with_question_moved(draft, place, goes_to)
    else:
        changed, goes_to = with_question_stepped(draft, place, up=is_up)
    button = None if goes_to == (0 if is_up else last) else f"{_front(goes_to)}ask_{act}"
    return Moved(changed, goes_to, button=button)


def _front(place: int) -> str:
    """What stands in front of the names of a question's buttons."""
    return f"q{place + 1}-" if place else ""


def _kept(front: str, act: str, goes_to: int, length: int) -> str | None:
    """The button by which the same thing is moved on, unless it has come to an end."""
    if act == "remove" or goes_to in (0, length - 1):
        return None
    return f"{front}{act}-{goes_to + 1}"


def _with_blank(question: DraftQuestion) -> tuple[tuple[DraftOption, ...], int]:
    """An answer more, before those that keep their place at the end."""
    plain = [one for one in question.options if one.role == Role.PLAIN]
    others = [one for one in question.options if one.role != Role.PLAIN]
    return (*plain, DraftOption(), *others), len(plain)


def _with_role(
    draft: Draft, question: DraftQuestion, role: Role
) -> tuple[tuple[DraftOption, ...], int]:
    """An answer with this role; the one that is there already, or that was typed as plain."""
    options = question.options
    there = next((n for n, one in enumerate(options) if one.role == role), None)
    if there is not None:
        return options, there
    plain = [one for one in options if one.role == Role.PLAIN]
    others = [one for one in options if one.role != Role.PLAIN]
    typed = next(filter(has_no_view, plain), None) if role is Role.DONT_KNOW else None
    if typed is not None:
        rest = [one for one in plain if one is not typed]
        return (*rest, *others, replace(typed, role=role.value)), len(options) - 1
    words = WORDS[role]
    label = {one: words[base] for one in draft.languages if (base := _base(one)) in words}
    while len(plain) > _LEAST and plain[-1].is_blank:
        plain.pop()
    new = DraftOption(label=label, role=role.value)
    return (*plain, *others, new), len(plain) + len(others)


def _base(language: str) -> str:
    return language.partition("-")[0]


def _shifted(parts: Sequence[Part], act: str, number: int) -> tuple[tuple[Part, ...], int]:
    """The parts without this one, or with it one place further; and where to go on."""
    left = list(parts)
    part = left.pop(number)
    if act == "remove":
        return tuple(left), max(0, min(number, len(left) - 1))
    goes_to = min(max(0, number + (-1 if act == "up" else 1)), len(left))
    left.insert(goes_to, part)
    return tuple(left), goes_to


def _with(draft: Draft, place: int, **change: object) -> Draft:
    questions = list(draft.questions)
    questions[place] = replace(questions[place], **change)  # type: ignore[arg-type]
    return replace(draft, questions=tuple(questions))
