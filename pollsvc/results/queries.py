"""Reading figures: one statement gives a poll's box and tally at one moment.

Sheets are kept in the process by the version of their figures, so that a page whose
figures have not changed reads the box alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, func, literal, or_, select, union_all

from pollsvc.domain.cells import WHOLE_POLL, Cell, Standing
from pollsvc.domain.counting import Measure
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.life import State, results_visible, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet, build_sheet, question_figures
from pollsvc.polls.queries import listed_polls
from pollsvc.results.models import BoxRow, TallyRow
from pollsvc.store.columns import from_ms
from pollsvc.store.db import db, session

MOST_ROUNDS = 20_000
"""So many orders of a ranking are read for counting in rounds while the poll is open."""
MOST_EXACT = 10_000
"""So many different numbers of a question are read one by one; of more, their bins only."""
_SHEETS_AT_MOST = 200
_ROUNDS, _EXACT = "rounds", "exact"
_MEASURES = ("base", "option", "order", "pair", "place", "sum", "value")

# By engine, since several apps can live in one process (tests do).
_sheets: WeakKeyDictionary[Engine, OrderedDict[int, Sheet]] = WeakKeyDictionary()
_keeping = threading.Lock()


@dataclass(frozen=True)
class Figures:
    """A poll's tally with the version and time of its last change."""

    version: int
    changed_ms: int | None
    latched: bool
    tally: dict[Cell, int]


def figures_of(polls: Collection[Poll], *, is_over: bool = False) -> dict[int, Figures]:
    """The figures of these polls, in one statement, so that they fit each other.

    Orders for counting in rounds are read of polls that are over, and of others as far as
    there are few; ``is_over`` tells it of polls that are over by the clock. Numbers of a wide
    range are read one by one where there are few different ones.
    """
    counted = {poll.id: counted_ids(poll) for poll in polls}
    apart = (
        _kept_apart(poll.id, number, measure, is_over=is_over)
        for poll in polls
        for number, measure in _apart(poll).items()
    )
    return dict(_read(counted, apart))


def counted_ids(poll: Poll) -> frozenset[int]:
    """The ids of all that is counted of a poll: questions, rows, and its links."""
    return frozenset(poll.counting)


def _apart(poll: Poll) -> dict[int, str]:
    """The ids of its questions that have counters by the order or the number, with the measure.

    These can be as many as there are responses.
    """
    return {
        number: _EXACT if how.measure is Measure.VALUE else _ROUNDS
        for number, how in poll.counting.items()
        if how.measure is Measure.PLACE or how.width > 1
    }


def of_questions(ids: Collection[int]) -> ColumnElement[bool]:
    """The counters of these questions from which sheets are made, but for those kept apart.

    Each is found by its key, since counters kept apart lie between.
    """
    return TallyRow.question.in_(sorted(ids)) & TallyRow.measure.in_(_MEASURES)


OF_POLL = (TallyRow.question == WHOLE_POLL) & (TallyRow.measure == "standing")
"""How many responses are counted, set aside, withdrawn."""


def _read(
    counted: dict[int, frozenset[int]], more: Iterable[Select[*tuple[Any, ...]]] = ()
) -> Iterator[tuple[int, Figures]]:
    """Box and counters of each poll; of counters only those of its own questions given."""
    every = frozenset[int]().union(*counted.values())
    statement = union_all(
        _counters(counted, of_questions(every)), _counters(counted, OF_POLL), *more
    )
    found: dict[int, Figures] = {}
    for poll_id, version, changed, closed, question, measure, cell, n in session().execute(
        statement
    ):
        figures = found.setdefault(poll_id, Figures(version, changed, closed is not None, {}))
        if measure is not None and (question == WHOLE_POLL or question in counted[poll_id]):
            figures.tally[Cell(question, measure, cell)] = n
    yield from found.items()


def _counters(poll_ids: Collection[int], which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            BoxRow.poll_id,
            BoxRow.version,
            BoxRow.changed_ms,
            BoxRow.closed_ms,
            TallyRow.question,
            TallyRow.measure,
            TallyRow.cell,
            TallyRow.n,
        )
        .outerjoin(TallyRow, (TallyRow.poll_id == BoxRow.poll_id) & which)
        .where(BoxRow.poll_id.in_(sorted(poll_ids)))
    )


def _kept_apart(
    poll_id: int, question: int, measure: str, *, is_over: bool = False
) -> Select[*tuple[Any, ...]]:
    """What is kept apart of a question, if there is little of it; orders of a poll that is over."""
    which = (TallyRow.question == question) & (TallyRow.measure == measure)
    counters = _counters([poll_id], which)
    if measure == _EXACT:
        return counters.where(_at_most(MOST_EXACT, poll_id, which))
    few = _at_most(MOST_ROUNDS, poll_id, which)
    return counters if is_over else counters.where(or_(BoxRow.closed_ms.is_not(None), few))


