"""Which translations of a published poll are older than the text that they are of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.editor import Editor
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.drafts import open_draft
from pollsvc.polls.models import WordingRow
from pollsvc.store.db import session, writing

Place = tuple[str, int, str]
"""Subject, its id, field: ``("option", 3, "label")``."""


def outdated(poll_id: int, base: str, language: str) -> frozenset[Place]:
    """The places whose text in the base language was changed since it was translated."""
    newest = _newest(poll_id, (base, language))
    stale = set()
    for (subject, subject_id, name, tongue), row in newest.items():
        source = newest.get((subject, subject_id, name, base))
        if tongue != language or not row.text or source is None:
            continue
        # A translation that names no text came with the poll's file, from its first text.
        of_revision = 1 if row.of_revision is None else row.of_revision
        if of_revision < source.revision:
            stale.add((subject, subject_id, name))
    return frozenset(stale)


def _newest(
    poll_id: int, languages: Collection[str]
) -> dict[tuple[str, int, str, str], WordingRow]:
    rows = session().scalars(
        select(WordingRow)
        .where(WordingRow.poll_id == poll_id, WordingRow.language.in_(languages))
        .order_by(WordingRow.revision)
    )
    return {(row.subject, row.subject_id, row.field, row.language): row for row in rows}


def confirm_translations(
    poll_id: int, language: str, places: Collection[Place], editor: Editor, now: datetime
) -> int:
    """Note that these translations still say what the changed text says; gives how many.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
    """
    with writing():
        at_desk, _ = open_draft(poll_id, editor)
        base = at_desk.poll.base_language
        stale = outdated(poll_id, base, language) & frozenset(places)
        newest = _newest(poll_id, (base, language))
        for place in sorted(stale):
            row, source = newest[*place, language], newest[*place, base]
            session().add(
                WordingRow(
                    poll_id=poll_id,
                    subject=row.subject,
                    subject_id=row.subject_id,
                    field=row.field,
                    language=language,
                    revision=row.revision + 1,
                    text=row.text,
                    at=now,
                    editor_id=editor.id,
                    of_revision=source.revision,
                )
            )
        if stale:
            record(
                DeskAct.POLL_TRANSLATED,
                editor,
                now,
                poll_id=poll_id,
                subject=at_desk.title,
                language=language,
                confirmed=len(stale),
            )
    return len(stale)
