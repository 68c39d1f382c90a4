"""What the columns of polls and questions hold of a definition."""

from __future__ import annotations

from typing import Any

from pollsvc.domain.new_poll import NewPoll, NewQuestion
from pollsvc.domain.poll import Link
from pollsvc.domain.texts import same_text

LINKS = ("asked_by", "source", "article")
OF_QUESTIONS = (
    *("kind", "at_least", "at_most", "option_order", "required", "page", "show_if", "series"),
)
OF_SOME_KINDS = (
    *("low", "high", "decimals", "longest", "diverging", "grid", "rows_order", "private", "method"),
)
OF_SURVEYS = ("flow", "check", "save_later", "unfinished_days", "sample")
OWN_SETTINGS = (
    *("numbered", "theme", "article_url", "asked_by_url", "source_url", "page_rules"),
    *OF_SURVEYS,
)
"""What ``PollRow.settings`` holds of the definition; all else there is not written here."""


def sought_in(new: NewPoll) -> str:
    """What the desk's search looks through: slug, questions, labels and topics, folded."""
    said = [text for _, text in new.title.texts] if new.title else []
    asked = [part for one in new.questions for part in (one, *one.rows)]
    said += [text for one in asked for _, text in one.text.texts]
    said += [text for one in new.questions for o in one.options for _, text in o.label.texts]
    said += [text for tag in new.tags for _, text in tag.label.texts]
    return same_text(" ".join((new.slug, *said)))


def settings_of(new: NewPoll) -> dict[str, Any]:
    """What ``PollRow.settings`` holds of the definition; what is as usual is left out."""
    settings: dict[str, Any] = {"numbered": new.numbered}
    for name in OF_SURVEYS:
        if (value := getattr(new, name)) != getattr(NewPoll, name):
            settings[name] = getattr(value, "value", value)
    if rules := {str(page.number): page.show_if for page in new.pages if page.show_if}:
        settings["page_rules"] = rules
    for name in LINKS:
        link: Link | None = getattr(new, name)
        if link is not None and link.url:
            settings[f"{name}_url"] = link.url
    if new.theme:
        settings["theme"] = dict(new.theme)
    return settings


def rules_of(question: NewQuestion) -> dict[str, Any]:
    """The columns of a question's row that its definition fills, but for code and place."""
    settings = {}
    for name in OF_SOME_KINDS:
        if (value := getattr(question, name)) != getattr(NewQuestion, name):
            settings[name] = getattr(value, "value", value)
    return {
        "kind": question.kind.value,
        "at_least": question.at_least,
        "at_most": question.at_most,
        "option_order": question.order.value,
        "required": question.required.value,
        "page": question.page,
        "show_if": question.show_if,
        "series": question.series,
        "settings": settings,
    }
