"""From rows to polls: definitions as the tables hold them, some at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from pollsvc.domain.poll import (
    Correction,
    Event,
    Flow,
    Link,
    Origin,
    Page,
    Phase,
    Poll,
    Protection,
    Tag,
    Visibility,
)
from pollsvc.domain.question import FilledBy, Kind, Method, Option, Order, Question, Required, Role
from pollsvc.domain.texts import Localised
from pollsvc.polls.models import (
    EventRow,
    OptionRow,
    PollRow,
    PollTagRow,
    QuestionRow,
    TagRow,
    WordingRow,
)
from pollsvc.store.db import session

# What no reader is asked has no wording.
_UNSAID = Localised.of({"en": ""})
_TRIES = 3
_Texts = Mapping[tuple[str, int, str], Localised]


def read_poll(poll_id: int) -> Poll:
    """The poll as it stands in this transaction, which nobody else may see yet."""
    return read_polls([poll_id])[poll_id]


def read_polls(ids: Collection[int]) -> dict[int, Poll]:
    """Read these polls in seven statements, eight with an event, however many they are.

    On PostgreSQL each statement sees what was committed before it, so a poll that was
    changed meanwhile is read anew.
    """
    if not ids:
        return {}
    found = _read(ids)
    if session().get_bind().dialect.name == "postgresql":
        for _ in range(_TRIES):
            moved = _moved(found)
            if not moved:
                break
            found |= _read(moved)
    return found


def _moved(found: Mapping[int, Poll]) -> list[int]:
    """Those of these polls that have another version by now."""
    rows = session().execute(
        select(PollRow.id, PollRow.definition_version).where(PollRow.id.in_(list(found)))
    )
    return [id for id, version in rows if found[id].definition_version != version]


def _read(ids: Collection[int]) -> dict[int, Poll]:
    rows = session().scalars(_anew(select(PollRow).where(PollRow.id.in_(ids)))).all()
    texts: dict[int, dict[tuple[str, int, str], dict[str, str]]] = defaultdict(dict)
    for wording in session().execute(_newest_wordings(ids)):
        subject = texts[wording.poll_id].setdefault(
            (wording.subject, wording.subject_id, wording.field), {}
        )
        subject[wording.language] = wording.text
    options: dict[tuple[int, int], list[OptionRow]] = defaultdict(list)
    of_ids = OptionRow.poll_id.in_(ids)
    for option in session().scalars(
        _anew(select(OptionRow).where(of_ids).order_by(OptionRow.position))
    ):
        options[option.poll_id, option.question_id].append(option)
    questions: dict[int, list[QuestionRow]] = defaultdict(list)
    asked = QuestionRow.poll_id.in_(ids)
    for question in session().scalars(
        _anew(select(QuestionRow).where(asked).order_by(QuestionRow.position))
    ):
        questions[question.poll_id].append(question)
    tags: dict[int, list[Tag]] = defaultdict(list)
    for poll_id, code, labels in session().execute(
        select(PollTagRow.poll_id, TagRow.code, TagRow.labels)
        .join(TagRow, TagRow.code == PollTagRow.tag)
        .where(PollTagRow.poll_id.in_(ids))
        .order_by(PollTagRow.position)
    ):
        tags[poll_id].append(Tag(code=code, label=Localised.of(labels)))
    slugs, corrections, events = _neighbours(ids), _corrections(ids), _events(rows)
    found = {}
    for row in rows:
        said = {
            key: Localised(tuple(_in_order(row.languages, words).items()))
            for key, words in texts[row.id].items()
        }
        mine = {one.id: options[row.id, one.id] for one in questions[row.id]}
        every = tuple(_questions(questions[row.id], mine, said))
        before, after = slugs.get(row.id, (None, None))
        found[row.id] = replace(
            _poll(row, every, tuple(tags[row.id]), said),
            event=events.get(row.id),
            corrections=tuple(corrections[row.id]),
            previous_slug=before,
            next_slug=after,
        )
    return found


def _events(rows: Iterable[PollRow]) -> dict[int, Event]:
    """The event that a poll belongs to, by the poll's id, where there is one."""
    of_polls = {row.id: row.event_id for row in rows if row.event_id is not None}
    if not of_polls:
        return {}
    found = session().scalars(select(EventRow).where(EventRow.id.in_(of_polls.values())))
    events = {row.id: Event(code=row.code, title=Localised.of(row.titles)) for row in found}
    return {poll_id: events[event_id] for poll_id, event_id in of_polls.items()}


