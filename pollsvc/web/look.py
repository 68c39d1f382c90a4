"""The look as a style sheet: made of the variables in its own address, kept for ever.

No node has to look anything up, and an address shows the same on each. What is in it is
read and checked like any theme that is typed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, Response, request

from pollsvc.domain.colour import WHITE, contrast, nearest
from pollsvc.domain.errors import BadParameterError, UnknownParameterError
from pollsvc.domain.poll import Poll
from pollsvc.domain.theme import (
    COLOURS,
    NAMES,
    SHAPE_RATIO,
    STANDARD,
    Theme,
    derived,
    has_colours,
    is_dark,
    read_theme,
    theme_over,
)
from pollsvc.web.site import site

_ROOT_PIXELS = 16
_FOREVER = "public, max-age=31536000, immutable"
_AN_HOUR = "public, max-age=3600"
_HELD = "held"
_LIGHT = "screen and (prefers-color-scheme: light)"
# Arabic and Japanese keep the fonts that their script needs.
_FONTS = {"font": ":root:not(:lang(ar))", "font-question": ":root:not(:lang(ar)):not(:lang(ja))"}


def init_look(app: Flask) -> None:
    """Serve the looks, and give their addresses to the templates."""
    app.add_url_rule("/look/<digest>.css", "look", look)
    app.jinja_env.globals["look_address"] = look_address


def look_address(poll: Poll | None = None) -> str:
    """The address of the style sheet of a poll's look, or of the site's.

    ``""`` where both are as the program comes, so that nothing is to be asked for.
    """
    theme = theme_over(site().theme, poll.theme if poll else ())
    return address_of(theme) if theme else ""


def accent_on_paper(poll: Poll) -> str:
    """The accent of a poll's look for what is drawn on white: charts and pictures.

    One that is for a dark page is made as dark as bars on white have to be.
    """
    return _on_white(theme_over(site().theme, poll.theme))


@lru_cache(maxsize=256)
def _on_white(theme: Theme) -> str:
    accent = dict(theme).get("accent", STANDARD["accent"])
    return nearest(accent, lambda one: contrast(one, WHITE) >= SHAPE_RATIO) or accent


@lru_cache(maxsize=256)
def address_of(theme: Theme, *, held: bool = False) -> str:
    """The address of a theme; ``held``: its colours hold in the dark too, as for a preview."""
    values = {**dict(theme), **({_HELD: "1"} if held else {})}
    return f"/look/{_digest(theme_css(theme, held=held))}.css?{urlencode(values)}"


def look(digest: str) -> Response:
    """A look as a style sheet.

    Raises:
        UnknownParameterError: a variable is not known.
        InvalidThemeError: a value is none, or nobody could read it.
    """
    held = request.args.get(_HELD) == "1"
    css = theme_css(read_theme(_sent()), held=held)
    response = Response(css, mimetype="text/css")
    # Another version of the program may make other colours of the same variables.
    is_this = digest == _digest(css)
    response.headers["Cache-Control"] = _FOREVER if is_this else _AN_HOUR
    response.set_etag(_digest(css))
    return response


def _sent() -> dict[str, str]:
    values = {}
    for name, found in request.args.lists():
        if name not in (*NAMES, _HELD):
            raise UnknownParameterError
        if len(found) > 1:
            raise BadParameterError
        if name != _HELD:
            values[name] = found[0]
    return values


def theme_css(theme: Theme, *, held: bool = False) -> str:
    """The rules of a theme.

    Fonts, sizes and corners hold always; colours in the light, where the page is dark in
    the dark as well, and never on paper. ``held``: on every screen.
    """
    values = dict(theme)
    rules = [
        f"{which}{{--poll-{name}:{values[name]}}}"
        for name, which in _FONTS.items()
        if name in values
    ]
    if "radius" in values:
        rules.append(f":root{{--poll-radius:{values['radius']}}}")
    if "size" in values:
        # In rem, so that the reader's own size of text still counts.
        size = int(values["size"].removesuffix("px")) / _ROOT_PIXELS
        rules.append(f"@media screen{{:root{{--poll-size:{size:g}rem}}}}")
    if held or has_colours(theme):
        media = "screen" if held or is_dark(theme) else _LIGHT
        rules.append(f"@media {media}{{:root{{{_colours(theme)}}}}}")
    return "\n".join(rules) + "\n"


def _colours(theme: Theme) -> str:
    full: Mapping[str, str] = {**STANDARD, **dict(theme)}
    more = dict(derived(theme))
    own = {f"--poll-{name}": full[name] for name in COLOURS}
    own["--poll-on-accent"] = more.pop("on-accent")
    own |= {f"--c-{name}": colour for name, colour in more.items()}
    scheme = "dark" if is_dark(theme) else "light"
    return ";".join([f"color-scheme:{scheme}", *(f"{name}:{value}" for name, value in own.items())])


def _digest(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:10]
