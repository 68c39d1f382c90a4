"""What a survey begins with: nothing, what the address says, or one's own answers."""

from __future__ import annotations

from flask import request

from pollsvc.domain.answers import Texts, link_of
from pollsvc.domain.poll import Poll
from pollsvc.domain.repeat import Act
from pollsvc.voting.box.plan import NOTHING
from pollsvc.voting.own_answers import sent_again
from pollsvc.voting.prefill import by_code
from pollsvc.voting.queries import OwnResponse, own_texts
from pollsvc.voting.unfinished import Unfinished
from pollsvc.web.kept import PREFILL


def beginning(
    poll: Poll, own: OwnResponse | None, act: Act = Act.VOTE, came_from: str | None = None
) -> Unfinished:
    """What a form of this poll has filled in before anything is typed.

    A change begins with one's own answers; else the address may name some.
    """
    if act is Act.CHANGE and own is not None and own.stands:
        return of_own(poll, own)
    link = link_of(poll, came_from)
    names = prefilled()
    return Unfinished(
        raw=by_code(poll, {name.removeprefix(PREFILL): values for name, values in names.items()}),
        act=act,
        came_from=link.code if link else None,
    )


def of_own(poll: Poll, own: OwnResponse, erased: Texts = NOTHING) -> Unfinished:
    """One's own answers as a form would send them again, texts included.

    ``erased`` are texts known to have been sent with it, where they are not kept any more.
    """
    answers = own.answers or {}
    raw, parts = sent_again(poll, answers, {**erased, **own_texts(poll.id, own.number)})
    seen = {
        one.id: one.wording_digest
        for one in poll.questions
        if any(part.id in answers for part in one.parts)
    }
    return Unfinished(raw=raw, parts=parts, seen=seen, act=Act.CHANGE)


def prefilled() -> dict[str, tuple[str, ...]]:
    """The parameters of this address that answer questions."""
    if PREFILL.encode() not in request.query_string:
        return {}
    args = request.args
    return {name: tuple(args.getlist(name)) for name in args if name.startswith(PREFILL)}
