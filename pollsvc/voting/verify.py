"""Counting again: whether the tally is what the responses add up to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from pollsvc.domain.cells import Cell, Standing
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
    responses = _responses(poll.id)
    if poll.origin is Origin.TALLY:
        faults = _against_snapshot(poll, stored)
        if responses:
            faults.append(f"{responses} responses are there, and it is a tally without any")
        session().rollback()
        return Checked(poll, responses, tuple(faults))
    counted = recount(poll)
    faults = [
        f"{cell.question}/{cell.measure}/{cell.cell}: "
        f"the tally says {stored.get(cell, 0)}, the responses give {counted.get(cell, 0)}"
        for cell in sorted(stored.keys() | counted.keys())
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]
    faults += _numbers(poll.id, responses)
    faults += _claims(poll.id, responses)
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
    """Numbers run from 1 without a gap, so a row that was removed shows; none after closing."""
    box = session().get(BoxRow, poll_id)
    if box is None:
        return ["its box is missing, which gives the numbers"]
    last = session().scalar(
        select(func.max(ResponseRow.number)).where(ResponseRow.poll_id == poll_id)
    )
    faults = []
    if box.next_number != responses + 1 or (last or 0) != responses:
        given = box.next_number - 1
        faults.append(f"{responses} responses are there, and numbers up to {given} were given")
    if box.closed_number is not None and box.closed_number != box.next_number:
        faults.append(
            f"it closed before number {box.closed_number},"
            f" and numbers up to {box.next_number - 1} were given"
        )
    return faults


def _claims(poll_id: int, responses: int) -> list[str]:
    """Every response has one form it came with, and no voter's word is on a replaced one."""
    is_form = func.substr(ClaimRow.word, 1, 1) == b"f"
    held = (
        select(
            func.count().filter(is_form),
            func.count(func.distinct(ResponseRow.number)).filter(is_form),
            func.count().filter(ResponseRow.number.is_(None)),
            func.count().filter(~is_form, ResponseRow.standing == Standing.REPLACED.value),
        )
        .select_from(ClaimRow)
        .outerjoin(
            ResponseRow,
            (ResponseRow.poll_id == ClaimRow.poll_id) & (ResponseRow.number == ClaimRow.response),
        )
        .where(ClaimRow.poll_id == poll_id)
    )
    forms, with_form, lost, outdated = session().execute(held).one()
    faults = []
    if not forms == with_form == responses:
        faults.append(
            f"{responses} responses are there, but {with_form} of them have a form"
            f" they came with, and {forms} forms are there"
        )
    if lost:
        faults.append(f"{lost} claims hold a response that is not there")
    if outdated:
        faults.append(f"{outdated} voters' claims hold a response that was replaced")
    return faults
