"""What is wrong with a draft and what to think about, in the words of the desk."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.domain.draft import DraftProblem, Hint
from pollsvc.site.phrases import theme_problem_text
from pollsvc.web.formats import native_name, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_BY_FIELD = {
    ("empty", "question"): N_("Write a question."),
    ("empty", "answer"): N_("Write this answer, or remove it."),
    ("too_few", "options"): N_("Write at least two answers."),
    ("unknown", "question"): N_(
        "Questions cannot be added or removed here. Start a new version of the poll instead."
    ),
    ("unknown", "zone"): N_(
        "There is no such time zone. Choose one from the list, such as Europe/Paris."
    ),
    ("unknown", "languages"): N_("This is no language code. Write one such as en, fr or pt-BR."),
    ("has_votes", "options"): N_(
        "People have answered this poll, so answers cannot be added, removed or moved."
        " Put them back as they were, or start a new version of the poll."
    ),
    ("has_votes", "question"): N_(
        "People have answered this poll, so questions cannot be added or removed."
        " Start a new version of the poll instead."
    ),
    ("has_votes", "kind"): N_(
        "People have answered this poll, so it cannot change between one answer and several."
        " Start a new version of the poll instead."
    ),
    ("has_votes", "order"): N_(
        "People have answered this poll in the order it had. That order stays."
        " Start a new version of the poll to change it."
    ),
    ("has_votes", "protection"): N_(
        "People have voted under the rule it had, so the rule about double voting stays."
        " Start a new version of the poll to change it."
    ),
    ("has_votes", "may_change"): N_("Readers were told that they can change their vote."),
    ("has_votes", "may_withdraw"): N_("Readers were told that they can take their vote back."),
    ("unknown", "kind"): N_("Choose how many answers a reader can choose."),
    ("unknown", "order"): N_("Choose the order of the answers."),
    ("unknown", "visibility"): N_("Choose when readers see the results."),
    ("unknown", "protection"): N_("Choose the rule about double voting."),
    ("already_open", "opens"): N_("The poll has opened already, so this time stays."),
    ("is_over", "closes"): N_(
        "The poll is over. To let readers vote again, reopen it on the page “Manage”."
    ),
}
_BY_CODE = {
    "unknown": N_("Choose one of these."),
    "has_votes": N_(
        "People have answered this poll, so the number of answers stays."
        " Start a new version of the poll to change it."
    ),
    "not_a_number": N_("Write a whole number, such as 3."),
    "slug_shape": N_("Use small letters a–z, digits and single hyphens, such as us-goals."),
    "slug_fixed": N_("The poll is published, so its address stays as it is."),
    "slug_taken": N_("Another poll has this address. Choose another one."),
    "time_form": N_("Write a time such as 2026-03-01 18:00."),
    "time_unknown": N_("There is no such day or time of day."),
    "time_year": N_("Choose a year from 1900 to 2199."),
    "time_skipped": N_("On that day the clocks skip this time. Choose another one."),
    "time_twice": N_("On that night the clocks show this time twice. Choose which one you mean."),
    "time_past": N_("This time has passed. Choose a later one, or leave it empty."),
    "before_opening": N_("The poll would close before it opens. Choose a later time."),
    "before_closing": N_(
        "The results would come out before the poll closes. Choose the closing time or later."
    ),
    "no_closing": N_(
        "Results come out after a poll has closed, so choose when it closes, or leave out when"
        " the results come out."
    ),
    "not_released": N_("Leave this empty, or choose “On a day that I set” above."),
    "url": N_("Write a web address that begins with https:// or http://."),
}


def draft_problem_text(problem: DraftProblem) -> str:
    """What is wrong, as a sentence that says what to do."""
    if problem.theme is not None:
        return theme_problem_text(problem.theme)
    said = _counted(problem) or _said(problem)
    if problem.language is None:
        return said
    return gettext(
        "In %(language)s: %(problem)s", language=native_name(problem.language), problem=said
    )


def _said(problem: DraftProblem) -> str:
    if problem.code == "moves_votes":
        return gettext(
            "This would move votes from one answer to another, as answer %(number)s reads or"
            " once read so. Start a new version of the poll instead.",
            number=problem.detail[0],
        )
    if problem.code == "alike":
        return gettext("This reads the same as answer %(number)s.", number=problem.detail[0])
    known = _BY_FIELD.get((problem.code, problem.field)) or _BY_CODE[problem.code]
    return gettext(known)


def _counted(problem: DraftProblem) -> str:
    """Sentences with a number in them; ``""`` for all others."""
    limit = problem.limit or 0
    count = number_text(limit, page_language())
    match problem.code, problem.field:
        case "too_long", _:
            return ngettext(
                "Shorten this to %(count)s character.",
                "Shorten this to %(count)s characters.",
                limit,
                count=count,
            )
        case "list_too_long", _:
            return gettext(
                "The list has %(number)s answers; no more than %(count)s are taken. Nothing was"
                " saved. Shorten the list.",
                number=number_text(int(problem.detail[0]), page_language()),
                count=count,
            )
        case "too_many", "tags":
            return ngettext(
                "Name no more than %(count)s topic.",
                "Name no more than %(count)s topics.",
                limit,
                count=count,
            )
        case "too_many", _:
            return ngettext(
                "Leave no more than %(count)s answer.",
                "Leave no more than %(count)s answers.",
                limit,
                count=count,
            )
        case "too_small", _:
            return gettext("Write %(count)s or more.", count=count)
        case "too_large", _:
            return gettext("Write no more than %(count)s.", count=count)
    return ""


def hint_text(hint: Hint) -> str:
    """Something to think about, as a sentence or two."""
    places = [number_text(number, page_language()) for number in hint.options]
    match hint.code:
        case "no_way_out":
            return gettext("Readers who have no view must skip this poll. Add “I don’t know”?")
        case "many_answers":
            return ngettext(
                "%(count)s answer is a lot to read. Seven or fewer are easier to choose from.",
                "%(count)s answers are a lot to read. Seven or fewer are easier to choose from.",
                hint.number,
                count=number_text(hint.number, page_language()),
            )
        case "unequal_lengths":
            return gettext(
                "Answer %(number)s is much longer than the others, which draws the eye to it.",
                number=places[0],
            )
        case "plain_no_view":
            return gettext(
                "Answer %(number)s is for readers who have no view. Made the no-view answer, it"
                " stays at the end.",
                number=places[0],
            )
        case "alike":
            return gettext(
                "Answer %(second)s reads the same as answer %(first)s. Readers cannot tell them"
                " apart.",
                first=places[0],
                second=places[1],
            )
        case "nearly_alike":
            return gettext(
                "Answers %(first)s and %(second)s read nearly the same.",
                first=places[0],
                second=places[1],
            )
        case _:
            return gettext("This asks two things at once. Readers may have a view on one alone.")
