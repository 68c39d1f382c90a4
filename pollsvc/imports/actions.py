"""Loading definitions: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from pollsvc.domain.editor import Editor
from pollsvc.domain.errors import DefinitionError
from pollsvc.domain.poll import Poll
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.imports.faults import DefinitionFaultsError, Fault
from pollsvc.imports.reading import Definition
from pollsvc.imports.sample import SampleError, Told, cast_sample
from pollsvc.polls.actions import add_poll
from pollsvc.polls.events import may_join
from pollsvc.polls.models import PollEditorRow, PollRow
from pollsvc.polls.queries import poll_by_slug
from pollsvc.results.actions import start_figures
from pollsvc.store.db import session, writing

_EVENT_OF_OTHERS = (
    "the polls of this event are those of other editors; ask one of them to let you work on one"
    " of these polls, or give yours an event of its own"
)


@dataclass(frozen=True)
class Loaded:
    """What came of one definition; ``written`` is false where the poll was there already.

    ``sample`` is how many sample responses were written now.
    """

    slug: str
    written: bool
    poll_id: int
    sample: int = 0


def load(
    definitions: Iterable[Definition],
    now: datetime,
    editor: Editor | None = None,
    told: Told = lambda _poll_id: None,
) -> tuple[Loaded, ...]:
    """Write the polls of these definitions, in one transaction; what is there stays as it is.

    ``editor`` works on those that are written; without one they are the owners'. Sample
    responses come after that, each in a transaction of its own; where this was broken off,
    loading again goes on. ``told`` is called with a poll's id when its figures changed.

    Raises:
        DefinitionFaultsError: with every definition that cannot be loaded (its slug has
            another poll or a deleted one, its times are not in order now); then nothing
            was written. Or with the one whose sample responses could not all be written.
    """
    definitions = tuple(definitions)
    loaded = _load_all(definitions, now, editor)
    return tuple(
        _with_sample(definition, one, now, told)
        for definition, one in zip(definitions, loaded, strict=True)
    )


def _load_all(
    definitions: Iterable[Definition], now: datetime, editor: Editor | None
) -> list[Loaded]:
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
    return loaded


def _with_sample(definition: Definition, loaded: Loaded, now: datetime, told: Told) -> Loaded:
    """Write the sample responses that the definition asks for and that are not there."""
    said = definition.content.sample
    if said is None:
        return loaded
    try:
        poll = poll_by_slug(loaded.slug)
        return replace(loaded, sample=cast_sample(poll, said, now, told))
    except SampleError as error:
        message = (
            f"{error.written} of {error.wanted} sample responses are there, then this came:"
            f" {error.reason.message} Load the file again to go on."
        )
        fault = definition.fault(("sample",), message)
        raise DefinitionFaultsError([fault], is_partly_written=True) from error


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
    if editor is not None and new.event is not None and not may_join(new.event, editor, poll.id):
        raise DefinitionFaultsError([definition.fault(("event",), _EVENT_OF_OTHERS)])
    start_figures(poll, new, now)
    _belongs_to(poll, editor)
    title = poll.name.say(poll.base_language).text
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
