"""Questions made ready to be asked: what the page shows of each, and in which language.

What was sent is still there, and what is wrong with it stands beside it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from pollsvc.domain.answers import Parts, Raw, Response
from pollsvc.domain.errors import Problem
from pollsvc.domain.order import shown_order, shown_rows
from pollsvc.domain.poll import Page, Poll
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.reading import INSTEAD, longest_text
from pollsvc.domain.texts import Localised, Said
from pollsvc.domain.typed import TypedError, day_text, read_day
from pollsvc.voting.fault_words import (
    not_alone_words,
    problem_said,
    too_many_words,
    twice_words,
)
from pollsvc.voting.forms import field_name
from pollsvc.voting.page_heads import Head, heads_of
from pollsvc.web.asked_words import (
    NOTHING_YET,
    has_boxes,
    how_text,
    is_optional,
    length_words,
    other_words,
    places_of,
    quoted,
    with_answers,
)

__all__ = ["NOTHING_YET", "Asked", "Choice", "Fault", "Look", "asked_questions_of", "faults_of"]

_MOST_COLUMNS = 6
_LEFT = "left_out"


class Look(StrEnum):
    """How a question looks on the page."""

    LIST = "list"
    BOXES = "boxes"
    """The points of a scale as numbers in a row."""
    RANKING = "ranking"
    ROWS = "rows"
    TYPED = "typed"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option as it stands on the page. ``control`` is the id of what is pressed.

    ``place`` is the one given in a ranking. ``words`` are those written beside "other",
    ``None`` where nothing can be; ``words_field`` is their field and ``ask_words`` its label.
    """

    option: Option
    control: str
    label: Said
    checked: bool = False
    place: str = ""
    field: str = ""
    words: str | None = None
    words_field: str = ""
    ask_words: str = ""
    is_wrong: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether it excludes the others."""
        return self.option.role.is_exclusive


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong, and the id of the control at which it is put right.

    ``is_soft``: it may be left so; the reader is only asked once more.
    """

    said: Said
    target: str
    id: str
    is_soft: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question as its page shows it. ``here`` is its field's name and begins every id.

    ``number`` is its place in the poll where questions are numbered. ``how`` says in the
    page's language how it is answered. ``choices`` are the options in the order shown,
    ``instead`` those that are chosen instead of an answer typed or ranked. ``rows`` are
    the lines of a matrix in the order shown, and their faults are its own too. ``head``
    stands above it where it begins a page. ``is_reworded``: its words were others before.
    """

    question: Question
    look: Look
    here: str
    tongue: str
    text: Said
    number: int | None = None
    is_optional: bool = False
    how: str = ""
    hint: Said | None = None
    unit: Said | None = None
    choices: tuple[Choice, ...] = ()
    instead: tuple[Choice, ...] = ()
    typed: str = ""
    rows: tuple[Asked, ...] = ()
    own_faults: tuple[Fault, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    head: Head | None = None
    is_reworded: bool = False

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it and with its lines, in the order of the page."""
        return (*self.own_faults, *(fault for row in self.rows for fault in row.own_faults))

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to it."""
        hint = ("hint",) * bool(self.how or self.hint) + ("new",) * self.is_reworded
        faults = (fault.id for fault in self.own_faults)
        return " ".join((*(f"{self.here}-{one}" for one in hint), *faults))

    @property
    def first(self) -> str:
        """The id of its first control."""
        return self.rows[0].first if self.rows else f"{self.here}-1"

    @property
    def has_one_control(self) -> bool:
        """Whether its heading can be the label of the one thing that is filled in."""
        return self.look is Look.TYPED and not self.instead

    @property
    def is_multiple(self) -> bool:
        """Whether several may be chosen."""
        return self.question.kind is Kind.MULTIPLE

    @property
    def is_no_date(self) -> bool:
        """Whether a browser's field for dates would be empty instead of showing what was typed."""
        try:
            return bool(self.typed) and day_text(read_day(self.typed)) != self.typed
        except TypedError:
            return True

    @property
    def points(self) -> tuple[Choice, ...]:
        """The boxes of a scale: what stands on it."""
        return tuple(one for one in self.choices if one.option.value is not None)

    @property
    def beside(self) -> tuple[Choice, ...]:
        """What stands below the boxes."""
        return tuple(one for one in self.choices if one.option.value is None)

    @property
    def ends(self) -> tuple[Choice, ...]:
        """The points of a scale that have words, as those at its ends do."""
        return tuple(one for one in self.points if not one.option.is_bare)

    @property
    def grid(self) -> str:
        """Its look beside a list: ``"mx--grid"`` a table, ``"mx--boxes"`` numbers, ``""`` none."""
        if has_boxes(self.question) and not self.rows[0].is_multiple:
            return "mx--boxes"
        if not self.question.grid or any(one.words is not None for one in self._row_choices):
            return ""
        return "mx--grid" if len(self.question.options) <= _MOST_COLUMNS else ""

    @property
    def _row_choices(self) -> tuple[Choice, ...]:
        return self.rows[0].choices if self.rows else ()

    @property
    def needs_script(self) -> bool:
        """Whether a script could help with it."""
        has_words = any(one.words is not None for one in (*self.choices, *self._row_choices))
        return has_words or bool(self.checks) or any(row.checks for row in self.rows)

    @property
    def checks(self) -> dict[str, str]:
        """What the script says at once, as attributes for it; nothing needs them."""
        question, tongue = self.question, self.tongue
        found: dict[str, str] = {}
        if self.instead or (self.is_multiple and any(one.is_alone for one in self.choices)):
            found["data-alone"] = not_alone_words(question, (), tongue)
        if self.look is Look.RANKING:
            found["data-twice"] = twice_words("{place}", "{answers}")
        elif self.is_multiple and question.at_most < len(question.plain_options):
            found["data-most"] = str(question.at_most)
            found["data-many"] = too_many_words(question, question.at_most)
        elif question.kind.is_text:
            found["data-longest"] = str(longest_text(question))
            found["data-count"] = length_words(question)
        return found


