"""The manual as readers get it, and that it and the README name what the program has."""

from __future__ import annotations

import re
from html import unescape
from itertools import product
from pathlib import Path

import click
import pytest
from flask.testing import FlaskClient

from pollsvc.cli import COMMANDS, cli
from pollsvc.web.languages import LANGUAGES, direction
from tests.house.tree import HELP, ROOT

# The manual asks nothing of the database, so one kind of it is enough.
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TRANSLATED = {"accessibility", "method", "privacy"}
PAGES = sorted({path.name.partition(".")[0] for path in HELP.glob("*.md")})
EVERYWHERE = list(product(PAGES, LANGUAGES))
ARTICLE = re.compile(r'<article class="prose"(.*?)>(.*)</article>', re.DOTALL)
LINK = re.compile(r'href="(/[^"]*)"')
OPTION = re.compile(r"(?<![\w-])--[a-z]+")


def address_of(name: str, language: str | None = None) -> str:
    path = "/help" if name == "index" else f"/help/{name}"
    return f"{path}?lang={language}" if language else path


def article(page: str) -> tuple[str, str]:
    """The attributes and the content of the text of a page."""
    found = ARTICLE.search(page)
    assert found is not None
    return found[1], found[2]


def shape(path: Path) -> list[str]:
    """What a page is made of: its headings, table rows, and points of lists."""
    return re.findall(r"^(?:#+|- |[0-9]\. |\|)", path.read_text("utf-8"), re.MULTILINE)


def section(name: str) -> str:
    """What commands.md says of one command."""
    text = (HELP / "commands.md").read_text("utf-8")
    found = re.search(rf"^## pollsvc {name}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@on_one_database
@pytest.mark.parametrize(("name", "language"), EVERYWHERE)
def test_every_page_is_there_in_every_language(
    reader: FlaskClient, name: str, language: str
) -> None:
    answer = reader.get(address_of(name, language))
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction(language)}">' in answer.text
    assert article(answer.text)[1].count("<h1>") == 1


@on_one_database
@pytest.mark.parametrize(("name", "language"), EVERYWHERE)
def test_a_text_in_another_language_than_the_page_says_so(
    reader: FlaskClient, name: str, language: str
) -> None:
    marks, _text = article(reader.get(address_of(name, language)).text)
    is_own = name in TRANSLATED or language == "en"
    assert marks == ("" if is_own else ' lang="en" dir="ltr"')


@on_one_database
@pytest.mark.parametrize("name", sorted(TRANSLATED))
def test_the_pages_for_readers_are_written_in_every_language(
    reader: FlaskClient, name: str
) -> None:
    texts = {article(reader.get(address_of(name, one)).text)[1] for one in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
@pytest.mark.parametrize("name", sorted(TRANSLATED))
def test_a_translation_has_the_sections_rows_and_points_of_the_original(
    name: str, language: str
) -> None:
    assert shape(HELP / f"{name}.{language}.md") == shape(HELP / f"{name}.md")


@on_one_database
@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_that_are_there(reader: FlaskClient, name: str) -> None:
    links = {unescape(one) for one in LINK.findall(reader.get(address_of(name)).text)}
    assert links
    wrong = [one for one in sorted(links) if reader.get(one).status_code not in (200, 303)]
    assert wrong == []


@on_one_database
def test_links_keep_the_language_of_the_address(reader: FlaskClient) -> None:
    _marks, text = article(reader.get("/help/privacy?lang=fr").text)
    assert set(LINK.findall(text)) == {"/help/running?lang=fr"}


@on_one_database
def test_links_name_no_language_that_the_browser_chose(reader: FlaskClient) -> None:
    page = reader.get("/help/privacy", headers={"Accept-Language": "fr"}).text
    assert set(LINK.findall(article(page)[1])) == {"/help/running"}
    assert "Confidentialité" in page


@on_one_database
def test_the_contents_name_every_page_once(reader: FlaskClient) -> None:
    page = reader.get("/help/voting").text
    listed = page.partition('<ul class="contents"')[2]
    names = [one.removeprefix("/help").strip("/") or "index" for one in LINK.findall(listed)]
    in_list = [one for one in names if one in PAGES][: len(PAGES)]
    assert sorted(in_list) == PAGES
    assert '<a href="/help/voting" aria-current="page">' in listed


@on_one_database
@pytest.mark.parametrize("name", ["method.fr", "nothing", "poll.schema", "pictures", "index.md"])
def test_no_other_name_is_a_page(reader: FlaskClient, name: str) -> None:
    assert reader.get(f"/help/{name}").status_code == 404


@on_one_database
@pytest.mark.parametrize("name", ["commands", "settings", "definitions"])
def test_what_scrolls_can_be_reached_by_keyboard(reader: FlaskClient, name: str) -> None:
    _marks, text = article(reader.get(f"/help/{name}").text)
    code, tables = text.count("<pre"), text.count("<table")
    assert code
    assert tables
    assert text.count('<pre tabindex="0">') == code
    assert text.count('<div class="scroll" tabindex="0">\n<table>') == tables


def test_the_commands_of_the_manual_are_those_of_the_program() -> None:
    text = (HELP / "commands.md").read_text("utf-8")
    assert set(re.findall(r"^## pollsvc (\w+)$", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_has_the_options_that_the_manual_names(name: str) -> None:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    commands = list(found.commands.values()) if isinstance(found, click.Group) else [found]
    options = {
        option
        for command in commands
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    assert set(OPTION.findall(section(name))) == options


def test_the_readme_names_targets_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)", readme))
    assert {"demo", "test"} <= named <= targets


def test_the_readme_links_to_files_that_are_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    linked = [one for one in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in one]
    assert linked
    assert [one for one in linked if not (ROOT / one).exists()] == []
