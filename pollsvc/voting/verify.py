"""Counting again: whether the tally is what the responses add up to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from pollsvc.domain.cells import Cell
from pollsvc.domain.poll import Origin, Poll
from pollsvc.results.actions import figures_digest, figures_document
from pollsvc.results.models import BoxRow, SnapshotRow, TallyRow
from pollsvc.store.db import db, session
from pollsvc.voting.models import ClaimRow, ResponseRow
from pollsvc.voting.queries import recount


@dataclass(frozen=True)
class Checked:
    """What a recount of one poll found; ``faults`` is empty where all is right."""

    poll: Poll
    responses: int
    faults: tuple[str, ...]


def verify_poll(poll: Poll) -> Checked:
    """Recount one poll and compare; for an imported tally, compare with what was imported.

    Everything is read in one transaction at one moment, also while people vote.
    """
    _one_moment()
    stored = {
        Cell(row.question, row.measure, row.cell): row.n
        for row in session().execute(select(TallyRow).where(TallyRow.poll_id == poll.id)).scalars()
        if row.n
    }
    if poll.origin is Origin.TALLY:
        return Checked(poll, 0, tuple(_against_snapshot(poll, stored)))
    counted = recount(poll.id)
    faults = [
        f"{cell.question}/{cell.measure}/{cell.cell}: "
        f"the tally says {stored.get(cell, 0)}, the responses give {counted.get(cell, 0)}"
        for cell in sorted(stored.keys() | counted.keys())
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]
    responses = _responses(poll.id)
    faults += _numbers(poll.id, responses)
    faults += _claims(poll.id)
    session().rollback()
    return Checked(poll, responses, tuple(faults))


def _one_moment() -> None:
    session().rollback()
    if db.engine.dialect.name == "postgresql":
        session().connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _against_snapshot(poll: Poll, stored: dict[Cell, int]) -> list[str]:
    snapshot = session().get(SnapshotRow, (poll.id, 1))
    if snapshot is None:
        return ["the snapshot of the imported figures is missing"]
    faults = []
    if figures_digest(snapshot.figures) != snapshot.digest:
        faults.append("the snapshot of the imported figures was changed")
    if figures_document(stored) != snapshot.figures:
        faults.append("the tally is not what was imported")
    return faults


def _responses(poll_id: int) -> int:
    found = session().scalar(
        select(func.count()).select_from(ResponseRow).where(ResponseRow.poll_id == poll_id)
    )
    return found or 0


def _numbers(poll_id: int, responses: int) -> list[str]:
    """Numbers run from 1 without a gap, so a row that was removed shows."""
    next_number = session().scalar(select(BoxRow.next_number).where(BoxRow.poll_id == poll_id))
    last = session().scalar(
        select(func.max(ResponseRow.number)).where(ResponseRow.poll_id == poll_id)
    )
    if next_number == responses + 1 and (last or 0) == responses:
        return []
    return [
        f"{responses} responses are there, and numbers up to {(next_number or 1) - 1} were given"
    ]


def _claims(poll_id: int) -> list[str]:
    """Every claim holds a response that is there, and every response was claimed once."""
    forms = session().scalar(
        select(func.count(func.distinct(ClaimRow.response)))
        .where(ClaimRow.poll_id == poll_id, func.substr(ClaimRow.word, 1, 1) == b"f")
        .join(
            ResponseRow,
            (ResponseRow.poll_id == ClaimRow.poll_id) & (ResponseRow.number == ClaimRow.response),
        )
    )
    responses = _responses(poll_id)
    if forms == responses:
        return []
    return [f"{responses} responses are there, but {forms} of them have the form they came with"]
