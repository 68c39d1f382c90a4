"""Sentences about polls and refusals in the page's language."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

from pollsvc.domain.errors import PollsvcError
from pollsvc.domain.flow import unpiped
from pollsvc.domain.life import State
from pollsvc.domain.poll import Poll, Visibility
from pollsvc.web.asked_words import how_text
from pollsvc.web.dates import field_dates, status_mark, status_text
from pollsvc.web.formats import moment_text, sentence_gap
from pollsvc.web.languages import page_language


def N_(message: str) -> str:  # noqa: N802 - the name that extraction looks for
    """Mark a message for translation where it is written; it is said later."""
    return message


_REFUSALS = {
    "refused": N_("Something was refused."),
    "poll_not_found": N_("There is no poll at this address."),
    "page_not_found": N_("There is no page at this address."),
    "poll_not_open": N_("This poll is not open. Your vote was not counted."),
    "already_voted": N_("You have already voted in this poll. We counted your first vote."),
    "nothing_to_withdraw": N_("There is no vote of yours in this poll."),
    "definition_changed": N_(
        "The poll was changed while you were answering. Look at it again, then vote."
    ),
    "invalid_answer": N_("There is a problem with the answer."),
    "unfinished_gone": N_(
        "These answers were sent or taken back, or their time is over, so they were erased."
    ),
    "cross_site": N_(
        "Your browser says that this vote was sent from another site, so it was not counted."
    ),
    "results_hidden": N_("The results of this poll are not out yet."),
    "unknown_parameter": N_("This address has a parameter that is not known here."),
    "bad_parameter": N_("A parameter of this address has a value that is not known here."),
    "no_chart": N_(
        "Of answers in words there is no chart. The results page shows what has been answered."
    ),
    "store_busy": N_(
        "The database did not answer in time. A vote may be saved or not; sending it again is safe."
    ),
    "chart_busy": N_("Charts are being drawn for many readers right now. Try again in a moment."),
    "store_full": N_(
        "There is no room left to store your vote. Nothing was changed. Try again later."
    ),
}
_TITLES = {
    400: N_("This address does not work"),
    403: N_("This is not for everyone"),
    404: N_("Page not found"),
    405: N_("This page cannot be used that way"),
    409: N_("Your vote was not counted"),
    413: N_("That was too much"),
    422: N_("There is a problem"),
    500: N_("Something went wrong here"),
    503: N_("Try again in a moment"),
}
_TITLES_OF_REFUSALS = {
    "cross_site": _TITLES[409],
    "unfinished_gone": N_("This link has ended"),
}
_STATUS_MESSAGES = {
    404: N_("There is no page at this address."),
    405: N_("Links and forms on our pages work; this request was of another kind."),
    413: N_("More was sent than this page takes. Nothing was stored."),
    500: N_("The fault is ours and has been written down. Try again in a moment."),
    503: N_("We are busy right now. Try again in a moment."),
}

_NOTICES = {
    "thanks": N_("Thank you. Your vote has been counted."),
    "changed": N_("Thank you. Your vote has been changed."),
    "voted": N_("You have voted in this poll."),
    "already": N_("You have already voted in this poll."),
    "withdrawn": N_("Your vote has been taken back."),
    "nothing_to_withdraw": N_("There is no vote of yours in this poll."),
    "too_late": N_("This poll closed just before your vote arrived."),
    "not_allowed": N_("Your vote stands."),
    "taken_back": N_("Your vote has been taken back."),
    "not_saved": N_("We could not save your vote."),
    "not_sure": N_("We do not know yet whether this was saved."),
    "closed": N_("This poll is closed."),
    "closed_voted": N_("This poll is closed."),
    "planned": N_("This poll is not open yet."),
    "changed_meanwhile": N_("The poll was changed while you were answering."),
    "changed_elsewhere": N_("Your answers were changed in another window."),
    "left_out": N_("A question has no answer yet."),
}
_NOTICES_MORE = {
    "already": N_("We counted your first vote."),
    "withdrawn": N_("It is no longer in the figures."),
    "too_late": N_("It was not counted."),
    "not_allowed": N_("This poll does not let that be changed."),
    "taken_back": N_("This poll does not let it be cast again."),
    "not_saved": N_("Your choice is still selected. Try again."),
    "not_sure": N_("Try again: sending it twice is safe, a vote is never counted twice."),
    "closed": N_("Your vote was not counted."),
    "closed_voted": N_("Your vote stands."),
    "planned": N_("Your vote was not counted."),
    "changed_meanwhile": N_(
        "The question or an answer may now read differently, and nothing was saved. "
        "Look at it again, then vote."
    ),
    "changed_elsewhere": N_("Nothing was sent. Look at them again, then send them."),
    "left_out": N_("Answer it if you can, or go on without."),
}
# Of a survey, what was sent are answers.
_SURVEY_NOTICES = {
    "withdrawn": N_("Your answers have been taken back."),
    "not_saved": N_("We could not save your answers."),
    "changed_meanwhile": N_("The survey was changed while you were answering."),
}
_SURVEY_NOTICES_MORE = {
    "withdrawn": N_("They are no longer in the figures."),
    "closed": N_("Your answers were not counted."),
    "planned": N_("Your answers were not counted."),
    "not_saved": N_("They are still on this page. Try again."),
    "not_sure": N_("Try again: sending your answers twice is safe, they never count twice."),
    "changed_meanwhile": N_(
        "A question or an answer may now read differently. Your answers are still there. "
        "Look at this page again before you go on."
    ),
}
_NO_CHANGE = (
    *("nothing_to_withdraw", "not_saved", "not_sure"),
    *("changed_meanwhile", "changed_elsewhere", "left_out"),
)


def notice_title(notice: str, is_survey: bool = False) -> str:
    """What became of the viewer's vote, in one sentence; ``""`` for an unknown word."""
    titles = _NOTICES | _SURVEY_NOTICES if is_survey else _NOTICES
    return gettext(titles[notice]) if notice in titles else ""


