"""Numbers and dates as people type them, and as they are written for machines."""

from __future__ import annotations

import re
from datetime import date

_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# More digits than any range has; ``int`` refuses thousands of them.
_MOST_DIGITS = 30
_BEYOND = 10**_MOST_DIGITS


class TypedError(ValueError):
    """What was typed is none; ``code`` is that of a ``Problem``."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def read_number(typed: str, decimals: int = 0) -> int:
    """A number with at most so many digits after the point, as whole units of the last one.

    ``1.5`` with one decimal is 15. Digits are 0 to 9, before them may stand a sign, and the
    separator is the point. What has more digits than any range comes out as beyond it.

    Raises:
        TypedError: ``not_a_number``, or ``too_exact``: it has more digits after the point.
    """
    found = _NUMBER.fullmatch(typed.strip())
    if found is None:
        raise TypedError("not_a_number")
    sign, whole, fraction = found.groups(default="")
    fraction, whole = fraction.rstrip("0"), whole.lstrip("0")
    if len(fraction) > decimals:
        raise TypedError("too_exact")
    digits = whole + fraction.ljust(decimals, "0")
    size = _BEYOND if len(whole) > _MOST_DIGITS else int(digits or "0")
    return -size if sign == "-" else size


def number_text(scaled: int, decimals: int = 0) -> str:
    """The number again as ``read_number`` takes it: ``1.5`` for 15 with one decimal."""
    if decimals == 0:
        return str(scaled)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def read_day(typed: str) -> int:
    """The day number (``date.toordinal``) of a date such as ``2026-02-28``.

    Raises:
        TypedError: ``not_a_date``: it has another form; ``no_such_day``.
    """
    plain = typed.strip()
    if not _DAY.fullmatch(plain):
        raise TypedError("not_a_date")
    try:
        return date.fromisoformat(plain).toordinal()
    except ValueError:
        raise TypedError("no_such_day") from None


def day_text(day: int) -> str:
    """The date again in the form ``2026-02-28``."""
    return date.fromordinal(day).isoformat()
