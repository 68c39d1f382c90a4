"""The interface's languages: which one a page is in, and links that keep it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from pollsvc.config import LANGUAGES
from pollsvc.domain.errors import BadParameterError
from pollsvc.domain.texts import Said, first_of
from pollsvc.web import formats
from pollsvc.web.desk import is_desk
from pollsvc.web.formats import direction
from pollsvc.web.frames import frame_height
from pollsvc.web.kept import LINK_PARAMETER, PREFILL
from pollsvc.web.site import site

__all__ = [
    "DESK_LANGUAGES",
    "LANGUAGES",
    "direction",
    "in_language",
    "init_languages",
    "page_language",
]

DESK_LANGUAGES = ("en", "fr", "ru")
"""The languages of the desk."""
TRANSLATIONS = Path(__file__).parent.parent / "translations"
_HEADER_AT_MOST = 200
_LIST_PARAMETERS = ("topic", "language", "page")
_POLL_PARAMETERS = ("change", "again", "figures", "faults", "to")


def page_language() -> str:
    """The language of the page in work, ``"en"`` outside a request."""
    locale = get_locale()
    return locale.language if locale else "en"


def chosen_language() -> str | None:
    """The language that the address asks for, if it does and it is one we speak.

    Addresses of the desk ask for none: its language is the editor's.
    """
    if not has_request_context() or not request.query_string or is_desk(request.path):
        return None
    wanted = request.args.get("lang")
    return wanted if wanted in LANGUAGES else None


def negotiated_language() -> str:
    """The language of pages for this request: the address's, else the browser's.

    At the desk the editor's, else the best of the browser's that the desk speaks. An
    address of readers may name any language of the program, so that old links go on
    working; of what the browser asks for, those that the site offers count.
    """
    if is_desk(request.path):
        of_editor = current_app.extensions.get("desk_language")
        return (of_editor and of_editor()) or _best(_accepted(), DESK_LANGUAGES) or "en"
    chosen = chosen_language()
    if chosen is not None:
        return chosen
    here = site()
    return _best(_accepted(), here.languages) or here.default_language


def accepted_languages() -> tuple[str, ...]:
    """The languages that the browser asks for, best first."""
    return _read_accepted(_accepted())


def _accepted() -> str:
    header: str = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return header[:_HEADER_AT_MOST]


@lru_cache(maxsize=512)
def _read_accepted(header: str) -> tuple[str, ...]:
    return tuple(language for language, _quality in parse_accept_header(header, LanguageAccept))


@lru_cache(maxsize=512)
def _best(header: str, languages: tuple[str, ...]) -> str | None:
    # Our own comparing, as Werkzeug's prefers an exact "en" to a better liked "fr-CA".
    return first_of(_read_accepted(header), languages)


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
    names = _LIST_PARAMETERS if request.path == "/" else _POLL_PARAMETERS
    kept = [(name, request.args[name]) for name in names if name in request.args]
    kept += [pair for pair in request.args.items(multi=True) if pair[0].startswith(PREFILL)]
    if "counted_link" in g:
        kept.append((LINK_PARAMETER, g.counted_link))
    return f"{request.path}?{urlencode([*kept, ('lang', language)])}"


def keep_link(code: str) -> None:
    """Keep the link by which the reader came while they change the page's language."""
    g.counted_link = code


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
    Babel(
        app,
        # The desk's texts have a catalog of their own, as they are in fewer languages.
        default_domain="desk;messages",
        default_translation_directories=f"{TRANSLATIONS};{TRANSLATIONS}",
        locale_selector=_negotiated,
    )
    app.before_request(_refuse_unknown)
    app.after_request(_say_what_varies)
    app.context_processor(_page)
    app.jinja_env.globals.update(
        bar_width=formats.bar_width,
        direction=direction,
        frame_height=frame_height,
        here_in=here_in,
        host_of=formats.host_of,
        in_language=in_language,
        iso_text=formats.iso_text,
        language_marks=language_marks,
        native_name=formats.native_name,
        whole_percent=formats.whole_percent,
    )


def _negotiated() -> str:
    if not has_request_context():
        return "en"
    if chosen_language() is None:
        g.language_from_browser = True
    return negotiated_language()


def _refuse_unknown() -> None:
    if is_desk(request.path):
        return
    if request.query_string and "lang" in request.args and chosen_language() is None:
        raise BadParameterError


def _say_what_varies(response: Response) -> Response:
    if "language_from_browser" in g:
        others = response.headers.get("Vary")
        response.headers["Vary"] = f"{others}, Accept-Language" if others else "Accept-Language"
    return response


def _page() -> dict[str, Any]:
    language = page_language()
    return {
        "language": language,
        "page_direction": direction(language),
        "gap": formats.sentence_gap(language),
    }
