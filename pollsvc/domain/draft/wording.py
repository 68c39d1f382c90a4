"""Reading the texts, words, numbers and days of a draft, and noting what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pollsvc.domain.draft.faults import DraftProblem
from pollsvc.domain.draft.shape import Texts
from pollsvc.domain.flow.parsing import LONGEST_RULE
from pollsvc.domain.question import Kind
from pollsvc.domain.texts import Localised, clean_text

MOST_OPTIONS = 50
LIMITS = {
    "question": 500,
    "hint": 300,
    "error": 300,
    "answer": 300,
    "short": 50,
    "intro": 5000,
    "closing": 5000,
    "title": 300,
    "note": 2000,
    "topic": 50,
    "row": 300,
    "unit": 50,
    "page_title": 300,
    "page_intro": 5000,
    "event": 300,
    "rule": LONGEST_RULE,
}
"""The most characters that each kind of text may have."""
_LINES = frozenset({"intro", "closing", "note", "page_intro"})
_BLANKS = re.compile(r"[ \t\n]+")
_WHOLE = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{1,9}))?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Checks:
    """What is found wrong while a draft is read, and in which languages it is written."""

    languages: tuple[str, ...]
    problems: list[DraftProblem] = field(default_factory=list)

    def fault(self, name: str, code: str, **where: object) -> None:
        """Note one thing that is wrong."""
        self.problems.append(DraftProblem(field=name, code=code, **where))  # type: ignore[arg-type]

    def texts(self, name: str, kind: str, texts: Texts, **where: object) -> Localised | None:
        """The texts cleaned, the base language first; ``None`` without one in that."""
        read: dict[str, str] = {}
        for language in self.languages:
            text = tidy(texts.get(language, ""), kind)
            if len(text) > LIMITS[kind]:
                other = {} if language == self.languages[0] else {"language": language}
                self.fault(name, "too_long", limit=LIMITS[kind], **other, **where)
            if text:
                read[language] = text
        return Localised.of(read) if self.languages[0] in read else None

    def word(self, name: str, kinds: type[Word], typed: str, **where: object) -> Word:
        """The word typed; the first there is, where it is none of them."""
        if typed in list(kinds):
            return kinds(typed)
        self.fault(name, "unknown", **where)
        return next(iter(kinds))

    def rule(self, name: str, typed: str, **where: object) -> str | None:
        """The rule typed, in one line; ``None`` without one. What it says is not read here."""
        text = tidy(typed, "rule")
        if len(text) > LIMITS["rule"]:
            self.fault(name, "too_long", limit=LIMITS["rule"], **where)
            return None
        return text or None

    def whole(
        self, name: str, typed: str, default: int, bounds: tuple[int, int], **where: object
    ) -> int:
        """The whole number typed; the default without one, or where it is not in bounds."""
        text = typed.strip()
        if not text:
            return default
        number = whole_number(text)
        if number is None:
            self.fault(name, "not_a_number", **where)
        elif number < bounds[0]:
            self.fault(name, "too_small", limit=bounds[0], **where)
        elif number > bounds[1]:
            self.fault(name, "too_large", limit=bounds[1], **where)
        else:
            return number
        return default

    def scaled(self, name: str, typed: str, decimals: int, **where: object) -> int | None:
        """The number typed with a point, times ten for each of its decimals."""
        found = _DECIMAL.fullmatch(typed.strip())
        if found is None:
            self.fault(name, "not_a_decimal" if typed.strip() else "empty", **where)
            return None
        after = (found[3] or "").rstrip("0")
        if len(after) > decimals:
            self.fault(name, "too_precise", limit=decimals, **where)
            return None
        return int(found[1] + found[2] + after.ljust(decimals, "0"))

    def day(self, name: str, typed: str, **where: object) -> int | None:
        """The number of the day typed as ``2026-03-01``; ``None`` without one."""
        text = typed.strip()
        if not text:
            return None
        try:
            return _day(text).toordinal()
        except ValueError:
            self.fault(name, "not_a_day", **where)
            return None


def tidy(typed: str, kind: str) -> str:
    """A text as it is kept: cleaned, and in one line unless its kind has several."""
    text = clean_text(typed)
    return text if kind in _LINES else _BLANKS.sub(" ", text)


def whole_number(text: str) -> int | None:
    """The whole number that a text is, if it is one."""
    return int(text) if _WHOLE.fullmatch(text) else None


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def range_text(kind: Kind, bound: int | None, decimals: int) -> str:
    """An end of the range of a number, or of a date, as it is typed; ``""`` without one."""
    if bound is None:
        return ""
    if kind is Kind.DATE:
        return date.fromordinal(bound).isoformat()
    return scaled_text(bound, decimals)


def scaled_text(number: int, decimals: int) -> str:
    """A number as it is typed: 15 with one decimal is ``"1.5"``."""
    if not decimals:
        return str(number)
    digits = str(abs(number)).rjust(decimals + 1, "0")
    after = digits[-decimals:].rstrip("0")
    whole = f"{'-' if number < 0 else ''}{digits[:-decimals]}"
    return f"{whole}.{after}" if after else whole
