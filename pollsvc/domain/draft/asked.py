"""Reading the questions and pages of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from pollsvc.domain.draft.answers import LEAST, read_options, read_rows
from pollsvc.domain.draft.coding import CODE
from pollsvc.domain.draft.shape import Draft, DraftQuestion
from pollsvc.domain.draft.wording import MOST_OPTIONS, Checks
from pollsvc.domain.new_poll import NewOption, NewQuestion
from pollsvc.domain.poll import Page
from pollsvc.domain.question import Kind, Method, Order, Question, Required, Role
from pollsvc.domain.texts import Localised

LONGEST = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 5000}
"""How many characters a text may have where nothing was typed."""
UNFINISHED_DAYS = 14
"""For so many days answers are kept to be finished where nothing was typed."""
_LONGEST_TEXT = 20_000
_MOST_DECIMALS = 6
_HIGH = 100


def page_numbers(draft: Draft) -> list[int]:
    """The page of each question, counted from 1; the first question always begins one."""
    begins = (place > 0 and one.new_page for place, one in enumerate(draft.questions))
    return [1 + number for number in accumulate(map(int, begins))]


def read_pages(checks: Checks, draft: Draft) -> Iterator[Page]:
    """The pages with a title, a text or a rule, their problems noted."""
    numbers = page_numbers(draft)
    for place, (one, number) in enumerate(zip(draft.questions, numbers, strict=True)):
        if place and numbers[place - 1] == number:
            continue
        title = checks.texts("page_title", "page_title", one.page_title, question=place)
        intro = checks.texts("page_intro", "page_intro", one.page_intro, question=place)
        rule = checks.rule("page_show_if", one.page_show_if, question=place)
        if title or intro or rule:
            yield Page(number=number, title=title, intro=intro, show_if=rule)


def read_question(
    checks: Checks, draft: DraftQuestion, place: int, page: int, stored: Question | None
) -> NewQuestion:
    """The question as it is to be stored, its problems noted; with those it is no good.

    Codes are there already (``with_codes``).
    """
    text = checks.texts("question", "question", draft.text, question=place)
    if text is None:
        checks.fault("question", "empty", question=place)
    kind = checks.word("kind", Kind, draft.kind, question=place)
    options = read_options(checks, draft, kind, place, stored)
    least, most = _limits(checks, draft, kind, options, place)
    shared: dict[str, Any] = {
        "at_least": least,
        "at_most": most,
        "order": checks.word("order", Order, draft.order, question=place),
        "required": checks.word("required", Required, draft.required, question=place),
        "page": page,
        "show_if": checks.rule("show_if", draft.show_if, question=place),
        "diverging": draft.diverging and kind in (Kind.SCALE, Kind.MATRIX),
    }
    several = Kind.MULTIPLE if most > 1 else Kind.SINGLE
    rows = read_rows(checks, draft, place, stored) if kind is Kind.MATRIX else ()
    return NewQuestion(
        code=draft.code.strip(),
        kind=kind,
        text=text or Localised.of({checks.languages[0]: ""}),
        hint=checks.texts("hint", "hint", draft.hint, question=place),
        error=checks.texts("error", "error", draft.error, question=place),
        options=options,
        rows=tuple(
            NewQuestion(code=code, kind=several, text=said, **shared) for code, said in rows
        ),
        series=_series(checks, draft, place),
        **shared,
        **_of_kind(checks, draft, kind, place),
    )


def _series(checks: Checks, draft: DraftQuestion, place: int) -> str | None:
    code = draft.series.strip()
    if code and not CODE.fullmatch(code):
        checks.fault("series", "code_shape", question=place)
    return code or None


def _limits(
    checks: Checks, draft: DraftQuestion, kind: Kind, options: tuple[NewOption, ...], place: int
) -> tuple[int, int]:
    """How many answers are chosen or ranked at least and at most."""
    if kind not in (Kind.MULTIPLE, Kind.RANKING, Kind.MATRIX):
        return (0 if draft.at_least.strip() == "0" else 1), 1
    taken = [one for one in options if kind is not Kind.RANKING or not one.role.is_exclusive]
    there = max(1, len(taken))
    # That answers are missing is said already; no limit is too large because of that.
    worded = sum(bool(one.label.texts[0][1]) for one in taken)
    top = there if worded >= LEAST else MOST_OPTIONS
    usual = 1 if kind is Kind.MATRIX else top
    most = checks.whole("at_most", draft.at_most, usual, (1, top), question=place)
    least = checks.whole("at_least", draft.at_least, 1, (0, most), question=place)
    return min(least, there), min(most, there)


def _of_kind(checks: Checks, draft: DraftQuestion, kind: Kind, place: int) -> dict[str, Any]:
    """What only some kinds of question have."""
    match kind:
        case Kind.RANKING:
            return {"method": checks.word("method", Method, draft.method, question=place)}
        case Kind.MATRIX:
            rows_order = checks.word("rows_order", Order, draft.rows_order, question=place)
            return {"grid": draft.grid, "rows_order": rows_order}
        case Kind.NUMBER:
            return _number(checks, draft, place)
        case Kind.DATE:
            return _days(checks, draft, place)
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            bounds = 1, _LONGEST_TEXT
            longest = checks.whole("longest", draft.longest, LONGEST[kind], bounds, question=place)
            return {"longest": longest, "private": draft.private}
        case Kind.SINGLE | Kind.MULTIPLE if any(one.role == Role.OTHER for one in draft.options):
            # What is written beside "other"; nought stands for the usual length.
            bounds = 1, _LONGEST_TEXT
            longest = checks.whole("longest", draft.longest, 0, bounds, question=place)
            return {"longest": longest, "private": draft.private}
        case _:
            return {}


def _number(checks: Checks, draft: DraftQuestion, place: int) -> dict[str, Any]:
    bounds = 0, _MOST_DECIMALS
    decimals = checks.whole("decimals", draft.decimals, 0, bounds, question=place)
    low = checks.scaled("low", draft.low, decimals, question=place)
    high = checks.scaled("high", draft.high, decimals, question=place)
    if low is not None and high is not None and high <= low:
        checks.fault("high", "wrong_way", question=place)
    low = low or 0
    return {
        "unit": checks.texts("unit", "unit", draft.unit, question=place),
        "decimals": decimals,
        "low": low,
        "high": low + _HIGH if high is None else max(low, high),
    }


def _days(checks: Checks, draft: DraftQuestion, place: int) -> dict[str, Any]:
    low = checks.day("low", draft.low, question=place)
    high = checks.day("high", draft.high, question=place)
    if low is not None and high is not None and high < low:
        checks.fault("high", "wrong_way", question=place)
        high = low
    return {"low": low, "high": high}
