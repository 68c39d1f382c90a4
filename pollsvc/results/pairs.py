"""An event's page: the same asked before and after, side by side. Public, and no cookie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext

from pollsvc.domain.errors import PageNotFoundError
from pollsvc.domain.life import State
from pollsvc.domain.pair import Comparison, PairedQuestion, compared
from pollsvc.domain.poll import Event, Phase
from pollsvc.domain.sheet import Sheet
from pollsvc.polls.queries import polls_of_event
from pollsvc.results.lines import (
    ShiftLines,
    lines_of,
    shift_line,
    shift_lines,
    unlike_line,
    unpaired_line,
)
from pollsvc.results.pages import name_of
from pollsvc.results.queries import Shown, shown_to
from pollsvc.web.clock import now
from pollsvc.web.kept import finished
from pollsvc.web.outlets import PUBLIC, take_language, tongue_of
from pollsvc.web.phrases import sample_line

bp = Blueprint("pairs", __name__)


@dataclass(frozen=True)
class Pair:
    """The sheets that are compared, and what they have in common."""

    before: Sheet
    after: Sheet

    @cached_property
    def common(self) -> Comparison:
        """What both polls ask."""
        return compared(self.before, self.after)

    def said(self, question: PairedQuestion, tongue: str) -> ShiftLines:
        """One of their questions in words."""
        return shift_lines(question, self.before, self.after, tongue)

    @property
    def sample_line(self) -> str:
        """That answers of one of them, or both, were invented."""
        return sample_line(self.before.poll) or sample_line(self.after.poll)


@dataclass(frozen=True)
class EventShown:
    """An event as anybody may see it now: its polls, and those that are compared."""

    event: Event
    polls: tuple[Shown, ...]
    before: Shown | None
    after: Shown | None

    @property
    def main(self) -> Shown:
        """The poll whose languages and look the page takes."""
        return self.after or self.before or self.polls[-1]

    @cached_property
    def pair(self) -> Pair | None:
        """What is compared, once both results may be seen."""
        before = self.before.sheet if self.before else None
        after = self.after.sheet if self.after else None
        return Pair(before, after) if before and after else None

    @property
    def has_others(self) -> bool:
        """Whether there are more polls before or after than those that are compared."""
        return sum(one.poll.phase is not None for one in self.polls) > 2


@bp.get("/e/<code>")
def event(code: str) -> Response:
    """The event's polls, and what shifted from before to after as far as anybody may see."""
    shown = event_shown(code)
    tongue = tongue_of(shown.main.poll)
    body = render_template(
        "results/event.html",
        event=shown.event,
        shown=shown.polls,
        tongue=tongue,
        names={one.poll.id: name_of(one.poll) for one in shown.polls},
        counted={one.poll.id: _counted(one) for one in shown.polls},
        sample=next(filter(None, (sample_line(one.poll) for one in shown.polls)), ""),
        compared=compared_line(shown),
        **_shifts(shown.pair, tongue),
    )
    return finished(make_response(body), PUBLIC)


def event_shown(code: str) -> EventShown:
    """The event with this code as anybody may see it now.

    Raises:
        PageNotFoundError: none of its polls was published.
        BadParameterError: it is asked for in a language that none of them is in.
    """
    moment = now()
    every = [shown_to(poll, moment) for poll in polls_of_event(code)]
    present = [one for one in every if one.state is not State.ARCHIVED]
    before, after = (_of(phase, present) or _of(phase, every) for phase in Phase)
    named = next((one.poll.event for one in every if one.poll.event is not None), None)
    if named is None:
        raise PageNotFoundError
    take_language(*(one.poll for one in every))
    polls = tuple(one for one in every if one in present or one in (before, after) or not present)
    return EventShown(named, polls, before, after)


def _of(phase: Phase, shown: list[Shown]) -> Shown | None:
    """The newest poll of this phase whose results may be seen, else the newest."""
    found = [one for one in reversed(shown) if one.poll.phase is phase]
    return next((one for one in found if one.sheet is not None), found[0] if found else None)


def _counted(shown: Shown) -> str:
    return lines_of(shown.sheet).counted_line if shown.sheet else ""


def compared_line(shown: EventShown) -> str:
    """What is compared, or why nothing is."""
    before, after = shown.before, shown.after
    if shown.pair is not None and before and after:
        if not shown.pair.common.questions and not shown.pair.common.unlike:
            return gettext("The two polls have no question in common, so nothing is compared.")
        if not shown.has_others:
            return ""
        return gettext(
            "There are several polls before or after. Compared are “%(before)s” and “%(after)s”.",
            before=name_of(before.poll).text,
            after=name_of(after.poll).text,
        )
    if before and after:
        return gettext("The shift is shown here once the results of both are out.")
    if before or after:
        return gettext(
            "The shift is shown here once there is a poll before and one after,"
            " and the results of both are out."
        )
    return ""


def _shifts(pair: Pair | None, tongue: str) -> dict[str, object]:
    """The questions that are compared and what is said about all of them, by its name."""
    if pair is None:
        return {"shifts": (), "unlike": (), "notes": ()}
    return {
        "shifts": tuple((one, pair.said(one, tongue)) for one in pair.common.questions),
        "unlike": tuple(unlike_line(one, tongue) for one in pair.common.unlike),
        "unpaired": unpaired_line(),
        "notes": (shift_line(), lines_of(pair.after).self_selected_line),
    }
