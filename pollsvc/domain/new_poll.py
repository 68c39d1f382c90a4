"""A poll as it is written, before the store has given it its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pollsvc.domain.poll import Event, Flow, Link, Origin, Page, Phase, Protection, Tag, Visibility
from pollsvc.domain.question import Kind, Method, Order, Required, Role
from pollsvc.domain.texts import Localised


@dataclass(frozen=True, kw_only=True)
class NewOption:
    """A possible answer; ``code`` is unique inside its question."""

    code: str
    label: Localised
    short: Localised | None = None
    role: Role = Role.PLAIN
    value: int | None = None
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class NewQuestion:
    """One thing asked; ``code`` is unique inside the poll.

    Everything means what it does in ``Question``. ``at_most`` is always given: 1 for a
    single choice, at most the number of options for several answers and rankings;
    ``0 <= at_least <= at_most``. Rows of a matrix have its kind of answers (single or
    multiple), no options, and the matrix's rules.
    """

    code: str
    kind: Kind
    text: Localised
    options: tuple[NewOption, ...] = ()
    at_least: int = 1
    at_most: int = 1
    hint: Localised | None = None
    error: Localised | None = None
    order: Order = Order.FIXED
    required: Required = Required.HARD
    rows: tuple[NewQuestion, ...] = ()
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


@dataclass(frozen=True, kw_only=True)
class NewPoll:
    """Everything a ``Poll`` has but ids, which the store gives in this order from 1.

    Texts are cleaned, and each is there in ``languages[0]``, which comes first in
    it. Times are aware, in UTC and in order. ``digest`` is the SHA-256 (hex) of the
    file's content as written, relative times included, so that the same file has
    the same digest whenever it is loaded.

    A past result has ``origin`` ``TALLY`` and ``tally``, ``{(question code, option
    code): count}`` with every option of the poll; ``respondents`` is the number of
    people by question code, ``None`` where it was not said (a single choice then
    has the sum of its counts). Its ``opens_at`` and ``closes_at`` are the first and
    the last minute of its field dates, ``None`` where these are not known;
    ``protection`` is ``None``, as nobody knows it. A live poll has ``tally`` ``None``
    and no ``respondents``; without ``opens_at`` it is a draft.
    """

    slug: str
    origin: Origin
    languages: tuple[str, ...]
    questions: tuple[NewQuestion, ...]
    visibility: Visibility
    protection: Protection | None
    zone: str
    digest: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    release_at: datetime | None = None
    archived_at: datetime | None = None
    may_change: bool = False
    may_withdraw: bool = False
    numbered: bool = False
    intro: Localised | None = None
    closing: Localised | None = None
    theme: tuple[tuple[str, str], ...] = ()
    asked_by: Link | None = None
    source: Link | None = None
    article: Link | None = None
    tags: tuple[Tag, ...] = ()
    tally: Mapping[tuple[str, str], int] | None = None
    respondents: Mapping[str, int | None] | None = None
    title: Localised | None = None
    pages: tuple[Page, ...] = ()
    flow: Flow = Flow.PAGES
    check: bool = False
    save_later: bool = False
    unfinished_days: int = 14
    sample: bool = False
    event: Event | None = None
    phase: Phase | None = None
