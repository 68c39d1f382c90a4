"""Links that work once: invitations, new passwords; and becoming an editor by one.

The first owner's link is made in ``pollsvc.accounts.start``.

A link is spent by deleting its row in the transaction of what it is for, so that of two
who follow it at the same time one is too late.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from pollsvc.accounts.actions.people import add_editor, set_password
from pollsvc.accounts.models import DeskLinkRow
from pollsvc.accounts.queries import editor_by_id, has_owner, link_by_word
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import LinkSpentError
from pollsvc.domain.sign_in import INVITATION_LASTS, PASSWORD_LINK_LASTS
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.store.db import session, writing


def invite(
    word: bytes, role: EditorRole, email: str | None, by: Editor | None, now: datetime
) -> None:
    """Make a link by which somebody becomes an editor; ``by`` is ``None`` for the command line."""
    with writing():
        _add(word, "invitation", now, role=role, email=email, by=by)
        record(DeskAct.INVITED, by, now, subject=email or "", role=role.value)


def withdraw_invitation(word: bytes, by: Editor, now: datetime) -> None:
    """Make an invitation void.

    Raises:
        LinkSpentError: it has been used, or its time was over.
    """
    with writing():
        link = link_by_word(word, now)
        if link is None or link.purpose != "invitation" or not _spend(word):
            raise LinkSpentError
        record(DeskAct.INVITATION_WITHDRAWN, by, now, subject=link.email or "")


def make_password_link(
    word: bytes, of: Editor, by: Editor | None, now: datetime, *, is_asked: bool = False
) -> None:
    """Make a link by which an editor chooses a new password; older ones are void.

    ``is_asked``: nobody at the desk made it, but the page for forgotten passwords. As
    anybody may ask there, links that an owner made stay good.
    """
    with writing():
        older = delete(DeskLinkRow).where(
            DeskLinkRow.purpose == "password", DeskLinkRow.editor_id == of.id
        )
        session().execute(older.where(DeskLinkRow.made_by.is_(None)) if is_asked else older)
        _add(word, "password", now, of=of, by=by)
        how = "mail" if is_asked else None
        record(DeskAct.PASSWORD_LINK_MADE, by, now, subject=of.name, asked=how)


def join(word: bytes, name: str, email: str, password: str, now: datetime) -> Editor:
    """Become an editor by an invitation or the first owner's link.

    Raises:
        LinkSpentError: it has been used, its time is over, or there is an owner already.
        EmailTakenError: somebody has this address; the link still works.
    """
    with writing():
        link = link_by_word(word, now)
        if link is None or link.role is None or not _spend(word):
            raise LinkSpentError
        is_first = link.purpose == "owner"
        if is_first and has_owner():
            raise LinkSpentError
        act = DeskAct.OWNER_MADE if is_first else DeskAct.JOINED
        return add_editor(name, email, link.role, password, now, act=act)


def choose_password(word: bytes, password: str, now: datetime) -> Editor:
    """Set a new password by a link; ends all sessions.

    Raises:
        LinkSpentError: it has been used, its time is over, or the editor has left.
    """
    with writing():
        link = link_by_word(word, now)
        editor = editor_by_id(link.editor_id) if link and link.editor_id else None
        if editor is None or not _spend(word):
            raise LinkSpentError
        set_password(editor, password, now)
    return editor


def _spend(word: bytes) -> bool:
    """Take a link away; ``False`` if somebody was quicker."""
    gone = delete(DeskLinkRow).where(DeskLinkRow.word == word).returning(DeskLinkRow.word)
    return session().scalar(gone) is not None


def _add(
    word: bytes,
    purpose: str,
    now: datetime,
    *,
    role: EditorRole | None = None,
    email: str | None = None,
    of: Editor | None = None,
    by: Editor | None = None,
) -> None:
    session().execute(delete(DeskLinkRow).where(DeskLinkRow.expires_at <= now))
    lasts = INVITATION_LASTS if purpose == "invitation" else PASSWORD_LINK_LASTS
    session().add(
        DeskLinkRow(
            word=word,
            purpose=purpose,
            role=role.value if role else None,
            email=email,
            editor_id=of.id if of else None,
            made_by=by.id if by else None,
            made_at=now,
            expires_at=now + lasts,
        )
    )
    session().flush()
