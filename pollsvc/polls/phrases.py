"""What is wrong with a draft and what to think about, in the words of the desk."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.domain.draft import DraftProblem, Hint
from pollsvc.polls.rule_words import rule_words
from pollsvc.site.phrases import theme_problem_text
from pollsvc.web.formats import native_name, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.phrases import N_

_ORDER_STAYS = N_(
    "People have answered this poll in the order it had. That order stays."
    " Start a new version of the poll to change it."
)
_RULES_STAY = N_(
    "People have answered this poll along its pages and rules, so these stay."
    " Start a new version of the poll to change them."
)
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
    ("has_votes", "order"): _ORDER_STAYS,
    ("has_votes", "rows_order"): _ORDER_STAYS,
    ("has_votes", "protection"): N_(
        "People have voted under the rule it had, so the rule about double voting stays."
        " Start a new version of the poll to change it."
    ),
    ("has_votes", "may_change"): N_("Readers were told that they can change their vote."),
    ("has_votes", "may_withdraw"): N_("Readers were told that they can take their vote back."),
    ("unknown", "kind"): N_("Choose how many answers a reader can choose."),
    ("unknown", "order"): N_("Choose the order of the answers."),
    ("unknown", "rows_order"): N_("Choose the order of the rows."),
    ("unknown", "visibility"): N_("Choose when readers see the results."),
    ("unknown", "protection"): N_("Choose the rule about double voting."),
    ("empty", "rows"): N_("Write at least one row."),
    ("empty", "row"): N_("Write this row, or remove it."),
    ("empty", "low"): N_("Write the smallest number that can be answered."),
    ("empty", "high"): N_("Write the largest number that can be answered."),
    ("empty", "scale_from"): N_("Write the first number of the scale, such as 0."),
    ("empty", "scale_to"): N_("Write the last number of the scale, such as 10."),
    ("empty", "event"): N_("Name the discussion, or choose “Not part of a pair”."),
    ("too_few", "rows"): N_("Write at least one row."),
    ("has_votes", "rows"): N_(
        "People have answered this poll, so rows cannot be added, removed or moved."
        " Put them back as they were, or start a new version of the poll."
    ),
    ("has_votes", "show_if"): _RULES_STAY,
    ("has_votes", "page_show_if"): _RULES_STAY,
    ("has_votes", "new_page"): _RULES_STAY,
    ("has_votes", "flow"): N_(
        "People have answered this poll question by question as it was. That stays."
        " Start a new version of the poll to change it."
    ),
    ("has_votes", "save_later"): N_(
        "Readers were told that they can go on later by their private link."
    ),
    ("has_votes", "required"): N_(
        "People have answered this poll under the rule it had, so it stays whether an answer is"
        " needed. Start a new version of the poll to change it."
    ),
    ("has_votes", "private"): N_(
        "Readers were told that what they write is never shown, so that stays."
    ),
    ("has_votes", "method"): N_(
        "People have answered this poll, so the count that decides stays."
        " Start a new version of the poll to change it."
    ),
    ("wrong_way", "scale_to"): N_("Write a number above the first one of the scale."),
    ("wrong_way", "high"): N_("This must not be below the other end. Swap the two."),
    ("unknown", "required"): N_("Choose what happens when a reader leaves the question out."),
    ("unknown", "method"): N_("Choose how the ranking is counted."),
    ("unknown", "flow"): N_("Choose how the questions come."),
    ("unknown", "phase"): N_("Choose when it is asked: before or after."),
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
    "code_shape": N_("Use small letters a–z, digits and underscores, 32 at most."),
    "code_taken": N_("Another one has this code already. Choose another code."),
    "no_value": N_("Give the number of the point that these words belong to."),
    "off_scale": N_("The scale has no such point. Choose a number from its first to its last."),
    "value_taken": N_("Another answer stands for this number already."),
    "role": N_("Readers can write something else only beside answers to choose from. Remove it."),
    "not_a_decimal": N_("Write a number in digits with a point, such as 1.5."),
    "not_a_day": N_("Write a day such as 2026-03-01."),
    "wrong_way": N_("The upper end must be above the lower one."),
    "no_event": N_("Name the discussion that this comes before or after."),
    "event_of_others": N_(
        "The polls of the discussion of this name are those of other editors. Ask one of them to"
        " let you work on one of these polls, or give yours another name."
    ),
    "empty": N_("Write something here."),
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
    if problem.rule is not None:
        return rule_words(problem.rule)
    if problem.code == "code_fixed":
        return gettext("The poll is published, so the code stays %(code)s.", code=problem.detail[0])
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
        case "too_precise", _:
            return ngettext(
                "Write at most %(count)s digit after the point.",
                "Write at most %(count)s digits after the point.",
                limit,
                count=count,
            )
        case "too_wide", _:
            return gettext("A scale has at most %(count)s points.", count=count)
        case "list_too_long", _:
            return _too_long_list(problem, count)
        case "too_many", _:
            return _too_many(problem.field, limit, count)
        case "too_small", _:
            return gettext("Write %(count)s or more.", count=count)
        case "too_large", _:
            return gettext("Write no more than %(count)s.", count=count)
    return ""


def _too_many(field: str, limit: int, count: str) -> str:
    match field:
        case "tags":
            return ngettext(
                "Name no more than %(count)s topic.",
                "Name no more than %(count)s topics.",
                limit,
                count=count,
            )
        case "rows":
            return ngettext(
                "Leave no more than %(count)s row.",
                "Leave no more than %(count)s rows.",
                limit,
                count=count,
            )
        case "question" | "questions":
            return ngettext(
                "Leave no more than %(count)s question.",
                "Leave no more than %(count)s questions.",
                limit,
                count=count,
            )
    return ngettext(
        "Leave no more than %(count)s answer.",
        "Leave no more than %(count)s answers.",
        limit,
        count=count,
    )


def _too_long_list(problem: DraftProblem, count: str) -> str:
    number = number_text(int(problem.detail[0]), page_language())
    if problem.field == "rows":
        return gettext(
            "The list has %(number)s rows; no more than %(count)s are taken. Nothing was"
            " saved. Shorten the list.",
            number=number,
            count=count,
        )
    return gettext(
        "The list has %(number)s answers; no more than %(count)s are taken. Nothing was"
        " saved. Shorten the list.",
        number=number,
        count=count,
    )


def hint_text(hint: Hint, *, in_survey: bool = False) -> str:
    """Something to think about, as a sentence or two."""
    if hint.rule is not None:
        return rule_words(hint.rule)
    if in_survey and hint.code == "no_way_out":
        return gettext("Readers who have no view cannot answer this question. Add “I don’t know”?")
    return _about_kind(hint) or _about_answers(hint)


def _about_kind(hint: Hint) -> str:
    """What is said of tables, rankings and numbers; ``""`` for all else."""
    count = number_text(hint.number, page_language())
    match hint.code:
        case "grid":
            return gettext(
                "A table of %(count)s rows is much to fill in, most of all on a phone.", count=count
            )
        case "long_ranking":
            return gettext("To put so many answers in order is hard. Ask for the first three, say.")
        case "wide_range":
            return gettext(
                "The range is wide: if more than 10,000 different numbers are given, they are"
                " counted together, %(count)s in a group.",
                count=count,
            )
    return ""


def _about_answers(hint: Hint) -> str:
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
