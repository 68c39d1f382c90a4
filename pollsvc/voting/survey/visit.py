"""One request about somebody's answers to a survey: who asks, what is kept, where they go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from flask import Response, make_response, render_template, request

from pollsvc.domain.errors import (
    AlreadyVotedError,
    PollNotFoundError,
    PollNotOpenError,
    PollsvcError,
    UnfinishedGoneError,
)
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll, Protection
from pollsvc.domain.repeat import Act, Evidence
from pollsvc.polls.queries import forget_recent, recent_poll
from pollsvc.store.db import end_reading
from pollsvc.voting.queries import own_response
from pollsvc.voting.screens import Screen
from pollsvc.voting.sending import Voter, check_sender, private, thanks, with_cookie
from pollsvc.voting.survey.screens import Trail, address
from pollsvc.voting.survey.typed import is_in, typed_lines
from pollsvc.voting.survey.walk import Walk
from pollsvc.voting.unfinished import Typed, Unfinished, unfinished
from pollsvc.web.clock import now
from pollsvc.web.errors import UNREACHABLE, status_of, with_status
from pollsvc.web.languages import in_language
from pollsvc.web.outlets import PRIVATE, take_language, tongue_of
from pollsvc.web.phrases import error_text, status_title
from pollsvc.web.security import allow_saving


@dataclass(frozen=True)
class Visit:
    """Whoever has the form's id in the address, and the poll it is a form of."""

    poll: Poll
    voter: Voter
    form_id: str
    nonce: bytes
    now: datetime

    @classmethod
    def of(cls, slug: str, form_id: str, *, sends: bool = False) -> Visit:
        """The visit of this request; ``sends`` where a form came with it.

        Raises:
            PollNotFoundError: there is no such poll, or it is a draft.
            UnfinishedGoneError: it is no form of this poll.
            CrossSiteError: the form came from another site.
        """
        poll, moment = recent_poll(slug), now()
        if state_of(poll, moment) is State.DRAFT:
            raise PollNotFoundError
        take_language(poll)
        if sends:
            check_sender(poll)
        voter = Voter.of_sender(poll) if sends else Voter.of(poll)
        nonce = voter.key.nonce_of(form_id)
        if nonce is None:
            raise UnfinishedGoneError
        return cls(poll, voter, form_id, nonce, moment)

    def anew(self) -> Visit:
        """The same with the poll as it is written at this very moment.

        Raises:
            PollNotFoundError: it was deleted meanwhile.
        """
        forget_recent()
        poll = recent_poll(self.poll.slug)
        if poll.id != self.poll.id:
            raise PollNotFoundError  # another poll took the address of one that is gone
        return replace(self, poll=poll, voter=Voter.of_sender(poll))

    @property
    def cookie(self) -> str:
        """The browser's cookie, or the one that comes with this form when it is sent."""
        return self.voter.cookie or self.voter.key.first_cookie(self.nonce)

    @cached_property
    def evidence(self) -> Evidence:
        """The words under which the answers would count."""
        return self.voter.key.evidence(self.nonce, self.cookie)

    @cached_property
    def changing(self) -> bytes:
        """The word of this voter under which an unsent change of their vote is erased."""
        return self.voter.key.changing_word(self.cookie)

    @property
    def is_from_check(self) -> bool:
        """Whether a step was come to from the check page, to change one answer."""
        return request.args.get("to") == "check"

    @cached_property
    def word(self) -> bytes:
        """The word under which the answers are kept until then."""
        return self.voter.key.unfinished_word(self.nonce)

    def kept(self) -> Unfinished:
        """What is kept so far.

        Raises:
            UnfinishedGoneError: nothing, or not any more.
            AlreadyVotedError: this browser's vote stands already.
        """
        kept = unfinished(self.poll.id, self.word, self.now)
        self.refuse_second(kept)
        return kept

    def kept_so_far(self, start: Unfinished | None = None) -> Unfinished:
        """The same, or what it begins with where nothing is kept yet, or can be read.

        Also where this browser's vote stands already.
        """
        try:
            return unfinished(self.poll.id, self.word, self.now)
        except (UnfinishedGoneError, *UNREACHABLE):
            end_reading()
            return start or Unfinished()

    def refuse_second(self, kept: Unfinished) -> None:
        """Say at once what the end would say: a plain vote never changes one that stands.

        Raises:
            AlreadyVotedError: this browser's vote stands already.
        """
        own = self.voter.own
        keeps_out = self.poll.protection is Protection.BROWSER and kept.act is Act.VOTE
        if keeps_out and own is not None and own.stands:
            raise AlreadyVotedError

    def turned_away(self, typed: Typed | None = None, *, sends: bool = False) -> Response | None:
        """Where to go who has sent these answers already, or comes when the poll is not open.

        Only a form that is sent again soon gets the voter's cookie again: whoever else has
        the private link, or finds it later, is not to see what was sent. ``typed`` is what
        this request brings: where it is not what was sent, it is shown.

        Raises:
            UnfinishedGoneError: they were sent, by a browser that may be another one.
        """
        own = own_response(self.poll.id, self.evidence.form)
        if own is not None:
            cookie = self.voter.cookie_again(self.nonce, own, self.now) if sends else None
            if self.voter.cookie is None and cookie is None:
                raise UnfinishedGoneError
            if typed is not None and not is_in(own, self.poll, typed):
                page = self.refused(AlreadyVotedError(), typed, is_sent=True)
                return with_cookie(page, cookie) if cookie else page
            return thanks(self.poll, cookie)
        if state_of(self.poll, self.now) is not State.OPEN:
            if request.method in ("GET", "HEAD"):
                # Nothing was sent just now, so nothing came just too late.
                lost = self.kept_so_far()
                screen = Screen(self.poll, self.now, self.voter.own, self.voter.key, lost=lost)
                return self.page(screen.not_open())
            return self.refused(PollNotOpenError(), typed)
        return None

    def refused(
        self, error: PollsvcError, typed: Typed | None = None, *, is_sent: bool = False
    ) -> Response:
        """What the plain form would answer to a refusal that ends it all.

        All that is kept, and was typed just now, is on that page; only the latter where
        answers were sent with this form, whatever of them is still kept.
        """
        # Looked at again: another form of this browser may have come first.
        voter = Voter.of_sender(self.poll)
        lost = Unfinished() if is_sent else self.kept_so_far()
        if typed is not None:
            lost = lost.after(typed.all_of_it)
        screen = Screen(self.poll, self.now, voter.own, voter.key, lost=lost)
        page, status = screen.refused(error)
        return self.page(page, status)

    def trail(self, walk: Walk) -> Trail:
        """The pages of this respondent."""
        return Trail(walk=walk, form_id=self.form_id, key=self.voter.key, now=self.now)

    def page(self, body: str, status: int = 200) -> Response:
        """A page that nobody may keep."""
        return private(allow_saving(with_status(make_response(body), status)))

    def to(
        self, place: object, *, fragment: str = "", lang: str | None = None, **query: object
    ) -> Response:
        """Send the browser on to a step, by its number, or to another page, by its name.

        ``lang`` is another language than that of the page.
        """
        if lang is not None:
            query["lang"] = lang
        path = in_language(address(self.poll, self.form_id, place), **query)
        response = make_response("", 303)
        response.headers["Location"] = path + (f"#{fragment}" if fragment else "")
        response.headers["Cache-Control"] = PRIVATE
        return response

    def resumed(self, walk: Walk) -> Response:
        """Send the browser to where this respondent goes on: what is open, else the end."""
        open_step = walk.first_open()
        if open_step is not None:
            return self.to(open_step.number, to="check" if self.is_from_check else None)
        last = walk.back_from()
        return self.to("check" if walk.is_checked or last is None else last.number)


def ended(poll: Poll, typed: Typed, error: PollsvcError) -> Response:
    """The page of a form that has nothing to belong to any more, with what it brought."""
    body = render_template(
        "voting/survey_ended.html",
        poll=poll,
        title=status_title(status_of(error), error.code),
        text=error_text(error),
        typed=typed_lines(poll, Unfinished().after(typed), tongue_of(poll), now()),
    )
    return private(with_status(make_response(body), status_of(error)))
