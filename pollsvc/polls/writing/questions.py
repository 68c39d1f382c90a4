"""Questions, rows and options, written over those that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select

from pollsvc.domain.draft.wording import range_text
from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.question import Kind
from pollsvc.polls.models import OptionRow, PollRow, QuestionRow
from pollsvc.polls.writing.change import Change, of
from pollsvc.polls.writing.columns import OF_QUESTIONS, OF_SOME_KINDS, rules_of
from pollsvc.polls.writing.numbers import Ids
from pollsvc.store.db import session


def write_questions(poll: PollRow, new: NewPoll) -> Iterator[Change]:
    """Make the poll's questions, rows and options those of ``new``, known by their codes.

    What links fill in stays as it is.
    """
    asked = (QuestionRow.poll_id == poll.id, QuestionRow.filled_by.is_(None))
    rows = session().scalars(select(QuestionRow).where(*asked).order_by(QuestionRow.position)).all()
    # What a removed one had as its id is never given again.
    ids, option_ids = Ids.of_questions(poll), Ids.of_options(poll)
    changes = list(_Asked(poll.id, rows, ids).written(new))
    changes += _write_options(poll.id, new, option_ids, {row.id for row in rows})
    ids.keep(poll)
    option_ids.keep(poll)
    session().flush()
    yield from changes


class _Asked:
    """The rows of a poll's questions while they are written."""

    def __init__(self, poll_id: int, rows: Sequence[QuestionRow], ids: Ids) -> None:
        self._poll_id, self._ids = poll_id, ids
        self._rows = {(row.parent_id, row.code): row for row in rows}
        self._before: dict[int | None, list[int]] = defaultdict(list)
        for row in rows:
            self._before[row.parent_id].append(row.id)
        self._place = 0

    def written(self, new: NewPoll) -> Iterator[Change]:
        """Write every question and row; gives what changed."""
        before, after = self._before[None], []
        self._remove(new)
        for question in new.questions:
            row, changes = self._question(question, None)
            after.append(row.id)
            yield from changes
            lines = [self._question(line, row.id)[0].id for line in question.rows]
            if row.id in before and lines != self._before[row.id]:
                about = of("question", row.id)
                yield Change(field="rows", before=self._before[row.id], after=lines, **about)
        session().flush()
        if before and after != before:
            yield Change(field="questions", before=before, after=after)

    def _remove(self, new: NewPoll) -> None:
        """Take out what is asked no more, before anything else gets its code."""
        ids = {code: row.id for (parent, code), row in self._rows.items() if parent is None}
        wanted: set[tuple[int | None, str]] = {(None, one.code) for one in new.questions}
        wanted |= {
            (ids[one.code], row.code)
            for one in new.questions
            for row in one.rows
            if one.code in ids
        }
        gone = [key for key in self._rows if key not in wanted]
        numbers = [self._rows.pop(key).id for key in gone]
        _delete(self._poll_id, numbers)

    def _question(
        self, question: NewQuestion, parent: int | None
    ) -> tuple[QuestionRow, list[Change]]:
        """Write one question or row; gives what changed of a question that was there."""
        self._place += 1
        row = self._rows.get((parent, question.code))
        if row is None:
            row = QuestionRow(
                poll_id=self._poll_id,
                id=self._ids.next(),
                parent_id=parent,
                position=self._place,
                code=question.code,
                **rules_of(question),
            )
            session().add(row)
            return row, []
        before = _rules(row)
        for name, value in rules_of(question).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        row.position = self._place
        if parent is not None:
            # The rules of rows are those of their matrix, which says what changed.
            return row, []
        return row, [
            Change(field=name, before=before[name], after=value, **of("question", row.id))
            for name, value in _rules(row).items()
            if value != before[name]
        ]


def _delete(poll_id: int, questions: Collection[int]) -> None:
    if not questions:
        return
    of_poll = OptionRow.poll_id == poll_id
    session().execute(delete(OptionRow).where(of_poll, OptionRow.question_id.in_(questions)))
    mine = (QuestionRow.poll_id == poll_id, QuestionRow.id.in_(questions))
    session().execute(delete(QuestionRow).where(*mine))


def _rules(row: QuestionRow) -> dict[str, Any]:
    """What a question's row says about how it is asked, each under its own name."""
    rules = {name: getattr(row, name) for name in OF_QUESTIONS}
    for name in OF_SOME_KINDS:
        usual = getattr(NewQuestion, name)
        rules[name] = row.settings.get(name, getattr(usual, "value", usual))
    for name in ("low", "high"):
        if rules[name] is not None:
            # As they are typed: people read them in the history.
            rules[name] = range_text(Kind(row.kind), rules[name], rules["decimals"])
    return rules


def _write_options(
    poll_id: int, new: NewPoll, ids: Ids, known: Collection[int]
) -> Iterator[Change]:
    """Write the options of every question; ``known`` are the questions that were there."""
    by_question: dict[int, list[OptionRow]] = defaultdict(list)
    of_poll = OptionRow.poll_id == poll_id
    for row in session().scalars(select(OptionRow).where(of_poll).order_by(OptionRow.position)):
        by_question[row.question_id].append(row)
    codes = session().execute(
        select(QuestionRow.code, QuestionRow.id).where(QuestionRow.poll_id == poll_id)
    )
    numbers = {row.code: row.id for row in codes}
    for question in new.questions:
        number = numbers[question.code]
        changes = list(_options(poll_id, number, question, by_question[number], ids))
        if number in known:
            yield from changes


def _options(
    poll_id: int,
    question_id: int,
    question: NewQuestion,
    rows: Sequence[OptionRow],
    ids: Ids,
) -> Iterator[Change]:
    by_code = {row.code: row for row in rows}
    wanted = {option.code for option in question.options}
    gone = [row.id for row in rows if row.code not in wanted]
    if gone:
        mine = (OptionRow.poll_id == poll_id, OptionRow.id.in_(gone))
        session().execute(delete(OptionRow).where(*mine))
    after = []
    for position, option in enumerate(question.options, 1):
        row = by_code.get(option.code)
        if row is None:
            row = OptionRow(
                poll_id=poll_id, question_id=question_id, id=ids.next(), code=option.code
            )
            session().add(row)
        else:
            yield from _marks(row, option)
        row.position, row.role = position, option.role.value
        row.value, row.pinned = option.value, option.pinned
        after.append(row.id)
    before = [row.id for row in rows]
    if after != before:
        about = of("question", question_id)
        yield Change(field="options", before=before, after=after, **about)


def _marks(row: OptionRow, option: NewOption) -> Iterator[Change]:
    """What an answer stands for now, where that is something else than before."""
    after = {"role": option.role.value, "value": option.value, "pinned": option.pinned}
    for name, value in after.items():
        if getattr(row, name) != value:
            about = of("option", row.id)
            yield Change(field=name, before=getattr(row, name), after=value, **about)
