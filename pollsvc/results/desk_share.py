"""Sharing a poll: its link, lines for articles, links with names, a picture, paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.domain.cells import Tally
from pollsvc.domain.editor import Access, EditorRole
from pollsvc.domain.errors import BadParameterError
from pollsvc.domain.life import State, results_visible
from pollsvc.domain.links import LINKS_AT_MOST, LONGEST_NAME, LinkFault, link_fault
from pollsvc.domain.poll import Poll
from pollsvc.domain.sheet import Sheet, question_figures
from pollsvc.polls.at_desk import DeskPoll, poll_at_desk
from pollsvc.polls.links import add_link, takes_links
from pollsvc.results.lines import lines_of
from pollsvc.results.queries import figures_of, sheet_from
from pollsvc.web.clock import now
from pollsvc.web.desk import done
from pollsvc.web.formats import number_text
from pollsvc.web.frames import frame_height
from pollsvc.web.kept import LINK_PARAMETER, packed
from pollsvc.web.languages import page_language, speaking
from pollsvc.web.outlets import closed_parameters
from pollsvc.web.security import PICTURE_POLICY
from pollsvc.web.site import site

bp = Blueprint("desk_share", __name__)
READERS_OWN = "auto"
"""Stands for: the embed is in the language that the reader's browser asks for."""
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True, kw_only=True)
class NamedLink:
    """A link with a name, and how many votes it has brought."""

    name: str
    code: str
    address: str
    votes: str


@bp.get("/desk/polls/<int:poll_id>/share")
@needs(EditorRole.VIEWER)
def share(poll_id: int) -> Response:
    """Everything by which readers come to a poll, to be copied."""
    return _page(poll_at_desk(poll_id, current_editor()), now())


@bp.post("/desk/polls/<int:poll_id>/links")
@needs(EditorRole.EDITOR)
def links(poll_id: int) -> Response:
    """Make a further link with a name."""
    editor, moment = current_editor(), now()
    at_desk = poll_at_desk(poll_id, editor, Access.WRITE)
    name = request.form.get("name", "")
    fault = link_fault(at_desk.poll.links, name)
    if fault is not None:
        return _page(at_desk, moment, name=name, fault=_fault_text(fault), status=422)
    add_link(poll_id, name, editor, moment)
    current_app.extensions["kept"].forget(poll_id)
    words = gettext("The link is made. Votes that come by it are counted for it from now on.")
    return done(words, f"/desk/polls/{poll_id}/share#newsletter")


@bp.get("/desk/polls/<int:poll_id>/qr.<any(svg, png):format>")
@needs(EditorRole.VIEWER)
def qr(poll_id: int, format: str) -> Response:
    """The poll's link, or one of its links with names, as a code for cameras."""
    import segno

    poll = poll_at_desk(poll_id, current_editor()).poll
    codes = {option.code for option in poll.links.options} if poll.links else set()
    wanted = closed_parameters({LINK_PARAMETER: codes}).get(LINK_PARAMETER)
    drawn = BytesIO()
    code = segno.make(_address(poll, wanted), error="m", micro=False)
    if format == "svg":
        code.save(drawn, kind="svg", scale=8, border=4, xmldecl=False, nl=False)
    else:
        code.save(drawn, kind="png", scale=20, border=4)
    response = Response(drawn.getvalue(), mimetype=_MEDIA[format])
    name = f"{poll.slug}-{wanted}" if wanted else poll.slug
    response.headers["Content-Disposition"] = f'inline; filename="{name}-qr.{format}"'
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def _page(
    at_desk: DeskPoll, moment: datetime, *, name: str = "", fault: str = "", status: int = 200
) -> Response:
    poll = at_desk.poll
    figures = figures_of([poll]).get(poll.id) if at_desk.is_written else None
    sheet = sheet_from(poll, figures, moment) if figures else None
    state = sheet.state if sheet else State.DRAFT
    named: dict[str, Any] = {"at_desk": at_desk, "state": state, "tab": "share", "poll": poll}
    if sheet is None or figures is None or state is State.DRAFT or at_desk.deleted_at:
        page = render_template("results/desk_unshared.html", **named)
        return packed(make_response(page, status))
    can_see = results_visible(poll, state, moment)
    page = render_template(
        "results/desk_share.html",
        **named,
        **_embedding(sheet, can_see=can_see),
        address=_address(poll),
        pair_address=f"{site().base_url}/e/{poll.event.code}" if poll.event else "",
        tongue=poll.language_for(page_language()),
        can_see=can_see,
        links=_named_links(poll, figures.tally),
        takes_links=takes_links(poll),
        most_links=LINKS_AT_MOST,
        name=name,
        fault=fault,
    )
    return packed(make_response(page, status))


def _embedding(sheet: Sheet, *, can_see: bool) -> dict[str, Any]:
    """What the lines for articles are made of, in the language that was chosen for them.

    The picture's words hold figures only where anybody may see these.
    """
    poll = sheet.poll
    speaks = [one for one in poll.languages if one in poll.whole_languages]
    choices = [*speaks, READERS_OWN] if len(speaks) != 1 else speaks
    chosen = request.args.get("embed", choices[0])
    if chosen not in choices:
        raise BadParameterError
    tongues = [chosen] if chosen != READERS_OWN else speaks or [poll.base_language]
    with speaking(tongues[0], site().default_language):
        kind = gettext("Reader survey") if poll.is_survey else gettext("Reader poll")
        title = f"{kind}: {poll.name.say(tongues[0]).text}"
        figures = lines_of(sheet).questions[0].in_a_sentence if can_see else ""
    return {
        "choices": choices,
        "chosen": chosen,
        "embed_language": None if chosen == READERS_OWN else chosen,
        "embed_title": title,
        "picture_words": f"{title} {figures}".strip(),
        "embed_height": max(frame_height(poll, one, sheet.state.is_over) for one in tongues),
        "only_sites": _only_sites(),
        "is_owner": current_editor().role is EditorRole.OWNER,
    }


def _only_sites() -> tuple[str, ...] | None:
    """The sites on which frames work besides this one; ``None``: on all of them."""
    sites = site().embed_sites
    if "*" in sites:
        return None
    return tuple(one for one in sites if one not in ("'none'", "'self'"))


def _named_links(poll: Poll, tally: Tally) -> tuple[NamedLink, ...]:
    if poll.links is None:
        return ()
    return tuple(
        NamedLink(
            name=line.option.label.say(page_language()).text,
            code=line.option.code,
            address=_address(poll, line.option.code),
            votes=number_text(line.count, page_language()),
        )
        for line in question_figures(poll.links, tally).lines
    )


def _address(poll: Poll, code: str | None = None) -> str:
    """The poll's public address; with the code of a link with a name."""
    address = f"{site().base_url}/p/{poll.slug}"
    return f"{address}?{LINK_PARAMETER}={code}" if code else address


def _fault_text(fault: LinkFault) -> str:
    match fault:
        case LinkFault.EMPTY:
            return gettext("Give the link a name, such as Newsletter of 21 November.")
        case LinkFault.TOO_LONG:
            return gettext("Use no more than %(most)s characters.", most=LONGEST_NAME)
        case LinkFault.TAKEN:
            return gettext("This poll has a link with this name. Choose another name.")
        case LinkFault.TOO_MANY:
            return gettext("A poll has at most %(most)s links with names.", most=LINKS_AT_MOST)
