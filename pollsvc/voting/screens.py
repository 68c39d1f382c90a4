"""Which page a viewer of a poll gets, and what is on it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import Response, current_app, make_response, render_template, request

from pollsvc.domain.errors import (
    AlreadyVotedError,
    InvalidAnswerError,
    PollNotFoundError,
    PollNotOpenError,
    PollsvcError,
    Problem,
)
from pollsvc.domain.life import State, results_visible
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.results.lines import lines_of
from pollsvc.results.pages import results_page
from pollsvc.results.queries import Shown, shown_to
from pollsvc.voting.evidence import NONCE_BYTES, PollKey
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import OwnResponse
from pollsvc.voting.ready import ReadyPage, ReadyPages
from pollsvc.web.errors import status_of
from pollsvc.web.languages import page_language
from pollsvc.web.outlets import tongue_of

_NOTICES = {
    "nothing_to_withdraw": "nothing_to_withdraw",
    "definition_changed": "changed_meanwhile",
    "store_busy": "not_saved",
    "store_full": "not_saved",
}
_PLACE = "-this-is-where-the-form-id-is-put-in-"


@dataclass(frozen=True)
class Screen:
    """A poll before one viewer, with what they sent where they sent something."""

    poll: Poll
    now: datetime
    own: OwnResponse | None
    key: PollKey
    sent: SentVote | None = None

    @cached_property
    def shown(self) -> Shown:
        """State and figures, as this viewer may see them.

        Raises:
            PollNotFoundError: the poll is a draft.
        """
        voted = self.own is not None and self.own.stands
        shown = shown_to(self.poll, self.now, voted=voted)
        if shown.state is State.DRAFT:
            raise PollNotFoundError
        return shown

    def page(self, notice: str | None = None) -> str:
        """What the viewer gets who has no form to fill in, else the form."""
        state = self.shown.state
        if state is State.SCHEDULED:
            return self._render("voting/planned.html", notice)
        if self.own is not None and self.own.stands:
            return self._render("voting/voted.html", notice or "thanks")
        if state is State.OPEN and (self.own is None or self.poll.may_change):
            return self.form(notice or ("withdrawn" if self.own else None))
        if self.own is not None:
            return self._render("voting/voted.html", notice or "withdrawn")
        return results_page(self.shown, notice=notice)

    def changing(self) -> str:
        """The form to change a vote, where that is possible; else the page."""
        own = self.own
        if own is None or not own.stands or not self._may(self.poll.may_change):
            return self.page()
        chosen = {q: {str(o) for o in options} for q, options in own.chosen().items()}
        return self._form(None, Act.CHANGE, chosen, ())

    def form(self, notice: str | None = None, form_id: str | None = None) -> str:
        """The form, with what was sent still chosen; the page where there is none to fill in."""
        if self.shown.state is not State.OPEN:
            return self.page(notice)
        return self._form(notice, self._sent_act(), self._kept_choice(), (), form_id)

    def refused(self, error: PollsvcError) -> tuple[str, int]:
        """The page that tells of a refusal, with nothing lost, and its status.

        A form with faults that comes after the end is too late before all else.
        """
        status = status_of(error)
        if isinstance(error, InvalidAnswerError):
            if self.shown.state is State.OPEN:
                choice = self._kept_choice()
                return self._form(None, self._sent_act(), choice, error.problems), status
            error = PollNotOpenError()
            status = status_of(error)
        if isinstance(error, PollNotOpenError):
            if self.shown.state is State.SCHEDULED:
                return self._render("voting/planned.html", None), status
            return self._render("voting/voted.html", "too_late"), status
        if isinstance(error, AlreadyVotedError):
            plain = self._sent_act() is Act.VOTE
            return self._render("voting/voted.html", "already" if plain else "not_allowed"), status
        return self.form(_NOTICES[error.code]), status

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
        return self._render(
            "voting/form.html",
            notice,
            act=act.value,
            chosen=chosen,
            problems=problems,
            form_id=form_id or self._kept_form_id(problems),
        )

    def _kept_form_id(self, problems: tuple[Problem, ...]) -> str:
        """The form's own id again, so that trying again is no second vote."""
        sent = self.sent.form_id if self.sent else ""
        if sent and self.key.nonce_of(sent):
            return sent
        return self.key.form_id(os.urandom(NONCE_BYTES))

    def _render(self, template: str, notice: str | None, **more: object) -> str:
        poll, shown = self.poll, self.shown
        stands = self.own is not None and self.own.stands
        context: dict[str, object] = {
            "poll": poll,
            "state": shown.state,
            "sheet": shown.sheet,
            "lines": lines_of(shown.sheet) if shown.sheet else None,
            "tongue": tongue_of(poll),
            "mine": self.own.chosen() if self.own else {},
            "notice": notice,
            "may_change": self._may(poll.may_change),
            "may_withdraw": self._may(poll.may_withdraw) and stands,
            "can_see": results_visible(poll, shown.state, self.now),
            "form_id": self.key.form_id(os.urandom(NONCE_BYTES)),
        }
        return render_template(template, **(context | more))


def ready_form(screen: Screen) -> Response:
    """The page of a viewer without a vote, from the pages kept ready."""
    pages = current_app.extensions["ready_pages"]
    assert isinstance(pages, ReadyPages)
    poll = screen.poll
    key = (
        poll.id,
        poll.definition_version,
        page_language(),
        tongue_of(poll),
        request.args.get("lang"),
    )
    page = pages.get(key)
    if page is None:
        body = screen.form(form_id=_PLACE)
        if body.count(_PLACE) != 1:
            return make_response(body)
        page = ReadyPage.of(body, _PLACE)
        pages.put(key, page)
    put_in = screen.key.form_id(os.urandom(NONCE_BYTES)).encode()
    response = make_response()
    response.vary.add("Accept-Encoding")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(page.packed(put_in))
        response.content_encoding = "gzip"
    else:
        response.set_data(page.plain(put_in))
    return response
