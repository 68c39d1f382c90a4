"""Publishing: what an editor has written becomes a poll that readers can answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from pollsvc.domain.draft import InvalidDraftError
from pollsvc.domain.draft.stored import is_public
from pollsvc.domain.editor import Editor
from pollsvc.domain.poll import Poll
from pollsvc.domain.theme import Theme
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.applying import SLUG_TAKEN, to_publish
from pollsvc.polls.drafts import check_seen, drop_draft, open_draft
from pollsvc.polls.events import check_event
from pollsvc.polls.managing import write_anew
from pollsvc.polls.models import PollRow
from pollsvc.polls.queries import forget_recent
from pollsvc.polls.reading import read_poll
from pollsvc.polls.writing import write_definition
from pollsvc.results.actions import start_figures
from pollsvc.results.models import BoxRow
from pollsvc.store.db import session, writing


def publish_poll(
    poll_id: int, editor: Editor, now: datetime, *, seen: str, look: Theme = ()
) -> Poll:
    """Publish what is written about a poll; one that is published stays as it is.

    ``seen`` is the token of the draft that the editor was shown, ``look`` the site's theme.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        StaleDraftError: somebody saved meanwhile.
        InvalidDraftError: with everything that keeps it from being published.
    """
    with writing():
        at_desk, theirs = open_draft(poll_id, editor)
        if at_desk.is_written and is_public(at_desk.poll):
            return at_desk.poll
        check_seen(theirs, seen)
        new = to_publish(at_desk, theirs.draft, editor, now, look)
        row = session().get_one(PollRow, poll_id)
        try:
            write_definition(row, new, now, editor.id)
        except IntegrityError as error:
            if "slug" not in str(error.orig):
                raise
            # Another poll took the address at this very moment.
            raise InvalidDraftError((SLUG_TAKEN,)) from None
        # Somebody may have begun an event of this name at this very moment, too.
        check_event(new.event, editor, at_desk.poll)
        row.definition_version += 1
        if row.previous_id is not None:
            write_anew((row.previous_id,))  # its pages have a link to this one from now on
        drop_draft(poll_id)
        record(
            DeskAct.POLL_PUBLISHED,
            editor,
            now,
            poll_id=poll_id,
            subject=row.title,
            slug=new.slug,
            opens=new.opens_at,
            closes=new.closes_at,
        )
        session().flush()
        poll = read_poll(poll_id)
        if session().get(BoxRow, poll_id) is None:
            start_figures(poll, new, now)
    forget_recent()
    return poll
