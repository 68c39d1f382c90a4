"""From an edition to the picture that a chart draws."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from pollsvc.charts import PAGE_BARS, SHARE_BARS, Bar, Picture
from pollsvc.domain.poll import Question
from pollsvc.export.edition import Edition, Outline
from pollsvc.web.formats import direction, number_text, whole_percent


def results_picture(edition: Edition, question: Question) -> Picture:
    """One question's figures as a picture, in the language of the page in work."""
    figures, said = edition.figures_of(question)
    tongue = edition.tongue
    bars = tuple(
        Bar(
            label=line.option.label.say(tongue).text,
            short=line.option.short.say(tongue).text if line.option.short else None,
            share=None if line.share is None else float(line.share),
            percent_text=percent,
            count_text=f"({number})",
        )
        for line, percent, number in zip(figures.lines, said.percents, said.numbers, strict=True)
    )
    return Picture(
        title=_title(edition, question),
        bars=bars,
        subtitle=said.base_line,
        notes=_notes(edition, said.rule_line),
        foot=_foot(edition, figures.base),
        more_text=_more_text(len(bars) - SHARE_BARS, edition.language),
        page_more_text=_more_text(len(bars) - PAGE_BARS, edition.language),
        site_name=edition.site_name,
        accent=edition.accent,
        language=edition.language,
        rtl=direction(edition.language) == "rtl",
        percent_pattern=whole_percent(1, edition.language).replace("1", "{}"),
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
    text = question.text.say(outline.tongue).text
    if not outline.poll.numbered:
        return text
    return f"{outline.poll.questions.index(question) + 1}. {text}"


def _notes(edition: Edition, rule_line: str) -> tuple[str, ...]:
    lines = edition.lines
    notes = (
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


def _more_text(more: int, language: str) -> str:
    if more < 1:
        return ""
    return ngettext(
        "and %(count)s more answer",
        "and %(count)s more answers",
        more,
        count=number_text(more, language),
    )
