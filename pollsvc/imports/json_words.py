"""What the JSON parser stumbles over, said to people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecodeError

_LOOSE_COMMA = re.compile(r",\s*([\]}])")
_SAID: Mapping[str, str] = {
    "Expecting value": 'write a text in "quotes", a number, true, false, [ or { here',
    "Expecting property name": 'write a name in "quotes" here, with a colon after it',
    "Expecting ','": "put a comma before this, or close what is open with ] or }",
    "Expecting ':'": "put a colon between a name and its value",
    "Unterminated string": "this quote is not closed; put another one at the end of the text",
    "Invalid control": "write a line break in a text as \\n, a tab as \\t",
    "Invalid \\": "put another \\ before this one",
    "Extra data": "remove what stands after the end, from here on",
}


def json_words(error: JSONDecodeError) -> tuple[int, str]:
    """The place in the text, from 0, and what to do."""
    # Where a comma is too many, Python 3.13 points at it, and older ones behind it.
    comma = error.doc.rfind(",", 0, error.pos + 1)
    loose = _LOOSE_COMMA.match(error.doc, comma) if comma >= 0 else None
    if loose is not None and loose.end() > error.pos:
        return comma, f"remove this comma, as {loose[1]} comes next"
    said = (words for begin, words in _SAID.items() if error.msg.startswith(begin))
    return error.pos, next(said, error.msg)
