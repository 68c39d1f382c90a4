"""A draft in the form in which it is written: its fields, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from flask_babel import gettext

from pollsvc.domain.draft import Draft, DraftOption, DraftProblem, DraftQuestion, DraftRow
from pollsvc.domain.draft.sorting import is_alone, loses_page
from pollsvc.domain.moments import offsets_at, read_zone
from pollsvc.polls.kind_words import KINDS
from pollsvc.polls.phrases import draft_problem_text
from pollsvc.polls.question_fields import MOST_QUESTIONS, prefix_of
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language

_OF_POLL = ("title", "intro", "closing", "event")
_OF_QUESTION = ("text", "hint", "error", "unit", "page_title", "page_intro")
_ABOUT = frozenset(("hint", "error", "order", "required"))
_WHERE = frozenset(
    ("new_page", "page_title", "page_intro", "page_show_if", "show_if", "code", "series")
)
_MORE = frozenset(
    (
        *("short", "answer_code", "row_code", "protection", "may_change", "may_withdraw"),
        *("intro", "closing", "tags", "slug", "languages"),
        *("article_title", "article_url", "asked_by_title", "asked_by_url"),
        *("source_title", "source_url"),
        *("flow", "check", "save_later", "unfinished_days", "event", "event_code", "phase"),
    )
)
_ALONE = _ABOUT | _WHERE | {"title"}
"""Fields that stand in the fold with further choices where there is one question alone."""
_OF_ONE_POLL = _MORE | {"title", "numbered", "opens", "closes", "release", "zone", "visibility"}
_LONGEST = 120
_LONGEST_NAMED = 48
_LONGEST_LABEL = 24
"""So many characters of a question, and of an answer, stand beside their codes."""
_MOST_CODES = 30


@dataclass(frozen=True, kw_only=True)
class TypedTime:
    """A time as typed: for the field of a browser, with the offsets to choose from if two."""

    local: str
    offset: str = ""
    offsets: tuple[str, ...] = ()
    is_odd: bool = False
    """Whether a browser's own field for times could not show it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question in the table of contents. ``page`` is said where one begins."""

    front: str
    number: str
    text: str
    kind: str
    page: str
    has_rule: bool
    has_faults: bool


