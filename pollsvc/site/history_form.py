"""The filters of the history's page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.widgets import DateInput

from pollsvc.accounts.queries import names_of
from pollsvc.history.acts import ActGroup
from pollsvc.history.queries import COMMAND_LINE, ActFilter, acting_editors

LONGEST_SEARCH = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_YEARS = range(1900, 2200)


def _day(_form: HistoryForm, field: StringField) -> None:
    try:
        day_of(field)
    except ValueError:
        raise ValidationError(gettext("Write a day such as 2026-03-01.")) from None


class HistoryForm(FlaskForm):
    """What is looked for. Nothing is written, so there is no token."""

    class Meta(FlaskForm.Meta):
        """A form that is part of an address."""

        csrf = False

    group = HiddenField()
    words = StringField()
    editor = SelectField(validate_choice=False)
    first = StringField(validators=[_day], widget=DateInput())
    last = StringField(validators=[_day], widget=DateInput())

    def __init__(self, asked: Any) -> None:
        super().__init__(asked)  # type: ignore[no-untyped-call]
        self.names = dict(_editors())
        self.editor.choices = list(self.names.items())
        self.first.label.text, self.last.label.text = gettext("From"), gettext("To")

    def validate_group(self, field: HiddenField) -> None:
        """Only groups that there are."""
        if field.data and field.data not in set(ActGroup):
            raise ValidationError(gettext("Choose one of these."))

    def validate_editor(self, field: SelectField) -> None:
        """Only those who are in the history."""
        if field.data and field.data not in self.names:
            raise ValidationError(gettext("Choose one of these."))

    def validate_last(self, field: StringField) -> None:
        """The last day is not before the first."""
        if not field.errors and not self.first.errors and self.first.data and field.data:
            first, last = day_of(self.first), day_of(field)
            if first and last and last < first:
                raise ValidationError(gettext("This day is before the one from which to look."))

    def wanted(self, poll_id: int | None, zone: str) -> ActFilter:
        """What is looked for, days as the zone has them; the form is valid."""
        first, last = day_of(self.first), day_of(self.last)
        return ActFilter(
            poll_id=poll_id,
            editor_id=int(self.editor.data) if self.editor.data else None,
            group=ActGroup(self.group.data) if self.group.data else None,
            since=_midnight(first, zone) if first else None,
            until=_midnight(last + timedelta(days=1), zone) if last else None,
            words=(self.words.data or "").strip()[:LONGEST_SEARCH],
        )


def day_of(field: StringField) -> date | None:
    """The day of a field; ``None`` if it is empty.

    Raises:
        ValueError: it holds no day.
    """
    text = (field.data or "").strip()
    if not text:
        return None
    if not _DAY.fullmatch(text) or (day := date.fromisoformat(text)).year not in _YEARS:
        raise ValueError("no day")
    return day


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _editors() -> list[tuple[str, str]]:
    """Everybody who has done something, by name, also those who have left."""
    ids = acting_editors()
    names = names_of([one for one in ids if one != COMMAND_LINE])
    named = sorted((names.get(one, str(one)), str(one)) for one in ids if one != COMMAND_LINE)
    line = [(str(COMMAND_LINE), gettext("Command line"))] if COMMAND_LINE in ids else []
    return [("", gettext("Everybody")), *((number, name) for name, number in named), *line]
