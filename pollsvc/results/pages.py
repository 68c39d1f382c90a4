"""Public pages of figures: the poll list and results. No cookie is read or set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from pollsvc.domain.errors import BadParameterError, PageNotFoundError
from pollsvc.domain.life import State
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet
from pollsvc.polls.queries import poll_by_slug, used_tags
from pollsvc.results.corrections import correction_lines
from pollsvc.results.lines import ResultLines, lines_of
from pollsvc.results.queries import Shown, poll_list, shown_to
from pollsvc.web.clock import now
from pollsvc.web.kept import finished, keep
from pollsvc.web.languages import LANGUAGES, in_language
from pollsvc.web.outlets import PUBLIC, keep_for, tongue_of
from pollsvc.web.paging import Pages, page_number

bp = Blueprint("results", __name__)


@dataclass(frozen=True)
class Card:
    """A poll on the list, with what may be shown of it."""

    poll: Poll
    state: State
    sheet: Sheet | None
    lines: ResultLines | None
    tongue: str


@bp.get("/")
def polls() -> Response:
    """The poll list: open, planned, and closed polls, by topic and language."""
    keep(None)
    moment = now()
    topics = used_tags(moment)
    topic = _one_of("topic", {tag.code for tag in topics})
    language = _one_of("language", set(LANGUAGES))
    page = poll_list(moment, topic=topic, language=language, number=page_number(digits=6))
    if page.number > page.count:
        raise PageNotFoundError
    cards = [_card(shown) for shown in page.cards]
    body = render_template(
        "results/list.html",
        open_cards=[card for card in cards if card.state is State.OPEN],
        planned_cards=[card for card in cards if card.state is State.SCHEDULED],
        closed_cards=[card for card in cards if card.state.is_over],
        topics=topics,
        topic=topic,
        list_language=language,
        pages=_pages(page.number, page.count, {"topic": topic, "language": language}),
    )
    return finished(make_response(body), PUBLIC)


@bp.get("/p/<slug>/results")
def results(slug: str) -> Response:
    """A poll's results as anybody may see them now."""
    return finished(make_response(results_page(public_results(slug))), PUBLIC)


def public_results(slug: str) -> Shown:
    """What anybody may see of a poll now; the answer is kept while that is true.

    Raises:
        PollNotFoundError: there is none, or it is a draft.
    """
    moment = now()
    poll = poll_by_slug(slug)
    keep_for(poll, moment)
    return shown_to(poll, moment)


def results_page(shown: Shown, notice: str | None = None) -> str:
    """The page of results as anybody may see them, or the one that says when they come."""
    template = "results/page.html" if shown.sheet else "results/hidden.html"
    can_see = shown.sheet is not None
    return render_template(template, can_see=can_see, notice=notice, **named(shown))


def named(shown: Shown) -> dict[str, object]:
    """What is shown under the names that templates have for it; nobody's answer is marked."""
    return {
        "poll": shown.poll,
        "state": shown.state,
        "sheet": shown.sheet,
        "lines": lines_of(shown.sheet) if shown.sheet else None,
        "corrections": correction_lines(shown.poll),
        "tongue": tongue_of(shown.poll),
        "mine": {},
    }


def _card(shown: Shown) -> Card:
    lines = lines_of(shown.sheet) if shown.sheet else None
    return Card(shown.poll, shown.state, shown.sheet, lines, tongue_of(shown.poll))


def _one_of(name: str, known: set[str]) -> str | None:
    wanted = request.args.get(name)
    if wanted is not None and wanted not in known:
        raise BadParameterError
    return wanted


def _pages(number: int, count: int, filters: Mapping[str, str | None]) -> Pages:
    def url(to: int) -> str:
        return in_language("/", **filters, page=to if to > 1 else None)

    return Pages.at(number, count, url)
