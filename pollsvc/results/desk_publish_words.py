"""What publishing a poll means, in words: said before, as much of it cannot be undone."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Protection, Visibility
from pollsvc.domain.question import Order
from pollsvc.polls.managing import KEPT_FOR
from pollsvc.results.desk_publish_survey import pair_words, stored_texts, through, tongue_words
from pollsvc.web.formats import moment_text, number_text
from pollsvc.web.languages import page_language


@dataclass(frozen=True)
class Said:
    """One heading of the summary and its sentences."""

    name: str
    sentences: tuple[str, ...]


def summary_of(
    new: NewPoll, address: str, *, is_now: bool, before: str = "", steps: int = 1
) -> tuple[Said, ...]:
    """Everything to know before this poll is published at ``address``.

    ``is_now`` says that it opens as soon as it is published. ``before`` is the question of
    the version before it, if that one is open. ``steps`` is in how many steps it is asked.
    """
    way = through(new, steps)
    return (
        Said(gettext("Who can vote"), (_who(new, is_now=is_now), *tongue_words(new))),
        *([Said(gettext("The way through it"), way)] if way else ()),
        *([Said(gettext("Before and after"), pair_words(new))] if new.event else ()),
        *_version_before(before),
        Said(gettext("Second votes"), tuple(_repeats(new))),
        Said(gettext("Results"), tuple(_results(new))),
        Said(gettext("What is stored"), _stored(new)),
        Said(gettext("After the first vote"), _afterwards(is_survey=len(new.questions) > 1)),
        Said(
            gettext("Address"), (address, gettext("It stays as it is once the poll is published."))
        ),
    )


def _version_before(question: str) -> list[Said]:
    if not question:
        return []
    words = gettext(
        "“%(poll)s” is still open. It takes votes beside this poll until it is closed, which"
        " publishing does not do.",
        poll=question,
    )
    return [Said(gettext("The version before"), (words,))]


def _moment(new: NewPoll, name: str) -> str:
    return moment_text(getattr(new, name), new.zone, page_language())


def _who(new: NewPoll, *, is_now: bool) -> str:
    closes = _moment(new, "closes_at") if new.closes_at else ""
    if is_now:
        if closes:
            return gettext("Anybody can vote from now until %(end)s.", end=closes)
        return gettext("Anybody can vote from now on, until you close the poll.")
    opens = _moment(new, "opens_at")
    if closes:
        return gettext("Anybody can vote from %(start)s until %(end)s.", start=opens, end=closes)
    return gettext("Anybody can vote from %(start)s on, until you close the poll.", start=opens)


def _repeats(new: NewPoll) -> list[str]:
    if new.protection is Protection.OPEN:
        words = [gettext("Nothing keeps anybody from voting more than once.")]
    else:
        words = [
            gettext("One vote per browser, by a cookie that is set with the vote."),
            gettext("Somebody who uses another browser, or deletes the cookie, can vote again."),
        ]
    if new.may_change:
        words.append(gettext("Readers can change their vote until the poll closes."))
    if new.may_withdraw:
        words.append(gettext("Readers can take their vote back until the poll closes."))
    return words


def _results(new: NewPoll) -> list[str]:
    match new.visibility:
        case Visibility.ALWAYS:
            return [gettext("Everybody sees the results at any time.")]
        case Visibility.AFTER_VOTING:
            return [
                gettext("Readers see the results after they vote."),
                gettext("Once the poll is closed, everybody sees them."),
            ]
        case Visibility.AFTER_CLOSING:
            return [gettext("Nobody sees the results before the poll closes, then everybody does.")]
        case Visibility.WHEN_RELEASED if new.release_at is not None:
            when = _moment(new, "release_at")
            return [gettext("Everybody sees the results from %(start)s on.", start=when)]
        case Visibility.WHEN_RELEASED:
            return [gettext("Nobody sees the results until you release them after closing.")]
        case _:
            return [gettext("Readers never see the results, only this desk does.")]


def _stored(new: NewPoll) -> tuple[str, ...]:
    words = [
        gettext(
            "Of each vote: the answer, the time, the language of the page, and a coded mark that"
            " helps to keep second votes out."
        )
    ]
    if any(question.order is not Order.FIXED for question in new.questions):
        words.append(gettext("The order in which the answers were shown is stored with each vote."))
    if any(question.rows_order is not Order.FIXED for question in new.questions):
        words.append(gettext("The order in which the rows were shown is stored with each vote."))
    days = KEPT_FOR.days
    return (
        *words,
        *stored_texts(new),
        gettext("No name and no address on the internet."),
        ngettext(
            "It is kept as long as the poll. When you delete the poll, it is erased after"
            " %(count)s day.",
            "It is kept as long as the poll. When you delete the poll, it is erased after"
            " %(count)s days.",
            days,
            count=number_text(days, page_language()),
        ),
    )


def _afterwards(*, is_survey: bool) -> tuple[str, ...]:
    still = gettext(
        "You can still correct the spelling (readers are told, and the old wording is kept),"
        " translate, close early or later, and change who sees the results."
    )
    if is_survey:
        return (
            still,
            gettext(
                "You can no longer add, remove or move questions, answers and rows, change what"
                " kind they are, their pages and rules, or the rule about second votes. For that,"
                " start a new version: the result so far stays."
            ),
        )
    return (
        still,
        gettext(
            "You can no longer add, remove or move answers, change between one answer and several,"
            " or change the rule about second votes. For that, start a new version: the result so"
            " far stays."
        ),
    )
