"""People as they come, change and go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from pollsvc.accounts.actions.sessions import end_sessions_of
from pollsvc.accounts.models import DeskLinkRow, EditorRow
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import EmailTakenError, LastOwnerError, PageNotFoundError
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.store.db import session, writing

NO_PASSWORD = ""
"""Kept for who has left; nothing that anybody types is hashed to it."""


def add_editor(
    name: str, email: str, role: EditorRole, password: str, now: datetime, *, act: DeskAct
) -> Editor:
    """Add somebody inside a transaction; ``password`` as it is kept, ``email`` folded.

    Raises:
        EmailTakenError: somebody has this address.
    """
    _refuse_taken(email)
    row = EditorRow(
        name=name, email=email, role=role.value, password=password, language=None, made_at=now
    )
    session().add(row)
    _flush()
    editor = Editor(id=row.id, name=name, email=email, role=role)
    record(act, editor, now, subject=name, role=role.value)
    return editor


def make_editor(name: str, email: str, role: EditorRole, password: str, now: datetime) -> Editor:
    """Add somebody who needs no link.

    Raises:
        EmailTakenError: somebody has this address.
    """
    with writing():
        act = DeskAct.OWNER_MADE if role is EditorRole.OWNER else DeskAct.JOINED
        return add_editor(name, email, role, password, now, act=act)


def change_role(editor_id: int, role: EditorRole, by: Editor, now: datetime) -> Editor:
    """Give somebody another role, from their next click on.

    Raises:
        PageNotFoundError: there is nobody of this id, or they have left.
        LastOwnerError: nobody would be left to look after the site.
    """
    with writing():
        owners = _owners()
        row = _present(editor_id)
        before = row.role
        if before != role.value:
            if owners == {editor_id}:
                raise LastOwnerError
            row.role = role.value
            if before == EditorRole.OWNER.value:
                _void_links_by(editor_id)
            record(DeskAct.ROLE_CHANGED, by, now, subject=row.name, before=before, after=role.value)
        return _editor(row)


def let_go(editor_id: int, by: Editor, now: datetime) -> Editor:
    """End an account inside a transaction: no sessions, no password, no address any more.

    Raises:
        PageNotFoundError: there is nobody of this id, or they have left.
        LastOwnerError: nobody would be left to look after the site.
    """
    owners = _owners()
    row = _present(editor_id)
    if owners == {editor_id}:
        raise LastOwnerError
    gone = _editor(row)
    # Not an address, so nobody can type it; and the person may come back with theirs.
    row.email = f"left-{editor_id}"
    row.password = NO_PASSWORD
    row.left_at = now
    session().flush()
    end_sessions_of(editor_id)
    session().execute(delete(DeskLinkRow).where(DeskLinkRow.editor_id == editor_id))
    _void_links_by(editor_id)
    record(DeskAct.EDITOR_LEFT, by, now, subject=gone.name, role=gone.role.value)
    return gone


def change_account(editor: Editor, name: str, language: str | None, now: datetime) -> None:
    """Change one's own name and language."""
    with writing():
        row = _present(editor.id)
        before = row.name
        if (before, row.language) == (name, language):
            return
        row.name, row.language = name, language
        renamed = {"before": before, "after": name} if before != name else {}
        record(
            DeskAct.ACCOUNT_CHANGED,
            editor,
            now,
            subject=name,
            before=renamed.get("before"),
            after=renamed.get("after"),
        )


def change_email(editor_id: int, email: str, by: Editor, now: datetime) -> Editor:
    """Give somebody another (folded) address to sign in with.

    Raises:
        PageNotFoundError: there is nobody of this id, or they have left.
        EmailTakenError: somebody has this address.
    """
    with writing():
        row = _present(editor_id)
        if row.email != email:
            _refuse_taken(email)
            row.email = email
            _flush()
            record(DeskAct.ACCOUNT_CHANGED, by, now, subject=row.name, email=True)
        return _editor(row)


def change_password(editor: Editor, password: str, this: bytes, now: datetime) -> None:
    """Set one's own password; every other browser is signed out."""
    with writing():
        set_password(editor, password, now, but=this)


def set_password(editor: Editor, password: str, now: datetime, *, but: bytes | None = None) -> None:
    """Set a password inside a transaction; ends all sessions, one of them excepted."""
    session().execute(update(EditorRow).where(EditorRow.id == editor.id).values(password=password))
    end_sessions_of(editor.id, but=but)
    session().execute(
        delete(DeskLinkRow).where(
            DeskLinkRow.editor_id == editor.id, DeskLinkRow.purpose == "password"
        )
    )
    record(DeskAct.PASSWORD_CHANGED, editor, now, subject=editor.name)


def keep_rehashed(editor: Editor, before: str, password: str) -> None:
    """Keep the same password hashed with today's parameters, unless it was changed meanwhile."""
    with writing():
        session().execute(
            update(EditorRow)
            .where(EditorRow.id == editor.id, EditorRow.password == before)
            .values(password=password)
        )


def _void_links_by(editor_id: int) -> None:
    """Void what they made: an invitation in their own pocket would bring them back as owner."""
    session().execute(delete(DeskLinkRow).where(DeskLinkRow.made_by == editor_id))


def _present(editor_id: int) -> EditorRow:
    row = session().scalar(
        select(EditorRow)
        .where(EditorRow.id == editor_id, EditorRow.left_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise PageNotFoundError
    return row


def _owners() -> set[int]:
    """The ids of all owners, locked: two who act on each other wait for one another."""
    owners = (
        select(EditorRow.id)
        .where(EditorRow.role == EditorRole.OWNER.value, EditorRow.left_at.is_(None))
        .order_by(EditorRow.id)
        .with_for_update()
    )
    return set(session().scalars(owners))


def _refuse_taken(email: str) -> None:
    if session().scalar(select(EditorRow.id).where(EditorRow.email == email)) is not None:
        raise EmailTakenError


def _flush() -> None:
    try:
        session().flush()
    except IntegrityError as error:  # somebody was quicker, since we looked
        raise EmailTakenError from error


def _editor(row: EditorRow) -> Editor:
    return Editor(
        id=row.id,
        name=row.name,
        email=row.email,
        role=EditorRole(row.role),
        language=row.language,
    )
