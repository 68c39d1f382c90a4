"""What public outlets share: the poll's tongue, closed parameter sets, how long to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import datetime

from flask import Flask, g, request

from pollsvc.domain.errors import BadParameterError, UnknownParameterError
from pollsvc.domain.life import next_turn
from pollsvc.domain.poll import Poll
from pollsvc.domain.texts import first_of, wider_forms
from pollsvc.web.kept import AT_MOST_SECONDS, keep
from pollsvc.web.languages import (
    LANGUAGES,
    chosen_language,
    open_language,
    page_language,
    speaking,
    wanted_languages,
    wished_of,
)
from pollsvc.web.site import site

PUBLIC = "public, max-age=1"
PRIVATE = "private, no-store"
PRIVATE_BUT_FOR_BACK = "private, no-cache"
"""A page that its browser keeps for going back to, and asks for anew on any other way."""


def take_language(*polls: Poll) -> None:
    """Let the address ask for a language that these polls have, and the links that follow.

    The pages then offer it as well. Every page of a poll or of an event calls this first.

    Raises:
        BadParameterError: neither they nor we speak the language that it asks for.
    """
    g.polls_here = polls
    chosen = chosen_language()
    if chosen is None or chosen in LANGUAGES:
        return
    speak = [poll for poll in polls if chosen in _askable(poll)]
    if not speak:
        raise BadParameterError
    roots = [f"{way}/{poll.slug}" for poll in speak for way in ("p", "embed")]
    open_language(roots + [f"e/{poll.event.code}" for poll in speak if poll.event])


def tongue_of(poll: Poll) -> str:
    """The language in which to ask this poll.

    The one that the address asks for if it has it, else the browser's, else the page's.
    """
    wanted = wanted_languages(page_language())
    return first_of(wanted, poll.spoken_languages) or poll.base_language


def offered_languages() -> tuple[tuple[str, bool], ...]:
    """The languages to choose among on this page, and whether it is the one chosen.

    Those of the site, then further ones in which the polls on it can be asked. A poll in
    one language leaves nothing to choose.
    """
    polls: tuple[Poll, ...] = g.get("polls_here", ())
    several = (poll for poll in polls if len(poll.spoken_languages) > 1)
    own = (one for poll in several for one in poll.languages if one in poll.spoken_languages)
    codes = tuple(dict.fromkeys((*site().languages, *own)))
    chosen = chosen_language()
    if chosen is not None:
        here = first_of((chosen,), codes) or page_language()
    else:
        here = wished_of(codes) if polls else page_language()
    return tuple((code, code == here) for code in codes)


def languages_here() -> frozenset[str]:
    """The codes by which this address can ask: for our languages, and for those of its polls."""
    polls: tuple[Poll, ...] = g.get("polls_here", ())
    return frozenset(LANGUAGES).union(*map(_askable, polls))


def _askable(poll: Poll) -> Iterator[str]:
    """Every code by which an address can ask for a language of this poll."""
    for language in poll.languages:
        yield from wider_forms(language)


@contextmanager
def files_language(poll: Poll) -> Iterator[None]:
    """Write a file or picture in the language asked for, else in the poll's own.

    Never in the browser's, so that the same address is the same bytes for everybody.
    """
    wanted = request.args.get("lang")
    own = first_of(poll.languages, LANGUAGES) or site().default_language
    with speaking(wanted or own, own):
        yield


def init_outlets(app: Flask) -> None:
    """Give templates the languages to choose among."""
    app.jinja_env.globals["offered_languages"] = offered_languages


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
