"""A poll as a definition file, for those who may change it."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.draft import InvalidDraftError
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.kept import finished
from pollsvc.web.outlets import PRIVATE
from pollsvc.web.settings import settings

bp = Blueprint("desk_definition", __name__)


@bp.get("/desk/polls/<int:poll_id>/definition.yaml")
@needs(EditorRole.EDITOR)
def definition(poll_id: int) -> Response:
    """The poll as it is published, or, if it is not, as it is typed."""
    at_desk = poll_at_desk(poll_id, current_editor(), Access.WRITE)
    try:
        text = _text(at_desk)
    except InvalidDraftError:
        words = gettext(
            "A definition file is made of a draft that is in order. Mend what is named here first."
        )
        flash(words, "warn")
        return to(f"/desk/polls/{poll_id}/publish")
    response = Response(text, mimetype="application/yaml")
    name = at_desk.poll.slug if at_desk.is_written else f"poll-{poll_id}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return finished(response, PRIVATE)


def _text(at_desk: DeskPoll) -> str:
    # It brings the whole of the reading with it, which no other page of the desk needs.
    from pollsvc.imports.exporting import definition_file, draft_file

    if at_desk.is_written:
        return definition_file(at_desk.poll, settings().base_url)
    return draft_file(at_desk, settings().base_url, now())
