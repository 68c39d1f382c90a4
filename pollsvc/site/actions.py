"""Writing what the desk sets of the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text

from pollsvc.domain.editor import Editor
from pollsvc.domain.errors import StaleEditError
from pollsvc.history.actions import record
from pollsvc.history.acts import DeskAct
from pollsvc.site.models import SiteValueRow
from pollsvc.site.queries import Values, site_values
from pollsvc.store.db import session, writing

LOOK = ("theme", "logo_text")
SITE = (
    *("site_name", "base_url", "default_language", "languages", "zone", "embed_sites"),
    *("privacy", "method"),
)
_IN_PARTS = ("theme", "privacy", "method")
_FORMER_HOSTS = 8


def version_of(values: Mapping[str, Any], names: Collection[str]) -> str:
    """A word that changes when one of these values does: what somebody has seen of them."""
    seen = json.dumps({name: values.get(name) for name in sorted(names)}, sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def save_look(values: Values, seen: str, editor: Editor, now: datetime) -> bool:
    """Write the look; gives whether anything changed. ``None`` is as the program comes.

    Raises:
        StaleEditError: it is no longer as ``seen``.
    """
    return _save(DeskAct.LOOK_CHANGED, values, seen, names=LOOK, editor=editor, now=now)


def save_site(values: Values, seen: str, editor: Editor, now: datetime, host: str = "") -> bool:
    """Write values of the site; gives whether anything changed.

    Names that are missing stay as they are, ``None`` is as the settings say. ``host`` is
    the one by which the editor came: it goes on working when the base URL changes.

    Raises:
        StaleEditError: they are no longer as ``seen``.
    """
    return _save(DeskAct.SITE_CHANGED, values, seen, names=SITE, editor=editor, now=now, host=host)


def _save(
    act: DeskAct,
    values: Values,
    seen: str,
    *,
    names: Collection[str],
    editor: Editor,
    now: datetime,
    host: str = "",
) -> bool:
    with writing():
        if session().get_bind().dialect.name == "postgresql":
            # Readers go on; whoever saves next sees what this one has written.
            session().execute(text("LOCK TABLE site_value IN SHARE ROW EXCLUSIVE MODE"))
        before = site_values()
        changed = {
            name: value
            for name, value in values.items()
            if name in names and value != before.get(name)
        }
        if not changed:
            return False
        if version_of(before, names) != seen:
            raise StaleEditError
        if "base_url" in changed:
            changed["hosts"] = _hosts(before, host) or None
        for name, value in changed.items():
            _write(name, value, now)
        record(act, editor, now, changes=_changes(before, changed))
    return True


def _write(name: str, value: Any, now: datetime) -> None:
    row = session().get(SiteValueRow, name)
    if value is None:
        if row is not None:
            session().delete(row)
    elif row is None:
        session().add(SiteValueRow(name=name, value=value, at=now))
    else:
        row.value, row.at = value, now


def _hosts(before: Values, host: str) -> list[str]:
    """The hosts that go on working: those of before, of the old address, of this request."""
    old = urlsplit(before.get("base_url") or "").hostname
    known = dict.fromkeys((*(before.get("hosts") or ()), old, host))
    return [one for one in known if one][-_FORMER_HOSTS:]


def _changes(before: Values, changed: Values) -> list[dict[str, Any]]:
    """Every change as the history keeps it: texts by language, a theme by variable."""
    parts: list[dict[str, Any]] = []
    for name, after in changed.items():
        old = before.get(name)
        if name not in _IN_PARTS:
            parts.append({"field": name, "before": old, "after": after})
            continue
        old, new = old or {}, after or {}
        for part in sorted({*old, *new}):
            if old.get(part) != new.get(part):
                said = {"before": old.get(part), "after": new.get(part)}
                parts.append(_part(name, part) | said)
    return parts


def _part(name: str, part: str) -> dict[str, Any]:
    if name == "theme":
        return {"field": "text-colour" if part == "text" else part}
    return {"field": name, "language": part}
