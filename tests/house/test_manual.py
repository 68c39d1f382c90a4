"""Every setting, command and address stands in the manual, and what stands there exists."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from pollsvc.config import PREFIX, Settings
from tests.house.tree import HELP, files, manual

# Not for people: files of the pages, whose addresses hold a digest, and the browser's icon.
UNLISTED = {"/static/<name>", "/favicon.ico"}
ONE_OF = re.compile(r"<any\((.*?)\):\w+>")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    from pollsvc.app import create_app

    return create_app(instance=tmp_path_factory.mktemp("manual") / "instance")


def settable() -> set[str]:
    """The names of all settings, without the list of those that were set."""
    return {field.name for field in fields(Settings)} - {"given"}


def test_every_setting_is_in_the_manual() -> None:
    names = [PREFIX + name.upper() for name in settable()]
    assert [one for one in names if one not in manual()] == []


def test_every_setting_in_the_manual_exists() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+", manual()))
    assert named <= {PREFIX + name.upper() for name in settable()}


def test_every_command_is_in_the_manual() -> None:
    from pollsvc.cli import COMMANDS

    assert [one for one in COMMANDS if f"pollsvc {one}" not in manual()] == []


def test_every_command_in_the_manual_exists() -> None:
    from pollsvc.cli import COMMANDS

    named = set(re.findall(r"(?:^|`|\$ )pollsvc ([a-z]+)", manual(), re.MULTILINE))
    assert named <= set(COMMANDS)


def addresses(rule: str) -> list[str]:
    """A rule of the program as people read it, once for each word it lets choose from."""
    choice = ONE_OF.search(rule)
    if choice is None:
        return [re.sub(r"<\w+:", "<", rule)]
    words = [word.strip() for word in choice[1].split(",")]
    return [one for word in words for one in addresses(rule.replace(choice[0], word, 1))]


def known_addresses(app: Flask) -> set[str]:
    return {one for rule in app.url_map.iter_rules() for one in addresses(rule.rule)}


def listed_addresses() -> set[str]:
    """What stands in the first column of the tables of addresses."""
    text = (HELP / "addresses.md").read_text("utf-8")
    rows = re.findall(r"^\|([^|]*)\|", text, re.MULTILINE)
    return {path for row in rows for path in re.findall(r"`(/[^`]*)`", row)}


def test_every_address_is_in_the_manual(app: Flask) -> None:
    assert known_addresses(app) - UNLISTED - listed_addresses() == set()


def test_every_address_in_the_manual_exists(app: Flask) -> None:
    assert listed_addresses() - known_addresses(app) == set()


def test_an_address_with_a_choice_is_read_as_each_of_them() -> None:
    assert addresses("/p/<slug>/a.<any(svg, pdf):format>") == ["/p/<slug>/a.svg", "/p/<slug>/a.pdf"]
    assert addresses("/help/<path:name>") == ["/help/<name>"]


@pytest.mark.parametrize("path", files(HELP, "*.md"), ids=lambda one: one.stem)
def test_a_page_of_the_manual_begins_with_its_title(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("path", files(HELP, "*.md"), ids=lambda one: one.stem)
def test_links_inside_the_manual_lead_somewhere(path: Path) -> None:
    linked = re.findall(r"\]\(/help/([a-z-]+)\b", path.read_text("utf-8"))
    assert [one for one in linked if one != "poll" and not (HELP / f"{one}.md").is_file()] == []
