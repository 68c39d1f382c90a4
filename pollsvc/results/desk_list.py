"""The desk's first page: the list of polls, with what can be done from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import BadParameterError
from pollsvc.domain.poll import Tag
from pollsvc.domain.texts import clean_text
from pollsvc.polls.kind_words import PHASES
from pollsvc.polls.listing import (
    LONGEST_SEARCH,
    DeskPage,
    ListedPoll,
    Show,
    Wanted,
    desk_page,
    desk_topics,
    desk_workers,
)
from pollsvc.results.desk_votes import DAYS, Votes, votes_of
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import date_text, day_text, last_day, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.paging import Pages

bp = Blueprint("desk_list", __name__)
HOME = "/desk/polls"
SPARK_HEIGHT = 24
_SPARK_STEP = 6
_FEW_TOPICS = 6
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A poll with everything the list says of it; ``bars`` are ``(x, y, height)``."""

    poll: ListedPoll
    votes: Votes
    counted: str
    set_aside: str
    bars: tuple[tuple[int, str, str], ...]
    state: str
    mark: str
    closes: str
    phase: str
    may_pick: bool

    @property
    def is_edited(self) -> bool:
        """Whether writing is what one does with it next, and not reading its figures."""
        return self.poll.may_write and self.poll.part in (Show.DRAFTS, Show.PLANNED)

    @property
    def path(self) -> str:
        """Where its name leads."""
        address = f"{HOME}/{self.poll.id}"
        if self.poll.part is Show.DELETED:
            return f"{address}/manage"
        return f"{address}/edit" if self.is_edited else address


@bp.get("/desk")
@needs(EditorRole.VIEWER)
def home() -> Response:
    """The desk begins with its polls."""
    return to(HOME)


@bp.get(HOME)
@needs(EditorRole.VIEWER)
def polls() -> Response:
    """The polls that this editor may know of, by search, state, topic and editor."""
    editor, moment = current_editor(), now()
    wanted = wanted_polls()
    page = desk_page(editor, wanted, moment)
    votes = votes_of([poll.id for poll in page.polls], moment)
    body = render_template(
        "results/desk_list.html",
        rows=[_row(poll, votes[poll.id]) for poll in page.polls],
        tabs=list(_tabs(editor, wanted, page)),
        wanted=wanted,
        pages=_pages(wanted, page),
        topics=_chips(desk_topics(editor), wanted),
        workers=desk_workers(),
        editor=editor,
        list_url=list_url,
        query=query_of(replace(wanted, number=page.number)),
        height=SPARK_HEIGHT,
        width=DAYS * _SPARK_STEP,
        may_make=editor.role.reaches(EditorRole.EDITOR),
        is_empty=wanted.is_all and not any(page.sizes.values()),
    )
    return make_response(body)


def wanted_polls() -> Wanted:
    """What the address asks for.

    Raises:
        BadParameterError: a part of the list, a page or an editor that cannot be.
    """
    asked = request.args
    show = asked.get("show") or Show.ALL.value
    if show not in set(Show):
        raise BadParameterError
    numbers = {name: asked.get(name) or None for name in ("editor", "page")}
    if any(raw and not _NUMBER.match(raw) for raw in numbers.values()):
        raise BadParameterError
    return Wanted(
        show=Show(show),
        words=clean_text(asked.get("q", ""))[:LONGEST_SEARCH],
        topic=clean_text(asked.get("topic", "")) or None,
        worker=int(numbers["editor"]) if numbers["editor"] else None,
        number=int(numbers["page"] or 1),
    )


def query_of(wanted: Wanted) -> str:
    """The parameters that ask for this again; ``""`` for the whole list from its beginning."""
    values = {
        "show": "" if wanted.show is Show.ALL else wanted.show.value,
        "q": wanted.words,
        "topic": wanted.topic,
        "editor": wanted.worker,
        "page": wanted.number if wanted.number > 1 else None,
    }
    return urlencode({name: str(value) for name, value in values.items() if value})


def list_url(wanted: Wanted, **other: Any) -> str:
    """The address of the list with some of what is wanted changed; pages begin anew."""
    query = query_of(replace(wanted, **{"number": 1, **other}))
    return f"{HOME}?{query}" if query else HOME


def _tabs(editor: Editor, wanted: Wanted, page: DeskPage) -> Iterator[tuple[str, str, str, bool]]:
    """Of each part its address, name, size, and whether it is the one shown."""
    language = page_language()
    words = {
        Show.ALL: gettext("All"),
        Show.OPEN: gettext("Open"),
        Show.DRAFTS: gettext("Drafts"),
        Show.PLANNED: gettext("Planned"),
        Show.CLOSED: gettext("Closed"),
        Show.ARCHIVED: gettext("Archived"),
        Show.DELETED: gettext("Deleted"),
    }
    rare = {Show.ARCHIVED, Show.DELETED}
    if not editor.role.reaches(EditorRole.EDITOR):
        rare.add(Show.DRAFTS)
    for show, name in words.items():
        here = show is wanted.show
        if here or show not in rare or page.sizes[show]:
            yield list_url(wanted, show=show), name, number_text(page.sizes[show], language), here


def _chips(topics: tuple[Tag, ...], wanted: Wanted) -> tuple[Tag, ...]:
    """The most used topics, and the one that is asked for."""
    few = topics[:_FEW_TOPICS]
    return few + tuple(one for one in topics[_FEW_TOPICS:] if one.code == wanted.topic)


def _pages(wanted: Wanted, page: DeskPage) -> Pages:
    return Pages.at(page.number, page.count, lambda number: list_url(wanted, number=number))


def _row(poll: ListedPoll, votes: Votes) -> Row:
    language = page_language()
    state, mark = _state(poll, language)
    return Row(
        poll=poll,
        votes=votes,
        counted=number_text(votes.counted, language) if votes.counted else "",
        set_aside=number_text(votes.set_aside, language) if votes.set_aside else "",
        bars=() if poll.is_tally else spark(votes.days),
        state=state,
        mark=mark,
        closes=_closes(poll, language),
        phase=gettext(PHASES[poll.phase]) if poll.phase in PHASES and poll.phase else "",
        may_pick=poll.may_write and poll.part in (Show.OPEN, Show.CLOSED),
    )


def _state(poll: ListedPoll, language: str) -> tuple[str, str]:
    match poll.part:
        case Show.OPEN:
            return gettext("Open"), "open"
        case Show.DRAFTS:
            return gettext("Draft"), "draft"
        case Show.PLANNED:
            assert poll.opens_at is not None
            opens = day_text(poll.opens_at, poll.zone, language)
            return gettext("Opens %(date)s", date=opens), "planned"
        case Show.ARCHIVED:
            return gettext("Archived"), "closed"
        case Show.DELETED:
            return gettext("Deleted"), "closed"
        case _ if poll.is_tally:
            return gettext("Past result"), "closed"
        case _:
            return gettext("Closed"), "closed"


def _closes(poll: ListedPoll, language: str) -> str:
    if poll.closes_at is None:
        return ""
    return date_text(last_day(poll.closes_at, poll.zone), language)


def spark(days: tuple[int, ...]) -> tuple[tuple[int, str, str], ...]:
    """The columns of a small chart, the highest as high as it goes; none without votes."""
    most = max(days, default=0)
    if not most:
        return ()
    heights = [SPARK_HEIGHT * n / most for n in days]
    return tuple(
        (place * _SPARK_STEP, f"{SPARK_HEIGHT - height:.1f}", f"{height:.1f}")
        for place, height in enumerate(heights)
    )
