"""Settings: where they come from, and all faults told together."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pollsvc.config import Settings, load_settings
from pollsvc.domain.errors import SettingsError
from tests.conftest import Ran


def test_a_first_run_needs_no_configuration_and_makes_a_secret(tmp_path: Path) -> None:
    first = load_settings(tmp_path / "instance")
    path = tmp_path / "instance" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.secret) >= 32
    assert load_settings(tmp_path / "instance").secret == first.secret
    assert load_settings(tmp_path / "other").secret != first.secret


def test_argument_beats_environment_beats_file_beats_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(tmp_path).site_name == "Reader polls"
    (tmp_path / "config.py").write_text('SITE_NAME = "From the file"\nother = 1\n')
    assert load_settings(tmp_path).site_name == "From the file"
    monkeypatch.setenv("POLLSVC_SITE_NAME", "From the environment")
    assert load_settings(tmp_path).site_name == "From the environment"
    assert load_settings(tmp_path, site_name="Argument").site_name == "Argument"


def test_it_is_known_which_settings_were_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(tmp_path).given == frozenset()
    (tmp_path / "config.py").write_text('SITE_NAME = "The Herald"\n')
    monkeypatch.setenv("POLLSVC_DEFAULT_LANGUAGE", "fr")
    monkeypatch.setenv("POLLSVC_SERVED_AT", "http://127.0.0.1:9000")
    settings = load_settings(tmp_path, embed_sites=("*",))
    assert settings.given == {"site_name", "default_language", "embed_sites"}
    # Where it listens is no setting, and gives way to one.
    assert settings.base_url == "http://127.0.0.1:9000"
    assert load_settings(tmp_path, base_url="http://a.example").base_url == "http://a.example"


def test_lists_come_with_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLSVC_TRUSTED_PROXIES", "10.0.0.1, 192.168.0.0/16")
    assert load_settings(tmp_path).trusted_proxies == ("10.0.0.1", "192.168.0.0/16")


def test_every_fault_is_told_with_the_name_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SECRET": "short",
        "DATABASE_URL": "mysql://x",
        "BASE_URL": "polls.example.org/",
        "TRUSTED_PROXIES": "my proxy",
        "EMBED_SITES": "a; script-src *",
        "DEFAULT_LANGUAGE": "English",
        "COLOUR": "red",
    }.items():
        monkeypatch.setenv(f"POLLSVC_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    said = caught.value.message
    for name in ("SECRET", "DATABASE_URL", "BASE_URL", "TRUSTED_PROXIES", "EMBED_SITES"):
        assert f"POLLSVC_{name}" in said
    assert "colour is not a setting" in said


def test_a_broken_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("SITE_NAME = (")
    with pytest.raises(SettingsError, match=r"config\.py"):
        load_settings(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="instance folder"):
        load_settings(tmp_path / "file" / "instance")


def test_postgresql_addresses_get_the_driver_we_ship(tmp_path: Path) -> None:
    for given in ("postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"):
        settings = load_settings(tmp_path, database_url=given)
        assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_hosts_are_the_base_address_and_what_is_added() -> None:
    def hosts(base_url: str, *more: str) -> tuple[str, ...]:
        return Settings(instance=Path(), secret=b"x", base_url=base_url, allowed_hosts=more).hosts

    assert hosts("https://polls.example.org", "polls.internal") == (
        "polls.example.org",
        "polls.internal",
    )
    assert "localhost" in hosts("http://127.0.0.1:8000")
    assert "localhost" not in hosts("https://polls.example.org")


def test_what_commands_make_is_nobody_elses_to_read(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    assert cli("upgrade").status == 0
    for path in (tmp_path / "instance").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
