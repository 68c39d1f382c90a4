"""The page on which a poll is written: what it shows, whatever was typed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import Response, make_response, render_template
from flask_babel import gettext, ngettext

from pollsvc.accounts.guards import current_editor
from pollsvc.domain.draft import Draft, DraftProblem, DraftQuestion, Hint, draft_of, hints
from pollsvc.domain.draft.coding import with_codes
from pollsvc.domain.draft.rules import RULES
from pollsvc.domain.draft.stored import has_votes, is_public, with_empty_rows
from pollsvc.domain.draft.translating import missing
from pollsvc.domain.draft.wording import MOST_OPTIONS
from pollsvc.domain.life import State
from pollsvc.domain.moments import place_zones, read_zone
from pollsvc.domain.poll import Origin, Poll
from pollsvc.polls.at_desk import DeskPoll
from pollsvc.polls.conflicts import Conflict, main_fields, saved_time
from pollsvc.polls.drafts import Kept, last_change, same_draft
from pollsvc.polls.edit_form import DraftForm, is_about_question
from pollsvc.polls.edit_words import words_of_kinds
from pollsvc.polls.events import event_titles
from pollsvc.polls.phrases import draft_problem_text, hint_text
from pollsvc.polls.question_fields import prefix_of
from pollsvc.polls.tongues import tongues
from pollsvc.site.phrases import THEME_LABELS
from pollsvc.web.formats import locale_of, native_name, number_text
from pollsvc.web.kept import packed
from pollsvc.web.languages import page_language

_PACKED_WELL = 6


@dataclass(frozen=True, kw_only=True)
class EditPage(DraftForm):
    """A draft in the form, with everything that the page says about it.

    ``seen``, ``page`` and ``turn`` go with the form, see ``save_draft``. ``theirs`` is
    what somebody else saved meanwhile, where a save was refused because of it. ``removing``
    is the place of a question that is removed once the editor has said so again.
    """

    at_desk: DeskPoll
    editor_id: int
    kept: Kept
    seen: str
    moment: datetime
    page: str = field(default_factory=lambda: secrets.token_hex(8))
    turn: int = 0
    theirs: Kept | None = None
    removing: int | None = None

    @cached_property
    def is_public(self) -> bool:
        """Whether readers know of the poll, so that saving changes what they see."""
        return self.at_desk.is_written and is_public(self.at_desk.poll)

    @cached_property
    def has_votes(self) -> bool:
        """Whether people have answered, so that what they were asked stays."""
        return self.at_desk.is_written and has_votes(self.at_desk.poll)

    @property
    def is_past(self) -> bool:
        """Whether it is a past result."""
        return self.at_desk.poll.origin is Origin.TALLY

    @cached_property
    def state(self) -> State:
        """Where the poll stands."""
        return self.at_desk.state(self.moment)

    @property
    def has_begun(self) -> bool:
        """Whether the time of opening lies behind."""
        opens = self.at_desk.poll.opens_at
        return self.is_public and opens is not None and opens <= self.moment

    @property
    def is_over(self) -> bool:
        """Whether the time of closing lies behind."""
        return self.is_public and self.state.is_over

    def summary(self) -> list[tuple[str, str]]:
        """Every fault with the address of its field."""
        return [(self._address(one), self._named(one)) for one in self.problems]

    def _address(self, problem: DraftProblem) -> str:
        front, name = prefix_of(problem.question), problem.field
        if problem.language is not None:
            return f"/desk/polls/{self.at_desk.id}/languages?language={problem.language}"
        if name == "options":
            name = f"answer-{self._first_empty(problem.question)}"
        elif name == "rows":
            name = "row-1" if self.draft.questions[problem.question].rows else "row_add"
        elif problem.option is not None:
            name = f"{name}-{problem.option + 1}"
        elif name == "languages":
            name = "more"
        return f"#{front}{name}"

    def _first_empty(self, question: int) -> int:
        options = self.draft.questions[question].options
        base = self.draft.base_language
        empty = (n for n, one in enumerate(options, 1) if not one.label.get(base, "").strip())
        return next(empty, 1)

    def _named(self, problem: DraftProblem) -> str:
        """What is wrong, with the question and the answer where it is wrong."""
        said = draft_problem_text(problem)
        if problem.option is not None:
            number = number_text(problem.option + 1, page_language())
            if problem.field.startswith("row"):
                said = gettext("Row %(number)s: %(problem)s", number=number, problem=said)
            else:
                said = gettext("Answer %(number)s: %(problem)s", number=number, problem=said)
        if not self.is_survey or not is_about_question(problem):
            return said
        number = number_text(problem.question + 1, page_language())
        return gettext("Question %(number)s: %(problem)s", number=number, problem=said)

    def hints(self, question: int) -> tuple[Hint, ...]:
        """What to think about in a question; nothing where it cannot be changed any more."""
        return tuple(one for one in self._all_hints if (one.question, one.field) == (question, ""))

    def rule_hints(self, name: str, question: int) -> list[str]:
        """What is wrong or odd in a rule, in words, unless its field says a fault already."""
        if self.faults(name, question):
            return []
        found = (one for one in self._all_hints if (one.question, one.field) == (question, name))
        return [hint_text(one) for one in found]

    @cached_property
    def _all_hints(self) -> tuple[Hint, ...]:
        return () if self.has_votes else hints(self.draft)

    @property
    def stored(self) -> Poll | None:
        """The poll as it is written, if it is."""
        return self.at_desk.poll if self.at_desk.is_written else None

    @cached_property
    def published(self) -> Draft:
        """The poll as it is written, for what cannot be changed any more."""
        return draft_of(self.at_desk.poll)

    def as_asked(self, question: DraftQuestion) -> DraftQuestion:
        """The question as people were asked it; as it is typed where there is no such one."""
        stored = (one for one in self.published.questions if one.key == question.key)
        return next(stored, question)

    def may_rearrange(self, question: DraftQuestion) -> bool:
        """Whether answers can come, go and move; also to put back what was typed too late."""
        asked = [option.key for option in self.as_asked(question).options]
        return not self.has_votes or [option.key for option in question.options] != asked

    def may_add(self, question: DraftQuestion) -> bool:
        """Whether there is room for another answer."""
        return self.may_rearrange(question) and len(question.options) < MOST_OPTIONS

    def may_move_rows(self, question: DraftQuestion) -> bool:
        """Whether rows of a table can come, go and move; also to put back what was typed late."""
        asked = [row.key for row in self.as_asked(question).rows]
        return not self.has_votes or [row.key for row in question.rows] != asked

    @property
    def may_move_questions(self) -> bool:
        """Whether questions can move and go; also to put back what was typed too late."""
        asked = [one.key for one in self.published.questions] if self.has_votes else []
        return self.is_survey and [one.key for one in self.draft.questions] != asked

    @property
    def may_add_questions(self) -> bool:
        """Whether there can be another question."""
        return self.may_hold_more and not self.has_votes

    @property
    def saved_words(self) -> str:
        """When the draft was saved last, and who can see it."""
        if self.theirs is not None:
            return gettext("What you typed is not saved.")
        if self.kept.at is None:
            return self._not_saved_words()
        time = saved_time(self.kept.at, self.moment, self.at_desk.poll.zone)
        if self.is_public:
            return gettext("Saved at %(time)s. Readers do not see it yet.", time=time)
        return gettext("Saved at %(time)s. Only your desk can see this draft.", time=time)

    def _not_saved_words(self) -> str:
        if self.is_public:
            return gettext("Readers see your changes once you save them.")
        return gettext("Only your desk can see this draft.")

    def languages_words(self) -> str:
        """The languages of the draft, each by its own name, and what is still missing."""
        said = []
        for language in self.draft.languages:
            name, left = native_name(language), len(missing(self.draft, language))
            if not left or language == self.draft.base_language:
                said.append(name)
                continue
            count = number_text(left, page_language())
            said.append(
                ngettext(
                    "%(language)s (%(count)s text missing)",
                    "%(language)s (%(count)s texts missing)",
                    left,
                    language=name,
                    count=count,
                )
            )
        return " · ".join(said)

    def differences(self) -> list[tuple[str, str, str]]:
        """Where this draft differs from what somebody else saved: name, theirs, this one."""
        if self.theirs is None:
            return []
        mine, theirs = main_fields(self.draft), main_fields(self.theirs.draft)
        names = [*mine, *(name for name in theirs if name not in mine)]
        pairs = [(name, theirs.get(name, ""), mine.get(name, "")) for name in names]
        differing = [pair for pair in pairs if pair[1] != pair[2]]
        if not differing and not same_draft(self.draft, self.theirs.draft):
            words = gettext("as they saved them"), gettext("as you have them")
            differing.append((gettext("Other choices"), *words))
        return differing

    def conflict(self) -> Conflict:
        """Who saved meanwhile, and when."""
        assert self.theirs is not None
        last = last_change(self.at_desk.id)
        if self.theirs.at is not None or last is None:
            by_id, by = self.theirs.by_id, self.theirs.by
            at = self.theirs.at or self.moment
        else:
            by_id, by, at = last
        return Conflict(
            name=by or gettext("Somebody"),
            time=saved_time(at, self.moment, self.at_desk.poll.zone),
            is_own=by_id == self.editor_id,
        )


def zone_city(zone: str) -> str:
    """The city of a zone in the page's language; the text itself where it is no zone."""
    try:
        known = ZoneInfo(read_zone(zone.strip()))
    except ValueError:
        return zone
    return get_timezone_location(known, locale=locale_of(page_language()), return_city=True)


