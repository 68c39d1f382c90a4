"""The site as it is in effect: a setting that is given, else the desk's value, else the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pollsvc.config import LANGUAGES, Settings, is_embed_site
from pollsvc.domain.moments import read_zone
from pollsvc.domain.texts import Localised
from pollsvc.domain.theme import InvalidThemeError, Theme, read_theme
from pollsvc.web.site import Site

FIXABLE = ("site_name", "base_url", "default_language", "embed_sites")
"""Values of the site that are settings too."""


def effective_site(settings: Settings, values: Mapping[str, Any]) -> Site:
    """The site of these settings and stored values.

    What is stored was checked when it was written; what this program cannot use all the
    same, as another version wrote it, is as if not there. ``base_url`` is that of the start.
    """
    free = {name: value for name, value in values.items() if name not in settings.given}
    default = _one_of_ours(free.get("default_language")) or settings.default_language
    return Site(
        name=_text(free.get("site_name")) or settings.site_name,
        base_url=settings.base_url,
        default_language=default,
        languages=_languages(free.get("languages"), default),
        embed_sites=_embed_sites(free.get("embed_sites")) or settings.embed_sites,
        logo_text=_text(free.get("logo_text")),
        zone=_zone(free.get("zone")),
        theme=_theme(free.get("theme")),
        privacy=_localised(free.get("privacy"), default),
        method=_localised(free.get("method"), default),
        fixed=settings.given.intersection(FIXABLE),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _one_of_ours(value: Any) -> str:
    return value if value in LANGUAGES else ""


def _languages(value: Any, default: str) -> tuple[str, ...]:
    """The languages offered, in the order of the program; the default is always one."""
    chosen = value if isinstance(value, list) and value else LANGUAGES
    return tuple(one for one in LANGUAGES if one in chosen or one == default)


def _embed_sites(value: Any) -> tuple[str, ...]:
    sites = value if isinstance(value, list) else []
    return tuple(one for one in sites if isinstance(one, str) and is_embed_site(one))


def _zone(value: Any) -> str:
    try:
        return read_zone(value) if value else "UTC"
    except ValueError:
        return "UTC"


def _theme(value: Any) -> Theme:
    if not isinstance(value, dict):
        return ()
    try:
        return read_theme({name: _text(text) for name, text in value.items()})
    except InvalidThemeError:
        return ()


def _localised(value: Any, default: str) -> Localised | None:
    """A text in its languages, the default one first: it stands in for those that are missing."""
    texts = value if isinstance(value, dict) else {}
    order = sorted(LANGUAGES, key=lambda one: one != default)
    said = {one: text for one in order if (text := _text(texts.get(one)))}
    return Localised.of(said) if said else None
