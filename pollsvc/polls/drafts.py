"""What is typed and not published yet: one row a poll, never overwritten unseen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from pollsvc.domain.draft import Draft, draft_of, with_codes
from pollsvc.domain.editor import Access, Editor
from pollsvc.domain.errors import ActRefusedError, PollNotFoundError, StaleEditError
from pollsvc.domain.poll import Origin, Protection, Visibility
from pollsvc.domain.texts import clean_text, same_text
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.history.models import HistoryRow
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.models import DraftRow, PollEditorRow, PollRow, QuestionRow
from pollsvc.store.db import session, writing

_VERSIONS = 2**30
"""A draft begun anew starts somewhere among so many, so that no token fits two of them."""
_PAGE, _TIMES, _TURN = "page", "times", "turn"
_MOMENTS = ("opens", "closes", "release")
_LONGEST_TITLE = 500


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The draft of a poll as it stands. Without unpublished changes it is the poll itself.

    ``seen`` is the token by which a later save shows what it was made from; ``page`` the
    page from which it was saved, ``turn`` which of that page's sendings it was.
    ``by`` and ``at`` say who saved last, ``""`` and ``None``
    where nobody has.
    """

    draft: Draft
    seen: str
    page: str = ""
    turn: int | None = None
    by: str = ""
    by_id: int | None = None
    at: datetime | None = None
    is_stored: bool = False


class StaleDraftError(StaleEditError):
    """Somebody saved this poll meanwhile. Nothing was overwritten."""

    code = "stale_draft"

    def __init__(self, theirs: Kept) -> None:
        """Keep what is stored, and by whom."""
        super().__init__()
        self.theirs = theirs


def kept_draft(at_desk: DeskPoll) -> Kept:
    """What is typed about this poll, else the poll as it is written.

    A time that the editor left alone follows the poll's, which acts such as closing change.
    """
    row = session().get(DraftRow, at_desk.id)
    written = draft_of(at_desk.poll)
    if row is None:
        return Kept(draft=written, seen=_token(at_desk, None))
    draft, before = Draft.from_content(row.content), row.content.get(_TIMES) or {}
    if at_desk.is_written and draft.zone == written.zone:
        left = [name for name in _MOMENTS if getattr(draft, name) == before.get(name)]
        draft = replace(draft, **{name: getattr(written, name) for name in left})
    return Kept(
        draft=draft,
        seen=_token(at_desk, row),
        page=str(row.content.get(_PAGE, "")),
        turn=row.content.get(_TURN),
        by=row.editor_name,
        by_id=row.editor_id,
        at=row.at,
        is_stored=True,
    )


def _token(at_desk: DeskPoll, row: DraftRow | None) -> str:
    return f"{at_desk.poll.definition_version}.{row.version if row else 0}"


def begin_draft(
    editor: Editor, language: str, zone: str, now: datetime, content: Draft | None = None
) -> int:
    """Begin a poll with what it starts from; gives its id.

    Without ``content``, an empty draft that this editor has begun and left is used again.
    """
    with writing():
        if content is None:
            left = _left_empty(editor)
            if left is not None:
                return left
        row = begun(editor, content or Draft(languages=(language,), zone=zone), zone, now)
        record(DeskAct.POLL_BEGUN, editor, now, poll_id=row.id, subject=row.title)
        return row.id


def begun(
    editor: Editor, draft: Draft, zone: str, now: datetime, *, previous_id: int | None = None
) -> PollRow:
    """Inside ``writing()``: a new poll that begins with this draft, on which its editor works."""
    row = PollRow(
        slug=f"draft-{secrets.token_hex(4)}",
        origin=Origin.LIVE.value,
        languages=list(draft.languages),
        zone=zone,
        visibility=Visibility.AFTER_VOTING.value,
        protection=Protection.BROWSER.value,
        may_change=False,
        may_withdraw=False,
        definition_version=1,
        digest="",
        settings={},
        made_at=now,
        previous_id=previous_id,
    )
    session().add(row)
    session().flush()
    session().add(PollEditorRow(poll_id=row.id, editor_id=editor.id))
    _put(row, None, draft, editor, now, page="")
    _name(row, draft)
    session().flush()
    return row


def _left_empty(editor: Editor) -> int | None:
    """A poll of this editor alone in which nothing was ever written."""
    works = aliased(PollEditorRow)
    others = exists().where(works.poll_id == PollRow.id, works.editor_id != editor.id)
    rows = session().execute(
        select(PollRow.id, DraftRow.content)
        .join(DraftRow, DraftRow.poll_id == PollRow.id)
        .join(PollEditorRow, PollEditorRow.poll_id == PollRow.id)
        .where(PollEditorRow.editor_id == editor.id, ~others, PollRow.title == "")
        .where(PollRow.deleted_at.is_(None), PollRow.previous_id.is_(None))
        .where(~exists().where(QuestionRow.poll_id == PollRow.id))
        .order_by(PollRow.id)
        .limit(20)
    )
    return next((id for id, content in rows if Draft.from_content(content).is_empty), None)


