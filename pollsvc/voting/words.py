"""What respondents wrote: read page by page, sought, and published or hidden by editors.

Nothing that was written is shown to anybody but editors until one of them publishes it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from pollsvc.domain.editor import Editor
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.domain.texts import same_text
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.polls.models import PollRow
from pollsvc.store.db import session, writing
from pollsvc.voting.models import ResponseRow, TextRow

PAGE_SIZE = 25


class Moderation(StrEnum):
    """What has become of a written answer."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    PRIVATE = "private"
    """It is never shown: the question said so when it was asked."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """One written answer. ``option`` is the "other" that it stands beside, else 0."""

    response: int
    option: int
    body: str
    language: str
    moderation: Moderation

    @property
    def key(self) -> str:
        """How forms name it: ``"17.0"``."""
        return f"{self.response}.{self.option}"


@dataclass(frozen=True, kw_only=True)
class WordsPage:
    """A page of written answers, newest first, and how many there are of each moderation."""

    words: tuple[Words, ...]
    number: int
    count: int
    found: int
    by_moderation: dict[Moderation, int]


def words_page(
    poll_id: int,
    question_id: int,
    *,
    moderation: Moderation | None = None,
    sought: str = "",
    number: int = 1,
) -> WordsPage:
    """One page of what was written in answer to a question, in counted responses only.

    ``moderation`` ``None`` is all of them; ``sought`` is found whatever its capitals.
    """
    there = _there(poll_id, question_id)
    rows = session().execute(
        select(TextRow.moderation, func.count())
        .join(*_RESPONSES)
        .where(*there)
        .group_by(TextRow.moderation)
    )
    by_moderation = {Moderation(name): count for name, count in rows}
    wanted = [*there]
    if moderation is not None:
        wanted.append(TextRow.moderation == moderation.value)
    if folded := same_text(sought):
        wanted.append(TextRow.sought.contains(folded, autoescape=True))
    found = session().scalar(
        select(func.count()).select_from(TextRow).join(*_RESPONSES).where(*wanted)
    )
    page = session().execute(
        select(TextRow, ResponseRow.language)
        .join(*_RESPONSES)
        .where(*wanted)
        .order_by(TextRow.response.desc(), TextRow.option)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return WordsPage(
        words=tuple(_words(row, language) for row, language in page),
        number=number,
        count=max(1, -(-(found or 0) // PAGE_SIZE)),
        found=found or 0,
        by_moderation=by_moderation,
    )


def every_word(
    poll_id: int, question_id: int, moderation: Moderation | None, *, after: int = 0, limit: int
) -> tuple[Words, ...]:
    """What was written in responses with a higher number than ``after``, oldest first."""
    wanted = [*_there(poll_id, question_id), TextRow.response > after]
    if moderation is not None:
        wanted.append(TextRow.moderation == moderation.value)
    rows = session().execute(
        select(TextRow, ResponseRow.language)
        .join(*_RESPONSES)
        .where(*wanted)
        .order_by(TextRow.response, TextRow.option)
        .limit(limit)
    )
    return tuple(_words(row, language) for row, language in rows)


def moderate(
    poll: Poll,
    question: Question,
    chosen: Collection[tuple[int, int]],
    editor: Editor,
    now: datetime,
    *,
    show: bool,
) -> int:
    """Publish or hide written answers, each by response and option; gives how many changed.

    Private ones stay private, those taken back meanwhile are gone.
    """
    if not chosen:
        return 0
    to = Moderation.SHOWN if show else Moderation.HIDDEN
    from_ = [one.value for one in Moderation if one not in (to, Moderation.PRIVATE)]
    each = or_(*(and_(TextRow.response == one, TextRow.option == option) for one, option in chosen))
    with writing():
        title = session().scalar(select(PollRow.title).where(PollRow.id == poll.id))
        done = session().execute(
            update(TextRow)
            .where(
                TextRow.poll_id == poll.id,
                TextRow.question == question.id,
                TextRow.moderation.in_(from_),
                each,
            )
            .values(moderation=to.value)
            .returning(TextRow.response)
        )
        count = len(done.all())
        if count:
            act = DeskAct.WORDS_SHOWN if show else DeskAct.WORDS_HIDDEN
            more: dict[str, Any] = {"count": count, "question": question.code}
            record(act, editor, now, poll_id=poll.id, subject=title or "", **more)
    return count


_RESPONSES = (
    ResponseRow,
    and_(ResponseRow.poll_id == TextRow.poll_id, ResponseRow.number == TextRow.response),
)


def _there(poll_id: int, question_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        TextRow.poll_id == poll_id,
        TextRow.question == question_id,
        ResponseRow.standing == "counted",
    )


def _words(row: TextRow, language: str) -> Words:
    return Words(
        response=row.response,
        option=row.option,
        body=row.body,
        language=language,
        moderation=Moderation(row.moderation),
    )
