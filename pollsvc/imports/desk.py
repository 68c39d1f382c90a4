"""Loading definition files at the desk: the same reading as that of ``pollsvc seed``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    render_template,
    request,
)
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.editor import Editor, EditorRole
from pollsvc.domain.errors import PollNotFoundError
from pollsvc.domain.life import State
from pollsvc.domain.poll import Origin
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.web.clock import now
from pollsvc.web.desk import done, to
from pollsvc.web.formats import moment_text, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.numbers import is_number

if TYPE_CHECKING:
    from pollsvc.imports.actions import Loaded
    from pollsvc.imports.faults import Fault

bp = Blueprint("desk_upload", __name__)
MOST_FILES = 20
_MOST_FAULTS = 100


@dataclass(frozen=True, kw_only=True)
class LoadedPoll:
    """A poll that was just loaded, and in words where it stands; ``mark`` is for the style."""

    path: str
    title: str
    state: str
    mark: str


@bp.get("/desk/polls/upload")
@needs(EditorRole.EDITOR)
def ask() -> Response:
    """The form that takes files; after loading, what has become of each poll."""
    return _page(loaded=_as_loaded(current_editor(), now()))


@bp.post("/desk/polls/upload")
@needs(EditorRole.EDITOR)
def load_files() -> Response:
    """Load the polls of these files: all of them, or none and every fault of each."""
    from pollsvc.imports.actions import load
    from pollsvc.imports.faults import DefinitionFaultsError
    from pollsvc.imports.reading import read_texts

    sent = [one for one in request.files.getlist("file") if one.filename]
    if not sent:
        return _page(problem=gettext("Choose a file first."))
    if len(sent) > MOST_FILES:
        return _page(problem=gettext("Choose at most %(count)s files at a time.", count=MOST_FILES))
    told = current_app.extensions["kept"].counted
    try:
        loaded = load(read_texts(map(_bounded, sent)), now(), current_editor(), told)
    except DefinitionFaultsError as error:
        if error.is_partly_written:
            words = gettext(
                "The polls were loaded, but not all of their sample responses."
                " Choose the same files again to go on."
            )
            return _page(problem=words)
        return _page(faults=error.faults)
    return _said(loaded)


def _bounded(sent: FileStorage) -> tuple[str, bytes]:
    """A file's name, safe to show, and no more of it than a definition may be long."""
    from pollsvc.imports.faults import shown
    from pollsvc.imports.yaml_text import LARGEST_BYTES

    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2]
    return shown(name), sent.stream.read(LARGEST_BYTES + 1)


def _said(loaded: Sequence[Loaded]) -> Response:
    new = [one for one in loaded if one.written]
    there = [one for one in loaded if not one.written]
    if there:
        words = ngettext(
            "%(count)s poll was there already and stays as it is.",
            "%(count)s polls were there already and stay as they are.",
            len(there),
            count=number_text(len(there), page_language()),
        )
        flash(words, "warn")
    if not new:
        return to("/desk/polls")
    words = ngettext(
        "%(count)s poll was loaded.",
        "%(count)s polls were loaded.",
        len(new),
        count=number_text(len(new), page_language()),
    )
    which = "&".join(f"loaded={one.poll_id}" for one in new)
    return done(words, f"/desk/polls/upload?{which}")


def _as_loaded(editor: Editor, moment: datetime) -> list[LoadedPoll]:
    """The polls that the address names, as far as this editor may know of them."""
    found = []
    for raw in request.args.getlist("loaded")[:MOST_FILES]:
        if not is_number(raw):
            continue
        try:
            at_desk = poll_at_desk(int(raw), editor)
        except PollNotFoundError:
            continue
        if at_desk.deleted_at is None:
            found.append(_where_it_stands(at_desk, moment))
    return found


def _where_it_stands(at_desk: DeskPoll, moment: datetime) -> LoadedPoll:
    poll, state = at_desk.poll, at_desk.state(moment)
    page, mark = f"/desk/polls/{poll.id}", "closed"
    if poll.origin is Origin.TALLY:
        words = gettext("Past result: readers find it now")
    elif state is State.OPEN:
        words, mark = gettext("Open to readers now"), "open"
    elif state is State.SCHEDULED and poll.opens_at is not None:
        opens = moment_text(poll.opens_at, poll.zone, page_language())
        words, mark = gettext("Planned: opens on %(moment)s", moment=opens), "planned"
    elif state is State.DRAFT:
        page, mark = f"{page}/edit", "draft"
        words = gettext("Draft: readers do not see it")
    else:
        words = gettext("Closed")
    return LoadedPoll(path=page, title=at_desk.title, state=words, mark=mark)


def _page(
    problem: str = "", faults: Sequence[Fault] = (), loaded: Sequence[LoadedPoll] = ()
) -> Response:
    shown = faults[:_MOST_FAULTS]
    body = render_template(
        "imports/desk_upload.html",
        problem=problem,
        loaded=loaded,
        faults=shown,
        count=len(faults),
        more=len(faults) - len(shown),
    )
    return make_response(body, 422 if problem or faults else 200)
