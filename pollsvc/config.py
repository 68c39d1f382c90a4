"""Settings: one frozen dataclass, checked once at start with all faults together.

Defaults < ``instance/config.py`` < ``POLLSVC_*`` environment < arguments.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pollsvc.domain.errors import SettingsError

PREFIX = "POLLSVC_"
LANGUAGES = ("en", "ru", "fr", "ja", "ar")
"""The languages of the interface."""
_LISTS = frozenset({"allowed_hosts", "trusted_proxies", "embed_sites"})
SECRET_BYTES = 32
SERVED_AT = PREFIX + "SERVED_AT"
"""Set by ``pollsvc serve`` for its worker: the base URL where no setting gives one."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings. Each is named ``POLLSVC_<NAME>`` in the environment."""

    instance: Path
    """Folder of database, secret, and drawn charts."""
    secret: bytes
    """Key of all digests, at least 32 bytes; made on first run in ``instance/secret``."""
    database_url: str = ""
    """``sqlite:///…`` or ``postgresql://…``; by default ``pollsvc.db`` in the instance."""
    base_url: str = "http://127.0.0.1:8000"
    """The address under which readers reach the service; no slash at the end."""
    allowed_hosts: tuple[str, ...] = ()
    """Further host names under which it may be asked, beside that of ``base_url``."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of reverse proxies whose ``X-Forwarded-*`` is believed."""
    embed_sites: tuple[str, ...] = ("*",)
    """Sites that may frame the embeds, as in a CSP ``frame-ancestors``."""
    site_name: str = "Reader polls"
    """Name of the publisher, on every page."""
    default_language: str = "en"
    """Language of pages for readers whose browser asks for none that there is."""
    mail_server: str = ""
    """``smtp://user:password@host:587`` or ``smtps://…``, by which letters to editors go."""
    mail_from: str = ""
    """The address that letters to editors come from."""
    given: frozenset[str] = frozenset()
    """Names of the settings that were set anywhere, and so are not the desk's to change."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether readers come by https, so that cookies can be secure."""
        return self.base_url.startswith("https:")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name the service answers to, without ports."""
        own = urlsplit(self.base_url).hostname or ""
        local = ("localhost", "127.0.0.1", "[::1]") if own in ("localhost", "127.0.0.1") else ()
        return tuple(dict.fromkeys((own, *self.allowed_hosts, *local)))


def instance_folder() -> Path:
    """The instance folder: ``POLLSVC_INSTANCE``, else ``instance`` in the working folder."""
    return Path(os.environ.get(PREFIX + "INSTANCE") or "instance").absolute()


def load_settings(instance: Path | None = None, **overrides: Any) -> Settings:
    """The settings of an instance; makes its folder and secret on first run.

    Raises:
        SettingsError: with every fault and the name to set.
    """
    folder = Path(overrides.pop("instance", None) or instance or instance_folder()).absolute()
    known = {field.name for field in fields(Settings)} - {"instance", "given"}
    faults: list[str] = []
    values: dict[str, Any] = {}
    sources = (_from_file(folder, faults), _from_environment(), overrides)
    for source, described in zip(sources, ("config.py", "environment", "argument"), strict=True):
        for name, value in source.items():
            if name in known:
                values[name] = _as_list(value) if name in _LISTS else value
            else:
                faults.append(f"{described}: {name} is not a setting")
    given = frozenset(values)
    if served_at := os.environ.get(SERVED_AT):
        values.setdefault("base_url", served_at)
    if not values.get("secret"):
        values["secret"] = _kept_secret(folder, faults)
    elif isinstance(values["secret"], str):
        values["secret"] = values["secret"].encode()
    if not values.get("database_url"):
        values["database_url"] = f"sqlite:///{folder / 'pollsvc.db'}"
    values["database_url"] = _with_driver(str(values["database_url"]))
    faults.extend(_faults(values))
    if faults:
        raise SettingsError("Settings: " + "; ".join(faults))
    return Settings(instance=folder, given=given, **values)


def _from_file(folder: Path, faults: list[str]) -> dict[str, Any]:
    path = folder / "config.py"
    if not path.exists():
        return {}
    scope: dict[str, Any] = {}
    try:
        exec(compile(path.read_text("utf-8"), str(path), "exec"), scope)  # noqa: S102
    except Exception as error:  # noqa: BLE001 - a file of code may fail in any way
        faults.append(f"{path}: {error}")
        return {}
    return {name.lower(): value for name, value in scope.items() if name.isupper()}


def _from_environment() -> dict[str, Any]:
    found = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and value
    }
    for mine in ("instance", "test_postgres", "no_skips", "served_at"):
        found.pop(mine, None)
    return found


def _as_list(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _with_driver(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _kept_secret(folder: Path, faults: list[str]) -> bytes:
    path = folder / "secret"
    fresh = secrets.token_hex(SECRET_BYTES).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _link_whole(path, fresh)
        return path.read_bytes().strip()
    except OSError as error:
        faults.append(f"instance folder {folder}: {error.strerror} (set {PREFIX}INSTANCE)")
        return b"\0" * SECRET_BYTES


def _link_whole(path: Path, content: bytes) -> None:
    """Put a file there whole or not at all, so that another node never reads half of it."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another node was first, and its secret is the one
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _faults(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if len(values["secret"]) < SECRET_BYTES:
        faults.append(f"{PREFIX}SECRET: give at least {SECRET_BYTES} characters")
    if not _is_database(values["database_url"]):
        faults.append(f"{PREFIX}DATABASE_URL: give sqlite:///FILE or postgresql://…")
    if not is_address(str(values.get("base_url", Settings.base_url))):
        faults.append(f"{PREFIX}BASE_URL: give http(s)://host, and nothing after the host")
    if values.get("default_language", "en") not in LANGUAGES:
        faults.append(f"{PREFIX}DEFAULT_LANGUAGE: give one of {', '.join(LANGUAGES)}")
    faults.extend(_mail_faults(str(values.get("mail_server", "")), values.get("mail_from")))
    for proxy in values.get("trusted_proxies", ()):
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            faults.append(f"{PREFIX}TRUSTED_PROXIES: {proxy!r} is no address or network")
    for site in values.get("embed_sites", ()):
        if not is_embed_site(site):
            faults.append(f"{PREFIX}EMBED_SITES: {site!r} is no site")
    return faults


def _mail_faults(server: str, sender: object) -> list[str]:
    if not server:
        return []
    faults = []
    try:
        parts = urlsplit(server)
        known = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        faults.append(f"{PREFIX}MAIL_SERVER: give smtp://user:password@host:587 or smtps://…")
    if not re.fullmatch(r"[^@\r\n]+@[^@\s]+", str(sender or "")):
        faults.append(f"{PREFIX}MAIL_FROM: give the address that letters come from")
    return faults


def _is_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (url.startswith("sqlite:///") and len(parts.path) > 1) or (
            parts.scheme == "postgresql+psycopg" and parts.port != 0
        )
    except ValueError:  # a port that is no number
        return False


def is_embed_site(site: str) -> bool:
    """Whether this is a source as the ``frame-ancestors`` of a policy takes it."""
    return bool(re.fullmatch(r"\*|'self'|'none'|(https?://)?[A-Za-z0-9.*:\[\]-]+", site))


def is_address(url: str) -> bool:
    """Whether this is ``http(s)://host``, perhaps with a port, and nothing after it."""
    try:
        parts = urlsplit(url)
        plain = url == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        return plain and is_web and parts.port != 0
    except ValueError:
        return False
