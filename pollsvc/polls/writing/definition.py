"""A poll's definition, written over what is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pollsvc.domain.new_poll import NewPoll
from pollsvc.polls.models import PollRow
from pollsvc.polls.writing.change import Change
from pollsvc.polls.writing.columns import OF_SURVEYS, OWN_SETTINGS, settings_of, sought_in
from pollsvc.polls.writing.events import write_event
from pollsvc.polls.writing.questions import write_questions
from pollsvc.polls.writing.tags import write_tags
from pollsvc.polls.writing.wordings import write_wordings
from pollsvc.store.db import session

_COLUMNS = (
    *("slug", "zone", "opens_at", "closes_at", "release_at", "may_change", "may_withdraw"),
    *("visibility", "protection", "languages"),
)


def write_definition(
    poll: PollRow, new: NewPoll, now: datetime, editor_id: int | None
) -> tuple[Change, ...]:
    """Make the poll what ``new`` says, and give what changed, in the order of the form.

    Questions, rows and options are known by their codes. The caller holds the poll's row,
    has made sure that the change is allowed, and raises ``definition_version``.
    """
    changes = [*write_questions(poll, new)]
    changes[:0] = write_wordings(poll, new, now, editor_id)
    for name in _COLUMNS:
        value = getattr(new, name)
        after = list(value) if name == "languages" else getattr(value, "value", value)
        before = getattr(poll, name)
        if after != before:
            changes.append(Change(field=name, before=before, after=after))
            setattr(poll, name, after)
    changes += _settings(poll, new)
    changes += write_event(poll, new)
    changes += write_tags(poll.id, new)
    poll.title = (new.title or new.questions[0].text).say(new.languages[0]).text
    poll.sought = sought_in(new)
    session().flush()
    return tuple(changes)


def _settings(poll: PollRow, new: NewPoll) -> Iterator[Change]:
    wanted = settings_of(new)
    for name in OWN_SETTINGS:
        before, after = (_setting(each, name) for each in (poll.settings, wanted))
        if (before or None) != (after or None):
            yield Change(field=name, before=before, after=after)
    others = {name: one for name, one in poll.settings.items() if name not in OWN_SETTINGS}
    poll.settings = {**others, **wanted}


def _setting(settings: dict[str, Any], name: str) -> Any:
    """What is set; what is as usual is not there."""
    if name in settings or name not in OF_SURVEYS:
        return settings.get(name)
    usual = getattr(NewPoll, name)
    return getattr(usual, "value", usual)
