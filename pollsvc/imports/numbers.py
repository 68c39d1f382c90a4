"""Numbers written as texts: with commas, which divide thousands here and decimals there."""

from __future__ import annotations

import re

from pollsvc.imports.faults import shown

_WITH_COMMAS = re.compile(r"[-+]?[0-9]+(,[0-9]+)+", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+", re.ASCII)


def has_comma(text: str) -> bool:
    """Whether it is a number, with commas in it."""
    return _WITH_COMMAS.fullmatch(text) is not None


def number_words(text: str) -> str:
    """What to do about a text that stands where a number is wanted."""
    if text.count(",") == 1 and has_comma(text):
        pointed = f"write a point before decimals, not a comma: {_pointed(text)}"
        return f"{_whole(text)}; or {pointed}" if _THOUSANDS.fullmatch(text) else pointed
    if _THOUSANDS.fullmatch(text):
        return _whole(text)
    return "give a number in digits, such as 18 or 1.5, without quotes"


def _whole(text: str) -> str:
    return f"write thousands without commas: {shown(text.replace(',', ''))}"


def _pointed(text: str) -> str:
    if not _THOUSANDS.fullmatch(text):
        return shown(text.replace(",", "."))
    number = text.replace(",", ".").rstrip("0")
    return f"{number}0" if number.endswith(".") else number
