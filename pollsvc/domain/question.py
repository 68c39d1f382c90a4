"""One thing asked: its kind, its options, its rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pollsvc.domain.texts import Localised, first_of, shared_languages


class Kind(StrEnum):
    """Kind of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    """Options in an order, all of them or the first ``at_most``."""
    SCALE = "scale"
    """One of several points, which are options with a ``value``."""
    MATRIX = "matrix"
    """Rows that share one set of options; each row is a question of its own."""
    NUMBER = "number"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    DATE = "date"

    @property
    def is_text(self) -> bool:
        """Whether words are answered, which no counter holds."""
        return self in (Kind.SHORT_TEXT, Kind.LONG_TEXT)

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed, and options only stand beside it."""
        return self.is_text or self in (Kind.NUMBER, Kind.DATE)


class Required(StrEnum):
    """What happens when a question is left without an answer."""

    NO = "no"
    SOFT = "soft"
    """The reader is asked once more, and may then go on without."""
    HARD = "hard"


class Method(StrEnum):
    """How rankings are counted; one of them stands first in the results."""

    INSTANT_RUNOFF = "instant_runoff"
    BORDA = "borda"
    SCHULZE = "schulze"
    FIRST_PREFERENCES = "first_preferences"


class Order(StrEnum):
    """In what order the options of a question, or the rows of a matrix, are shown."""

    FIXED = "fixed"
    RANDOM = "random"
    """Each reader gets one of all orders, each as likely."""
    REVERSED = "reversed"
    """Half of the readers get them the other way round."""


class Role(StrEnum):
    """What an option stands for. All but plain ones keep their place at the end."""

    PLAIN = "plain"
    OTHER = "other"
    """Something else, which the respondent writes."""
    DONT_KNOW = "dont_know"
    NO_ANSWER = "no_answer"
    """Rather not say."""
    NONE = "none"
    """None of those above."""

    @property
    def is_exclusive(self) -> bool:
        """Whether it can only be chosen alone."""
        return self in (Role.DONT_KNOW, Role.NO_ANSWER, Role.NONE)


class FilledBy(StrEnum):
    """What fills in a question that no reader is asked."""

    LINK = "link"
    """The code in the link by which the reader came; its options are such codes."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """A possible answer. ``id`` is unique inside the poll and never used again.

    ``value`` is the number that a point of a scale stands for; its label is then that
    number where nothing else was written. A ``pinned`` option keeps its place when the
    others are shuffled.
    """

    id: int
    code: str
    label: Localised
    short: Localised | None = None
    role: Role = Role.PLAIN
    value: int | None = None
    pinned: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it is a point of a scale that has no words of its own."""
        return self.value is not None and set(dict(self.label.texts).values()) == {str(self.value)}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing asked. ``at_least`` and ``at_most`` count chosen or ranked options.

    ``required`` says what happens when nothing is answered. A matrix has ``rows``, each a
    question of its own (single, or multiple where several may be chosen on a line) with the
    matrix's options and rules; the matrix itself is never answered. ``page`` counts from 1;
    ``show_if`` is a rule as written (``domain.flow``). ``series`` ties the same question
    across polls. Of a number ``low`` and ``high`` are the range and ``decimals`` its digits
    after the point, by which both are scaled (``low=15, decimals=1`` is 1.5); of a date
    they are day numbers (``date.toordinal``). ``longest`` is how many characters a text may
    have. ``diverging``: the points go from one end over a middle to the other. ``grid``: a
    matrix is a table where there is room; ``rows_order`` is how its rows are shown, where
    ``order`` is about its options. ``private``: texts are never shown. ``method`` is the count
    that stands first in a ranking's results.
    """

    id: int
    code: str
    kind: Kind
    text: Localised
    options: tuple[Option, ...] = ()
    at_least: int = 1
    at_most: int = 1
    required: Required = Required.HARD
    hint: Localised | None = None
    error: Localised | None = None
    order: Order = Order.FIXED
    filled_by: FilledBy | None = None
    rows: tuple[Question, ...] = ()
    page: int = 1
    show_if: str | None = None
    series: str | None = None
    unit: Localised | None = None
    low: int | None = None
    high: int | None = None
    decimals: int = 0
    longest: int = 0
    diverging: bool = False
    grid: bool = False
    rows_order: Order = Order.FIXED
    private: bool = False
    method: Method = Method.INSTANT_RUNOFF

    def option(self, option_id: int) -> Option | None:
        """The option with this id, if it is one of this question's."""
        return next((one for one in self.options if one.id == option_id), None)

    @property
    def parts(self) -> tuple[Question, ...]:
        """What is answered: the rows of a matrix, else the question itself."""
        return self.rows if self.kind is Kind.MATRIX else (self,)

    @property
    def need(self) -> Required:
        """Whether it may be left; ``at_least`` nought says so too."""
        return Required.NO if self.at_least == 0 else self.required

    @property
    def takes_words(self) -> bool:
        """Whether something can be written in answer: a text, or what "other" stands for."""
        return self.kind.is_text or any(one.role is Role.OTHER for one in self.options)

    @cached_property
    def plain_options(self) -> tuple[Option, ...]:
        """The options that can be ranked or measured: all but "don't know" and its like."""
        return tuple(one for one in self.options if not one.role.is_exclusive)

    @cached_property
    def texts(self) -> tuple[Localised, ...]:
        """Every text without which it cannot be asked, rows and labels included."""
        return (
            self.text,
            *(row.text for row in self.rows),
            *(option.label for option in self.options),
            *((self.unit,) if self.unit else ()),
        )

    @cached_property
    def wording_digest(self) -> str:
        """8 hex digits that change when any of its texts does, in any language.

        Order and hints are not in them.
        """
        said = sorted((part.id, sorted(part.text.texts)) for part in (self, *self.rows))
        labels = sorted((one.id, sorted(one.label.texts)) for one in self.options)
        unit = sorted(self.unit.texts) if self.unit else []
        words = json.dumps([said, labels, unit])
        return hashlib.blake2b(words.encode(), digest_size=4).hexdigest()

    @cached_property
    def whole_languages(self) -> frozenset[str]:
        """The languages in which its text and every label are written."""
        return shared_languages(self.texts)

    def tongue(self, *wanted: str) -> str:
        """The first language wanted in which it is whole, else the one it was written in."""
        return first_of(wanted, self.whole_languages) or self.text.texts[0][0]
