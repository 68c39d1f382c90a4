"""What people write in rules out of habit, and what they should write instead."""

from __future__ import annotations

SLIP = r"""
    isn['’]t\b | (?<!\w)['‘’‚] | [“”„«»`]
    | (?<!\w)[−–](?=[0-9])
    | !=+ | =+[<>] | [<>]\s+=+ | [<>]==+ | <> | =+ | ≠
    | ! | &+ | \|+
"""
"""A regular expression (``re.VERBOSE``) of what no rule can hold."""

_INSTEAD = {
    **dict.fromkeys(("=",), "is"),
    **dict.fromkeys(("!=", "<>", "≠", "isn't", "isn’t"), "is not"),
    **dict.fromkeys(("=>", ">="), ">="),
    **dict.fromkeys(("=<", "<="), "<="),
    **dict.fromkeys(("&", "et", "und", "и"), "and"),
    **dict.fromkeys(("|", "ou", "oder", "или"), "or"),
    "!": "not",
    **dict.fromkeys("'‘’‚“”„«»`", '"'),
    **dict.fromkeys("−–", "-"),
}


_OF_SEVERAL = {"one": "any of", "none": "not any of"}
EMPTY = frozenset({"blank", "empty", "missing", "null", "unanswered"})
"""Words that are taken for the name of no answer, where no answer has them as its code."""


def instead_of_several(word: str) -> str | None:
    """What to write instead of this word and ``of`` before several values."""
    return _OF_SEVERAL.get(word.lower())


def instead_of(written: str) -> str | None:
    """What to write instead, such as ``and`` for ``&&``; ``None`` for what is no known slip."""
    once = "".join(dict.fromkeys("".join(written.split())))
    return _INSTEAD.get(written.lower()) or _INSTEAD.get(once)
