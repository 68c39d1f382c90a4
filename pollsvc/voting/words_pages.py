"""Published written answers, for everybody: a page with a search, and a file. No cookie."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Blueprint, Response, make_response, render_template, request

from pollsvc.domain.errors import PageNotFoundError, ResultsHiddenError
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.domain.texts import guarded_text
from pollsvc.polls.queries import poll_by_slug
from pollsvc.results.lines import lines_of
from pollsvc.results.queries import Shown, shown_to
from pollsvc.voting.words import Moderation, every_word, words_page
from pollsvc.web.clock import now
from pollsvc.web.kept import finished
from pollsvc.web.languages import in_language
from pollsvc.web.outlets import (
    PUBLIC,
    closed_parameters,
    files_language,
    keep_for,
    languages_here,
    take_language,
    tongue_of,
)
from pollsvc.web.paging import Pages, page_number
from pollsvc.web.phrases import sample_line

bp = Blueprint("words", __name__)
SOUGHT = "q"
LONGEST_SOUGHT = 100


@bp.get("/p/<slug>/results/words/<code>")
def words(slug: str, code: str) -> Response:
    """What was written in answer to a question and published since."""
    shown, question = _asked(slug, code)
    if shown.sheet is None:
        raise ResultsHiddenError
    sought = request.args.get(SOUGHT, "")[:LONGEST_SOUGHT]
    page = words_page(
        shown.poll.id,
        question,
        moderation=Moderation.SHOWN,
        sought=sought,
        number=page_number(digits=6),
    )
    if page.number > page.count:
        raise PageNotFoundError
    path = f"/p/{slug}/results/words/{code}"

    def url(number: int) -> str:
        return in_language(path, q=sought or None, page=number if number > 1 else None)

    tongue = tongue_of(shown.poll)
    body = render_template(
        "voting/words.html",
        poll=shown.poll,
        state=shown.state,
        lines=lines_of(shown.sheet),
        question=question,
        tongue=question.tongue(tongue, shown.poll.base_language),
        page=page,
        sought=sought,
        pages=Pages.at(page.number, page.count, url),
        path=path,
    )
    return finished(make_response(body), PUBLIC)


@bp.get("/p/<slug>/results/words/<code>.csv")
def words_csv(slug: str, code: str) -> Response:
    """The same as a file: the option that the words stand beside, their language, the words."""
    shown, question = _asked(slug, code)
    closed_parameters({"lang": languages_here()})
    if shown.sheet is None:
        raise ResultsHiddenError
    with files_language(shown.poll):
        response = csv_of(shown.poll, question, Moderation.SHOWN)
    return finished(response, PUBLIC)


def csv_of(poll: Poll, question: Question, moderation: Moderation | None) -> Response:
    """Written answers as CSV, without anything that tells who wrote what.

    The response's number is left out and the order is each question's own, so that two
    answers of one person are not joined.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    sample = sample_line(poll)
    columns = ["question", "answer", "language", "words"]
    columns += [] if moderation else ["moderation"]
    writer.writerow(columns + ["sample"] * bool(sample))
    codes = {option.id: option.code for option in question.options}
    for one in every_word(poll.id, question, moderation):
        row = [question.code, codes.get(one.option, ""), one.language, one.body]
        row += [] if moderation else [one.moderation.value]
        row += [sample] if sample else []
        writer.writerow(map(guarded_text, row))
    response = Response(out.getvalue(), mimetype="text/csv")
    name = f"{poll.slug}-{question.code}-words.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(slug: str, code: str) -> tuple[Shown, Question]:
    """What anybody may see of the poll, and its question that is answered in words.

    The answer is kept while that is true; what was sought is nobody else's, and is not.

    Raises:
        PollNotFoundError: there is no such poll.
        PageNotFoundError: there is no such question, or what is written there is private.
    """
    moment = now()
    poll = poll_by_slug(slug)
    take_language(poll)
    if not request.args.get(SOUGHT):
        keep_for(poll, moment)
    shown = shown_to(poll, moment)
    question = next((one for one in poll.questions if one.code == code), None)
    if question is None or question.private or not question.takes_words:
        raise PageNotFoundError
    return shown, question