def notice_more(notice: str, may_change: bool, is_survey: bool = False) -> str:
    """What follows that sentence: what it means and what is still possible."""
    words = _NOTICES_MORE | _SURVEY_NOTICES_MORE if is_survey else _NOTICES_MORE
    more = [gettext(words[notice])] if notice in words else []
    if may_change and notice not in _NO_CHANGE:
        more.append(_still_possible(notice, is_survey))
    return sentence_gap(page_language()).join(filter(None, more))


def _still_possible(notice: str, is_survey: bool) -> str:
    if notice == "withdrawn":  # of a survey the link beside it says so
        return "" if is_survey else gettext("You can vote again until the poll closes.")
    if is_survey:
        return gettext("You can change your answers until the survey closes.")
    return gettext("You can change it until the poll closes.")


def error_text(error: PollsvcError) -> str:
    """What to tell a reader about a refusal.

    Refusals that only operators meet keep their own words.
    """
    known = _REFUSALS.get(error.code)
    return gettext(known) if known else error.message


def status_title(status: int, code: str = "") -> str:
    """The heading of an error page, by the refusal's code or else by HTTP status."""
    known = _TITLES_OF_REFUSALS.get(code) or _TITLES.get(status)
    return gettext(known or _TITLES[500 if status >= 500 else 400])


def status_message(status: int) -> str:
    """What an error page says where no refusal of ours stands behind the status."""
    fallback = _STATUS_MESSAGES[500] if status >= 500 else _TITLES[400]
    return gettext(_STATUS_MESSAGES.get(status) or fallback)


def opens_text(poll: Poll) -> str:
    """When a planned poll opens, as a sentence."""
    if poll.opens_at is None:
        return gettext("This poll is not open yet.")
    moment = moment_text(poll.opens_at, poll.zone, page_language())
    return gettext("This poll opens on %(moment)s.", moment=moment)


def results_when(poll: Poll, state: State) -> str:
    """When and to whom results come out, for somebody who does not see them.

    Of a planned poll, when it opens.
    """
    if state in (State.DRAFT, State.SCHEDULED):
        return opens_text(poll)
    moments = [poll.closes_at]
    match poll.visibility:
        case Visibility.ALWAYS:
            return gettext("Results are shown from the first vote on.")
        case Visibility.AFTER_VOTING if not state.is_over:
            return gettext("You see the results after you vote.")
        case Visibility.DESK_ONLY:
            return gettext("The results of this poll are not published.")
        case Visibility.WHEN_RELEASED if poll.release_at is None:
            return gettext("The results come out later. The date is not fixed yet.")
        case Visibility.WHEN_RELEASED:
            moments.append(poll.release_at)
    known = [moment for moment in moments if moment is not None]
    if not known:
        return gettext("Results come out when the poll closes.")
    moment = moment_text(max(known), poll.zone, page_language())
    return gettext("Results come out on %(moment)s.", moment=moment)


def sample_line(poll: Poll) -> str:
    """That responses were invented, where they were; it stands with the figures everywhere."""
    return gettext("Sample data: these answers were invented.") if poll.sample else ""


def poll_time(poll: Poll, name: str) -> str:
    """One of the poll's times (``"opens_at"``, …) in words; ``""`` where there is none."""
    when = getattr(poll, name)
    return moment_text(when, poll.zone, page_language()) if when else ""


def reader_prose(text: str) -> Markup:
    """What a publisher says to readers, written in Markdown, as HTML."""
    from pollsvc.web.prose import readers_html  # loads a parser

    return readers_html(text)


def init_phrases(app: Flask) -> None:
    """Give the sentences to the templates."""
    app.jinja_env.globals.update(
        field_dates=field_dates,
        how_text=how_text,
        notice_more=notice_more,
        notice_title=notice_title,
        opens_text=opens_text,
        poll_time=poll_time,
        reader_prose=reader_prose,
        results_when=results_when,
        sample_line=sample_line,
        status_mark=status_mark,
        status_text=status_text,
        unpiped=unpiped,
    )