def asked_questions_of(
    poll: Poll,
    questions: Sequence[Question],
    raw: Raw,
    parts: Parts,
    problems: Sequence[Problem] = (),
    *,
    seed: int = 0,
    tongue: str = "",
    response: Response = NOTHING_YET,
    headed: Page | None = None,
    begun: Container[int] = (),
    reworded: Container[int] = (),
) -> tuple[Asked, ...]:
    """These questions made ready, with what was sent and what is wrong with it.

    ``seed`` gives the order of shuffled options and rows (``domain.order``), ``tongue`` is the
    language wanted; a question that is not whole in it is asked in the poll's own.
    ``response`` is what was answered before, for words taken from there; for ``headed`` and
    ``begun`` see ``page_heads``. ``reworded`` are those that read otherwise before.
    """
    form = _Form(poll, raw, parts, tuple(problems), seed, tongue, response)
    heads = heads_of(poll, questions, tongue, response, headed=headed, begun=begun)
    return tuple(
        replace(form.asked(one), head=heads.get(one.id), is_reworded=one.id in reworded)
        for one in questions
    )


def faults_of(
    poll: Poll, asked: Sequence[Asked], problems: Sequence[Problem], tongue: str
) -> tuple[Fault, ...]:
    """What the summary on top of a page says: one line for each problem.

    What is wrong with none of these questions comes first and once, with the way to the
    first of them.
    """
    here = {part.id for one in asked for part in (one.question, *one.question.rows)}
    loose = [one for one in problems if one.question not in here][:1]
    first = asked[0].first if asked else "main"
    of_the_form = [
        Fault(said=problem_said(poll, one, tongue), target=first, id="") for one in loose
    ]
    return (*of_the_form, *(fault for one in asked for fault in one.faults))


