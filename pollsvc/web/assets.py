"""Style sheets, scripts and pictures: joined per area and packed once at start."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request

from pollsvc.domain.errors import PageNotFoundError
from pollsvc.web.kept import takes_gzip

STATIC = Path(__file__).parent.parent / "static"
AREAS = {
    "reader.css": (
        *("tokens", "page", "site", "poll", "survey", "steps"),
        *("results", "list", "help", "print"),
    ),
    "more.css": ("pair", "words"),
    "run.css": ("steps", "run"),
    "screen.css": ("tokens", "page", "screen"),
    "desk.css": (
        *("tokens", "page", "site", "poll", "results", "list", "help"),
        *("desk", "desk_list", "desk_edit", "desk_survey", "desk_watch", "desk_site"),
        *("words", "print"),
    ),
    "embed.css": ("tokens", "page", "poll", "survey", "results", "embed", "print"),
}
_SINGLE = ("icon.svg", "js/embed.js", "js/frame.js")
_DESK = ("copy", "answers", "edit", "live", "preview", "screen")
SCRIPTS = {
    "desk.js": tuple(f"desk_{one}" for one in _DESK),
    # What was typed is put back before it is looked at.
    "survey.js": ("survey_typed", "survey"),
}
"""Scripts joined to one: each keeps to itself and does one thing where a page asks for it."""
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(rb"\n\s*")
_START = re.compile(rb"^[ \t]*(?://.*)?\n?", re.MULTILINE)
# No string of ours holds any of these signs.
_AROUND = re.compile(rb"\s*([{};])\s*")
_FOREVER = "public, max-age=31536000, immutable"
_AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True)
class Asset:
    """A file as it goes over the wire. ``digest`` is part of its lasting address."""

    name: str
    media_type: str
    body: bytes
    packed: bytes
    digest: str

    @property
    def address(self) -> str:
        """Its path with the digest: ``/static/reader.0123456789.css``."""
        stem, _, ending = self.name.rpartition(".")
        return f"/static/{stem}.{self.digest}.{ending}"


class Assets:
    """All files of the site by name, and by name with digest."""

    def __init__(self, folder: Path = STATIC) -> None:
        """Read, join and pack every file."""
        bodies = {area: joined(folder, sheets) for area, sheets in AREAS.items()}
        bodies |= {name: joined_scripts(folder, parts) for name, parts in SCRIPTS.items()}
        bodies |= {Path(name).name: (folder / name).read_bytes() for name in _SINGLE}
        self.by_name = {name: _asset(name, body) for name, body in bodies.items()}
        self.by_address = {asset.address: asset for asset in self.by_name.values()}


def joined(folder: Path, sheets: tuple[str, ...]) -> bytes:
    """The style sheets in a row, without comments, indents and needless room."""
    whole = b"\n".join((folder / "css" / f"{name}.css").read_bytes() for name in sheets)
    plain = _INDENT.sub(b"\n", _COMMENT.sub(b"", whole)).strip()
    return _AROUND.sub(rb"\1", plain) + b"\n"


def joined_scripts(folder: Path, parts: tuple[str, ...]) -> bytes:
    """The scripts in a row, without indents and without lines that only comment."""
    whole = b"\n".join((folder / "js" / f"{one}.js").read_bytes() for one in parts)
    return _START.sub(b"", whole)


def asset(name: str) -> str:
    """The address of a file, good for ever.

    Raises:
        KeyError: there is no such file.
    """
    return _assets().by_name[name].address


def asset_response(name: str, caching: str = _AN_HOUR) -> Response:
    """A file as an answer to the request in work, packed if the browser takes that.

    Raises:
        PageNotFoundError: there is no such file.
    """
    found = _assets().by_name.get(name)
    if found is None:
        raise PageNotFoundError
    return _response(found, caching)


def init_assets(app: Flask) -> None:
    """Read the files and serve them under ``/static/``."""
    app.extensions["assets"] = Assets()
    app.jinja_env.globals["asset"] = asset
    app.add_url_rule("/static/<name>", "asset", _static, methods=["GET"])
    app.add_url_rule("/favicon.ico", "favicon", _favicon, methods=["GET"])


def _static(name: str) -> Response:
    lasting = _assets().by_address.get(f"/static/{name}")
    return _response(lasting, _FOREVER) if lasting else asset_response(name)


def _favicon() -> Response:
    return asset_response("icon.svg")


def _assets() -> Assets:
    found = current_app.extensions["assets"]
    assert isinstance(found, Assets)
    return found


def _asset(name: str, body: bytes) -> Asset:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Asset(name, media_type, body, gzip.compress(body, 9, mtime=0), digest)


def _response(found: Asset, caching: str) -> Response:
    packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(found.packed if packed else found.body, mimetype=found.media_type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = caching
    # One tag for each form, since a strong tag stands for the very bytes.
    response.set_etag(f"{found.digest}-gz" if packed else found.digest)
    response.make_conditional(request)
    return response
