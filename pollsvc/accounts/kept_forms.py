"""What was typed in a form whose session had ended: kept in the page, and offered again.

Nothing is stored: the fields travel in the page that answers, and come back from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote, urlsplit

from flask import request

from pollsvc.accounts.guards import TOKEN_FIELD
from pollsvc.web.desk import DESK, is_desk
from pollsvc.web.security import comes_from_here

HOME = "/desk/polls"
BYTES_AT_MOST = 900_000
"""As a form sends it: with what signing in adds, below what the desk takes."""
FIELDS_AT_MOST = 4000
_PATH_AT_MOST = 2000
_NEVER = ("password", TOKEN_FIELD)


@dataclass(frozen=True)
class KeptForm:
    """A form to send again. ``lost`` says what of it could not be kept.

    ``lost`` is ``""``, ``"files"``, or ``"length"``, which leaves no fields.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    lost: str = ""

    def to_text(self) -> str:
        """The form for a hidden field."""
        return json.dumps([self.path, self.fields, self.lost], ensure_ascii=False)


def inside(path: str | None) -> str:
    """The path if it is one of the desk's, else the desk's first page.

    Browsers read a backslash as a slash, drop control characters, and go up at two dots,
    so none of these is let in.
    """
    if not path or len(path) > _PATH_AT_MOST or "\\" in path or not path.isprintable():
        return HOME
    parts = urlsplit(path)
    goes_up = ".." in unquote(parts.path).split("/")
    is_ours = not (parts.scheme or parts.netloc or goes_up) and is_desk(parts.path)
    return path if is_ours and path.startswith(DESK) else HOME


def asked_path() -> str:
    """The path asked for, with its query."""
    query = request.query_string.decode("ascii", "replace")
    return inside(f"{request.path}?{query}" if query else request.path)


def sent_form() -> KeptForm | None:
    """The form just sent, if the browser vouches that a page of ours sent it.

    Others are not offered: one click would do what another site has made up.
    """
    if not comes_from_here():
        return None
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name for word in _NEVER)
    )
    has_files = any(one.filename for one in request.files.values())
    form = KeptForm(asked_path(), fields, "files" if has_files else "")
    if len(fields) > FIELDS_AT_MOST or len(quote_plus(form.to_text())) > BYTES_AT_MOST:
        return KeptForm(asked_path(), lost="length")
    return form


def kept_form(text: str | None) -> KeptForm | None:
    """The form that a page of ours kept; ``None`` where it is not as we wrote it."""
    try:
        path, fields, lost = json.loads(text or "")
        pairs = tuple((name, value) for name, value in fields)
    except (ValueError, TypeError, RecursionError):
        return None
    words = (path, lost, *(word for pair in pairs for word in pair))
    if not all(isinstance(word, str) for word in words) or inside(path) != path:
        return None
    return KeptForm(path, tuple((_shown(name), _shown(value)) for name, value in pairs), lost)


def _shown(word: str) -> str:
    """The word without halves of characters, which no page can carry."""
    return word.encode(errors="ignore").decode()
