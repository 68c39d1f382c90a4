"""What the shares of a question are of, who was asked it, and how percents were rounded."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.percents import PercentRule
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.sheet import Sheet
from pollsvc.results.lines.counted import counts_people, in_percent
from pollsvc.web.asked_words import has_boxes
from pollsvc.web.formats import number_text, sentence_gap, whole_percent
from pollsvc.web.languages import page_language
from pollsvc.web.measures import answers_text, mean_text, middle_line, middle_text
from pollsvc.web.outlets import tongue_of
from pollsvc.web.rule_words import rule_words


def base_line(sheet: Sheet, figures: QuestionFigures) -> str:
    """What is shown and of how many."""
    match figures.question.kind:
        case Kind.MATRIX:
            return _of_rows(sheet, figures)
        case Kind.SCALE if has_boxes(figures.question) and not figures.question.diverging:
            return _of_points(sheet, figures)
        case Kind.SCALE:
            return _of_options(sheet, figures)
        case Kind.NUMBER | Kind.DATE:
            return _of_numbers(sheet, figures)
        case Kind.RANKING:
            return _of_orders(sheet, figures)
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return _of_texts(sheet, figures)
        case _:
            return _of_options(sheet, figures)


def nobody(sheet: Sheet, question: Question) -> str:
    """What is said where nobody has answered."""
    if not counts_people(sheet.poll, question):
        return gettext("No votes.") if sheet.state.is_over else gettext("No votes yet.")
    return gettext("No answers.") if sheet.state.is_over else gettext("No answers yet.")


def _of_options(sheet: Sheet, figures: QuestionFigures) -> str:
    base = figures.base
    if not base:
        return nobody(sheet, figures.question)
    shown = _number(base)
    if not counts_people(sheet.poll, figures.question):
        return ngettext("Share of %(count)s vote", "Share of %(count)s votes", base, count=shown)
    if figures.question.kind is not Kind.MULTIPLE:
        return ngettext("Share of %(count)s person", "Share of %(count)s people", base, count=shown)
    return ngettext(
        "Share of %(count)s person. Several answers could be chosen,"
        " so shares can add up to more than %(whole)s.",
        "Share of %(count)s people. They could choose several answers,"
        " so shares can add up to more than %(whole)s.",
        base,
        count=shown,
        whole=whole_percent(100, page_language()),
    )


def _of_rows(sheet: Sheet, figures: QuestionFigures) -> str:
    bases = {row.base or 0 for row in figures.rows}
    if not any(bases):
        return nobody(sheet, figures.question)
    several = any(row.question.kind is Kind.MULTIPLE for row in figures.rows)
    if len(bases) > 1:
        if not several:
            return gettext("Share of those who answered each line")
        return gettext(
            "Share of those who answered each line. Several answers could be chosen,"
            " so shares can add up to more than %(whole)s.",
            whole=whole_percent(100, page_language()),
        )
    base = bases.pop()
    if not several:
        return ngettext(
            "Share of %(count)s person on each line",
            "Share of %(count)s people on each line",
            base,
            count=_number(base),
        )
    return ngettext(
        "Share of %(count)s person on each line. Several answers could be chosen,"
        " so shares can add up to more than %(whole)s.",
        "Share of %(count)s people on each line. Several answers could be chosen,"
        " so shares can add up to more than %(whole)s.",
        base,
        count=_number(base),
        whole=whole_percent(100, page_language()),
    )


def _of_points(sheet: Sheet, figures: QuestionFigures) -> str:
    if not figures.base:
        return nobody(sheet, figures.question)
    if in_percent(figures):
        line = gettext("Share of all answers that each point has, in percent.")
    elif counts_people(sheet.poll, figures.question):
        line = gettext("Number of people who chose each point.")
    else:
        line = gettext("Number of votes for each point.")
    return _joined(line, _average(figures), _n(figures))


def _of_numbers(sheet: Sheet, figures: QuestionFigures) -> str:
    numbers = figures.numbers
    if numbers is None or not numbers.n:
        return nobody(sheet, figures.question)
    alone = all(one.low == one.high for one in numbers.bins)
    if in_percent(figures):
        line = (
            gettext("Share of all answers that each number has, in percent.")
            if alone
            else gettext("Share of all answers that lie in each range, in percent.")
        )
    elif alone:
        line = gettext("Number of people who gave each answer.")
    else:
        line = gettext("Number of people whose answer lies in each range.")
    return _joined(line, _n(figures))


def _of_orders(sheet: Sheet, figures: QuestionFigures) -> str:
    base = figures.base
    if not base:
        return nobody(sheet, figures.question)
    return ngettext(
        "Share of %(count)s person who put the answer first, and its average place",
        "Share of %(count)s people who put the answer first, and its average place",
        base,
        count=_number(base),
    )


def _of_texts(sheet: Sheet, figures: QuestionFigures) -> str:
    if not figures.base:
        return nobody(sheet, figures.question)
    return ngettext(
        "%(count)s person wrote an answer.",
        "%(count)s people wrote an answer.",
        figures.base,
        count=_number(figures.base),
    )


def measured_line(figures: QuestionFigures) -> str:
    """What numbers come to, in words; nothing without numbers.

    Of scales only of those that respondents saw as numbers, and where it is not said above.
    """
    question = figures.question
    if figures.numbers is None or not figures.numbers.n:
        return ""
    if question.kind not in (Kind.NUMBER, Kind.DATE):
        return _average(figures) if question.diverging and has_boxes(question) else ""
    return middle_line(figures.question, figures.numbers, page_language())


def _average(figures: QuestionFigures) -> str:
    numbers = figures.numbers
    if numbers is None or numbers.mean is None or numbers.median is None:
        return ""
    language = page_language()
    said = {
        "mean": mean_text(figures.question, numbers.mean, language),
        "median": middle_text(figures.question, numbers.median, language),
    }
    if numbers.n == figures.base:
        return gettext("Average %(mean)s, median %(median)s.", **said)
    return gettext(
        "Average %(mean)s, median %(median)s, of the %(n)s who chose a point.",
        n=_number(numbers.n),
        **said,
    )


def _n(figures: QuestionFigures) -> str:
    return answers_text(figures.base or 0, page_language())


def rule_line(figures: QuestionFigures) -> str:
    """How the percents of a question were rounded."""
    match figures.rule:
        case PercentRule.WHOLE:
            return gettext("Percentages are rounded to add up to 100.")
        case PercentRule.PLAIN:
            return gettext(
                "Percentages are rounded one by one, so that equal numbers of votes"
                " show equal shares; together that adds up to %(sum)s.",
                sum=figures.percent_sum,
            )
        case PercentRule.PER_RESPONDENT:
            return gettext("Percentages are rounded one by one.")
        case PercentRule.NONE:
            return ""


def asked_lines(sheet: Sheet, figures: QuestionFigures) -> tuple[str, ...]:
    """Of whom a question was asked, where not everybody was or some left it."""
    poll, question = sheet.poll, figures.question
    lines = []
    if rule := rule_of(poll, question):
        words = rule_words(poll, rule, tongue_of(poll))
        lines.append(gettext("Asked only if %(rule)s.", rule=words))
    asked = _asked(figures)
    if asked is None:
        return tuple(lines)
    said = {"asked": _number(asked), "all": _number(sheet.counted)}
    if figures.rows or figures.answered is None or figures.answered == asked:
        if asked < sheet.counted:
            lines.append(gettext("Asked of %(asked)s of %(all)s people.", **said))
        return tuple(lines)
    said |= {
        "answered": _number(figures.answered),
        "skipped": _number(asked - figures.answered),
    }
    if asked == sheet.counted:
        line = gettext("%(answered)s answered, %(skipped)s left it out.", **said)
    else:
        line = gettext(
            "Asked of %(asked)s of %(all)s people: %(answered)s answered, %(skipped)s left it out.",
            **said,
        )
    return (*lines, line)


def rule_of(poll: Poll, question: Question) -> str | None:
    """The rule by which a question is shown: its page's and its own."""
    page = next((one for one in poll.pages if one.number == question.page), None)
    rules = [one for one in (page.show_if if page else None, question.show_if) if one]
    return " and ".join(f"({one})" for one in rules) if len(rules) > 1 else "".join(rules) or None


def _asked(figures: QuestionFigures) -> int | None:
    """How many saw a question; the lines of a matrix are seen together."""
    if not figures.rows:
        return figures.asked
    return max((row.asked for row in figures.rows if row.asked is not None), default=None)


def _joined(*lines: str) -> str:
    return sentence_gap(page_language()).join(filter(None, lines))


def _number(count: int) -> str:
    return number_text(count, page_language())
