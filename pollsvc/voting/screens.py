"""Which page a viewer of a poll gets, and what is on it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from flask import Response, make_response, render_template, request

from pollsvc.domain.answers import link_of
from pollsvc.domain.errors import (
    AlreadyVotedError,
    DefinitionChangedError,
    InvalidAnswerError,
    NothingToWithdrawError,
    PollNotOpenError,
    PollsvcError,
    Problem,
)
from pollsvc.domain.life import State, results_visible, state_of
from pollsvc.domain.order import is_varied, shown_order, shown_seed
from pollsvc.domain.poll import Option, Origin, Poll, Protection
from pollsvc.domain.repeat import Act
from pollsvc.results.pages import named, results_page
from pollsvc.results.queries import Shown, shown_to
from pollsvc.store.db import end_reading
from pollsvc.voting.evidence import PollKey
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import OwnResponse
from pollsvc.voting.ready import ReadyPage
from pollsvc.web.errors import UNREACHABLE, status_of
from pollsvc.web.kept import keep, takes_gzip
from pollsvc.web.languages import keep_link
from pollsvc.web.outlets import seconds_to_turn

# What a refusal is called on the page; any other was not saved.
_NOTICES = {
    "nothing_to_withdraw": "nothing_to_withdraw",
    "definition_changed": "changed_meanwhile",
    # The batch may be committing while the voter is told.
    "store_busy": "not_sure",
}
_NEWS = timedelta(minutes=10)
_JUST_CLOSED = timedelta(minutes=5)
_PLACE = "-this-is-where-the-form-id-is-put-in-"


@dataclass(frozen=True)
class Screen:
    """A poll before one viewer, with what they sent where they sent something.

    ``link`` is the code in the address by which they came, if there is one.
    """

    poll: Poll
    now: datetime
    own: OwnResponse | None
    key: PollKey
    sent: SentVote | None = None
    link: str | None = None

    @cached_property
    def shown(self) -> Shown:
        """State and figures, as this viewer may see them.

        Raises:
            PollNotFoundError: the poll is a draft.
        """
        try:
            return shown_to(self.poll, self.now, voted=self._stands)
        except UNREACHABLE:
            # Whoever sent a vote is to get it back, also while nothing can be read.
            if self.sent is None:
                raise
            end_reading()
            return Shown(self.poll, state_of(self.poll, self.now), None)

    def page(self, notice: str | None = None) -> str:
        """What the viewer gets who has no form to fill in, else the form."""
        state = self.shown.state
        if state is State.SCHEDULED:
            return self._render("voting/planned.html", notice)
        if not self._stands and state is State.OPEN and self._may_vote:
            return self.form(notice or self._news())
        if self.own is not None:
            return self._render("voting/voted.html", notice or self._news())
        return results_page(self.shown, notice=notice)

    def changing(self) -> str:
        """The form to change a vote, where that is possible; else the page."""
        own = self.own
        if own is None or not own.stands or not self._may(self.poll.may_change):
            return self.page()
        chosen = {q: {str(o) for o in options} for q, options in own.chosen().items()}
        return self._form(None, Act.CHANGE, chosen, ())

    def again(self) -> str:
        """A fresh form for one more vote, where anybody may vote often; else the page."""
        return self._form(None, Act.VOTE, {}, ()) if self._may_again else self.page()

    def form(
        self, notice: str | None = None, form_id: str | None = None, act: Act | None = None
    ) -> str:
        """The form, with what was sent still chosen; the page where there is none to fill in."""
        if self.shown.state is not State.OPEN or not self._may_vote:
            return self.page(notice)
        return self._form(notice, act or self._sent_act(), self._kept_choice(), (), form_id)

    def refused(self, error: PollsvcError) -> tuple[str, int]:
        """The page that tells of a refusal, with nothing lost, and its status.

        A form with faults that comes after the end is too late before all else. With
        the database out of reach the page comes without figures.
        """
        is_open = self.shown.state is State.OPEN
        if isinstance(error, InvalidAnswerError | DefinitionChangedError) and not is_open:
            error = PollNotOpenError()
        if isinstance(error, InvalidAnswerError):
            choice = self._kept_choice()
            page = self._form(None, self._sent_act(), choice, error.problems)
            return page, status_of(error)
        if isinstance(error, DefinitionChangedError) and self._is_second_vote:
            error = AlreadyVotedError()
        return self._told(error), status_of(error)

    def _told(self, error: PollsvcError) -> str:
        if isinstance(error, PollNotOpenError):
            if self.shown.state is State.SCHEDULED:
                return self._render("voting/planned.html", "planned")
            return self._render("voting/voted.html", self._closed_notice())
        if isinstance(error, AlreadyVotedError):
            return self._render("voting/voted.html", self._already_notice())
        notice = _NOTICES.get(error.code, "not_saved")
        if isinstance(error, NothingToWithdrawError):
            return self.form(notice, act=Act.VOTE)
        if self._stands and self.sent and self.sent.act is Act.WITHDRAW:
            return self.page(notice)
        return self.form(notice)

    def _closed_notice(self) -> str:
        if self._stands:
            return "closed_voted"
        end = self.poll.closes_at or self.poll.archived_at
        # Either way: the clock by which votes are refused may be another one.
        is_recent = end is not None and abs(self.now - end) <= _JUST_CLOSED
        return "too_late" if is_recent and self.poll.origin is Origin.LIVE else "closed"

    def _already_notice(self) -> str:
        if self.own is not None and not self._stands:
            return "taken_back"
        plain = self.sent is None or self.sent.act is Act.VOTE
        return "already" if plain else "not_allowed"

    def _news(self) -> str | None:
        """What the viewer's own act came to, as long as it is news to them."""
        own = self.own
        if own is None or self.now - own.sent_at > _NEWS:
            return None
        if not own.stands:
            return "withdrawn"
        return "changed" if own.changes else "thanks"

    @property
    def _stands(self) -> bool:
        return self.own is not None and self.own.stands

    @property
    def _is_second_vote(self) -> bool:
        """Whether a vote was sent that is kept out whatever the poll says now."""
        is_vote = self.sent is not None and self.sent.act is Act.VOTE
        return self._stands and is_vote and self.poll.protection is Protection.BROWSER

    @property
    def _may_vote(self) -> bool:
        """Whether a form could come to anything: not after taking back for good."""
        is_free = self.poll.may_change or self.poll.protection is Protection.OPEN
        return self.own is None or self._stands or is_free

    @property
    def _may_again(self) -> bool:
        return self._stands and self._may(self.poll.protection is Protection.OPEN)

    def _sent_act(self) -> Act:
        act = self.sent.act if self.sent else None
        return Act.CHANGE if act is Act.CHANGE else Act.VOTE

    def _kept_choice(self) -> Mapping[int, Set[str]]:
        raw = self.sent.raw_answers if self.sent else {}
        return {question: set(values) for question, values in raw.items()}

    def _may(self, allowed: bool) -> bool:
        return allowed and self.shown.state is State.OPEN and self.own is not None

    def _form(
        self,
        notice: str | None,
        act: Act,
        chosen: Mapping[int, Set[str]],
        problems: tuple[Problem, ...],
        form_id: str | None = None,
    ) -> str:
        link = link_of(self.poll, self.sent.came_from if self.sent else self.link)
        if link is not None:
            keep_link(link.code)
        form_id = form_id or self._kept_form_id()
        return self._render(
            "voting/form.html",
            notice,
            act=act.value,
            chosen=chosen,
            problems=problems,
            form_id=form_id,
            orders=orders_shown(self.poll, self.key.nonce_of(form_id) or b""),
            came_from=link.code if link else None,
        )

    def _kept_form_id(self) -> str:
        """The form's own id again, so that trying again is no second vote."""
        sent = self.sent.form_id if self.sent else ""
        if sent and self.key.nonce_of(sent):
            return sent
        return self.key.new_form_id()

    def _render(
        self, template: str, notice: str | None, *, form_id: str | None = None, **more: object
    ) -> str:
        poll, shown = self.poll, self.shown
        context: dict[str, object] = {
            **named(shown),
            "mine": self.own.chosen() if self.own else {},
            "notice": notice,
            "own": self.own,
            "stands": self._stands,
            "may_change": self._may(poll.may_change),
            "may_withdraw": self._may(poll.may_withdraw) and self._stands,
            "may_again": self._may_again,
            "can_see": results_visible(poll, shown.state, self.now),
            "form_id": form_id or self.key.new_form_id(),
        }
        return render_template(template, **(context | more))


