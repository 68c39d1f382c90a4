"""From a pair to the picture that a chart draws: two bars an answer, before and after."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.charts import PAGE_BARS, SHARE_BARS, Bar, Picture, Shift
from pollsvc.charts.parts import Grid
from pollsvc.domain.errors import BadParameterError, NoChartError
from pollsvc.domain.pair import PairedQuestion
from pollsvc.export.pair_edition import PairEdition
from pollsvc.results.lines import AtTime, ShiftLine, ShiftLines
from pollsvc.web.formats import direction, number_text
from pollsvc.web.languages import page_language
from pollsvc.web.site import site


def charted_pair(edition: PairEdition, code: str | None = None) -> PairedQuestion:
    """The question or row with this code; without one the first that is compared.

    Raises:
        BadParameterError: no question that is compared has this code.
        NoChartError: none is compared at all.
    """
    found = edition.pair.common.questions
    if not found:
        raise NoChartError
    chosen = (one for one in found if code in (None, one.question.code))
    question = next(chosen, None)
    if question is None:
        raise BadParameterError
    return question


def pair_picture(edition: PairEdition, question: PairedQuestion) -> Picture:
    """One question at both times, in the language of the page in work."""
    said = edition.pair.said(question, edition.tongue)
    after, language = edition.after, edition.language
    return Picture(
        title=said.title,
        subtitle=said.base_line,
        shifts=tuple(_shift(line) for line in said.lines),
        grid=_grid(said),
        notes=_notes(edition, said),
        foot=_foot(edition, question),
        more_text=_more_text(len(said.lines) - SHARE_BARS, language),
        page_more_text=_more_text(len(said.lines) - PAGE_BARS, language),
        site_name=after.site_name,
        accent=after.accent,
        language=language,
        rtl=direction(language) == "rtl",
        sample=edition.pair.sample_line,
    )


def hidden_pair_picture(title: str, url: str, notice: str, accent: str) -> Picture:
    """The event, and when the shift comes. Votes leave no trace in it."""
    language = page_language()
    return Picture(
        title=title,
        notice=notice,
        notes=(url,),
        foot=url,
        site_name=site().name,
        accent=accent,
        language=language,
        rtl=direction(language) == "rtl",
    )


def _notes(edition: PairEdition, said: ShiftLines) -> tuple[str, ...]:
    own = filter(None, (said.means, *said.notes))
    return (*own, *edition.notes, *edition.sources, edition.url)


def _shift(line: ShiftLine) -> Shift:
    return Shift(
        label=line.label.text,
        by=line.shift,
        before=_bar(gettext("Before"), line.before),
        after=_bar(gettext("After"), line.after),
        note=line.note,
    )


def _bar(name: str, at: AtTime | None) -> Bar:
    if at is None:
        return Bar(label=name, percent_text="", count_text=gettext("not asked"))
    share = None if at.share is None else float(at.share)
    return Bar(label=name, percent_text=at.percent, count_text=f"({at.number})", share=share)


def _grid(said: ShiftLines) -> Grid | None:
    """Mean and median of numbers and dates, which have no bars."""
    if not said.measures:
        return None
    rows = ((one.name, (one.before, one.after, one.shift)) for one in said.measures)
    head = (gettext("Before"), gettext("After"), gettext("Shift"))
    return Grid(title="", head=head, rows=tuple(rows))


def _foot(edition: PairEdition, question: PairedQuestion) -> str:
    """Both n and that it is unpaired, as short as a shared picture needs them."""
    before, after = (
        number_text(one.base or 0, edition.language) for one in (question.before, question.after)
    )
    return gettext(
        "n = %(before)s before, %(after)s after, not the same people (unpaired)",
        before=before,
        after=after,
    )


def _more_text(more: int, language: str) -> str:
    """How many answers there is no room for."""
    if more < 1:
        return ""
    count = number_text(more, language)
    return ngettext("and %(count)s more answer", "and %(count)s more answers", more, count=count)
