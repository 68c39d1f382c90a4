"""Long lists, a page at a time: which page is asked for, and where the others are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from pollsvc.domain.errors import BadParameterError
from pollsvc.web.numbers import is_number


@dataclass(frozen=True)
class Pages:
    """Where one is in a long list."""

    number: int
    count: int
    previous_url: str | None
    next_url: str | None

    @classmethod
    def at(cls, number: int, count: int, url: Callable[[int], str]) -> Pages:
        """The page of this number among ``count``; ``url`` gives the address of a page."""
        before = url(number - 1) if 1 <= number - 1 <= count else None
        after = url(number + 1) if 1 <= number + 1 <= count else None
        return cls(number, count, before, after)


def page_number(digits: int = 9) -> int:
    """The number of the page that the address asks for, 1 where it asks for none.

    It begins with no nought and has so many digits at the most.

    Raises:
        BadParameterError: it is no such number.
    """
    raw = request.args.get("page", "1")
    if not (is_number(raw, digits) and raw[0] != "0"):
        raise BadParameterError
    return int(raw)
