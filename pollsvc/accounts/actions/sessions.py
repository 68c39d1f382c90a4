"""Signing in and out: one row for each signed-in browser."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from pollsvc.accounts.models import DeskSessionRow, EditorRow
from pollsvc.domain.editor import Editor
from pollsvc.domain.sign_in import ABSOLUTE, IDLE
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.store.db import session, writing


def begin_session(editor: Editor, word: bytes, now: datetime, kept: str | None = None) -> bool:
    """Note that a browser is signed in; rows of browsers that no longer are go away.

    With ``kept``, the password as it was when it was looked at: nothing is done, and
    ``False`` given, if it has been changed since, as that has signed all browsers out.
    """
    with writing():
        if kept is not None and not _is_still(editor.id, kept):
            return False
        session().execute(
            delete(DeskSessionRow).where(
                or_(DeskSessionRow.began_at <= now - ABSOLUTE, DeskSessionRow.seen_at <= now - IDLE)
            )
        )
        session().add(DeskSessionRow(word=word, editor_id=editor.id, began_at=now, seen_at=now))
        _seen(editor.id, now)
        record(DeskAct.SIGNED_IN, editor, now, subject=editor.name)
    return True


def note_use(editor_id: int, word: bytes, now: datetime) -> None:
    """Note that a signed-in browser is in use."""
    with writing():
        session().execute(
            update(DeskSessionRow).where(DeskSessionRow.word == word).values(seen_at=now)
        )
        _seen(editor_id, now)


def end_session(word: bytes) -> None:
    """Sign a browser out, here and wherever its cookie was copied to."""
    with writing():
        session().execute(delete(DeskSessionRow).where(DeskSessionRow.word == word))


def end_every_session(editor: Editor, now: datetime) -> None:
    """Sign an editor out in every browser."""
    with writing():
        end_sessions_of(editor.id)
        record(DeskAct.SIGNED_OUT_EVERYWHERE, editor, now, subject=editor.name)


def end_sessions_of(editor_id: int, *, but: bytes | None = None) -> None:
    """End an editor's sessions inside somebody else's transaction, one of them excepted."""
    gone = delete(DeskSessionRow).where(DeskSessionRow.editor_id == editor_id)
    session().execute(gone if but is None else gone.where(DeskSessionRow.word != but))


def _is_still(editor_id: int, kept: str) -> bool:
    found = select(EditorRow.password).where(EditorRow.id == editor_id).with_for_update()
    return session().scalar(found) == kept


def _seen(editor_id: int, now: datetime) -> None:
    session().execute(update(EditorRow).where(EditorRow.id == editor_id).values(seen_at=now))
