"""Counting again: whether the tally is what the responses add up to, and words are as sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from pollsvc.domain.cells import Cell, Standing
from pollsvc.domain.poll import Origin, Poll
from pollsvc.results.actions import figures_digest, figures_document
from pollsvc.results.models import BoxRow, SnapshotRow, TallyRow
from pollsvc.store.db import db, session
from pollsvc.voting.box.plan import kept_digests, text_digest
from pollsvc.voting.models import ClaimRow, ResponseRow, TextRow
from pollsvc.voting.queries import recount

_ROWS_A_TIME = 2_000
_HAVE_WORDS = (Standing.COUNTED.value, Standing.SET_ASIDE.value)
"""Whoever changes or takes back a vote has their words erased."""


@dataclass(frozen=True)
class Checked:
    """What a recount of one poll found; ``faults`` is empty where all is right.

    ``responses`` and ``texts`` are how many are there.
    """

    poll: Poll
    responses: int
    texts: int
    faults: tuple[str, ...]


def verify_poll(poll: Poll) -> Checked:
    """Recount one poll and compare; for an imported tally, compare with what was imported.

    Everything is read in one transaction at one moment, also while people vote.
    """
    _one_moment()
    stored = {
        Cell(question, measure, cell): n
        for question, measure, cell, n in session().execute(
            select(TallyRow.question, TallyRow.measure, TallyRow.cell, TallyRow.n).where(
                TallyRow.poll_id == poll.id, TallyRow.n != 0
            )
        )
    }
    responses, texts = (_number(poll.id, one) for one in (ResponseRow, TextRow))
    if poll.origin is Origin.TALLY:
        faults = _against_snapshot(poll, stored)
        if responses:
            faults.append(f"{responses} responses are there, and it is a tally without any")
        if texts:
            faults.append(f"{texts} written answers are there, and it is a tally without any")
        session().rollback()
        return Checked(poll, responses, texts, tuple(faults))
    counted = recount(poll)
    faults = [
        f"{cell.question}/{cell.measure}/{cell.cell}: "
        f"the tally says {stored.get(cell, 0)}, the responses give {counted.get(cell, 0)}"
        for cell in sorted(stored.keys() | counted.keys())
        if stored.get(cell, 0) != counted.get(cell, 0)
    ]
    faults += _numbers(poll.id, responses)
    faults += _claims(poll.id, responses)
    if texts or any(question.takes_words for question in poll.questions):
        faults += _texts(poll.id)
    session().rollback()
    return Checked(poll, responses, texts, tuple(faults))


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


def _number(poll_id: int, table: type[ResponseRow | TextRow]) -> int:
    found = session().scalar(
        select(func.count()).select_from(table).where(table.poll_id == poll_id)
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


def _texts(poll_id: int) -> Iterator[str]:
    """Every response that stands has just the texts that were sent with it."""
    until = 0
    while (first := _next_number(poll_id, until)) is not None:
        until = first + _ROWS_A_TIME - 1
        sent = _digests(poll_id, first, until)
        there = session().execute(
            select(TextRow.response, TextRow.question, TextRow.option, TextRow.body)
            .where(TextRow.poll_id == poll_id, TextRow.response.between(first, until))
            .order_by(TextRow.response, TextRow.question, TextRow.option)
        )
        for response, question, option, body in there:
            digest, salt = sent.pop((response, question, option), ("", b""))
            where = _place(response, question, option)
            if not digest:
                yield f"{where}: words are there, and no vote that stands has any"
            elif text_digest(body, salt) != digest:
                yield f"{where}: the words are not those that were sent"
        for lost in sorted(sent):
            yield f"{_place(*lost)}: the words that were sent are missing"


def _next_number(poll_id: int, after: int) -> int | None:
    """The next number of a response, or of one that a text says it is of."""
    columns = ((ResponseRow.number, ResponseRow.poll_id), (TextRow.response, TextRow.poll_id))
    found = (
        session().scalar(select(func.min(number)).where(poll == poll_id, number > after))
        for number, poll in columns
    )
    return min((one for one in found if one is not None), default=None)


def _digests(poll_id: int, first: int, until: int) -> dict[tuple[int, int, int], tuple[str, bytes]]:
    """The digest of each text that is to be there, with its response's salt."""
    rows = session().execute(
        select(ResponseRow.number, ResponseRow.answers, ResponseRow.salt).where(
            ResponseRow.poll_id == poll_id,
            ResponseRow.number.between(first, until),
            ResponseRow.standing.in_(_HAVE_WORDS),
        )
    )
    return {
        (number, *place): (digest, salt)
        for number, answers, salt in rows
        for place, digest in kept_digests(answers).items()
    }


def _place(response: int, question: int, option: int) -> str:
    beside = f", answer {option}" if option else ""
    return f"response {response}, question {question}{beside}"
