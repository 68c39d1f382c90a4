"""Reads of editors, of the browsers they are signed in by, and of links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from pollsvc.accounts.models import DeskLinkRow, DeskSessionRow, EditorRow
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.sign_in import is_signed_in
from pollsvc.store.db import session

PEOPLE_ON_A_PAGE = 50
_COLUMNS = (EditorRow.id, EditorRow.name, EditorRow.email, EditorRow.role, EditorRow.language)


@dataclass(frozen=True)
class SeenEditor:
    """Who is signed in by a browser, and when that was last noted."""

    editor: Editor
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Person:
    """One line of the list of people."""

    editor: Editor
    seen_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class Browser:
    """One signed-in browser of an editor."""

    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class DeskLink:
    """A link that has not been used."""

    word: bytes
    purpose: str
    role: EditorRole | None
    email: str | None
    editor_id: int | None
    made_by: int | None
    made_at: datetime
    expires_at: datetime


def signed_in_by(word: bytes, now: datetime) -> SeenEditor | None:
    """Who is signed in by the browser with this word; one statement."""
    found = (
        session()
        .execute(
            select(*_COLUMNS, DeskSessionRow.began_at, DeskSessionRow.seen_at)
            .join(DeskSessionRow, DeskSessionRow.editor_id == EditorRow.id)
            .where(DeskSessionRow.word == word, EditorRow.left_at.is_(None))
        )
        .first()
    )
    if found is None or not is_signed_in(found.began_at, found.seen_at, now):
        return None
    return SeenEditor(_editor(found), found.began_at, found.seen_at)


def editor_by_id(editor_id: int) -> Editor | None:
    """The editor with this id, who has not left."""
    return _one(_present().where(EditorRow.id == editor_id))


def editor_by_email(email: str) -> Editor | None:
    """The editor with this folded address, who has not left."""
    return _one(_present().where(EditorRow.email == email))


def kept_password(email: str) -> tuple[Editor | None, str | None]:
    """The editor with this folded address and their password as it is kept."""
    found = (
        session()
        .execute(
            select(*_COLUMNS, EditorRow.password).where(
                EditorRow.email == email, EditorRow.left_at.is_(None)
            )
        )
        .first()
    )
    return (_editor(found), found.password) if found else (None, None)


def has_owner() -> bool:
    """Whether anybody looks after this installation."""
    return number_of_owners() > 0


def number_of_owners() -> int:
    """How many owners there are."""
    count = session().scalar(
        select(func.count())
        .select_from(EditorRow)
        .where(EditorRow.role == EditorRole.OWNER.value, EditorRow.left_at.is_(None))
    )
    return count or 0


def present_editors() -> list[Editor]:
    """Everybody who has not left, by name."""
    rows = session().execute(_present().order_by(func.lower(EditorRow.name), EditorRow.id))
    return [_editor(row) for row in rows]


def names_of(editor_ids: list[int]) -> dict[int, str]:
    """The names of these editors, also of those who have left."""
    if not editor_ids:
        return {}
    rows = session().execute(
        select(EditorRow.id, EditorRow.name).where(EditorRow.id.in_(editor_ids))
    )
    return {row.id: row.name for row in rows}


def people(page: int) -> tuple[list[Person], int]:
    """A page of everybody, those who have left last; and how many there are in all."""
    count = session().scalar(select(func.count()).select_from(EditorRow)) or 0
    rows = session().execute(
        select(*_COLUMNS, EditorRow.seen_at, EditorRow.left_at)
        .order_by(EditorRow.left_at.is_not(None), func.lower(EditorRow.name), EditorRow.id)
        .limit(PEOPLE_ON_A_PAGE)
        .offset((page - 1) * PEOPLE_ON_A_PAGE)
    )
    return [Person(_editor(row), row.seen_at, row.left_at) for row in rows], count


def browsers_of(editor_id: int, this: bytes, now: datetime) -> list[Browser]:
    """The browsers by which an editor is signed in, the last used first."""
    rows = session().execute(
        select(DeskSessionRow.word, DeskSessionRow.began_at, DeskSessionRow.seen_at)
        .where(DeskSessionRow.editor_id == editor_id)
        .order_by(DeskSessionRow.seen_at.desc(), DeskSessionRow.began_at.desc())
    )
    return [
        Browser(row.began_at, row.seen_at, row.word == this)
        for row in rows
        if is_signed_in(row.began_at, row.seen_at, now)
    ]


def link_by_word(word: bytes, now: datetime) -> DeskLink | None:
    """The link with this word, if it still works."""
    row = session().get(DeskLinkRow, word)
    return _link(row) if row is not None and row.expires_at > now else None


def has_recent_link(editor_id: int, since: datetime) -> bool:
    """Whether an editor has been sent a link for a new password lately, by nobody at the desk."""
    found = select(DeskLinkRow.word).where(
        DeskLinkRow.editor_id == editor_id,
        DeskLinkRow.made_by.is_(None),
        DeskLinkRow.made_at > since,
    )
    return session().scalar(found.limit(1)) is not None


def open_invitations(now: datetime) -> list[DeskLink]:
    """The invitations that still work, the newest first."""
    rows = session().scalars(
        select(DeskLinkRow)
        .where(DeskLinkRow.purpose == "invitation", DeskLinkRow.expires_at > now)
        .order_by(DeskLinkRow.made_at.desc(), DeskLinkRow.word)
    )
    return [_link(row) for row in rows]


def _present() -> Select[int, str, str, str, str | None]:
    return select(*_COLUMNS).where(EditorRow.left_at.is_(None))


def _one(statement: Select[int, str, str, str, str | None]) -> Editor | None:
    found = session().execute(statement).first()
    return _editor(found) if found else None


def _editor(row: Row[*tuple[object, ...]]) -> Editor:
    values = row._mapping
    return Editor(
        id=values["id"],
        name=values["name"],
        email=values["email"],
        role=EditorRole(values["role"]),
        language=values["language"],
    )


def _link(row: DeskLinkRow) -> DeskLink:
    return DeskLink(
        word=row.word,
        purpose=row.purpose,
        role=EditorRole(row.role) if row.role else None,
        email=row.email,
        editor_id=row.editor_id,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
    )