def _at_most(most: int, poll_id: int, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a poll has no more than so many of these counters; no further ones are read."""
    some = select(literal(1)).where(TallyRow.poll_id == poll_id, which)
    # In the order of the key, so that PostgreSQL goes by it and not through the whole table.
    some = some.order_by(TallyRow.cell).limit(most + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery() <= most


def sheet_from(poll: Poll, figures: Figures, now: datetime) -> Sheet:
    """The sheet of figures that were read before."""
    return build_sheet(
        poll,
        figures.tally,
        state=state_of(poll, now, figures.latched),
        version=figures.version,
        as_of=None if figures.changed_ms is None else from_ms(figures.changed_ms),
    )


def result_sheet(poll: Poll, now: datetime) -> Sheet:
    """The sheet of a poll as it stands. Whether it may be shown is decided apart."""
    version, state = _box(poll, now)
    return _kept(poll, version, state) or _read_sheet(poll, state, now)


def state_now(poll: Poll, now: datetime) -> State:
    """The state of a poll that has figures, by one key."""
    return _box(poll, now)[1]


def sheet_seen(poll: Poll, figures: Figures, now: datetime) -> Sheet:
    """The sheet of figures that were read without what is kept apart: orders, numbers one by one.

    Of a poll that has such counters it is read by itself, and may be newer then.
    """
    state = state_of(poll, now, figures.latched)
    kept = _kept(poll, figures.version, state)
    if kept is not None:
        return kept
    if _apart(poll):
        return result_sheet(poll, now)
    return _keep(sheet_from(poll, figures, now))


def _box(poll: Poll, now: datetime) -> tuple[int, State]:
    """The version of a poll's figures and its state, by one key."""
    row = (
        session()
        .execute(select(BoxRow.version, BoxRow.closed_ms).where(BoxRow.poll_id == poll.id))
        .one()
    )
    return row.version, state_of(poll, now, row.closed_ms is not None)


def _read_sheet(poll: Poll, state: State, now: datetime) -> Sheet:
    """The sheet of a poll, whose tally may be newer by now than the box that was read.

    It is kept by the version that was read with the tally.
    """
    figures = figures_of([poll], is_over=state.is_over)[poll.id]
    return _keep(sheet_from(poll, figures, now))


def _kept(poll: Poll, version: int, state: State) -> Sheet | None:
    with _keeping:
        sheets = _sheets.get(db.engine, OrderedDict[int, Sheet]())
        sheet = sheets.get(poll.id)
        if sheet is None or (sheet.version, sheet.state) != (version, state):
            return None
        sheets.move_to_end(poll.id)
    return sheet if sheet.poll is poll or sheet.poll == poll else None


def _keep(sheet: Sheet) -> Sheet:
    with _keeping:
        sheets = _sheets.setdefault(db.engine, OrderedDict())
        sheets[sheet.poll.id] = sheet
        sheets.move_to_end(sheet.poll.id)
        while len(sheets) > _SHEETS_AT_MOST:
            sheets.popitem(last=False)
    return sheet


def forget_sheets() -> None:
    """Let go of every sheet; for measuring what it costs to make one."""
    _sheets.clear()


@dataclass(frozen=True)
class Shown:
    """What a viewer gets of a poll's results: the state, and the sheet if visible."""

    poll: Poll
    state: State
    sheet: Sheet | None


def shown_to(poll: Poll, now: datetime, *, voted: bool = False) -> Shown:
    """The poll's sheet for a viewer; ``voted`` only where the viewer is known.

    The one place in front of the sheet where visibility is decided. Public outlets
    leave ``voted`` out.

    Raises:
        PollNotFoundError: the poll is a draft, of which nobody is to know.
    """
    version, state = _box(poll, now)
    if state is State.DRAFT:
        raise PollNotFoundError
    if not results_visible(poll, state, now, voted=voted):
        return Shown(poll, state, None)
    sheet = _kept(poll, version, state) or _read_sheet(poll, state, now)
    # The tally is newer than the box: somebody may have closed or opened the poll since.
    visible = results_visible(poll, sheet.state, now, voted=voted)
    return Shown(poll, sheet.state, sheet if visible else None)


@dataclass(frozen=True)
class Listed:
    """What the poll list shows of a poll; nothing of its figures where they are hidden.

    ``counted`` is the number of responses, ``first`` the first question's figures.
    """

    poll: Poll
    state: State
    counted: int | None
    first: QuestionFigures | None


@dataclass(frozen=True)
class ListPage:
    """A page of the poll list with what may be shown of each poll."""

    cards: tuple[Listed, ...]
    number: int
    count: int


def poll_list(
    now: datetime, *, topic: str | None = None, language: str | None = None, number: int = 1
) -> ListPage:
    """A page of the poll list, read in a fixed number of statements."""
    page = listed_polls(now, topic=topic, language=language, number=number)
    first = {poll.id: _ids_of_first(poll) for poll in page.polls}
    exact = (
        _kept_apart(poll.id, number, measure)
        for poll in page.polls
        for number, measure in _apart(poll).items()
        if measure == _EXACT and number in first[poll.id]
    )
    figures = dict(_read(first, exact)) if first else {}
    cards = tuple(_listed(poll, figures[poll.id], now) for poll in page.polls)
    return ListPage(cards, page.number, page.count)


def _ids_of_first(poll: Poll) -> frozenset[int]:
    """The ids of the first question; a survey is listed without figures."""
    if poll.is_survey:
        return frozenset()
    return frozenset(part.id for part in poll.questions[0].parts)


def _listed(poll: Poll, figures: Figures, now: datetime) -> Listed:
    state = state_of(poll, now, figures.latched)
    if not results_visible(poll, state, now):
        return Listed(poll, state, None, None)
    counted = figures.tally.get(Cell(WHOLE_POLL, "standing", Standing.COUNTED.value), 0)
    first = None if poll.is_survey else question_figures(poll.questions[0], figures.tally)
    return Listed(poll, state, counted, first)
