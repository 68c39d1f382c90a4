"""``/desk/history``: what was done at the desk, on the site and on every poll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import needs
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import BadParameterError, PageNotFoundError
from pollsvc.history.acts import ActGroup
from pollsvc.history.files import history_csv
from pollsvc.history.queries import ActPage, acts_page, name_of_poll
from pollsvc.site.history_form import HistoryForm, day_of
from pollsvc.web.errors import with_status
from pollsvc.web.formats import date_text
from pollsvc.web.languages import page_language
from pollsvc.web.paging import Pages, page_number
from pollsvc.web.site import site

bp = Blueprint("history", __name__)
HERE = "/desk/history"
_POLL = re.compile(r"0\Z|[1-9][0-9]{0,17}\Z")
_FILTERS = ("group", "poll", "words", "editor", "first", "last")


@bp.get(HERE)
@needs(EditorRole.OWNER)
def history() -> Response:
    """A page of the history with its filters."""
    form, poll_id = HistoryForm(request.args), _poll_id()
    is_good = form.validate()
    page = ActPage((), 1, 1)
    if is_good:
        page = acts_page(form.wanted(poll_id, site().zone), page_number())
        if page.number > page.count:
            raise PageNotFoundError
    body = render_template(
        "history/page.html",
        form=form,
        acts=page.acts,
        poll_id=poll_id,
        groups=list(_groups()),
        chips=list(_chips(form, poll_id)) if is_good else [],
        csv_url=url(f"{HERE}.csv"),
        pages=_pages(page),
    )
    return with_status(make_response(body), 200 if is_good else 422)


@bp.get(HERE + ".csv")
@needs(EditorRole.OWNER)
def csv() -> Response:
    """The same acts as a file, all of them."""
    form = HistoryForm(request.args)
    if not form.validate():
        raise BadParameterError
    return history_csv(form.wanted(_poll_id(), site().zone), "history.csv")


def url(path: str = HERE, **other: Any) -> str:
    """An address of the history with the filters of this request, some of them changed."""
    values = {name: request.args.get(name) for name in _FILTERS} | other
    pairs = [(name, str(value)) for name, value in values.items() if value not in (None, "")]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _groups() -> Iterator[tuple[str, str, bool]]:
    """The parts of the history: address, words, and whether it is the one here."""
    here = request.args.get("group") or ""
    parts = {
        "": gettext("Everything"),
        ActGroup.POLLS.value: gettext("Polls"),
        ActGroup.PEOPLE.value: gettext("People"),
        ActGroup.SITE.value: gettext("Look and site"),
    }
    for part, words in parts.items():
        yield url(group=part), words, part == here


def _chips(form: HistoryForm, poll_id: int | None) -> Iterator[tuple[str, str]]:
    """The filters that are on, each with the address without it."""
    if poll_id is not None:
        named = name_of_poll(poll_id) if poll_id else gettext("No poll")
        yield url(poll=None), named or gettext("Poll no. %(number)s", number=poll_id)
    if form.words.data:
        yield url(words=None), f"“{form.words.data}”"
    if form.editor.data:
        yield url(editor=None), form.names[form.editor.data]
    first, last = day_of(form.first), day_of(form.last)
    if first:
        yield url(first=None), gettext("From %(day)s", day=date_text(first, page_language()))
    if last:
        yield url(last=None), gettext("Until %(day)s", day=date_text(last, page_language()))


def _poll_id() -> int | None:
    raw = request.args.get("poll") or None
    if raw is None:
        return None
    if not _POLL.match(raw):
        raise BadParameterError
    return int(raw)


def _pages(page: ActPage) -> Pages:
    def at(number: int) -> str:
        return url(page=number if number > 1 else None)

    return Pages.at(page.number, page.count, at)
