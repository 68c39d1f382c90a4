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


def instead_of(written: str) -> str | None:
    """What to write instead, such as ``and`` for ``&&``; ``None`` for what is no known slip."""
    once = "".join(dict.fromkeys("".join(written.split())))
    return _INSTEAD.get(written.lower()) or _INSTEAD.get(once)
