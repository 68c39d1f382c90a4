"""Files of a poll's figures, for anybody. No cookie is read or set.

The same address is the same bytes for everybody: a file is in the language that
its address names, else in the poll's own, never in the browser's.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from pollsvc.charts import Format, Picture, Size, cached_draw
from pollsvc.domain.errors import BadParameterError, ResultsHiddenError
from pollsvc.domain.question import Question
from pollsvc.export.edition import Edition, Outline
from pollsvc.export.pictures import charted_question, hidden_picture, results_picture
from pollsvc.export.tally_csv import tally_csv
from pollsvc.export.tally_json import hidden_json, tally_json
from pollsvc.export.tally_xlsx import tally_xlsx
from pollsvc.results.lines import lines_of
from pollsvc.results.pages import public_results
from pollsvc.results.queries import Shown
from pollsvc.store.db import end_reading
from pollsvc.web.kept import finished
from pollsvc.web.languages import page_language
from pollsvc.web.look import accent_on_paper
from pollsvc.web.outlets import PUBLIC, closed_parameters, files_language, languages_here, tongue_of
from pollsvc.web.phrases import results_when
from pollsvc.web.security import PICTURE_POLICY
from pollsvc.web.settings import settings
from pollsvc.web.site import site

bp = Blueprint("export", __name__)

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
SIZES: dict[str, Size] = {"page": "page", "share": "share"}


@bp.get("/p/<slug>/results.csv")
def csv(slug: str) -> Response:
    """The tally as CSV; with ``?bom=1`` as Excel likes it."""
    shown = public_results(slug)
    bom = is_on("bom")
    with files_language(shown.poll):
        body = tally_csv(edition_of(shown), bom=bom)
    return file_answer(body, f"{slug}-tally.csv", attached=True)


@bp.get("/p/<slug>/results.xlsx")
def xlsx(slug: str) -> Response:
    """The tally as a workbook."""
    shown = public_results(slug)
    with files_language(shown.poll):
        body = tally_xlsx(edition_of(shown))
    return file_answer(body, f"{slug}-tally.xlsx", attached=True)


@bp.get("/p/<slug>/results.json")
def json(slug: str) -> Response:
    """The tally for programs; while it is hidden, the poll without figures."""
    shown = public_results(slug)
    with files_language(shown.poll):
        body = tally_json(edition_of(shown)) if shown.sheet else hidden_json(_outline(shown))
    return file_answer(body, f"{slug}-tally.json")


@bp.get("/p/<slug>/results.<any(svg, png, pdf):format>")
def chart(slug: str, format: Format) -> Response:
    """One question as a chart, by default the first that has one; hidden figures as a notice."""
    shown = public_results(slug)
    codes = {question.code for question in shown.poll.questions}
    wanted = closed_parameters({"lang": languages_here(), "size": SIZES.keys(), "question": codes})
    question = charted_question(shown.poll, wanted.get("question"))
    with files_language(shown.poll):
        picture = picture_of(shown, question)
    return chart_answer(picture, format, wanted.get("size"), f"{slug}-results")


@bp.after_request
def open_to_every_site(response: Response) -> Response:
    """Let pages of other sites read and show what anybody may download."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def edition_of(shown: Shown) -> Edition:
    """The sheet in the language of the page in work.

    Raises:
        ResultsHiddenError: it may not be seen.
    """
    if shown.sheet is None:
        raise ResultsHiddenError
    outline = _outline(shown)
    return Edition(**vars(outline), sheet=shown.sheet, lines=lines_of(shown.sheet))


def _outline(shown: Shown) -> Outline:
    poll, state = shown.poll, shown.state
    return Outline(
        poll=poll,
        state=state,
        language=page_language(),
        asked_in=tongue_of(poll),
        url=f"{site().base_url}/p/{poll.slug}",
        site_name=site().name,
        visible=results_when(poll, state),
        accent=accent_on_paper(poll),
    )


def picture_of(shown: Shown, question: Question) -> Picture:
    """One question's figures as a picture; hidden ones as a notice."""
    if shown.sheet is None:
        return hidden_picture(_outline(shown), question)
    return results_picture(edition_of(shown), question)


def chart_answer(
    picture: Picture,
    format: Format,
    size: str | None,
    name: str,
    *,
    attached: bool = False,
    caching: str = PUBLIC,
) -> Response:
    """A picture as a file of this name, in one of ``SIZES``, by default for a page."""
    end_reading()  # a drawing takes its time; the database need not wait for it
    body = cached_draw(picture, format, SIZES[size or "page"], settings().instance / "charts")
    response = file_answer(body, f"{name}.{format}", attached=attached, caching=caching)
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def is_on(name: str) -> bool:
    """Whether a parameter is 1 and not 0; other parameters do not matter here."""
    values = request.args.getlist(name)
    if len(values) > 1 or not set(values) <= {"0", "1"}:
        raise BadParameterError
    return values == ["1"]


def file_answer(
    body: bytes, name: str, *, attached: bool = False, caching: str = PUBLIC
) -> Response:
    """A file under this name; ``attached`` ones are saved and not shown."""
    response = Response(body, mimetype=TYPES[name.rpartition(".")[2]])
    kind = "attachment" if attached else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    return finished(response, caching)
