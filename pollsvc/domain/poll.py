"""A poll's definition: what is asked, of whom, when, and who sees the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pollsvc.domain.counting import Counting, how_counted
from pollsvc.domain.question import Question
from pollsvc.domain.texts import Localised, first_of
from pollsvc.domain.wording import wording_of


class Flow(StrEnum):
    """How the questions of a survey are put before a respondent."""

    PAGES = "pages"
    ONE = "one"
    """One question at a time."""
    ALL = "all"
    """All on one page, as far as none hangs on another."""


class Phase(StrEnum):
    """Which part of a pair a poll is."""

    BEFORE = "before"
    AFTER = "after"


class Origin(StrEnum):
    """Whether responses were cast here, or a finished tally was brought in."""

    LIVE = "live"
    TALLY = "tally"


class Visibility(StrEnum):
    """Who sees the results when."""

    ALWAYS = "always"
    AFTER_VOTING = "after_voting"
    AFTER_CLOSING = "after_closing"
    WHEN_RELEASED = "when_released"
    DESK_ONLY = "desk_only"


class Protection(StrEnum):
    """How a second vote by the same person is kept out."""

    OPEN = "open"
    BROWSER = "browser"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a survey. ``show_if`` holds for every question on it."""

    number: int
    title: Localised | None = None
    intro: Localised | None = None
    show_if: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """A discussion before and after which the same is asked."""

    code: str
    title: Localised


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address with its title: a source, an article, who asked."""

    title: Localised
    url: str | None = None
    note: Localised | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A wording that was changed after the first response. ``at`` is aware and in UTC.

    ``subject`` is ``"question"`` or ``"option"``, ``subject_id`` its id (a row is a question).
    """

    subject: str
    subject_id: int
    language: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A topic that polls share."""

    code: str
    label: Localised


@dataclass(frozen=True, kw_only=True)
class Poll:
    """Everything written about a poll, frozen; read once per ``definition_version``.

    Times are aware and in UTC. ``zone`` is the IANA name in which times are
    shown. ``protection`` is ``None`` where it is not known (an imported tally).
    ``questions`` are those that readers are asked; ``links`` is the question that the
    link fills in by which they came, if links are counted. ``intro`` and ``closing``
    are in Markdown. ``theme`` holds theme variables that differ from the site's.
    ``previous_slug`` and ``next_slug`` are the versions before and after this one.
    ``pages`` are those with a title, a text or a rule. ``check``: answers are shown once
    more before they are sent; ``save_later``: they may be finished within
    ``unfinished_days``. ``sample`` says that the responses were invented.
    """

    id: int
    slug: str
    origin: Origin
    definition_version: int
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    visibility: Visibility
    protection: Protection | None
    zone: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    release_at: datetime | None = None
    archived_at: datetime | None = None
    may_change: bool = False
    may_withdraw: bool = False
    numbered: bool = False
    intro: Localised | None = None
    closing: Localised | None = None
    asked_by: Link | None = None
    source: Link | None = None
    article: Link | None = None
    tags: tuple[Tag, ...] = ()
    links: Question | None = None
    corrections: tuple[Correction, ...] = ()
    theme: tuple[tuple[str, str], ...] = ()
    first_response_at: datetime | None = None
    previous_slug: str | None = None
    next_slug: str | None = None
    title: Localised | None = None
    pages: tuple[Page, ...] = ()
    flow: Flow = Flow.PAGES
    check: bool = False
    save_later: bool = False
    unfinished_days: int = 14
    sample: bool = False
    event: Event | None = None
    phase: Phase | None = None

    @property
    def base_language(self) -> str:
        """The language the poll was written in."""
        return self.languages[0]

    @property
    def is_survey(self) -> bool:
        """Whether it asks more than one question."""
        return len(self.questions) > 1

    @property
    def takes_words(self) -> bool:
        """Whether anything can be written in answer to it."""
        return any(one.takes_words for one in self.questions)

    @property
    def name(self) -> Localised:
        """What it is called: its title, or its first question."""
        return self.title or self.questions[0].text

    @cached_property
    def whole_languages(self) -> frozenset[str]:
        """The languages in which every question and every label is written."""
        return frozenset.intersection(*(one.whole_languages for one in self.questions))

    @cached_property
    def spoken_languages(self) -> frozenset[str]:
        """The languages in which some question is whole, so that it can be asked for in them."""
        return frozenset[str]().union(*(one.whole_languages for one in self.questions))

    @cached_property
    def wording_digest(self) -> str:
        """What a form carries of the words it shows; other words make another one.

        It tells whether a form still shows what its numbers stand for, and by
        ``domain.wording.same_words`` which of its questions do not.
        """
        return wording_of(self.questions)

    @cached_property
    def counting(self) -> Counting:
        """How the answers to each question are counted, by its id; fixed once there are any."""
        counting = {
            part.id: how_counted(part, is_row=part is not one)
            for one in self.questions
            for part in one.parts
        }
        return counting | ({self.links.id: how_counted(self.links)} if self.links else {})

    def language_for(self, *wanted: str) -> str:
        """The first language wanted in which some question is whole, else the base language.

        A question never appears half translated: one that lacks a label in a language is
        asked in its base language, see ``Question.tongue``.
        """
        return first_of(wanted, self.spoken_languages) or self.base_language

    @cached_property
    def parts(self) -> Mapping[int, Question]:
        """Everything that is answered, by its id, in the order asked: rows for matrices."""
        return {part.id: part for one in self.questions for part in one.parts}

    def question(self, question_id: int) -> Question | None:
        """The question with this id, if there is one."""
        return next((one for one in self.questions if one.id == question_id), None)
