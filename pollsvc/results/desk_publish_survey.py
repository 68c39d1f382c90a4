"""What publishing a survey means, in words: its questions, its languages, the way through it."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Flow, Phase
from pollsvc.domain.question import Kind, Required, Role
from pollsvc.domain.texts import shared_languages
from pollsvc.polls.kind_words import KINDS
from pollsvc.web.formats import native_name, number_text
from pollsvc.web.languages import page_language


def asked_words(question: NewQuestion) -> str:
    """How a question is answered, in a sentence or two."""
    count = number_text(question.at_most, page_language())
    match question.kind:
        case Kind.SINGLE:
            said = gettext("Readers choose one answer.")
        case Kind.MULTIPLE if question.at_most < len(question.options):
            said = ngettext(
                "Readers choose at most %(count)s answer.",
                "Readers choose at most %(count)s answers.",
                question.at_most,
                count=count,
            )
        case Kind.RANKING if question.at_most < len(question.options):
            said = gettext("Readers put the first %(count)s in order.", count=count)
        case _:
            said = gettext(KINDS[question.kind.value][1])
    return " ".join((said, *_left_out(question)))


def _left_out(question: NewQuestion) -> Iterator[str]:
    if question.at_least == 0 or question.required is Required.NO:
        yield gettext("It may be left out.")
    elif question.required is Required.SOFT:
        yield gettext("Who leaves it out is asked once more.")
    if question.show_if:
        yield gettext("Shown only if: %(rule)s.", rule=question.show_if)


def tongue_words(new: NewPoll) -> list[str]:
    """In which languages readers can read all of it, in which some, in which nothing."""
    if len(new.languages) == 1:
        return []
    whole = [_whole(one) for one in new.questions]
    every = [one for one in new.languages if all(one in each for each in whole)]
    some = [one for one in new.languages if one not in every and any(one in each for each in whole)]
    none = [one for one in new.languages if one not in every and one not in some]
    words = []
    if every:
        said = ", ".join(map(native_name, every))
        words.append(gettext("Readers can read it in: %(languages)s.", languages=said))
    for language in some:
        count = sum(language in each for each in whole)
        words.append(
            gettext(
                "In %(language)s: %(count)s of %(all)s questions; the others come in %(base)s.",
                language=native_name(language),
                count=number_text(count, page_language()),
                all=number_text(len(whole), page_language()),
                base=native_name(new.languages[0]),
            )
        )
    if none:
        said = ", ".join(map(native_name, none))
        words.append(
            gettext("Not translated in full yet, so not shown: %(languages)s.", languages=said)
        )
    return words


def _whole(question: NewQuestion) -> frozenset[str]:
    labels = (option.label for option in question.options)
    rows = (row.text for row in question.rows)
    unit = (question.unit,) if question.unit else ()
    return shared_languages((question.text, *rows, *labels, *unit))


def through(new: NewPoll, steps: int) -> tuple[str, ...]:
    """How many questions there are and how they come; nothing of a poll of one question."""
    if len(new.questions) == 1:
        return ()
    return tuple(_through(new, steps))


def _through(new: NewPoll, steps: int) -> Iterator[str]:
    questions = len(new.questions)
    count, pages = (number_text(one, page_language()) for one in (questions, steps))
    if new.flow is Flow.ONE:
        yield gettext("%(count)s questions, one at a time.", count=count)
    else:
        yield ngettext(
            "%(count)s questions on %(pages)s page.",
            "%(count)s questions on %(pages)s pages.",
            steps,
            count=count,
            pages=pages,
        )
    rules = sum(bool(one.show_if) for one in new.questions)
    if rules:
        yield ngettext(
            "%(count)s question has a rule: only readers whose answers fit it are asked.",
            "%(count)s questions have rules: only readers whose answers fit them are asked.",
            rules,
            count=number_text(rules, page_language()),
        )
        yield gettext("Answers to a question that a later change of mind hides are not counted.")
    if new.check:
        yield gettext("Readers see all their answers once more before they send them.")
    if new.save_later:
        yield ngettext(
            "Readers can stop and go on later by a private link. What they have not sent is never"
            " counted, and is erased after %(count)s day.",
            "Readers can stop and go on later by a private link. What they have not sent is never"
            " counted, and is erased after %(count)s days.",
            new.unfinished_days,
            count=number_text(new.unfinished_days, page_language()),
        )
    elif steps > 1 or new.check:
        yield ngettext(
            "What readers have not sent is never counted, and is erased after %(count)s day.",
            "What readers have not sent is never counted, and is erased after %(count)s days.",
            new.unfinished_days,
            count=number_text(new.unfinished_days, page_language()),
        )


def stored_texts(new: NewPoll) -> Iterator[str]:
    """What is said of texts that readers write, where they can write any."""
    writes = [
        one
        for one in new.questions
        if one.kind.is_text or any(option.role is Role.OTHER for option in one.options)
    ]
    if not writes:
        return
    yield gettext("What readers write is kept with their answers. Ask them to name nobody.")
    if all(one.private for one in writes):
        yield gettext("What readers write is never shown, only this desk reads it.")
    else:
        yield gettext("Nothing that they write is shown to others before this desk lets it.")


def pair_words(new: NewPoll) -> tuple[str, ...]:
    """Which part of a pair it is."""
    if new.event is None:
        return ()
    title = new.event.title.say(new.languages[0]).text
    if new.phase is Phase.BEFORE:
        return (gettext("This is the poll before “%(event)s”.", event=title),)
    if new.phase is Phase.AFTER:
        return (gettext("This is the poll after “%(event)s”.", event=title),)
    return (gettext("This poll belongs to “%(event)s”.", event=title),)
