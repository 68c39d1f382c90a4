"""Changing a poll that readers know: at once, as a whole, and written down."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.draft import Draft, DraftProblem, InvalidDraftError, draft_of, read_draft
from pollsvc.domain.draft.stored import has_votes, is_public
from pollsvc.domain.editor import Editor
from pollsvc.domain.errors import ActRefusedError
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.slugs import LONGEST_SLUG
from pollsvc.domain.theme import Theme
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.at_desk import DeskPoll
from pollsvc.polls.drafts import (
    Kept,
    check_seen,
    coded,
    drop_draft,
    open_draft,
    same_draft,
    tell_overwritten,
)
from pollsvc.polls.events import check_event
from pollsvc.polls.models import PollRow
from pollsvc.polls.queries import forget_recent
from pollsvc.polls.writing import Change, write_definition
from pollsvc.store.db import session, writing

SLUG_TAKEN = DraftProblem(field="slug", code="slug_taken")


def apply_draft(
    poll_id: int,
    draft: Draft,
    editor: Editor,
    now: datetime,
    *,
    seen: str,
    page: str = "",
    look: Theme = (),
    overwrite: bool = False,
    act: DeskAct = DeskAct.POLL_CHANGED,
) -> tuple[Change, ...]:
    """Make a published poll what this draft says; gives what changed.

    ``seen``, ``page`` and ``overwrite`` are as in ``save_draft``, ``look`` is the site's
    theme. ``act`` is what the history calls it, unless a wording is corrected that people
    have answered.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        ActRefusedError: it is not published.
        StaleDraftError: somebody saved meanwhile.
        InvalidDraftError: with everything that is wrong.
    """
    with writing():
        at_desk, theirs = open_draft(poll_id, editor)
        stored, draft = at_desk.poll, coded(draft, at_desk)
        if not at_desk.is_written or not is_public(stored):
            raise ActRefusedError
        if _says_nothing_new(draft, draft_of(stored), theirs, page):
            return ()
        check_seen(theirs, seen, page)
        if overwrite:
            tell_overwritten(at_desk, theirs, editor, now)
        new = read_draft(draft, now, stored=stored, look=look)
        check_event(new.event, editor, stored)
        row = session().get_one(PollRow, poll_id)
        changes = write_definition(row, new, now, editor.id)
        drop_draft(poll_id)
        if changes:
            row.definition_version += 1
            if has_votes(stored) and any(one.is_rewording for one in changes):
                act = DeskAct.POLL_CORRECTED
            said = [one.as_detail() for one in changes]
            record(act, editor, now, poll_id=poll_id, subject=row.title, changes=said)
    forget_recent()
    return changes


def _says_nothing_new(draft: Draft, published: Draft, theirs: Kept, page: str) -> bool:
    """Whether this was saved already, as by the second press of a button."""
    return same_draft(draft, published) and (not theirs.is_stored or theirs.page == page)


def to_publish(
    at_desk: DeskPoll, draft: Draft, editor: Editor, now: datetime, look: Theme = ()
) -> NewPoll:
    """The poll that this draft would be if this editor published it now, with its own slug.

    ``look`` is the site's theme.

    Raises:
        InvalidDraftError: with everything that keeps it from being published.
    """
    stored = at_desk.poll if at_desk.is_written else None
    spare = f"poll-{secrets.token_hex(4)}"
    typed = draft.slug.strip().lower()
    taken = [SLUG_TAKEN] if typed and not slug_is_free(typed, at_desk.id) else []
    try:
        new = read_draft(draft, now, stored=stored, spare=spare, look=look)
    except InvalidDraftError as error:
        raise InvalidDraftError([*error.problems, *taken]) from None
    if taken:
        raise InvalidDraftError(taken)
    check_event(new.event, editor, at_desk.poll)
    return new if typed else replace(new, slug=free_slug(new.slug, at_desk.id))


def slug_is_free(slug: str, poll_id: int) -> bool:
    """Whether no other poll, deleted ones too, has this address."""
    other = select(PollRow.id).where(PollRow.slug == slug, PollRow.id != poll_id)
    return session().scalar(other) is None


def free_slug(slug: str, poll_id: int) -> str:
    """This slug, or the first free one with a number: ``"us-goals-2"``."""
    slug = slug[: LONGEST_SLUG - 8].rstrip("-")
    taken = set(
        session().scalars(
            select(PollRow.slug).where(PollRow.slug.startswith(slug), PollRow.id != poll_id)
        )
    )
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
