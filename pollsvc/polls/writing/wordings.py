"""Wordings of a poll, added to where a text reads differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.texts import Localised
from pollsvc.polls.models import OptionRow, PollRow, QuestionRow, WordingRow
from pollsvc.polls.writing.change import Change, of
from pollsvc.polls.writing.texts import (
    texts_of_option,
    texts_of_pages,
    texts_of_poll,
    texts_of_question,
)
from pollsvc.store.db import session

Place = tuple[str, int, str, str]
"""Where a text stands: subject, its id, field, language."""


def write_wordings(
    poll: PollRow, new: NewPoll, now: datetime, editor_id: int | None
) -> Iterator[Change]:
    """Add a wording for each text that reads differently now."""
    newest = _newest(poll.id)
    wanted = dict(_wanted(poll.id, new))
    base = new.languages[0]
    gone = _taken_out(newest, wanted)
    # The base language first: a translation says from which wording of it it was made.
    for place in sorted({*wanted, *gone}, key=lambda one: (one[3] != base, *one)):
        revision, before = newest.get(place, (0, ""))
        after = wanted.get(place, "")
        if after == before:
            continue
        of_base = newest.get((*place[:3], base), (0, ""))[0] if place[3] != base else None
        session().add(
            WordingRow(
                **dict(zip(("subject", "subject_id", "field", "language"), place, strict=True)),
                poll_id=poll.id,
                revision=revision + 1,
                text=after,
                # The database's clock wrote the first vote's time; a clock of ours that is
                # slow must not make a correction look older than it.
                at=max(now, poll.first_response_at or now),
                editor_id=editor_id,
                of_revision=of_base,
            )
        )
        newest[place] = (revision + 1, after)
        subject, subject_id, name, language = place
        yield Change(
            field=name, before=before, after=after, language=language, **of(subject, subject_id)
        )


def _newest(poll_id: int) -> dict[Place, tuple[int, str]]:
    """The newest revision and text at each place."""
    rows = session().execute(
        select(
            WordingRow.subject,
            WordingRow.subject_id,
            WordingRow.field,
            WordingRow.language,
            WordingRow.revision,
            WordingRow.text,
        )
        .where(WordingRow.poll_id == poll_id)
        .order_by(WordingRow.revision)
    )
    return {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows}


def _taken_out(newest: Mapping[Place, tuple[int, str]], wanted: Mapping[Place, str]) -> set[Place]:
    """Places whose texts were taken out: of the poll, its pages, what stays of its questions."""
    asked = {place[:2] for place in wanted} | {("poll", 0)}
    return {
        place
        for place in newest
        if place not in wanted and (place[:2] in asked or place[0] == "page")
    }


def _wanted(poll_id: int, new: NewPoll) -> Iterator[tuple[Place, str]]:
    questions = session().execute(
        select(QuestionRow.code, QuestionRow.id).where(QuestionRow.poll_id == poll_id)
    )
    ids = {row.code: row.id for row in questions}
    options = session().execute(
        select(OptionRow.question_id, OptionRow.code, OptionRow.id).where(
            OptionRow.poll_id == poll_id
        )
    )
    option_ids = {(row.question_id, row.code): row.id for row in options}
    for field, text in texts_of_poll(new):
        yield from _each("poll", 0, field, text)
    for number, field, text in texts_of_pages(new):
        yield from _each("page", number, field, text)
    for question in new.questions:
        for part in (question, *question.rows):
            for field, text in texts_of_question(part):
                yield from _each("question", ids[part.code], field, text)
        for option in question.options:
            for field, text in texts_of_option(option):
                yield from _each("option", option_ids[ids[question.code], option.code], field, text)


def _each(
    subject: str, subject_id: int, field: str, text: Localised
) -> Iterator[tuple[Place, str]]:
    for language, said in text.texts:
        yield (subject, subject_id, field, language), said
