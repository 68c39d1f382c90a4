"""Passwords as they are kept: argon2id with the OWASP profile."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from pollsvc.domain.errors import TooManyTriesError

PROFILE = {"memory_cost": 19 * 1024, "time_cost": 2, "parallelism": 1}
"""Source: OWASP Password Storage Cheat Sheet (argon2id, 19 MiB, two rounds, one lane)."""
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_SECONDS = 3


def hashed(password: str) -> str:
    """The password as it is kept.

    Raises:
        TooManyTriesError: others are being hashed, and voters need the machine too.
    """
    with _one_of_few():
        return _hasher().hash(_plain(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether this password is the one kept; takes the same time where there is none.

    Raises:
        TooManyTriesError: others are being checked, and voters need the machine too.
    """
    with _one_of_few():
        try:
            _hasher().verify(kept or _nobodys(), _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than are used now."""
    return _hasher().check_needs_rehash(kept)


def _hasher() -> PasswordHasher:
    return PasswordHasher(
        memory_cost=PROFILE["memory_cost"],
        time_cost=PROFILE["time_cost"],
        parallelism=PROFILE["parallelism"],
        type=Type.ID,
    )


def _plain(password: str) -> str:
    # Keyboards differ in how they compose the same letter (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _nobodys() -> str:
    return _nobodys_for(tuple(PROFILE.items()))


@lru_cache(maxsize=4)
def _nobodys_for(_profile: tuple[tuple[str, int], ...]) -> str:
    return _hasher().hash("nobody's password")


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Let few be hashed at a time: each takes 19 MiB and a core."""
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise TooManyTriesError(_WAIT_SECONDS)
    try:
        yield
    finally:
        _AT_ONCE.release()
