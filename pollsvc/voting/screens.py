"""Which page a viewer of a poll gets, and what is on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from flask import Response, make_response, render_template, request
from flask_babel import gettext

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
from pollsvc.domain.flow import is_staged
from pollsvc.domain.life import State, results_visible, state_of
from pollsvc.domain.order import is_varied, shown_seed
from pollsvc.domain.poll import Origin, Poll, Protection
from pollsvc.domain.question import Kind
from pollsvc.domain.repeat import Act
from pollsvc.domain.wording import same_words
from pollsvc.results.pages import named, results_page
from pollsvc.results.queries import Shown, shown_to
from pollsvc.store.db import end_reading
from pollsvc.voting.asking import asked_questions_of, faults_of
from pollsvc.voting.evidence import PollKey
from pollsvc.voting.forms import SentVote
from pollsvc.voting.queries import OwnResponse
from pollsvc.voting.ready import ReadyPage
from pollsvc.voting.survey.screens import Line, Trail
from pollsvc.voting.survey.start import beginning, of_own, prefilled
from pollsvc.voting.survey.typed import typed_lines
from pollsvc.voting.survey.walk import Walk
from pollsvc.voting.unfinished import Unfinished
from pollsvc.web.errors import UNREACHABLE, status_of
from pollsvc.web.kept import keep, takes_gzip
from pollsvc.web.languages import keep_link
from pollsvc.web.outlets import seconds_to_turn, tongue_of
from pollsvc.web.phrases import notice_title

# What a refusal is called on the page; any other was not saved.
_NOTICES = {
    "nothing_to_withdraw": "nothing_to_withdraw",
    "definition_changed": "changed_meanwhile",
    # The batch may be committing while the voter is told.
    "store_busy": "not_sure",
}
_OF_ANSWERS = ("thanks", "changed", "voted")
_NEWS = timedelta(minutes=10)
_JUST_CLOSED = timedelta(minutes=5)
# Kinds whose options are marked where they stand.
_MARKED = (Kind.SINGLE, Kind.MULTIPLE)
_PLACE = "-this-is-where-the-form-id-is-put-in-"


@dataclass(frozen=True)
class Screen:
    """A poll before one viewer, with what they sent where they sent something.

    ``link`` is the code in the address by which they came, if there is one. ``lost`` is what
    they typed in steps, where that cannot be taken any more.
    """

    poll: Poll
    now: datetime
    own: OwnResponse | None
    key: PollKey
    sent: SentVote | None = None
    link: str | None = None
    lost: Unfinished | None = None

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
            notice = notice or self._news()
            if self._stands and state is State.OPEN and self._is_in_steps:
                return self._done(notice)
            return self._render("voting/voted.html", notice)
        return results_page(self.shown, notice=notice)

    def not_open(self) -> str:
        """What they get who come back to what they typed when the poll is not open."""
        closed = "closed_voted" if self._stands else "closed"
        notice = closed if self.shown.state.is_over else None
        return self._ended(notice) if self._typed_lines else self.page(notice)

    def changing(self) -> str:
        """The form to change a vote, where that is possible; else the page."""
        own = self.own
        if own is None or not own.stands or not self._may(self.poll.may_change):
            return self.page()
        return self._form(None, beginning(self.poll, own, Act.CHANGE))

    def again(self) -> str:
        """A fresh form for one more vote, where anybody may vote often; else the page."""
        return self._form(None, beginning(self.poll, None)) if self._may_again else self.page()

    def switched(self) -> tuple[str, int]:
        """The same form in another language, with all that was typed; nothing is sent yet.

        Else what sending it would come to, with its status.
        """
        if self.shown.state is not State.OPEN:
            return self.refused(PollNotOpenError())
        assert self.sent is not None
        if not self._may_vote:
            return self.refused(AlreadyVotedError())
        is_old = self.sent.wording not in (None, self.poll.wording_digest)
        return self.form("changed_meanwhile" if is_old else None), 200

    def form(
        self, notice: str | None = None, form_id: str | None = None, act: Act | None = None
    ) -> str:
        """The form, with what was sent still chosen; the page where there is none to fill in."""
        if self.shown.state is not State.OPEN or not self._may_vote:
            return self.page(notice)
        typed = self._typed()
        return self._form(notice, replace(typed, act=act or typed.act), form_id=form_id)

    def refused(self, error: PollsvcError) -> tuple[str, int]:
        """The page that tells of a refusal, with nothing lost, and its status.

        A form with faults that comes after the end is too late before all else. With
        the database out of reach the page comes without figures.
        """
        is_open = self.shown.state is State.OPEN
        if isinstance(error, InvalidAnswerError | DefinitionChangedError) and not is_open:
            error = PollNotOpenError()
        if isinstance(error, InvalidAnswerError):
            return self._form(None, self._typed(), error.problems), status_of(error)
        if isinstance(error, DefinitionChangedError) and self._is_second_vote:
            error = AlreadyVotedError()
        return self._told(error), status_of(error)

    def _told(self, error: PollsvcError) -> str:
        if isinstance(error, PollNotOpenError):
            is_early = self.shown.state is State.SCHEDULED
            return self._ended("planned" if is_early else self._closed_notice())
        if isinstance(error, AlreadyVotedError):
            return self._render(
                "voting/voted.html", self._already_notice(), typed=self._typed_lines
            )
        notice = notice_of(error)
        if isinstance(error, NothingToWithdrawError):
            return self.form(notice, act=Act.VOTE)
        if self._stands and self.sent and self.sent.act is Act.WITHDRAW:
            return self.page(notice)
        return self.form(notice)

    def _ended(self, notice: str | None) -> str:
        is_early = self.shown.state is State.SCHEDULED
        template = "voting/planned.html" if is_early else "voting/voted.html"
        return self._render(template, notice, typed=self._typed_lines)

    @cached_property
    def _typed_lines(self) -> list[Line]:
        """What was typed and cannot be taken, so that it can be read and copied."""
        lost = self.lost or (self._typed() if self.sent else None)
        return typed_lines(self.poll, lost, tongue_of(self.poll), self.now) if lost else []

    def _closed_notice(self) -> str:
        if self._stands:
            return "closed_voted"
        end = self.poll.closes_at or self.poll.archived_at
        # Either way: the clock by which votes are refused may be another one.
        is_recent = end is not None and abs(self.now - end) <= _JUST_CLOSED
        return "too_late" if is_recent and self.poll.origin is Origin.LIVE else "closed"

    def _already_notice(self) -> str:
        if self.own is not None and not self._stands:
            return "withdrawn" if self._may_vote else "taken_back"
        sent = self.sent or self.lost
        plain = sent is None or sent.act is Act.VOTE
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

    def _typed(self) -> Unfinished:
        """What was sent, to be shown again; else what the address has answered."""
        if self.sent is None:
            return beginning(self.poll, None, came_from=self.link)
        return Unfinished(
            raw=self.sent.raw_answers,
            parts=self.sent.parts,
            act=Act.CHANGE if self.sent.act is Act.CHANGE else Act.VOTE,
            came_from=self.sent.came_from,
        )

    @property
    def _is_in_steps(self) -> bool:
        """Whether it was answered in steps, and the figures are not what is asked for."""
        return is_staged(self.poll) and request.args.get("figures") != "1"

    def _told_of_answers(self, notice: str | None) -> str:
        """What became of answers, where they are called a vote by no one."""
        one = self.poll.questions[0]
        has_answers = self.poll.is_survey or one.kind.is_text
        said = notice or ("voted" if self._stands else "")
        return _done_title(said) if has_answers and said in _OF_ANSWERS else ""

    def _may(self, allowed: bool) -> bool:
        return allowed and self.shown.state is State.OPEN and self.own is not None

    def _form(
        self,
        notice: str | None,
        typed: Unfinished,
        problems: tuple[Problem, ...] = (),
        *,
        form_id: str | None = None,
    ) -> str:
        poll, form_id = self.poll, form_id or self._kept_form_id()
        link = link_of(poll, typed.came_from)
        if link is not None:
            keep_link(link.code)
        if is_staged(poll):
            changed = "changed_meanwhile" if problems else None
            return self._first_step(notice or changed, typed, form_id)
        tongue = tongue_of(poll)
        questions = asked_questions_of(
            poll,
            poll.questions,
            typed.raw,
            typed.parts,
            problems,
            seed=shown_seed(self.key.nonce_of(form_id) or b""),
            tongue=tongue,
            reworded=self._reworded(),
        )
        return self._render(
            "voting/form.html",
            notice,
            act=typed.act.value,
            questions=questions,
            faults=faults_of(poll, questions, problems, tongue),
            form_id=form_id,
            came_from=link.code if link else None,
        )

    def _reworded(self) -> frozenset[int]:
        """The questions that read otherwise in the form that was sent."""
        wording = self.sent.wording if self.sent else None
        same = same_words(self.poll.questions, wording or "")
        return frozenset(one for one, is_same in same.items() if not is_same)

    def _first_step(self, notice: str | None, typed: Unfinished, form_id: str) -> str:
        """The beginning of a survey in steps, at the poll's own address."""
        trail = self._trail(typed, form_id)
        first = trail.walk.after(0)
        assert first is not None  # nothing can hide the first question of all
        return trail.step_page(first, notice=notice)

    def _done(self, notice: str | None) -> str:
        """What follows after a survey was sent."""
        assert self.own is not None
        trail = self._trail(of_own(self.poll, self.own), "")
        return self._render(
            "voting/survey_done.html",
            notice,
            title=_done_title(notice or "voted"),
            survey=trail.survey,
            answered=trail.lines(is_over=True),
        )

    def _answered(self) -> list[Line]:
        """One's own answers in words, where no figures mark them and options alone would not."""
        is_said = self.poll.is_survey or self.poll.questions[0].kind not in _MARKED
        if self.own is None or not self._stands or self.shown.sheet or not is_said:
            return []
        return self._trail(of_own(self.poll, self.own), "").lines(is_over=True)

    def _trail(self, typed: Unfinished, form_id: str) -> Trail:
        walk = Walk(self.poll, typed)
        return Trail(walk=walk, form_id=form_id, key=self.key, now=self.now, shown=self.shown)

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
            "told": self._told_of_answers(notice),
            "own": self.own,
            "answered": self._answered(),
            "stands": self._stands,
            "may_change": self._may(poll.may_change),
            "may_withdraw": self._may(poll.may_withdraw) and self._stands,
            "may_again": self._may_again,
            "can_see": results_visible(poll, shown.state, self.now),
            "form_id": form_id or self.key.new_form_id(),
        }
        return render_template(template, **(context | more))


def notice_of(error: PollsvcError) -> str:
    """What a refusal is called on the page that tells of it."""
    return _NOTICES.get(error.code, "not_saved")


def _done_title(notice: str) -> str:
    if notice == "thanks":
        return gettext("Thank you. Your answers have been sent.")
    if notice == "changed":
        return gettext("Thank you. Your answers have been changed.")
    return gettext("You have answered this survey.") if notice == "voted" else notice_title(notice)


def ready_form(screen: Screen) -> Response:
    """The page of a viewer without a vote, kept ready for the next ones.

    Each further viewer without a cookie gets it with a form id of its own. Where the
    order of options hangs on the form, each page is made for itself, and where the address
    has answered something.
    """
    if is_varied(screen.poll) or prefilled():
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
