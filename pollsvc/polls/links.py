"""Writing links with names: options of a question that the link fills in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from pollsvc.domain.editor import Access, Editor
from pollsvc.domain.errors import ActRefusedError
from pollsvc.domain.links import link_code, link_fault
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import FilledBy, Kind
from pollsvc.domain.texts import clean_text
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.polls.models import OptionRow, PollRow, QuestionRow, WordingRow
from pollsvc.polls.queries import forget_recent
from pollsvc.polls.reading import read_poll
from pollsvc.polls.writing import next_option_id, next_question_id
from pollsvc.store.db import session, writing

CODE = "link"


def add_link(poll_id: int, name: str, editor: Editor, now: datetime) -> str:
    """Give a published poll a further link with a name; gives the link's code.

    Votes may be there already: those without a link are counted as they were.

    Raises:
        PollNotFoundError, NotAllowedError: this editor may not write it.
        ActRefusedError: nobody votes in it, or the name is not free or no name.
    """
    with writing():
        locked = select(PollRow).where(PollRow.id == poll_id).with_for_update(key_share=True)
        row = session().scalar(locked)
        poll_at_desk(poll_id, editor, Access.WRITE)
        assert row is not None
        poll = read_poll(poll_id)
        label = clean_text(name)
        if not takes_links(poll) or row.deleted_at is not None or link_fault(poll.links, label):
            raise ActRefusedError
        question_id = poll.links.id if poll.links else _new_question(row, poll)
        options = poll.links.options if poll.links else ()
        code = link_code(label, {one.code for one in options})
        option_id = next_option_id(row)
        session().add(
            OptionRow(
                poll_id=poll_id,
                id=option_id,
                question_id=question_id,
                position=len(options) + 1,
                code=code,
            )
        )
        session().add(
            WordingRow(
                poll_id=poll_id,
                subject="option",
                subject_id=option_id,
                field="label",
                language=poll.base_language,
                revision=1,
                text=label,
                at=now,
                editor_id=editor.id,
            )
        )
        row.definition_version += 1
        about = {"label": label, "code": code}
        record(DeskAct.LINK_ADDED, editor, now, poll_id=poll_id, subject=row.title, **about)
    forget_recent()
    return code


def takes_links(poll: Poll) -> bool:
    """Whether links to this poll can bring votes: it is published, and not a past result."""
    return poll.origin is Origin.LIVE and poll.opens_at is not None and bool(poll.questions)


def _new_question(row: PollRow, poll: Poll) -> int:
    """The question that links fill in; gives its id."""
    last = select(func.max(QuestionRow.position)).where(QuestionRow.poll_id == row.id)
    last_place = session().scalar(last) or 0
    question_id = next_question_id(row)
    taken = {part.code for question in poll.questions for part in (question, *question.rows)}
    session().add(
        QuestionRow(
            poll_id=row.id,
            id=question_id,
            position=last_place + 1,
            code=link_code(CODE, taken),
            kind=Kind.SINGLE.value,
            at_least=0,
            at_most=1,
            filled_by=FilledBy.LINK.value,
        )
    )
    session().flush()
    return question_id
