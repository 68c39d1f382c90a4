"""Files for the desk: the same as readers get, also while readers do not see the results."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from pollsvc.accounts.guards import current_editor, needs
from pollsvc.charts import Format
from pollsvc.domain.editor import EditorRole
from pollsvc.domain.errors import BadParameterError, PollNotFoundError
from pollsvc.domain.life import results_visible
from pollsvc.domain.poll import Origin, Poll, Visibility
from pollsvc.domain.texts import first_of
from pollsvc.export.pages import SIZES, chart_answer, edition_of, file_answer, is_on, picture_of
from pollsvc.export.pictures import charted_question
from pollsvc.export.tally_csv import tally_csv
from pollsvc.export.tally_json import tally_json
from pollsvc.export.tally_xlsx import tally_xlsx
from pollsvc.polls.at_desk import poll_at_desk
from pollsvc.results.lines import lines_of
from pollsvc.results.queries import Shown, result_sheet
from pollsvc.web.clock import now
from pollsvc.web.desk import to
from pollsvc.web.formats import moment_text, number_text
from pollsvc.web.kept import packed
from pollsvc.web.languages import LANGUAGES, page_language
from pollsvc.web.outlets import (
    PRIVATE,
    closed_parameters,
    files_language,
    languages_here,
    take_language,
)

bp = Blueprint("desk_export", __name__)
_TABLES = {"csv": tally_csv, "xlsx": tally_xlsx, "json": tally_json}


@bp.get("/desk/polls/<int:poll_id>/downloads")
@needs(EditorRole.VIEWER)
def downloads(poll_id: int) -> Response:
    """What files there are of a poll, what each is good for, and how to cite it."""
    moment = now()
    at_desk = poll_at_desk(poll_id, current_editor())
    if not at_desk.is_written:
        return to(f"/desk/polls/{poll_id}/edit")
    poll = at_desk.poll
    sheet = result_sheet(poll, moment)
    language = page_language()
    speaks = list(poll.languages)
    chosen = request.args.get("files")
    if chosen is not None and chosen not in speaks:
        raise BadParameterError
    live = poll.origin is Origin.LIVE and sheet.as_of is not None
    page = render_template(
        "export/desk_downloads.html",
        at_desk=at_desk,
        state=sheet.state,
        tab="downloads",
        poll=poll,
        tongue=poll.language_for(language),
        lines=lines_of(sheet),
        set_aside=None if sheet.set_aside is None else number_text(sheet.set_aside, language),
        as_of=moment_text(sheet.as_of, poll.zone, language) if live and sheet.as_of else "",
        can_see=results_visible(poll, sheet.state, moment),
        readers_see=_readers_see(poll),
        languages_of_files=speaks if len(speaks) > 1 else [],
        chosen=chosen or first_of(speaks, LANGUAGES),
        lang=f"lang={chosen}" if chosen else "",
    )
    return packed(make_response(page))


def _readers_see(poll: Poll) -> str:
    """When readers see results that not everybody sees now, and whom the files are for."""
    match poll.visibility:
        case Visibility.ALWAYS:
            return gettext(
                "Readers see these results once the poll is open."
                " Until then, what you download here is for the desk."
            )
        case Visibility.AFTER_VOTING:
            return gettext(
                "Readers see these results after they have voted, and everybody does once the poll"
                " is closed. Until then, the files are for the desk."
            )
        case Visibility.AFTER_CLOSING:
            return gettext(
                "Readers see these results once the poll is closed."
                " Until then, what you download here is for the desk."
            )
        case Visibility.DESK_ONLY:
            return gettext(
                "Readers never see these results. What you download here is for the desk only."
            )
        case Visibility.WHEN_RELEASED:
            if poll.release_at is None:
                return gettext(
                    "Readers see these results once somebody releases them."
                    " Until then, what you download here is for the desk."
                )
            return gettext(
                "Readers see these results from %(moment)s on."
                " Until then, what you download here is for the desk.",
                moment=moment_text(poll.release_at, poll.zone, page_language()),
            )


@bp.get("/desk/polls/<int:poll_id>/results.<any(csv, xlsx, json):format>")
@needs(EditorRole.VIEWER)
def table(poll_id: int, format: str) -> Response:
    """The tally as the desk sees it; with ``?bom=1`` a CSV as Excel likes it."""
    shown = _shown(poll_id)
    known = {"lang": languages_here()}
    closed_parameters(known | {"bom": {"0", "1"}} if format == "csv" else known)
    with files_language(shown.poll):
        edition = edition_of(shown)
        bom = format == "csv" and is_on("bom")
        body = tally_csv(edition, bom=True) if bom else _TABLES[format](edition)
    name = f"{shown.poll.slug}-tally.{format}"
    return file_answer(body, name, attached=True, caching=PRIVATE)


@bp.get("/desk/polls/<int:poll_id>/results.<any(svg, png, pdf):format>")
@needs(EditorRole.VIEWER)
def chart(poll_id: int, format: Format) -> Response:
    """One question as a chart, by default the first that has one, as the desk sees it."""
    shown = _shown(poll_id)
    codes = {question.code for question in shown.poll.questions}
    wanted = closed_parameters({"lang": languages_here(), "size": SIZES.keys(), "question": codes})
    question = charted_question(shown.poll, wanted.get("question"))
    with files_language(shown.poll):
        picture = picture_of(shown, question)
    name = f"{shown.poll.slug}-results"
    return chart_answer(picture, format, wanted.get("size"), name, attached=True, caching=PRIVATE)


def _shown(poll_id: int) -> Shown:
    """What the desk sees of a poll: always its figures.

    Raises:
        PollNotFoundError: there is none, they are not to know, or nobody published it.
    """
    at_desk = poll_at_desk(poll_id, current_editor())
    if not at_desk.is_written:
        raise PollNotFoundError
    take_language(at_desk.poll)
    sheet = result_sheet(at_desk.poll, now())
    return Shown(at_desk.poll, sheet.state, sheet)
