"""What is wrong with a past result as it was typed, and what to write instead."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.domain.draft import DraftProblem
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_FIELDS = {
    ("question", "empty"): N_("Write the question."),
    ("source_title", "empty"): N_(
        "Say where the figures come from: who published them, and when. Readers see it."
    ),
    ("source_url", "url"): N_("Write a web address that begins with https:// or http://."),
    ("respondents", "people_empty"): N_(
        "Write how many people answered. Where several answers can be chosen,"
        " percentages are of people."
    ),
}
_CODES = {
    "empty": N_("Write the answer, or clear its count."),
    "unknown": N_("Choose from the list."),
    "count_empty": N_("Write how many chose this answer, 0 if nobody did."),
    "count_percent": N_(
        "Write the number of votes, not a percentage: percentages are worked out from it,"
        " and cannot be turned back into votes."
    ),
    "count_negative": N_("A number of votes cannot be less than 0."),
    "count_large": N_("This number is too large to be one of votes."),
    "count_number": N_("Write a whole number in digits, such as 108."),
    "no_votes": N_("At least one answer needs a number above 0."),
    "day_form": N_("Choose a day, or write it as year, month, day: 2013-09-30."),
    "day_unknown": N_("There is no such day. Look at the month and the day again."),
    "day_year": N_("Look at the year again: it cannot be right."),
    "day_future": N_("This day has not come yet. A past result is over."),
    "day_order": N_("The last day comes before the first one."),
    "alike": N_("This answer is there twice."),
}


def problem_words(problem: DraftProblem) -> str:
    """One sentence that says what is wrong and what to do."""
    said = _FIELDS.get((problem.field, problem.code)) or _CODES.get(problem.code)
    if said:
        return gettext(said)
    limit = problem.limit or 0
    count = number_text(limit, page_language())
    match problem.code:
        case "too_few":
            return ngettext(
                "Write at least %(count)s answer.",
                "Write at least %(count)s answers.",
                limit,
                count=count,
            )
        case "list_too_long":
            return gettext(
                "The list has %(number)s answers; no more than %(count)s are taken. Nothing was"
                " saved. Shorten the list.",
                number=number_text(int(problem.detail[0]), page_language()),
                count=count,
            )
        case "too_many":
            return gettext("There are too many. At most %(count)s are taken.", count=count)
        case "too_long":
            return gettext("This is too long. At most %(count)s characters are taken.", count=count)
        case "people_few":
            return gettext(
                "One answer alone was chosen by %(count)s people; there cannot be fewer.",
                count=count,
            )
        case "count_grouped":
            return gettext(
                "Write digits only, %(number)s, without spaces, commas or points:"
                " they mean different numbers in different countries.",
                number=problem.detail[0],
            )
        case _:
            return gettext("Look at this again.")
