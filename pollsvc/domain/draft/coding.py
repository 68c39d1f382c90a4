"""Codes: what rules and files call questions, rows and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from pollsvc.domain.draft.shape import Draft, DraftOption, DraftQuestion, DraftRow
from pollsvc.domain.draft.wording import Checks, whole_number
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.texts import Localised, same_text

CODE = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
_LONGEST = 32


def with_codes(draft: Draft, stored: Poll | None = None) -> Draft:
    """The draft with a code for each question, row and answer that is written and has none.

    Those that are ``stored`` keep their codes; a new one gets none that was there before.
    """
    before = asked_before(draft, stored)
    every = _codes_of(draft) | (_stored_codes(stored) if stored else set())
    questions = []
    for place, (one, there) in enumerate(zip(draft.questions, before, strict=True), 1):
        code = one.code.strip() or (there.code if there else _free(f"q{place}", "q", every))
        every.add(code)
        rows = tuple(_with_row_codes(one, code, there, every))
        options = tuple(_with_option_codes(one, there, draft.base_language))
        questions.append(replace(one, code=code, rows=rows, options=options))
    return replace(draft, questions=tuple(questions))


def asked_before(draft: Draft, stored: Poll | None) -> tuple[Question | None, ...]:
    """For each question typed the stored one that it goes on: by key, else by code.

    Where there is but one here and there, it is that one.
    """
    there = {str(one.id): one for one in stored.questions} if stored else {}
    found = [there.pop(one.key, None) for one in draft.questions]
    by_code = {one.code: one for one in there.values()}
    found = [
        old or by_code.pop(one.code.strip(), None)
        for one, old in zip(draft.questions, found, strict=True)
    ]
    if len(found) == 1 and stored is not None and len(stored.questions) == 1:
        return stored.questions
    return tuple(found)


def matching(
    options: Collection[DraftOption], stored: Collection[Option], base: str
) -> tuple[Option | None, ...]:
    """For each option typed the stored one that it goes on.

    That is the one with its key, else with its value, its code, or its label.
    """
    left = {str(one.id): one for one in stored}
    found: list[Option | None] = [left.pop(one.key, None) for one in options]
    marks: tuple[Callable[[DraftOption | Option], str], ...] = (
        _value,
        _code,
        partial(_label, base),
    )
    for mark in marks:
        free = {mark(one): one for one in left.values()}
        for place, one in enumerate(options):
            if found[place] is None and mark(one) and (there := free.pop(mark(one), None)):
                found[place] = left.pop(str(there.id))
    return tuple(found)


def rows_before(rows: Collection[DraftRow], stored: Question | None) -> list[Question | None]:
    """For each row typed the stored one that it goes on: by key, else by code."""
    there = {str(one.id): one for one in stored.rows} if stored else {}
    found = [there.pop(one.key, None) for one in rows]
    by_code = {one.code: one for one in there.values()}
    return [
        old or by_code.pop(one.code.strip(), None) for one, old in zip(rows, found, strict=True)
    ]


def point_code(value: int) -> str:
    """The code of a point of a scale: ``"7"``, ``"minus_2"``."""
    return str(value) if value >= 0 else f"minus_{-value}"


def check_codes(checks: Checks, draft: Draft, stored: Poll | None) -> None:
    """Note codes of questions and rows that are none, or that something else has."""
    taken: dict[str, int] = {}
    before = asked_before(draft, stored)
    for place, (one, there) in enumerate(zip(draft.questions, before, strict=True)):
        spot = Spot("code", place + 1, {"question": place})
        check_code(checks, spot, one.code, there.code if there else None, taken)
        if one.kind != Kind.MATRIX:
            continue
        known = rows_before(one.rows, there)
        for number, (row, old) in enumerate(zip(one.rows, known, strict=True)):
            if row.code.strip():
                spot = Spot("row_code", place + 1, {"question": place, "option": number})
                check_code(checks, spot, row.code, old.code if old else None, taken)


@dataclass(frozen=True)
class Spot:
    """Where a code is typed: its field, the number to name it by, and its place."""

    name: str
    number: int
    where: Mapping[str, int | None]


def check_code(
    checks: Checks, spot: Spot, typed: str, stored: str | None, taken: dict[str, int]
) -> None:
    """Note a code that is none, differs from the one that is stored, or is taken already."""
    code = typed.strip()
    if stored is not None and code != stored:
        checks.fault(spot.name, "code_fixed", detail=(stored,), **spot.where)
    elif stored is None and not CODE.fullmatch(code):
        checks.fault(spot.name, "code_shape", limit=_LONGEST, **spot.where)
    elif code in taken:
        checks.fault(spot.name, "code_taken", detail=(str(taken[code]),), **spot.where)
    taken.setdefault(code, spot.number)


def _codes_of(draft: Draft) -> set[str]:
    rows = (row.code.strip() for one in draft.questions for row in one.rows)
    return {*(one.code.strip() for one in draft.questions), *rows}


def _stored_codes(stored: Poll) -> set[str]:
    links = (stored.links,) if stored.links else ()
    return {part.code for one in (*stored.questions, *links) for part in (one, *one.rows)}


def _with_row_codes(
    question: DraftQuestion, code: str, stored: Question | None, taken: set[str]
) -> Iterator[DraftRow]:
    known = rows_before(question.rows, stored)
    for place, (row, there) in enumerate(zip(question.rows, known, strict=True), 1):
        if row.is_blank or row.code.strip():
            yield row
            continue
        front = f"{code[: _LONGEST - 5]}_"
        fresh = there.code if there else _free(f"{front}{place}", front, taken)
        taken.add(fresh)
        yield replace(row, code=fresh)


def _with_option_codes(
    question: DraftQuestion, stored: Question | None, base: str
) -> Iterator[DraftOption]:
    before = stored.options if stored else ()
    taken = {one.code for one in before} | {one.code.strip() for one in question.options}
    for one, there in zip(question.options, matching(question.options, before, base), strict=True):
        if one.is_blank or one.code.strip():
            yield one
            continue
        fresh = there.code if there else _fresh(one, taken)
        taken.add(fresh)
        yield replace(one, code=fresh)


def _fresh(option: DraftOption, taken: Collection[str]) -> str:
    """A code for a new answer: that of its role or its point, else a number."""
    value = whole_number(option.value.strip())
    if option.role != Role.PLAIN:
        wanted = option.role if CODE.fullmatch(option.role) else ""
    else:
        wanted = "" if value is None else point_code(value)
    return wanted if wanted and wanted not in taken else _free("o1", "o", taken)


def _free(wanted: str, front: str, taken: Collection[str]) -> str:
    """The code wanted, or the first number behind ``front`` that is free."""
    if wanted not in taken:
        return wanted
    return next(code for number in count(1) if (code := f"{front}{number}") not in taken)


def _value(one: DraftOption | Option) -> str:
    typed = one.value if isinstance(one, Option) else whole_number(one.value.strip())
    return "" if typed is None else str(typed)


def _code(one: DraftOption | Option) -> str:
    return one.code.strip()


def _label(base: str, one: DraftOption | Option) -> str:
    if isinstance(one.label, Localised):
        return same_text(one.label.say(base).text)
    return same_text(one.label.get(base, ""))
