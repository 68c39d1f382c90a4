"""What respondents wrote: read page by page, sought, and published or hidden by editors.

Nothing that was written is shown to anybody but editors until one of them publishes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update

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
_ROWS_A_TIME = 1_000


class Moderation(StrEnum):
    """What has become of a written answer."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    PRIVATE = "private"
    """It is never shown: the question says so, or said so when it was asked."""


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
    """A page of written answers, and how many there are of each moderation."""

    words: tuple[Words, ...]
    number: int
    count: int
    found: int
    by_moderation: dict[Moderation, int]


def words_page(
    poll_id: int,
    question: Question,
    *,
    moderation: Moderation | None = None,
    sought: str = "",
    number: int = 1,
    newest_first: bool = False,
) -> WordsPage:
    """One page of what was written in answer to a question, in counted responses only.

    ``moderation`` ``None`` is all of them; ``sought`` is found whatever its capitals. They
    stand as if drawn by lot, each question for itself, so that nobody can tell which ones
    are of one person or when they came; ``newest_first`` is for editors.
    """
    there = _there(poll_id, question)
    rows = session().execute(
        select(TextRow.moderation, func.count())
        .join(*_RESPONSES)
        .where(*there)
        .group_by(TextRow.moderation)
    )
    by_moderation = Counter[Moderation]()
    for name, count in rows:
        by_moderation[_moderation(name, question)] += count
    wanted = [*there, *_of(moderation, question)]
    if folded := same_text(sought):
        wanted.append(TextRow.sought.contains(folded, autoescape=True))
    found = session().scalar(
        select(func.count()).select_from(TextRow).join(*_RESPONSES).where(*wanted)
    )
    by_time = (TextRow.response.desc(), TextRow.option)
    page = session().execute(
        select(TextRow, ResponseRow.language)
        .join(*_RESPONSES)
        .where(*wanted)
        .order_by(*(by_time if newest_first else _BY_LOT))
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return WordsPage(
        words=tuple(_words(row, language, question) for row, language in page),
        number=number,
        count=max(1, -(-(found or 0) // PAGE_SIZE)),
        found=found or 0,
        by_moderation=dict(by_moderation),
    )


def every_word(poll_id: int, question: Question, moderation: Moderation | None) -> Iterator[Words]:
    """What was written in answer to a question, in counted responses, as if drawn by lot.

    ``moderation`` ``None`` is all of them, one kind after another.
    """
    for kind in Moderation if moderation is None else (moderation,):
        wanted = (*_there(poll_id, question), TextRow.moderation == kind.value)
        after: tuple[int, ...] = (-1, 0, 0)
        while after:
            # Some at a time, so that no cursor stays open for long.
            rows = session().execute(
                select(TextRow, ResponseRow.language)
                .join(*_RESPONSES)
                .where(*wanted, tuple_(*_BY_LOT) > after)
                .order_by(*_BY_LOT)
                .limit(_ROWS_A_TIME)
            )
            after = ()
            for row, language in rows:
                yield _words(row, language, question)
                after = (row.lot, row.response, row.option)


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
    if not chosen or question.private:
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


_BY_LOT = (TextRow.lot, TextRow.response, TextRow.option)


def _there(poll_id: int, question: Question) -> tuple[ColumnElement[bool], ...]:
    return (
        TextRow.poll_id == poll_id,
        TextRow.question == question.id,
        ResponseRow.standing == "counted",
    )


def _of(moderation: Moderation | None, question: Question) -> tuple[ColumnElement[bool], ...]:
    """Which ones are of this moderation; of a private question all are private."""
    if moderation is None or question.private:
        return ()
    return (TextRow.moderation == moderation.value,)


def _moderation(name: str, question: Question) -> Moderation:
    """Where a question was made private, what was written before is private too."""
    return Moderation.PRIVATE if question.private else Moderation(name)


def _words(row: TextRow, language: str, question: Question) -> Words:
    return Words(
        response=row.response,
        option=row.option,
        body=row.body,
        language=language,
        moderation=_moderation(row.moderation, question),
    )
