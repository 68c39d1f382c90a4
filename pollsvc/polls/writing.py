"""Writing a poll's definition over what is there: only what changed, and nothing is unsaid.

Wordings are only ever added to; a text that was taken out has a newest one that is empty.
Ids of options are never given twice. Committing is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Link, Tag
from pollsvc.domain.slugs import free_code
from pollsvc.domain.texts import Localised, same_text
from pollsvc.polls.models import OptionRow, PollRow, PollTagRow, QuestionRow, TagRow, WordingRow
from pollsvc.store.db import session

LAST_OPTION_ID = "last_option_id"
"""In ``PollRow.settings``: the largest id that an option of the poll ever had."""
_OWN_SETTINGS = ("numbered", "theme", "article_url", "asked_by_url", "source_url")
_COLUMNS = (
    *("slug", "zone", "opens_at", "closes_at", "release_at", "may_change", "may_withdraw"),
    *("visibility", "protection", "languages"),
)
_LINKS = ("asked_by", "source", "article")
Place = tuple[str, int, str, str]
"""Where a text stands: subject, its id, field, language."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that was written anew. A text has its language; other values are plain.

    ``field`` is the name in ``poll`` or ``question`` rows, or that of a text (``"text"``,
    ``"label"``, ``"intro"`` …), or ``"options"`` for answers that came or went.
    """

    field: str
    before: Any
    after: Any
    subject: str = "poll"
    subject_id: int = 0
    language: str | None = None

    @property
    def is_rewording(self) -> bool:
        """Whether what readers were asked reads differently now."""
        is_said = self.field in ("text", "label") and self.language is not None
        return is_said and bool(self.before) and bool(self.after)

    def as_detail(self) -> dict[str, Any]:
        """The change as the history keeps it."""
        of_part = {"subject": self.subject, "id": self.subject_id} if self.subject_id else {}
        language = {"language": self.language} if self.language else {}
        plain = {"before": _plain(self.before), "after": _plain(self.after)}
        return {"field": self.field, **of_part, **language, **plain}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def sought_in(new: NewPoll) -> str:
    """What the desk's search looks through: slug, questions, labels and topics, folded."""
    said = [text for one in new.questions for _, text in one.text.texts]
    said += [text for one in new.questions for o in one.options for _, text in o.label.texts]
    said += [text for tag in new.tags for _, text in tag.label.texts]
    return same_text(" ".join((new.slug, *said)))


def settings_of(new: NewPoll) -> dict[str, Any]:
    """What ``PollRow.settings`` holds of the definition."""
    settings: dict[str, Any] = {"numbered": new.numbered}
    for name in _LINKS:
        link: Link | None = getattr(new, name)
        if link is not None and link.url:
            settings[f"{name}_url"] = link.url
    if new.theme:
        settings["theme"] = dict(new.theme)
    return settings


def texts_of_poll(new: NewPoll) -> Iterator[tuple[str, Localised]]:
    """The texts of the poll as a whole, each with the name of its field."""
    for field in ("intro", "closing"):
        text: Localised | None = getattr(new, field)
        if text:
            yield field, text
    for name in _LINKS:
        link: Link | None = getattr(new, name)
        if link is not None:
            yield name, link.title
            if link.note:
                yield f"{name}_note", link.note


def next_option_id(poll: PollRow) -> int:
    """An id that no option of this poll has had; remembers that it was given.

    For callers that hold the poll's row.
    """
    highest = session().scalar(select(func.max(OptionRow.id)).where(OptionRow.poll_id == poll.id))
    given: int = max(highest or 0, poll.settings.get(LAST_OPTION_ID, 0)) + 1
    poll.settings = {**poll.settings, LAST_OPTION_ID: given}
    return given


def write_definition(
    poll: PollRow, new: NewPoll, now: datetime, editor_id: int | None
) -> tuple[Change, ...]:
    """Make the poll what ``new`` says, and give what changed, in the order of the form.

    Options and questions are known by their codes. The caller holds the poll's row, has
    made sure that the change is allowed, and raises ``definition_version``.
    """
    changes = [*_questions(poll, new)]
    changes[:0] = _wordings(poll, new, now, editor_id)
    for name in _COLUMNS:
        value = getattr(new, name)
        after = list(value) if name == "languages" else getattr(value, "value", value)
        before = getattr(poll, name)
        if after != before:
            changes.append(Change(field=name, before=before, after=after))
            setattr(poll, name, after)
    changes += _settings(poll, new)
    changes += _tags(poll.id, new)
    poll.title = new.questions[0].text.say(new.languages[0]).text
    poll.sought = sought_in(new)
    session().flush()
    return tuple(changes)


