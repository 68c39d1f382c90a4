"""The site as its owner has it: what the desk sets, else what the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app

from pollsvc.config import LANGUAGES, Settings
from pollsvc.domain.texts import Localised


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every page says of the site.

    ``languages`` are those that readers can choose, ``theme`` the variables of the look
    that differ from the program's own, ``privacy`` and ``method`` the publisher's own
    texts in Markdown, put in front of the manual's.
    """

    name: str
    base_url: str
    default_language: str = "en"
    languages: tuple[str, ...] = LANGUAGES
    embed_sites: tuple[str, ...] = ("*",)
    logo_text: str = ""
    zone: str = "UTC"
    """The time zone in which new polls are written."""
    theme: tuple[tuple[str, str], ...] = ()
    privacy: Localised | None = None
    method: Localised | None = None
    fixed: frozenset[str] = field(default=frozenset())
    """Names that the environment or ``config.py`` sets, which the desk cannot change."""


def site() -> Site:
    """The site now; needs an app context."""
    reader: Callable[[], Site] | None = current_app.extensions.get("site")
    return reader() if reader else site_of(current_app.extensions["settings"])


def site_of(settings: Settings) -> Site:
    """The site as the settings alone say."""
    return Site(
        name=settings.site_name,
        base_url=settings.base_url,
        default_language=settings.default_language,
        embed_sites=settings.embed_sites,
    )
