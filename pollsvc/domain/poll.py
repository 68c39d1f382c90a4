"""A poll's definition: what is asked, of whom, when, and who sees the results."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from pollsvc.domain.texts import Localised, first_of, shared_languages


class Kind(StrEnum):
    """Kind of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"


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


class Order(StrEnum):
    """In what order the options of a question are shown."""

    FIXED = "fixed"
    RANDOM = "random"
    """Each reader gets one of all orders, each as likely."""
    REVERSED = "reversed"
    """Half of the readers get them the other way round."""


class Role(StrEnum):
    """What an option stands for. All but plain ones keep their place at the end."""

    PLAIN = "plain"
    DONT_KNOW = "dont_know"


class FilledBy(StrEnum):
    """What fills in a question that no reader is asked."""

    LINK = "link"
    """The code in the link by which the reader came; its options are such codes."""


class Protection(StrEnum):
    """How a second vote by the same person is kept out."""

    OPEN = "open"
    BROWSER = "browser"


@dataclass(frozen=True, kw_only=True)
class Option:
    """A possible answer. ``id`` is unique inside the poll and never used again."""

    id: int
    code: str
    label: Localised
    short: Localised | None = None
    role: Role = Role.PLAIN


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing asked. ``at_least`` and ``at_most`` count chosen options."""

    id: int
    code: str
    kind: Kind
    text: Localised
    options: tuple[Option, ...]
    at_least: int = 1
    at_most: int = 1
    hint: Localised | None = None
    error: Localised | None = None
    order: Order = Order.FIXED
    filled_by: FilledBy | None = None

    def option(self, option_id: int) -> Option | None:
        """The option with this id, if it is one of this question's."""
        return next((one for one in self.options if one.id == option_id), None)


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address with its title: a source, an article, who asked."""

    title: Localised
    url: str | None = None
    note: Localised | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A wording that was changed after the first response. ``at`` is aware and in UTC.

    ``subject`` is ``"question"`` or ``"option"``, ``subject_id`` its id.
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

    @property
    def base_language(self) -> str:
        """The language the poll was written in."""
        return self.languages[0]

    @cached_property
    def whole_languages(self) -> frozenset[str]:
        """The languages in which every question and every label is written."""
        return shared_languages(
            text
            for question in self.questions
            for text in (question.text, *(option.label for option in question.options))
        )

    @cached_property
    def wording_digest(self) -> str:
        """12 hex digits that change when a question or a label does, in any language.

        They tell whether a form still shows what its numbers stand for. Order, hints and
        times are not in them.
        """
        wording = sorted(
            (
                question.id,
                sorted(question.text.texts),
                sorted((option.id, sorted(option.label.texts)) for option in question.options),
            )
            for question in self.questions
        )
        return hashlib.blake2b(json.dumps(wording).encode(), digest_size=6).hexdigest()

    def language_for(self, *wanted: str) -> str:
        """The first language wanted in which the whole poll can be asked.

        A question never appears half translated: if one label is missing in a
        language, the poll is asked in the next one, at last in the base language.
        """
        return first_of(wanted, self.whole_languages) or self.base_language

    def question(self, question_id: int) -> Question | None:
        """The question with this id, if there is one."""
        return next((one for one in self.questions if one.id == question_id), None)
