"""The table of what the desk sets of the site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from pollsvc.store.columns import Document, Moment, key_text
from pollsvc.store.db import Base


class SiteValueRow(Base):
    """One value by its name. What is not here is as the settings say."""

    __tablename__ = "site_value"

    name: Mapped[str] = mapped_column(key_text(32), primary_key=True)
    value: Mapped[Any] = mapped_column(Document, nullable=True)
    at: Mapped[datetime] = mapped_column(Moment)
