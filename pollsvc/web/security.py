"""Response headers, who may frame a page, and which site a form came from."""

from __future__ import annotations

from flask import Flask, Response, request

from pollsvc.config import Settings
from pollsvc.domain.errors import CrossSiteError
from pollsvc.web.desk import is_desk
from pollsvc.web.settings import settings
from pollsvc.web.site import site

_NOTHING_INLINE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
# A picture is a document of its own when it is opened by itself; its style is in it.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    # Never no-referrer: it makes browsers send "Origin: null" with honest votes.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_BY_HTTPS = (("Strict-Transport-Security", "max-age=31536000"),)
_PAGE = (
    ("Content-Security-Policy", _NOTHING_INLINE.format(ancestors="'none'")),
    ("X-Frame-Options", "DENY"),
)
# The desk shows previews in frames, whose empty icon is held against the desk's own policy,
# and asks for live numbers.
_WITH_ICON = _NOTHING_INLINE.replace("img-src 'self'", "img-src 'self' data:")
_AT_DESK = _WITH_ICON + "; frame-src 'self'; connect-src 'self'"
_DESK_PAGE = (
    ("Content-Security-Policy", _AT_DESK.format(ancestors="'none'")),
    ("X-Frame-Options", "DENY"),
)


def init_security(app: Flask) -> None:
    """Set the headers on every response; a policy that a view has set stays."""
    found = app.extensions["settings"]
    assert isinstance(found, Settings)
    everywhere = _EVERYWHERE + (_BY_HTTPS if found.is_https else ())

    def secured(response: Response) -> Response:
        # What only sends the browser on has nothing that a policy could be about.
        is_plain = response.status_code == 303 or "Content-Security-Policy" in response.headers
        page = _DESK_PAGE if is_desk(request.path) else _PAGE
        response.headers.extend(everywhere if is_plain else everywhere + page)
        return response

    app.after_request(secured)


def frame_at_desk(response: Response) -> Response:
    """Let the desk show this page in a frame of its own, and nobody else."""
    response.headers["Content-Security-Policy"] = _AT_DESK.format(ancestors="'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def allow_saving(response: Response) -> Response:
    """Let the script of this page send what is typed to where its form goes anyway."""
    policy = _NOTHING_INLINE.format(ancestors="'none'") + "; connect-src 'self'"
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "DENY"
    return response


def allow_framing(response: Response) -> Response:
    """Let the sites that the publisher names frame this page, and the desk for its preview."""
    sites = [one for one in site().embed_sites if one not in ("'none'", "'self'")]
    ancestors = "*" if "*" in sites else " ".join(("'self'", *sites))
    # An empty icon, so that a frame opened by itself asks for one file less.
    policy = _WITH_ICON.format(ancestors=ancestors)
    response.headers["Content-Security-Policy"] = policy
    return response


def refuse_cross_site() -> None:
    """Refuse a form that the browser says was sent from another site.

    Cookies are no help against forged votes, as each visitor's browser would be a
    new voter. Where the browser says nothing (old ones, programs) the form is
    taken: a forger gains nothing by a program that votes for itself.

    Raises:
        CrossSiteError: it came from another site.

    Source: W3C Fetch Metadata; measured in real Chromium in frames and sandboxes.
    """
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        if fetched_from not in ("same-origin", "none"):
            raise CrossSiteError
        return
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(origin):
        raise CrossSiteError


def comes_from_here() -> bool:
    """Whether the browser itself says that a page of ours sent this; silence is no word.

    By plain http browsers send no Fetch Metadata, but an origin with every form.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and _is_own(origin)


def _is_own(origin: str) -> bool:
    base = settings().base_url
    # The host asked for has been held against the list of allowed hosts.
    return origin in (base, f"{base.partition('://')[0]}://{request.host}")
