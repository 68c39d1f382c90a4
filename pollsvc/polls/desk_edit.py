"""Writing a poll: the form, its buttons, saving as one types, and changing what is published."""

from __future__ import annotations

import re

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import Draft, DraftProblem, InvalidDraftError
from pollsvc.domain.draft.moves import Moved, moved
from pollsvc.domain.draft.stored import has_votes, is_public
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import NotAllowedError, PollNotFoundError
from pollsvc.polls.actions import apply_draft, discard_draft, save_draft
from pollsvc.polls.applying import to_publish
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.drafts import Kept, StaleDraftError, kept_draft, title_of
from pollsvc.polls.edit_form import DraftForm
from pollsvc.polls.edit_page import EditPage, edit_response, hints_of
from pollsvc.polls.forms import draft_from, page_of, turn_of
from pollsvc.polls.leftover import typed_page
from pollsvc.polls.question_fields import MOST_ROWS, place_of, prefix_of, rows_over
from pollsvc.web.clock import now
from pollsvc.web.desk import done, to
from pollsvc.web.kept import Kept as KeptBytes
from pollsvc.web.languages import page_language
from pollsvc.web.site import site

bp = Blueprint("desk_edit", __name__)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_AT_QUESTION = re.compile(r"q[0-9]{1,3}-(save|remove)|remove", re.ASCII)


@bp.get("/desk/polls/<int:poll_id>/edit")
@needs(EditorRole.EDITOR)
def edit(poll_id: int) -> Response:
    """The form, with what was typed last."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    if at_desk.deleted_at is not None:
        return to(f"/desk/polls/{poll_id}/manage")
    kept = kept_draft(at_desk)
    return edit_response(
        EditPage(
            at_desk=at_desk,
            editor_id=current_editor().id,
            draft=kept.draft,
            kept=kept,
            seen=kept.seen,
            moment=now(),
            opened=_number("open") or 0,
            removing=_number("remove"),
        )
    )


def _number(name: str) -> int | None:
    """A question's place, from 0, by its number in the address."""
    typed = request.args.get(name, "")
    return int(typed) - 1 if _NUMBER.fullmatch(typed) else None


@bp.post("/desk/polls/<int:poll_id>/edit")
@needs(EditorRole.EDITOR)
def edit_act(poll_id: int) -> Response:
    """Press one of the form's buttons: save, publish, or move answers."""
    draft, button = draft_from(request.form), request.form.get("do", "save")
    try:
        at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
        _no_list_is_cut()
        return _pressed(at_desk, draft, button)
    except StaleDraftError as error:
        return edit_response(_typed(at_desk, draft, theirs=error.theirs), 409)
    except InvalidDraftError as error:
        return edit_response(_typed(at_desk, draft, error), 422)
    except (PollNotFoundError, NotAllowedError) as error:
        return typed_page(error)


def _no_list_is_cut() -> None:
    """Refuse more answers than a form may hold, rather than leave some out unsaid."""
    over = [
        DraftProblem(
            field=field, code="list_too_long", question=place, limit=MOST_ROWS, detail=(said,)
        )
        for place, field, said in rows_over(request.form)
    ]
    if over:
        raise InvalidDraftError(over)


def _pressed(at_desk: DeskPoll, draft: Draft, button: str) -> Response:
    here = f"/desk/polls/{at_desk.id}/edit"
    if button.endswith("remove") and _AT_QUESTION.fullmatch(button):
        button = _removal(draft, button)
    # What people were asked stays, its pages too; there a border cannot be crossed.
    pages_stay = at_desk.is_written and has_votes(at_desk.poll)
    if change := moved(draft, button, pages_stay=pages_stay):
        _save(at_desk, change.draft)
        return to(_place_of(here, change, button))
    if button == "languages":
        _save(at_desk, draft)
        return to(f"/desk/polls/{at_desk.id}/languages")
    if _AT_QUESTION.fullmatch(button):
        return _at_question(at_desk, draft, button, here)
    if at_desk.is_written and is_public(at_desk.poll):
        return _save_changes(at_desk, draft, here)
    _save(at_desk, draft)
    if button != "publish":
        return done(gettext("The draft is saved."), here)
    to_publish(at_desk, draft, current_editor(), now(), site().theme)
    return to(f"/desk/polls/{at_desk.id}/publish")


def _removal(draft: Draft, button: str) -> str:
    """The button for a question that is to go: at once, where nothing would be lost with it."""
    place = place_of(button)
    is_there = place in range(len(draft.questions))
    is_unsaid = is_there and DraftForm(draft=draft).is_blank(place)
    return f"{prefix_of(place)}ask_remove" if is_unsaid else button