class Named(NamedTuple):
    """What rules call a question, or a row, and its answers, each with its words."""

    code: str
    number: str
    text: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DraftForm:
    """What the form shows of a draft. ``opened`` is the question to unfold, from 0."""

    draft: Draft
    problems: tuple[DraftProblem, ...] = ()
    opened: int = 0

    @property
    def is_survey(self) -> bool:
        """Whether there are several questions, each in a fold of its own."""
        return len(self.draft.questions) > 1

    def faults(self, name: str, question: int = 0, option: int | None = None) -> list[str]:
        """What is wrong with a field, in words."""
        return [
            draft_problem_text(one)
            for one in self.problems
            if (one.field, one.question, one.option) == (name, question, option)
            and one.language is None
        ]

    def has_faults(self, question: int) -> bool:
        """Whether anything is wrong with a question."""
        return any(is_about_question(one) and one.question == question for one in self.problems)

    def is_open(self, question: int) -> bool:
        """Whether the fold of a question is open."""
        if any(map(is_about_question, self.problems)):
            return self.has_faults(question)
        return question == min(self.opened, len(self.draft.questions) - 1)

    def is_about_open(self, question: DraftQuestion, place: int) -> bool:
        """Whether the fold with help and order is open: where something in it is wrong."""
        return self._is_wrong(_ABOUT, place)

    def is_where_open(self, question: DraftQuestion, place: int) -> bool:
        """Whether the fold with page and rule is open: where it says or lacks something."""
        says = (question.new_page, question.show_if, question.page_show_if)
        return self._is_wrong(_WHERE, place) or any(says)

    def _is_wrong(self, fields: frozenset[str], place: int) -> bool:
        return any(one.field in fields and one.question == place for one in self.problems)

    @property
    def is_more_open(self) -> bool:
        """Whether the fold with further choices is open: where something in it is wrong."""
        fields = _MORE if self.is_survey else _MORE | _ALONE
        return any(
            one.field in fields or one.field.startswith("theme") or one.field == "numbered"
            for one in self.problems
        )

    @property
    def has_short(self) -> bool:
        """Whether any answer has a short label, so that the fields for them are shown."""
        options = [option for one in self.draft.questions for option in one.options]
        wrong = any(one.field == "short" for one in self.problems)
        return wrong or any(any(one.short.values()) for one in options)

    @property
    def has_wrong_code(self) -> bool:
        """Whether the code of an answer or row is wrong, so that their fields are shown."""
        return any(one.field in ("answer_code", "row_code") for one in self.problems)

    def short_text(self, question: DraftQuestion) -> str:
        """A question in one line, cut where it is long."""
        return self._short(question.text, _LONGEST)

    def _short(self, texts: Mapping[str, str], longest: int) -> str:
        text = " ".join(texts.get(self.draft.base_language, "").split())
        return text if len(text) <= longest else text[:longest].rstrip() + "…"

    def kind_words(self, question: DraftQuestion) -> str:
        """What kind of question it is."""
        return gettext(KINDS[question.kind][0]) if question.kind in KINDS else question.kind

    def is_blank(self, place: int) -> bool:
        """Whether nothing is lost with a question, so that it can go without a word."""
        question = self.draft.questions[place]
        texts = [question.text, question.hint, question.error, question.unit]
        is_said = any(text.strip() for every in texts for text in every.values())
        parts: tuple[DraftOption | DraftRow, ...] = (*question.options, *question.rows)
        is_said = is_said or not all(one.is_blank for one in parts)
        is_said = is_said or bool(question.show_if.strip()) or loses_page(self.draft, place)
        return not (question.key or is_said)

    def page_lost_words(self, place: int) -> str:
        """What of a page goes with a question, in words; ``""`` where nothing does."""
        if not loses_page(self.draft, place):
            return ""
        if is_alone(self.draft, place):
            return gettext(
                "No other question stands on its page, so the title, text and rule of the page"
                " go with it."
            )
        return gettext(
            "The title, text and rule that rest here, of a page that has gone, go with it."
        )

    @property
    def may_hold_more(self) -> bool:
        """Whether there is room for another question."""
        return len(self.draft.questions) < MOST_QUESTIONS

    def contents(self) -> Iterator[Entry]:
        """The questions in their order, and where pages begin."""
        base, page = self.draft.base_language, 0
        pages = sum(one.new_page for one in self.draft.questions[1:]) + 1
        for place, one in enumerate(self.draft.questions):
            begins = place == 0 or one.new_page
            page += begins
            title = one.page_title.get(base, "").strip()
            yield Entry(
                front=prefix_of(place),
                number=number_text(place + 1, page_language()),
                text=self.short_text(one),
                kind=self.kind_words(one),
                page=_page_words(page, title) if begins and (pages > 1 or title) else "",
                has_rule=bool(one.show_if.strip()),
                has_faults=self.has_faults(place),
            )

    def codes_before(self, place: int) -> list[Named]:
        """What a rule can name: each earlier question, and its answers.

        A table gives a line for each of its rows, as those are what is answered.
        """
        return [line for lines in self._codes[:place] for line in lines]

    @cached_property
    def _codes(self) -> list[list[Named]]:
        found = []
        for number, one in enumerate(self.draft.questions, 1):
            said, answers = number_text(number, page_language()), tuple(self._answers_of(one))
            parts = one.rows if one.kind == "matrix" else (one,)
            found.append(
                [
                    Named(part.code, said, self._short(part.text, _LONGEST_NAMED), answers)
                    for part in parts
                    if part.code.strip()
                ]
            )
        return found

    def _answers_of(self, question: DraftQuestion) -> Iterator[tuple[str, str]]:
        """What a rule can compare with; a scale's points are compared by number."""
        options = [one for one in question.options if one.code.strip() and not one.is_blank]
        if question.kind == "scale":
            options = [one for one in options if one.role != "plain"]
            ends = (question.scale_from.strip(), question.scale_to.strip())
            if all(ends):
                yield "–".join(ends), ""
        for one in options[:_MOST_CODES]:
            yield one.code, self._short(one.label, _LONGEST_LABEL)
        if len(options) > _MOST_CODES:
            yield "…", ""

    def time(self, name: str) -> TypedTime:
        """One of ``opens``, ``closes``, ``release`` for its field."""
        text: str = getattr(self.draft, name).strip()
        local, offset = text[:16].replace(" ", "T"), text[16:]
        try:
            moment = datetime.fromisoformat(local)
            offsets = offsets_at(moment, read_zone(self.draft.zone.strip()))
        except (ValueError, OverflowError):
            return TypedTime(local=text, is_odd=bool(text))
        if len(offsets) == 2 and (not offset or offset in offsets):
            return TypedTime(local=local, offset=offset, offsets=offsets)
        return TypedTime(local=text if offset else local, is_odd=bool(offset))

    def others(self, option: DraftOption) -> dict[str, dict[str, str]]:
        """An answer's texts in further languages, for the form to carry."""
        return _said({"label": self._others(option.label), "short": self._others(option.short)})

    def of_row(self, row: DraftRow) -> dict[str, dict[str, str]]:
        """The same for a row."""
        return _said({"text": self._others(row.text)})

    def of_question(self, question: DraftQuestion) -> dict[str, dict[str, str]]:
        """The same for a question's own texts."""
        return _said({name: self._others(getattr(question, name)) for name in _OF_QUESTION})

    @property
    def of_poll(self) -> dict[str, dict[str, str]]:
        """The same for the texts of the poll as a whole; notes of links in every language."""
        texts = {name: self._others(getattr(self.draft, name)) for name in _OF_POLL}
        for name in ("article", "asked_by", "source"):
            link = getattr(self.draft, name)
            texts[f"{name}_title"] = self._others(link.title)
            texts[f"{name}_note"] = dict(link.note)
        return _said(texts)

    def _others(self, texts: Mapping[str, str]) -> dict[str, str]:
        base = self.draft.base_language
        return {one: text for one, text in texts.items() if one != base}


def is_about_question(problem: DraftProblem) -> bool:
    """Whether a problem is in a field of one question, and not of the poll as a whole."""
    name = problem.field
    is_of_poll = name in _OF_ONE_POLL - {"short", "answer_code", "row_code"}
    return not is_of_poll and not name.startswith("theme")


def _page_words(number: int, title: str) -> str:
    said = number_text(number, page_language())
    if title:
        return gettext("Page %(number)s: %(title)s", number=said, title=title)
    return gettext("Page %(number)s", number=said)


def _said(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {name: one for name, one in texts.items() if one}