def save_draft(
    poll_id: int,
    draft: Draft,
    editor: Editor,
    now: datetime,
    *,
    seen: str,
    page: str = "",
    turn: int | None = None,
    by_itself: bool = False,
    overwrite: bool = False,
) -> Kept:
    """Keep what was typed; gives it with its new token.

    ``seen`` is the token of what it was made from, ``page`` the page that sends it, which may
    follow its own earlier saves without having heard of them. ``turn`` counts what its script
    sends: what is saved ``by_itself`` never overtakes a later turn. ``overwrite`` says that
    the editor chose to overwrite what somebody else saved, as the history tells.
    What says the same as the published poll is no draft.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        StaleDraftError: somebody saved meanwhile.
    """
    with writing():
        at_desk, theirs = open_draft(poll_id, editor)
        draft = coded(draft, at_desk)
        check_seen(theirs, seen, page)
        if by_itself and page and page == theirs.page and (turn or 0) < (theirs.turn or 0):
            raise StaleDraftError(theirs)
        if overwrite:
            tell_overwritten(at_desk, theirs, editor, now)
        row = session().get(DraftRow, poll_id)
        if at_desk.is_written and same_draft(draft, draft_of(at_desk.poll)):
            drop_draft(poll_id)
        elif not same_draft(draft, theirs.draft):
            poll = session().get_one(PollRow, poll_id)
            row = _put(poll, row, draft, editor, now, page=page, turn=turn)
            if at_desk.is_written:
                published = draft_of(at_desk.poll)
                times = {name: getattr(published, name) for name in _MOMENTS}
                row.content = {**row.content, _TIMES: times}
            else:
                _name(poll, draft)
        elif row is not None and page and turn is not None:
            row.content = {**row.content, _PAGE: page, _TURN: turn}
        session().flush()
        return kept_draft(at_desk)


def _put(
    poll: PollRow,
    row: DraftRow | None,
    draft: Draft,
    editor: Editor,
    now: datetime,
    *,
    page: str,
    turn: int | None = None,
) -> DraftRow:
    if row is None:
        row = DraftRow(poll_id=poll.id, version=secrets.randbelow(_VERSIONS))
        session().add(row)
    row.content = {**draft.to_content(), _PAGE: page, _TURN: turn}
    row.version += 1
    row.editor_id, row.editor_name, row.at = editor.id, editor.name, now
    return row


def _name(poll: PollRow, draft: Draft) -> None:
    """Let the desk's list find a poll that is not published by what is typed."""
    poll.title = title_of(draft)
    said: list[str] = list(draft.title.values())
    for one in draft.questions:
        said += one.text.values()
        said += [text for option in one.options for text in option.label.values()]
        said += [text for row in one.rows for text in row.text.values()]
    poll.sought = same_text(" ".join((draft.slug, poll.title, *said, draft.tags)))


def title_of(draft: Draft) -> str:
    """What the desk calls a poll that is not published; the draft itself keeps it whole."""
    return clean_text(draft.name)[:_LONGEST_TITLE]


def coded(draft: Draft, at_desk: DeskPoll) -> Draft:
    """The draft with a code for all that is written in it, so that rules can name it."""
    return with_codes(draft, at_desk.poll if at_desk.is_written else None)


def drop_draft(poll_id: int) -> None:
    """Inside ``writing()``: let go of what was typed."""
    row = session().get(DraftRow, poll_id)
    if row is not None:
        session().delete(row)
        session().flush()


def same_draft(one: Draft, other: Draft) -> bool:
    """Whether two drafts say the same."""
    return one.to_content() == other.to_content()


def discard_draft(poll_id: int, editor: Editor, now: datetime) -> None:
    """Forget what was typed about a poll and not published; the poll stays as readers see it.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        ActRefusedError: the poll was never published, and is its draft.
    """
    with writing():
        at_desk, theirs = open_draft(poll_id, editor)
        if not at_desk.is_written:
            raise ActRefusedError
        if theirs.is_stored:
            drop_draft(poll_id)
            subject = at_desk.title
            record(DeskAct.DRAFT_DISCARDED, editor, now, poll_id=poll_id, subject=subject)


def open_draft(poll_id: int, editor: Editor) -> tuple[DeskPoll, Kept]:
    """Inside ``writing()``: the poll, its row locked until the end, and its draft.

    Raises:
        PollNotFoundError: there is no such poll, it is deleted, or they are not to know.
        NotAllowedError: they may only watch it.
    """
    row = session().scalar(select(PollRow).where(PollRow.id == poll_id).with_for_update())
    if row is None or row.deleted_at is not None:
        raise PollNotFoundError
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    return at_desk, kept_draft(at_desk)


def check_seen(theirs: Kept, seen: str, page: str = "") -> None:
    """Refuse what was made from another draft than the one that is stored.

    Raises:
        StaleDraftError: it was, and another page saved the one that is stored.
    """
    own = page and page == theirs.page and seen.partition(".")[0] == theirs.seen.partition(".")[0]
    if seen != theirs.seen and not own:
        raise StaleDraftError(theirs)


def tell_overwritten(at_desk: DeskPoll, theirs: Kept, editor: Editor, now: datetime) -> None:
    """Inside ``writing()``: say in the history whose typing goes, as somebody chose to."""
    if theirs.is_stored and theirs.by_id != editor.id:
        record(
            DeskAct.DRAFT_OVERWRITTEN,
            editor,
            now,
            poll_id=at_desk.id,
            subject=at_desk.title,
            whose=theirs.by,
        )


def last_change(poll_id: int) -> tuple[int | None, str, datetime] | None:
    """Who acted last on a poll (id and name), and when; ``None`` where nobody has."""
    found = session().execute(
        select(HistoryRow.editor_id, HistoryRow.editor_name, HistoryRow.at)
        .where(HistoryRow.poll_id == poll_id)
        .order_by(HistoryRow.number.desc())
        .limit(1)
    )
    row = found.first()
    return (row.editor_id, row.editor_name, row.at) if row else None