def _anew(query: Select[Any]) -> Select[Any]:
    """The same, with what the session remembers read again."""
    return query.execution_options(populate_existing=True)


def _neighbours(ids: Collection[int]) -> dict[int, tuple[str | None, str | None]]:
    """The slugs of the versions before and after; one after that nobody may see is none."""
    before, after = aliased(PollRow), aliased(PollRow)
    rows = session().execute(
        select(PollRow.id, before.slug, after.slug)
        .outerjoin(before, and_(before.id == PollRow.previous_id, before.deleted_at.is_(None)))
        .outerjoin(
            after,
            and_(
                after.previous_id == PollRow.id,
                after.opens_at.is_not(None),
                after.deleted_at.is_(None),
            ),
        )
        .where(PollRow.id.in_(ids), or_(before.id.is_not(None), after.id.is_not(None)))
        .order_by(after.id)
    )
    return {poll_id: (first, second) for poll_id, first, second in rows}


def _corrections(ids: Collection[int]) -> dict[int, list[Correction]]:
    """Wordings of questions and labels changed since the first response, oldest first."""
    old = aliased(WordingRow)
    rows = session().execute(
        select(WordingRow, old.text)
        .join(
            old,
            and_(
                old.poll_id == WordingRow.poll_id,
                old.subject == WordingRow.subject,
                old.subject_id == WordingRow.subject_id,
                old.field == WordingRow.field,
                old.language == WordingRow.language,
                old.revision == WordingRow.revision - 1,
            ),
        )
        .join(PollRow, PollRow.id == WordingRow.poll_id)
        .where(
            WordingRow.poll_id.in_(ids),
            WordingRow.field.in_(("text", "label")),
            WordingRow.at >= PollRow.first_response_at,
            WordingRow.text != "",
            old.text.not_in(("", WordingRow.text)),
        )
        .order_by(WordingRow.at, WordingRow.subject.desc(), WordingRow.subject_id)
    )
    found: dict[int, list[Correction]] = defaultdict(list)
    for row, before in rows:
        found[row.poll_id].append(
            Correction(
                subject=row.subject,
                subject_id=row.subject_id,
                language=row.language,
                before=before,
                after=row.text,
                at=row.at,
            )
        )
    return found


def _newest_wordings(ids: Collection[int]) -> Select[Any]:
    newest = (
        select(func.max(WordingRow.revision))
        .where(
            WordingRow.poll_id == (other := WordingRow.__table__.alias("other")).c.poll_id,
            WordingRow.subject == other.c.subject,
            WordingRow.subject_id == other.c.subject_id,
            WordingRow.field == other.c.field,
            WordingRow.language == other.c.language,
        )
        .scalar_subquery()
    )
    # What was taken out has an empty text, as rows are only ever added.
    there = (other.c.poll_id.in_(ids), other.c.revision == newest, other.c.text != "")
    return select(other).where(*there)


def _in_order(languages: list[str], words: Mapping[str, str]) -> dict[str, str]:
    known = {language: words[language] for language in languages if language in words}
    return {**known, **words}


