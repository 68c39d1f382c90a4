"""Leaving: an account ends, and its polls are handed on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext
from wtforms import SelectField

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.accounts.queries import editor_by_id
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import LastOwnerError, PageNotFoundError
from pollsvc.polls.handing import let_leave, number_of_polls, who_can_take
from pollsvc.web.clock import now
from pollsvc.web.desk import N_, DeskForm, choices, done

bp = Blueprint("leaving", __name__)
PEOPLE = "/desk/people"
_NOBODY = ""


class LeaveForm(DeskForm):
    """Who takes on the polls of somebody who leaves."""

    taker = SelectField(N_("Who takes on their polls?"))

    def __init__(self, leaving: int, **more: Any) -> None:
        super().__init__(**more)
        others = ((str(one.id), one.name) for one in who_can_take(leaving))
        nobody = (_NOBODY, gettext("Nobody: owners look after them"))
        self.taker.choices = choices([*others, nobody])

    @property
    def taker_id(self) -> int | None:
        """The one chosen."""
        return int(self.taker.data) if self.taker.data else None


@bp.get(PEOPLE + "/<int:editor_id>/leave")
@needs(EditorRole.OWNER)
def leaving(editor_id: int) -> Response:
    """Ask who takes on the polls of somebody who leaves."""
    editor = _somebody(editor_id)
    form = LeaveForm(editor_id, formdata=None)
    form.taker.data = str(current_editor().id) if current_editor().id != editor_id else None
    return _page(editor, form)


@bp.post(PEOPLE + "/<int:editor_id>/leave")
@needs(EditorRole.OWNER)
def leave(editor_id: int) -> Response:
    """End the account and hand on the polls."""
    editor, form = _somebody(editor_id), LeaveForm(editor_id)
    if not number_of_polls(editor_id):
        form.taker.validate_choice = False
        form.taker.data = _NOBODY
    elif not form.validate():
        return _page(editor, form, 422)
    try:
        let_leave(editor_id, form.taker_id, current_editor(), now())
    except LastOwnerError:
        said = gettext("There has to be an owner. Make somebody else an owner first.")
        form.form_errors.append(said)
        return _page(editor, form, 409)
    return done(gettext("%(name)s has left. Their account is closed.", name=editor.name), PEOPLE)


def _somebody(editor_id: int) -> Editor:
    found = editor_by_id(editor_id)
    if found is None:
        raise PageNotFoundError
    return found


def _page(editor: Editor, form: LeaveForm, status: int = 200) -> Response:
    page = render_template(
        "polls/leaving.html", person=editor, form=form, count=number_of_polls(editor.id)
    )
    return make_response(page, status)
