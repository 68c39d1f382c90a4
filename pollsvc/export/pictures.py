"""From an edition to the picture that a chart draws, whatever the kind of question."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.charts import PAGE_BARS, SHARE_BARS, Picture
from pollsvc.domain.errors import BadParameterError, NoChartError
from pollsvc.domain.flow import unpiped
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Question
from pollsvc.export.edition import Edition, Outline
from pollsvc.export.picture_kinds import body_of
from pollsvc.web.formats import direction, number_text, whole_percent


def charted_question(poll: Poll, code: str | None = None) -> Question:
    """The question with this code; without one the first that has a chart.

    Raises:
        BadParameterError: there is no question with this code.
        NoChartError: it asks for words, of which there is no chart.
    """
    if code is None:
        charted = next((one for one in poll.questions if not one.kind.is_text), None)
    else:
        charted = next((one for one in poll.questions if one.code == code), None)
        if charted is None:
            raise BadParameterError
    if charted is None or charted.kind.is_text:
        raise NoChartError
    return charted


def results_picture(edition: Edition, question: Question) -> Picture:
    """One question's figures as a picture, in the language of the page in work."""
    figures, said = edition.figures_of(question)
    tongue = edition.tongue_of(question)
    body = body_of(figures, said, edition.language, tongue)
    is_bars = bool(body.bars)
    return Picture(
        title=_title(edition, question),
        bars=body.bars,
        columns=body.columns,
        mark=body.mark,
        strips=body.strips,
        grid=body.grid,
        subtitle=said.base_line,
        notes=_notes(edition, (*body.notes, *said.asked), said.rule_line),
        foot=_foot(edition, figures.base),
        more_text=_more_text(body.rows - SHARE_BARS, edition.language, is_bars=is_bars),
        page_more_text=_more_text(body.rows - PAGE_BARS, edition.language, is_bars=is_bars),
        site_name=edition.site_name,
        accent=edition.accent,
        language=edition.language,
        rtl=direction(edition.language) == "rtl",
        percent_pattern=whole_percent(1, edition.language).replace("1", "{}"),
        sample=edition.lines.sample_line,
    )


def hidden_picture(outline: Outline, question: Question) -> Picture:
    """The question, and when its results come. Votes leave no trace in it."""
    return Picture(
        title=_title(outline, question),
        notice=outline.visible,
        notes=(outline.url,),
        foot=outline.url,
        site_name=outline.site_name,
        accent=outline.accent,
        language=outline.language,
        rtl=direction(outline.language) == "rtl",
    )


def _title(outline: Outline, question: Question) -> str:
    text = unpiped(question.text.say(outline.tongue_of(question)).text)
    if not outline.poll.numbered:
        return text
    return f"{outline.poll.questions.index(question) + 1}. {text}"


def _notes(edition: Edition, own: tuple[str, ...], rule_line: str) -> tuple[str, ...]:
    lines = edition.lines
    notes = (
        *own,
        lines.self_selected_line,
        rule_line,
        lines.as_published_line,
        lines.source_line,
        "" if edition.state.is_over else lines.as_of_line,
        edition.url,
    )
    return tuple(filter(None, notes))


def _foot(edition: Edition, base: int | None) -> str:
    """The base, dates, and who was asked, as short as a shared picture needs them."""
    parts = (
        "" if base is None else f"n = {number_text(base, edition.language)}",
        edition.lines.dates_line,
        gettext("readers who chose to take part"),
    )
    return " · ".join(filter(None, parts))


def _more_text(more: int, language: str, *, is_bars: bool) -> str:
    """How many bars, or lines of another chart, there is no room for."""
    if more < 1:
        return ""
    count = number_text(more, language)
    if not is_bars:
        return ngettext("and %(count)s more line", "and %(count)s more lines", more, count=count)
    return ngettext("and %(count)s more answer", "and %(count)s more answers", more, count=count)