def hints_of(page: EditPage) -> dict[str, str]:
    """What to think about in each question and rule, as HTML, by the place in the form.

    That of a question is what stands in front of its fields, that of a rule its field.
    """
    found = {}
    for place in range(len(page.draft.questions)):
        front = prefix_of(place)
        found[front] = render_template(
            "polls/_edit_hints.html", edit=page, place=place, front=front, hint_text=hint_text
        )
        for name in sorted(RULES):
            said = page.rule_hints(name, place)
            found[front + name] = _rule_hints(said) if said else ""
    return found


def _rule_hints(said: list[str]) -> str:
    return render_template("polls/_edit_rule_hints.html", said=said)


def edit_response(page: EditPage, status: int = 200) -> Response:
    """The page as an answer."""
    shown = replace(page, draft=with_empty_rows(with_codes(page.draft, page.stored)))
    body = render_template(
        "polls/edit.html",
        edit=shown,
        at_desk=page.at_desk,
        state=page.state,
        tab="edit",
        prefix_of=prefix_of,
        city=zone_city(page.draft.zone),
        zones=place_zones(),
        hint_text=hint_text,
        theme_labels=tuple(THEME_LABELS.items()),
        tongues=tongues(*page.draft.languages),
        events=event_titles(page.draft.base_language, current_editor()),
        **words_of_kinds(),
    )
    # A long survey says the same words many times over, so packing it well is worth its time.
    return packed(make_response(body, status), _PACKED_WELL)
