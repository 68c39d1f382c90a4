"""Why the desk cannot do something with a poll, and what to do instead."""

from __future__ import annotations

from pollsvc.domain.life import Hindrance, TimeFault
from pollsvc.web.phrases import N_

WHY: dict[Hindrance, str] = {
    Hindrance.NOT_PUBLISHED: N_("This poll is a draft. Publish it first."),
    Hindrance.PAST_RESULT: N_(
        "This is a past result. Its votes were counted elsewhere, so nobody can vote in it."
    ),
    Hindrance.OPEN_ALREADY: N_("This poll is open already."),
    Hindrance.HAS_BEEN_OPEN: N_("This poll has been open and is closed. Reopen it instead."),
    Hindrance.NOTHING_TO_CLOSE: N_(
        "This poll is not open yet, so there is nothing to close. Change its times instead."
    ),
    Hindrance.CLOSED_ALREADY: N_("This poll is closed already."),
    Hindrance.NEVER_OPENED: N_("This poll has not been open yet. Open it instead."),
    Hindrance.IN_ARCHIVE: N_("This poll is in the archive. Take it out of the archive first."),
    Hindrance.ARCHIVED_ALREADY: N_("This poll is in the archive already."),
    Hindrance.NOT_IN_ARCHIVE: N_("This poll is not in the archive."),
    Hindrance.NOT_OVER: N_("Readers can vote in this poll, or will. Close it first."),
    Hindrance.COMES_BY_ITSELF: N_(
        "The results of this poll come out by themselves, so there is nothing to release."
    ),
    Hindrance.DESK_ONLY: N_(
        "The results of this poll are for the desk only."
        " To publish them, change who sees the results on the page “Edit”."
    ),
    Hindrance.RELEASED_ALREADY: N_("The results of this poll are out already."),
    Hindrance.RELEASE_WHILE_OPEN: N_(
        "Results do not come out while people vote."
        " Close the poll first, or set a time after its closing."
    ),
}
WRONG_TIME: dict[TimeFault, str] = {
    TimeFault.PAST: N_("This time has passed. Choose a later one."),
    TimeFault.BEFORE_OPENING: N_("The poll would close before it opens. Choose a later time."),
    TimeFault.BEFORE_CLOSING: N_(
        "The results would come out before the poll closes. Choose the closing time or later."
    ),
    TimeFault.NO_CLOSING: N_(
        "Results come out after the poll has closed."
        " Set its closing time first, or leave this empty."
    ),
}
DELETED = N_("This poll is deleted. Put it back first.")