@dataclass(frozen=True)
class _Form:
    """What every question of a form has in common."""

    poll: Poll
    raw: Raw
    parts: Parts
    problems: tuple[Problem, ...]
    seed: int
    tongue: str
    response: Response
    numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the questions where that is wanted."""
        if self.poll.numbered:
            places = enumerate(self.poll.questions, 1)
            self.numbers.update({question.id: place for place, question in places})

    def asked(self, question: Question, matrix: Question | None = None) -> Asked:
        """One question, or a row of a matrix, whose options stand in the matrix's order."""
        tongue = (matrix or question).tongue(self.tongue, self.poll.base_language)
        here, look = field_name(question.id), _look(question)
        shown = self._options(question, matrix)
        choices = tuple(
            self._choice(question, one, place, tongue) for place, one in enumerate(shown, 1)
        )
        stand_apart = look in (Look.RANKING, Look.TYPED)
        hint = self._said(question.hint, tongue) if question.hint else None
        how, unit = "" if matrix else how_text(question, tongue), question.unit
        sent = self.raw.get(question.id, ())
        return Asked(
            question=question,
            look=look,
            here=here,
            tongue=tongue,
            text=self._said(question.text, tongue),
            number=self.numbers.get(question.id),
            is_optional=matrix is None and is_optional(question),
            how="" if hint and hint.text == how else how,
            hint=hint,
            unit=self._said(unit, tongue) if unit else None,
            choices=tuple(one for one in choices if not (stand_apart and one.is_alone)),
            instead=tuple(one for one in choices if stand_apart and one.is_alone),
            typed=sent[0] if sent and look is Look.TYPED else "",
            rows=tuple(self.asked(row, question) for row in shown_rows(question, self.seed)),
            own_faults=self._faults(question, choices, here),
            places=places_of(question) if look is Look.RANKING else (),
        )

    def _options(self, question: Question, matrix: Question | None) -> tuple[Option, ...]:
        """The options as this reader sees them: the lines of a matrix have one order."""
        if question.kind is Kind.MATRIX:
            return ()
        return shown_order(matrix or question, self.seed)

    def _choice(self, question: Question, option: Option, place: int, tongue: str) -> Choice:
        here, number = field_name(question.id), str(option.id)
        label = self._said(option.label, tongue)
        is_typed = question.kind.is_typed
        is_apart = is_typed or question.kind is Kind.RANKING
        # The first control of a typed answer is the field itself.
        shared: dict[str, Any] = {
            "option": option,
            "control": f"{here}-{place + 1 if is_typed else place}",
            "label": label,
            "is_wrong": self._is_concerned(question, option),
        }
        sent = self.parts.get((question.id, number), "")
        if is_apart and option.role.is_exclusive:
            checked = self.parts.get((question.id, INSTEAD)) == number
            return Choice(**shared, field=field_name(question.id, INSTEAD), checked=checked)
        if is_apart:
            return Choice(**shared, field=field_name(question.id, option.id), place=sent)
        checked = number in self.raw.get(question.id, ())
        if option.role is not Role.OTHER:
            return Choice(**shared, field=here, checked=checked)
        return Choice(
            **shared,
            field=here,
            checked=checked,
            words=sent,
            words_field=field_name(question.id, option.id),
            ask_words=other_words(quoted(label)),
        )

    def _is_concerned(self, question: Question, option: Option) -> bool:
        """Whether something is wrong with this very option."""
        return any(
            one.question == question.id and option.id in one.options for one in self.problems
        )

    def _faults(
        self, question: Question, choices: tuple[Choice, ...], here: str
    ) -> tuple[Fault, ...]:
        mine = [one for one in self.problems if one.question == question.id]
        return tuple(
            Fault(
                said=problem_said(self.poll, one, self.tongue, self.response),
                target=_target(question, choices, one, self.seed),
                id=f"{here}-err{place if place > 1 else ''}",
                is_soft=one.code == _LEFT,
            )
            for place, one in enumerate(mine, 1)
        )

    def _said(self, text: Localised, tongue: str) -> Said:
        return with_answers(text.say(tongue), self.poll, self.response)


def _look(question: Question) -> Look:
    match question.kind:
        case Kind.RANKING:
            return Look.RANKING
        case Kind.MATRIX:
            return Look.ROWS
        case Kind.SCALE if has_boxes(question):
            return Look.BOXES
        case kind if kind.is_typed:
            return Look.TYPED
    return Look.LIST


def _target(question: Question, choices: tuple[Choice, ...], problem: Problem, seed: int) -> str:
    """The id of the control at which a problem is put right."""
    if question.rows:
        return f"{field_name(shown_rows(question, seed)[0].id)}-1"
    if problem.code == "not_alone":
        found = next((one.control for one in choices if one.is_alone), None)
    else:
        found = next((_place_of(one) for one in choices if one.option.id in problem.options), None)
    return found or f"{field_name(question.id)}-1"


def _place_of(choice: Choice) -> str:
    """Where something wrong with an option is put right: beside "other" in its words."""
    return choice.control if choice.words is None else f"{choice.control}-w"
