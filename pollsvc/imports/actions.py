"""Loading definitions: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.editor import Editor
from pollsvc.domain.errors import DefinitionError
from pollsvc.domain.poll import Poll
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.imports.faults import DefinitionFaultsError, Fault
from pollsvc.imports.reading import Definition
from pollsvc.polls.actions import add_poll
from pollsvc.polls.models import PollEditorRow, PollRow
from pollsvc.results.actions import start_figures
from pollsvc.store.db import session, writing


@dataclass(frozen=True)
class Loaded:
    """What came of one definition; ``written`` is false where the poll was there already."""

    slug: str
    written: bool
    poll_id: int


def load(
    definitions: Iterable[Definition], now: datetime, editor: Editor | None = None
) -> tuple[Loaded, ...]:
    """Write the polls of these definitions, in one transaction; what is there stays as it is.

    ``editor`` works on those that are written; without one they are the owners'.

    Raises:
        DefinitionFaultsError: with every definition that cannot be loaded (its slug has
            another poll or a deleted one, its times are not in order now); then nothing
            was written.
    """
    faults: list[Fault] = []
    loaded: list[Loaded] = []
    with writing():
        for definition in definitions:
            try:
                loaded.append(_load(definition, now, editor))
            except DefinitionFaultsError as error:
                faults.extend(error.faults)
            except DefinitionError as error:
                faults.append(definition.fault(("slug",), error.message))
        if faults:
            raise DefinitionFaultsError(faults)
    return tuple(loaded)


def _load(definition: Definition, now: datetime, editor: Editor | None) -> Loaded:
    new = definition.new_poll(now)
    poll = add_poll(new, now)
    if poll is None:
        there = session().scalars(select(PollRow).where(PollRow.slug == new.slug)).one()
        if there.deleted_at is not None:
            raise DefinitionError(
                f"{new.slug}: this poll was loaded and is deleted; put it back at the desk"
            )
        return Loaded(new.slug, written=False, poll_id=there.id)
    start_figures(poll, new, now)
    _belongs_to(poll, editor)
    title = poll.questions[0].text.say(poll.base_language).text
    record(
        DeskAct.DEFINITION_LOADED,
        editor,
        now,
        poll_id=poll.id,
        subject=title,
        file=definition.file.rpartition("/")[2],
    )
    return Loaded(new.slug, written=True, poll_id=poll.id)


def _belongs_to(poll: Poll, editor: Editor | None) -> None:
    if editor is not None:
        session().add(PollEditorRow(poll_id=poll.id, editor_id=editor.id))
