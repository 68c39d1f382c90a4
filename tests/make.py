"""Small polls for tests: plain functions that build what a test names, and no more.

``make_poll`` builds a frozen ``Poll`` for tests of the domain, ``make_new_poll`` one
that a store can take in. Texts given as a string are in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from pollsvc.domain.cells import WHOLE_POLL, Cell
from pollsvc.domain.new_poll import NewOption, NewPoll, NewQuestion
from pollsvc.domain.poll import Link, Origin, Poll, Protection, Visibility
from pollsvc.domain.question import FilledBy, Kind, Option, Question
from pollsvc.domain.texts import Localised

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
"""The moment at which most tests happen."""

IFRI_COUNTS = (33, 30, 24, 21)
IFRI_PERCENTS = (31, 28, 22, 19)
IFRI_TEXT = "What should be the goals of the United States towards Russia?"
IFRI_LABELS = ("Containment", "Engagement", "Partnership", "No opinion")
IFRI_CODES = ("contain", "engage", "partner", "none")


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)


def texts(text: str | Mapping[str, str] | Localised) -> Localised:
    """A localised text; a string is in English."""
    if isinstance(text, Localised):
        return text
    return Localised.of({"en": text} if isinstance(text, str) else text)


def make_option(id: int = 1, label: str | Mapping[str, str] = "", **other: Any) -> Option:
    """An option, by default labelled for its id."""
    code = other.pop("code", f"o{id}")
    return Option(id=id, code=code, label=texts(label or f"Option {id}"), **other)


def make_question(
    id: int = 1,
    *,
    kind: Kind = Kind.SINGLE,
    options: int | Sequence[Option] = 3,
    first_option: int = 1,
    text: str | Mapping[str, str] = "Which one?",
    **other: Any,
) -> Question:
    """A question; ``options`` may be their number, with ids from ``first_option``."""
    if isinstance(options, int):
        options = [make_option(first_option + place) for place in range(options)]
    if kind is Kind.MULTIPLE:
        other.setdefault("at_most", len(options))
    return Question(
        id=id,
        code=other.pop("code", f"q{id}"),
        kind=kind,
        text=texts(text),
        options=tuple(options),
        **other,
    )


def make_links(*codes: str, id: int = 9, first_option: int = 91) -> Question:
    """The question that no reader is asked: which of these links they came by."""
    options = [
        make_option(number, code, code=code) for number, code in enumerate(codes, first_option)
    ]
    return make_question(id, options=options, code="links", filled_by=FilledBy.LINK)


def make_poll(*questions: Question, **other: Any) -> Poll:
    """An open live poll that began an hour before ``NOON`` and ends a day after it."""
    values: dict[str, Any] = {
        "id": 1,
        "slug": "colours",
        "origin": Origin.LIVE,
        "definition_version": 1,
        "languages": ("en",),
        "questions": questions or (make_question(),),
        "visibility": Visibility.ALWAYS,
        "protection": Protection.BROWSER,
        "zone": "UTC",
        "opens_at": NOON - hours(1),
        "closes_at": NOON + hours(24),
    }
    return Poll(**(values | other))


def make_new_question(
    code: str = "q1",
    *,
    kind: Kind = Kind.SINGLE,
    options: int | Mapping[str, str | Mapping[str, str]] = 3,
    text: str | Mapping[str, str] = "Which one?",
    **other: Any,
) -> NewQuestion:
    """A question to store; ``options`` is their number or ``{code: label}``."""
    if isinstance(options, int):
        options = {f"o{number}": f"Option {number}" for number in range(1, options + 1)}
    if kind is Kind.MULTIPLE:
        other.setdefault("at_most", len(options))
    return NewQuestion(
        code=code,
        kind=kind,
        text=texts(text),
        options=tuple(NewOption(code=one, label=texts(label)) for one, label in options.items()),
        **other,
    )


def make_new_poll(*questions: NewQuestion, now: datetime = NOON, **other: Any) -> NewPoll:
    """A live poll to store, open since an hour before ``now`` and for a day after it."""
    values: dict[str, Any] = {
        "slug": "colours",
        "origin": Origin.LIVE,
        "languages": ("en",),
        "questions": questions or (make_new_question(),),
        "visibility": Visibility.ALWAYS,
        "protection": Protection.BROWSER,
        "zone": "UTC",
        "opens_at": now - hours(1),
        "closes_at": now + hours(24),
    }
    values |= other
    values.setdefault("digest", sha256(repr(sorted(values.items())).encode()).hexdigest())
    return NewPoll(**values)


def make_new_ifri(*, live: bool = True, **other: Any) -> NewPoll:
    """The oracle's question: open for votes, or as a tally of 33, 30, 24, 21."""
    question = make_new_question(
        "goals", text=IFRI_TEXT, options=dict(zip(IFRI_CODES, IFRI_LABELS, strict=True))
    )
    if live:
        return make_new_poll(question, **({"slug": "us-goals-for-russia"} | other))
    counts = zip(IFRI_CODES, IFRI_COUNTS, strict=True)
    past: dict[str, Any] = {
        "slug": "us-goals-for-russia-2013",
        "origin": Origin.TALLY,
        "protection": None,
        "opens_at": None,
        "closes_at": None,
        "source": Link(title=texts("IFRI, 16 September 2013"), url="https://example.org/ifri"),
        "tally": {("goals", code): count for code, count in counts},
        "respondents": {"goals": sum(IFRI_COUNTS)},
    }
    return make_new_poll(question, **(past | other))


def make_tally(question: Question, counts: Sequence[int], **bases: int) -> dict[Cell, int]:
    """The counters of a question; ``bases`` may give ``asked`` and ``answered``."""
    tally = {
        Cell(question.id, "option", str(option.id)): count
        for option, count in zip(question.options, counts, strict=True)
    }
    tally |= {Cell(question.id, "base", name): number for name, number in bases.items()}
    return tally


def counted(tally: Mapping[Cell, int], number: int) -> dict[Cell, int]:
    """The same tally with so many counted responses."""
    return {**tally, Cell(WHOLE_POLL, "standing", "counted"): number}


def at_hour(poll: Poll, **times: float | None) -> Poll:
    """The poll with times given as hours from ``NOON`` (``None``: not set)."""
    moments = {
        name: None if offset is None else NOON + hours(offset) for name, offset in times.items()
    }
    return replace(poll, **moments)  # type: ignore[arg-type]
