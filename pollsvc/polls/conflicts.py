"""Two who write one poll: who saved meanwhile, when, and where they differ, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext

from pollsvc.domain.draft import Draft
from pollsvc.web.formats import moment_text, number_text, time_text
from pollsvc.web.languages import page_language


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Who saved meanwhile, and when; ``is_own``: this editor did, in another window."""

    name: str
    time: str
    is_own: bool

    @property
    def title(self) -> str:
        """What happened, as a heading."""
        if self.is_own:
            return gettext("You saved this poll in another window")
        return gettext("Somebody else saved this poll meanwhile")

    @property
    def words(self) -> str:
        """What that means, as a sentence."""
        if self.is_own:
            return gettext(
                "%(name)s saved it at %(time)s. Nothing was overwritten: what you typed here is"
                " still in the form below, and it is not saved.",
                name=self.name,
                time=self.time,
            )
        return gettext(
            "%(name)s saved it at %(time)s. Nothing was overwritten: what you typed is still in"
            " the form below, and it is not saved.",
            name=self.name,
            time=self.time,
        )

    @property
    def short_words(self) -> str:
        """The same for the line that says what is saved."""
        if self.is_own:
            return gettext(
                "You saved this poll in another window at %(time)s. Nothing typed here is saved"
                " since.",
                time=self.time,
            )
        return gettext(
            "%(name)s saved this poll at %(time)s. Nothing of yours is saved since.",
            name=self.name,
            time=self.time,
        )


def main_fields(draft: Draft) -> dict[str, str]:
    """What a draft says in its main fields, by their names in words."""
    base, said = draft.base_language, {gettext("Title"): draft.title.get(draft.base_language, "")}
    for place, question in enumerate(draft.questions, 1):
        front = f"{place}. " if len(draft.questions) > 1 else ""
        said[front + gettext("Question")] = question.text.get(base, "")
        for number, option in enumerate(question.options, 1):
            name = gettext("Answer %(number)s", number=number_text(number, page_language()))
            said[front + name] = option.label.get(base, "")
        for number, row in enumerate(question.rows, 1):
            name = gettext("Row %(number)s", number=number_text(number, page_language()))
            said[front + name] = row.text.get(base, "")
        said[front + gettext("Asked only if")] = question.show_if
    said[gettext("Opens")] = draft.opens.replace("T", " ")
    said[gettext("Closes")] = draft.closes.replace("T", " ")
    said[gettext("Topics")] = draft.tags
    return said


def saved_time(at: datetime, now: datetime, zone: str) -> str:
    """A moment of today as a time of day, ``"10:42 UTC"``, any other with its day."""
    here, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if here.date() != today.date():
        return moment_text(at, zone, page_language())
    return time_text(at, zone, page_language())
