"""Writing polls. Committing is the caller's of ``add_poll``, who may have more to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from pollsvc.domain.errors import DefinitionError
from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Poll
from pollsvc.domain.texts import Localised
from pollsvc.polls.applying import apply_draft
from pollsvc.polls.drafts import begin_draft, discard_draft, save_draft
from pollsvc.polls.models import (
    OptionRow,
    PollRow,
    PollTagRow,
    QuestionRow,
    TagRow,
    WordingRow,
)
from pollsvc.polls.queries import forget_recent, slug_digest
from pollsvc.polls.reading import read_poll
from pollsvc.polls.writing import (
    event_id,
    rules_of,
    settings_of,
    sought_in,
    texts_of_option,
    texts_of_pages,
    texts_of_poll,
    texts_of_question,
)
from pollsvc.store.db import session

__all__ = ["add_poll", "apply_draft", "begin_draft", "discard_draft", "save_draft"]


def add_poll(new: NewPoll, now: datetime) -> Poll | None:
    """Write a poll's definition; ``None`` where this very definition is there already.

    Raises:
        DefinitionError: another definition is at this slug.
    """
    there = slug_digest(new.slug)
    if there == new.digest:
        return None
    if there is not None:
        raise DefinitionError(
            f"{new.slug}: a poll with this slug was loaded from another definition, "
            "and a loaded poll is not changed; give the new one another slug"
        )
    row = _poll_row(new, now)
    session().add(row)
    session().flush()
    session().add_all(_question_rows(row.id, new))
    session().flush()
    session().add_all(_option_rows(row.id, new))
    session().add_all(_wording_rows(row.id, new, now))
    _add_tags(row.id, new)
    session().flush()
    forget_recent()
    return read_poll(row.id)


def _poll_row(new: NewPoll, now: datetime) -> PollRow:
    return PollRow(
        slug=new.slug,
        origin=new.origin.value,
        languages=list(new.languages),
        zone=new.zone,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
        release_at=new.release_at,
        archived_at=new.archived_at,
        visibility=new.visibility.value,
        protection=new.protection.value if new.protection else None,
        may_change=new.may_change,
        may_withdraw=new.may_withdraw,
        definition_version=1,
        digest=new.digest,
        settings=settings_of(new),
        made_at=now,
        title=(new.title or new.questions[0].text).say(new.languages[0]).text,
        event_id=event_id(new.event) if new.event else None,
        phase=new.phase.value if new.phase else None,
        sought=sought_in(new),
    )


def _wording_rows(poll_id: int, new: NewPoll, now: datetime) -> Iterator[WordingRow]:
    for subject, subject_id, field, texts in _texts(new):
        for language, text in texts.texts:
            yield WordingRow(
                poll_id=poll_id,
                subject=subject,
                subject_id=subject_id,
                field=field,
                language=language,
                revision=1,
                text=text,
                at=now,
            )


def _numbered(new: NewPoll) -> Iterator[tuple[int, int | None, NewQuestion]]:
    """Every question with its id, each matrix followed by its rows with its id as theirs."""
    ids = count(1)
    for question in new.questions:
        number = next(ids)
        yield number, None, question
        for row in question.rows:
            yield next(ids), number, row


def _question_rows(poll_id: int, new: NewPoll) -> Iterator[QuestionRow]:
    for number, parent, question in _numbered(new):
        yield QuestionRow(
            poll_id=poll_id,
            id=number,
            parent_id=parent,
            position=number,
            code=question.code,
            **rules_of(question),
        )


def _option_rows(poll_id: int, new: NewPoll) -> Iterator[OptionRow]:
    ids = count(1)
    for question_id, _parent, question in _numbered(new):
        for position, option in enumerate(question.options, 1):
            yield OptionRow(
                poll_id=poll_id,
                id=next(ids),
                question_id=question_id,
                position=position,
                code=option.code,
                role=option.role.value,
                value=option.value,
                pinned=option.pinned,
            )


def _texts(new: NewPoll) -> Iterator[tuple[str, int, str, Localised]]:
    for field, text in texts_of_poll(new):
        yield "poll", 0, field, text
    for number, field, text in texts_of_pages(new):
        yield "page", number, field, text
    ids = count(1)
    for question_id, _parent, question in _numbered(new):
        for field, text in texts_of_question(question):
            yield "question", question_id, field, text
        for option in question.options:
            option_id = next(ids)
            for field, text in texts_of_option(option):
                yield "option", option_id, field, text


def _add_tags(poll_id: int, new: NewPoll) -> None:
    for position, tag in enumerate(new.tags, 1):
        row = session().get(TagRow, tag.code)
        if row is None:
            session().add(TagRow(code=tag.code, labels=tag.label.as_dict()))
            session().flush()
        else:
            row.labels = {**tag.label.as_dict(), **row.labels}
        session().add(PollTagRow(poll_id=poll_id, tag=tag.code, position=position))