def _settings(poll: PollRow, new: NewPoll) -> Iterator[Change]:
    wanted = settings_of(new)
    for name in _OWN_SETTINGS:
        before, after = poll.settings.get(name), wanted.get(name)
        if (before or None) != (after or None):
            yield Change(field=name, before=before, after=after)
    others = {name: one for name, one in poll.settings.items() if name not in _OWN_SETTINGS}
    poll.settings = {**others, **wanted}


def _questions(poll: PollRow, new: NewPoll) -> Iterator[Change]:
    rows = session().scalars(select(QuestionRow).where(QuestionRow.poll_id == poll.id)).all()
    by_code = {row.code: row for row in rows if row.filled_by is None}
    last = max((row.id for row in rows), default=0)
    for position, question in enumerate(new.questions, 1):
        row = by_code.get(question.code)
        if row is None:
            last += 1
            row = QuestionRow(poll_id=poll.id, id=last, code=question.code, position=position)
            _set_rules(row, question)
            session().add(row)
            session().flush()
        else:
            before = _rules(row)
            _set_rules(row, question)
            for name, value in _rules(row).items():
                if value != before[name]:
                    yield Change(
                        field=name, before=before[name], after=value, **_of("question", row.id)
                    )
        yield from _options(poll, row.id, question, is_new=question.code not in by_code)


def _of(subject: str, subject_id: int) -> dict[str, Any]:
    return {"subject": subject, "subject_id": subject_id}


def _rules(row: QuestionRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "at_least": row.at_least,
        "at_most": row.at_most,
        "option_order": row.option_order,
    }


def _set_rules(row: QuestionRow, question: NewQuestion) -> None:
    row.kind, row.option_order = question.kind.value, question.order.value
    row.at_least, row.at_most = question.at_least, question.at_most


def _options(
    poll: PollRow, question_id: int, question: NewQuestion, *, is_new: bool
) -> Iterator[Change]:
    mine = (OptionRow.poll_id == poll.id, OptionRow.question_id == question_id)
    rows = session().scalars(select(OptionRow).where(*mine).order_by(OptionRow.position)).all()
    by_code = {row.code: row for row in rows}
    wanted = [option.code for option in question.options]
    before = [row.id for row in rows]
    gone = [row for row in rows if row.code not in wanted]
    if gone:
        # What a removed option had as its id is never given again.
        highest = max(poll.settings.get(LAST_OPTION_ID, 0), *(row.id for row in gone))
        poll.settings = {**poll.settings, LAST_OPTION_ID: highest}
        session().execute(delete(OptionRow).where(*mine, OptionRow.id.in_([r.id for r in gone])))
    after = []
    for position, option in enumerate(question.options, 1):
        row = by_code.get(option.code)
        if row is None:
            number = next_option_id(poll)
            row = OptionRow(poll_id=poll.id, question_id=question_id, id=number, code=option.code)
            session().add(row)
        row.position, row.role = position, option.role.value
        session().flush()
        after.append(row.id)
    if after != before and not is_new:
        yield Change(field="options", before=before, after=after, **_of("question", question_id))


def _wordings(
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
            field=name, before=before, after=after, language=language, **_of(subject, subject_id)
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
    """Places whose texts were taken out: of the poll, its questions and options that stay."""
    asked = {place[:2] for place in wanted} | {("poll", 0)}
    return {place for place in newest if place not in wanted and place[:2] in asked}


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
    for question in new.questions:
        asked = ids[question.code]
        for field in ("text", "hint", "error"):
            yield from _each("question", asked, field, getattr(question, field))
        for option in question.options:
            number = option_ids[asked, option.code]
            yield from _each("option", number, "label", option.label)
            yield from _each("option", number, "short", option.short)


def _each(
    subject: str, subject_id: int, field: str, text: Localised | None
) -> Iterator[tuple[Place, str]]:
    for language, said in text.texts if text else ():
        yield (subject, subject_id, field, language), said


def _tags(poll_id: int, new: NewPoll) -> Iterator[Change]:
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
