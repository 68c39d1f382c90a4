"""Reading votes: the one that a browser holds, and all of them for a recount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from pollsvc.domain.answers import Answers, Texts
from pollsvc.domain.cells import Cell, Standing, cells, tally_of
from pollsvc.domain.poll import Poll
from pollsvc.store.columns import from_ms
from pollsvc.store.db import session
from pollsvc.voting.box.plan import kept_digests, read_stored
from pollsvc.voting.models import ClaimRow, ResponseRow, TextRow

_ROWS_A_TIME = 2_000


@dataclass(frozen=True)
class OwnResponse:
    """The response that a voter's word points to.

    ``changes`` says that it took the place of another vote, and not of a withdrawal.
    ``digests`` are those of its texts, by question and option, made with its ``salt``; they
    stay when the texts are erased.
    """

    number: int
    standing: Standing
    answers: Answers | None
    sent_at: datetime
    changes: bool = False
    digests: Mapping[tuple[int, int], str] = field(default_factory=dict)
    salt: bytes = b""

    @property
    def stands(self) -> bool:
        """Whether there is a vote, and not only a withdrawal."""
        return self.standing is not Standing.WITHDRAWN

    def chosen(self) -> dict[int, frozenset[int]]:
        """The options chosen, by question; nothing after a withdrawal."""
        return {
            question: frozenset((answer,) if isinstance(answer, int) else answer)
            for question, answer in (self.answers or {}).items()
            if answer is not None and not isinstance(answer, str)
        }


def own_response(poll_id: int, word: bytes) -> OwnResponse | None:
    """The response that this word holds in this poll, if it holds one."""
    earlier = aliased(ResponseRow)
    found = (
        session()
        .execute(
            select(
                ResponseRow.number,
                ResponseRow.standing,
                ResponseRow.answers,
                ResponseRow.sent_ms,
                ResponseRow.salt,
                # A withdrawal has no answers.
                earlier.answers.is_not(None).label("changes"),
            )
            .join(
                ClaimRow,
                and_(
                    ClaimRow.poll_id == ResponseRow.poll_id, ClaimRow.response == ResponseRow.number
                ),
            )
            .outerjoin(
                earlier,
                and_(
                    earlier.poll_id == ResponseRow.poll_id, earlier.number == ResponseRow.replaces
                ),
            )
            .where(ClaimRow.poll_id == poll_id, ClaimRow.word == word)
        )
        .first()
    )
    if found is None:
        return None
    return OwnResponse(
        found.number,
        Standing(found.standing),
        read_stored(found.answers),
        from_ms(found.sent_ms),
        bool(found.changes),
        kept_digests(found.answers),
        found.salt,
    )


def own_texts(poll_id: int, number: int) -> Texts:
    """What was written in this response, by question and option."""
    found = session().execute(
        select(TextRow.question, TextRow.option, TextRow.body).where(
            TextRow.poll_id == poll_id, TextRow.response == number
        )
    )
    return {(question, option): body for question, option, body in found}


def recount(poll: Poll) -> dict[Cell, int]:
    """The tally of a poll's responses, counted anew."""
    return tally_of(
        cells(read_stored(answers), Standing(standing), sent_ms, poll.counting)
        for _number, standing, sent_ms, answers in _responses(poll.id)
    )


def _responses(poll_id: int) -> Iterator[tuple[int, str, int, dict[str, object] | None]]:
    """Rows in order of number, some at a time, so that no cursor stays open for long."""
    after = 0
    while True:
        rows = (
            session()
            .execute(
                select(
                    ResponseRow.number,
                    ResponseRow.standing,
                    ResponseRow.sent_ms,
                    ResponseRow.answers,
                )
                .where(
                    ResponseRow.poll_id == poll_id,
                    ResponseRow.number > after,
                )
                .order_by(ResponseRow.number)
                .limit(_ROWS_A_TIME)
            )
            .all()
        )
        for row in rows:
            yield row.number, row.standing, row.sent_ms, row.answers
        if len(rows) < _ROWS_A_TIME:
            return
        after = rows[-1].number
