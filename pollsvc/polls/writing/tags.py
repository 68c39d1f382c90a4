"""Topics of a poll, shared with others."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Tag
from pollsvc.domain.slugs import free_code
from pollsvc.domain.texts import same_text
from pollsvc.polls.models import PollTagRow, TagRow
from pollsvc.polls.writing.change import Change
from pollsvc.store.db import session


def write_tags(poll_id: int, new: NewPoll) -> Iterator[Change]:
    """Give the poll its topics."""
    rows = session().execute(
        select(PollTagRow.tag).where(PollTagRow.poll_id == poll_id).order_by(PollTagRow.position)
    )
    before = list(rows.scalars())
    # Always in the same order, so that two writers never wait for each other's new topics.
    codes = {tag.code: tag_code(tag) for tag in sorted(new.tags, key=lambda one: one.code)}
    after = list(dict.fromkeys(codes[tag.code] for tag in new.tags))
    if after == before:
        return
    session().execute(delete(PollTagRow).where(PollTagRow.poll_id == poll_id))
    session().add_all(
        PollTagRow(poll_id=poll_id, tag=code, position=position)
        for position, code in enumerate(after, 1)
    )
    yield Change(field="tags", before=before, after=after)


def tag_code(tag: Tag) -> str:
    """The code of the topic that is called so in any language, or of a new one.

    Codes of two labels can be alike; only the labels say what a topic is.
    """
    wanted = {same_text(label) for _, label in tag.label.texts}
    dialect = session().get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    while True:
        there = session().scalars(select(TagRow).order_by(TagRow.code)).all()
        for row in there:
            if wanted & {same_text(label) for label in row.labels.values()}:
                if not row.labels.keys() >= set(tag.label.languages):
                    row.labels = {**tag.label.as_dict(), **row.labels}
                return row.code
        codes = {row.code for row in there}
        code = tag.code if tag.code not in codes else free_code(tag.label.texts[0][1], codes)
        # Somebody may write the same topic at this moment: then look again.
        new = insert(TagRow).values(code=code, labels=tag.label.as_dict())
        session().execute(new.on_conflict_do_nothing())
