"""The interface's languages: which one a page is in, and links that keep it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale
from markupsafe import Markup

from pollsvc.domain.errors import BadParameterError
from pollsvc.domain.texts import Said, first_of
from pollsvc.web import formats
from pollsvc.web.formats import direction
from pollsvc.web.settings import settings

__all__ = ["LANGUAGES", "direction", "in_language", "init_languages", "page_language"]

LANGUAGES = ("en", "ru", "fr", "ja", "ar")
TRANSLATIONS = Path(__file__).parent.parent / "translations"
_KEPT_PARAMETERS = ("topic", "language", "page", "change")


def page_language() -> str:
    """The language of the page in work, ``"en"`` outside a request."""
    locale = get_locale()
    return locale.language if locale else "en"


def chosen_language() -> str | None:
    """The language that the address asks for, if it does and it is one we speak."""
    wanted = request.args.get("lang") if has_request_context() else None
    return wanted if wanted in LANGUAGES else None


def in_language(path: str, **query: Any) -> str:
    """A path of this site with a query, in the language that the address asked for.

    A language that came from the browser's wish is not repeated, so that
    addresses stay short. Parameters that are ``None`` are left out.
    """
    query["lang"] = chosen_language()
    pairs = [(name, str(value)) for name, value in query.items() if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def here_in(language: str) -> str:
    """The page in work in another language, without parameters that pages ignore."""
    kept = [(name, request.args[name]) for name in _KEPT_PARAMETERS if name in request.args]
    return f"{request.path}?{urlencode([*kept, ('lang', language)])}"


def language_marks(said: Said) -> Markup:
    """The attributes ``lang`` and ``dir`` for a text that is not in the page's language."""
    page = page_language()
    if said.language == page:
        return Markup("")
    marks = Markup(' lang="{}"').format(said.language)
    if direction(said.language) != direction(page):
        marks += Markup(' dir="{}"').format(direction(said.language))
    return marks


def init_languages(app: Flask) -> None:
    """Set up translation, the check of ``?lang=`` and what templates need for both."""
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=_negotiated)
    app.before_request(_refuse_unknown)
    app.after_request(_say_what_varies)
    app.context_processor(_page)
    app.jinja_env.globals.update(
        bar_width=formats.bar_width,
        direction=direction,
        frame_height=formats.frame_height,
        here_in=here_in,
        host_of=formats.host_of,
        in_language=in_language,
        iso_text=formats.iso_text,
        language_marks=language_marks,
        languages=LANGUAGES,
        native_name=formats.native_name,
        whole_percent=formats.whole_percent,
    )


def _negotiated() -> str:
    if not has_request_context():
        return "en"
    chosen = chosen_language()
    if chosen:
        return chosen
    g.language_from_browser = True
    wishes = (code.lower() for code, quality in request.accept_languages if quality > 0)
    return first_of(wishes, LANGUAGES) or _default()


def _default() -> str:
    language = settings().default_language
    return language if language in LANGUAGES else "en"


def _refuse_unknown() -> None:
    if "lang" in request.args and chosen_language() is None:
        raise BadParameterError


def _say_what_varies(response: Response) -> Response:
    if g.get("language_from_browser"):
        response.vary.add("Accept-Language")
    return response


def _page() -> dict[str, Any]:
    language = page_language()
    return {
        "language": language,
        "page_direction": direction(language),
        "gap": formats.sentence_gap(language),
    }
