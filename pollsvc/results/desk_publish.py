"""Publishing: the page that says what it means, and the button."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import Draft, InvalidDraftError, hints, poll_to_show
from pollsvc.domain.draft.stored import is_public
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.flow import steps_of
from pollsvc.domain.life import State, state_of
from pollsvc.polls.applying import to_publish
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.desk_edit import forget_kept
from pollsvc.polls.drafts import StaleDraftError, kept_draft
from pollsvc.polls.edit_page import EditPage, edit_response
from pollsvc.polls.phrases import hint_text
from pollsvc.polls.queries import poll_by_slug
from pollsvc.results.desk_publish_survey import asked_words
from pollsvc.results.desk_publish_words import summary_of
from pollsvc.results.publishing import publish_poll
from pollsvc.web.clock import now
from pollsvc.web.desk import done, to
from pollsvc.web.formats import number_text
from pollsvc.web.languages import page_language
from pollsvc.web.site import site

bp = Blueprint("desk_publish", __name__)


@bp.get("/desk/polls/<int:poll_id>/publish")
@needs(EditorRole.EDITOR)
def publish(poll_id: int) -> Response:
    """What is about to be published, and what that means."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    if at_desk.deleted_at is not None:
        return to(f"/desk/polls/{poll_id}/manage")
    if at_desk.is_written and is_public(at_desk.poll):
        return to(f"/desk/polls/{poll_id}/share")
    return _asked(at_desk)


@bp.post("/desk/polls/<int:poll_id>/publish")
@needs(EditorRole.EDITOR)
def publish_act(poll_id: int) -> Response:
    """Publish it. Pressed twice, it is published once."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    seen = request.form.get("seen", "")
    try:
        publish_poll(poll_id, current_editor(), now(), seen=seen, look=site().theme)
    except StaleDraftError as error:
        return _asked(at_desk, changed_by=error.theirs.by or gettext("Somebody"))
    except InvalidDraftError:
        return _asked(at_desk)
    forget_kept(poll_id)
    return done(gettext("The poll is published."), f"/desk/polls/{poll_id}/share")


def _asked(at_desk: DeskPoll, changed_by: str = "") -> Response:
    """The page that asks; where something is wrong, the form that says so."""
    moment = now()
    kept = kept_draft(at_desk)
    try:
        new = to_publish(at_desk, kept.draft, current_editor(), moment, site().theme)
    except InvalidDraftError as error:
        page = EditPage(
            at_desk=at_desk,
            editor_id=current_editor().id,
            draft=kept.draft,
            kept=kept,
            seen=kept.seen,
            moment=moment,
            problems=error.problems,
        )
        return edit_response(page, 422)
    shown = poll_to_show(kept.draft, poll_id=at_desk.id, slug=new.slug, now=moment)
    is_now = new.opens_at is None or new.opens_at <= moment
    body = render_template(
        "results/desk_publish.html",
        at_desk=at_desk,
        new=new,
        seen=kept.seen,
        summary=summary_of(
            new,
            f"{site().base_url}/p/{new.slug}",
            is_now=is_now,
            before=_open_before(at_desk, moment),
            steps=len(steps_of(shown)),
        ),
        asked_words=asked_words,
        hints=_hints(kept.draft),
        is_now=is_now,
        changed_by=changed_by,
    )
    return make_response(body, 409 if changed_by else 200)


def _hints(draft: Draft) -> list[str]:
    """What to think about, with the question where there are several."""
    said = [one for one in hints(draft) if one.code != "plain_no_view"]
    if len(draft.questions) == 1:
        return [hint_text(one) for one in said]
    return [
        gettext(
            "Question %(number)s: %(problem)s",
            number=number_text(one.question + 1, page_language()),
            problem=hint_text(one, in_survey=True),
        )
        for one in said
    ]


def _open_before(at_desk: DeskPoll, now: datetime) -> str:
    """The question of the version before this poll, if people can vote in that one."""
    slug = at_desk.poll.previous_slug
    if slug is None:
        return ""
    before = poll_by_slug(slug)
    is_open = state_of(before, now) is State.OPEN
    return before.name.say(before.base_language).text if is_open else ""
