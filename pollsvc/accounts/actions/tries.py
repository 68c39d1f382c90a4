"""Counting failed tries to sign in, by account and by network."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, update

from pollsvc.accounts.models import FailedSignInRow
from pollsvc.domain.errors import TooManyTriesError
from pollsvc.domain.sign_in import FORGET_AFTER, seconds_to_wait
from pollsvc.store.columns import Moment
from pollsvc.store.db import session, writing

_IS_THERE = text(
    "INSERT INTO failed_sign_in (word, failures, last_at) VALUES (:word, 0, :at)"
    " ON CONFLICT (word) DO NOTHING"
).bindparams(bindparam("at", type_=Moment))


def begin_try(account: bytes, network: bytes, now: datetime) -> None:
    """Count a try as failed before the password is looked at; ``forgive`` takes it back.

    So tries that come all at once count one after another, and none slips through
    while the others are being checked. A browser that counts alone gives its word twice.

    Raises:
        TooManyTriesError: it is too soon after the last ones; this one is not counted.
    """
    words = sorted({account, network})
    _refuse_early(account, network, now)  # without waiting for those who write
    with writing():
        for word in words:
            session().execute(_IS_THERE, {"word": word, "at": now})
        _refuse_early(account, network, now, alone=True)
        session().execute(
            update(FailedSignInRow)
            .where(FailedSignInRow.word.in_(words))
            .values(failures=FailedSignInRow.failures + 1, last_at=now)
        )
        _forget_old(now)


def forgive(account: bytes, network: bytes) -> None:
    """The password was right: the account starts anew, the network has one failure less.

    A network keeps its others, or whoever has one account could try all the rest from there.
    """
    with writing():
        session().execute(delete(FailedSignInRow).where(FailedSignInRow.word == account))
        session().execute(
            update(FailedSignInRow)
            .where(FailedSignInRow.word == network, FailedSignInRow.failures > 0)
            .values(failures=FailedSignInRow.failures - 1)
        )


def _refuse_early(account: bytes, network: bytes, now: datetime, *, alone: bool = False) -> None:
    wanted = select(FailedSignInRow.word, FailedSignInRow.failures, FailedSignInRow.last_at).where(
        FailedSignInRow.word.in_((account, network))
    )
    if alone:  # on PostgreSQL; on SQLite nobody else writes
        wanted = wanted.order_by(FailedSignInRow.word).with_for_update()
    found = {row.word: (row.failures, row.last_at) for row in session().execute(wanted)}
    seconds = seconds_to_wait(found.get(account), found.get(network), now)
    if seconds:
        raise TooManyTriesError(seconds)


def _forget_old(now: datetime) -> None:
    # Rows that somebody else is counting in are left alone, or two could wait for each other.
    old = (
        select(FailedSignInRow.word)
        .where(FailedSignInRow.last_at <= now - FORGET_AFTER)
        .with_for_update(skip_locked=True)
    )
    session().execute(delete(FailedSignInRow).where(FailedSignInRow.word.in_(old)))
