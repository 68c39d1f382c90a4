"""Files of a pair, for anybody. No cookie is read or set; hidden while either poll is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from pollsvc.charts import Format, Picture
from pollsvc.domain.errors import ResultsHiddenError
from pollsvc.export.pages import (
    SIZES,
    chart_answer,
    edition_of,
    file_answer,
    is_on,
    open_to_every_site,
)
from pollsvc.export.pair_edition import PairEdition
from pollsvc.export.pair_files import hidden_pair_json, pair_csv, pair_json, pair_xlsx
from pollsvc.export.pair_picture import charted_pair, hidden_pair_picture, pair_picture
from pollsvc.results.pairs import EventShown, compared_line, event_shown
from pollsvc.web.languages import beside, page_language
from pollsvc.web.look import accent_on_paper
from pollsvc.web.outlets import closed_parameters, files_language, languages_here, tongue_of
from pollsvc.web.site import site

bp = Blueprint("pair_export", __name__)
bp.after_request(open_to_every_site)


@bp.get("/e/<code>/results.csv")
def csv(code: str) -> Response:
    """The pair as CSV; with ``?bom=1`` as Excel likes it."""
    shown = event_shown(code)
    bom = is_on("bom")
    with files_language(shown.main.poll):
        body = pair_csv(_edition(shown), bom=bom)
    return file_answer(body, f"{code}-shift.csv", attached=True)


@bp.get("/e/<code>/results.xlsx")
def xlsx(code: str) -> Response:
    """The pair as a workbook."""
    shown = event_shown(code)
    with files_language(shown.main.poll):
        body = pair_xlsx(_edition(shown))
    return file_answer(body, f"{code}-shift.xlsx", attached=True)


@bp.get("/e/<code>/results.json")
def json(code: str) -> Response:
    """The pair for programs; while it is hidden, the event without figures."""
    shown = event_shown(code)
    with files_language(shown.main.poll):
        body = (
            pair_json(_edition(shown))
            if shown.pair
            else hidden_pair_json(_named(shown), page_language(), compared_line(shown))
        )
    return file_answer(body, f"{code}-shift.json")


@bp.get("/e/<code>/results.<any(svg, png, pdf):format>")
def chart(code: str, format: Format) -> Response:
    """One question at both times, by default the first; a hidden pair as a notice."""
    shown = event_shown(code)
    codes = {part.code for one in shown.main.poll.questions for part in one.parts}
    if shown.pair is None:  # what is asked is nobody's yet, so any code is as good
        codes = set(request.args.getlist("question"))
    wanted = closed_parameters({"lang": languages_here(), "size": SIZES.keys(), "question": codes})
    with files_language(shown.main.poll):
        picture = _picture(shown, wanted.get("question"))
    return chart_answer(picture, format, wanted.get("size"), f"{code}-shift")


def _picture(shown: EventShown, code: str | None) -> Picture:
    if shown.pair is None:
        main = shown.main.poll
        named = _named(shown)
        return hidden_pair_picture(
            named["title"], named["url"], compared_line(shown), accent_on_paper(main)
        )
    edition = _edition(shown)
    return pair_picture(edition, charted_pair(edition, code))


def _edition(shown: EventShown) -> PairEdition:
    """Both sheets in the language of the page in work.

    Raises:
        ResultsHiddenError: one of them may not be seen, or is not there.
    """
    if shown.pair is None or shown.before is None or shown.after is None:
        raise ResultsHiddenError
    return PairEdition(
        **_named(shown),
        pair=shown.pair,
        before=edition_of(shown.before),
        after=edition_of(shown.after),
    )


def _named(shown: EventShown) -> dict[str, str]:
    """Code, title and address of the event."""
    event = shown.event
    wanted = beside(page_language(), tongue_of(shown.main.poll))
    return {
        "code": event.code,
        "title": event.title.say(*wanted).text,
        "url": f"{site().base_url}/e/{event.code}",
    }