def orders_shown(poll: Poll, nonce: bytes) -> dict[int, tuple[Option, ...]]:
    """The options of each question in the order that the form with this nonce shows."""
    seed = shown_seed(nonce)
    return {question.id: shown_order(question, seed) for question in poll.questions}


def ready_form(screen: Screen) -> Response:
    """The page of a viewer without a vote, kept ready for the next ones.

    Each further viewer without a cookie gets it with a form id of its own. Where the
    order of options hangs on the form, each page is made for itself.
    """
    if is_varied(screen.poll):
        return make_response(screen.form())
    body = screen.form(form_id=_PLACE)
    if body.count(_PLACE) != 1:
        return make_response(body)
    page, key = ReadyPage.of(body, _PLACE), screen.key
    is_packed = takes_gzip(request.headers.get("Accept-Encoding", ""))

    def fresh() -> bytes:
        form_id = key.new_form_id().encode()
        return page.packed(form_id) if is_packed else page.plain(form_id)

    response = make_response(fresh())
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.content_encoding = "gzip"
    if not request.headers.get("Cookie"):
        links = screen.poll.links.options if screen.poll.links else ()
        codes = frozenset(link.code for link in links)
        keep(None, seconds_to_turn(screen.poll, screen.now), fresh, codes)
    return response
