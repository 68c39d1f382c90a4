"""Languages: which one a page is in, which ones a poll is wanted in, and links that keep it.

The address asks for a language (``?lang=``), else the browser. A page is in it if the
program speaks it, and else in the next one of the browser's; a poll is asked in it if the
poll has it, see ``outlets.tongue_of``. A language that only a poll has can be asked for at
the poll's own addresses, which ``outlets.take_language`` opens to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from markupsafe import Markup, escape
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
    "beside",
    "direction",
    "in_language",
    "init_languages",
    "page_language",
    "speaking",
]

DESK_LANGUAGES = ("en", "fr", "ru")
"""The languages of the desk."""
TRANSLATIONS = Path(__file__).parent.parent / "translations"
_HEADER_AT_MOST = 200
_LIST_PARAMETERS = ("topic", "language", "page")
_POLL_PARAMETERS = ("change", "again", "figures", "faults", "to")
ISOLATE, ISOLATE_END = "\u2068", "\u2069"
"""Around words in a sentence that are written the other way."""
_OF_POLLS = ("p", "e", "embed")
"""How paths begin at which a language of a poll may be asked for."""


def page_language() -> str:
    """The language of the page in work, ``"en"`` outside a request."""
    locale = get_locale()
    return locale.language if locale else "en"


def chosen_language() -> str | None:
    """The language that the address asks for, whether anybody speaks it or not.

    Addresses of the desk ask for none: its language is the editor's.
    """
    if not has_request_context() or not request.query_string or is_desk(request.path):
        return None
    return request.args.get("lang")


def negotiated_language() -> str:
    """The language of pages for this request: the address's, else the browser's.

    At the desk the editor's, else the best of the browser's that the desk speaks. An
    address of readers may name any language of the program, so that old links go on
    working; of what the browser asks for, those that the site offers count, also where
    the address asks for a language that only a poll has.
    """
    if is_desk(request.path):
        of_editor = current_app.extensions.get("desk_language")
        return (of_editor and of_editor()) or _best(_accepted(), DESK_LANGUAGES) or "en"
    chosen = chosen_language()
    return (chosen and first_of((chosen,), LANGUAGES)) or wished_of(site().languages)


def wished_of(languages: Iterable[str]) -> str:
    """The best of these languages by what the browser asks for, else the site's."""
    return _best(_accepted(), tuple(languages)) or site().default_language


def wanted_languages(page: str) -> Iterator[str]:
    """The languages in which to ask a poll, best first, on a page in this one.

    The one that the address asks for, those of the browser, and the page's; at the desk
    the page's alone. Whoever stops early does not depend on what the browser asks for.
    """
    if has_request_context():
        if g.get("tongue"):
            yield g.tongue
        elif not is_desk(request.path):
            chosen = chosen_language()
            if chosen is not None:
                yield chosen
            yield from _read_accepted(_accepted())
    yield page


def _accepted() -> str:
    """What the browser asks for; the answer then depends on it, and says so."""
    g.language_from_browser = True
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
    addresses stay short; nor one that is not spoken there. Parameters that are ``None``
    are left out; ``lang`` asks for another language.
    """
    chosen = chosen_language()
    if chosen is not None and (chosen in LANGUAGES or _root(path) in g.get("spoken_at", ())):
        query.setdefault("lang", chosen)
    pairs = [(name, str(value)) for name, value in query.items() if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _root(path: str) -> str:
    """Which poll or event a path is of: ``"p/colours"``."""
    return "/".join(path.split("/")[1:3])


def open_language(roots: Iterable[str]) -> None:
    """Let links to paths that begin so ask for the language that this address asks for."""
    g.spoken_at = frozenset(roots)


def beside(language: str, tongue: str) -> tuple[str, str]:
    """In which languages to say what stands beside a poll's questions, best first.

    That is the page's, but where the questions are in one that no page is in, theirs.
    """
    return (language, tongue) if tongue in LANGUAGES else (tongue, language)


@contextmanager
def speaking(tongue: str, otherwise: str) -> Iterator[None]:
    """Have polls in this language for a while, whatever the request asks for.

    The sentences around them are in it too if we speak it, and ``otherwise`` in that one.
    """
    before = g.get("tongue")
    g.tongue = tongue
    try:
        with force_locale(first_of((tongue,), LANGUAGES) or otherwise):
            yield
    finally:
        g.tongue = before


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


def isolated(text: str, *languages: str) -> Markup:
    """A sentence whose isolated parts are marked as being in one of these languages.

    That is the first one that is written the other way than the page, as only such parts
    are isolated (Unicode UAX 9).
    """
    page = direction(page_language())
    language = next((one for one in languages if direction(one) != page), "")
    begin = Markup('<bdi lang="{}">').format(language) if language else Markup("<bdi>")
    return escape(text).replace(ISOLATE, begin).replace(ISOLATE_END, Markup("</bdi>"))


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
        beside=beside,
        bar_width=formats.bar_width,
        direction=direction,
        frame_height=frame_height,
        here_in=here_in,
        host_of=formats.host_of,
        in_language=in_language,
        isolated=isolated,
        iso_text=formats.iso_text,
        language_marks=language_marks,
        native_name=formats.native_name,
        whole_percent=formats.whole_percent,
    )


def _negotiated() -> str:
    if not has_request_context():
        return "en"
    return negotiated_language()


def _refuse_unknown() -> None:
    """What no poll can have either; that of a poll's addresses its pages look at."""
    chosen = chosen_language()
    of_polls = request.url_rule is not None and request.path.split("/")[1] in _OF_POLLS
    if chosen is not None and chosen not in LANGUAGES and not of_polls:
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
