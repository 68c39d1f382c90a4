"""How many voted, and when lately: the numbers beside polls on the desk's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Integer, Text, case, cast, func, select, type_coerce

from pollsvc.domain.cells import HOUR_MS, WHOLE_POLL, Standing
from pollsvc.polls.models import PollRow
from pollsvc.results.models import BoxRow, TallyRow
from pollsvc.store.columns import to_ms
from pollsvc.store.db import session

DAYS = 14
_HOURS = DAYS * 24


@dataclass(frozen=True)
class Votes:
    """One poll's numbers. ``days`` are the last of voting, 24 hours each, oldest first."""

    counted: int = 0
    set_aside: int = 0
    latched: bool = False
    days: tuple[int, ...] = (0,) * DAYS


def votes_of(poll_ids: Collection[int], now: datetime) -> dict[int, Votes]:
    """The numbers of these polls, in two statements, however many and however old they are."""
    standing: dict[int, dict[str, int]] = defaultdict(dict)
    latched = set()
    for poll_id, closed, cell, n in session().execute(
        select(BoxRow.poll_id, BoxRow.closed_ms, TallyRow.cell, TallyRow.n)
        .outerjoin(
            TallyRow,
            (TallyRow.poll_id == BoxRow.poll_id)
            & (TallyRow.question == WHOLE_POLL)
            & (TallyRow.measure == "standing"),
        )
        .where(BoxRow.poll_id.in_(poll_ids))
    ):
        if closed is not None:
            latched.add(poll_id)
        if cell is not None:
            standing[poll_id][cell] = n
    days = _days(poll_ids, now)
    return {
        poll_id: Votes(
            counted=standing[poll_id].get(Standing.COUNTED.value, 0),
            set_aside=standing[poll_id].get(Standing.SET_ASIDE.value, 0),
            latched=poll_id in latched,
            days=tuple(days[poll_id].get(DAYS - 1 - back, 0) for back in range(DAYS)),
        )
        for poll_id in poll_ids
    }


def _days(poll_ids: Collection[int], now: datetime) -> dict[int, dict[int, int]]:
    """Votes by how many days ago, ``{poll: {0: 12, 3: 1}}``, counted from now or the close."""
    closes_ms = type_coerce(PollRow.closes_at, BigInteger)
    # The hour in which a poll closed is its last; hours have six digits until the year 2084,
    # so that as text they stand in order.
    end = case((closes_ms < to_ms(now), closes_ms), else_=to_ms(now)) // HOUR_MS
    back = (end - cast(TallyRow.cell, Integer)) // 24
    rows = session().execute(
        select(TallyRow.poll_id, back, func.sum(TallyRow.n))
        .join(PollRow, PollRow.id == TallyRow.poll_id)
        .where(
            TallyRow.poll_id.in_(poll_ids),
            TallyRow.question == WHOLE_POLL,
            TallyRow.measure == "hour",
            TallyRow.cell > cast(end - _HOURS, Text),
            TallyRow.cell <= cast(end, Text),
        )
        .group_by(TallyRow.poll_id, back)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for poll_id, ago, n in rows:
        found[poll_id][int(ago)] = int(n)
    return found
