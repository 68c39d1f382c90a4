"""What public outlets share: the poll's tongue, closed parameter sets, how long to keep."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime

from flask import request

from pollsvc.domain.errors import BadParameterError, UnknownParameterError
from pollsvc.domain.life import next_turn
from pollsvc.domain.poll import Poll
from pollsvc.domain.texts import first_of
from pollsvc.web.kept import AT_MOST_SECONDS, keep
from pollsvc.web.languages import LANGUAGES, accepted_languages, negotiated_language
from pollsvc.web.site import site

PUBLIC = "public, max-age=1"
PRIVATE = "private, no-store"


def tongue_of(poll: Poll) -> str:
    """The language in which to ask this poll: the page's, else what the reader reads."""
    return poll.language_for(negotiated_language(), *accepted_languages())


def files_language(poll: Poll) -> str:
    """The language of a file or picture: the one asked for, else the poll's own.

    Never the browser's, so that the same address is the same bytes for everybody.
    """
    wanted = request.args.get("lang")
    own = first_of(poll.languages, LANGUAGES)
    return wanted or own or site().default_language


def closed_parameters(known: Mapping[str, Set[str]]) -> dict[str, str]:
    """The parameters of the address, each with one of its known values.

    Raises:
        UnknownParameterError: there is one that is not known.
        BadParameterError: a known one has another value, or two.
    """
    found = {}
    for name, values in request.args.lists():
        if name not in known:
            raise UnknownParameterError
        if len(values) != 1 or values[0] not in known[name]:
            raise BadParameterError
        found[name] = values[0]
    return found


def keep_for(poll: Poll, now: datetime) -> None:
    """Keep this answer while it is true: until the figures change or the poll turns."""
    keep(poll.id, seconds_to_turn(poll, now))


def seconds_to_turn(poll: Poll, now: datetime) -> float:
    """How long an answer may be kept before the poll opens, closes, or shows its results."""
    turn = next_turn(poll, now)
    return (turn - now).total_seconds() if turn else AT_MOST_SECONDS
