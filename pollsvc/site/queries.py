"""Reading what the desk has set of the site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from pollsvc.site.models import SiteValueRow
from pollsvc.store.db import db, session

Values = dict[str, Any]


def site_values() -> Values:
    """Every value by its name, as this request's transaction sees them."""
    rows = session().execute(select(SiteValueRow.name, SiteValueRow.value))
    return {row.name: row.value for row in rows}


def newest_site_values() -> Values:
    """The same through a connection of its own, apart from the request's transaction.

    So that it can be asked for at any moment: while a transaction has failed, and between
    reading and writing.
    """
    with db.engine.connect() as connection:
        rows = connection.execute(select(SiteValueRow.name, SiteValueRow.value))
        return {row.name: row.value for row in rows}
