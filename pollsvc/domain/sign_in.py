"""The rules of signing in: addresses, passwords, how long things last, and waiting."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pollsvc.domain.texts import same_text

IDLE = timedelta(hours=12)
"""How long a browser stays signed in without being used."""
ABSOLUTE = timedelta(days=7)
"""How long it stays signed in at all."""
SEEN_EVERY = timedelta(minutes=5)
"""How old the note of the last use may become."""
INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(hours=24)
PASSWORD_AT_LEAST = 10
PASSWORD_AT_MOST = 200
EMAIL_AT_MOST = 254
NAME_AT_MOST = 100
FORGET_AFTER = timedelta(hours=1)
"""After so long without another failure, failures are forgotten."""
ACCOUNT_FREE = 5
ACCOUNT_LONGEST = 60
NETWORK_FREE = 10
NETWORK_LONGEST = 60
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.?[^@\s<>\"',;.]")
# Of those that lists of stolen passwords begin with, the ones that are long enough for us.
_KNOWN_TO_ALL = frozenset(
    {
        *("0123456789", "0987654321", "1234567890", "12345678910", "1q2w3e4r5t", "1q2w3e4r5t6y"),
        *("1qaz2wsx3edc", "abcdefghij", "adminadmin", "changemenow", "iloveyou123", "letmeinnow"),
        *("password01", "password12", "password123", "password1234", "passwordpassword"),
        *("q1w2e3r4t5", "q1w2e3r4t5y6", "qwerty12345", "qwerty123456", "qwertyuiop"),
        *("qwertyuiop123", "zaq12wsxcde3"),
    }
)


def fold_email(typed: str) -> str:
    """An address as it is compared and kept: small letters, no blanks around it."""
    return same_text(typed)


def is_email(folded: str) -> bool:
    """Whether it can be an address; whether it is one, only a letter to it shows."""
    return len(folded) <= EMAIL_AT_MOST and _EMAIL.fullmatch(folded) is not None


def password_fault(password: str, *, name: str = "", email: str = "") -> str | None:
    """What is wrong with a new password: ``too_short``, ``too_long``, ``yours``, ``known``.

    Length and being no other's guess is all that is asked: rules on what it is made of
    only make people write it down. Source: NIST SP 800-63B, 3.1.1.2.
    """
    if len(password) < PASSWORD_AT_LEAST:
        return "too_short"
    if len(password) > PASSWORD_AT_MOST:
        return "too_long"
    plain = same_text(password)
    if plain in {same_text(one) for one in (name, email, email.partition("@")[0])}:
        return "yours"
    return "known" if plain in _KNOWN_TO_ALL or len(set(plain)) == 1 else None


def is_signed_in(began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a browser that signed in and was last used then still is signed in."""
    return now - began_at < ABSOLUTE and now - seen_at < IDLE


def seconds_to_wait(
    account: tuple[int, datetime] | None, network: tuple[int, datetime] | None, now: datetime
) -> int:
    """For how many seconds signing in is refused, by failures so far and when the last was.

    Waits double with each failure, up to a minute.
    An account's failures slow only networks that have failed often themselves: so
    nobody can keep its owner out by failing from elsewhere.
    """
    waits = [_rest(network, NETWORK_FREE, NETWORK_LONGEST, now)]
    if network and network[0] >= ACCOUNT_FREE:
        waits.append(_rest(account, ACCOUNT_FREE, ACCOUNT_LONGEST, now))
    return max(waits)


def _rest(failed: tuple[int, datetime] | None, free: int, longest: int, now: datetime) -> int:
    if failed is None or failed[0] < free or now - failed[1] >= FORGET_AFTER:
        return 0
    wait = min(2 ** min(failed[0] - free, 16), longest)
    rest = failed[1] + timedelta(seconds=wait) - now
    return max(0, -(-rest // timedelta(seconds=1)))