def _place_of(here: str, change: Moved, button: str) -> str:
    """The address at which to go on after a button: the field or the button itself."""
    front = prefix_of(change.question)
    if "ask_" in button:
        field = "question"
    elif "row_" in button:
        field = f"row-{(change.row or 0) + 1}"
    else:
        field = f"answer-{change.option + 1}"
    is_one = len(change.draft.questions) == 1
    opened = "" if is_one else f"?open={change.question + 1}"
    return f"{here}{opened}#{change.button or front + field}"


def _at_question(at_desk: DeskPoll, draft: Draft, button: str, here: str) -> Response:
    """Save and come back to one question; or ask whether it is to go."""
    number = place_of(button) + 1
    there = f"{here}?open={number}"
    front = prefix_of(number - 1)
    if button.endswith("remove"):
        _save(at_desk, draft)
        return to(f"{there}&remove={number}#{front}acts")
    if at_desk.is_written and is_public(at_desk.poll):
        return _save_changes(at_desk, draft, there)
    _save(at_desk, draft)
    return done(gettext("The draft is saved."), f"{there}#{front}question")


def _save(at_desk: DeskPoll, draft: Draft, *, by_itself: bool = False) -> Kept:
    return save_draft(
        at_desk.id,
        draft,
        current_editor(),
        now(),
        seen=_seen(),
        page=page_of(request.form),
        turn=turn_of(request.form),
        by_itself=by_itself,
        overwrite="overwrite" in request.form,
    )


def _seen() -> str:
    """The token of what the form was made from; or of what the editor chose to overwrite."""
    return request.form.get("overwrite") or request.form.get("seen", "")


def _save_changes(at_desk: DeskPoll, draft: Draft, here: str) -> Response:
    changes = apply_draft(
        at_desk.id,
        draft,
        current_editor(),
        now(),
        seen=_seen(),
        page=page_of(request.form),
        look=site().theme,
        overwrite="overwrite" in request.form,
    )
    forget_kept(at_desk.id)
    words = gettext("Your changes are saved. Readers see them now.")
    return done(words if changes else gettext("Nothing was changed."), here)


def forget_kept(poll_id: int) -> None:
    """Let readers see at once what was written."""
    kept = current_app.extensions["kept"]
    assert isinstance(kept, KeptBytes)
    kept.forget(poll_id)


def _typed(
    at_desk: DeskPoll,
    draft: Draft,
    error: InvalidDraftError | None = None,
    theirs: Kept | None = None,
) -> EditPage:
    """The page with what was just typed."""
    at_desk = poll_at_desk(at_desk.id, current_editor(), Access.WRITE)
    kept = kept_draft(at_desk)
    # What was saved with this request is not somebody else's.
    seen = kept.seen if theirs is None and kept.page == page_of(request.form) else _seen()
    return EditPage(
        at_desk=at_desk,
        editor_id=current_editor().id,
        draft=draft,
        kept=kept,
        seen=seen,
        page=page_of(request.form),
        turn=turn_of(request.form) or 0,
        moment=now(),
        problems=error.problems if error else (),
        theirs=theirs,
        opened=place_of(request.form.get("do", "")),
    )


@bp.post("/desk/polls/<int:poll_id>/edit/autosave")
@needs(EditorRole.EDITOR)
def autosave(poll_id: int) -> Response:
    """Save what is typed, for the page's script; says how it went."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    draft = draft_from(request.form)
    try:
        kept = _save(at_desk, draft, by_itself=True)
    except StaleDraftError as error:
        told = _typed(at_desk, draft, theirs=error.theirs).conflict()
        response = jsonify(saved=False, by=told.name, at=told.time, words=told.short_words)
        response.status_code = 409
        return response
    page = EditPage(
        at_desk=at_desk,
        editor_id=current_editor().id,
        draft=draft,
        kept=kept,
        seen=kept.seen,
        moment=now(),
    )
    title = at_desk.title if at_desk.is_written else title_of(draft)
    language = at_desk.poll.base_language if at_desk.is_written else draft.base_language
    return jsonify(
        saved=True,
        seen=kept.seen,
        words=page.saved_words,
        hints=hints_of(page),
        title=title or gettext("Poll without a question yet"),
        language=language if title else page_language(),
    )


@bp.post("/desk/polls/<int:poll_id>/edit/discard")
@needs(EditorRole.EDITOR)
def discard(poll_id: int) -> Response:
    """Forget the changes that readers do not see yet."""
    discard_draft(poll_id, current_editor(), now())
    words = gettext("The changes are gone. The form shows the poll as readers see it.")
    return done(words, f"/desk/polls/{poll_id}/edit")
