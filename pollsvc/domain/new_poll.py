"""A poll as it is written, before the store has given it its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pollsvc.domain.poll import Kind, Link, Order, Origin, Protection, Role, Tag, Visibility
from pollsvc.domain.texts import Localised


@dataclass(frozen=True, kw_only=True)
class NewOption:
    """A possible answer; ``code`` is unique inside its question."""

    code: str
    label: Localised
    short: Localised | None = None
    role: Role = Role.PLAIN


@dataclass(frozen=True, kw_only=True)
class NewQuestion:
    """One thing asked; ``code`` is unique inside the poll.

    ``at_most`` is always given: 1 for a single choice, at most the number of
    options for several answers; ``0 <= at_least <= at_most``.
    """

    code: str
    kind: Kind
    text: Localised
    options: tuple[NewOption, ...]
    at_least: int = 1
    at_most: int = 1
    hint: Localised | None = None
    error: Localised | None = None
    order: Order = Order.FIXED


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
