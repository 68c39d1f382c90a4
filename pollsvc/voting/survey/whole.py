"""A survey that has steps, sent in one form: by a program, or by a form from before the steps."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from pollsvc.domain.errors import DefinitionChangedError, InvalidAnswerError, PollsvcError
from pollsvc.domain.flow import is_staged
from pollsvc.domain.life import State, state_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.voting.forms import SentVote
from pollsvc.voting.sending import Voter
from pollsvc.voting.survey.typed import whole_form
from pollsvc.voting.survey.visit import Visit
from pollsvc.voting.survey.walk import Walk, after_correction
from pollsvc.voting.unfinished import Unfinished, day_after, keep_step
from pollsvc.web.clock import now


def taken_up(poll: Poll, voter: Voter, sent: SentVote, error: PollsvcError) -> Response | None:
    """Go on in steps with what could not be counted in one; ``None`` where that is no help."""
    nonce, moment = voter.key.nonce_of(sent.form_id), now()
    may_be_mended = isinstance(error, InvalidAnswerError | DefinitionChangedError)
    is_open = state_of(poll, moment) is State.OPEN
    if nonce is None or not (may_be_mended and is_open and is_staged(poll)):
        return None
    visit = Visit(poll, voter, sent.form_id, nonce, moment)
    reworded = isinstance(error, DefinitionChangedError)
    seen = {one.id: one.wording_digest for one in poll.questions}
    if reworded:
        seen = after_correction(poll.questions, sent.wording or "")
    typed = replace(whole_form(poll, sent), seen=seen)
    start = Unfinished(
        act=Act.CHANGE if sent.act is Act.CHANGE else Act.VOTE, came_from=sent.came_from
    )
    ends_at = day_after(moment, poll.unfinished_days)
    changing = visit.changing if start.act is Act.CHANGE else None
    kept = keep_step(
        poll.id, visit.word, typed, moment, ends_at=ends_at, start=start, voter=changing
    )
    walk = Walk(poll, kept)
    step = walk.first_open()
    if step is None or reworded:
        return visit.resumed(walk)
    return visit.to(step.number, faults=1, fragment="errors")
