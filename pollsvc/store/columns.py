"""Column types that mean the same bytes on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

# AUTOINCREMENT needs INTEGER on SQLite, where it is 64 bits wide all the same.
BigId: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
Document: TypeEngine[Any] = JSON(none_as_null=True).with_variant(
    JSONB(none_as_null=True), "postgresql"
)


def key_text(length: int) -> TypeEngine[str]:
    """Text compared byte by byte, whatever the database's language."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC of an aware time."""
    return (moment - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The aware UTC time of such milliseconds."""
    return _EPOCH + ms * _MS


class Moment(TypeDecorator[datetime]):
    """An aware UTC time kept as whole milliseconds.

    Integers, since SQLAlchemy drops the zone on SQLite and the bare driver of the
    writer and the ORM must write the same bytes.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Milliseconds for the database."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The aware time again."""
        return None if value is None else from_ms(value)