def _questions(
    rows: list[QuestionRow], options: Mapping[int, list[OptionRow]], said: _Texts
) -> list[Question]:
    """Questions in order, each matrix with its rows."""
    lines: dict[int, list[QuestionRow]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            lines[row.parent_id].append(row)
    found = []
    for row in rows:
        if row.parent_id is not None:
            continue
        asked = _question(row, tuple(_option(one, said) for one in options.get(row.id, ())), said)
        parts = [_question(line, asked.options, said) for line in lines[row.id]]
        found.append(replace(asked, rows=tuple(parts)))
    return found


def _question(row: QuestionRow, options: tuple[Option, ...], said: _Texts) -> Question:
    own: dict[str, Any] = dict(row.settings)
    if "method" in own:
        own["method"] = Method(own["method"])
    if "rows_order" in own:
        own["rows_order"] = Order(own["rows_order"])
    return Question(
        id=row.id,
        code=row.code,
        kind=Kind(row.kind),
        text=said.get(("question", row.id, "text"), _UNSAID),
        hint=said.get(("question", row.id, "hint")),
        error=said.get(("question", row.id, "error")),
        unit=said.get(("question", row.id, "unit")),
        at_least=row.at_least,
        at_most=row.at_most,
        required=Required(row.required),
        order=Order(row.option_order),
        filled_by=FilledBy(row.filled_by) if row.filled_by else None,
        page=row.page,
        show_if=row.show_if,
        series=row.series,
        options=options,
        **own,
    )


def _option(row: OptionRow, said: _Texts) -> Option:
    return Option(
        id=row.id,
        code=row.code,
        label=said.get(("option", row.id, "label"), _UNSAID),
        short=said.get(("option", row.id, "short")),
        role=Role(row.role),
        value=row.value,
        pinned=row.pinned,
    )


def _pages(row: PollRow, said: _Texts) -> tuple[Page, ...]:
    rules: dict[str, str] = row.settings.get("page_rules", {})
    numbers = {number for subject, number, _ in said if subject == "page"} | set(map(int, rules))
    return tuple(
        Page(
            number=number,
            title=said.get(("page", number, "title")),
            intro=said.get(("page", number, "intro")),
            show_if=rules.get(str(number)),
        )
        for number in sorted(numbers)
    )


def _link(name: str, row: PollRow, said: _Texts) -> Link | None:
    title = said.get(("poll", 0, name))
    if title is None:
        return None
    url = row.settings.get(f"{name}_url")
    return Link(title=title, url=url, note=said.get(("poll", 0, f"{name}_note")))


def _poll(
    row: PollRow, questions: tuple[Question, ...], tags: tuple[Tag, ...], said: _Texts
) -> Poll:
    return Poll(
        id=row.id,
        slug=row.slug,
        origin=Origin(row.origin),
        definition_version=row.definition_version,
        languages=tuple(row.languages),
        questions=tuple(one for one in questions if one.filled_by is None),
        links=next((one for one in questions if one.filled_by is FilledBy.LINK), None),
        visibility=Visibility(row.visibility),
        protection=Protection(row.protection) if row.protection else None,
        zone=row.zone,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        release_at=row.release_at,
        archived_at=row.archived_at,
        may_change=row.may_change,
        may_withdraw=row.may_withdraw,
        numbered=bool(row.settings.get("numbered")),
        intro=said.get(("poll", 0, "intro")),
        closing=said.get(("poll", 0, "closing")),
        theme=tuple(sorted(row.settings.get("theme", {}).items())),
        first_response_at=row.first_response_at,
        asked_by=_link("asked_by", row, said),
        source=_link("source", row, said),
        article=_link("article", row, said),
        tags=tags,
        title=said.get(("poll", 0, "title")),
        pages=_pages(row, said),
        flow=Flow(row.settings.get("flow", "pages")),
        check=bool(row.settings.get("check")),
        save_later=bool(row.settings.get("save_later")),
        unfinished_days=row.settings.get("unfinished_days", Poll.unfinished_days),
        sample=bool(row.settings.get("sample")),
        phase=Phase(row.phase) if row.phase else None,
    )
