"""Public pages of figures: the poll list and results. No cookie is read or set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from pollsvc.domain.errors import BadParameterError, PageNotFoundError
from pollsvc.domain.flow import unpiped
from pollsvc.domain.life import State
from pollsvc.domain.poll import Poll
from pollsvc.domain.texts import Said
from pollsvc.polls.queries import poll_by_slug, used_tags
from pollsvc.results.corrections import correction_lines
from pollsvc.results.lines import lines_of, listed_note, responses_text
from pollsvc.results.lines.denominators import measured_line
from pollsvc.results.looks import Bar, bars_of, panels_of
from pollsvc.results.queries import Listed, Shown, poll_list, shown_to
from pollsvc.web.clock import now
from pollsvc.web.kept import finished, keep
from pollsvc.web.languages import LANGUAGES, in_language
from pollsvc.web.outlets import PUBLIC, keep_for, take_language, tongue_of
from pollsvc.web.paging import Pages, page_number

bp = Blueprint("results", __name__)
_BARS_OF_A_CARD = 5


@dataclass(frozen=True, kw_only=True)
class Card:
    """A poll on the list, with what may be shown of it.

    ``name`` is what it is called, ``counted`` how many took part, ``""`` where results are
    hidden; ``bars`` are those of the one question, of which ``more`` are left out.
    """

    poll: Poll
    state: State
    name: Said
    tongue: str
    counted: str
    note: str
    bars: tuple[Bar, ...]
    more: int
    measured: str


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
    cards = [_card(listed) for listed in page.cards]
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
        BadParameterError: it is asked for in a language that it is not in.
    """
    moment = now()
    poll = poll_by_slug(slug)
    take_language(poll)
    keep_for(poll, moment)
    return shown_to(poll, moment)


def results_page(shown: Shown, notice: str | None = None) -> str:
    """The page of results as anybody may see them, or the one that says when they come."""
    template = "results/page.html" if shown.sheet else "results/hidden.html"
    can_see = shown.sheet is not None
    return render_template(template, can_see=can_see, notice=notice, **named(shown))


def named(shown: Shown) -> dict[str, object]:
    """What is shown under the names that templates have for it; nobody's answer is marked."""
    lines = lines_of(shown.sheet) if shown.sheet else None
    return {
        "poll": shown.poll,
        "name": name_of(shown.poll),
        "state": shown.state,
        "sheet": shown.sheet,
        "lines": lines,
        "panels": panels_of(shown.sheet, lines) if shown.sheet and lines else (),
        "corrections": correction_lines(shown.poll),
        "tongue": tongue_of(shown.poll),
        "mine": {},
    }


def name_of(poll: Poll) -> Said:
    """What a poll is called, in the reader's language if it has it."""
    tongue = tongue_of(poll)
    if poll.title is None:
        tongue = poll.questions[0].tongue(tongue, poll.base_language)
    said = poll.name.say(tongue, poll.base_language)
    return Said(unpiped(said.text), said.language)


def _card(listed: Listed) -> Card:
    poll, counted = listed.poll, listed.counted
    bars = bars_of(poll, listed.first) if listed.first else ()
    return Card(
        poll=poll,
        state=listed.state,
        name=name_of(poll),
        tongue=tongue_of(poll),
        counted="" if counted is None else responses_text(poll, counted),
        note="" if counted is None else listed_note(poll),
        bars=bars[:_BARS_OF_A_CARD],
        more=max(0, len(bars) - _BARS_OF_A_CARD),
        measured=measured_line(listed.first) if listed.first else "",
    )


def _one_of(name: str, known: set[str]) -> str | None:
    wanted = request.args.get(name)
    if wanted is not None and wanted not in known:
        raise BadParameterError
    return wanted


def _pages(number: int, count: int, filters: Mapping[str, str | None]) -> Pages:
    def url(to: int) -> str:
        return in_language("/", **filters, page=to if to > 1 else None)

    return Pages.at(number, count, url)
