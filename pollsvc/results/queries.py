"""Reading figures: one statement gives a poll's box and tally at one moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all

from pollsvc.domain.cells import WHOLE_POLL, Cell
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.life import State, results_visible, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet, build_sheet
from pollsvc.polls.queries import listed_polls
from pollsvc.results.models import BoxRow, TallyRow
from pollsvc.store.columns import from_ms
from pollsvc.store.db import session


@dataclass(frozen=True)
class Figures:
    """A poll's tally with the version and time of its last change."""

    version: int
    changed_ms: int | None
    latched: bool
    tally: dict[Cell, int]


def figures_of(poll_ids: Collection[int]) -> dict[int, Figures]:
    """The figures of these polls, in one statement, so that they fit each other."""
    # Two ranges of the key: counters by the hour lie between, and grow with the weeks.
    of_questions = TallyRow.question > WHOLE_POLL
    of_poll = (TallyRow.question == WHOLE_POLL) & (TallyRow.measure == "standing")
    statement = union_all(_counters(poll_ids, of_questions), _counters(poll_ids, of_poll))
    found: dict[int, Figures] = {}
    for poll_id, version, changed, closed, question, measure, cell, n in session().execute(
        statement
    ):
        figures = found.setdefault(poll_id, Figures(version, changed, closed is not None, {}))
        if measure is not None:
            figures.tally[Cell(question, measure, cell)] = n
    return found


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
        .where(BoxRow.poll_id.in_(poll_ids))
    )


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
    return sheet_from(poll, figures_of([poll.id])[poll.id], now)


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
    shown = _shown(result_sheet(poll, now), now, voted=voted)
    if shown.state is State.DRAFT:
        raise PollNotFoundError
    return shown


def _shown(sheet: Sheet, now: datetime, *, voted: bool = False) -> Shown:
    visible = results_visible(sheet.poll, sheet.state, now, voted=voted)
    return Shown(sheet.poll, sheet.state, sheet if visible else None)


@dataclass(frozen=True)
class ListPage:
    """A page of the poll list with what may be shown of each poll."""

    cards: tuple[Shown, ...]
    number: int
    count: int


def poll_list(
    now: datetime, *, topic: str | None = None, language: str | None = None, number: int = 1
) -> ListPage:
    """A page of the poll list, read in a fixed number of statements."""
    page = listed_polls(now, topic=topic, language=language, number=number)
    figures = figures_of([poll.id for poll in page.polls])
    cards = tuple(_shown(sheet_from(poll, figures[poll.id], now), now) for poll in page.polls)
    return ListPage(cards, page.number, page.count)
